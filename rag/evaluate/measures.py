"""What came of questions in numbers: each measure for each question, and its mean over groups with an interval.

Ranking measures are those of `ir_measures` (trec_eval's definitions). Every question that something can be found for
counts, one for which nothing was found as 0. Intervals are 95 % percentile bootstrap intervals over questions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluate.running import Outcome
from rag.names import base_name

CUTS = (1, 5, 10, 20)
RANKING = (*(f"recall@{cut}" for cut in CUTS), *(f"hit@{cut}" for cut in CUTS), "mrr@10", "ndcg@10", "map@10")
ANSWERS = ("em", "f1", "squad_em", "squad_f1", "near", "refused", "declined")
MEASURES = (*RANKING, *ANSWERS)
LESS_IS_BETTER = frozenset({"refused"})
SEED = 0
SAMPLES = 1000
MOST_DOCUMENTS = 100
"""With more documents than this, measures by document say nothing: there are as many as questions, nearly."""
_TOGETHER = 2_000_000  # draws at once

Values = NDArray[np.float64]
"""One value for each question, NaN where the measure has no meaning for it."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``count`` questions and its interval."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Measures over the questions that have ``name`` as their language, kind or document; over all of them when
    ``by`` is empty. Only measures that have a meaning for some of them are there."""

    by: str
    name: str
    questions: int
    measures: Mapping[str, Estimate]


def values_of(outcomes: Sequence[Outcome]) -> dict[str, Values]:
    """Every measure for every question, in order."""
    return {**_ranking(outcomes), **_answers(outcomes)}


def groups_of(outcomes: Sequence[Outcome], values: Mapping[str, Values]) -> tuple[Group, ...]:
    """The measures over all questions, then by language, kind and document, names in order."""
    found = [_group("", "", np.ones(len(outcomes), dtype=bool), values)]
    for by, names in _names(outcomes).items():
        for name in sorted({name for name in names if name}):
            found.append(_group(by, name, np.array([one == name for one in names]), values))
    return tuple(found)


def estimate(values: Values) -> Estimate:
    """Mean and interval of the values that are there. Raises ValueError when none is."""
    known = values[~np.isnan(values)]
    if not len(known):
        raise ValueError("no question has a value")
    low, high = np.quantile(means_of(known), [0.025, 0.975])
    return Estimate(rounded(known.mean()), rounded(low), rounded(high), len(known))


def means_of(known: Values) -> Values:
    """Means of `SAMPLES` samples of as many values, drawn with replacement; the same ones every time."""
    random = np.random.default_rng(SEED)
    at_once = max(1, _TOGETHER // len(known))
    means = [
        known[random.integers(0, len(known), (min(at_once, SAMPLES - first), len(known)))].mean(axis=1)
        for first in range(0, SAMPLES, at_once)
    ]
    return np.concatenate(means)


def rounded(value: float) -> float:
    """To six places: what lies beyond depends on the machine."""
    return round(float(value), 6)


def _group(by: str, name: str, inside: NDArray[np.bool_], values: Mapping[str, Values]) -> Group:
    measures = {
        measure: estimate(found[inside]) for measure, found in values.items() if not np.isnan(found[inside]).all()
    }
    return Group(by, name, int(inside.sum()), measures)


def _names(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    """For each way to group what each question is grouped by, empty for nothing."""
    documents = [base_name(one.gold.documents[0][0]) if one.gold.documents else "" for one in outcomes]
    return {
        "language": [one.gold.language for one in outcomes],
        "kind": [one.gold.kind for one in outcomes],
        "document": documents if len(set(documents)) <= MOST_DOCUMENTS else [""] * len(outcomes),
    }


def _ranking(outcomes: Sequence[Outcome]) -> dict[str, Values]:
    import ir_measures  # it and what it stands on take a while, and only measuring needs them
    from ir_measures import AP, RR, R, Success, nDCG

    measures = {f"recall@{cut}": R @ cut for cut in CUTS} | {f"hit@{cut}": Success @ cut for cut in CUTS}
    measures |= {"mrr@10": RR @ 10, "ndcg@10": nDCG @ 10, "map@10": AP @ 10}
    names = {str(measure): name for name, measure in measures.items()}
    right, run = {}, {}
    for number, one in enumerate(outcomes):
        if one.target is not None:
            grades = dict(enumerate(one.target.grades, 1)) or {1: 1}  # what is nowhere was to be found all the same
            right[str(number)] = {f"right {thing}": grade for thing, grade in grades.items()}
            run[str(number)] = dict(_scored(one.found))
    found = {name: np.full(len(outcomes), math.nan) for name in measures}
    if right:
        for metric in ir_measures.iter_calc(list(measures.values()), right, run):
            found[names[str(metric.measure)]][int(metric.query_id)] = metric.value
    return found


def _scored(found: Sequence[int]) -> Iterator[tuple[str, float]]:
    """What was found in its order: trec_eval goes by scores, which therefore must not be equal."""
    for place, thing in enumerate(found):
        yield f"right {thing}" if thing else f"other {place}", float(len(found) - place)


def _answers(outcomes: Sequence[Outcome]) -> dict[str, Values]:
    found = {name: np.full(len(outcomes), math.nan) for name in ANSWERS}
    read = any(one.said for one in outcomes)  # by a reader, or were passages only looked for
    for place, one in enumerate(outcomes):
        if read and one.gold.answers is not None:
            for name, value in _answer(one).items():
                found[name][place] = value
    return found


def _answer(one: Outcome) -> dict[str, float]:
    """The measures of one answer; a question that cannot be asked scores 0 and counts as refused, never as declined."""
    said = one.said
    if not one.gold.answerable:
        return {"declined": float(said is not None and said.answer.text is None)}
    if said is None:
        return {"em": 0.0, "f1": 0.0, "squad_em": 0.0, "squad_f1": 0.0, "near": 0.0, "refused": 1.0}
    return {
        "em": said.cmrc.em,
        "f1": said.cmrc.f1,
        "squad_em": said.squad.em,
        "squad_f1": said.squad.f1,
        "near": float(said.near),
        "refused": float(said.answer.text is None),
    }
