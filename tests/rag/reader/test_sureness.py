"""How sure the trained reader is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from rag.reader.sureness import ANSWERABLE, BIAS, KINDS, RIGHT, answerable, right


@pytest.mark.parametrize("weights", [ANSWERABLE, RIGHT])
def test_no_sign_of_what_was_found_speaks_against_an_answer(weights: Mapping[str, float]) -> None:
    assert all(weight >= 0 for name, weight in weights.items() if name not in (BIAS, *KINDS))


@pytest.mark.parametrize("told", [answerable, right])
def test_better_odds_make_it_surer(told: Callable[[Mapping[str, float]], float]) -> None:
    signs = dict.fromkeys((*ANSWERABLE, *RIGHT), 0.0) | {BIAS: 1.0}
    poor, fair, good = (told(signs | {"odds": odds}) for odds in (-5.0, 0.0, 5.0))
    assert 0 < poor < fair < good < 1
