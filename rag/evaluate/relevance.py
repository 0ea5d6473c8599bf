"""Which passages are right for a question: those that have its evidence in them, or stand in its document.

Gold is anchored on text, so the same gold serves whatever the paragraphs of a document are cut into. Right passages
that say the same are one thing to be found: a hit that stands for several finds it once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from rag.evaluate.gold import Gold
from rag.folding import fold
from rag.library import Library
from rag.names import base_name
from rag.records import Passage, Place, Ranges, RankedPassage
from rag.repeats import Print, nearly_same, print_of

Spot = tuple[str, int, Ranges]
"""A passage by its document, paragraph and ranges."""
Trouble = Literal["", "no_document", "no_evidence", "across"]
"""Why nothing is right, or not as it should be: the document is not there; the evidence is in none; it stands across
passages, and the one with most of it is taken."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be found: each thing as all the spots where it stands, with its grade; none when nothing can be.
    ``passage``: one that is right, to be shown."""

    things: tuple[frozenset[Spot], ...]
    grades: tuple[int, ...]
    passage: Passage | None
    trouble: Trouble = ""


@dataclass(frozen=True, slots=True)
class _Flat:
    passage: Passage
    text: str


class Judge:
    """Tells what is right among the passages of a library, as they are when it is made."""

    def __init__(self, library: Library) -> None:
        found = library.passages(library.passage_ids().tolist()).values()
        ordered = sorted(found, key=lambda one: one.id)
        self._all = [_Flat(one, flat(one.text)) for one in ordered]
        self._by_name: dict[str, list[_Flat]] = {}
        for one in self._all:
            self._by_name.setdefault(base_name(one.passage.document), []).append(one)

    def target(self, gold: Gold) -> Target | None:
        """What is to be found for a question; None when nothing is known of that, or it must not be answered."""
        if not gold.answerable or not (gold.evidence or gold.documents):
            return None
        return self._holding(gold) if gold.evidence else self._documents(gold)

    def _documents(self, gold: Gold) -> Target:
        """The documents named; one that is not there is to be found all the same, at a spot that is nowhere."""
        found = {name: self._by_name.get(base_name(name), []) for name, _ in gold.documents}
        things = tuple(_spots(found[name]) or frozenset({(name, 0, ())}) for name, _ in gold.documents)
        among = [one for passages in found.values() for one in passages]
        answers = [flat(answer) for answer in gold.answers or ()]
        saying = (one.passage for one in among if any(answer in one.text for answer in answers))
        shown = next(saying, among[0].passage if among else None)
        trouble: Trouble = "" if all(found.values()) else "no_document"
        return Target(things, tuple(grade for _, grade in gold.documents), shown, trouble)

    def _holding(self, gold: Gold) -> Target:
        """The passages that hold the evidence, or of what stands across passages the one with most of it."""
        evidence = flat(gold.evidence)
        among = self._all
        if gold.documents:
            among = [one for name, _ in gold.documents for one in self._by_name.get(base_name(name), [])]
            if not among:
                return Target((), (), None, "no_document")
        holding = [one for one in among if evidence in one.text]
        if holding:
            things = _things(holding)
            return Target(things, (1,) * len(things), holding[0].passage)
        for document in dict.fromkeys(one.passage.document for one in among):
            most = _most_of(evidence, [one for one in among if one.passage.document == document])
            if most:
                return Target((_spots([most]),), (1,), most.passage, "across")
        return Target((), (), None, "no_evidence")


def found_in(target: Target, passages: Sequence[RankedPassage]) -> tuple[int, ...]:
    """For each passage the number, from 1, of the thing it finds; 0 where it finds none, or one found before."""
    seen: set[int] = set()
    found = []
    for passage in passages:
        spots = {_spot(passage), *map(_spot, passage.also_in)}
        hit = (number for number, thing in enumerate(target.things, 1) if spots & thing and number not in seen)
        number = next(hit, 0)
        seen.add(number)
        found.append(number)
    return tuple(found)


def flat(text: str) -> str:
    """Text without white space, in one width: how evidence is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _spot(one: Passage | RankedPassage | Place) -> Spot:
    return one.document, one.paragraph, one.ranges


def _spots(found: Iterable[_Flat]) -> frozenset[Spot]:
    return frozenset(_spot(one.passage) for one in found)


def _things(holding: Sequence[_Flat]) -> tuple[frozenset[Spot], ...]:
    """The passages in groups that say the same, as retrieval makes one hit of them."""
    groups: list[list[_Flat]] = []
    prints: list[Print] = []
    for one in holding:
        mine = print_of(fold(one.passage.text))
        same = next((number for number, other in enumerate(prints) if nearly_same(other, mine)), None)
        if same is None:
            groups.append([one])
            prints.append(mine)
        else:
            groups[same].append(one)
    return tuple(map(_spots, groups))


def _most_of(evidence: str, passages: Sequence[_Flat]) -> _Flat | None:
    """Of the passages of one document the one that has most of an evidence that runs over several, None without."""
    start = "".join(one.text for one in passages).find(evidence)
    if start < 0 or not evidence:
        return None
    ends = list(accumulate(len(one.text) for one in passages))

    def shared(number: int) -> int:
        first = ends[number] - len(passages[number].text)
        return min(ends[number], start + len(evidence)) - max(first, start)

    return passages[max(range(len(passages)), key=lambda number: (shared(number), -number))]
