"""What a batch is told, and what it reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.errors import ChuchuError
from rag.messages import Language

Progress = Callable[[int, int, str], None]
"""Told how many rows are done, how many there are, and the question asked last. Whatever it raises stops the batch,
which `BatchOptions.resume` goes on with."""

COLUMNS = (
    "answer", "status", "confidence", "document", "section", "page", "paragraph", "quote", "sentence", "error",
)  # fmt: skip
"""What is added to each row of a table, in order."""
BINS = 10
"""Of the histogram: a tenth of confidence each."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a file is asked. ``top``, ``document``, ``reader``, ``reranker``: as in `Library.ask`. ``resume``: go on
    where the last run stopped. ``language``: of the errors in the file. ``linked``: documents are links to their files.
    ``workers``: processes that ask, 0 for as many as pay."""

    top: int = 5
    document: str | None = None
    reader: str | None = None
    reranker: str | None = None
    resume: bool = False
    language: Language = "en"
    linked: bool = True
    workers: int = 0

    def asked_with(self) -> dict[str, Any]:
        """What `Library.ask` is given beside the question."""
        return {"top": self.top, "document": self.document, "reader": self.reader, "reranker": self.reranker}


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A row worth a second look: answered without much confidence, nearly answered, or an error."""

    row: int
    question: str
    status: str
    confidence: float


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of the rows; blank ones do not count. ``column``, ``sheet``: what was asked. ``asked``: questions
    asked in this run, the others were known from an earlier row or run. ``histogram``: how many answers have each tenth
    of confidence. ``second_look``: all such rows, ``looks``: the first of them."""

    target: Path
    column: str
    sheet: str
    rows: int
    answered: int
    not_found: int
    errors: int
    asked: int
    histogram: tuple[int, ...]
    second_look: int
    looks: tuple[SecondLook, ...]
    notices: tuple[ChuchuError, ...]
