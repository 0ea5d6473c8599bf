"""What the network sees of a text: for each character its code point, its own row, its sort, and its grams' rows.

Positions are those of the source: a text is folded, which keeps its length, and nothing is cut out of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.vocabulary import Vocabulary
from rag.folding import fold

Rows = NDArray[np.int32]

PADDING, UNKNOWN = 0, 1
"""Rows of the character table that are nobody's own."""
HAN, DIGIT, LATIN, KANA, MARK, END, OPENING, CLOSING, SPACE, BREAK, OTHER = range(1, 12)
SORTS = 12
_MARKS = {
    **dict.fromkeys(",;:、，；：", MARK),
    **dict.fromkeys("。！？!?…", END),
    **dict.fromkeys("“‘「『《〈（([【", OPENING),
    **dict.fromkeys("”’」』》〉）)]】", CLOSING),
    "\n": BREAK,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as the network sees it. ``codes``, ``characters``, ``sorts``: shape (length,); ``grams``: (length, 3),
    rows of the encoder's table, -1 for none."""

    codes: Rows
    characters: Rows
    sorts: Rows
    grams: Rows


class Alphabet:
    """The characters that have a row of their own, in order, after `PADDING` and `UNKNOWN`."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self._rows = {character: row for row, character in enumerate(characters, 2)}
        self._sorts: dict[str, int] = dict(_MARKS)

    def __len__(self) -> int:
        return len(self.characters) + 2

    def see(self, text: str, vocabulary: Vocabulary) -> Seen:
        """``text`` as the network sees it."""
        folded = fold(text)
        codes = np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<i4").astype(np.int32)
        rows = np.fromiter((self._rows.get(one, UNKNOWN) for one in folded), np.int32, len(folded))
        sorts = np.fromiter(map(self._sort, folded), np.int32, len(folded))
        return Seen(codes, rows, sorts, vocabulary.placed(folded))

    def _sort(self, character: str) -> int:
        found = self._sorts.get(character)
        if found is None:
            found = self._sorts[character] = _sort_of(character)
        return found


def _sort_of(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] == "N":
        return DIGIT
    if category[0] == "L":
        name = unicodedata.name(character, "")
        if name.startswith("CJK "):
            return HAN
        return KANA if name.startswith(("HIRAGANA", "KATAKANA", "HANGUL")) else LATIN
    return SPACE if category == "Zs" else OTHER


def cut_seen(seen: Seen, start: int, length: int) -> Seen:
    """A piece of a text."""
    place = slice(start, start + length)
    return Seen(seen.codes[place], seen.characters[place], seen.sorts[place], seen.grams[place])


def joined(above: Seen, text: Seen) -> Seen:
    """What stands above and the text, as one."""
    return Seen(
        np.concatenate([above.codes, text.codes]), np.concatenate([above.characters, text.characters]),
        np.concatenate([above.sorts, text.sorts]), np.concatenate([above.grams, text.grams]),
    )  # fmt: skip


def stacked(seen: Sequence[Seen]) -> Seen:
    """Several texts as one array each, shape (texts, longest, …), filled up with `PADDING`, and -1 for grams."""
    longest = max(len(one.codes) for one in seen)
    shape = (len(seen), longest)
    found = Seen(
        np.zeros(shape, np.int32), np.zeros(shape, np.int32), np.zeros(shape, np.int32),
        np.full((*shape, 3), -1, np.int32),
    )  # fmt: skip
    for row, one in enumerate(seen):
        length = len(one.codes)
        found.codes[row, :length] = one.codes
        found.characters[row, :length] = one.characters
        found.sorts[row, :length] = one.sorts
        found.grams[row, :length] = one.grams
    return found
