"""Files that somebody hands to the page, taken into the library by a process of its own.

Reading a large file holds up a process; so it is another one than that which answers. What was handed over is kept in
a folder beside the library, so that the original can be opened later.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.errors import ChuchuError, FileError
from rag.formats import CONVERTIBLE, SUFFIXES
from rag.messages import Language
from rag.uploads import UPLOADS
from rag.walking import readable
from ui import render
from ui.strings import label
from ui.working import worked

MOST_FILES = 20
MOST_MEGABYTES = 64


def added(library: Path, files: Sequence[str], language: Language) -> Iterator[str]:
    """HTML of how far it is, again and again, and at the end of what became of the files."""
    yield render.report([label("adding_begun", language)], [], language)
    kept, refused = _kept(library, files, language)
    lines: list[str] = []
    paths = [os.fspath(path) for path in kept]
    for told in worked("add", library, language, {"paths": paths}) if kept else ():
        if "total" in told:
            step = {"done": min(told["done"] + 1, told["total"]), "total": told["total"]}
            yield render.report([label("adding", language, name=Path(told["name"]).name, **step)], [], language)
        elif "error" in told:
            refused.append(told["error"])
        else:
            lines, refused = lines + told["lines"], refused + told["refused"]
    yield render.report(lines, refused, language)


def _kept(library: Path, files: Sequence[str], language: Language) -> tuple[list[Path], list[str]]:
    """Files moved beside the library, each in a folder named by its bytes, and a line for each that was refused."""
    kept: list[Path] = []
    refused: list[str] = []
    for number, file in enumerate(files):
        path = Path(file)
        name = readable(path.name)
        try:
            if number >= MOST_FILES:
                raise FileError("upload_many", file=name, most=MOST_FILES)
            if path.suffix.lower() not in SUFFIXES | CONVERTIBLE:
                known = " ".join(sorted(SUFFIXES))
                raise FileError("file_unsupported", file=name, suffix=path.suffix or "?", known=known)
            if path.stat().st_size > MOST_MEGABYTES << 20:
                raise FileError("file_large", file=name, most=MOST_MEGABYTES)
            with path.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()[:12]
            place = library.absolute() / UPLOADS / digest / path.name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, place)
            kept.append(place)
        except ChuchuError as error:
            refused.append(error.in_language(language))
        except OSError as error:
            reason = error.strerror or str(error)
            refused.append(FileError("file_unreadable", file=name, reason=reason).in_language(language))
        path.unlink(missing_ok=True)
    return kept, refused
