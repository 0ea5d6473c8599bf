"""How sure the trained reader is: that the answer is in the hits at all, and that its best span is right.

Two logistic regressions over the same signs, for questions in Chinese and for those in other languages apart: words in
common tell of the ones, how near words come of the others. Whether there is an answer decides between an answer and
"not found"; that, and whether the span is right when there is one, make the confidence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.question import Question
from rag.reader.choices import Choice
from rag.reader.signals import TYPED


@dataclass(frozen=True, slots=True)
class Weights:
    """What signs count: ``there``, for there being an answer; ``right``, for the best span being right then."""

    there: Mapping[str, float]
    right: Mapping[str, float]


# Fitted by `python tests/benchmarks/reading_fit.py`: see there for the sets. Every sign but the kinds of questions is
# held to speak for an answer: on few questions the regression would else find some that speak against it by chance.
CHINESE = Weights(
    there={
        "bias": -0.978, "typed": -1.432, "order": 0.248, "odds": 0.206, "fit": 0.344, "margin": 0.182,
        "ruled": 0.261, "told": 1.572, "bare": 2.834, "amiss": 1.474, "elsewhere": 4.224,
    },
    right={
        "bias": -0.329, "typed": 0.389, "odds": 0.168, "fit": 0.745, "margin": 0.401, "ruled": 0.166, "told": 2.251,
        "bare": 6.924, "amiss": 1.005,
    },
)  # fmt: skip
FOREIGN = Weights(
    there={
        "bias": -1.06, "typed": -0.312, "order": 0.197, "relevance": 0.641, "fit": 1.141, "margin": 0.078,
        "told": 6.841, "near": 1.538, "named": 0.848, "bare": 3.817, "amiss": 2.165, "elsewhere": 0.369,
    },
    right={
        "bias": -6.047, "typed": 1.583, "order": 0.217, "relevance": 0.04, "fit": 1.748, "margin": 0.545,
        "ruled": 0.625, "told": 2.383, "near": 10.229, "close": 1.343, "named": 0.091, "bare": 5.739,
        "elsewhere": 2.159,
    },
)  # fmt: skip
LIKELY = 0.6
"""Below this probability that there is an answer, "not found" is said. What that does to questions with an answer and
without is printed by `reading_fit.py`, and stands in tests/benchmarks/README.md."""
UNLIKELY, SENTENCE = 0.2, 0.34
"""Below this probability that the best span is right, there being an answer, a question in another language is answered
with the likeliest sentence, and how often that holds the answer then."""
BIAS = "bias"
KINDS = ("typed",)
"""Signs that may speak either way: what the question is, not what was found."""

_CLEAR = 4.0
"""Lead over the spans of other hits from which more says nothing."""
_BARE, _BARE_FOREIGN = 0.4, 0.5
"""Below how much in common with a question in Chinese, or in another language, a sentence is bare of it."""


def signs_of(question: Question, choices: Sequence[Choice]) -> dict[str, float]:
    """What speaks for the first of ``choices``, which are best first. ``typed``: 1 where a number, date or person is
    asked for; ``bare``: how little of the question is in its sentence or above it, below 0; ``amiss``: -1 where that
    speaks of another time; ``elsewhere``: -1 where it is of another province."""
    best = choices[0]
    others = [one.span.score for one in choices[1:] if one.span.hit != best.span.hit]
    margin = best.span.score - max(others, default=-math.inf)
    worth, sentence, foreign = best.worth, best.sentence, question.language != "zh"
    close, coverage, covered = (sentence.close, sentence.coverage, sentence.covered) if sentence else (0.0, 0.0, 0.0)
    if foreign:  # what words it shares are names by chance
        coverage = covered = 0.0
    return {
        BIAS: 1.0, "typed": float(question.kind in TYPED), "order": worth.order, "odds": worth.odds,
        "relevance": best.signals.relevance, "fit": worth.fit, "margin": min(margin, _CLEAR), "ruled": worth.ruled,
        "told": worth.told, "near": worth.near, "close": close, "coverage": coverage, "covered": covered,
        "named": best.signals.named, "bare": min(0.0, close - _BARE_FOREIGN if foreign else covered - _BARE),
        "amiss": -float(sentence is not None and sentence.period < 0),
        "elsewhere": sentence.elsewhere if sentence else 0.0,
    }  # fmt: skip


def weights_for(question: Question) -> Weights:
    return CHINESE if question.language == "zh" else FOREIGN


def probability(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    """Calibrated, of what those weights are for."""
    total = sum(weight * signs[name] for name, weight in weights.items())
    return 1 / (1 + math.exp(-total))
