"""Question and hits in, spans out: what a reader promises, and which one a name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.question import Question
from rag.reader.sentence import SentenceReader
from rag.records import Hit, Reading

if TYPE_CHECKING:
    from rag.reader.reranker import Reranker


class Reader(Protocol):
    """Finds the pieces of the hits that answer; equal questions and hits give equal readings."""

    name: str

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """Spans, each inside the text of its hit, the relevance of every hit, the confidence of the best span, and
        whether it is believed.

        No hits, or nothing that could answer, gives no spans, confidence 0 and no belief.
        """
        ...


def _trained() -> Reader:
    from rag.reader.trained import load_trained  # onnxruntime, which only its readers need

    return load_trained()


READERS: dict[str, Callable[[], Reader]] = {
    "bundled": _trained,
    "chuchu-reader-1": _trained,
    "sentence": SentenceReader,
}


def load_reader(name: str) -> Reader:
    """The reader a name means: one of the table, ``bundled`` being the best that is shipped, else a question-answering
    model in a folder or on the hub. Raises ModelError."""
    if name in READERS:
        return READERS[name]()
    from rag.reader.transformer import load  # its packages take seconds to import

    return load(name)


def load_models(reader: str, reranker: str | None) -> tuple[Reader, Reranker | None]:
    """The reader and the reranker of these names. Raises ModelError."""
    if reranker is None:
        return load_reader(reader), None
    from rag.reader.reranker import load_reranker

    return load_reader(reader), load_reranker(reranker)
