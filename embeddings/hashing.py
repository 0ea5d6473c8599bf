"""The encoder that needs no weights: hashed character n-grams and words, in numpy alone.

Scripts written without spaces give 1- to 3-grams of characters; others give whole words and their 3- to 5-grams of
letters. Each gram falls into one of the dimensions with a sign of its own (Weinberger et al. 2009, "Feature Hashing
for Large Scale Multitask Learning"), weighted by 1 + ln(count). Nothing is learned, so it knows no meaning: a start,
and the encoder tests are run with.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.grams import BASE, INVERSE, SPACED, UNSPACED, Classes, codes_of, mixed, powers

Numbers = NDArray[np.uint64]

KIND_WEIGHTS = (2.0, 1.0, 0.3, 2.0, 0.5)
"""Of single characters, pairs, triples, words, pieces of words; the first three chosen on cmrc2018_trial."""
WORD, PIECE = 3, 4

ROW_BITS, KIND_BITS = 16, 3
"""Of the 64 bits a gram is counted by; the other 45 are its hash."""
BLOCK_CHARACTERS = 1 << 18
"""Counted at a time, so that memory stays small; a longer text is a block of its own."""
MOST_COUNTED = 255


def load(name: str) -> HashingEncoder:  # noqa: ARG001, every loader in the table takes the name
    """The encoder; it has only one."""
    return HashingEncoder()


class HashingEncoder:
    """Encodes without weights; ``dimension`` as chosen on cmrc2018_trial."""

    def __init__(self, dimension: int = 512) -> None:
        self.name = "hashing-v1"
        self.fingerprint = f"hashing-v1-{dimension}"
        self.dimension = dimension
        self._classes = Classes()
        self._damped = np.array([1 + math.log(count) for count in range(1, MOST_COUNTED + 1)])

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors as `Encoder.encode` promises; a text without letters and digits gives 0."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first, folded in _blocks(texts):
            vectors[first : first + len(folded)] = self._encode_block(folded)
            if progress:
                progress(len(folded))
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """The vector `encode` gives the text."""
        vector: Vectors = self.encode([text])[0]
        return vector

    def _encode_block(self, texts: list[NDArray[np.uint32]]) -> Vectors:
        """Vectors of folded texts: count each gram in each text, then add the grams up by dimension."""
        ends = np.cumsum([len(text) for text in texts])
        codes = np.concatenate(texts)
        rows = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(ends, prepend=0))
        keys = _grams(codes, self._classes.of(codes), rows)
        keys.sort()
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, dtype=np.int64)
        counts = np.diff(starts, append=len(keys))
        keys = keys[starts]
        weights = self._damped[np.minimum(counts, MOST_COUNTED) - 1]
        weights *= np.array(KIND_WEIGHTS)[(keys & np.uint64((1 << KIND_BITS) - 1)).astype(np.intp)]
        hashes = keys >> np.uint64(KIND_BITS)
        weights[(hashes & np.uint64(1)) == 1] *= -1
        dimensions = (hashes >> np.uint64(1)) % np.uint64(self.dimension)
        cells = (keys >> np.uint64(64 - ROW_BITS)) * np.uint64(self.dimension) + dimensions
        # bincount adds in the order of the keys: within a text always the same
        size = len(texts) * self.dimension
        sums = np.bincount(cells.astype(np.intp), weights, size).reshape(len(texts), self.dimension)
        lengths = np.sqrt((sums * sums).sum(axis=1, keepdims=True))
        return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _blocks(texts: Sequence[str]) -> Iterator[tuple[int, list[NDArray[np.uint32]]]]:
    """Number of the first text of a block, and the block's folded texts."""
    block: list[NDArray[np.uint32]] = []
    size = 0
    for number, text in enumerate(texts):
        block.append(codes_of(text))
        size += len(block[-1])
        if size >= BLOCK_CHARACTERS or len(block) == 1 << ROW_BITS or number == len(texts) - 1:
            yield number + 1 - len(block), block
            block, size = [], 0


def _grams(codes: NDArray[np.uint32], classes: NDArray[np.uint8], rows: Numbers) -> Numbers:
    """A key for every gram: the text's row, the hash, the kind."""
    # Sum of code × BASE**position up to each position: the hash of any piece is one subtraction away
    factors = powers(BASE, len(codes))
    inverses = powers(INVERSE, len(codes))
    sums = np.append(np.uint64(0), np.cumsum((codes.astype(np.uint64) + np.uint64(1)) * factors, dtype=np.uint64))

    def keys(starts: NDArray[np.intp], ends: NDArray[np.intp], kind: int) -> Numbers:
        hashes = mixed((sums[ends] - sums[starts]) * inverses[starts] + np.uint64(kind))
        row = rows[starts] << np.uint64(64 - ROW_BITS)
        return row | hashes >> np.uint64(ROW_BITS + KIND_BITS) << np.uint64(KIND_BITS) | np.uint64(kind)

    found = []
    # A run ends where the class changes; every text ends in a character that is in no gram
    bounds = np.append(np.flatnonzero(classes[1:] != classes[:-1]) + 1, len(codes))
    left = np.repeat(bounds, np.diff(bounds, prepend=0)) - np.arange(len(codes))  # characters left in the run
    for length in (1, 2, 3):
        starts = np.flatnonzero((classes == UNSPACED) & (left >= length))
        found.append(keys(starts, starts + length, length - 1))
    starts = np.append(0, bounds[:-1])
    words = classes[starts] == SPACED
    found.append(keys(starts[words], bounds[words], WORD))
    for length in (3, 4, 5):
        starts = np.flatnonzero((classes == SPACED) & (left >= length))
        found.append(keys(starts, starts + length, PIECE))
    return np.concatenate(found)
