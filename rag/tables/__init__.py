"""Tables of questions, for batch and for gold: rows with named columns from .xlsx .csv .tsv .jsonl .txt.

A file is read through once, to learn its encoding, its header and how many rows it has; its rows come as a stream, as
often as wanted, so that memory does not grow with a text file.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from rag.errors import ChuchuError, FileError
from rag.formats import kinds
from rag.tables.names import ID, QUESTION, is_text, named, text_of

__all__ = ["ID", "MOST_ROWS", "QUESTION", "SUFFIXES", "Row", "Table", "is_text", "read_table", "text_of"]

READERS = {
    ".xlsx": "rag.tables.workbooks",
    ".csv": "rag.tables.separated",
    ".tsv": "rag.tables.separated",
    ".jsonl": "rag.tables.lines",
    ".txt": "rag.tables.lines",
}
SUFFIXES = tuple(READERS)
MOST_ROWS = 250_000
"""Below the header, in one file: two hours of asking. A sheet has 1,048,576, which hardly ever are all meant."""
MOST_BYTES = 256 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row. ``number``: 1-based, as the file's own program counts lines or rows. ``cells``: by column; what a short
    row or a JSON object lacks is not there. ``error``: what is wrong with the row itself, such as broken JSON."""

    number: int
    cells: dict[str, Any]
    error: ChuchuError | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.error is None and not any(str(cell).strip() for cell in self.cells.values() if cell is not None)


@dataclass(frozen=True, slots=True)
class Table:
    """A file of rows below a header.

    ``columns``: their names, each once, in order: the keys of `Row.cells`. ``titles``: the header as it is written,
    empty where there is nothing. ``header``: number of its row, 0 without one. ``above``: what stands over the header.
    ``count``: rows, blank ones included. ``sheet``: its name in a workbook. ``others``: sheets that also look like
    questions. ``text``: columns in which text stands, in order.
    """

    path: Path
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    header: int
    above: tuple[Row, ...]
    count: int
    text: tuple[str, ...]
    sheet: str = ""
    others: tuple[str, ...] = ()
    stream: Callable[[], Iterator[Row]] = field(repr=False, compare=False, default=lambda: iter(()))

    def rows(self) -> Iterator[Row]:
        """The rows below the header, from the first; each time anew."""
        return self.stream()

    def column(self, *names: str) -> str | None:
        """The column with one of these names, case, width and script aside; None without one.

        Raises FileError when several have.
        """
        found = [column for column, title in zip(self.columns, self.titles, strict=True) if named(title, names)]
        if len(found) > 1:
            raise FileError("table_two_columns", file=self.path, names=" · ".join(found))
        return found[0] if found else None

    def question(self) -> str:
        """The column of questions: the one called so, else the only one, else the first with text in it.

        Raises FileError when several are called so, or none has text.
        """
        if found := self.column(*QUESTION):
            return found
        taken = self.column(*ID)
        free = [column for column in self.columns if column != taken]
        texts = [column for column in free if column in self.text]
        if len(free) != 1 and not texts:
            raise FileError("table_no_question", file=self.path, names=" ".join(QUESTION))
        return free[0] if len(free) == 1 else texts[0]


def read_table(path: str | os.PathLike[str]) -> Table:
    """The table in a file, told by its suffix. Raises FileError when it is not there, empty, damaged or no table."""
    place = Path(path)
    suffix = place.suffix.lower()
    if place.is_dir():
        raise FileError("table_folder", file=place, known=" ".join(READERS))
    if suffix in kinds.CONVERT:
        kind, wanted = kinds.CONVERT[suffix]
        raise FileError("file_convert", file=place, kind=kind, suffix=wanted)
    if suffix not in READERS:
        raise FileError("table_unsupported", file=place, suffix=suffix or "?", known=" ".join(READERS))
    try:
        return _read(place, suffix)
    except OSError as error:
        raise FileError("file_unreadable", file=place, reason=error.strerror or error) from error


def _read(place: Path, suffix: str) -> Table:
    if not place.exists():
        raise FileError("file_missing", file=place)
    if not place.is_file():
        raise FileError("table_no_file", file=place)
    size = place.stat().st_size
    if not size:
        raise FileError("file_empty", file=place)
    if size > MOST_BYTES:
        raise FileError("file_large", file=place, most=MOST_BYTES >> 20)
    table: Table = import_module(READERS[suffix]).read(place)
    if not table.count:
        raise FileError("table_no_rows", file=place)
    if table.count > MOST_ROWS:
        raise FileError("table_long", file=place, most=MOST_ROWS)
    return table
