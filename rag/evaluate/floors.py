"""What measures must reach, as ``--fail-under`` says it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import ChuchuError, UsageError
from rag.evaluate.measures import LESS_IS_BETTER, MEASURES
from rag.evaluate.report import Report


@dataclass(frozen=True, slots=True)
class Floor:
    """A measure and the value it must reach; the most it may be where less is better."""

    measure: str
    value: float


def floor_of(words: str) -> Floor:
    """The floor of ``METRIC=VALUE``. Raises UsageError."""
    name, _, written = words.partition("=")
    try:
        value = float(written)
    except ValueError:
        value = math.nan
    if name.strip().lower() not in MEASURES or not 0 <= value <= 1:
        raise UsageError("floor_wrong", floor=words, known=" ".join(MEASURES))
    return Floor(name.strip().lower(), value)


def missed(report: Report, floors: Sequence[Floor]) -> tuple[str, ...]:
    """The floors that the first setting misses, each with what it has. Raises ChuchuError for one that no question
    measures."""
    measures = report.runs[0].groups[0].measures
    found = []
    for floor in floors:
        if floor.measure not in measures:
            raise ChuchuError("floor_unmeasured", measure=floor.measure)
        value = measures[floor.measure].value
        less = floor.measure in LESS_IS_BETTER
        if value > floor.value if less else value < floor.value:
            found.append(f"{floor.measure} {value:.4f} {'>' if less else '<'} {floor.value:g}")
    return tuple(found)
