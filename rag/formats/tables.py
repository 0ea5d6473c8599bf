"""Tables as lines: a row each, its cells under the names that stand above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.formats.writing import Writer, flat

Row = Sequence[str]

MOST_CELLS = 5_000_000
"""In one file, empty ones counted: a minute's work, and more than any sheet that people read."""

_NUMBER = re.compile(r"[-+−]?[¥￥$€]?[\d,，]*\.?\d+(?:%|‰)?|\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?: [\d:]+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


def write_table(writer: Writer, rows: Sequence[Row]) -> None:
    """Writes a table as ``header：value；header：value``, a line for each row with something in it.

    Rows of one cell above the header are lines of text. Without a header the cells stand alone.
    """
    filled = [cells for cells in ([flat(cell) for cell in row] for row in rows) if any(cells)]
    widest = max((len(_places(cells)) for cells in filled), default=0)
    titles = next((i for i, cells in enumerate(filled) if len(_places(cells)) > 1), len(filled))
    for cells in filled[:titles]:
        writer.add("".join(cells))
    body = filled[titles:]
    depth = header_depth(body)
    header = _header(body[:depth])
    for cells in body[depth:]:
        if cells != body[0] or not depth:
            writer.add(line_of(cells, header, widest), "row")


def line_of(cells: Row, header: Row, widest: int) -> str:
    """One row. The only cell of a row in a table of several columns is a line across it, which the header is not
    about."""
    places = _places(cells)
    if widest > 1 and places == [0]:
        return cells[0]
    return "；".join(f"{header[i]}：{cells[i]}" if i < len(header) and header[i] else cells[i] for i in places)


def header_depth(rows: Sequence[Row]) -> int:
    """How many of the first rows are the header: 0, 1, or 2 where names stand under a wider name."""
    if len(rows) < 2 or len(_places(rows[0])) < 2 or not _all_words(rows[0]):
        return 0
    under = [i for i in _places(rows[1]) if i >= len(rows[0]) or not rows[0][i]]
    spanned = any(any(rows[0][:i]) for i in under)
    return 2 if spanned and _all_words(rows[1]) and not all(map(_all_words, rows[2:])) else 1


def _header(rows: Sequence[Row]) -> list[str]:
    """The names of the columns; one in two rows as both, the wider first."""
    if len(rows) < 2:
        return list(rows[0]) if rows else []
    return list(_under(*rows))


def _under(upper: Row, lower: Row) -> Iterator[str]:
    wider = ""
    for i in range(max(len(upper), len(lower))):
        above = upper[i] if i < len(upper) else ""
        below = lower[i] if i < len(lower) else ""
        wider = above or wider
        yield f"{wider} {below}" if below and wider and below != wider else (below or above)


def _places(cells: Row) -> list[int]:
    return [i for i, cell in enumerate(cells) if cell]


def _all_words(cells: Row) -> bool:
    return not any(_NUMBER.fullmatch(cell) and not _YEAR.fullmatch(cell) for cell in cells)
