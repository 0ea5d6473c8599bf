"""Static encoders from a folder: each gram of a text has a vector, and a text the direction of their sum.

No torch and no other package than numpy. The folder is in sentence-transformers format, and
`embeddings.static_module` is what sentence-transformers reads it with; both give the same vectors.
"""

from __future__ import annotations

import functools
import json
import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import STATIC_SETTINGS, EncoderError, Vectors
from embeddings.hub import folder_of
from embeddings.meanings import Meanings
from embeddings.vocabulary import Vocabulary

WEIGHTS = "model.safetensors"
BUNDLED = Path(__file__).parent / "models" / "chuchu-static-20"
GATHERED = 4096
"""Rows added up at a time, so that a long text needs little memory."""
DTYPES = {"I8": np.int8, "F32": np.float32, "U32": np.uint32, "U64": np.uint64}
"""What tensors are stored in, as safetensors names it."""


@dataclass(frozen=True, slots=True)
class Static:
    """What a folder holds: a vector and a scale for every row of the vocabulary."""

    vectors: NDArray[np.int8] | NDArray[np.float32]
    scales: NDArray[np.float32]
    vocabulary: Vocabulary
    checksum: int = 0


def read_static(folder: Path) -> Static:
    """The weights in a folder. Raises EncoderError when they are missing or damaged."""
    try:
        settings = json.loads((folder / STATIC_SETTINGS).read_text("utf-8"))
        content = (folder / WEIGHTS).read_bytes()
        checksum = zlib.crc32(content)
        if checksum != settings["checksum"]:
            raise ValueError("not as they were saved")
        tensors = _tensors(content)
        variants = tensors["variants_from"], tensors["variants_to"]
        vocabulary = Vocabulary(tensors["numbers"], settings["spare"], variants)
        return Static(tensors["vectors"], tensors["scales"], vocabulary, checksum)
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        raise EncoderError(f"{folder}: the encoder's weights {reason}; install again") from error
    except (ValueError, KeyError, TypeError) as error:
        raise EncoderError(f"{folder}: the encoder's weights are damaged; install again") from error


def write_static(folder: Path, static: Static) -> None:
    """Writes weights, vectors of 8 or 32 bits, as `read_static` reads them."""
    from safetensors.numpy import save  # only who trains needs it

    variants_from, variants_to = static.vocabulary.cutter.variants
    tensors = {
        "vectors": static.vectors,
        "scales": static.scales,
        "numbers": static.vocabulary.numbers,
        "variants_from": variants_from,
        "variants_to": variants_to,
    }
    content = save({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(content)
    settings = {"spare": static.vocabulary.spare, "checksum": zlib.crc32(content)}
    (folder / STATIC_SETTINGS).write_text(json.dumps(settings) + "\n", encoding="utf-8")


def _tensors(content: bytes) -> dict[str, NDArray[Any]]:
    """Arrays of a safetensors file by name, without copying them."""
    start = 8 + int.from_bytes(content[:8], "little")
    found = {}
    for name, row in json.loads(content[8:start]).items():
        if name != "__metadata__":
            first, last = row["data_offsets"]
            flat = np.frombuffer(content[start + first : start + last], DTYPES[row["dtype"]])
            found[name] = flat.reshape(row["shape"])
    return found


class StaticEncoder:
    """Encodes with the weights of a folder. A text is encoded by itself: its vector does not depend on the others."""

    def __init__(self, name: str, static: Static) -> None:
        self.name = name
        self.fingerprint = f"static-{static.checksum:08x}"
        self.dimension = static.vectors.shape[1]
        self.meanings = Meanings(static.vectors, static.scales, static.vocabulary)
        self._static = static

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors as `Encoder.encode` promises; a text without letters and digits gives 0."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for first, rows, counts, bounds in self._static.vocabulary.rows(texts):
            weights = counts * self._static.scales[rows]
            self._add_up(rows, weights, bounds, vectors[first : first + len(bounds) - 1])
            if progress:
                progress(len(bounds) - 1)
        lengths = np.sqrt((vectors.astype(np.float64) ** 2).sum(axis=1)).astype(np.float32)
        lengths[lengths == 0] = 1
        vectors /= lengths[:, None]
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """The vector `encode` gives the text."""
        vector: Vectors = self.encode([text])[0]
        return vector

    def _add_up(self, rows: NDArray[np.intp], weights: Vectors, bounds: NDArray[np.intp], sums: Vectors) -> None:
        """Puts the weighted sum of each text's rows into ``sums``, which are 0. A text is added up as it would be
        alone: in the order of its rows, `GATHERED` of them at a time."""
        edges = bounds.tolist()
        first = 0
        while first < len(sums):
            last = max(first + 1, bisect_right(edges, edges[first] + GATHERED) - 1)
            for begin in range(edges[first], edges[last], GATHERED):
                end = min(begin + GATHERED, edges[last])
                some = self._static.vectors[rows[begin:end]].astype(np.float32)
                for text, (start, stop) in enumerate(pairwise(edges[first : last + 1]), first):
                    start, stop = max(start, begin), min(stop, end)
                    sums[text] += weights[start:stop] @ some[start - begin : stop - begin]
            first = last


@functools.cache
def bundled() -> Static:
    """The weights that come with the package, read once: the reader looks its characters up in them too."""
    return read_static(BUNDLED)


def load(name: str) -> StaticEncoder:
    """The bundled encoder, or the static one in a folder. Raises EncoderError."""
    if name in ("bundled", BUNDLED.name):
        return StaticEncoder(BUNDLED.name, bundled())
    return StaticEncoder(name, read_static(folder_of(name)))
