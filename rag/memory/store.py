"""The file that the chat remembers in: one SQLite file beside the library's, written without waiting for it.

Several programs and threads may use it at once: every change is one short transaction, and whoever comes second waits.
What is deleted is overwritten at once (secure_delete), and its last copies go when the file is packed.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

from rag.errors import LibraryError

FORMAT = 1
WAIT = 10.0
"""Seconds to wait for another one's transaction, which takes milliseconds."""
PATIENCE = 500
"""Milliseconds to wait for readers to be done, when the log is to be emptied; the next opening tries again."""

TABLES = (
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
    "INSERT INTO settings VALUES ('generation', -1), ('identity', -1), ('unpurged', 0)",
    "CREATE TABLE conversations (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, began TEXT NOT NULL,"
    " changed TEXT NOT NULL)",
    "CREATE TABLE turns (id INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL REFERENCES conversations"
    " ON DELETE CASCADE, at TEXT NOT NULL, question TEXT NOT NULL, asked TEXT NOT NULL, carried TEXT NOT NULL,"
    " document TEXT, answer TEXT NOT NULL)",
    "CREATE TABLE lines (id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, verdict TEXT, turn INTEGER"
    " REFERENCES turns ON DELETE SET NULL, removed INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL, typed TEXT NOT NULL,"
    " question TEXT NOT NULL, answers TEXT NOT NULL, evidence TEXT NOT NULL, document TEXT NOT NULL,"
    " lang TEXT NOT NULL, kind TEXT NOT NULL)",
    # Which of the library's documents a turn or line quotes, by number, under which name
    "CREATE TABLE quotes (number INTEGER NOT NULL, name TEXT NOT NULL, turn INTEGER REFERENCES turns ON DELETE CASCADE,"
    " line INTEGER REFERENCES lines ON DELETE CASCADE)",
    "CREATE INDEX turns_by_conversation ON turns (conversation)",
    "CREATE INDEX quotes_by_number ON quotes (number)",
    "CREATE INDEX quotes_by_turn ON quotes (turn)",
    "CREATE INDEX quotes_by_line ON quotes (line)",
    "CREATE INDEX lines_by_turn ON lines (turn)",
)


class KeptStore:
    """The open file; safe from several threads."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path) -> KeptStore:
        """The file of this name, a new one if need be, readable by its owner only. Raises LibraryError."""
        with refusals(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            store = cls(path, _connect(path))
            try:
                store._prepare()
            except BaseException:
                store.close()
                raise
        return store

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; of a change, of what it returns."""
        with self._lock:
            return self._connection.execute(query, [_plain(value) for value in values]).fetchall()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything written inside becomes visible and lasting at its end, or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def setting(self, name: str) -> int:
        """A setting's value."""
        [(value,)] = self.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return int(value)

    def set(self, name: str, value: int) -> None:
        """Changes a setting; call it while `writing`."""
        self.rows("UPDATE settings SET value = ? WHERE name = ?", (value, name))

    def purge(self) -> None:
        """Removes the last traces of what was deleted, if anything was; when somebody is in the way, the next opening
        does."""
        if not self.setting("unpurged"):
            return
        try:
            with self._lock:
                self.rows("VACUUM")
                self.rows(f"PRAGMA busy_timeout = {PATIENCE}")
                [(busy, _, _)] = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
                self.rows(f"PRAGMA busy_timeout = {int(1000 * WAIT)}")
                if not busy:
                    self.rows("UPDATE settings SET value = 0 WHERE name = 'unpurged'")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                raise

    def _prepare(self) -> None:
        """Makes the tables of a new file; refuses one of a newer program."""
        if self.rows("PRAGMA user_version") == [(FORMAT,)]:
            return
        with self.writing():
            [(version,)] = self.rows("PRAGMA user_version")
            [(tables,)] = self.rows("SELECT count(*) FROM sqlite_master")
            if version == 0 and tables == 0:
                for statement in TABLES:
                    self.rows(statement)
                self.rows(f"PRAGMA user_version = {FORMAT}")
            elif version != FORMAT:
                raise LibraryError("chat_newer" if version > FORMAT else "chat_damaged", file=self.path)


def packed(value: object) -> str:
    """JSON as it is stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """A text that SQLite takes: undecodable bytes of a file name as escapes."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value


def _connect(path: Path) -> sqlite3.Connection:
    """A connection on which every statement commits by itself."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite would let everybody read it
    connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False)
    try:
        for setting in ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {setting}")
        _use_log(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _use_log(connection: sqlite3.Connection) -> None:
    """Lets readers go on while somebody writes. SQLite does not wait here when two turn it on at once."""
    until = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system refuse inside into a LibraryError."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refusal(path, getattr(error, "sqlite_errorname", ""), str(error)) from error
    except OSError as error:
        raise LibraryError("chat_no_place", file=path) from error


def _refusal(path: Path, name: str, reason: str) -> LibraryError:
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")):
        return LibraryError("chat_full", file=path)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA")) or reason.startswith("Could not decode"):
        return LibraryError("chat_damaged", file=path)
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return LibraryError("chat_no_place", file=path)
    if name.startswith("SQLITE_BUSY"):
        return LibraryError("chat_busy", file=path)
    return LibraryError("chat_refused", file=path, reason=reason)
