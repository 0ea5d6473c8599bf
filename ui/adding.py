"""Files that somebody hands to the page, taken into the library by a process of its own.

Reading a large file holds up a process; so it is another one than that which answers. What was handed over is kept in
a folder beside the library, so that the original can be opened later.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from rag.errors import ChuchuError, FileError
from rag.formats import CONVERTIBLE, SUFFIXES
from rag.messages import Language
from rag.uploads import UPLOADS, forget_uploads
from rag.walking import readable
from ui import render
from ui.strings import label

MOST_FILES = 20
MOST_MEGABYTES = 64


def added(library: Path, files: Sequence[str], language: Language) -> Iterator[str]:
    """HTML of how far it is, again and again, and at the end of what became of the files."""
    yield render.report([label("adding_begun", language)], [], language)
    kept, refused = _kept(library, files, language)
    command = [sys.executable, "-m", "ui.adding", os.fspath(library), language]
    lines: list[str] = []
    if kept:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, text=True, encoding="utf-8", **pipes) as worker:  # type: ignore[call-overload]
            worker.stdin.write(json.dumps([os.fspath(path) for path in kept]))
            worker.stdin.close()
            for line in worker.stdout:
                told = json.loads(line)
                if "total" in told:
                    yield render.report([label("adding", language, **told)], [], language)
                else:
                    lines += told["lines"]
                    refused += told["refused"]
        if worker.returncode:
            refused.append(ChuchuError("unexpected", kind="exit", detail=worker.returncode).in_language(language))
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


def main(folder: str, language: Language, paths: IO[str], told: IO[str]) -> None:
    """The worker: adds the files that ``paths`` names as JSON, and tells how it goes, a line of JSON at a time."""
    from rag import Library

    def tell(**said: object) -> None:
        told.write(json.dumps(said) + "\n")
        told.flush()

    def progress(done: int, total: int, name: str) -> None:
        tell(done=min(done + 1, total), total=total, name=Path(name).name)

    try:
        with Library.open(folder) as library:
            report = library.add(json.load(paths), progress=progress)
    except ChuchuError as error:
        tell(lines=[], refused=[error.in_language(language)])
        return
    counts = {name: len(getattr(report, name)) for name in ("added", "updated", "renamed", "unchanged")}
    lines = [label(name, language, count=count) for name, count in counts.items() if count]
    refused = []
    for skipped in report.skipped:
        why = skipped.error
        named = FileError(why.key, **(why.fields | {"file": Path(skipped.file).name}))
        refused.append(named.in_language(language))
    forget_uploads(Path(folder), (skipped.file for skipped in report.skipped))
    tell(lines=lines, refused=refused)


if __name__ == "__main__":
    main(sys.argv[1], "en" if sys.argv[2] == "en" else "zh", sys.stdin, sys.stdout)
