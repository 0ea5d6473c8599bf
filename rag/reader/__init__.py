"""Question and hits in, spans out: what a reader promises, and which one a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from rag.errors import ModelError
from rag.question import Question
from rag.reader.sentence import SentenceReader
from rag.records import Hit, Reading


class Reader(Protocol):
    """Finds the pieces of the hits that answer; equal questions and hits give equal readings."""

    name: str

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Spans, each inside the text of its hit, the relevance of every hit, and the confidence of the best span.

        No hits, or nothing that could answer, gives no spans and confidence 0.
        """
        ...


_READERS: dict[str, Callable[[], Reader]] = {"bundled": SentenceReader, "sentence": SentenceReader}


def load_reader(name: str) -> Reader:
    """The reader called ``name``: ``bundled`` is the best that is shipped. Raises ModelError for an unknown name."""
    if name not in _READERS:
        raise ModelError("reader_unknown", reader=name, known=" ".join(_READERS))
    return _READERS[name]()
