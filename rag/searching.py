"""The derived files of a library, opened to be searched."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from embeddings.encoder import Encoder, WordEncoder
from embeddings.faiss_index import VectorIndex, VectorIndexError
from embeddings.meanings import Meanings
from rag import catalogue
from rag.bridge import Bridge
from rag.derived import WORDS, read_stamp, stamped_at
from rag.lexical import LexicalIndex
from rag.records import Passage
from rag.retrieve import Allowed, Index
from rag.store import Store
from rag.words import Words

TRIES = 50
"""Another program can replace the files between reading the stamp and opening what it names, and again."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """The derived files as they were when ``stamped``."""

    stamped: tuple[int, int]
    vectors: VectorIndex
    lexical: LexicalIndex
    words: Words


def open_derived(folder: Path) -> Opened | None:
    """The derived files, None when one is absent or damaged."""
    for _ in range(TRIES):
        stamped = stamped_at(folder)
        opened = _opened(folder, stamped)
        if stamped_at(folder) == stamped:  # so nothing was removed meanwhile: tantivy opens what is half gone
            return opened
    return None


def _opened(folder: Path, stamped: tuple[int, int]) -> Opened | None:
    stamp = read_stamp(folder)
    if stamp is None:
        return None
    try:
        vectors, lexical = VectorIndex.open(folder / stamp.vectors), _lexical(folder / stamp.lexical)
        return Opened(stamped, vectors, lexical, Words.open(folder / WORDS))
    except (VectorIndexError, OSError, ValueError):  # tantivy has only ValueError
        return None


def _lexical(folder: Path) -> LexicalIndex:
    """The lexical index in a folder, also where nothing can be written."""
    if os.access(folder, os.W_OK):
        return LexicalIndex.open(folder)
    # Tantivy writes locks beside an index, when it opens one and a little later: here beside links to it, which are
    # there as long as the index is.
    place = Path(mkdtemp())
    try:
        for path in folder.iterdir():
            if path.suffix != ".lock":
                (place / path.name).symlink_to(path.absolute())
        index = LexicalIndex.open(place)
    except BaseException:
        rmtree(place, ignore_errors=True)
        raise
    finalize(index, rmtree, place, ignore_errors=True)
    return index


def index_of(store: Store, opened: Opened, encoder: Encoder) -> Index:
    """All that a question is asked of."""

    def repeats(numbers: Sequence[int]) -> dict[int, tuple[Passage, ...]]:
        others = catalogue.repeats(store, numbers)
        found = catalogue.passages(store, {other for same in others.values() for other in same})
        return {number: tuple(found[other] for other in same if other in found) for number, same in others.items()}

    meanings = encoder.meanings if isinstance(encoder, WordEncoder) else None
    return Index(
        lexical=opened.lexical,
        vectors=opened.vectors,
        encoder=encoder,
        passages=lambda numbers: catalogue.passages(store, numbers),
        repeats=repeats,
        bridge=_bridge(opened, meanings) if meanings else None,
    )


@lru_cache(maxsize=1)
def _bridge(opened: Opened, meanings: Meanings) -> Bridge:
    """Kept for the library that was asked last: the vectors of its words take a while."""
    return Bridge(opened.words, opened.lexical, meanings)


def allowed(store: Store, glob: str) -> Allowed:
    """Passages of the documents whose name or title matches ``glob``, and their vectors."""
    return Allowed(catalogue.passage_ids(store, glob), catalogue.vector_ids(store, glob))
