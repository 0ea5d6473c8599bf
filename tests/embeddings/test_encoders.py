"""What `Encoder` promises, over every encoder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder, EncoderError, load_encoder

TEXTS = [
    "代表建议的落实率达到91.72%。",
    "The bank's loans came to 85.985 billion yuan.",
    "贷款余额达859.85亿元",
    "今年は二〇二五年です。",
    "한국어 문장입니다.",
    "a",
]
ODD = ["\ud800", "\0", "😀😀", "e\u0301\u0327", "𠀀𠀁", "1", "\u202e\ufeff", "ﷺ", "中" * 5000, "x" * 5000]


def test_vectors_have_the_promised_shape_type_and_length(encoder: Encoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_question_has_one_unit_vector(encoder: Encoder) -> None:
    vector = encoder.encode_question("落实率是多少？")
    assert vector.shape == (encoder.dimension,)
    assert vector.dtype == np.float32
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("text", ["", " ", "\n\t\u3000"])
def test_a_blank_text_gives_zero(encoder: Encoder, text: str) -> None:
    assert not encoder.encode([text]).any()
    assert not encoder.encode_question(text).any()


def test_odd_texts_give_finite_vectors_of_length_one_or_zero(encoder: Encoder) -> None:
    for vectors in (encoder.encode(ODD), np.array([encoder.encode_question(text) for text in ODD])):
        lengths = np.linalg.norm(vectors, axis=1)
        assert np.all((np.abs(lengths - 1) < 1e-5) | (lengths == 0))


def test_the_same_call_twice_gives_the_same_bits(encoder: Encoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))
    assert np.array_equal(encoder.encode_question(TEXTS[0]), encoder.encode_question(TEXTS[0]))


def test_equal_texts_of_one_call_get_equal_bits(encoder: Encoder) -> None:
    vectors = encoder.encode([TEXTS[0], *TEXTS[1:] * 20, TEXTS[0]])
    assert np.array_equal(vectors[0], vectors[-1])


def test_a_vector_hardly_depends_on_the_other_texts_of_the_call(encoder: Encoder) -> None:
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    np.testing.assert_allclose(encoder.encode([*reversed(TEXTS), *ODD])[: len(TEXTS)][::-1], alone, atol=2e-6)


def test_progress_counts_every_text_once(encoder: Encoder) -> None:
    done: list[int] = []
    encoder.encode([*TEXTS * 20, ""], progress=done.append)
    assert sum(done) == len(TEXTS) * 20 + 1


def test_a_text_is_nearer_to_itself_than_to_others(encoder: Encoder) -> None:
    cosines = encoder.encode(TEXTS) @ encoder.encode_question(TEXTS[1])
    assert cosines.argmax() == 1


def test_bundled_is_an_encoder_that_needs_no_download() -> None:
    assert load_encoder("bundled").encode_question("落实率").any()


def test_importing_the_package_and_encoding_bring_in_no_torch_and_no_faiss() -> None:
    code = (
        "import sys; from embeddings.encoder import load_encoder; load_encoder('bundled').encode(['一']);"
        "print([name for name in ('torch', 'sentence_transformers', 'transformers', 'scipy', 'faiss')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["no/such/folder", "/no/such", "", "a b", "../nowhere"])
def test_a_name_that_is_no_folder_and_no_hub_name_is_refused_in_one_line(name: str) -> None:
    with pytest.raises(EncoderError) as refused:
        load_encoder(name)
    assert "\n" not in str(refused.value)
    assert "no such folder" in str(refused.value)
