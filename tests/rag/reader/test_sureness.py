"""How sure the trained reader is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from rag.reader.sureness import BIAS, CHINESE, FOREIGN, KINDS, probability

FITTED = [CHINESE.there, CHINESE.right, FOREIGN.there, FOREIGN.right]


@pytest.mark.parametrize("weights", FITTED)
def test_no_sign_of_what_was_found_speaks_against_an_answer(weights: Mapping[str, float]) -> None:
    assert all(weight >= 0 for name, weight in weights.items() if name not in (BIAS, *KINDS))


@pytest.mark.parametrize("weights", FITTED)
def test_a_better_form_makes_it_surer(weights: Mapping[str, float]) -> None:
    signs = dict.fromkeys(weights, 0.0) | {BIAS: 1.0}
    poor, fair, good = (probability(weights, signs | {"fit": fit}) for fit in (-1.0, 0.0, 1.0))
    assert 0 < poor < fair < good < 1
