"""What every handler of the chat works on: the library, and what was found out about it once."""

from __future__ import annotations

from threading import Lock

from rag import Library
from rag.records import Document, Passage
from rag.rows import Holding
from ui.render import Mark
from ui.render.page import Starter
from ui.starters import starters

CONTEXT = 1  # paragraphs shown on each side of the one looked at


class Desk:
    """A library that is asked by many. What it holds is counted again only when it has changed."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._lock = Lock()
        self._generation = -1
        self._holding = Holding(0, 0, 0, None, "")
        self._starters: tuple[Starter, ...] = ()

    def welcome(self) -> tuple[Holding, tuple[Starter, ...]]:
        """What the library holds, and questions to begin with."""
        with self._lock:
            generation = self.library.generation
            if generation != self._generation:
                self._holding = self.library.holding()
                self._starters = starters(self.library) if self._holding.documents else ()
                self._generation = generation
            return self._holding, self._starters

    def around(self, mark: Mark, reach: int = CONTEXT) -> tuple[Document, tuple[Passage, ...]]:
        """A document, and its paragraphs around the one looked at. Raises LibraryError when it is gone."""
        passages = self.library.paragraphs(mark.document, mark.paragraph - reach, mark.paragraph + reach)
        article = next((one.section[:1] for one in passages if one.paragraph == mark.paragraph), None)
        return self.library.document(mark.document), tuple(one for one in passages if one.section[:1] == article)

    def random_question(self, seed: int) -> str:
        """A question that the library answers; one of those to begin with when no other is found."""
        found = starters(self.library, 2, seed)
        return found[0].question if found else ""
