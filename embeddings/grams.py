"""Texts cut into grams, each told by a 64-bit number, in numpy alone.

Scripts written without spaces give overlapping runs of 1, 2 and 3 characters; others give whole words, the first
letters of longer ones, and every run of four letters in them. Width, case and variants of characters are folded away
first, for learning and for searching alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Places = NDArray[np.intp]

NEITHER, UNSPACED, SPACED = 1, 2, 3
"""What a character is: no part of any gram; of a script without spaces between words; part of a spaced word."""

UNSPACED_NAMES = (
    "CJK ", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "THAI ", "LAO ", "KHMER", "MYANMAR", "TIBETAN", "YI ",
)  # fmt: skip
"""How the Unicode names of characters of scripts without spaces begin. Hangul has spaces, but its syllables carry as
much as Chinese characters do, and endings hide the words."""

SINGLE, PAIR, TRIPLE, WORD, BEGINNING, QUAD = range(6)
"""Kinds of grams: one, two, three characters; a whole word, its first letters, four letters anywhere in it."""
BEGINS = 5
"""Letters of a beginning; shorter words have none. What follows is mostly inflection."""
QUADS_FROM = 6
"""Letters from which a word has quads."""

BLOCK_CHARACTERS = 1 << 16
"""Cut at a time, so that memory stays small; a longer text is a block of its own."""

_UNMET, _TOGETHER = 0xFFFFFFFF, 0xFFFFFFFE  # no code points
_JAMO = frozenset(map(chr, range(0x1100, 0x1200)))
_SIGMA = "Σ"  # its small letter is another at the end of a word

BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2**64
INVERSE = pow(BASE, -1, 1 << 64)


@dataclass(frozen=True, slots=True)
class Grams:
    """Grams of some texts, kind by kind: number, kind, and which text each stands in."""

    numbers: Numbers
    kinds: NDArray[np.uint8]
    texts: Places


class Classes:
    """What characters are; each is looked up in Unicode's tables only the first time."""

    def __init__(self) -> None:
        self._known = np.zeros(0x110000, dtype=np.uint8)  # of every code point met so far, else 0

    def of(self, codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
        """The class of each character: `NEITHER`, `UNSPACED` or `SPACED`."""
        classes = self._known[codes]
        unknown = codes[classes == 0]
        if len(unknown):
            for code in set(unknown.tolist()):
                self._known[code] = class_of(chr(code))
            classes = self._known[codes]
        return classes


class Folds:
    """Characters without differences of width and case. Most are folded by themselves, each looked up in Unicode's
    tables only the first time; a text with one that others beside it can change is folded as a whole."""

    def __init__(self) -> None:
        self._known = np.full(0x110000, _UNMET, dtype=np.uint32)

    def of(self, texts: Sequence[str]) -> list[NDArray[np.uint32]]:
        """Code points of each text as `codes_of` gives them."""
        codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass"), dtype="<u4")
        folded = self._known[codes]
        unmet = codes[folded == _UNMET]
        if len(unmet):
            for code in set(unmet.tolist()):
                self._known[code] = _folded(chr(code))
            folded = self._known[codes]
        ends = np.cumsum([len(text) + 1 for text in texts])
        found = [folded[start:end] for start, end in pairwise([0, *ends.tolist()])]
        for number in np.unique(np.searchsorted(ends, np.flatnonzero(folded == _TOGETHER), side="right")).tolist():
            found[number] = codes_of(texts[number])
        return found


class Cutter:
    """Cuts texts into grams. ``variants``: code points, and those they are read as."""

    def __init__(self, variants: tuple[NDArray[np.uint32], NDArray[np.uint32]]) -> None:
        self.variants = variants
        self._read_as = np.arange(0x110000, dtype=np.uint32)
        self._read_as[variants[0]] = variants[1]
        self._folds = Folds()
        self._classes = Classes()

    def blocks(self, texts: Sequence[str]) -> Iterator[tuple[int, int, Grams]]:
        """The first text of a block and the one after its last, and the block's grams."""
        first = size = 0
        for number, text in enumerate(texts, 1):
            size += len(text) + 1
            if size >= BLOCK_CHARACTERS or number == len(texts):
                yield first, number, self._cut(self._folds.of(texts[first:number]))
                first, size = number, 0

    def _cut(self, texts: list[NDArray[np.uint32]]) -> Grams:
        owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        starts, _, grams = self.places(np.concatenate(texts))
        return Grams(grams.numbers, grams.kinds, owners[starts])

    def places(self, codes: NDArray[np.uint32]) -> tuple[Places, Places, Grams]:
        """Where the grams of code points begin and end, and the grams; every text in them ends in one of no gram."""
        codes = self._read_as[codes]
        starts, ends, kinds = _places(self._classes.of(codes))
        # Sum of code × BASE**position up to each position: the number of any piece is one subtraction away
        sums = np.zeros(len(codes) + 1, dtype=np.uint64)
        np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * powers(BASE, len(codes)), out=sums[1:])
        numbers = (sums[ends] - sums[starts]) * powers(INVERSE, len(codes))[starts] + kinds.astype(np.uint64)
        return starts, ends, Grams(mixed(numbers), kinds, np.zeros(len(starts), dtype=np.intp))


def mixed(numbers: Numbers) -> Numbers:
    """The numbers with every bit spread over all (the finaliser of splitmix64, Steele et al. 2014)."""
    numbers = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ numbers >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return numbers ^ numbers >> np.uint64(31)


def codes_of(text: str) -> NDArray[np.uint32]:
    """Code points of the text without differences of width and case, and one that is in no gram, to end it."""
    folded = unicodedata.normalize("NFKC", text).lower() + "\n"
    return np.frombuffer(folded.encode("utf-32-le", "surrogatepass"), dtype="<u4")


def _folded(character: str) -> int:
    """The code point a character is folded to; `_TOGETHER` when it takes its neighbours to tell, or is several then."""
    folded = unicodedata.normalize("NFKC", character)
    # What comes after a character changes it only as a mark, or as a letter of a Korean syllable
    alone = not any(unicodedata.category(one)[0] == "M" or one in _JAMO for one in (character, *folded))
    lower = folded.lower()
    return ord(lower) if alone and len(folded) == len(lower) == 1 and folded != _SIGMA else _TOGETHER


def class_of(character: str) -> int:
    """What a character is."""
    if unicodedata.category(character)[0] not in "LMN":
        return NEITHER
    return UNSPACED if unicodedata.name(character, "").startswith(UNSPACED_NAMES) else SPACED


def _places(classes: NDArray[np.uint8]) -> tuple[Places, Places, NDArray[np.uint8]]:
    """Where the grams begin and end, and their kinds."""
    # A run ends where the class changes; every text ends in a character that is in no gram
    bounds = np.append(np.flatnonzero(classes[1:] != classes[:-1]) + 1, len(classes))
    first = np.append(0, bounds[:-1])
    sizes = bounds - first
    left = np.repeat(bounds, sizes) - np.arange(len(classes))  # characters left in the run
    unspaced, word = classes == UNSPACED, classes[first] == SPACED
    long = first[word & (sizes > BEGINS)]
    quads = np.flatnonzero((classes == SPACED) & (left >= 4) & (np.repeat(sizes, sizes) >= QUADS_FROM))
    found = [
        *((starts := np.flatnonzero(unspaced & (left > kind)), starts + kind + 1) for kind in (SINGLE, PAIR, TRIPLE)),
        (first[word], bounds[word]),
        (long, long + BEGINS),
        (quads, quads + 4),
    ]
    kinds = np.repeat(np.arange(len(found), dtype=np.uint8), [len(starts) for starts, _ in found])
    return np.concatenate([starts for starts, _ in found]), np.concatenate([ends for _, ends in found]), kinds


def powers(base: int, count: int) -> Numbers:
    """The first powers of a number, modulo 2**64."""
    factors = np.full(count, base, dtype=np.uint64)
    factors[:1] = 1
    return np.cumprod(factors, dtype=np.uint64)
