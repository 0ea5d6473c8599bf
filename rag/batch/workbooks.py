"""Answers in an .xlsx: the workbook they were asked in, with columns added; or a new one."""

from __future__ import annotations

import re
import shutil
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from copy import copy
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from rag.batch.records import COLUMNS
from rag.batch.rows import Outcome, cells_of
from rag.batch.target import Target
from rag.batch.texts import titles_of
from rag.errors import ChuchuError, FileError
from rag.tables import Row, Table

STYLED = 200_000
"""Cells up to which a workbook is opened as a whole, which takes some 500 bytes for each."""
WIDTHS = {"answer": 40, "document": 24, "section": 30, "quote": 40, "sentence": 60, "error": 30}
NARROW, QUESTION_WIDTH = 12, 50
MOST_LINKS = 65_530
"""On one sheet, by Excel's specifications and limits."""

_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LINK = Font(color="0563C1", underline="single")
_BOLD = Font(bold=True)
# What XML cannot hold, and what would be read as standing for it (ECMA-376 part 1, 22.9.2.19: ST_Xstring)
_ESCAPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_MOMENT = datetime(2000, 1, 1)
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_ATTRIBUTE = re.compile(rb'(\w+)="([^"]*)"')


def write_workbook(table: Table, outcomes: Iterable[Outcome], target: Target) -> list[ChuchuError]:
    """Writes the workbook; what could not be kept of the one asked, as errors to be shown."""
    if table.path.suffix.lower() != ".xlsx":
        _write_new(table, outcomes, target)
        return []
    if table.count * (len(table.columns) + len(COLUMNS)) > STYLED:
        _write_new(table, outcomes, target)
        return [FileError("batch_plain", file=table.path.name)]
    _write_beside(table, outcomes, target)
    return []


def _write_beside(table: Table, outcomes: Iterable[Outcome], target: Target) -> None:
    """The workbook as it is, with columns to the right of those it has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's remarks on what it does not keep are for its developers
        book = openpyxl.load_workbook(table.path)
    sheet = book[table.sheet]
    header, shift = table.header, 0
    asked = 1 + table.columns.index(table.question())
    if not header:
        sheet.insert_rows(1)
        sheet.cell(1, asked).value = titles_of(table)[asked - 1]
        header, shift = 1, 1
    spread = [area.max_col for area in sheet.merged_cells.ranges if area.max_row >= header]
    first = 1 + max(len(table.columns), *spread) if spread else 1 + len(table.columns)
    for place, title in enumerate(target.added, first):
        cell = sheet.cell(header, place)
        cell._style = copy(sheet.cell(header, asked)._style)
        cell.value = title
        if not cell.font.bold and not cell.has_style:
            cell.font = _BOLD
    for outcome in outcomes:
        row = outcome.row.number + shift
        for place, name, value in _found(outcome, first):
            _fill(sheet.cell(row, place), name, value, sheet.cell(row, asked), target)
    for place, name in enumerate(COLUMNS, first):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, NARROW)
    if sheet.freeze_panes is None:
        sheet.freeze_panes = f"A{header + 1}"
    _save(book, target.path)


def _found(outcome: Outcome, first: int) -> Iterator[tuple[int, str, Any]]:
    """Place, name and value of each cell that is added to a row."""
    cells = cells_of(outcome) if outcome.record else {}
    for place, name in enumerate(COLUMNS, first):
        if name in cells:
            yield place, name, cells[name]


def _fill(cell: Any, name: str, value: Any, like: Any, target: Target) -> None:
    """Writes a cell in the style of the question's, wrapped; a text is a text whatever it begins with."""
    cell._style = copy(like._style)
    cell.alignment = _WRAPPED
    cell.number_format = "0%" if name == "confidence" else "General"
    _put(cell, value)
    if name == "document" and (address := _address(value, target)):
        cell.hyperlink = address
        cell.font = _LINK


def _address(documents: str, target: Target) -> str:
    """Address of the first of the documents in a cell."""
    return "" if target.links is None else target.links[documents.partition("\n")[0]]


def _put(cell: Any, value: Any) -> None:
    """A value into a cell: texts as text, never as formulas."""
    if isinstance(value, str):
        cell.value = _ESCAPED.sub(_escape, value)
        cell.data_type = "s"
        if value[:1] in ("=", "+", "-", "@"):
            cell.quotePrefix = True  # stays text when somebody edits it
    else:
        cell.value = value


def _escape(found: re.Match[str]) -> str:
    return "\ufffd" if found[0] >= "\ud800" else f"_x{ord(found[0]):04X}_"


def _write_new(table: Table, outcomes: Iterable[Outcome], target: Target) -> None:
    """A workbook written row by row: of a large one the values, the widths of columns and the order of sheets."""
    book = openpyxl.Workbook(write_only=True)
    if table.path.suffix.lower() == ".xlsx":
        source = openpyxl.load_workbook(table.path, read_only=True, data_only=True, keep_links=False)
        for old in source.worksheets:
            sheet = book.create_sheet(old.title)
            sheet.sheet_state = old.sheet_state
            widths = _widths(old)
            if old.title == table.sheet:
                _write_rows(sheet, table, outcomes, target, widths)
                continue
            for letter, width in widths.items():
                sheet.column_dimensions[letter].width = width
            old.reset_dimensions()
            for values in old.iter_rows(values_only=True):
                sheet.append([_cell(sheet, value) for value in values])
        source.close()
    else:
        _write_rows(book.create_sheet("answers"), table, outcomes, target, {})
    _save(book, target.path)


def _write_rows(
    sheet: Any, table: Table, outcomes: Iterable[Outcome], target: Target, widths: dict[str, float]
) -> None:
    first = 1 + len(table.columns)
    asked = table.columns.index(table.question())
    ours: dict[int, float] = {place: WIDTHS.get(name, NARROW) for place, name in enumerate(COLUMNS, first)}
    if not widths:
        ours |= {place: QUESTION_WIDTH if place == asked + 1 else NARROW for place in range(1, first)}
    for place, width in ours.items():
        widths = widths | {get_column_letter(place): width}
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = f"A{(table.header or 1) + 1}"
    prototypes = _prototypes(sheet)
    for row in table.above:
        sheet.append(_carried(sheet, table, row))
    sheet.append([_styled(sheet, title, prototypes["header"]) for title in (*titles_of(table), *target.added)])
    links = 0
    for outcome in outcomes:
        cells = _carried(sheet, table, outcome.row, prototypes["wrapped"])
        added: list[Any] = [None] * (len(COLUMNS) if outcome.record else 0)
        for place, name, value in _found(outcome, 0):
            added[place] = _styled(sheet, value, prototypes["confidence" if name == "confidence" else "wrapped"])
            if name == "document" and links < MOST_LINKS and (address := _address(value, target)):
                added[place]._style = copy(prototypes["link"]._style)
                added[place].hyperlink = address
                links += 1
        sheet.append(cells + added)


def _prototypes(sheet: Any) -> dict[str, Any]:
    """Cells whose style others take over, which is faster than to style each."""
    found = {name: WriteOnlyCell(sheet) for name in ("header", "wrapped", "confidence", "link")}
    for cell in found.values():
        cell.alignment = _WRAPPED
    found["header"].font = _BOLD
    found["confidence"].number_format = "0%"
    found["link"].font = _LINK
    return found


def _carried(sheet: Any, table: Table, row: Row, prototype: Any = None) -> list[Any]:
    cells = [_cell(sheet, row.cells.get(column)) for column in table.columns]
    for cell in cells:
        if prototype is not None and isinstance(cell.value, str):
            cell._style = copy(prototype._style)
    return cells


def _styled(sheet: Any, value: Any, prototype: Any) -> Any:
    cell = _cell(sheet, value)
    cell._style = copy(prototype._style)
    return cell


def _cell(sheet: Any, value: Any) -> Any:
    cell = WriteOnlyCell(sheet)
    _put(cell, str(value) if isinstance(value, dict | list) else value)
    return cell


def _widths(sheet: Any) -> dict[str, float]:
    """Widths of the columns of a sheet that is read row by row, by letter."""
    with sheet._get_source() as source:
        head = source.read(1 << 16).partition(b"<sheetData")[0]
    found: dict[str, float] = {}
    for column in _COLUMN.finditer(head):
        said = {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(column[1])}
        for number in range(int(said["min"]), min(int(said["max"]), 200) + 1):
            found[get_column_letter(number)] = float(said.get("width", NARROW))
    return found


def _save(book: Any, fresh: Path) -> None:
    """Writes the workbook without the moment it is written at, so that the same answers are the same bytes."""
    if book.write_only:
        book.properties.created = _MOMENT
    with TemporaryFile(dir=fresh.parent) as raw:
        book.save(raw)
        with zipfile.ZipFile(raw) as written, zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as plain:
            for member in written.infolist():
                entry = zipfile.ZipInfo(member.filename, _MOMENT.timetuple()[:6])
                entry.compress_type = zipfile.ZIP_DEFLATED
                with written.open(member) as source, plain.open(entry, "w") as copied:
                    if member.filename == "docProps/core.xml":
                        copied.write(_MODIFIED.sub(rf"\g<1>{_MOMENT.isoformat()}Z\g<2>".encode(), source.read()))
                    else:
                        shutil.copyfileobj(source, copied)
