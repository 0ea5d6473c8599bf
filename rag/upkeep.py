"""Looking after a library: encoding it anew, and finding out how it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from embeddings.encoder import Encoder
from rag import catalogue
from rag.derived import TOGETHER, in_step
from rag.encoding import digest_of, encoded, texts_of
from rag.errors import ChuchuError, LibraryError
from rag.records import Passage, cut
from rag.searching import open_derived
from rag.store import FORMAT, Store

Progress = Callable[[int, int], None]
"""Told how many passages are done, and how many there are."""

ENCODED_TOGETHER = 500
"""Passages encoded and stored at once when a library gets another encoder: what is lost when that is interrupted."""


@dataclass(frozen=True, slots=True)
class Health:
    """What a library holds and how it is. ``files``: bytes by name; ``problems``: empty when all is well;
    ``verified``: how many passages were compared with the text they were taken from."""

    format: int
    generation: int
    documents: int
    paragraphs: int
    passages: int
    vectors: int
    encoder: str
    fingerprint: str
    dimension: int
    files: tuple[tuple[str, int], ...]
    verified: int
    problems: tuple[ChuchuError, ...]


def health_of(store: Store, verify: bool) -> Health:
    """How a library is; with ``verify`` every range and every derived number is compared with what it stands for."""
    entries = catalogue.documents(store)
    encoder = store.encoder()
    problems = [] if in_step(store) else [LibraryError("library_behind", folder=store.folder)]
    if verify:
        problems += [*_damage(store), *_wrong_ranges(store), *_out_of_step(store)]
    return Health(
        format=FORMAT,
        generation=store.setting("generation"),
        documents=len(entries),
        paragraphs=sum(entry.paragraphs for entry in entries),
        passages=sum(entry.passages for entry in entries),
        vectors=len(catalogue.vector_ids(store)),
        encoder=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        files=tuple(_files(store)),
        verified=sum(entry.passages for entry in entries) if verify else 0,
        problems=tuple(problems),
    )


def encode_anew(store: Store, encoder: Encoder, progress: Progress | None) -> None:
    """Gives a library another encoder. What is encoded is kept when this is interrupted, and the old encoder stays in
    use until all is done."""
    with store.writing():
        entry = store.add_encoder(encoder.name, encoder.fingerprint, encoder.dimension)
    query = "SELECT id FROM passages WHERE id NOT IN (SELECT passage FROM vectors WHERE encoder = ?) ORDER BY id"
    left = [number for (number,) in store.rows(query, (entry.id,))]
    total = _passages(store)
    for first in range(0, len(left), ENCODED_TOGETHER):
        if progress:
            progress(total - len(left) + first, total)
        passages = catalogue.passages(store, left[first : first + ENCODED_TOGETHER])
        keys = {number: _key(passage) for number, passage in passages.items()}
        vectors = encoded(encoder, dict(keys.values()))
        with store.writing():
            for number, (key, _) in keys.items():
                store.put_vectors(entry.id, number, vectors[key])
    with store.writing():
        store.use_encoder(entry.id)
    if progress:
        progress(total, total)


def _key(passage: Passage) -> tuple[bytes, tuple[str, ...]]:
    texts = texts_of(passage.title, passage.section, passage.text)
    return digest_of(texts), texts


def _files(store: Store) -> Iterator[tuple[str, int]]:
    for path in sorted(store.folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(store.folder).as_posix(), path.stat().st_size


def _damage(store: Store) -> Iterator[LibraryError]:
    checks = store.rows("PRAGMA integrity_check"), store.rows("PRAGMA foreign_key_check")
    if checks != ([("ok",)], []):
        yield LibraryError("library_damaged", folder=store.folder)


def _wrong_ranges(store: Store) -> Iterator[LibraryError]:
    """A problem for each passage that is not what its ranges give."""
    query = "SELECT id, paragraph, ranges, text FROM passages WHERE document = ? ORDER BY id"
    for number, name, count in store.rows("SELECT id, name, passages FROM documents ORDER BY name"):
        [(text,)] = store.rows("SELECT text FROM documents WHERE id = ?", (number,))
        rows = store.rows(query, (number,))
        for _, paragraph, ranges, passage in rows:
            if cut(text, catalogue.ranges_of(ranges)) != passage:
                yield LibraryError("range_wrong", name=name, paragraph=paragraph)
        if len(rows) != count:
            yield LibraryError("library_damaged", folder=store.folder)


def _out_of_step(store: Store) -> Iterator[LibraryError]:
    """A problem when the derived files have another passage or vector than the store."""
    opened = open_derived(store.folder)
    ids = catalogue.vector_ids(store)
    if opened is not None and (len(opened.vectors), len(opened.lexical)) == (len(ids), _passages(store)):
        try:
            for first in range(0, len(ids), TOGETHER):
                opened.vectors.vectors_of(ids[first : first + TOGETHER])
            return
        except KeyError:
            pass
    yield LibraryError("derived_wrong", folder=store.folder)


def _passages(store: Store) -> int:
    [(count,)] = store.rows("SELECT count(*) FROM passages")
    return int(count)
