"""Ways of asking that can be measured and compared, by name."""

from __future__ import annotations

import json
from dataclasses import dataclass

from embeddings.encoder import ENCODERS
from embeddings.hub import folder_of
from rag.errors import UsageError
from rag.reader import READERS
from rag.weights import DENSE, FUSED, LEXICAL, Weights

# How passages are found: by words alone, by meaning alone, and as questions are asked.
MODES = {"lexical": LEXICAL, "dense": DENSE, "fused": FUSED}
READER = "+reader"
DEFAULT = f"fused{READER}"
"""What `chuchu ask` does."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of asking. ``reader``: empty when passages are only found; ``encoder``: empty for the library's own;
    ``reranker``: None when nothing orders what is read."""

    name: str
    mode: str
    reader: str
    encoder: str
    reranker: str | None = None

    @property
    def weights(self) -> Weights:
        return MODES[self.mode]


def setting_of(name: str, reader: str = "bundled", encoder: str = "") -> Setting:
    """The setting called ``name``: a mode, a mode with ``+reader``, a reader of ours or in a folder, or an encoder: a
    name on the hub is one.

    ``reader`` and ``encoder`` are those of the settings that name none. Raises UsageError for none of them.
    """
    mode = name.removesuffix(READER)
    if mode in MODES:
        return Setting(name, mode, reader if name.endswith(READER) else "", encoder)
    if name in READERS or _architecture(name).endswith("ForQuestionAnswering"):
        return Setting(name, "fused", name, encoder)
    if name in ENCODERS or folder_of(name).is_dir() or "/" in name:
        return Setting(name, "fused", reader, name)
    raise UsageError("setting_unknown", setting=name, known=" ".join([*MODES, DEFAULT]))


def _architecture(name: str) -> str:
    """What the model in a folder says it is; empty when there is none, or it says nothing."""
    try:
        settings = json.loads((folder_of(name) / "config.json").read_text("utf-8"))
        return str(settings["architectures"][0])
    except (OSError, ValueError, LookupError, TypeError):
        return ""
