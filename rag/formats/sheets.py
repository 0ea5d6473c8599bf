"""Excel workbooks (.xlsx): a line per row, its cells under their names, as a person sees them; sheets as headings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import openpyxl

from rag.errors import FileError
from rag.formats.tables import MOST_CELLS, header_depth, write_table
from rag.formats.writing import Writer
from rag.records import Extract

Cell = Any  # one of openpyxl's read-only cells

# The parts of a number format that change what is read: text before and after, thousands, decimals, percent.
_FORMAT = re.compile(
    r'(?P<before>"[^"]*"|[¥￥$€])?(?P<digits>[#0,?]+)(?:\.(?P<places>0+))?(?P<percent>%)?(?P<after>"[^"]*")?'
)
_NOT_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.|\\")
# Digits that a float holds for certain; Excel shows no more.
_DIGITS = 15
_MIDNIGHT = datetime.time()
_NUMERAL = re.compile(r"\d")


def read(content: bytes, name: str) -> Extract:
    """The rows of all sheets that are not hidden, values as the program that saved the file left them."""
    workbook = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    writer = Writer()
    left = MOST_CELLS
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what a file says of its size is not to be relied on
        rows: list[list[str]] = []
        for cells in sheet.iter_rows():
            left -= len(cells) + 1
            if left < 0:
                raise FileError("file_vast", file=name, most=MOST_CELLS)
            rows.append([_shown(cell) for cell in cells])
        if any(map(any, rows)):
            writer.add(sheet.title, "heading", 1)
            for table in _tables(rows):
                write_table(writer, table)
    return writer.extract()


def _tables(rows: list[list[str]]) -> Iterator[list[list[str]]]:
    """The tables of a sheet: one begins after an empty row where a title or names of columns stand."""
    table: list[list[str]] = []
    group: list[list[str]] = []
    for row in [*rows, []]:
        if any(row):
            group.append(row)
            continue
        if group and _begins_table(group):
            yield table
            table = []
        table += group
        group = []
    yield table


def _begins_table(rows: list[list[str]]) -> bool:
    single = sum(map(bool, rows[0])) == 1
    return single or (header_depth(rows) > 0 and any(_NUMERAL.search(cell) for row in rows[1:] for cell in row))


def _shown(cell: Cell) -> str:
    """A cell as the program shows it."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General")
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return _moment(value, cell.number_format or "")
    return str(value)


def _moment(value: datetime.datetime | datetime.date | datetime.time, code: str) -> str:
    if isinstance(value, datetime.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    time = value.time() if isinstance(value, datetime.datetime) else _MIDNIGHT
    shown = value.strftime("%Y-%m-%d")
    if "年" in code:
        parts = (("y", f"{value.year}年"), ("月", f"{value.month}月"), ("日", f"{value.day}日"))
        shown = "".join(part for mark, part in parts if mark in code.lower())
    if time == _MIDNIGHT:
        return shown
    return f"{shown} {time.isoformat('minutes' if not time.second else 'seconds')}"


def _number(value: float, code: str) -> str:
    """A number by its format; where that is more than thousands, decimals, percent and words around, by its digits."""
    found = _FORMAT.fullmatch(_NOT_SHOWN.sub("", code.split(";")[0]).strip())
    if found is None:
        return f"{value:.{_DIGITS}g}" if isinstance(value, float) else str(value)
    percent = bool(found["percent"])
    comma = "," if "," in found["digits"].rstrip(",") else ""
    places = len(found["places"] or "")
    digits = f"{value * 100 if percent else value:{comma}.{places}f}"
    before, after = ((found[side] or "").strip('"') for side in ("before", "after"))
    return f"{before}{digits}{'%' if percent else ''}{after}"
