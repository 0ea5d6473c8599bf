"""Text to unit vectors: what an encoder promises, and which one a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class EncoderError(Exception):
    """An encoder cannot be loaded or used; the text is one line: what, why, what to do next."""


class Encoder(Protocol):
    """Turns texts into unit vectors; equal texts give equal vectors, bit for bit, however they are batched."""

    name: str
    """What a library remembers it by: ``hashing-v1``, or the folder or hub name it was loaded from."""
    fingerprint: str
    """Changes whenever the vectors would: vectors of different fingerprints are never compared."""
    dimension: int

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of passages, shape (len(texts), dimension), float32, of length 1, or 0 for a text with nothing in
        it to encode. ``progress`` is told how many more texts are done."""
        ...

    def encode_question(self, text: str) -> Vectors:
        """Vector of a question, shape (dimension,), else as `encode`."""
        ...
