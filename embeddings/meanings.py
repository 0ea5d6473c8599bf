"""What single words mean to a static encoder, and how near a text comes to each of them.

Only what was learned counts here: a word that the encoder has no gram of means nothing, while in a text it still has
its share of the rows that unknown grams have in common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.grams import PAIR, TRIPLE, WORD
from embeddings.vocabulary import Vocabulary

ENDING, STEM = 3, 4
"""Letters an inflected word may lose, and those that have to be left, to be a word that was learned."""
GATHERED = 1 << 15
"""Rows added up at a time."""
READ_AS_WORDS = np.isin(np.arange(256), (PAIR, TRIPLE, WORD))
"""Kinds of grams that a text is taken to consist of: the nearest there are to words without a dictionary."""


@dataclass(frozen=True, slots=True, eq=False)
class Meanings:
    """The rows of a static encoder, read as words."""

    vectors: NDArray[np.int8] | NDArray[np.float32]
    scales: NDArray[np.float32]
    vocabulary: Vocabulary

    def of(self, words: Sequence[str]) -> tuple[Vectors, NDArray[np.float32]]:
        """Unit vectors of words, 0 where nothing of the word is known; and how much each counts, its learned weight."""
        summed = np.zeros((len(words), self.vectors.shape[1]), dtype=np.float32)
        for first, owners, rows, counts in self.vocabulary.known(words):
            weights = counts * self.scales[rows]
            for start in range(0, len(rows), GATHERED):
                part = slice(start, start + GATHERED)
                starts = np.flatnonzero(np.diff(owners[part], prepend=-1))
                products = weights[part, None] * self.vectors[rows[part]].astype(np.float32)
                summed[first + owners[part][starts]] += np.add.reduceat(products, starts)
        lengths: Vectors = np.sqrt((summed * summed).sum(axis=1))
        summed /= np.where(lengths > 0, lengths, np.float32(1))[:, None]
        return summed, lengths

    def as_learned(self, word: str) -> str:
        """The word, or what is left of it without an ending where only that was learned."""
        forms = [word[: len(word) - ending] for ending in range(min(ENDING, len(word) - STEM) + 1)] or [word]
        known = self.vocabulary.has_words(forms)
        return next((form for form, one in zip(forms, known, strict=True) if one), word)

    def nearest(self, words: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """For each word and text the best cosine of any gram of the text, at least 0; shape (words, texts)."""
        best = np.zeros((len(words), len(texts)), dtype=np.float32)
        for first, owners, rows, _ in self.vocabulary.known(texts, READ_AS_WORDS):
            if len(rows):
                grams, places = np.unique(rows, return_inverse=True)
                found = cosines(self.vectors[grams], words)
                starts = np.flatnonzero(np.diff(owners, prepend=-1))
                best[:, first + owners[starts]] = np.maximum(np.maximum.reduceat(found[places], starts), 0).T
        return best


def whole(vectors: NDArray[np.int8] | Vectors) -> NDArray[np.int8]:
    """Vectors in 8 bits, each as long as that allows; what is in 8 bits already stays as it is."""
    if vectors.dtype == np.int8:
        return vectors.astype(np.int8, copy=False)
    greatest = np.abs(vectors).max(axis=1, keepdims=True, initial=0)
    return np.rint(vectors * (127 / np.where(greatest > 0, greatest, 1))).astype(np.int8)


def cosines(some: NDArray[np.int8] | Vectors, others: NDArray[np.int8] | Vectors) -> Vectors:
    """Cosines of vectors of at most 256 dimensions, taken in 8 bits; shape (some, others).

    Products of whole numbers below 2**24 are exact in float32, so that they do not depend on what is computed beside
    them, in which order, or where in memory.
    """
    left, right = (whole(vectors).astype(np.float32) for vectors in (some, others))
    squares = [(vectors * vectors).sum(axis=1) for vectors in (left, right)]
    lengths = [np.sqrt(np.where(square > 0, square, np.float32(1))) for square in squares]
    found: Vectors = left @ right.T
    found /= lengths[0][:, None]
    found /= lengths[1]
    return found
