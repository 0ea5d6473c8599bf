"""A question asked of a library: retrieve, read, cite or decline. The command line, batch and the chat all ask here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.answer import answer, ranked
from rag.errors import LibraryError, UsageError
from rag.lexical import LexicalError
from rag.question import Question, analyse
from rag.reader import Reader, load_reader
from rag.records import Answer, Hit, RankedPassage
from rag.retrieve import retrieve

if TYPE_CHECKING:
    from rag.library import Library

READ = 10
"""Hits a reader sees, at least."""
MOST = 1000
"""Passages one question can be given."""


def ask(library: Library, text: str, top: int = 5, document: str | None = None, reader: str = "bundled") -> Answer:
    """The answer to one question, with the ``top`` best passages, among the documents matching ``document``.

    Raises QuestionError for a question that cannot be asked, UsageError for a ``top`` that cannot be meant,
    LibraryError when no document matches, ModelError.
    """
    chosen: Reader = load_reader(reader)
    question, hits = _found(library, text, max(top, READ), document)
    return answer(question, hits, chosen, top)


def search(library: Library, text: str, top: int = 5, document: str | None = None) -> tuple[RankedPassage, ...]:
    """The ``top`` best passages for a query, nothing read. Raises as `ask`."""
    _, hits = _found(library, text, top, document)
    return ranked(hits)


def _found(library: Library, text: str, top: int, document: str | None) -> tuple[Question, tuple[Hit, ...]]:
    if not 1 <= top <= MOST:
        raise UsageError("top_outside", top=top, most=MOST)
    allowed = library.allowed(document)
    if allowed is not None and not len(allowed.passages):
        raise LibraryError("document_none_match", glob=document or "''")
    question = analyse(text, library.words)
    try:
        return question, retrieve(question, library.index, top, allowed)
    except LexicalError as error:
        raise LibraryError("derived_wrong", folder=library.folder) from error
