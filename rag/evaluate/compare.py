"""Two ways of asking the same questions: how far apart they are, whether that can be chance, and which questions
changed.

The test is a paired randomisation test: how often signs given at random to the differences of the questions put the
means as far apart as they are (Smucker et al. 2007). All tests of a report are corrected together (Holm 1979).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.evaluate.measures import SEED, Values, estimate, rounded
from rag.evaluate.running import Outcome

COMPARED = ("recall@1", "recall@5", "mrr@10", "em", "f1", "near")
ROUNDS = 10_000
SHOWN_DEPTH = 5
"""A question has changed when its right passage came among so many, or left them."""
_TOGETHER = 2_000_000  # signs at once


@dataclass(frozen=True, slots=True)
class Difference:
    """One measure of a setting less the base's, over the questions that both have. ``p``: of the test, ``adjusted``:
    after Holm's correction; ``wins``, ``ties``, ``losses``: questions it is better, as good and worse for."""

    setting: str
    measure: str
    base: float
    other: float
    difference: float
    low: float
    high: float
    p: float
    adjusted: float
    wins: int
    ties: int
    losses: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A question that a setting does better or worse. Ranks as in `Outcome.rank`; answers None where nothing was
    said, or one of the two has no reader."""

    setting: str
    id: str
    question: str
    better: bool
    ranks: tuple[int, int]
    answers: tuple[str | None, str | None]


def differences(base: Mapping[str, Values], others: Mapping[str, Mapping[str, Values]]) -> tuple[Difference, ...]:
    """The differences of each setting from the base, in order, with their tests corrected together."""
    found = [
        _difference(setting, measure, base[measure], values[measure])
        for setting, values in others.items()
        for measure in COMPARED
        if not np.isnan(base[measure] - values[measure]).all()
    ]
    adjusted = holm([one.p for one in found])
    return tuple(replace(one, adjusted=p) for one, p in zip(found, adjusted, strict=True))


def changed(setting: str, base: Sequence[Outcome], other: Sequence[Outcome]) -> Iterator[Changed]:
    """The questions whose answer became right or wrong or, where that stayed, whose right passage came or went."""
    for before, after in zip(base, other, strict=True):
        gain = (_right(after) - _right(before)) if before.said and after.said else 0
        gain = gain or _near_top(after) - _near_top(before)
        if gain:
            ranks = (before.rank, after.rank)
            answers = (_text(before), _text(after)) if before.said and after.said else (None, None)
            yield Changed(setting, before.gold.id, before.gold.question, gain > 0, ranks, answers)


def randomisation(differences: Values) -> float:
    """How likely a mean as far from 0 is when every difference could as well have the other sign; the differences as
    they are count as one of the rounds, so that it is never 0."""
    different = differences[differences != 0]  # the others change no mean
    if not len(different):
        return 1.0
    random = np.random.default_rng(SEED)
    reached, least = 1, abs(different.sum()) - 1e-9
    at_once = max(1, _TOGETHER // len(different))
    for first in range(0, ROUNDS, at_once):
        signs = random.integers(0, 2, (min(at_once, ROUNDS - first), len(different))) * 2 - 1
        reached += int((np.abs(signs @ different) >= least).sum())
    return rounded(reached / (ROUNDS + 1))


def holm(probabilities: Sequence[float]) -> tuple[float, ...]:
    """The probabilities corrected for how many they are, in the order given."""
    adjusted = [0.0] * len(probabilities)
    most = 0.0
    for place, number in enumerate(sorted(range(len(probabilities)), key=lambda one: probabilities[one])):
        most = max(most, min(1.0, probabilities[number] * (len(probabilities) - place)))
        adjusted[number] = rounded(most)
    return tuple(adjusted)


def _difference(setting: str, measure: str, base: Values, other: Values) -> Difference:
    known = ~np.isnan(base - other)
    gains = (other - base)[known]
    mean = estimate(gains)
    return Difference(
        setting=setting,
        measure=measure,
        base=rounded(base[known].mean()),
        other=rounded(other[known].mean()),
        difference=mean.value,
        low=mean.low,
        high=mean.high,
        p=randomisation(gains),
        adjusted=1.0,
        wins=int((gains > 0).sum()),
        ties=int((gains == 0).sum()),
        losses=int((gains < 0).sum()),
    )


def _right(one: Outcome) -> int:
    if one.gold.answerable:
        return int(one.said is not None and one.said.near)
    return int(one.said is not None and one.said.answer.text is None)


def _near_top(one: Outcome) -> int:
    return int(0 < one.rank <= SHOWN_DEPTH)


def _text(one: Outcome) -> str | None:
    return one.said.answer.text if one.said else None
