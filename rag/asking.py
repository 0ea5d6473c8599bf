"""A question asked of a library: retrieve, read, cite or decline. The command line, batch and the chat all ask here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answer import READ, answer, ranked
from rag.errors import UsageError
from rag.question import Question, analyse
from rag.reader import Reader
from rag.records import Answer, Hit, RankedPassage
from rag.retrieve import Allowed, Index, retrieve
from rag.weights import FUSED, Weights
from rag.words import Words

if TYPE_CHECKING:
    from rag.reader.reranker import Reranker

MOST = 1000
"""Passages one question can be given."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a question is asked of: what is searched, the dictionary, the passages it is narrowed to, if any, what each
    part of a passage's score counts, and the model that orders hits before they are read, if any."""

    index: Index
    words: Words
    allowed: Allowed | None
    weights: Weights = FUSED
    reranker: Reranker | None = None


def ask(ground: Ground, text: str, top: int, reader: Reader) -> Answer:
    """The answer to one question, with the ``top`` best passages.

    Raises QuestionError for a question that cannot be asked, UsageError for a ``top`` that cannot be meant.
    """
    if ground.reranker is None:
        question, hits = _found(ground, text, top, READ)
        return answer(question, hits, reader, top)
    from rag.reader.reranker import RERANKED

    question, hits = _found(ground, text, top, RERANKED)
    ordered = ground.reranker.order(question, hits)
    return answer(question, ordered, reader, top, ordered=True)


def search(ground: Ground, text: str, top: int) -> tuple[RankedPassage, ...]:
    """The ``top`` best passages for a query, nothing read. Raises as `ask`."""
    _, hits = _found(ground, text, top, 1)
    return ranked(hits)


def _found(ground: Ground, text: str, top: int, least: int) -> tuple[Question, tuple[Hit, ...]]:
    if not 1 <= top <= MOST:
        raise UsageError("top_outside", top=top, most=MOST)
    question = analyse(text, ground.words)
    return question, retrieve(question, ground.index, max(top, least), ground.allowed, ground.weights)
