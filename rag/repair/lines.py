"""Lines of an extracted text, with what repair has to know about each: place, indent, width, what precedes it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.records import Extract, Line, LineKind

_VISIBLE = re.compile(r"\S(?:[^\n]*\S)?")
_HEADING_MARK = re.compile(r"#{1,6}(?:\s+|$)")
_CLOSING_MARK = re.compile(r"\s#+$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One line without the white space around it: ``[start, end)`` of the text.

    ``indent`` and ``width`` in columns (a Chinese character takes two), ``gap``: line breaks before it, ``page``:
    whether a page begins between the line before and this one.
    """

    start: int
    end: int
    indent: int
    width: int
    gap: int
    page: bool
    kind: LineKind = "text"
    level: int = 0


def pieces_of(extract: Extract) -> list[Piece]:
    """The lines with something to see, in order; marks of headings left out."""
    text = extract.text
    columns = _columns(text)
    starts = _page_starts(extract)
    pieces: list[Piece] = []
    seen, page, known = 0, 0, 0
    for match in _VISIBLE.finditer(text):
        start, end = match.span()
        while known < len(extract.lines) and extract.lines[known].end <= start:
            known += 1
        special = extract.lines[known] if known < len(extract.lines) and extract.lines[known].start < end else None
        first = text.rfind("\n", seen, start) + 1 or seen
        turned = page < len(starts) and starts[page] <= start
        if turned:
            page = bisect_left(starts, start + 1, page)
        gap = text.count("\n", seen, start)
        if special is not None and special.kind == "heading":
            start, end = _without_marks(text, start, end)
        if start < end:
            indent, width = int(columns[start] - columns[first]), int(columns[end] - columns[start])
            pieces.append(_piece((start, end), (indent, width), gap, turned, special))
        seen = end
    return pieces


def _piece(place: tuple[int, int], size: tuple[int, int], gap: int, turned: bool, special: Line | None) -> Piece:
    if special is None:
        return Piece(*place, *size, gap, turned)
    return Piece(*place, *size, gap, turned, special.kind, special.level)


def _columns(text: str) -> NDArray[np.int64]:
    """Columns before each character: wide ones (from Hangul on, combining marks and all) count two."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    widths = 1 + ((codes >= 0x1100) & ((codes < 0x2000) | (codes >= 0x2E80))).astype(np.int64)
    widths += np.isin(codes, np.array([0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026], dtype=np.uint32))
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(widths)])


def _page_starts(extract: Extract) -> list[int]:
    """Offsets, in order, at which a page other than the first begins."""
    feeds = [match.end() for match in re.finditer("\f", extract.text)]
    return sorted({*extract.pages[1:], *feeds})


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    opening = _HEADING_MARK.match(text, start, end)
    if opening is None:
        return start, end
    start = opening.end()
    closing = _CLOSING_MARK.search(text, start, end)
    return start, closing.start() if closing else end
