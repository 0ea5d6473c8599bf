"""How far a confidence can be trusted: risk against coverage, and what was said against what was right.

Both take one confidence and one "was right" for each question, in any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """Of the questions answered at a threshold: how many they are of all, and how many of them are wrong."""

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions whose confidence is in ``[low, high)``: how many, their mean confidence and how many were right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Point, ...]:
    """The curve, from the surest question to all of them; a point for each confidence there is, so that the order of
    equally sure questions does not count."""
    sure = np.asarray(confidences, dtype=float)
    wrong = ~np.asarray(right, dtype=bool)
    order = np.argsort(-sure, kind="stable")
    counts = np.arange(1, len(sure) + 1)
    wrongs = np.cumsum(wrong[order])
    ordered = sure[order]
    last = np.append(ordered[1:] != ordered[:-1], True) if len(ordered) else np.zeros(0, dtype=bool)
    return tuple(
        Point(float(threshold), count / len(sure), wrong_ones / count)
        for threshold, count, wrong_ones in zip(ordered[last], counts[last], wrongs[last], strict=True)
    )


def area(curve: Sequence[Point]) -> float:
    """The area under the curve: the mean risk over all coverages, 0 at best (Geifman et al. 2019); each point's risk
    stands for the questions it adds. 0 without questions."""
    total = before = 0.0
    for point in curve:
        total += point.risk * (point.coverage - before)
        before = point.coverage
    return total


def coverage_at(curve: Sequence[Point], risk: float) -> float:
    """The most questions, of all, that can be answered with no more than ``risk`` of the answers wrong."""
    return max((point.coverage for point in curve if point.risk <= risk), default=0.0)


def calibration(confidences: Sequence[float], right: Sequence[bool], bins: int = BINS) -> tuple[Bin, ...]:
    """Bins of equal width over [0, 1] that have questions; a confidence of 1 is in the last."""
    sure = np.asarray(confidences, dtype=float)
    correct = np.asarray(right, dtype=float)
    numbers = np.minimum((sure * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        inside = numbers == number
        if inside.any():
            mean, share = float(sure[inside].mean()), float(correct[inside].mean())
            found.append(Bin(number / bins, (number + 1) / bins, int(inside.sum()), mean, share))
    return tuple(found)


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: how far confidence and being right lie apart, on average over questions (Guo et al.
    2017). 0 without questions."""
    count = sum(one.count for one in bins)
    return sum(one.count * abs(one.confidence - one.right) for one in bins) / count if count else 0.0
