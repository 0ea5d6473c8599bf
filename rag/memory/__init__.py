"""What the chat remembers of a library: conversations, what people said of the answers, and gold lines.

with library.memory() as memory:
    number = memory.conversations.begin()
    kept = memory.conversations.keep(number, turn)
    memory.gold.judge(kept.id, "right")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.chat_files import chat_file
from rag.errors import LibraryError
from rag.memory.conversations import Conversations
from rag.memory.exporting import removed, shown
from rag.memory.forgetting import bring_in_step, in_step
from rag.memory.gold import GoldLines
from rag.memory.records import ConversationEntry, Gold, GoldEntry, KeptTurn, Verdict, Where
from rag.memory.store import KeptStore, refusals
from rag.names import base_name
from rag.store import Store

__all__ = [
    "ConversationEntry",
    "Gold",
    "GoldEntry",
    "KeptTurn",
    "Memory",
    "Verdict",
    "Where",
    "removed",
    "shown",
]

NEAR = 5
"""Documents that are named when one could be any of them."""


class Memory:
    """What is remembered of one library, open; safe from several threads, and beside other programs."""

    def __init__(self, kept: KeptStore, library: Store) -> None:
        self.path = kept.path
        self.conversations = Conversations(self)
        self.gold = GoldLines(self)
        self._kept = kept
        self._library = library

    @classmethod
    def open(cls, folder: Path) -> Memory:
        """What is remembered of the library in a folder: beside it, or in the user's own data folder where the library
        cannot be written. Raises LibraryError."""
        library = Store.open(folder)
        try:
            kept = KeptStore.open(chat_file(folder))
        except BaseException:
            library.close()
            raise
        memory = cls(kept, library)
        try:
            bring_in_step(kept, library)
        except BaseException:
            memory.close()
            raise
        return memory

    def close(self) -> None:
        """Closes its file."""
        self._kept.close()
        self._library.close()

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[KeptStore]:
        """Inside, what is read has nothing of documents that were removed before."""
        with refusals(self.path):
            if not in_step(self._kept, self._library):
                bring_in_step(self._kept, self._library)
            yield self._kept

    @contextmanager
    def writing(self) -> Iterator[KeptStore]:
        """Inside, everything written is one transaction, and no document can be removed unseen."""
        with self.reading() as kept, kept.writing():
            yield kept

    def purge(self) -> None:
        """Removes the last traces of what was deleted."""
        with refusals(self.path):
            self._kept.purge()

    def numbers(self, names: Iterable[str]) -> dict[str, int]:
        """The library's numbers of those of the documents that it has."""
        wanted = set(names)
        known = self._library.rows("SELECT name, id FROM documents")
        return {name: number for name, number in known if name in wanted}

    def document(self, name: str) -> tuple[str, int]:
        """Name and number of the one document that a gold line means, folder and suffix aside if need be.

        Raises LibraryError when there is none, or several could be meant.
        """
        known = dict(self._library.rows("SELECT name, id FROM documents ORDER BY name"))
        meant = [name] if name in known else [each for each in known if base_name(each) == base_name(name)]
        if not meant:
            raise LibraryError("document_unknown", name=name)
        if len(meant) > 1:
            raise LibraryError("document_unclear", name=name, names=" · ".join(meant[:NEAR]))
        return meant[0], known[meant[0]]

    def passages(self, document: int) -> list[str]:
        """The texts of a document's passages."""
        return [text for (text,) in self._library.rows("SELECT text FROM passages WHERE document = ?", (document,))]
