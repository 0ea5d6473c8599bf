"""One writer at a time, and what the system refuses said in one line."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from rag.connecting import NO_ROOM
from rag.errors import LibraryError
from rag.store import FILE

LOCK = "lock"
"""An SQLite file without content: locked exclusively while one program writes, and free again however that ends."""
WRITER = "writer"
"""Holds the number of the process that locked it last."""
PATIENCE = 2.0
"""Seconds to wait for the lock: a program that only opens the library has it for the moment in which it looks whether
another one was interrupted."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
_NO_FOLDER = (errno.EEXIST, errno.ENOTDIR)
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA")
_READ_ONLY = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")


@contextmanager
def locked(folder: Path, wait: float = PATIENCE) -> Iterator[None]:
    """Inside, nobody else writes to the library. Raises LibraryError when somebody does after ``wait`` seconds."""
    with closing(sqlite3.connect(folder / LOCK, timeout=wait, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                raise
            raise LibraryError("library_busy", folder=folder, process=_writer(folder)) from error
        (folder / WRITER).write_text(str(os.getpid()), "utf-8")
        yield
        with suppress(OSError):
            (folder / WRITER).unlink()


def _writer(folder: Path) -> str:
    try:
        return (folder / WRITER).read_text("utf-8") or "?"
    except OSError:
        return "?"


@contextmanager
def refusals(folder: Path) -> Iterator[None]:
    """Turns what SQLite and the system refuse inside into a LibraryError."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        raise _refusal(folder, name, str(error)) from error
    except json.JSONDecodeError as error:  # ranges, pages and sections are stored so
        raise LibraryError("library_damaged", folder=folder) from error
    except OSError as error:
        raise system_refusal(folder, error) from error


def system_refusal(folder: Path, error: OSError) -> LibraryError:
    """What the system said about a file of the library, in one line."""
    if error.errno in _FULL:
        return LibraryError("library_full", folder=folder)
    if error.errno in _CLOSED:
        return LibraryError("library_read_only" if (folder / FILE).exists() else "library_no_place", folder=folder)
    if error.errno in _NO_FOLDER:
        return LibraryError("library_no_folder", folder=folder)
    return LibraryError("library_refused", folder=folder, reason=error.strerror or error)


def _refusal(folder: Path, name: str, reason: str) -> LibraryError:
    if name.startswith(NO_ROOM):
        return LibraryError("library_full", folder=folder)
    if name.startswith(_DAMAGED) or reason.startswith("Could not decode to UTF-8"):
        return LibraryError("library_damaged", folder=folder)
    if name.startswith(_READ_ONLY):
        return LibraryError("library_read_only", folder=folder)
    if name.startswith("SQLITE_BUSY"):
        return LibraryError("library_busy", folder=folder, process="?")
    return LibraryError("library_refused", folder=folder, reason=reason)
