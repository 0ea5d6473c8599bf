"""Which row of a table of vectors each gram of a text has, and how much it counts there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.grams import BEGINNING, PAIR, SINGLE, WORD, Cutter, Numbers

SHARING = np.isin(np.arange(256), (SINGLE, PAIR, WORD, BEGINNING))
"""Kinds whose grams outside the vocabulary share the spare rows, by their number; of the others those are left out."""
MOST_COUNTED = 255


class Vocabulary:
    """Numbers of known grams, ascending: the place of each is its row. ``spare`` rows follow for all others."""

    def __init__(self, numbers: Numbers, spare: int, variants: tuple[NDArray[np.uint32], NDArray[np.uint32]]) -> None:
        self.numbers = numbers
        self.spare = spare
        self.cutter = Cutter(variants)
        self._damped = np.log(np.arange(MOST_COUNTED + 1).clip(1)).astype(np.float32) + 1

    def __len__(self) -> int:
        return len(self.numbers) + self.spare

    def rows(self, texts: Sequence[str]) -> Iterator[tuple[int, list[NDArray[np.intp]], list[NDArray[np.float32]]]]:
        """Block by block: the first text of the block, and for each of its texts the rows of its grams, ascending,
        each once, and what each counts: 1 + ln(how often)."""
        for first, last, grams in self.cutter.blocks(texts):
            places = np.searchsorted(self.numbers, grams.numbers).clip(max=len(self.numbers) - 1)
            known = self.numbers[places] == grams.numbers
            shared = (grams.numbers % np.uint64(self.spare)).astype(np.intp) + len(self.numbers)
            kept = known | SHARING[grams.kinds]
            keys = (grams.texts * len(self) + np.where(known, places, shared))[kept]
            keys.sort()
            starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else keys
            counts = np.diff(starts, append=len(keys))
            texts_of, rows = np.divmod(keys[starts], len(self))
            damped = self._damped[counts.clip(max=MOST_COUNTED)]
            cuts = np.searchsorted(texts_of, np.arange(1, last - first))
            yield first, np.split(rows, cuts), np.split(damped, cuts)
