"""Text to unit vectors: what an encoder promises, and which one a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from embeddings.hub import folder_of

if TYPE_CHECKING:
    from embeddings.meanings import Meanings

Vectors = NDArray[np.float32]

# name: (module, function that takes the name). To add an encoder: one file, one line here.
ENCODERS = {
    "bundled": ("embeddings.static", "load"),
    "chuchu-static-20": ("embeddings.static", "load"),
    "hashing-v1": ("embeddings.hashing", "load"),
}

STATIC_SETTINGS = "config_static.json"
"""A folder with this file holds a static encoder, which needs no torch."""


class EncoderError(Exception):
    """An encoder cannot be loaded or used; the text is one line: what, why, what to do next."""


class Encoder(Protocol):
    """Turns texts into unit vectors. Equal texts of one call, and equal questions always, give equal vectors, bit for
    bit; a text encoded beside others may differ in the last bits."""

    name: str
    """What a library remembers it by: ``chuchu-static-20``, or the folder or hub name it was loaded from."""
    fingerprint: str
    """Changes whenever the vectors would: vectors of different fingerprints are never compared."""
    dimension: int

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of passages, shape (len(texts), dimension), float32, of length 1, or 0 for a text with nothing in
        it to encode. ``progress`` is told how many more texts are done.

        Raises EncoderError when the model fails, for instance for want of memory."""
        ...

    def encode_question(self, text: str) -> Vectors:
        """Vector of a question, shape (dimension,), else as `encode`."""
        ...


@runtime_checkable
class WordEncoder(Protocol):
    """An encoder that also knows what single words mean."""

    meanings: Meanings


def load_encoder(name: str) -> Encoder:
    """The encoder a name means: one of the table, else a model in a folder or on the hub.

    Raises EncoderError when it cannot be loaded.
    """
    static = name != "" and (folder_of(name) / STATIC_SETTINGS).is_file()
    module, function = ENCODERS.get(name, ("embeddings.static" if static else "embeddings.sentence", "load"))
    # Imported only now: a model's packages take seconds, and most of the time nobody needs them
    encoder: Encoder = getattr(import_module(module), function)(name)
    return encoder
