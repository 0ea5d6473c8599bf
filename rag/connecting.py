"""A library's file opened: for writing, or where nothing can be written for reading only."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from rag.errors import LibraryError

WAIT = 10.0
"""Seconds to wait for another process's commit, which takes milliseconds."""
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE")
"""How the names of SQLite's errors begin when the disk is full."""


def opened(path: Path) -> tuple[sqlite3.Connection, str]:
    """A connection to a library's file; and the key of the error that says why nothing can be written, empty when it
    can. Raises LibraryError when what a killed program left would have to be written down first."""
    log = path.with_name(f"{path.name}-wal")
    unfinished = log.is_file() and log.stat().st_size > 0  # in use, or left behind by a program that was killed
    if os.access(path.parent, os.W_OK) and os.access(path, os.W_OK):
        try:
            return connected(path, "mode=rw"), ""
        except sqlite3.OperationalError as error:
            # Even to be read by several the file needs another beside it, for which there may be no room
            if unfinished or not error.sqlite_errorname.startswith(NO_ROOM):
                raise
        return connected(path, "immutable=1"), "library_full"
    if unfinished:
        try:
            return connected(path, "mode=ro"), "library_read_only"
        except sqlite3.OperationalError as error:
            raise LibraryError("library_unfinished", folder=path.parent) from error
    return connected(path, "immutable=1"), "library_read_only"


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """A connection on which every statement commits by itself."""
    address = f"{path.absolute().as_uri()}?{mode}"
    connection = sqlite3.connect(address, uri=True, timeout=WAIT, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT 1 FROM sqlite_master").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection
