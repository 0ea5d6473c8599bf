"""Which row of a table of vectors each gram of a text has, and how much it counts there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.grams import BEGINNING, PAIR, QUAD, SINGLE, WORD, Cutter, Numbers

SHARING = np.isin(np.arange(256), (SINGLE, PAIR, WORD, BEGINNING))
"""Kinds whose grams outside the vocabulary share the spare rows, by their number; of the others those are left out."""
ALL_KINDS = np.ones(256, dtype=np.bool_)
MOST_COUNTED = 255
MANY = 10_000
"""Numbers looked up together from which a table of where they begin, by their upper bits, is worth making."""
UPPER_BITS = 20
SHIFT = np.uint64(64 - UPPER_BITS)

Bounds = NDArray[np.intp]
LONGEST_WORD = 24
"""Characters of a word that are told its row."""
_SLOTS = {
    SINGLE: ((0, 0, 1),),
    PAIR: ((1, 0, 1), (2, 1, 2)),
    WORD: ((0, 0, LONGEST_WORD),),
    BEGINNING: ((1, 0, LONGEST_WORD),),
    QUAD: ((2, 0, 4),),
}
"""Where `Vocabulary.placed` puts a gram of each kind: column, and from which to which of its characters."""


class Vocabulary:
    """Numbers of known grams, ascending: the place of each is its row. ``spare`` rows follow for all others."""

    def __init__(self, numbers: Numbers, spare: int, variants: tuple[NDArray[np.uint32], NDArray[np.uint32]]) -> None:
        self.numbers = numbers
        self.spare = spare
        self.cutter = Cutter(variants)
        self._damped = np.log(np.arange(MOST_COUNTED + 1).clip(1)).astype(np.float32) + 1
        self._begins: NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return len(self.numbers) + self.spare

    def rows(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.float32], Bounds]]:
        """Block by block: the first text of the block; the rows of the grams of its texts one after another, of each
        ascending and each once; what each counts there, 1 + ln(how often); and where each text's begin, and the last's
        end."""
        for first, last, grams in self.cutter.blocks(texts):
            known_at, known = self._places(grams.numbers)
            shared = (grams.numbers % np.uint64(self.spare)).astype(np.intp) + len(self.numbers)
            kept = known | SHARING[grams.kinds]
            texts_of, rows, damped = self._counted(grams.texts[kept], np.where(known, known_at, shared)[kept])
            yield first, rows, damped, np.searchsorted(texts_of, np.arange(last - first + 1))

    def known(
        self, texts: Sequence[str], kinds: NDArray[np.bool_] = ALL_KINDS
    ) -> Iterator[tuple[int, NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]]:
        """Block by block: the first text of the block, and of the known grams of some kinds, text by text: which text
        of the block, row, what it counts there."""
        for first, _, grams in self.cutter.blocks(texts):
            chosen = kinds[grams.kinds]
            places, known = self._places(grams.numbers[chosen])
            yield first, *self._counted(grams.texts[chosen][known], places[known])

    def has_words(self, words: Sequence[str]) -> list[bool]:
        """Whether each of some words, all without white space, is a known gram as a whole."""
        found = np.zeros(len(words), dtype=np.bool_)
        for first, _, grams in self.cutter.blocks(words):
            whole = grams.kinds == WORD
            found[first + grams.texts[whole]] = self._places(grams.numbers[whole])[1]
        return [bool(one) for one in found]

    def _counted(
        self, texts: NDArray[np.intp], rows: NDArray[np.intp]
    ) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
        """Text and row, each pair once, ascending, and what the row counts in the text."""
        keys = texts * len(self) + rows
        keys.sort()
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else keys
        counts = np.diff(starts, append=len(keys))
        texts_of, found = np.divmod(keys[starts], len(self))
        return texts_of, found, self._damped[counts.clip(max=MOST_COUNTED)]

    def _places(self, numbers: Numbers) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Where each number is among the known ones, and whether it is there at all."""
        if len(numbers) < MANY:
            found = np.searchsorted(self.numbers, numbers).clip(max=len(self.numbers) - 1)
            return found, self.numbers[found] == numbers
        # Numbers are spread evenly: the upper bits tell nearly where one is, closer than many steps of bisection could
        if self._begins is None:
            counts = np.bincount((self.numbers >> SHIFT).astype(np.intp), minlength=1 << UPPER_BITS)
            self._begins = (np.cumsum(counts) - counts).clip(max=len(self.numbers) - 1)
        places: NDArray[np.intp] = self._begins[numbers >> SHIFT]
        behind = np.arange(len(places))
        while len(behind := behind[self.numbers[places[behind]] < numbers[behind]]):
            behind = behind[places[behind] < len(self.numbers) - 1]
            places[behind] += 1
        return places, self.numbers[places] == numbers

    def placed(self, text: str) -> NDArray[np.int32]:
        """The rows of the grams that each character of a text stands in, shape (len(text), 3), -1 for none: its single
        character or word; the pair or the beginning that starts with it; the pair that ends with it, or a quad.

        The text is read as it is, so that a position in it is a row: it should be folded.
        """
        found = np.full((len(text), 3), -1, dtype=np.int32)
        codes = np.frombuffer((text + "\n").encode("utf-32-le", "surrogatepass"), dtype="<u4")
        starts, ends, grams = self.cutter.places(codes)
        places, known = self._places(grams.numbers)
        shared = (grams.numbers % np.uint64(self.spare)).astype(np.intp) + len(self.numbers)
        rows = np.where(known, places, np.where(SHARING[grams.kinds], shared, -1))
        for kind, slots in _SLOTS.items():
            mine = grams.kinds == kind
            for slot, first, last in slots:
                for step in range(first, last):
                    at = starts[mine] + step
                    inside = at < ends[mine]
                    found[at[inside], slot] = rows[mine][inside]
        return found
