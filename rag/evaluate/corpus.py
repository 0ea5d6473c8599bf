"""What gold questions are asked of: a library as it is, one made of the texts of a gold file, or a copy of it with
another encoder."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from rag.errors import LibraryError
from rag.evaluate.gold import Gold, GoldSet, Text
from rag.library import Library
from rag.store import FILE

_PLAIN_NAME = re.compile(r"[\w-]{1,80}")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is asked, and where. ``left_out``: texts of the gold file that no library takes, empty ones above all;
    ``digest``: of the names and texts of all documents."""

    library: Library
    questions: tuple[Gold, ...]
    documents: int
    passages: int
    digest: str
    left_out: int


@contextmanager
def corpus_of(library: Library, gold: GoldSet) -> Iterator[Corpus]:
    """A library as it is. What SQuAD calls a document is none of it: there the evidence alone decides."""
    questions = gold.questions
    if any(one.evidence for one in questions) and gold.texts:
        questions = tuple(replace(one, documents=() if one.evidence else one.documents) for one in questions)
    yield _corpus(library, questions, 0)


@contextmanager
def corpus_from(gold: GoldSet, encoder: str) -> Iterator[Corpus]:
    """A library made of the texts of a gold file, a document each, gone afterwards: there the document alone decides.

    Raises LibraryError when the file has no texts, ModelError.
    """
    if not gold.texts:
        raise LibraryError("gold_no_texts", file=gold.name)
    with tempfile.TemporaryDirectory(prefix="chuchu-") as place:
        files = Path(place) / "texts"
        files.mkdir()
        names = _write(gold.texts, files)
        with Library.create(Path(place) / "library", encoder) as library:
            report = library.add([files])
            yield _corpus(library, tuple(_named(one, names) for one in gold.questions), len(report.skipped))


@contextmanager
def encoded_with(library: Library, encoder: str) -> Iterator[Library]:
    """A copy of a library with another encoder, gone afterwards. Raises ModelError."""
    with tempfile.TemporaryDirectory(prefix="chuchu-") as place:
        copy = Path(place) / "library"
        copy.mkdir()
        source, target = sqlite3.connect(library.folder / FILE), sqlite3.connect(copy / FILE)
        with closing(source), closing(target):
            source.backup(target)
        with Library.open(copy) as other:
            other.rebuild(encoder)
            yield other


def _corpus(library: Library, questions: tuple[Gold, ...], left_out: int) -> Corpus:
    entries = library.documents()
    digest = hashlib.sha256()
    for entry in entries:
        for text in (entry.name, library.document(entry.name).text):
            digest.update(hashlib.sha256(text.encode()).digest())
    passages = sum(entry.passages for entry in entries)
    return Corpus(library, questions, len(entries), passages, digest.hexdigest()[:16], left_out)


def _write(texts: Sequence[Text], folder: Path) -> dict[str, str]:
    """Writes each text once, under its name where that can be a file's; gives the name of the file for each text."""
    files: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    names: dict[str, str] = {}
    for number, text in enumerate(texts, 1):
        content = (text.title, text.text)
        if content not in files:
            plain = _PLAIN_NAME.fullmatch(text.name) and text.name.casefold() not in taken
            name = text.name if plain else f"text-{number:06}"
            taken.add(name.casefold())
            files[content] = name
            (folder / f"{name}.txt").write_text("\n\n".join(part for part in content if part), "utf-8")
        names[text.name] = files[content]
    return names


def _named(gold: Gold, names: dict[str, str]) -> Gold:
    documents = {names.get(name, name): grade for name, grade in gold.documents}
    return replace(gold, documents=tuple(documents.items()), evidence="")
