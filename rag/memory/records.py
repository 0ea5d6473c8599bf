"""What the chat remembers: conversations with their turns, and gold lines from feedback and proposals."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rag.records import Turn

Verdict = Literal["right", "wrong_piece", "wrong_paragraph", "in_documents", "not_in_documents"]
"""What a person says of an answer; ``wrong_piece``: of the right paragraph; ``in_documents``: it is there after all."""
GoldState = Literal["proposed", "accepted", "rejected"]
GoldKind = Literal["span", "list", "passage", "none"]


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """What a list of conversations shows. ``began``, ``changed``: ISO 8601, UTC."""

    id: int
    title: str
    began: str
    changed: str
    turns: int


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn of a conversation as it is kept. In its answer, what came from a document that was removed since has no
    document and no text: see `rag.memory.exporting.shown`."""

    id: int
    conversation: int
    at: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Gold:
    """One line of a gold file, but for its number. Empty is absent; no ``answers`` and kind ``none``: must not be
    answered."""

    question: str
    answers: tuple[str, ...] = ()
    evidence: str = ""
    document: str = ""
    lang: str = ""
    kind: GoldKind = "span"

    @property
    def whole(self) -> bool:
        """Whether it says enough to measure with: an answer, or that there is none."""
        return bool(self.answers) != (self.kind == "none")


@dataclass(frozen=True, slots=True)
class GoldEntry:
    """A gold line as it is kept. ``verdict``, ``turn``: of the feedback it came from, None for a proposal or when the
    conversation was deleted. ``removed``: its document was removed, and what it said with it."""

    id: int
    state: GoldState
    verdict: Verdict | None
    turn: int | None
    removed: bool
    at: str
    gold: Gold

    def record(self) -> dict[str, Any]:
        """The line of a gold file."""
        return {"id": f"g{self.id:04}"} | asdict(self.gold)


@dataclass(frozen=True, slots=True)
class Where:
    """Where an answer stands, as a person shows it: a piece of its paragraph, and the answers if they say them."""

    document: str
    evidence: str
    answers: tuple[str, ...] = ()
