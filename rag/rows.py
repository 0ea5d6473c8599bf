"""What is written into a library and listed from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.records import Document, Ranges

Ids = NDArray[np.int64]
Stored = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class EncoderEntry:
    """The encoder that a library's vectors come from."""

    id: int
    name: str
    fingerprint: str
    dimension: int


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """What a list of documents shows. ``format``: suffix without its point; ``pages``: how many, 0 where there are
    none; ``added``: ISO 8601, UTC."""

    name: str
    title: str
    format: str
    characters: int
    pages: int
    paragraphs: int
    passages: int
    added: str


@dataclass(frozen=True, slots=True)
class Holding:
    """What a library holds, counted. ``years``: first and last that its texts name, None when they name none;
    ``added``: date of the last document, empty when there is none."""

    documents: int
    articles: int
    paragraphs: int
    years: tuple[str, str] | None
    added: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document was read: the folder added (empty for a file by itself), the path, both as the system's
    bytes, and what the file was like. Times in nanoseconds; ``seen``: when it was last known to have these bytes."""

    root: bytes
    path: bytes
    size: int
    changed: int
    seen: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """A document and the file it was read from."""

    id: int
    name: str
    source: Source


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage to be stored. ``encoded``, ``folded``: digests of the text that is encoded, and of the text as it is
    compared; ``vectors``: of the passage and then of its sentences."""

    section: tuple[str, ...]
    pages: tuple[int, ...]
    paragraph: int
    text: str
    ranges: Ranges
    encoded: bytes
    folded: bytes
    vectors: Stored


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document to be stored with all its passages. ``replaces``: number of the document it takes the place of."""

    document: Document
    format: str
    paragraphs: int
    source: Source
    added: str
    passages: tuple[PassageRow, ...]
    replaces: int | None
