"""What is made from the truth and can be made again: vectors in FAISS, tokens in tantivy, the dictionary.

A stamp says up to which generation and which passage they go. It is written last, so that whatever was being made when
a program was killed is made again, from the passages stored since. Passages never change and their numbers are never
used twice: what is new is what has a higher number, what is gone is in the list of removals.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.encoder import Vectors
from rag.encoding import context, vector_ids
from rag.errors import LibraryError
from rag.rows import EncoderEntry
from rag.store import Store

if TYPE_CHECKING:  # they take a while to import, and most commands never search
    from embeddings.faiss_index import VectorIndex

STAMP = "derived.json"
WORDS = "words.txt"
FORMAT = 1
"""Raise it when tokens, the dictionary or the numbering of vectors change: all are made again."""
TOGETHER = 2_000
"""Passages read at once; their vectors take some ten megabytes."""
CHARACTERS = 250_000
"""Whose words are looked for at once."""
TRIES = 10
"""To remove a folder in which others make files."""

_SYSTEM_CODE = re.compile(r"Os \{ code: (\d+)")


class DerivedError(Exception):
    """Derived files cannot be gone on with; they have to be made anew."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the derived files hold: all that was stored up to a generation, whose last passage was ``last``."""

    format: int
    generation: int
    last: int
    fingerprint: str
    vectors: str
    lexical: str


def read_stamp(folder: Path) -> Stamp | None:
    """The stamp of a library, None when there is none that can be used."""
    try:
        stamp = Stamp(**json.loads((folder / STAMP).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    files = (folder / stamp.vectors, folder / stamp.lexical, folder / WORDS)
    return stamp if stamp.format == FORMAT and all(file.exists() for file in files) else None


def stamped_at(folder: Path) -> tuple[int, int]:
    """Differs whenever the derived files have been made anew; (0, 0) when they never were."""
    try:
        status = (folder / STAMP).stat()
    except OSError:
        return 0, 0
    return status.st_mtime_ns, status.st_ino


def in_step(store: Store) -> bool:
    """Whether the derived files hold exactly what the store does, and nothing else is left lying."""
    stamp = read_stamp(store.folder)
    now = (store.setting("generation"), store.encoder().fingerprint)
    return (
        stamp is not None and (stamp.generation, stamp.fingerprint) == now and not list(_left_over(store.folder, stamp))
    )


def bring_in_step(store: Store, anew: bool = False) -> None:
    """Makes the derived files hold what the store does: from what changed, or from everything (``anew``).

    For the holder of the lock.
    """
    stamp = None if anew else read_stamp(store.folder)
    try:
        _bring(store, stamp)
    except DerivedError:
        if stamp is None:
            raise LibraryError("derived_wrong", folder=store.folder) from None
        _bring(store, None)  # damaged; or what tantivy wrote when it was killed, and cannot write over


def _bring(store: Store, stamp: Stamp | None) -> None:
    """Writes what the store has more or less than the stamp says, all of it without one."""
    from concurrent.futures import ThreadPoolExecutor

    generation, encoder = store.setting("generation"), store.encoder()
    if stamp and (stamp.fingerprint != encoder.fingerprint or stamp.generation > generation):
        stamp = None  # a machine that lost its power can have lost the last commits
    rewritten = stamp is None or store.setting("unpurged")  # tantivy keeps what is removed until it is written anew
    since, after = (stamp.generation, stamp.last) if stamp else (0, 0)
    gone = store.rows("SELECT passage, vectors FROM removals WHERE generation > ? ORDER BY passage", (since,))
    gone = [(passage, count) for passage, count in gone if passage <= after]
    [(last,)] = store.rows("SELECT coalesce(max(id), 0) FROM passages WHERE id > ?", (after,))
    fresh = Stamp(
        format=FORMAT,
        generation=generation,
        last=max(last, after),
        fingerprint=encoder.fingerprint,
        vectors=f"vectors-{generation}.faiss",
        lexical=_unused(store.folder, f"lexical-{generation}") if rewritten or not stamp else stamp.lexical,
    )
    # FAISS and tantivy's commit work without the interpreter, the rest mostly in it
    with ThreadPoolExecutor(2) as beside:
        vectors = beside.submit(_vectors, store, encoder, stamp, gone)
        if rewritten:
            lexical = beside.submit(_lexical, store, fresh, 0, [])
        else:
            lexical = beside.submit(_lexical, store, fresh, after, [passage for passage, _ in gone])
        _words(store, after, again=stamp is None or bool(gone))
        _save(vectors.result(), store.folder / fresh.vectors)
        lexical.result()
    _write(store.folder / STAMP, json.dumps(asdict(fresh)))
    for path in list(_left_over(store.folder, fresh)):
        _remove(path)
    store.forget_removals(generation)


def _remove(path: Path) -> None:
    """Removes a file or a folder, also one in which a program that opens it just now makes tantivy's locks."""
    for left in reversed(range(TRIES)):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=left > 0)
        else:
            path.unlink(missing_ok=True)


def _left_over(folder: Path, stamp: Stamp) -> Iterator[Path]:
    """Derived files that the stamp does not name."""
    for path in folder.iterdir():
        derived = path.name.startswith(("vectors-", "lexical-")) or path.suffix == ".new"
        if derived and path.name not in (stamp.vectors, stamp.lexical):
            yield path


def _vectors(store: Store, encoder: EncoderEntry, stamp: Stamp | None, gone: Sequence[tuple[int, int]]) -> VectorIndex:
    from embeddings.faiss_index import VectorIndex, VectorIndexError

    try:
        index = VectorIndex.open(store.folder / stamp.vectors) if stamp else VectorIndex(encoder.dimension)
    except VectorIndexError as error:
        raise DerivedError from error
    if gone:
        index.remove(vector_ids(gone))
    query = "SELECT passage, vectors FROM vectors WHERE encoder = ? AND passage BETWEEN ? AND ? ORDER BY passage"
    for numbers in _stretches(store, stamp.last if stamp else 0):
        rows = store.rows(query, (encoder.id, numbers[0], numbers[-1]))
        found = [(passage, stored_vectors(blob, encoder.dimension)) for passage, blob in rows]
        if found:
            ids = vector_ids([(passage, len(vectors)) for passage, vectors in found])
            index.add(ids, np.concatenate([vectors for _, vectors in found]))
    return index


def _save(index: VectorIndex, path: Path) -> None:
    from embeddings.faiss_index import VectorIndexError

    try:
        index.save(path)
    except VectorIndexError as error:
        if isinstance(error.__cause__, OSError):
            raise error.__cause__ from error  # a full disk is told like everywhere else
        raise DerivedError from error


def stored_vectors(blob: bytes, dimension: int) -> Vectors:
    """Vectors as they were stored, in half precision: what is searched is the same however it was made."""
    return np.frombuffer(blob, dtype=np.float16).reshape(-1, dimension).astype(np.float32)


def _lexical(store: Store, stamp: Stamp, after: int, gone: Sequence[int]) -> None:
    from rag.lexical import LexicalIndex

    with _tantivy():
        index = LexicalIndex(store.folder / stamp.lexical)
        if gone:
            index.remove(gone)
        query = (
            "SELECT p.id, p.text, d.title, p.section FROM passages p JOIN documents d ON d.id = p.document"
            " WHERE p.id BETWEEN ? AND ? ORDER BY p.id"
        )
        for numbers in _stretches(store, after):
            rows = store.rows(query, (numbers[0], numbers[-1]))
            index.add([(number, text, context(title, json.loads(section))) for number, text, title, section in rows])
        index.commit()


@contextmanager
def _tantivy() -> Iterator[None]:
    """Turns what the system refuses tantivy, which has only ValueError for it, into OSError."""
    try:
        yield
    except ValueError as error:
        if code := _SYSTEM_CODE.search(str(error)):
            raise OSError(int(code[1]), os.strerror(int(code[1]))) from error
        raise DerivedError from error


def _stretches(store: Store, after: int) -> Iterator[list[int]]:
    """Numbers of the passages stored after a number, ascending, some at a time."""
    numbers = (number for (number,) in store.rows("SELECT id FROM passages WHERE id > ? ORDER BY id", (after,)))
    while stretch := list(islice(numbers, TOGETHER)):
        yield stretch


def _words(store: Store, after: int, again: bool) -> None:
    """Writes the dictionary: of all documents again, or with those that have passages after a number added."""
    from rag.words import words_in, write_words, written_words

    path = store.folder / WORDS
    words = set() if again else written_words(path)
    first = 0 if again else after
    query = "SELECT DISTINCT document FROM passages WHERE id > ? ORDER BY document"
    texts: list[str] = []
    numbers = [number for (number,) in store.rows(query, (first,))]
    for number in numbers:
        [(title, text)] = store.rows("SELECT title, text FROM documents WHERE id = ?", (number,))
        texts += (title, text)
        if number == numbers[-1] or sum(map(len, texts)) > CHARACTERS:  # what many texts have is looked up once
            words |= words_in("\n".join(texts))
            texts.clear()
    fresh = path.with_name(f"{WORDS}.new")
    write_words(fresh, words)
    fresh.replace(path)


def _write(path: Path, text: str) -> None:
    """Writes a file that is the old one or the new one at every moment."""
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _unused(folder: Path, name: str) -> str:
    """``name``, with a number after it if the folder has such a file already."""
    number = 0
    while (folder / (found := f"{name}-{number}" if number else name)).exists():
        number += 1
    return found
