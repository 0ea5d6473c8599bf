"""Conversations: begun, kept turn by turn, listed, renamed, deleted, loaded with all their evidence, exported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.errors import LibraryError
from rag.memory.exporting import Format, exported
from rag.memory.forgetting import quoted, renamed
from rag.memory.records import ConversationEntry, KeptTurn
from rag.memory.rows import TURN, loaded, now, stored, stored_carried
from rag.memory.store import KeptStore
from rag.messages import Language
from rag.records import Turn

if TYPE_CHECKING:
    from rag.memory import Memory

TITLE = 80
"""Characters of a title, at most."""


class Conversations:
    """All conversations that are remembered. Everything raises LibraryError, also for one that is not there."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def entries(self) -> tuple[ConversationEntry, ...]:
        """All of them, the one that was changed last first."""
        query = (
            "SELECT c.id, c.title, c.began, c.changed, (SELECT count(*) FROM turns t WHERE t.conversation = c.id)"
            " FROM conversations c ORDER BY c.changed DESC, c.id DESC"
        )
        with self._memory.reading() as kept:
            return tuple(ConversationEntry(*row) for row in kept.rows(query))

    def begin(self, title: str = "") -> int:
        """The number of a new conversation; without a title it gets its first question for one."""
        time = now()
        query = "INSERT INTO conversations (title, began, changed) VALUES (?, ?, ?) RETURNING id"
        with self._memory.writing() as kept:
            [(number,)] = kept.rows(query, (_title(title), time, time))
        return int(number)

    def keep(self, conversation: int, turn: Turn) -> KeptTurn:
        """The turn as it is kept at the end of a conversation."""
        time = now()
        title = "UPDATE conversations SET changed = ?, title = CASE title WHEN '' THEN ? ELSE title END WHERE id = ?"
        insert = (
            "INSERT INTO turns (conversation, at, question, asked, carried, document, answer)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id"
        )
        carried = stored_carried(turn.carried)
        with self._memory.writing() as kept:
            if not kept.rows(f"{title} RETURNING id", (time, _title(turn.question), conversation)):
                raise LibraryError("conversation_unknown", number=conversation)
            numbers = self._memory.numbers(quoted(turn.answer))
            # Removed while the answer was on its way: then nothing of it is kept either
            answer = renamed(turn.answer, dict.fromkeys(quoted(turn.answer) - numbers.keys()))
            values = (conversation, time, turn.question, turn.asked, carried, turn.document, stored(answer))
            [(number,)] = kept.rows(insert, values)
            for name, document in numbers.items():
                kept.rows("INSERT INTO quotes (number, name, turn) VALUES (?, ?, ?)", (document, name, number))
        return KeptTurn(int(number), conversation, time, replace(turn, answer=answer))

    def turns(self, conversation: int) -> tuple[KeptTurn, ...]:
        """The turns of a conversation with all their evidence, in order."""
        with self._memory.reading() as kept:
            _title_of(kept, conversation)
            query = f"SELECT {TURN} FROM turns WHERE conversation = ? ORDER BY id"
            return tuple(loaded(kept.path, row) for row in kept.rows(query, (conversation,)))

    def rename(self, conversation: int, title: str) -> None:
        """Gives a conversation another title; an empty one changes nothing."""
        with self._memory.writing() as kept:
            old = _title_of(kept, conversation)
            kept.rows("UPDATE conversations SET title = ? WHERE id = ?", (_title(title) or old, conversation))

    def delete(self, conversation: int) -> None:
        """Deletes a conversation without a trace. The gold lines made from its answers stay."""
        with self._memory.writing() as kept:
            _title_of(kept, conversation)
            kept.rows("DELETE FROM conversations WHERE id = ?", (conversation,))
            kept.set("unpurged", 1)
        self._memory.purge()

    def export(self, conversation: int, form: Format, language: Language) -> str:
        """A conversation as one Markdown or JSON text."""
        with self._memory.reading() as kept:
            title = _title_of(kept, conversation)
        return exported(title, self.turns(conversation), form, language)


def _title_of(kept: KeptStore, conversation: int) -> str:
    found = kept.rows("SELECT title FROM conversations WHERE id = ?", (conversation,))
    if not found:
        raise LibraryError("conversation_unknown", number=conversation)
    return str(found[0][0])


def _title(text: str) -> str:
    """A title of one line."""
    line = " ".join(text.replace("\0", " ").split())
    return line if len(line) <= TITLE else line[: TITLE - 1] + "…"
