"""Which blocks are two halves of one paragraph that the end of a page cut."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.repair.blocks import Block, Layout
from rag.repair.script import ASKS_MORE, DENSE, ENDED, INNER_END, NEVER_FIRST, opens_item, stands_alone

# Headings and captions are shorter than this; of text cut anywhere nine parts in ten are longer.
_PROSE = 60
_LATIN_PROSE = 30
_LEAVES_OPEN = re.compile(
    r"\b(?:a|an|and|are|as|at|be|by|for|from|has|have|in|into|is|its|of|on|or|our|that|the|their|this|to|was|were|which|will|with)$"
)
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("(", ")"), ("「", "」"))


class Seams:
    """Whether two blocks are one paragraph; knows which characters stand together in the whole text."""

    def __init__(self, text: str, layout: Layout, blocks: Sequence[Block]) -> None:
        self._text = text
        self._layout = layout
        self._known: frozenset[str] | None = None
        moved = sum(block.indented for block in blocks)
        self._all_indented = moved * 3 >= len(blocks) * 2 and moved > 2

    def known(self, first: Block, second: Block) -> bool:
        """Whether the characters on both sides of the cut stand together elsewhere in the text."""
        a, b = first.text[-2:], second.text[:2]
        if len(a) < 2 or len(b) < 2 or not (DENSE.match(a[1]) and DENSE.match(b[0])):
            return False
        if self._known is None:
            self._known = _threes(self._text)
        return a + b[0] in self._known and a[1] + b in self._known

    def join(self, first: Block, second: Block) -> bool:
        """Whether ``second`` goes on with the sentence that ``first`` leaves open."""
        a, b = first.text, second.text
        ended = ENDED.search(a, max(0, len(a) - 6)) is not None
        if b[0] in NEVER_FIRST and not (ended and b[0].isascii()):
            return True
        if ended:
            return self._margin_only(first, second)
        if opens_item(b) or stands_alone(b) or stands_alone(a) or second.indented:
            return False
        if not DENSE.search(a, max(0, len(a) - 8)):
            return _goes_on_latin(a, b)
        if a[-1] in ASKS_MORE or (len(a) > 12 and _unclosed(a)):
            return True
        if len(a) >= _PROSE or INNER_END.search(a):
            return ENDED.search(b) is not None or len(b) >= _PROSE or self.known(first, second)
        return first.full or self.known(first, second)

    def _margin_only(self, first: Block, second: Block) -> bool:
        """Whether a sentence happens to end with the page: the line is full and no indent opens the next."""
        head = second.pieces[0]
        return first.full and self._layout.indents and head.page and not second.indented and not opens_item(second.text)


def _goes_on_latin(a: str, b: str) -> bool:
    if len(a) < _LATIN_PROSE:
        return False
    return b[0].islower() or ((a[-1] in ASKS_MORE or _LEAVES_OPEN.search(a) is not None) and b[0].isalnum())


def _unclosed(a: str) -> bool:
    return any(a.rfind(opening) > a.rfind(closing) for opening, closing in _PAIRS)


def _threes(text: str) -> frozenset[str]:
    """Every three characters that stand together."""
    return frozenset(map("".join, zip(text, text[1:], text[2:], strict=False)))
