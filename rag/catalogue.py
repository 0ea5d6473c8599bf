"""What stands in a library: its documents by name or pattern, its passages by number."""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from rag.encoding import vector_ids as numbered
from rag.errors import LibraryError
from rag.folding import fold
from rag.records import Document, Passage, Ranges
from rag.rows import DocumentEntry, Holding, Ids, Known, Source, Stored
from rag.sources import still_there
from rag.store import Store

_YEAR = re.compile(r"(?<![\d.])(?:1[89]|20)\d\d(?=年|\b(?![\d.,]*\d))")
NEAR = 3
"""Names suggested for one that is not there."""


def documents(store: Store, glob: str | None = None) -> tuple[DocumentEntry, ...]:
    """The documents whose name or title matches ``glob``, all without one, by name."""
    query = (
        "SELECT name, title, format, characters, json_array_length(pages), paragraphs, passages, added"
        " FROM documents ORDER BY name"
    )
    entries = (DocumentEntry(*row) for row in store.rows(query))
    return tuple(entry for entry in entries if glob is None or _matches(glob, entry.name, entry.title))


def document(store: Store, name: str) -> Document:
    """The document of a name. Raises LibraryError when there is none, with the names most like it."""
    found = store.rows("SELECT name, title, text, pages FROM documents WHERE name = ?", (_plain(name),))
    if not found:
        raise _unknown(store, name)
    [(name, title, text, pages)] = found
    return Document(name, title, text, tuple(json.loads(pages)))


def numbers_of(store: Store, names: Iterable[str]) -> dict[int, str]:
    """Number and name of the documents named, each by its whole name or by patterns of names and titles.

    Raises LibraryError for the first that names none.
    """
    known = store.rows("SELECT id, name, title FROM documents ORDER BY name")
    found: dict[int, str] = {}
    for wanted in names:
        exact = {number: name for number, name, _ in known if name == wanted}
        matching = {number: name for number, name, title in known if _matches(wanted, name, title)}
        if not exact and not matching:
            raise _unknown(store, wanted)
        found |= exact or matching
    return found


def known(store: Store, where: str = "1", values: Sequence[Any] = ()) -> Iterator[Known]:
    """Documents with the files they were read from."""
    query = f"SELECT id, name, root, path, size, changed, seen, digest FROM documents WHERE {where} ORDER BY name"
    for number, name, *source in store.rows(query, values):
        yield Known(number, name, Source(*source))


def known_by_path(store: Store, path: bytes) -> Known | None:
    """The document that was read from a path."""
    return next(known(store, "path = ?", (path,)), None)


def known_by_digest(store: Store, digest: bytes) -> Known | None:
    """The document that was read from these bytes."""
    return next(known(store, "digest = ?", (digest,)), None)


def free_name(store: Store, names: Iterable[str], document: int = 0) -> str:
    """The first of the names that no other document has; if all are taken, the last with a number after it."""
    name = ""
    query = "SELECT 1 FROM documents WHERE name = ? AND id <> ?"
    for name in names:
        if not store.rows(query, (name, document)):
            return name
    return next(found for number in count(2) if not store.rows(query, (found := f"{name} ({number})", document)))


def known_vectors(store: Store, digests: Iterable[bytes]) -> dict[bytes, Stored]:
    """Vectors that the encoder in use has made before, by the digest of what was encoded."""
    encoder = store.encoder()
    query = (
        "SELECT p.encoded, v.vectors FROM passages p JOIN vectors v ON v.passage = p.id AND v.encoder = ?"
        " WHERE p.encoded = ? LIMIT 1"
    )
    rows = (row for digest in digests for row in store.rows(query, (encoder.id, digest)))
    return {key: np.frombuffer(blob, np.float16).reshape(-1, encoder.dimension) for key, blob in rows}


def passages(store: Store, numbers: Iterable[int]) -> dict[int, Passage]:
    """The passages of these numbers, by number; those that are gone are not among them."""
    query = (
        "SELECT p.id, d.name, d.title, p.section, p.pages, p.paragraph, p.text, p.ranges FROM passages p"
        " JOIN documents d ON d.id = p.document WHERE p.id IN (?)"
    )
    return {row[0]: _passage(row) for row in store.rows_of(query, numbers)}


def paragraphs(store: Store, name: str, first: int, last: int) -> tuple[Passage, ...]:
    """The passages of paragraphs ``first`` to ``last`` of a document, in order. Raises LibraryError as `document`."""
    query = (
        "SELECT p.id, d.name, d.title, p.section, p.pages, p.paragraph, p.text, p.ranges FROM passages p"
        " JOIN documents d ON d.id = p.document WHERE d.name = ? AND p.paragraph BETWEEN ? AND ? ORDER BY p.id"
    )
    found = store.rows(query, (_plain(name), first, last))
    if not found and not store.rows("SELECT 1 FROM documents WHERE name = ?", (_plain(name),)):
        raise _unknown(store, name)
    return tuple(_passage(row) for row in found)


def original(store: Store, name: str) -> Path | None:
    """The file that a document was read from, None when it is gone or has changed since. Raises as `document`."""
    found = next(known(store, "name = ?", (_plain(name),)), None)
    if found is None:
        raise _unknown(store, name)
    return Path(os.fsdecode(found.source.path)) if still_there(found.source) else None


def holding(store: Store) -> Holding:
    """What the library holds, counted."""
    [(documents, paragraphs, added)] = store.rows(
        "SELECT count(*), coalesce(sum(paragraphs), 0), coalesce(max(added), '') FROM documents"
    )
    [(articles,)] = store.rows(
        "SELECT count(*) FROM (SELECT DISTINCT document, json_extract(section, '$[0]') FROM passages)"
    )
    years = {year for (text,) in store.rows("SELECT text FROM documents") for year in _YEAR.findall(text)}
    return Holding(documents, articles, paragraphs, (min(years), max(years)) if years else None, added[:10])


def passage_ids(store: Store, glob: str | None = None) -> Ids:
    """Numbers of the passages of all documents whose name or title matches ``glob``, ascending."""
    if glob is None:
        return _ids(store.rows("SELECT id FROM passages ORDER BY id"))
    query = "SELECT id FROM passages WHERE document IN (?)"
    return np.sort(_ids(store.rows_of(query, _matching(store, glob))))


def vector_ids(store: Store, glob: str | None = None) -> Ids:
    """Numbers of the vectors of all documents whose name or title matches ``glob``, ascending."""
    encoder = store.encoder()
    query = (
        f"SELECT p.id, length(v.vectors) / {2 * encoder.dimension} FROM passages p"
        f" JOIN vectors v ON v.passage = p.id AND v.encoder = {encoder.id} WHERE p.document IN (?)"
    )
    return np.sort(numbered(store.rows_of(query, _matching(store, glob))))


def repeats(store: Store, numbers: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """For each passage the other ones with the same text, width, case, script and white space aside, ascending."""
    query = (
        "SELECT p.id, other.id FROM passages p JOIN passages other ON other.folded = p.folded AND other.id <> p.id"
        " WHERE p.id IN (?) ORDER BY p.id, other.id"
    )
    found: dict[int, list[int]] = {int(number): [] for number in numbers}
    for number, other in store.rows_of(query, found):
        found[number].append(other)
    return {number: tuple(others) for number, others in found.items()}


def ranges_of(packed: str) -> Ranges:
    """Ranges as they were stored."""
    return tuple((start, end) for start, end in json.loads(packed))


def _passage(row: tuple[Any, ...]) -> Passage:
    number, name, title, section, pages, paragraph, text, ranges = row
    return Passage(
        id=number,
        document=name,
        title=title,
        section=tuple(json.loads(section)),
        pages=tuple(json.loads(pages)),
        paragraph=paragraph,
        text=text,
        ranges=ranges_of(ranges),
    )


def _ids(rows: Iterable[tuple[Any, ...]]) -> Ids:
    return np.fromiter((row[0] for row in rows), dtype=np.int64)


def _matching(store: Store, glob: str | None) -> list[int]:
    known = store.rows("SELECT id, name, title FROM documents")
    return [number for number, name, title in known if glob is None or _matches(glob, name, title)]


def _matches(glob: str, name: str, title: str) -> bool:
    pattern = fold(glob)
    return fnmatchcase(fold(name), pattern) or fnmatchcase(fold(title), pattern)


def _plain(name: str) -> str:
    """A name that SQLite takes: one typed with undecodable bytes is no document's."""
    return name.encode(errors="backslashreplace").decode()


def _unknown(store: Store, name: str) -> LibraryError:
    names = [known for (known,) in store.rows("SELECT name FROM documents ORDER BY name")]
    folded = {fold(known): known for known in names}
    near = [folded[match] for match in difflib.get_close_matches(fold(name), folded, NEAR, 0.5)]
    near += [known for known in names if fold(name) in fold(known) and known not in near]
    if not near:
        return LibraryError("document_unknown", name=name or "''")
    return LibraryError("document_unknown_near", name=name or "''", near=" · ".join(near[:NEAR]))
