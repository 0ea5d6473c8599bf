"""What columns are called, where the header is, and which columns hold text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from rag.folding import fold

QUESTION = ("question", "问题", "query", "q")
ID = ("id", "编号")
LOOKED_AT = 50
"""First rows that tell what a table is like."""
ABOVE = 10
"""Rows among which the header is: titles and notes stand over it."""

_WORDS = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff]")
# What hardly any name of a column has, and most questions do.
_ASKS = re.compile(r"[?？]|多少|什么|哪[一里些个几]?|谁|何时|如何|怎[么样]|几[个家项]|是否|吗$")
_LONG = 20  # characters; names of columns are shorter


def named(title: str, names: Iterable[str]) -> bool:
    """Whether a column's title is one of the names, case, width and script aside."""
    return fold(title.strip()) in map(fold, names)


def header_of(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows is the header, None when the table has none: the one that names the questions, else the
    first with more than one cell, unless a question stands in it."""
    first = rows[:ABOVE]
    for place, row in enumerate(first):
        if any(named(cell, QUESTION) for cell in row):
            return place
    filled = [(place, [cell for cell in row if cell.strip()]) for place, row in enumerate(first)]
    filled = [(place, cells) for place, cells in filled if cells]
    if not filled:
        return None
    place, cells = next(((place, cells) for place, cells in filled if len(cells) > 1), filled[0])
    return None if any(_ASKS.search(cell) or len(cell) > _LONG for cell in cells) else place


def columns_of(titles: Sequence[str]) -> tuple[str, ...]:
    """A name for each column, each once: its title, or its number where it has none."""
    found: list[str] = []
    for number, title in enumerate(titles, 1):
        name = title.strip() or str(number)
        while name in found:
            name = f"{name} ({number})"
        found.append(name)
    return tuple(found)


def is_text(value: Any) -> bool:
    """Whether a cell says something in words, rather than being a number, a date or nothing."""
    return isinstance(value, str) and bool(_WORDS.search(value))


def text_of(value: Any) -> str:
    """A cell as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def texts_among(columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The columns of which at least half of the filled cells are text."""
    found = []
    for column in columns:
        filled = [row[column] for row in rows if row.get(column) not in (None, "")]
        if 2 * sum(map(is_text, filled)) >= len(filled) > 0:
            found.append(column)
    return tuple(found)
