"""Rows of the file that the chat remembers in, as records and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rag.errors import LibraryError
from rag.memory.records import Gold, GoldEntry, KeptTurn
from rag.memory.store import packed
from rag.records import Answer, Carried, Turn, answer_of

TURN = "id, conversation, at, question, asked, carried, document, answer"
LINE = "id, state, verdict, turn, removed, at, question, answers, evidence, document, lang, kind"


def now() -> str:
    """The time as it is stored: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def stored(answer: Answer) -> str:
    """An answer as it is stored."""
    return packed(answer.record())


def loaded(path: Path, row: Sequence[Any]) -> KeptTurn:
    """The turn in a row of `TURN`. Raises LibraryError for one that is damaged."""
    number, conversation, at, question, asked, carried, document, answer = row
    try:
        turn = Turn(question, asked, carried_of(path, carried), answer_of(json.loads(answer)), document)
    except (KeyError, TypeError, ValueError) as error:
        raise LibraryError("chat_damaged", file=path) from error
    return KeptTurn(number, conversation, at, turn)


def carried_of(path: Path, carried: str) -> tuple[Carried, ...]:
    """What was carried over, as it was stored. Raises LibraryError when it is damaged."""
    try:
        return tuple(Carried(kind, text) for kind, text in json.loads(carried))
    except (TypeError, ValueError) as error:
        raise LibraryError("chat_damaged", file=path) from error


def stored_carried(carried: Iterable[Carried]) -> str:
    """What was carried over as it is stored."""
    return packed([(each.kind, each.text) for each in carried])


def line(path: Path, row: Sequence[Any]) -> GoldEntry:
    """The gold line in a row of `LINE`. Raises LibraryError for one that is damaged."""
    number, state, verdict, turn, removed, at, question, answers, evidence, document, lang, kind = row
    try:
        gold = Gold(question, tuple(json.loads(answers)), evidence, document, lang, kind)
    except (TypeError, ValueError) as error:
        raise LibraryError("chat_damaged", file=path) from error
    return GoldEntry(number, state, verdict, turn, bool(removed), at, gold)
