"""Questions in the light of the ones before them: what is carried over is shown, and can be undone one by one.

No language model: what a question lacks (`rag.following`) is put in from the last question as it was asked, from its
answer when that is a name, and from where that answer stands. The answer stays what the report says, verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag import conversation_forms as forms
from rag.folding import fold
from rag.following import Asked, Piece, look_at, pieces_of
from rag.library import Library
from rag.question import Question, analyse
from rag.records import Answer, Carried, CarriedKind, Turn
from rag.words import Words

_NAME_KINDS = ("name", "person", "place", "organisation")
_LONGEST_NAME = 30
"""Characters of an answer that a pronoun can stand for."""
_TAILS = {
    "percent": "是多少", "amount": "是多少", "number": "是多少", "date": "是什么时候", "person": "是谁",
    "place": "在哪里", "organisation": "是哪家", "list": "有哪些", "reason": "怎么样",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the question as it is asked; ``carried`` is None for what was typed."""

    text: str
    carried: Carried | None


class Conversation:
    """A conversation with a library. ``turns``: those so far, the last of which a next question can follow."""

    def __init__(self, library: Library, turns: Iterable[Turn] = ()) -> None:
        self.turns = tuple(turns)
        self._library = library

    def ask(self, text: str, top: int = 5, document: str | None = None, without: Iterable[Carried] = ()) -> Turn:
        """The next turn. ``without``: what is not to be carried over. Raises as `Library.ask`."""
        asked, carried = follow(text, self.turns, self._library.words, frozenset(without))
        if document is not None or self._elsewhere(carried):
            carried = tuple(each for each in carried if each.kind != "document")
        answer = self._answer(asked, top, document, carried)
        if answer.status == "not_found" and any(each.kind == "document" for each in carried):
            wider = self._answer(asked, top, None, ())
            if wider.status == "answered":
                carried = tuple(each for each in carried if each.kind != "document")
                answer = wider
        turn = Turn(text, asked, carried, answer, document)
        self.turns += (turn,)
        return turn

    def _elsewhere(self, carried: Sequence[Carried]) -> bool:
        """Whether what is carried over names another document than the one the last answer stands in: then that answer
        was from the wrong one."""
        standing = next((each.text for each in carried if each.kind == "document"), None)
        names = [each.text for each in carried if each.kind == "name"]
        if standing is None or not names:
            return False
        called = {entry.name: f"{entry.name} {entry.title}" for entry in self._library.documents()}
        named = {name for name in names if any(name in title for title in called.values())}
        return bool(named) and not any(name in called.get(standing, "") for name in named)

    def _answer(self, asked: str, top: int, document: str | None, carried: Sequence[Carried]) -> Answer:
        name = next((each.text for each in carried if each.kind == "document"), None)
        return self._library.ask(asked, top, document if name is None else _pattern(name))


def follow(
    text: str, turns: Sequence[Turn], words: Words, without: frozenset[Carried] = frozenset()
) -> tuple[str, tuple[Carried, ...]]:
    """A question as it is to be asked after these turns, and what of it is carried over; nothing when it stands alone.

    Raises QuestionError.
    """
    asked = look_at(text, words)
    if asked.form == "alone" or not turns:
        return text, ()
    last = analyse(turns[-1].asked, words)
    pieces = pieces_of(last.text, last, words)
    parts = _parts(asked, last, pieces, turns[-1].answer)
    offered = [part.carried for part in parts if part.carried] + _document(asked, turns[-1].answer)
    carried = tuple(each for each in dict.fromkeys(offered) if each not in without)
    kept = "".join(part.text for part in parts if part.carried is None or part.carried in carried)
    read = " ".join(kept.split()).replace(" ；", "；").strip("；")
    return (read, carried) if any(each.kind != "document" for each in carried) else (text, carried)


def _parts(asked: Asked, last: Question, pieces: Sequence[Piece], answer: Answer) -> list[_Part]:
    """The question as it is to be asked, part by part."""
    new = [piece for piece in asked.pieces if piece.kind in ("name", "year")]
    thing = forms.EMPTY.sub("", "".join(piece.text for piece in asked.pieces if piece.kind in ("words", "rest")))
    if asked.form == "slot" and new and not any(map(str.isalnum, thing)):
        return _exchanged(new, pieces)
    typed = asked.rest
    name = _antecedent(asked, last, answer)
    if name and fold(asked.pronoun) in forms.REPLACED:
        before, after = typed.split(asked.pronoun, 1)
        return [_Part(before, None), _Part(name, Carried("name", name)), _Part(f"{after}？", None)]
    context = _context(asked, new, last, pieces, answer)
    if asked.question.language not in ("zh", "ja", "ko"):  # their patterns look at where a question begins
        return [_Part(f"{typed}? ", None), *context]
    tail = _TAILS.get(last.kind, "是什么") if asked.question.language == "zh" and not asked.asks else ""
    # A sentence of its own: what only stands beside it weighs less when it is read
    return [*context, _Part(f"；{typed}{tail}？", None)]


def _exchanged(new: Sequence[Piece], pieces: Sequence[Piece]) -> list[_Part]:
    """The last question with a new year or name in the place of its own."""
    waiting = {_slot(piece): piece for piece in new}
    taken: set[tuple[str, str]] = set()
    left = "".join(each.text if each.kind in ("words", "rest") else "…" for each in pieces)
    others = Carried("words", left.strip(f"…{forms.EDGE}"))
    parts: list[_Part] = []
    for piece in pieces:
        slot = _slot(piece)
        if slot in waiting and slot not in taken:
            parts.append(_Part(waiting[slot].text, None))
            taken.add(slot)
        elif piece.kind in ("name", "year"):
            parts.append(_Part(piece.text, Carried(piece.kind, piece.text)))
        else:
            parts.append(_Part(piece.text, others))
    first = [_Part(f"{piece.text} ", None) for slot, piece in waiting.items() if slot not in taken]
    return first + parts


def _slot(piece: Piece) -> tuple[str, str]:
    """What one piece can stand in the place of another for."""
    return piece.kind, piece.tag


def _context(
    asked: Asked, new: Sequence[Piece], last: Question, pieces: Sequence[Piece], answer: Answer
) -> list[_Part]:
    """What the last turn was about, as far as the question does not say it itself."""
    if name := _antecedent(asked, last, answer):
        return [_Part(f"{name} ", Carried("name", name))]
    slots = {_slot(piece) for piece in new}
    runs = [piece for piece in pieces if piece.kind == "words"]
    if not asked.asks and asked.of("words") and any(piece.kind == "name" for piece in pieces):
        pieces = [piece for piece in pieces if piece not in runs[-1:]]  # the new thing takes the last one's place
    kinds = ("name",) if asked.form == "region" else ("name", "year", "words")
    found = []
    for piece in pieces:
        if piece.kind in kinds and _slot(piece) not in slots and piece.text not in asked.rest:
            kind: CarriedKind = "name" if piece.kind == "name" else "year" if piece.kind == "year" else "words"
            found.append(_Part(f"{piece.text} ", Carried(kind, piece.text)))
    return found


def _antecedent(asked: Asked, last: Question, answer: Answer) -> str:
    """The last answer, when it is a name that a pronoun can stand for."""
    if asked.form != "pronoun" or last.kind not in _NAME_KINDS or len(answer.citations) != 1:
        return ""
    quote = answer.citations[0].quote
    return quote if len(quote) <= _LONGEST_NAME else ""


def _document(asked: Asked, answer: Answer) -> list[Carried]:
    """Where the last answer stands, unless the question goes elsewhere."""
    elsewhere = asked.form == "region" or any(piece.kind in ("name", "year") for piece in asked.pieces)
    return [] if elsewhere or not answer.citations else [Carried("document", answer.citations[0].document)]


def _pattern(name: str) -> str:
    """A pattern that matches a document's name as it stands."""
    return re.sub(r"([\[*?])", r"[\1]", name)
