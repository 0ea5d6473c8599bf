"""What every handler of the chat works on: the library, what is remembered of it, and what was found out once."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock, RLock

from rag import Conversation, Library
from rag.errors import LibraryError
from rag.memory import KeptTurn
from rag.records import Answer, Carried, RankedPassage
from rag.rows import Holding
from ui.render import Mark, Spread, Told
from ui.render.page import Starter
from ui.starters import starters

CONTEXT = 1  # paragraphs shown on each side of the one looked at
TOP = 5


class Desk:
    """A library that is asked by many. What it holds is counted again only when it has changed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.memory = library.memory()
        self._asking = RLock()  # one question at a time: each takes milliseconds
        self._counting = Lock()
        self._generation = -1
        self._holding = Holding(0, 0, 0, None, "")
        self._starters: tuple[Starter, ...] = ()

    # asking

    def ask(self, question: str, top: int, document: str | None) -> Answer:
        """The answer to a question by itself. Raises as `Library.ask`."""
        with self._asking:
            return self.library.ask(question, top, document)

    def search(self, query: str, top: int, document: str | None) -> tuple[RankedPassage, ...]:
        """The passages found. Raises as `Library.search`."""
        with self._asking:
            return self.library.search(query, top, document)

    def follow(
        self, turns: Sequence[KeptTurn], question: str, document: str | None, without: Sequence[Carried] = ()
    ) -> KeptTurn:
        """The next turn of a conversation, kept; of a new one when there is no turn yet. Raises as `Library.ask`."""
        conversation = Conversation(self.library, [kept.turn for kept in turns])
        with self._asking:
            turn = conversation.ask(question, TOP, document, without)
        number = turns[-1].conversation if turns else self.memory.conversations.begin()
        return self.memory.conversations.keep(number, turn)

    def turns(self, conversation: int | None) -> tuple[KeptTurn, ...]:
        """The turns of a conversation; none of one that is not there."""
        if conversation is None:
            return ()
        try:
            return self.memory.conversations.turns(conversation)
        except LibraryError as error:
            if error.key != "conversation_unknown":
                raise
            return ()

    def told(self, turns: Sequence[KeptTurn]) -> list[Told]:
        """Turns with what was said of them."""
        verdicts = {entry.turn: entry.verdict for entry in self.memory.gold.entries()} if turns else {}
        return [Told(kept, verdicts.get(kept.id)) for kept in turns]

    # looking

    def welcome(self) -> tuple[Holding, tuple[Starter, ...]]:
        """What the library holds, and questions to begin with."""
        with self._counting:
            generation = self.library.generation
            if generation != self._generation:
                self._holding = self.library.holding()
                with self._asking:
                    self._starters = starters(self.library) if self._holding.documents else ()
                self._generation = generation
            return self._holding, self._starters

    def random_question(self, seed: int) -> str:
        """A question that the library answers; empty when none is found."""
        with self._asking:
            found = starters(self.library, 2, seed)
        return found[0].question if found else ""

    def around(self, mark: Mark, reach: int = CONTEXT) -> Spread:
        """A document, and its paragraphs around the one looked at. Raises LibraryError when it is gone."""
        library = self.library
        passages = library.paragraphs(mark.document, mark.paragraph - reach, mark.paragraph + reach)
        article = next((one.section[:1] for one in passages if one.paragraph == mark.paragraph), None)
        near = tuple(one for one in passages if one.section[:1] == article)
        return Spread(library.document(mark.document), near, library.original(mark.document) is not None)
