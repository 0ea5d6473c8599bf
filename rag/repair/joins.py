"""Which blocks are two halves of one paragraph that the end of a page cut."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from rag.repair.blocks import Block, Layout
from rag.repair.script import (
    AMOUNT,
    ASKS_MORE,
    DENSE,
    INNER_END,
    NEVER_FIRST,
    is_ended,
    leaves_open,
    opens_item,
    stands_alone,
)

# Headings and captions are shorter than this; of text cut anywhere nine parts in ten are longer.
_PROSE = 60
_CLAUSE = 20
# Characters that follow one another this often, of all times either stands there, are of one word.
_BOUND = 0.2
# Characters of a text that show which of them keep company.
_SAMPLE = 200_000
# A decimal point with its figures on the other side of the cut.
_DECIMALS = re.compile(r"\d+(?!\d*[.．、])")
_PAIRS = (("“", "”"), ("（", "）"), ("《", "》"), ("(", ")"), ("「", "」"))


class Seams:
    """Whether two blocks are one paragraph; knows which characters stand together in the whole text."""

    def __init__(self, text: str, layout: Layout) -> None:
        self._text = text[:_SAMPLE]
        self._layout = layout
        self._pairs: Counter[str] | None = None
        self._characters: Counter[str] = Counter()
        self._threes: frozenset[str] | None = None

    def cuts_word(self, first: Block, second: Block) -> bool:
        """Whether the characters on both sides of the cut keep company all over the text, as those of a word do."""
        a, b = first.text[-1], second.text[0]
        if not (DENSE.match(a) and DENSE.match(b)):
            return False
        if self._pairs is None:
            self._pairs = Counter(map("".join, pairwise(self._text)))
            self._characters = Counter(self._text)
        together = self._pairs[a + b]
        return together > 1 and together >= _BOUND * min(self._characters[a], self._characters[b])

    def _known(self, first: Block, second: Block) -> bool:
        """Whether the words around the cut stand together elsewhere."""
        if self._threes is None:
            self._threes = frozenset(map("".join, zip(self._text, self._text[1:], self._text[2:], strict=False)))
        a, b = first.text[-2:], second.text[:2]
        return self.cuts_word(first, second) or (a + b[0] in self._threes and a[-1] + b in self._threes)

    def join(self, first: Block, second: Block) -> bool:
        """Whether ``second`` goes on with the sentence that ``first`` leaves open."""
        a, b = first.text, second.text
        ended = is_ended(a)
        dense = DENSE.search(a, max(0, len(a) - 8)) is not None
        if b[0] in NEVER_FIRST and not (ended and b[0].isascii()):
            return True
        if ended and not (dense and a[-2:-1].isdecimal() and a[-1] == "." and _DECIMALS.match(b)):
            return self._margin_only(first, second)
        if (opens_item(b) and not AMOUNT.match(b)) or stands_alone(b) or stands_alone(a) or second.indented:
            return False
        if not dense:
            return _goes_on_latin(a, b)
        if a[-1] in ASKS_MORE or leaves_open(a) or (len(a) > 12 and _unclosed(a)):
            return True
        if len(a) >= _PROSE or INNER_END.search(a) or (len(a) >= _CLAUSE and "，" in a and not opens_item(a)):
            return is_ended(b) or len(b) >= _PROSE or self._known(first, second)
        return first.full or self._known(first, second)

    def _margin_only(self, first: Block, second: Block) -> bool:
        """Whether a sentence happens to end with the page: the line is full and no indent opens the next."""
        if not (first.full and self._layout.indents and second.pieces[0].page) or second.indented:
            return False
        return not opens_item(second.text)


def _goes_on_latin(a: str, b: str) -> bool:
    if " " not in a:
        return False
    return (
        b[0].islower()
        or AMOUNT.match(b) is not None
        or ((a[-1] in ASKS_MORE or leaves_open(a)) and b[0].isalnum() and not opens_item(a))
    )


def _unclosed(a: str) -> bool:
    return any(a.rfind(opening) > a.rfind(closing) for opening, closing in _PAIRS)
