"""A file of questions in, the same rows with their answers out.

Two passes: first every question that is not known yet is asked, once, and its answer kept in a journal beside the
output; then the rows are written in their order, each with the answer the journal has for it. So the output is the
same however often the first pass was stopped, and memory does not grow with the file.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from rag.batch.asking import ask_all
from rag.batch.journal import Journal
from rag.batch.records import COLUMNS, BatchOptions, BatchReport, Progress, SecondLook
from rag.batch.writing import write
from rag.errors import FileError, LibraryError, UsageError
from rag.library import Library
from rag.tables import SUFFIXES, read_table

__all__ = ["COLUMNS", "BatchOptions", "BatchReport", "Progress", "SecondLook", "run", "target_of"]


def run(
    library: Library, source: Path, target: Path, options: BatchOptions, progress: Progress | None = None
) -> BatchReport:
    """Asks every question in ``source`` and writes ``target``, which is there only when it is whole.

    Raises FileError for a file that cannot be read, written or gone on with, UsageError, LibraryError, ModelError; and
    whatever ``progress`` raises. What was answered by then is kept for `BatchOptions.resume`.
    """
    # By name, since processes that ask open the library anew
    if options.reader is None:
        options = replace(options, reader=library.reader)
    if options.reranker is None:
        options = replace(options, reranker=library.reranker)
    table = read_table(source)  # before the target, whose name may have been made of this one
    table.question()  # refused before anything is written
    _check(source, target)
    generation = library.generation
    about = {
        "file": _digest(source),
        "settings": repr(sorted(options.asked_with().items())),
        "library": f"{library.folder.absolute()} {generation}",
    }
    journal = Journal(target, about, options.resume)
    try:
        asked = ask_all(library, table, journal, options, progress)
        report = write(library, table, journal, target, options)
    except BaseException:
        if len(journal):
            journal.close()
        else:
            journal.remove()
        raise
    journal.remove()
    changed = (LibraryError("batch_changed"),) if library.generation != generation else ()
    return replace(report, asked=asked, notices=report.notices + changed)


def target_of(source: Path) -> Path:
    """Where the answers go when nobody says: beside the questions."""
    return source.with_name(f"{source.stem}.answers{source.suffix}")


def _check(source: Path, target: Path) -> None:
    if target.suffix.lower() not in SUFFIXES:
        raise FileError("table_unsupported", file=target, suffix=target.suffix or "?", known=" ".join(SUFFIXES))
    if target.is_dir():
        raise FileError("batch_unwritable", file=target, reason="is a directory")
    if not target.parent.is_dir():
        raise FileError("batch_no_folder", file=target, folder=target.parent)
    if target.exists() and source.samefile(target):
        raise UsageError("batch_same_file", file=target)


def _digest(path: Path) -> str:
    """Tells files apart by all their bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()
