"""What of a passage is encoded: the whole with what stands above it, and each of its sentences."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from embeddings.encoder import Encoder, EncoderError, load_encoder
from rag.errors import ModelError
from rag.passages import sentences
from rag.rows import Ids, Stored

SENTENCE_BITS = 12
"""A vector's number is its passage's number times 4,096, plus 0 for the whole passage or the number of the sentence."""
MOST_SENTENCES = 64
"""Of one passage, that are encoded by themselves. A passage holds some 1,500 characters: with more of them they are
no sentences but the cells of a wide row, and a vector each would make the library hundreds of times its text."""
TOGETHER = 4_000
"""Texts encoded at once, so that memory does not grow with the document."""


def loaded_encoder(name: str) -> Encoder:
    """The encoder a name means. Raises ModelError when it cannot be loaded."""
    try:
        return load_encoder(name)
    except EncoderError as error:
        raise ModelError("encoder_failed", name=name, reason=error) from error


def context(title: str, section: Sequence[str]) -> str:
    """What stands above a passage, outermost first; the title once, where it is also the outermost heading."""
    return "\n".join(part for part in dict.fromkeys((title, *section)) if part)


def texts_of(title: str, section: Sequence[str], text: str) -> tuple[str, ...]:
    """The texts a passage is encoded by: title, section and text together, then its sentences if it has several, each
    under the title. A sentence hardly ever says what its document is about, and questions do."""
    pieces = sentences(text)[:MOST_SENTENCES]
    whole = f"{context(title, section)}\n{text}"
    return (whole, *(f"{title}\n{text[start:end]}" for start, end in pieces)) if len(pieces) > 1 else (whole,)


def digest_of(texts: Sequence[str]) -> bytes:
    """Tells passages apart that are encoded differently."""
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=16).digest()


def encoded(encoder: Encoder, wanted: Mapping[bytes, Sequence[str]]) -> dict[bytes, Stored]:
    """Vectors of each group of texts, in half precision. Raises ModelError when the encoder fails."""
    flat = [text for texts in wanted.values() for text in texts]
    try:
        parts = [encoder.encode(flat[i : i + TOGETHER]).astype(np.float16) for i in range(0, len(flat), TOGETHER)]
    except EncoderError as error:
        raise ModelError("encoder_failed", name=encoder.name, reason=error) from error
    ends = np.cumsum([len(texts) for texts in wanted.values()])
    return dict(zip(wanted, np.split(np.concatenate(parts), ends[:-1]), strict=True)) if wanted else {}


def vector_ids(counts: Iterable[tuple[int, int]]) -> Ids:
    """Numbers of the vectors of passages, each given with how many it has; in the order given."""
    rows = np.array(list(counts), dtype=np.int64).reshape(-1, 2)
    numbers, sizes = rows[:, 0], rows[:, 1]
    first = np.cumsum(sizes) - sizes
    return np.repeat((numbers << SENTENCE_BITS) - first, sizes) + np.arange(sizes.sum(), dtype=np.int64)
