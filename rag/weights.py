"""What each part of a passage's score counts, chosen on tune sets: `tests/benchmarks/retrieval.py --fit`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part of a passage's score counts; ``bridged``, what a token of another language than the question's
    counts in the first three.

    Meaning is wanted where few words are shared, or those that are leave open which passage it is: ``dense`` and
    ``words`` count half where `sureness` is ``half``, and all where it is 0.
    """

    passage: float
    clause: float
    context: float
    dense: float
    words: float = 0.0
    bridged: float = 0.0
    half: float = 0.1

    @property
    def lexical(self) -> bool:
        """Whether anything lexical counts."""
        return bool(self.passage or self.clause or self.context)


FUSED = Weights(passage=1.0, clause=0.25, context=0.75, dense=0.8, words=1.0, bridged=0.2, half=0.035)
LEXICAL = replace(FUSED, dense=0.0, words=0.0)
DENSE = replace(FUSED, passage=0.0, clause=0.0, context=0.0, bridged=0.0)


Parts = tuple[float, float, float, float, float]
"""What the first five weights of a passage's score are multiplied by."""


def weighted(parts: Parts, weights: Weights) -> float:
    """The score of a passage."""
    passage, clause, context, dense, words = parts
    lexical = weights.passage * passage + weights.clause * clause + weights.context * context
    return lexical + weights.dense * dense + weights.words * words


def sureness(shared: float, scores: Sequence[float]) -> float:
    """How much words alone tell which passage it is: what the best of them has of the question's worth in BM25, times
    its lead over the next in the lexical part of the score."""
    first, second = nlargest(2, (*scores, 0.0, 0.0))
    return shared * (first - second)


def gated(weights: Weights, sure: float) -> Weights:
    """The weights for a question with a `sureness`."""
    open_ = 1 / (1 + (sure / weights.half) ** 2)
    return replace(weights, dense=open_ * weights.dense, words=open_ * weights.words)
