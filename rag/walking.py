"""The files that are meant by the paths somebody names."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import FileError
from rag.formats import CONVERTIBLE, SUFFIXES
from rag.store import FILE

PASSED_OVER = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".swp", ".bak", "~")
"""How the names of files end that editors, browsers and synchronising programs leave behind."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not added, and the error that says why."""

    file: str
    error: FileError


@dataclass(frozen=True, slots=True)
class Found:
    """A file: ``path`` absolute, ``shown`` as its finder would write it, ``root`` the folder named, None when the file
    itself was."""

    path: Path
    shown: str
    root: Path | None

    def names(self) -> Iterator[str]:
        """Names it can have in the library, shortest first: its path inside the folder, then with the folder's own
        name before it, and so on upwards."""
        parts = self.path.parts[1:]
        inside = len(self.path.relative_to(self.root).parts) if self.root else 1
        for count in range(inside, len(parts) + 1):
            yield "/".join(readable(part) for part in parts[-count:])


@dataclass(slots=True)
class Walk:
    """What was found. ``ignored``: how many files in folders are of no format that is read."""

    files: dict[Path, Found] = field(default_factory=dict)
    folders: list[Path] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    ignored: int = 0


def walk(paths: Iterable[str]) -> Walk:
    """The files named, and those in the folders named: hidden, lock and temporary ones aside, links followed, each
    folder entered once. In order of name within a folder."""
    found = Walk()
    for shown in paths:
        path = Path(os.path.abspath(shown))  # noqa: PTH100, resolve() would follow links, absolute() keeps ".."
        # os.path.isdir: Path.is_dir() raises where a folder above may not be entered
        if shown and os.path.isdir(path):  # noqa: PTH112
            found.folders.append(path)
            _enter(found, Found(path, shown.rstrip(os.sep) or shown, path))
        elif refused := _refused(path, shown):
            found.skipped.append(refused)
        else:
            found.files.setdefault(path, Found(path, shown, None))
    return found


def _refused(path: Path, shown: str) -> Skipped | None:
    """Why there is nothing at a path that was named, None when there is."""
    name = readable(shown)
    try:
        if shown:  # abspath() takes no name at all for the folder one is in
            path.lstat()
            return None
    except (FileNotFoundError, NotADirectoryError, ValueError):
        pass
    except OSError as error:
        return unreadable(shown, error)
    return Skipped(name, FileError("file_missing", file=name or "''"))


def _enter(walk: Walk, folder: Found) -> None:
    """Walks through a folder and all in it, however deep, in order."""
    entered: set[tuple[int, int]] = set()
    left = [(folder, True)]
    while left:
        found, is_folder = left.pop()
        if is_folder:
            left += reversed(_inside(walk, found, entered))
        elif found.path.suffix.lower() in SUFFIXES | CONVERTIBLE:
            walk.files.setdefault(found.path, found)
        else:
            walk.ignored += 1


def _inside(walk: Walk, folder: Found, entered: set[tuple[int, int]]) -> list[tuple[Found, bool]]:
    """Files and folders in a folder by name, and which are folders; none of one that was entered before."""
    try:
        status = folder.path.stat()
        if (status.st_dev, status.st_ino) in entered:
            return []  # a link that leads back, or a second way to the same place
        entered.add((status.st_dev, status.st_ino))
        with os.scandir(folder.path) as entries:
            names = sorted((entry.name, _is_folder(entry)) for entry in entries)
    except OSError as error:
        walk.skipped.append(unreadable(folder.shown, error))
        return []
    if (FILE, False) in names:
        return []  # a library, perhaps the one being added to: its files are no reports
    return [
        (Found(folder.path / name, os.fspath(Path(folder.shown) / name), folder.root), is_folder)
        for name, is_folder in names
        if not name.startswith((".", "~$")) and not name.lower().endswith(PASSED_OVER)
    ]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder or leads to one; a link that cannot be followed is a file that cannot be read."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def unreadable(shown: str, error: OSError) -> Skipped:
    """A file or folder that the system does not let be read."""
    name = readable(shown)
    if error.errno in (errno.ENOENT, errno.ELOOP):
        return Skipped(name, FileError("file_nowhere", file=name))
    return Skipped(name, FileError("file_unreadable", file=name, reason=error.strerror or error))


def readable(name: str) -> str:
    """A file name as text: bytes that are no UTF-8 are read as GB18030, in which old archives have Chinese names, and
    shown by number where that fails too."""
    content = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "backslashreplace")
