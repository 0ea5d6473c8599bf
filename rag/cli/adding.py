"""The command that reads files, and the sample corpus that a newcomer starts with."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import rag
from rag.adding import AddReport
from rag.cli.opening import note, opened, write
from rag.cli.progress import Progress
from rag.cli.render import report_text
from rag.cli.strings import say
from rag.cli.terminal import Screen, complain
from rag.errors import LibraryError
from rag.library import Library
from rag.messages import Language
from rag.store import FILE
from rag.walking import readable


def add(folder: Path, asked: Namespace, screen: Screen) -> None:
    """Takes in the paths named and writes what became of them. Raises FileError for one that could not be read."""
    report = _added(folder, asked, screen.language)
    named = {readable(path) for path in asked.path}
    refused = [skipped for skipped in report.skipped if skipped.file in named]
    within = tuple(skipped for skipped in report.skipped if skipped.file not in named)
    rest = replace(report, skipped=within)
    if not refused or rest != AddReport():
        write(report_text(rest, screen))
    for skipped in refused[1:]:
        complain(skipped.error.in_language(screen.language))
    if refused:
        raise refused[0].error


def _added(folder: Path, asked: Namespace, language: Language) -> AddReport:
    if (folder / FILE).exists() and asked.encoder is None:
        library = opened(folder, language)
    else:
        library = Library.create(folder, asked.encoder or "bundled")
    with library, Progress(say("unit_file", language), language) as progress:
        return library.add(asked.path, asked.sync, progress)


def add_seeds(folder: Path, language: Language) -> None:
    """Makes a library with the sample corpus, and says so."""
    files = seeds()
    note(say("no_library_yet", language))
    with Library.create(folder) as library:
        library.add(files)


def seeds() -> list[Path]:
    """The files of the sample corpus: inside the installed package, or beside it in a checkout."""
    package = Path(rag.__file__).parent
    for folder in (package / "seeds", package.parent / "seeds"):
        if files := sorted(folder.glob("*.md")):
            return files
    raise LibraryError("sample_missing", folder=package)
