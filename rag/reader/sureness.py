"""How sure the trained reader is: that the answer is in the hits at all, and that its best span is right.

Two logistic regressions over the same signs. Whether there is an answer decides between an answer and "not found";
that, and whether the span is right when there is one, make the confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.question import Question
from rag.reader.choices import Choice
from rag.reader.signals import TYPED

# Fitted by `python tests/benchmarks/reading_fit.py`: see there for the sets. Every sign but the kinds of questions is
# held to speak for an answer: on few questions the regression would else find some that speak against it by chance.
ANSWERABLE: Mapping[str, float] = {
    "bias": -1.41, "typed": -1.214, "foreign": 0.921, "order": 0.199, "odds": 0.15, "relevance": 0.176, "fit": 0.568,
    "margin": 0.173, "ruled": 0.158, "told": 2.97, "near": 3.417, "covered": 0.271, "named": 0.412, "bare": 2.565,
    "amiss": 1.97, "elsewhere": 1.657,
}  # fmt: skip
RIGHT: Mapping[str, float] = {
    "bias": -1.09, "typed": 0.428, "foreign": -0.498, "odds": 0.213, "fit": 0.992, "margin": 0.456, "ruled": 0.676,
    "near": 5.326, "bare": 6.772, "amiss": 0.829, "elsewhere": 3.425,
}  # fmt: skip
LIKELY = 0.65
"""Below this probability that there is an answer, "not found" is said: of our own tune questions about reports that
have an answer one in seven is refused then, of those that have none three in four are declined."""
BIAS = "bias"
KINDS = ("typed", "foreign")
"""Signs that may speak either way: what the question is, not what was found."""

_CLEAR = 4.0
"""Lead over the spans of other hits from which more says nothing."""
_BARE, _BARE_FOREIGN = 0.4, 0.5
"""Below how much in common with a question in Chinese, or in another language, a sentence is bare of it."""


def signs_of(question: Question, choices: Sequence[Choice]) -> dict[str, float]:
    """What speaks for the first of ``choices``, which are best first. ``typed``: 1 where a number, date or person is
    asked for; ``foreign``: 1 for a question in another language than Chinese; ``bare``: how little of the question is
    in its sentence or above it, below 0; ``amiss``: -1 where that speaks of another time; ``elsewhere``: -1 where it
    is of another province."""
    best = choices[0]
    others = [one.span.score for one in choices[1:] if one.span.hit != best.span.hit]
    margin = best.span.score - max(others, default=-math.inf)
    worth, sentence, foreign = best.worth, best.sentence, question.language != "zh"
    close, coverage, covered = (sentence.close, sentence.coverage, sentence.covered) if sentence else (0.0, 0.0, 0.0)
    if foreign:  # what words it shares are names by chance
        coverage = covered = 0.0
    return {
        BIAS: 1.0, "typed": float(question.kind in TYPED), "foreign": float(foreign),
        "order": worth.order, "odds": worth.odds, "relevance": best.signals.relevance, "fit": worth.fit,
        "margin": min(margin, _CLEAR), "ruled": worth.ruled, "told": worth.told, "near": worth.near, "close": close,
        "coverage": coverage, "covered": covered, "named": best.signals.named,
        "bare": min(0.0, close - _BARE_FOREIGN if foreign else covered - _BARE),
        "amiss": -float(sentence is not None and sentence.period < 0),
        "elsewhere": sentence.elsewhere if sentence else 0.0,
    }  # fmt: skip


def answerable(signs: Mapping[str, float]) -> float:
    """Calibrated probability that the hits have an answer."""
    return _probability(ANSWERABLE, signs)


def right(signs: Mapping[str, float]) -> float:
    """Calibrated probability that the best span is right, there being an answer."""
    return _probability(RIGHT, signs)


def _probability(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    total = sum(weight * signs[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-total))
