"""What has been answered so far, in a file beside the output, so that a batch that was stopped goes on where it was.

One SQLite file, locked while a batch writes it; each answer is kept as soon as it is there. Kill the program at any
moment: what was committed stays.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from pathlib import Path
from typing import Any

from rag.errors import FileError

FORMAT = 1
_SUFFIXES = ("", "-wal", "-shm", "-journal")
# What of a citation a table has room for; a .jsonl gets the whole record.
_CITED = ("document", "title", "section", "pages", "paragraph", "quote", "sentence")
_TABLES = (
    "CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE answers (question BLOB PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID",
)


def journal_of(target: Path) -> Path:
    """Where the journal of an output is."""
    return target.with_name(f"{target.name}.journal")


def key_of(question: str) -> bytes:
    """Tells questions apart; white space around them aside."""
    return hashlib.blake2b(question.strip().encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Journal:
    """The journal of one output, open and locked.

    ``about``: what the answers rest on, by name; resuming one that rests on something else is refused by the name of
    the first that differs. Raises FileError for that, for a journal that is damaged, in use or cannot be written.
    """

    def __init__(self, target: Path, about: dict[str, str], resume: bool) -> None:
        self._target = target
        self._path = journal_of(target)
        about = {"format": str(FORMAT)} | about
        try:
            self._connection = self._open()
            try:
                self._begin(about, resume)
            except BaseException:
                self._connection.close()
                raise
        except sqlite3.DatabaseError as error:
            raise self._refusal(error, resume) from error
        except OSError as error:
            raise FileError("batch_unwritable", file=target, reason=error.strerror or error) from error

    def __contains__(self, key: bytes) -> bool:
        return bool(self._connection.execute("SELECT 1 FROM answers WHERE question = ?", (key,)).fetchall())

    def __len__(self) -> int:
        [(count,)] = self._connection.execute("SELECT count(*) FROM answers").fetchall()
        return int(count)

    def put(self, key: bytes, record: dict[str, Any]) -> None:
        """Keeps an answer. Raises FileError when the disk is full."""
        kept = record if self._target.suffix.lower() == ".jsonl" else _cited(record)
        packed = zlib.compress(json.dumps(kept).encode(), 1)
        try:
            self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", (key, packed))
        except sqlite3.DatabaseError as error:
            raise FileError("batch_stopped", file=self._path, reason=error) from error

    def get(self, key: bytes) -> dict[str, Any]:
        """An answer that was kept. Raises KeyError."""
        for (packed,) in self._connection.execute("SELECT record FROM answers WHERE question = ?", (key,)):
            record: dict[str, Any] = json.loads(zlib.decompress(packed))
            return record
        raise KeyError(key)

    def close(self) -> None:
        """Closes the file, which stays."""
        self._connection.close()

    def remove(self) -> None:
        """Closes the file and takes it away: the output is there."""
        self.close()
        for suffix in _SUFFIXES:
            self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("PRAGMA journal_mode = WAL")
            # A killed program loses nothing; a computer that loses its power the last answers
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin(self, about: dict[str, str], resume: bool) -> None:
        """Checks what is there when going on, and empties it when not."""
        execute = self._connection.execute
        there = bool(execute("SELECT 1 FROM sqlite_master").fetchall())
        if there and resume:
            known = dict(execute("SELECT name, value FROM about").fetchall())
            for name, value in about.items():
                if known.get(name) != value:
                    raise FileError(f"batch_other_{name}", file=self._path)
            return
        execute("BEGIN IMMEDIATE")
        for table in ("about", "answers"):
            execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _TABLES:
            execute(statement)
        self._connection.executemany("INSERT INTO about VALUES (?, ?)", about.items())
        execute("COMMIT")

    def _refusal(self, error: sqlite3.DatabaseError, resume: bool) -> FileError:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return FileError("batch_busy", file=self._target)
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")) or (resume and self._path.exists()):
            return FileError("batch_journal", file=self._path)
        return FileError("batch_unwritable", file=self._target, reason=error)


def _cited(record: dict[str, Any]) -> dict[str, Any]:
    """A record without its passages."""
    citations = [{name: one[name] for name in _CITED} for one in record.get("citations", ())]
    return {name: value for name, value in record.items() if name != "passages"} | {"citations": citations}
