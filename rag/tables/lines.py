"""Rows of .jsonl, an object on each line, and of .txt, a question on each line."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from rag.errors import FileError
from rag.tables import MOST_ROWS, Row, Table, texts
from rag.tables.names import LOOKED_AT, QUESTION, texts_among


def read(path: Path) -> Table:
    """The table in a file."""
    encoding = texts.encoding(path)
    each = partial(_object, path.name) if path.suffix.lower() == ".jsonl" else _question

    def stream() -> Iterator[Row]:
        with texts.characters(path, encoding) as file:
            for number, line in enumerate(file, 1):
                yield each(number, line.rstrip("\r\n"))

    columns: dict[str, None] = {}
    last = 0
    for row in stream():
        columns |= dict.fromkeys(row.cells)
        last = last if row.blank else row.number
        if last > MOST_ROWS:
            break
    if last and not columns:  # nothing but broken lines: the first says what is wrong
        raise next(row.error for row in stream() if row.error)
    return Table(
        path=path,
        columns=tuple(columns),
        titles=tuple(columns),
        header=0,
        above=(),
        count=last,
        text=texts_among(tuple(columns), [row.cells for row in islice(stream(), LOOKED_AT)]),
        stream=lambda: islice(stream(), last),
    )


def _question(number: int, line: str) -> Row:
    return Row(number, {QUESTION[0]: line.strip()} if line.strip() else {})


def _object(name: str, number: int, line: str) -> Row:
    if not line.strip():
        return Row(number, {})
    try:
        found = json.loads(line, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError):
        return Row(number, {}, FileError("row_no_json", file=name, row=number))
    if not isinstance(found, dict):
        return Row(number, {}, FileError("row_no_object", file=name, row=number))
    return Row(number, found)


def _finite(number: str) -> float:
    """A number. Raises ValueError for what JSON cannot say, which could not be written again."""
    if not math.isfinite(found := float(number)):
        raise ValueError(number)
    return found
