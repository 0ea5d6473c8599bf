"""Rows of .csv and .tsv."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from rag.tables import MOST_ROWS, Row, Table, texts
from rag.tables.names import ABOVE, LOOKED_AT, QUESTION, columns_of, header_of, named, texts_among

_SEPARATORS = ",\t;|"
_NOTHING = "\x1f"  # separates the cells of a table with one column, whose questions have commas in them
_LONGEST_CELL = 1 << 27


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the cells of a file are kept apart: by what, and whether quotes hold them together."""

    encoding: str
    separator: str
    quoting: Literal[0, 3]


def read(path: Path) -> Table:
    """The table in a file."""
    shape = _shape(path)
    first = list(islice(_cells(path, shape), LOOKED_AT))
    place = header_of([cells for _, cells in first])
    skipped = 0 if place is None else place + 1
    count, width = _size(path, shape, skipped)
    titles = tuple(first[place][1]) if place is not None else ()
    titles += ("",) * (width - len(titles))
    columns = columns_of(titles)

    def stream() -> Iterator[Row]:
        return (_row(number, cells, columns) for number, cells in islice(_cells(path, shape), skipped, skipped + count))

    return Table(
        path=path,
        columns=columns,
        titles=titles,
        header=0 if place is None else first[place][0],
        above=tuple(_row(number, cells, columns) for number, cells in first[: place or 0]),
        count=count,
        text=texts_among(columns, [row.cells for row in islice(stream(), LOOKED_AT)]),
        stream=stream,
    )


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> Row:
    return Row(number, dict(zip(columns, cells, strict=False)))


def _size(path: Path, shape: _Shape, skipped: int) -> tuple[int, int]:
    """How many rows there are below the header up to the last with something in it, and the cells of the widest."""
    last = widest = 0
    for place, (_, cells) in enumerate(_cells(path, shape), 1):
        if any(cells):
            last = place
        widest = max(widest, len(cells))
        if last - skipped > MOST_ROWS:
            break
    return max(last - skipped, 0), widest


def _shape(path: Path) -> _Shape:
    encoding = texts.encoding(path)
    csv.field_size_limit(_LONGEST_CELL)
    separator = _separator(path, encoding)
    strict = _Shape(encoding, separator, csv.QUOTE_MINIMAL)
    try:
        for _ in _cells(path, strict):
            pass
    except csv.Error:  # a quote is opened and never closed: quotes are ordinary characters
        return _Shape(encoding, separator, csv.QUOTE_NONE)
    return strict


def _cells(path: Path, shape: _Shape) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with the number of its first line."""
    with texts.characters(path, shape.encoding) as file:
        reader = csv.reader(file, delimiter=shape.separator, quoting=shape.quoting, strict=True)
        line = 1
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1


def _separator(path: Path, encoding: str) -> str:
    """What stands between the cells: what sets the name of the questions apart in a header; else what splits most of
    the first rows into the same number of them, more than one; else nothing does."""
    best, found = (0, 0), _NOTHING
    for separator in _SEPARATORS + _NOTHING:
        with texts.characters(path, encoding) as file:
            rows = list(islice(csv.reader(file, delimiter=separator), LOOKED_AT))
        if any(named(cell, QUESTION) for row in rows[:ABOVE] for cell in row):
            widest = max(len(row) for row in rows[:ABOVE] if any(named(cell, QUESTION) for cell in row))
            if widest > 1 or separator == _NOTHING:
                return separator
        widths = Counter(len(row) for row in rows if len(row) > 1 and not row[1].startswith(" "))  # a comma in prose
        if widths:
            width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]))
            if 2 * count >= sum(map(bool, rows)) and (count, width) > best:
                best, found = (count, width), separator
    return found
