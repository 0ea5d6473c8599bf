"""What the page was dressed with and no reader reads: page numbers and running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from rag.repair.lines import Piece
from rag.repair.script import ENDED

_PAGE = re.compile(
    r"[-—–―－·•~\s]+\d{1,4}\s?[-—–―－·•~]+"
    r"|第\s?[\d一二三四五六七八九十百]{1,5}\s?页(?:\s?[,，/]?\s?[（(]?\s?共\s?[\d一二三四五六七八九十百]{1,5}\s?页[）)]?)?"
    r"|共\s?\d{1,4}\s?页\s?[,，/]?\s?第\s?\d{1,4}\s?页"
    r"|(?:Page|PAGE|page|P\.|p\.)\s?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?"
)
_PAGE_OF = re.compile(r"\d{1,4}\s?/\s?\d{1,4}")
_NUMBER = re.compile(r"\d{1,4}|[ivxl]{1,6}")
_RULE = re.compile(r"[-=_*~—─━|:+\s]{3,}")
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]+(?=页)")
# Head and foot of a page: so many lines from its edge.
_EDGE = 2
# Longer lines are text even when repeated; running heads of the reports seen are below 40 characters.
_HEAD_CHARACTERS = 60


def without_furniture(text: str, pieces: list[Piece]) -> tuple[list[Piece], Piece | None]:
    """``pieces`` without rules, page numbers and running heads; what stood after one begins a page.

    And the running head that is the first line: it may be all there is to name the document.
    """
    numbers = {i for i, piece in enumerate(pieces) if _is_page_number(text, piece)}
    edges = set[int]().union(*_edges(pieces, numbers))
    numbers |= {i for i in edges if pieces[i].kind == "text" and _bare_number(text, pieces[i])}
    numbers |= _counted(text, pieces) - edges
    pages = 1 + (sum(piece.page for piece in pieces) or len(numbers))
    sides = _edges(pieces, numbers)
    heads = {i for side in sides for i in _running_heads(text, pieces, sorted(side - numbers), pages)}
    rules = {i for i, piece in enumerate(pieces) if _is_all(text, piece, _RULE)}
    first = pieces[0] if 0 in heads and _opens_once(text, pieces) else None
    return list(_kept(pieces, numbers | heads, rules)), first


def _kept(pieces: Sequence[Piece], furniture: set[int], rules: set[int]) -> Iterable[Piece]:
    page, gap = False, 0
    for i, piece in enumerate(pieces):
        page, gap = page or piece.page or i in furniture, gap + piece.gap
        if i in furniture or i in rules:
            continue
        if page != piece.page or gap != piece.gap:
            piece = replace(piece, gap=gap, page=page)
        yield piece
        page, gap = False, 0


def _is_page_number(text: str, piece: Piece) -> bool:
    return piece.end - piece.start <= 24 and _is_all(text, piece, _PAGE)


def _is_all(text: str, piece: Piece, form: re.Pattern[str]) -> bool:
    return piece.kind == "text" and form.fullmatch(text, piece.start, piece.end) is not None


def _bare_number(text: str, piece: Piece) -> bool:
    if piece.end - piece.start > 11:
        return False
    return any(form.fullmatch(text, piece.start, piece.end) for form in (_NUMBER, _PAGE_OF))


def _counted(text: str, pieces: Sequence[Piece]) -> set[int]:
    """Bare numbers on lines of their own, between blank lines, that count up by one: three or more are page numbers."""
    found = [
        (i, int(text[piece.start : piece.end]))
        for i, piece in enumerate(pieces)
        if piece.width <= 4 and piece.gap > 1 and piece.kind == "text" and text[piece.start : piece.end].isdecimal()
    ]
    # Numbers that count up by one all stand equally far ahead of their own position in the list.
    runs = groupby(enumerate(found), key=lambda placed: placed[1][1] - placed[0])
    groups = ([i for _, (i, _) in run] for _, run in runs)
    return {i for group in groups if len(group) >= 3 for i in group}


def _edges(pieces: Sequence[Piece], numbers: set[int]) -> tuple[set[int], set[int]]:
    """Positions of the lines at the head and of those at the foot of a page: by a page start, or by a page number."""
    if not numbers and not any(piece.page for piece in pieces):
        return set(), set()
    ends = {0, len(pieces)}
    for i, piece in enumerate(pieces):
        if piece.page:
            ends.add(i)
        if i in numbers:
            ends.update((i, i + 1))
    heads = {i for end in ends for i in range(end, min(len(pieces), end + _EDGE))}
    return heads, {i for end in ends for i in range(max(0, end - _EDGE), end)}


def _running_heads(text: str, pieces: Sequence[Piece], edges: Sequence[int], pages: int) -> set[int]:
    """Lines that come again at the same edge of page after page, numbers in them aside."""
    places: dict[str, list[int]] = {}
    for i in edges:
        piece = pieces[i]
        if piece.kind == "row" or piece.end - piece.start > _HEAD_CHARACTERS:
            continue
        line = text[piece.start : piece.end]
        if not (ENDED.search(line) or line[0].islower()):
            places.setdefault(_DIGITS.sub("#", "".join(line.split())), []).append(i)
    least = 2 if pages <= 3 else 3
    return {i for again in places.values() if len(again) >= least for i in again}


def _opens_once(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether the first line does not come again on its page, as a title below a running head of the same words."""
    end = next((i for i, piece in enumerate(pieces[:12]) if i and piece.page), 12)
    opening = Counter(text[piece.start : piece.end] for piece in pieces[:end])
    return opening[text[pieces[0].start : pieces[0].end]] == 1
