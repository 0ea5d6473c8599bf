"""Where documents come from: files, and whether they are still what they were."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from pathlib import Path

from rag.errors import FileError
from rag.formats import MAX_BYTES
from rag.rows import Source
from rag.walking import Found, readable

RACY = 2 * 10**9
"""Nanoseconds in which a file can change without its time showing it: two seconds on FAT, less elsewhere."""


def read_source(found: Found) -> tuple[bytes, Source]:
    """Content of a file, and what the file was like. Read a second time when it changes meanwhile.

    Raises FileError when it changes again, is too large or is no file, OSError when the system refuses.
    """
    for _ in range(2):
        seen = time.time_ns()
        before = found.path.stat()
        if not stat.S_ISREG(before.st_mode):  # opening a pipe would wait for somebody to write into it
            raise FileError("file_special", file=readable(found.shown))
        with found.path.open("rb") as file:
            if before.st_size > MAX_BYTES:
                raise FileError("file_large", file=readable(found.shown), most=MAX_BYTES >> 20)
            content = file.read(MAX_BYTES + 1)
            after = os.fstat(file.fileno())
        if (len(content), before.st_mtime_ns) == (after.st_size, after.st_mtime_ns):
            root = os.fsencode(found.root) if found.root else b""
            digest = hashlib.sha256(content).digest()
            return content, Source(root, os.fsencode(found.path), after.st_size, after.st_mtime_ns, seen, digest)
    raise FileError("file_changing", file=readable(found.shown))


def looks_unchanged(source: Source) -> bool:
    """Whether the file has the size and time it had, and that time is old enough for them to mean something."""
    try:
        now = Path(os.fsdecode(source.path)).stat()
    except OSError:
        return False
    same = stat.S_ISREG(now.st_mode) and (now.st_size, now.st_mtime_ns) == (source.size, source.changed)
    return same and source.changed < source.seen - RACY


def still_there(source: Source) -> bool:
    """Whether the file has the bytes it had."""
    if looks_unchanged(source):
        return True
    try:
        _, now = read_source(Found(Path(os.fsdecode(source.path)), "", None))
    except (OSError, FileError):
        return False
    return now.digest == source.digest
