"""The static encoder as a module of sentence-transformers: what it is trained as, saved by and read with.

SentenceTransformer(folder, trust_remote_code=True)
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sentence_transformers.base.modules.input_module import InputModule
from torch import Tensor, nn

from embeddings.static import Static, read_static, write_static


class StaticModule(InputModule):
    """Vectors and learned weights of the rows of a vocabulary; a text is the direction of their weighted sum."""

    def __init__(self, static: Static) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.vocabulary = static.vocabulary
        vectors = torch.tensor(static.vectors.astype(np.float32))
        self.embedding = nn.EmbeddingBag.from_pretrained(vectors, freeze=False, mode="sum")
        self.logarithm = nn.Parameter(torch.tensor(np.log(np.maximum(static.scales, 1e-9))))

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Tensor]:
        """Rows of the texts one after another, how much each counts, and where each text begins."""
        texts = [(prompt or "") + text for text in inputs]
        rows: list[np.ndarray[Any, Any]] = []
        counts: list[np.ndarray[Any, Any]] = []
        starts: list[np.ndarray[Any, Any]] = []
        for _first, found, often, bounds in self.vocabulary.rows(texts):
            starts.append(bounds[:-1] + sum(map(len, rows)))
            rows.append(found)
            counts.append(often)
        return {
            "input_ids": torch.from_numpy(np.concatenate(rows)),
            "counts": torch.from_numpy(np.concatenate(counts)),
            "offsets": torch.from_numpy(np.concatenate(starts)),
        }

    def forward(self, features: dict[str, Tensor], **_: Any) -> dict[str, Tensor]:
        """Adds the texts' unit vectors to the features."""
        rows = features["input_ids"]
        weights = features["counts"] * self.logarithm[rows].exp()
        summed = self.embedding(rows, features["offsets"], weights)
        features["sentence_embedding"] = nn.functional.normalize(summed, dim=1)
        return features

    @property
    def max_seq_length(self) -> None:
        """Texts of any length are read to their end."""
        return

    def get_embedding_dimension(self) -> int:
        """Dimension of the vectors."""
        return int(self.embedding.embedding_dim)

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Writes the weights as they are, in 32 bits."""
        vectors = self.embedding.weight.detach().cpu().numpy()
        scales = self.logarithm.detach().exp().cpu().numpy()
        write_static(Path(output_path), Static(vectors, scales, self.vocabulary))

    @classmethod
    def load(cls, model_name_or_path: str, *_: Any, **__: Any) -> StaticModule:
        """The module in a folder."""
        return cls(read_static(Path(model_name_or_path)))
