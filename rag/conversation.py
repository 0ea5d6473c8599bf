"""Questions in the light of the ones before them: what is carried over is shown, and can be undone one by one.

No language model: what a question lacks (`rag.following`) is put in from the last question as it was asked, from its
answer when that is a name, and from where that answer stands. The answer stays what the report says, verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rag import conversation_forms as forms
from rag.comparing import across, compares
from rag.exchanging import Part, changing, exchanged, joined, new_of, slot_of
from rag.folding import fold
from rag.following import PLACE, Asked, Piece, look_at, pieces_of
from rag.library import Library
from rag.plain import polite
from rag.provinces import provinces
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
        named = {name for name in names if any(_calls(title, name) for title in called.values())}
        return bool(named) and not any(_calls(called.get(standing, ""), name) for name in named)

    def _answer(self, asked: str, top: int, document: str | None, carried: Sequence[Carried]) -> Answer:
        name = next((each.text for each in carried if each.kind == "document"), None)
        return self._library.ask(asked, top, document if name is None else _pattern(name))


def follow(
    text: str, turns: Sequence[Turn], words: Words, without: frozenset[Carried] = frozenset()
) -> tuple[str, tuple[Carried, ...]]:
    """A question as it is to be asked after these turns, and what of it is carried over; nothing when it stands alone.
    Thanks and the like follow nothing, and are not followed.

    Raises QuestionError.
    """
    asked = look_at(text, words)
    turns = [turn for turn in turns if not polite(turn.question)]
    if asked.form == "alone" or not turns or polite(text):
        return text, ()
    last = analyse(turns[-1].asked, words)
    pieces = pieces_of(last.text, last, words)
    name = _antecedent(asked, turns, words)
    parts = _parts(asked, last, pieces, name)
    offered = [part.carried for part in parts if part.carried] + _document(asked, turns[-1].answer)
    carried = tuple(each for each in dict.fromkeys(offered) if each not in without)
    kept = "".join(part.text for part in parts if part.carried is None or part.carried in carried)
    read = " ".join(kept.split()).replace(" ；", "；").strip("；")
    return (read, carried) if any(each.kind != "document" for each in carried) else (text, carried)


def _parts(asked: Asked, last: Question, pieces: Sequence[Piece], name: str) -> list[Part]:
    """The question as it is to be asked, part by part. ``name``: what a pronoun stands for."""
    if asked.form == "slot" and (new := new_of(asked, pieces)):
        waiting = changing(pieces) if ("words", "") in new else pieces
        several = len(asked.of("name")) > 1
        return exchanged(new, waiting if compares(last.text) and not several else joined(waiting))
    typed = asked.rest
    if name and fold(asked.pronoun) in forms.REPLACED:
        before, after = typed.split(asked.pronoun, 1)
        return [Part(before, None), Part(name, Carried("name", name)), Part(f"{after}？", None)]
    context = [Part(f"{name} ", Carried("name", name))] if name else _context(asked, last, pieces)
    if asked.question.language not in ("zh", "ja", "ko"):  # their patterns look at where a question begins
        return [Part(f"{typed}? ", None), *context]
    tail = _TAILS.get(last.kind, "是什么") if asked.question.language == "zh" and not asked.asks else ""
    tail = tail.removeprefix(typed[-1:])  # 还有 有哪些
    # A sentence of its own: what only stands beside it weighs less when it is read
    return [*context, Part(f"；{typed}{tail}？", None)]


def _context(asked: Asked, last: Question, pieces: Sequence[Piece]) -> list[Part]:
    """What the last turn was about, as far as the question does not say it itself."""
    wide = across(asked.rest)
    slots = {slot_of(piece) for piece in asked.pieces if piece.kind in ("name", "year")}
    runs = [piece for piece in pieces if piece.kind == "words"]
    planned = forms.PLANNED.search(fold(asked.rest)) and not forms.PLANNED.search(fold(last.text))
    if wide or planned:
        pieces = _with_measures(pieces)
    if wide:
        pieces = [piece for piece in pieces if slot_of(piece) != ("name", PLACE)]
    elif not asked.asks and asked.of("words") and any(piece.kind == "name" for piece in pieces):
        pieces = [piece for piece in pieces if piece not in runs[-1:]]  # the new thing takes the last one's place
    kinds = ("name",) if asked.form == "region" else ("name", "year") if _of_place(asked) else ("name", "year", "words")
    found = []
    for piece in pieces:
        past = piece.kind == "year" and planned and not forms.COMING.search(fold(last.text))
        if piece.kind in kinds and not past and slot_of(piece) not in slots and piece.text not in asked.rest:
            kind: CarriedKind = "name" if piece.kind == "name" else "year" if piece.kind == "year" else "words"
            found.append(Part(f"{piece.text} ", Carried(kind, piece.text)))
    return found


def _with_measures(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces, words with how what they name is measured (GDP增长): it is what places are compared by."""
    read = list(pieces)
    for place, (piece, after) in enumerate(pairwise(pieces)):
        measure = forms.MEASURE.match(fold(after.text)) if piece.kind == "words" else None
        if measure:
            read[place] = Piece("words", piece.text + after.text[: measure.end()])
    return read


def _of_place(asked: Asked) -> bool:
    """Whether a question asks something of its own of the place last spoken of: 该省粮食产量."""
    said = "".join(piece.text for piece in asked.pieces if piece.kind == "words")
    place = forms.OF_PLACE.search(fold(asked.rest))
    own = fold(said).replace(place[0], "") if place else ""
    return asked.form == "pronoun" and len(own.strip("省市区县州 ")) > 1


def _antecedent(asked: Asked, turns: Sequence[Turn], words: Words) -> str:
    """The name that a pronoun stands for: the last answer when it is one of its kind; for a person, further back too,
    while one question follows another, or the one person the question names."""
    if asked.form != "pronoun":
        return ""
    pronoun = fold(asked.pronoun)
    personal = pronoun in forms.PERSONAL
    fit = ("name", "person") if personal else _NAME_KINDS
    for turn in reversed(turns):
        last = analyse(turn.asked, words)
        quotes = [citation.quote for citation in turn.answer.citations]
        person = last.kind == "person" and pronoun in forms.IMPERSONAL
        if last.kind in fit and not person and len(quotes) == 1 and len(quotes[0]) <= _LONGEST_NAME:
            return quotes[0]
        if personal and (name := _person(pieces_of(last.text, last, words))):
            return name
        if not personal or not turn.carried:
            break
    return ""


def _person(pieces: Sequence[Piece]) -> str:
    """The one person that a question names; none where more words run on from it, as they may be of the name."""
    people = [place for place, piece in enumerate(pieces) if piece.kind == "name" and piece.tag.startswith("nr")]
    if len(people) != 1:
        return ""
    after = [piece.kind for piece in pieces[people[0] + 1 :] if piece.text.strip()]
    if after[:1] == ["words"]:
        return ""
    return pieces[people[0]].text


def _document(asked: Asked, answer: Answer) -> list[Carried]:
    """Where the last answer stands, unless the question goes elsewhere."""
    new = any(piece.kind in ("name", "year") for piece in asked.pieces)
    elsewhere = asked.form == "region" or new or across(asked.rest)
    return [] if elsewhere or not answer.citations else [Carried("document", answer.citations[0].document)]


def _calls(title: str, name: str) -> bool:
    """Whether a title has a name, in whichever language a province is named."""
    places = provinces(fold(name))
    return bool(places & provinces(fold(title))) if places else name in title


def _pattern(name: str) -> str:
    """A pattern that matches a document's name as it stands."""
    return re.sub(r"([\[*?])", r"[\1]", name)
