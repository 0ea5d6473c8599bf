import numpy as np
import pytest

from embeddings.encoder import WordEncoder, load_encoder
from embeddings.meanings import Meanings


@pytest.fixture(scope="module")
def meanings() -> Meanings:
    encoder = load_encoder("bundled")
    assert isinstance(encoder, WordEncoder)
    return encoder.meanings


def test_words_have_unit_vectors_and_learned_weights(meanings: Meanings) -> None:
    vectors, lengths = meanings.of(["森林", "forest", "of"])
    assert np.allclose(np.sqrt((vectors**2).sum(axis=1)), 1, atol=1e-5)
    assert lengths[1] > lengths[2] > 0


def test_what_no_gram_is_known_of_means_nothing(meanings: Meanings) -> None:
    vectors, lengths = meanings.of(["森林", "qzx", "。", ""])
    assert lengths[1:].tolist() == [0, 0, 0]
    assert not vectors[1:].any()


def test_words_of_two_languages_that_mean_the_same_are_near(meanings: Meanings) -> None:
    (forest, wood, tax), _ = meanings.of(["forest", "森林", "税收"])
    assert forest @ wood > 0.6 > 0.3 > forest @ tax


def test_a_word_means_the_same_alone_and_among_others(meanings: Meanings) -> None:
    words = ["森林", "forest", "税收", "qzx"]
    together, _ = meanings.of(words)
    for word, vector in zip(words, together, strict=True):
        assert np.allclose(meanings.of([word])[0][0], vector, atol=1e-6)


def test_an_ending_that_was_not_learned_is_left_out(meanings: Meanings) -> None:
    assert meanings.as_learned("roads") == "road"
    assert meanings.as_learned("森林") == "森林"
    assert meanings.as_learned("qzxqzx") == "qzxqzx"


def test_a_text_is_as_near_to_a_word_as_its_nearest_piece(meanings: Meanings) -> None:
    words, _ = meanings.of(["forest", "tax"])
    nearest = meanings.nearest(words, ["保护森林", "税收增长", "。", ""])
    assert nearest.shape == (2, 4)
    assert nearest[0, 0] > 0.6 > nearest[0, 1] >= 0
    assert nearest[1, 1] > nearest[1, 0]
    assert not nearest[:, 2:].any()


def test_nothing_asked_and_nothing_to_look_at_give_empty_tables(meanings: Meanings) -> None:
    none, _ = meanings.of([])
    assert meanings.nearest(none, ["森林"]).shape == (0, 1)
    assert meanings.nearest(meanings.of(["森林"])[0], []).shape == (1, 0)
