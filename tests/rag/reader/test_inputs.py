"""What the network sees of a text."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.static import bundled
from rag.reader.inputs import DIGIT, END, HAN, LATIN, UNKNOWN, Alphabet, cut_seen, joined, stacked


@given(st.text(max_size=80))
@settings(max_examples=50, deadline=None)
def test_every_character_of_any_text_is_seen_at_its_place(text: str) -> None:
    seen = Alphabet("的年").see(text, bundled().vocabulary)
    assert {len(seen.codes), len(seen.characters), len(seen.sorts), len(seen.grams)} == {len(text)}


def test_full_width_and_traditional_characters_are_seen_as_their_plain_forms() -> None:
    alphabet, vocabulary = Alphabet("年"), bundled().vocabulary
    first, second = alphabet.see("２０２４年發展", vocabulary), alphabet.see("2024年发展", vocabulary)
    assert (first.codes == second.codes).all()
    assert (first.grams == second.grams).all()


def test_sorts_tell_digits_letters_characters_and_marks_apart() -> None:
    seen = Alphabet("").see("5a年。", bundled().vocabulary)
    assert seen.sorts.tolist() == [DIGIT, LATIN, HAN, END]
    assert seen.characters.tolist() == [UNKNOWN] * 4


def test_a_pair_of_characters_is_seen_on_both_of_them() -> None:
    grams = Alphabet("").see("增长", bundled().vocabulary).grams
    assert grams[0, 1] == grams[1, 2] >= 0


def test_texts_are_stacked_with_padding_and_joined_end_to_end() -> None:
    alphabet, vocabulary = Alphabet("年"), bundled().vocabulary
    short, long = alphabet.see("年", vocabulary), alphabet.see("年年年", vocabulary)
    found = stacked([short, long])
    assert found.codes.shape == (2, 3)
    assert found.grams.shape == (2, 3, 3)
    assert (found.codes[0, 1:] == 0).all()
    assert (found.grams[0, 1:] == -1).all()
    whole = joined(cut_seen(long, 0, 1), cut_seen(long, 1, 2))
    assert np.array_equal(whole.codes, long.codes)
