"""Rows of a sheet in an .xlsx."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl

from rag.errors import FileError
from rag.formats import kinds
from rag.tables import MOST_ROWS, Row, Table
from rag.tables.names import LOOKED_AT, QUESTION, columns_of, header_of, named, text_of, texts_among

LAST_ROW = 1_048_576
"""Of any sheet (ECMA-376); a file that says more is damaged."""


def read(path: Path) -> Table:
    """The table in the first sheet whose header names the questions, else in the first with anything in it; hidden
    sheets aside."""
    content = kinds.checked(path.read_bytes(), str(path), ".xlsx")
    with _sound(path):
        names = _sheets(content)
        if not names:
            raise FileError("table_no_rows", file=path)
        first = [cells for _, cells in islice(_rows(content, names[0]), LOOKED_AT)]
        place = header_of([[text_of(value) for value in cells] for cells in first])
        skipped = 0 if place is None else place + 1
        count, width = _size(content, names[0], skipped)
        titles = tuple(text_of(value) for value in first[place]) if place is not None else ()
        titles = (*titles, *("",) * (width - len(titles)))[: max(width, 1)]
        columns = columns_of(titles)

        def stream() -> Iterator[Row]:
            with _sound(path):
                for number, cells in islice(_rows(content, names[0]), skipped, skipped + count):
                    yield _row(number, cells, columns)

        looked_at = [row.cells for row in islice(stream(), LOOKED_AT)]
        return Table(
            path=path,
            columns=columns,
            titles=titles,
            header=skipped,
            above=tuple(_row(number, cells, columns) for number, cells in enumerate(first[: place or 0], 1)),
            count=count,
            text=texts_among(columns, looked_at),
            sheet=names[0],
            others=tuple(names[1:]),
            stream=stream,
        )


@contextmanager
def _sound(path: Path) -> Iterator[None]:
    """Turns whatever openpyxl makes of a damaged file into a FileError, and keeps its remarks to itself."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (FileError, GeneratorExit):
        raise
    except Exception as error:
        raise FileError("file_damaged", file=path, reason=type(error).__name__) from error


def _sheets(content: bytes) -> list[str]:
    """Visible sheets whose first rows name the questions; without any, the first with something in it."""
    with closing(_opened(content)) as workbook:
        visible = [sheet.title for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    asking: list[str] = []
    filled: list[str] = []
    for name in visible:
        first = [[text_of(value) for value in cells] for _, cells in islice(_rows(content, name), LOOKED_AT)]
        place = header_of(first)
        if place is not None and any(named(cell, QUESTION) for cell in first[place]):
            asking.append(name)
        elif any(map(any, first)):
            filled.append(name)
    return asking or filled[:1]


def _opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)


def _rows(content: bytes, sheet: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The values of each row, with its number; rows that the file leaves out are empty."""
    with closing(_opened(content)) as workbook:
        found = workbook[sheet]
        found.reset_dimensions()  # what a file says of its size is not to be relied on
        for number, cells in enumerate(found.iter_rows(values_only=True), 1):
            if number > LAST_ROW:
                raise ValueError("more rows than a sheet has")
            yield number, cells


def _row(number: int, cells: tuple[Any, ...], columns: tuple[str, ...]) -> Row:
    return Row(number, {name: value for name, value in zip(columns, cells, strict=False) if value is not None})


def _size(content: bytes, sheet: str, skipped: int) -> tuple[int, int]:
    """How many rows there are below the header up to the last with something in it, and the columns that have."""
    last = widest = 0
    for number, cells in _rows(content, sheet):
        width = max((place for place, value in enumerate(cells, 1) if value is not None), default=0)
        if width:
            last, widest = number, max(widest, width)
        if last - skipped > MOST_ROWS:
            break
    return max(last - skipped, 0), widest
