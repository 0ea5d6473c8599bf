"""The truth of a library: one SQLite file with its documents, passages and their vectors.

Writers commit whole documents; every commit raises the generation, by which the derived files know that they are
behind. Removed text is overwritten at once (secure_delete), and its last copies go when the file is packed.
"""

from __future__ import annotations

import functools
import json
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from rag.connecting import WAIT, connected, opened
from rag.errors import LibraryError
from rag.records import Ranges
from rag.rows import DocumentRow, EncoderEntry, Source, Stored

FILE = "library.sqlite"
FORMAT = 1
"""Of the tables below; a library of a higher one was made by a newer program, and is refused."""
PATIENCE = 500
"""Milliseconds to wait for readers to be done, when the log is to be emptied; the next command tries again."""
TOGETHER = 500
"""Numbers in one query, well below SQLite's limit (32,766 since 3.32)."""

TABLES = f"""
PRAGMA user_version = {FORMAT};
CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE encoders (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, fingerprint TEXT NOT NULL UNIQUE,
    dimension INTEGER NOT NULL);
CREATE TABLE documents (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, format TEXT NOT NULL,
    digest BLOB NOT NULL UNIQUE, root BLOB NOT NULL, path BLOB NOT NULL, size INTEGER NOT NULL,
    changed INTEGER NOT NULL, seen INTEGER NOT NULL, added TEXT NOT NULL, characters INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL, passages INTEGER NOT NULL, pages TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    paragraph INTEGER NOT NULL, section TEXT NOT NULL, pages TEXT NOT NULL, ranges TEXT NOT NULL,
    encoded BLOB NOT NULL, folded BLOB NOT NULL, text TEXT NOT NULL);
CREATE INDEX documents_by_path ON documents (path);
CREATE INDEX passages_by_document ON passages (document);
CREATE INDEX passages_by_encoded ON passages (encoded);
CREATE INDEX passages_by_folded ON passages (folded);
CREATE TABLE vectors (
    id INTEGER PRIMARY KEY, encoder INTEGER NOT NULL REFERENCES encoders ON DELETE CASCADE,
    passage INTEGER NOT NULL REFERENCES passages ON DELETE CASCADE, vectors BLOB NOT NULL, UNIQUE (passage, encoder));
CREATE TABLE removals (passage INTEGER PRIMARY KEY, vectors INTEGER NOT NULL, generation INTEGER NOT NULL);
"""


class Store:
    """An open library file. Safe from several threads; writing is for the holder of the lock only."""

    def __init__(self, folder: Path, connection: sqlite3.Connection, refuses: str = "") -> None:
        """``refuses``: key of the error that says why nothing can be written, empty when it can."""
        self.folder = folder
        self.refuses = refuses
        self._connection = connection
        self._lock = RLock()  # no thread sees what another has not yet written to its end

    @classmethod
    def create(cls, folder: Path, name: str, fingerprint: str, dimension: int) -> Store:
        """A new, empty library for vectors of one encoder: whole, or not there at all."""
        fresh = folder / f"{FILE}.new"
        for path in folder.glob(f"{FILE}.new*"):  # whoever began it was killed, or had no room
            path.unlink()
        store = cls(folder, connected(fresh, "mode=rwc"))
        store.rows("PRAGMA journal_mode = MEMORY")  # nobody else knows of it yet
        with store.writing():
            for statement in TABLES.split(";"):
                store._connection.execute(statement)
            store._connection.executemany(
                "INSERT INTO settings VALUES (?, ?)",
                [("generation", 0), ("encoder", 1), ("unpurged", 0), ("identity", secrets.randbits(62))],
            )
            store.add_encoder(name, fingerprint, dimension)
        store.rows("PRAGMA journal_mode = WAL")
        store.close()
        fresh.replace(folder / FILE)
        return cls(folder, connected(folder / FILE, "mode=rw"))

    @classmethod
    def open(cls, folder: Path) -> Store:
        """The library in a folder; for reading only where nothing can be written.

        Raises LibraryError when there is none, the folder is a file, or it is of a newer format.
        """
        if folder.exists() and not folder.is_dir():
            raise LibraryError("library_no_folder", folder=folder)
        if not (folder / FILE).is_file():
            raise LibraryError("library_missing", folder=folder)
        store = cls(folder, *opened(folder / FILE))
        [(version,)] = store.rows("PRAGMA user_version")
        if version != FORMAT:
            store.close()
            raise LibraryError("library_newer" if version > FORMAT else "library_damaged", folder=folder)
        return store

    def close(self) -> None:
        """Closes the file. The last to close it empties its log."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query, read at once, so that no reader holds up a writer."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def rows_of(self, query: str, numbers: Iterable[int]) -> Iterator[tuple[Any, ...]]:
        """All rows of a query that has ``IN (?)``, some hundred numbers at a time."""
        wanted = [int(number) for number in numbers]
        for first in range(0, len(wanted), TOGETHER):
            part = wanted[first : first + TOGETHER]
            yield from self.rows(query.replace("(?)", f"({','.join('?' * len(part))})"), part)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything written inside becomes visible and lasting at its end, or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk ends it by itself
                    self._connection.execute("ROLLBACK")
                raise

    # settings

    def setting(self, name: str) -> int:
        """A setting's value."""
        [(value,)] = self.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return int(value)

    def set(self, name: str, value: int) -> None:
        """Changes a setting; call it while `writing`."""
        self._connection.execute("UPDATE settings SET value = ? WHERE name = ?", (value, name))

    def identity(self) -> int:
        """Tells this library from any other, whose documents have the same numbers; 0 for those made before it."""
        found = self.rows("SELECT value FROM settings WHERE name = 'identity'")
        return int(found[0][0]) if found else 0

    def next_generation(self) -> int:
        """Raises the generation; call it while `writing`."""
        self.set("generation", self.setting("generation") + 1)
        return self.setting("generation")

    def encoder(self) -> EncoderEntry:
        """The encoder in use."""
        query = "SELECT id, name, fingerprint, dimension FROM encoders WHERE id = ?"
        return EncoderEntry(*self.rows(query, (self.setting("encoder"),))[0])

    def unfinished_encoder(self) -> str | None:
        """Name of the encoder that was to take over when somebody interrupted it."""
        query = "SELECT name FROM encoders WHERE id <> ? ORDER BY id DESC"
        return next((str(name) for (name,) in self.rows(query, (self.setting("encoder"),))), None)

    def add_encoder(self, name: str, fingerprint: str, dimension: int) -> EncoderEntry:
        """The entry of an encoder, a new one if need be; call it while `writing`."""
        values = (name, fingerprint, dimension)
        self._connection.execute(
            "INSERT INTO encoders (name, fingerprint, dimension) VALUES (?, ?, ?)"
            " ON CONFLICT (fingerprint) DO UPDATE SET name = excluded.name",
            values,
        )
        query = "SELECT id, name, fingerprint, dimension FROM encoders WHERE fingerprint = ?"
        return EncoderEntry(*self.rows(query, (fingerprint,))[0])

    def use_encoder(self, encoder: int) -> None:
        """Makes an encoder that has encoded every passage the one in use, and drops the vectors of all others; call it
        while `writing`."""
        self._connection.execute("DELETE FROM encoders WHERE id <> ?", (encoder,))
        self.set("encoder", encoder)
        self.next_generation()

    # writing documents

    def put(self, row: DocumentRow) -> None:
        """Stores a document with its passages, in place of the one it replaces; call it while `writing`."""
        execute = self._connection.execute
        if row.replaces is not None:
            self.drop(row.replaces)
        document, source = row.document, row.source
        values = (
            row.replaces, document.name, document.title, row.format, source.digest, source.root, source.path,
            source.size, source.changed, source.seen, row.added, len(document.text), row.paragraphs,
            len(row.passages), _packed(document.pages), document.text,
        )  # fmt: skip
        number = execute(f"INSERT INTO documents VALUES ({','.join('?' * len(values))})", values).lastrowid
        encoder = self.setting("encoder")
        for passage in row.passages:
            stored = execute(
                "INSERT INTO passages (document, paragraph, section, pages, ranges, encoded, folded, text)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    number, passage.paragraph, _packed(passage.section), _packed(passage.pages),
                    _packed_ranges(passage.ranges), passage.encoded, passage.folded, passage.text,
                ),
            ).lastrowid  # fmt: skip
            self.put_vectors(encoder, int(stored or 0), passage.vectors)

    def put_vectors(self, encoder: int, passage: int, vectors: Stored) -> None:
        """Stores what an encoder makes of a passage; call it while `writing`."""
        self._connection.execute(
            "INSERT INTO vectors (encoder, passage, vectors) VALUES (?, ?, ?)", (encoder, passage, vectors.tobytes())
        )

    def set_source(self, document: int, source: Source) -> None:
        """Notes where a document's file is now, and takes that place from any other; call it while `writing`."""
        execute = self._connection.execute
        execute("UPDATE documents SET path = x'' WHERE path = ? AND id <> ?", (source.path, document))
        execute(
            "UPDATE documents SET root = ?, path = ?, size = ?, changed = ?, seen = ? WHERE id = ?",
            (source.root, source.path, source.size, source.changed, source.seen, document),
        )

    def set_name(self, document: int, name: str) -> None:
        """Names a document; call it while `writing`."""
        self._connection.execute("UPDATE documents SET name = ? WHERE id = ?", (name, document))

    def drop(self, document: int) -> None:
        """Removes a document and its passages, keeping only their numbers; call it while `writing`, and raise the
        generation."""
        encoder = self.encoder()
        self._connection.execute(
            "INSERT INTO removals SELECT p.id, length(v.vectors) / ?, ? FROM passages p"
            " JOIN vectors v ON v.passage = p.id AND v.encoder = ? WHERE p.document = ?",
            (2 * encoder.dimension, self.setting("generation") + 1, encoder.id, document),
        )
        self._connection.execute("DELETE FROM documents WHERE id = ?", (document,))

    def remove(self, documents: Iterable[int]) -> None:
        """Removes documents at once, and notes that traces of their text are still to go."""
        with self.writing():
            for document in documents:
                self.drop(document)
            self.next_generation()
            self.set("unpurged", 1)

    def forget_removals(self, generation: int) -> None:
        """Forgets what was removed up to a generation, once nothing derived has it."""
        with self.writing():
            self._connection.execute("DELETE FROM removals WHERE generation <= ?", (generation,))

    def pack(self) -> bool:
        """Writes the file anew without anything removed, and empties its log. False when a reader is still in the
        way."""
        with self._lock:
            self._connection.execute("VACUUM")
            self.rows(f"PRAGMA busy_timeout = {PATIENCE}")
            [(busy, _, _)] = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            self.rows(f"PRAGMA busy_timeout = {int(1000 * WAIT)}")
        return not busy


@functools.lru_cache(4096)  # the sections and pages of one passage are mostly those of the next
def _packed(value: tuple[int | str, ...]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed_ranges(ranges: Ranges) -> str:
    return f"[{','.join([f'[{start},{end}]' for start, end in ranges])}]"
