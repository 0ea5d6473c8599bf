"""Sentence-transformers models, beyond what every encoder promises."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder, EncoderError, load_encoder
from embeddings.sentence import SentenceEncoder


def cut(folder: Path) -> None:
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1_000_000])


def scramble(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def lose_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def lose_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").unlink()


def lose_everything(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()


@pytest.mark.parametrize("damage", [cut, scramble, lose_weights, lose_tokenizer, lose_everything])
def test_a_damaged_model_is_refused_in_one_line(
    minilm_folder: Path, tmp_path: Path, damage: Callable[[Path], None], capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(minilm_folder, folder)
    damage(folder)
    with pytest.raises(EncoderError) as refused:
        load_encoder(str(folder))
    assert str(refused.value).startswith(f"{folder}: ")
    assert "\n" not in str(refused.value)
    assert capfd.readouterr() == ("", "")


def test_a_hub_that_cannot_be_reached_is_told_with_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EncoderError, match="cannot be reached; go online, set HF_ENDPOINT") as refused:
        load_encoder("no-such-owner/no-such-model")
    assert "\n" not in str(refused.value)
    assert capfd.readouterr() == ("", "")


def test_a_copy_of_a_folder_has_its_fingerprint_and_a_changed_one_another(
    minilm: Encoder, minilm_folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(minilm_folder, tmp_path / "copy"))
    assert load_encoder(str(copy)).fingerprint == minilm.fingerprint
    settings = copy / "sentence_bert_config.json"
    settings.write_text(settings.read_text().replace("256", "128"))
    assert load_encoder(str(copy)).fingerprint != minilm.fingerprint


def test_the_models_own_prompts_are_put_before_questions_and_documents(
    minilm: Encoder, minilm_folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(minilm_folder, tmp_path / "copy"))
    (copy / "config_sentence_transformers.json").write_text(
        '{"prompts": {"query": "query: ", "document": "passage: "}}'
    )
    prompted = load_encoder(str(copy))
    assert prompted.encode_question("loans") @ minilm.encode_question("query: loans") == pytest.approx(1, abs=1e-5)
    assert prompted.encode(["loans"])[0] @ minilm.encode(["passage: loans"])[0] == pytest.approx(1, abs=1e-5)


def test_texts_longer_than_the_model_reads_are_counted_and_warned_of_once(
    minilm: SentenceEncoder, caplog: pytest.LogCaptureFixture
) -> None:
    minilm.truncated = 0
    with caplog.at_level(logging.WARNING, logger="embeddings.sentence"):
        minilm.encode(["short", "many words " * 200, "as many " * 200])
        minilm.encode(["yet more " * 200])
    assert minilm.truncated == 3
    assert len(caplog.records) == 1
    assert "256 tokens" in caplog.text


def test_meaning_is_found_where_words_differ(minilm: Encoder) -> None:
    texts = ["The bank lent more money to farmers.", "The weather was fine in May."]
    assert np.argmax(minilm.encode(texts) @ minilm.encode_question("credit for agriculture")) == 0
