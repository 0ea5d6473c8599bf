"""Curves and bins worked out on paper."""

from __future__ import annotations

import pytest

from rag.evaluate.trust import Bin, Point, area, calibration, calibration_error, coverage_at, risk_coverage


def test_risk_and_coverage_go_from_the_surest_to_all() -> None:
    curve = risk_coverage([0.2, 0.9, 0.6, 0.4], [False, True, False, True])
    assert curve == (Point(0.9, 0.25, 0.0), Point(0.6, 0.5, 0.5), Point(0.4, 0.75, 1 / 3), Point(0.2, 1.0, 0.5))
    assert area(curve) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert coverage_at(curve, 0.4) == 0.75
    assert coverage_at(curve, 0.0) == 0.25


def test_equally_sure_questions_are_one_point_whatever_their_order() -> None:
    one, other = (
        risk_coverage([0.5, 0.5, 0.1], [True, False, True]),
        risk_coverage([0.5, 0.5, 0.1], [False, True, True]),
    )
    assert one == other == (Point(0.5, 2 / 3, 0.5), Point(0.1, 1.0, 1 / 3))
    assert area(one) == pytest.approx(2 / 3 * 0.5 + 1 / 3 * 1 / 3)


def test_without_questions_there_is_no_curve() -> None:
    assert risk_coverage([], []) == ()
    assert area(()) == coverage_at((), 1.0) == calibration_error(()) == 0.0


def test_confidences_are_compared_with_what_was_right_in_ten_bins() -> None:
    bins = calibration([0.05, 0.9, 0.95, 1.0, 0.3], [False, True, True, False, True])
    assert bins == (
        Bin(0.0, 0.1, 1, 0.05, 0.0),
        Bin(0.3, 0.4, 1, 0.3, 1.0),
        Bin(0.9, 1.0, 3, pytest.approx(0.95), pytest.approx(2 / 3)),
    )
    assert calibration_error(bins) == pytest.approx((0.05 + 0.7 + 3 * (0.95 - 2 / 3)) / 5)
