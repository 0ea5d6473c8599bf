"""Answers as text: .csv .tsv .txt, and .jsonl.

A spreadsheet takes a cell of a .csv that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, and nothing inside a
.csv can say that it is none. Such a cell of ours, or one that was no formula in the workbook or the JSON it came from,
gets an apostrophe before it: what people type for the same purpose, to be seen and taken off again. Numbers such as
-5.4% begin no formula and stay as they are; so do cells that were in a .csv already. In .jsonl and .xlsx every text is
exact.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable

from rag.batch.records import COLUMNS
from rag.batch.rows import Outcome, cells_of, object_of
from rag.batch.target import Target
from rag.errors import ChuchuError
from rag.tables import QUESTION, Row, Table, text_of

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_TEXTS = (".csv", ".tsv", ".txt")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Some programs break lines at these, and lone surrogates cannot be written in UTF-8
_ESCAPED = re.compile("[\u0085\u2028\u2029\ud800-\udfff]")


def guarded(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_separated(table: Table, outcomes: Iterable[Outcome], target: Target) -> list[ChuchuError]:
    """Writes the table, its cells separated by commas, or by tabs unless it is a .csv. A .csv has a byte order mark,
    without which Excel does not read Chinese in it."""
    is_csv = target.suffix == ".csv"
    carried = (lambda value: value) if table.path.suffix.lower() in _TEXTS else (lambda value: guarded(text_of(value)))

    def cells(row: Row) -> list[str]:
        return [_written(carried(row.cells.get(column, ""))) for column in table.columns]

    with target.path.open("w", encoding="utf-8-sig" if is_csv else "utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="," if is_csv else "\t")
        writer.writerows(cells(row) for row in table.above)
        writer.writerow([*titles_of(table), *target.added])
        for outcome in outcomes:
            found = cells_of(outcome) if outcome.record else {}
            writer.writerow(cells(outcome.row) + [_written(guarded(text_of(found.get(name)))) for name in COLUMNS])
    return []


def titles_of(table: Table) -> list[str]:
    """The header as it is written; one that has none names the question."""
    if table.header:
        return list(table.titles)
    return [title or (QUESTION[0] if column == table.question() else "") for title, column in _columns(table)]


def _columns(table: Table) -> Iterable[tuple[str, str]]:
    return zip(table.titles, table.columns, strict=True)


def write_objects(table: Table, outcomes: Iterable[Outcome], target: Target) -> list[ChuchuError]:
    """Writes a JSON object on each line; blank rows are none."""
    with target.path.open("w", encoding="utf-8", newline="\n") as file:
        for outcome in outcomes:
            if outcome.record:
                line = json.dumps(object_of(outcome, table), ensure_ascii=False, default=str)
                file.write(_ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", line) + "\n")
    return []


def _written(text: str) -> str:
    return _SURROGATES.sub("\ufffd", text)
