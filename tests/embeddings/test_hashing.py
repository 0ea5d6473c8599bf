"""The hashing encoder, beyond what every encoder promises."""

from __future__ import annotations

import time
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.hashing import HashingEncoder

ENCODER = HashingEncoder()
any_text = st.text(st.characters(exclude_categories=()), max_size=60)  # lone surrogates too


@settings(deadline=None)
@given(st.lists(any_text, max_size=12))
def test_a_vector_is_equal_to_the_last_bit_whatever_the_batch(texts: list[str]) -> None:
    together = ENCODER.encode(texts)
    assert np.isfinite(together).all()
    for text, vector in zip(texts, together, strict=True):
        assert np.array_equal(ENCODER.encode_question(text), vector)


def test_many_blocks_give_the_same_bits_as_one_text_at_a_time() -> None:
    texts = [f"第{number}条 report {number * 7} " * (1 + number % 50) for number in range(3000)]
    vectors = ENCODER.encode(texts)
    for row in range(0, len(texts), 271):
        assert np.array_equal(vectors[row], ENCODER.encode_question(texts[row]))


def test_vectors_stay_what_they_were_so_that_libraries_stay_valid() -> None:
    rounded = np.round(ENCODER.encode(["贷款余额达859.85亿元", "Loans of 859.85"]) * 1000).astype("<i2")
    assert ENCODER.fingerprint == "hashing-v1-512"
    assert zlib.crc32(rounded.tobytes()) == 2901653309


@pytest.mark.parametrize(("one", "other"), [("ＡＢＣ１２３", "abc123"), ("Report", "REPORT"), ("ｶﾞ", "ガ")])
def test_width_and_case_make_no_difference(one: str, other: str) -> None:
    assert np.array_equal(ENCODER.encode_question(one), ENCODER.encode_question(other))


@pytest.mark.parametrize("text", ["", "。，！…", "  \n", "+-*/", "😀", "\ud800"])
def test_a_text_without_letters_and_digits_gives_zero(text: str) -> None:
    assert not ENCODER.encode_question(text).any()


def test_the_order_of_characters_counts() -> None:
    assert ENCODER.encode_question("中国人") @ ENCODER.encode_question("人国中") < 0.95


def test_a_megabyte_on_one_line_takes_seconds_at_most() -> None:
    start = time.process_time()
    vector = ENCODER.encode_question("落实率达到91.72%，report " * 50_000)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert time.process_time() - start < 10
