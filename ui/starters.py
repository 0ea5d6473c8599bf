"""Questions to begin with, drawn from the corpus: a figure is taken out of a sentence and asked for.

A question is offered only when the library answers it with that figure; one of them is about a year that no document
names, and offered only when the library finds no answer. Over several documents a question says which one is meant,
since what is said of one is said of the next one too.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from rag import Library
from rag.errors import ChuchuError
from rag.folding import fold
from rag.passages import sentences
from rag.provinces import provinces
from rag.rows import DocumentEntry
from ui.render.page import Starter

COUNT = 6
LOOKED_AT = 400  # passages that figures are looked for in
TRIED = 40  # questions put to the library, at most
NEAR = 12  # characters of a question within which another one is the same question

_FIGURE = r"[0-9][0-9,.]*(?:[万亿]+|\s?(?:million|billion))?"
_PAUSE = re.compile(r"[，。；：！？、（）()“”《》\s]+")
_LEAST, _MOST = 8, 30  # characters of a clause that makes a question, and of the question at least
_LEANING = tuple("对为将从在把由向来其与和及近约超并再以")  # a clause that begins so needs the one before it
# A figure and what is counted; not a date, an ordinal or a part of a name.
_CHINESE = re.compile(
    rf"(?<![第0-9A-Za-z.+\-])(?P<figure>{_FIGURE})(?:[%％]|(?P<unit>余?[件项次个家人名期场条份万亿元吨公里所座米户亩平方立只艘门]+))"
)
_ENGLISH = re.compile(
    rf"(?P<head>\b[Tt]he [a-z][a-z ]{{4,40}}?) (?P<verb>was|is|reached|rose to|grew to) (?P<figure>{_FIGURE})"
)
_ENGLISH_ASKS = {
    "was": "What was {head}?",
    "is": "What is {head}?",
    "reached": "What did {head} reach?",
    "rose to": "What did {head} rise to?",
    "grew to": "What did {head} grow to?",
}
# Asked when no question about another year goes unanswered.
ELSEWHERE = ("珠穆朗玛峰的海拔是多少米？", "莫扎特出生在哪一年？", "How tall is Mount Everest?")


def starters(library: Library, count: int = COUNT, seed: int = 0) -> tuple[Starter, ...]:
    """Up to ``count`` questions, the last of them without an answer; other ones for another ``seed``."""
    found: list[Starter] = []
    asked = _questions(library, seed)
    heads: list[str] = []
    for tried, (question, figure) in enumerate(asked):
        if len(found) == count - 1 or tried == TRIED:
            break
        if _answers(library, question, figure):
            found.append(Starter(question, True))
            heads.append(question)
    nowhere = _nowhere(library, heads)
    return (*found, Starter(nowhere, False)) if nowhere else tuple(found)


def _questions(library: Library, seed: int) -> Iterator[tuple[str, str]]:
    """Questions with the figure each asks for, from all over the library."""
    chance = random.Random(seed)
    numbers = [int(number) for number in library.passage_ids()]
    chosen = chance.sample(numbers, min(LOOKED_AT, len(numbers)))
    passages = library.passages(chosen)
    named = _Named(library.documents())
    seen: set[str] = set()
    for number in chosen:
        for question, figure in _asked(passages[number].text) if number in passages else ():
            if question[:NEAR] not in seen:
                seen.add(question[:NEAR])
                yield named.question(question, passages[number].document), figure
                break  # one from each passage


class _Named:
    """Questions that say which of several documents they are about: by its province if no other document is about
    that one, else by its title."""

    def __init__(self, entries: Sequence[DocumentEntry]) -> None:
        self._titles = {entry.name: entry.title for entry in entries} if len(entries) > 1 else {}
        self._places = {name: sorted(provinces(fold(title))) for name, title in self._titles.items()}
        self._times = Counter(place for places in self._places.values() for place in places)

    def question(self, question: str, document: str) -> str:
        """The question with the name before it."""
        title, places = self._titles.get(document, ""), self._places.get(document, [])
        if not title or title in question or any(place in question for place in places):
            return question
        if not question.endswith("？"):
            return f"According to “{title}”: {question}"
        unique = len(places) == 1 and self._times[places[0]] == 1
        return f"{places[0]}{question}" if unique else f"根据《{title}》，{question}"


def _asked(passage: str) -> Iterator[tuple[str, str]]:
    for start, end in sentences(passage):
        sentence = passage[start:end]
        for clause in _PAUSE.split(sentence):
            if not _LEAST <= len(clause) <= _MOST or clause.startswith(_LEANING):
                continue
            found = _CHINESE.search(clause)
            if found and len(re.findall("[0-9.,]+", clause)) == 1:
                unit = (found["unit"] or "").removeprefix("余")
                question = f"{clause[: found.start()]}多少{unit}{clause[found.end() :]}？"
                if len(question) >= _LEAST:
                    yield question, found["figure"]
        for found in _ENGLISH.finditer(sentence):
            head = found["head"][0].lower() + found["head"][1:]
            yield _ENGLISH_ASKS[found["verb"]].format(head=head), found["figure"]


def _answers(library: Library, question: str, figure: str) -> bool:
    try:
        answer = library.ask(question, 1)
    except ChuchuError:
        return False
    return answer.text is not None and figure in answer.text


def _nowhere(library: Library, questions: Sequence[str]) -> str | None:
    years = library.holding().years
    after = max(int(years[1]), 2000) + 15 if years else 2060
    for question in (*(f"{after}年，{question}" for question in questions), *ELSEWHERE):
        try:
            if library.ask(question, 1).text is None:
                return question
        except ChuchuError:
            return None
    return None
