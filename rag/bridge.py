"""From the words of a question to the nearest words of the library in another script: how a question in one language
searches lexically in text of another.

No dictionary: near is what the encoder's own vectors of words have learned to be near. Words that both have, names and
numbers in the same writing, need no bridge.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from embeddings.meanings import Meanings, cosines, whole
from rag.folding import tokens
from rag.lexical import LexicalIndex
from rag.question import Question
from rag.records import Passage
from rag.transcribed import readings
from rag.words import Words

MOST = 3
"""Words of the library that one word of a question is searched by."""
LISTED = 20_000
"""Chinese words of the library that are looked among; the vectors of more would keep the first question waiting."""
LEAST = 0.3
"""Cosine below which a word is no translation."""
SHARPNESS = 2
"""A word of the library counts its cosine, as a share of the nearest's, to this power."""
SINGLE = 0.3
"""What a character of a longer word counts by itself, beside pairs of characters."""

_HAN = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Bridged:
    """What the words of a question are searched by: tokens with what each counts, and their rarity all together if
    each word's nearest were found."""

    counts: Mapping[str, float]
    total: float


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Words of a library in scripts of one sort, and their vectors in 8 bits."""

    words: tuple[str, ...]
    vectors: NDArray[np.int8]


@dataclass(slots=True, eq=False)
class Bridge:
    """The words of one library; their vectors are worked out when first wanted."""

    words: Words
    lexical: LexicalIndex
    meanings: Meanings
    _sides: dict[bool, Side] = field(default_factory=dict)

    def bridged(self, question: Question) -> Bridged:
        """What the question is searched by through other words than its own."""
        counts: dict[str, float] = {}
        total = 0.0
        for near in self._near(asked_words(question), question.language):
            for rank, (found, cosine) in enumerate(near):
                share = (cosine / near[0][1]) ** SHARPNESS
                for token, weight in _weighted(found):
                    counts[token] = max(counts.get(token, 0.0), share * weight)
                    if rank == 0:
                        total += weight * self.lexical.rarity(token)
        return Bridged(counts, total)

    def nearness(self, question: Question, passages: Sequence[Passage]) -> list[float]:
        """As `nearness` of the passages."""
        return nearness(self.meanings, question, [(_above(one), one.text) for one in passages])

    def _near(self, words: Sequence[str], language: str) -> list[list[tuple[str, float]]]:
        """For each word the nearest words of the library in other scripts, nearest first, with their cosines.

        A word that the library has itself needs none without Chinese characters, nor a Chinese question one with them.
        """
        vectors, lengths = self.meanings.of([as_learned(self.meanings, word) for word in words])
        found: list[list[tuple[str, float]]] = [[] for _ in words]
        for han in (True, False):
            bridged = [
                place
                for place, word in enumerate(words)
                if lengths[place]
                and (language != "zh" if han else _HAN.search(word) or not self.lexical.frequency(word))
            ]
            if not bridged:
                continue
            side = self._side(han)
            for place, near in zip(bridged, cosines(vectors[bridged], side.vectors), strict=True):
                best = (number for number in _greatest(near, MOST) if near[number] >= LEAST)
                found[place] += [(side.words[number], float(near[number])) for number in best]
        return [sorted(near, key=lambda row: (-row[1], row[0]))[:MOST] for near in found]

    def _side(self, han: bool) -> Side:
        """The library's words with Chinese characters, or those without."""
        if han not in self._sides:
            words = self.words.commonest(LISTED) if han else self.lexical.spaced_words()
            words = [word for word in words if bool(_HAN.search(word)) == han]
            vectors, lengths = self.meanings.of(words)
            known = np.flatnonzero(lengths > 0)
            self._sides[han] = Side(tuple(words[place] for place in known), whole(vectors[known]))
        return self._sides[han]


def nearness(meanings: Meanings, question: Question, texts: Sequence[tuple[str, str]]) -> list[float]:
    """For each text, given with what stands above it, the mean over the words of the question, by the roots of their
    learned weights, of the cosine to what is nearest in either; in [0, 1]."""
    vectors, lengths = meanings.of([as_learned(meanings, word) for word in asked_words(question)])
    if not lengths.any():
        return [0.0] * len(texts)
    contexts = {above: place for place, above in enumerate(dict.fromkeys(above for above, _ in texts))}
    over = meanings.nearest(vectors, list(contexts))[:, [contexts[above] for above, _ in texts]]
    nearest = np.maximum(meanings.nearest(vectors, [text for _, text in texts]), over)
    weights = np.sqrt(lengths)
    # Added up word by word, for the same sum whatever else is looked at
    shares = (weights[:, None] * nearest).sum(axis=0) / weights.sum()
    return [float(share) for share in shares]


def as_learned(meanings: Meanings, word: str) -> str:
    """The word in the form that the encoder has learned; a Chinese name in Hangul or Cyrillic letters in pinyin, where
    it has learned that."""
    form = meanings.as_learned(word)
    names = [] if word.isascii() else [form, *readings(word)]
    known = meanings.vocabulary.has_words(names) if len(names) > 1 else []
    return next((name for name, one in zip(names, known, strict=False) if one), form)


def asked_words(question: Question) -> tuple[str, ...]:
    """The words that carry a question, in pieces of letters, each once."""
    pieces = (piece for word, _ in question.words for piece in _LETTERS.findall(word))
    return tuple(dict.fromkeys(piece for piece in pieces if len(piece) > 1 or not piece.isascii()))


def _above(passage: Passage) -> str:
    return "\n".join((passage.title, *passage.section))


def _weighted(word: str) -> list[tuple[str, float]]:
    """Tokens of a word of the library, with what each counts."""
    found = tokens(word)
    return [(token, SINGLE if len(token) == 1 < len(word) else 1.0) for token in found]


def _greatest(values: NDArray[np.float32], count: int) -> Sequence[int]:
    """Places of the greatest values, greatest first, ties in order."""
    if len(values) > count:
        kept = np.flatnonzero(values >= np.partition(values, len(values) - count)[len(values) - count])
    else:
        kept = np.arange(len(values))
    return [int(place) for place in kept[np.argsort(-values[kept], kind="stable")][:count]]
