"""The last question with something new in the place of its own: 那湖北和四川呢 for 河北, 进口呢 for 出口."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rag import conversation_forms as forms
from rag.folding import fold
from rag.following import NOUN, PLACE, Asked, Piece, says_more
from rag.records import Carried

_LETTERED = (("name", ""), ("name", PLACE))


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the question as it is asked; ``carried`` is None for what was typed."""

    text: str
    carried: Carried | None


def new_of(asked: Asked, pieces: Sequence[Piece]) -> dict[tuple[str, str], str]:
    """What a question puts in the place of something of the last one, by slot, two of a sort as they stand in it
    (湖北和四川); nothing when it says more than that."""
    thing = forms.EMPTY.sub("", "".join(piece.text for piece in asked.pieces if piece.kind in ("words", "rest")))
    runs = asked.of("words")
    measured = len(runs) == 1 and thing.strip(forms.EDGE) == runs[0].text and bool(changing(pieces))
    if any(map(str.isalnum, thing)) and not (asked.question.language == "zh" and measured):
        return {}
    new: dict[tuple[str, str], str] = {}
    between = ""
    for piece in asked.pieces:
        if piece.kind == "rest":
            between += piece.text
            continue
        slot = slot_of(piece)
        new[slot] = new[slot] + (between or " ") + piece.text if slot in new else piece.text
        between = ""
    return new


def changing(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of a question that asks how much one thing changes and no more (固定资产投资增长多少), the thing in
    one; none of any other question."""
    at = next((place for place, piece in enumerate(pieces[:-1]) if piece.kind == "words"), None)
    if at is None or any(piece.kind == "words" for piece in pieces[at + 1 :]):
        return []
    after = pieces[at + 1].text
    change = forms.CHANGE.match(fold(after))
    if not change or (change[1] and change[1] not in forms.RELATIVE):
        return []
    if says_more("".join(piece.text for piece in pieces if piece.kind == "rest")):
        return []
    thing = Piece("words", pieces[at].text + after[: change.end(1)])
    return [*pieces[:at], thing, Piece("rest", after[change.end(1) :]), *pieces[at + 2 :]]


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces, names of a sort side by side as one (湖北和四川): what is new takes the place of all of them, unless one
    is put in for another to be compared."""
    read: list[Piece] = []
    for piece in pieces:
        named = piece.kind == "name" and len(read) > 1 and slot_of(read[-2]) == slot_of(piece)
        if named and forms.AND.fullmatch(fold(read[-1].text)):
            between = read.pop()
            read[-1] = Piece("name", read[-1].text + between.text + piece.text, piece.tag)
            continue
        read.append(piece)
    return read


def exchanged(waiting: dict[tuple[str, str], str], pieces: Sequence[Piece]) -> list[Part]:
    """The last question with what is new in the place of its own."""
    takes = _places(waiting, pieces)
    others = Carried(
        "words",
        "".join(
            "…" if place in takes or piece.kind in ("name", "year") else piece.text
            for place, piece in enumerate(pieces)
        ).strip(f"…{forms.EDGE}"),
    )
    parts: list[Part] = []
    for place, piece in enumerate(pieces):
        if place in takes:
            new = waiting[takes[place]]
            spaced = new.isascii() and not piece.text.isascii()  # letters would run into the figure after
            parts.append(Part(f"{new} " if spaced else new, None))
        elif piece.kind in ("name", "year"):
            parts.append(Part(piece.text, Carried(piece.kind, piece.text)))
        else:
            parts.append(Part(piece.text, others))
    first = [Part(f"{text} ", None) for slot, text in waiting.items() if slot not in takes.values()]
    return first + parts


def _places(waiting: Iterable[tuple[str, str]], pieces: Sequence[Piece]) -> dict[int, tuple[str, str]]:
    """Which of the last question's pieces each new one takes the place of: the first of its slot, else, in letters,
    the first name, as no dictionary tells a town from a province there."""
    slots = [slot_of(piece) for piece in pieces]
    takes: dict[int, tuple[str, str]] = {}
    for slot in waiting:
        if slot in slots and slot[1] != NOUN:
            takes[slots.index(slot)] = slot
        elif slot in _LETTERED:
            for place, piece in enumerate(pieces):
                if slots[place] in _LETTERED and piece.text.isascii() and place not in takes:
                    takes[place] = slot
                    break
    return takes


def slot_of(piece: Piece) -> tuple[str, str]:
    """What one piece can stand in the place of another for."""
    return piece.kind, piece.tag
