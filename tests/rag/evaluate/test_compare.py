"""Differences, their tests and their correction, worked out on paper."""

from __future__ import annotations

import numpy as np
import pytest

from rag.evaluate.compare import changed, differences, holm, randomisation
from rag.evaluate.gold import Gold
from rag.evaluate.running import Outcome, Said
from rag.evaluate.scoring import NOTHING
from rag.records import Answer


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_never_goes_down() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.6, 0.9]) == (1.0, 1.0)
    assert holm([]) == ()


def test_the_test_says_how_likely_the_signs_are() -> None:
    assert randomisation(np.zeros(50)) == 1.0
    assert randomisation(np.array([1.0, -1.0] * 10)) == 1.0
    # Five equal gains: of the 32 ways to give signs, two put the mean as far out.
    assert randomisation(np.ones(5)) == pytest.approx(2 / 32, abs=0.01)
    assert randomisation(np.ones(60)) == pytest.approx(1 / 10001, abs=1e-6)
    mixed = np.array([0.5, 0.2, -0.1, 0.4, 0.0, 0.3])
    assert randomisation(mixed) == randomisation(mixed)
    # |sum| >= 1.3 of ±.5±.2±.1±.4±.3: at 1.5 and at 1.3, each with either sign, of 32.
    assert randomisation(mixed) == pytest.approx(4 / 32, abs=0.01)


def test_a_difference_counts_wins_ties_and_losses_over_the_questions_that_both_have() -> None:
    base = {"recall@1": np.array([0.0, 1.0, 1.0, np.nan])}
    other = {"recall@1": np.array([1.0, 1.0, 0.0, 1.0])}
    empty = {name: np.full(4, np.nan) for name in ("recall@5", "mrr@10", "em", "f1", "near")}
    (found,) = differences(base | empty, {"dense": other | empty})
    assert (found.setting, found.measure, found.difference) == ("dense", "recall@1", 0.0)
    assert (found.wins, found.ties, found.losses, found.p, found.adjusted) == (1, 1, 1, 1.0, 1.0)


def outcome(name: str, rank: int, text: str | None = None, near: bool = False) -> Outcome:
    answer = Answer("?", "answered" if text else "not_found", text, 0.5, (), ())
    said = Said(answer, text, NOTHING, NOTHING, near, near, 0, 0)
    return Outcome(Gold(name, "?", ("x",)), None, (), (*[0] * (rank - 1), 1) if rank else (), said, 0.0)


def test_questions_change_by_their_answer_first_and_else_by_their_passage() -> None:
    before = [
        outcome("a", 1, "y"),
        outcome("b", 1, "x", True),
        outcome("c", 9),
        outcome("d", 2),
        outcome("e", 1, "x", True),
    ]
    after = [outcome("a", 9, "x", True), outcome("b", 1), outcome("c", 5), outcome("d", 4), outcome("e", 2, "xx", True)]
    found = [(one.id, one.better, one.ranks, one.answers) for one in changed("dense", before, after)]
    assert found == [
        ("a", True, (1, 9), ("y", "x")),
        ("b", False, (1, 1), ("x", None)),
        ("c", True, (9, 5), (None, None)),
    ]
