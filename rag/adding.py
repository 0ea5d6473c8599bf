"""Files and folders into a library: found, compared with what is there, read, encoded, stored.

A file is known by its bytes. One that has not changed costs a look at its size and time, or a hash; a changed one has
only those passages encoded anew that changed; one that moved keeps everything but its name.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from embeddings.encoder import Encoder
from rag import catalogue, formats
from rag.encoding import digest_of, encoded, texts_of
from rag.errors import FileError
from rag.folding import fold
from rag.passages import PassageDraft, passages_of, title_of
from rag.records import Document, cut
from rag.repair import repair
from rag.rows import DocumentRow, Known, PassageRow, Source, Stored
from rag.sources import looks_unchanged, read_source, still_there
from rag.store import Store
from rag.tables.lists import asks_only
from rag.walking import Found, Skipped, Walk, readable, unreadable

Progress = Callable[[int, int, str], None]
"""Told how many files are done, how many there are, and the name of the next."""

TOGETHER = 4_000
"""Texts encoded at once."""
STEP_SECONDS = 30.0
"""Between two times that the derived files are brought in step in a long run; ten times what that took, if more."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What became of the files, by name. ``missing``: in the library, but gone from the folder they came from;
    ``ignored``: how many files in folders are of no format that is read."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    unchanged: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    ignored: int = 0


@dataclass(frozen=True, slots=True)
class _Read:
    """A file that was read, waiting to be encoded and stored: each passage with the texts it is encoded by and their
    digest."""

    found: Found
    source: Source
    title: str
    text: str
    pages: tuple[int, ...]
    paragraphs: int
    passages: tuple[tuple[PassageDraft, bytes, tuple[str, ...]], ...]
    replaces: Known | None


class Adding:
    """One run over the files found. ``step`` brings the derived files in step; a long run does so now and then."""

    def __init__(self, store: Store, encoder: Encoder, step: Callable[[], None]) -> None:
        self._store = store
        self._encoder = encoder
        self._step = step
        self._stepped, self._pause = time.monotonic(), STEP_SECONDS
        self._waiting: list[_Read] = []
        self._texts = 0
        self._touched: list[tuple[int, Source]] = []
        self._orphans: set[int] = set()
        self._names: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        self._renamed: list[tuple[str, str]] = []
        self._skipped: list[Skipped] = []

    def run(self, walk: Walk, sync: bool, progress: Progress | None) -> AddReport:
        """Takes in all files of a walk; with ``sync`` drops the documents whose files are gone from its folders."""
        self._skipped += walk.skipped
        for done, found in enumerate(walk.files.values()):
            if progress:
                progress(done, len(walk.files), found.shown)
            try:
                self._take(found)
            except FileError as error:
                self._skipped.append(Skipped(readable(found.shown), error))
            except OSError as error:
                self._skipped.append(unreadable(found.shown, error))
            if self._texts >= TOGETHER:
                self._flush()
        self._flush()
        gone = self._gone(walk)
        if sync and gone:
            self._store.remove(gone)
        if progress:
            progress(len(walk.files), len(walk.files), "")
        names = {kind: tuple(sorted(found)) for kind, found in self._names.items()}
        return AddReport(
            **names,
            renamed=tuple(sorted(self._renamed)),
            missing=() if sync else tuple(sorted(gone.values())),
            removed=tuple(sorted(gone.values())) if sync else (),
            skipped=tuple(self._skipped),
            ignored=walk.ignored,
        )

    def _take(self, found: Found) -> None:
        """Finds out what became of a file. Raises FileError, OSError."""
        known = catalogue.known_by_path(self._store, os.fsencode(found.path))
        if known and looks_unchanged(known.source):
            self._names["unchanged"].append(known.name)
            return
        content, source = read_source(found)
        if any(other.source.digest == source.digest for other in self._waiting):
            self._flush()
        same = catalogue.known_by_digest(self._store, source.digest)
        if same is None:
            self._read(found, source, content, known)
        elif same.source.path == source.path:
            self._touched.append((same.id, source))
            self._names["unchanged"].append(same.name)
        else:
            if known:
                self._orphans.add(known.id)
            if still_there(same.source):
                raise FileError("file_repeated", file=readable(found.shown), name=same.name)
            self._flush()
            self._rename(same, found, source)

    def _read(self, found: Found, source: Source, content: bytes, replaces: Known | None) -> None:
        shown = readable(found.shown)
        extract = formats.read(content, shown)
        if found.root and asks_only(extract):
            raise FileError("file_questions", file=shown)
        paragraphs = repair(extract)
        title = title_of(extract, paragraphs, readable(found.path.name))
        drafts = passages_of(extract, paragraphs)
        if not drafts:
            raise FileError("file_only_headings", file=shown)
        if not _is_text(extract.text, title, *{name for draft in drafts for name in draft.section}):
            raise FileError("file_not_text", file=shown)
        count = sum(paragraph.kind != "heading" for paragraph in paragraphs)
        texts = [texts_of(title, draft.section, draft.text) for draft in drafts]
        passages = tuple((draft, digest_of(text), text) for draft, text in zip(drafts, texts, strict=True))
        self._waiting.append(_Read(found, source, title, extract.text, extract.pages, count, passages, replaces))
        self._texts += sum(map(len, texts))

    def _flush(self) -> None:
        """Encodes and stores what is waiting, all documents of one flush at once."""
        waiting, self._waiting, self._texts = self._waiting, [], 0
        touched, self._touched = self._touched, []
        if not waiting and not touched:
            return
        vectors = self._encoded(waiting)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with self._store.writing():
            for number, source in touched:
                self._store.set_source(number, source)
            for read in waiting:
                self._put(read, vectors, now)
            if waiting:
                self._store.next_generation()
        if time.monotonic() - self._stepped > self._pause:
            started = time.monotonic()
            self._step()
            self._stepped = time.monotonic()
            self._pause = max(STEP_SECONDS, 10 * (self._stepped - started))

    def _put(self, read: _Read, vectors: dict[bytes, Stored], now: str) -> None:
        replaces = read.replaces
        name = replaces.name if replaces else catalogue.free_name(self._store, read.found.names())
        folded = fold(read.text)
        passages = tuple(_row(draft, key, vectors[key], folded) for draft, key, _ in read.passages)
        suffix = read.found.path.suffix.lower().removeprefix(".")
        document = Document(name, read.title, read.text, read.pages)
        number = replaces.id if replaces else None
        self._store.put(DocumentRow(document, suffix, read.paragraphs, read.source, now, passages, number))
        self._names["updated" if replaces else "added"].append(name)

    def _encoded(self, waiting: Sequence[_Read]) -> dict[bytes, Stored]:
        """Vectors of all passages, by the digest of what is encoded: known ones from the library, so that only what
        is new is encoded."""
        wanted = {key: texts for read in waiting for _, key, texts in read.passages}
        known = catalogue.known_vectors(self._store, wanted)
        return known | encoded(self._encoder, {key: texts for key, texts in wanted.items() if key not in known})

    def _rename(self, same: Known, found: Found, source: Source) -> None:
        """Gives a document whose file moved its new name."""
        self._orphans.discard(same.id)
        with self._store.writing():
            name = catalogue.free_name(self._store, found.names(), same.id)
            self._store.set_source(same.id, source)
            self._store.set_name(same.id, name)
        if name == same.name:
            self._names["unchanged"].append(name)
        else:
            self._renamed.append((same.name, name))

    def _gone(self, walk: Walk) -> dict[int, str]:
        """Documents whose files are gone from the folders of a walk, or were overwritten by what another one has."""
        gone = {}
        for known in catalogue.known(self._store):
            path = Path(os.fsdecode(known.source.path))
            inside = known.source.root and any(path.is_relative_to(folder) for folder in walk.folders)
            if known.id in self._orphans or (inside and not os.path.lexists(path)):
                gone[known.id] = known.name
        return gone


def _row(draft: PassageDraft, key: bytes, vectors: Stored, folded: str) -> PassageRow:
    return PassageRow(
        section=draft.section,
        pages=draft.pages,
        paragraph=draft.paragraph,
        text=draft.text,
        ranges=draft.ranges,
        encoded=key,
        folded=hashlib.blake2b("".join(cut(folded, draft.ranges).split()).encode(), digest_size=16).digest(),
        vectors=vectors,
    )


def _is_text(*texts: str) -> bool:
    """Whether texts can be written down: lone surrogates cannot."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return False
    return True
