"""Settings by name, and models told apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.evaluate.models import named
from rag.evaluate.settings import Setting, setting_of


def test_a_folder_is_a_reader_when_its_model_says_so_and_else_an_encoder(tmp_path: Path) -> None:
    for kind in ("BertForQuestionAnswering", "BertModel"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "config.json").write_text(json.dumps({"architectures": [kind]}), "utf-8")
    reader, encoder = str(tmp_path / "BertForQuestionAnswering"), str(tmp_path / "BertModel")
    assert setting_of(reader, "sentence", "hashing-v1") == Setting(reader, "fused", reader, "hashing-v1")
    assert setting_of(encoder, "sentence", "hashing-v1") == Setting(encoder, "fused", "sentence", encoder)
    assert setting_of("owner/model", "sentence").encoder == "owner/model"
    assert setting_of("sentence").reader == "sentence"


def test_the_home_folder_is_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert setting_of("~").encoder == "~"


def test_models_of_one_name_are_told_apart_by_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    names = set()
    for content in ("one", "two"):
        (folder / "weights").write_text(content, "utf-8")
        names.add(named(str(folder)))
    assert len(names) == 2
    assert {name.split()[0] for name in names} == {"model"}
    assert named("sentence") == "sentence"
