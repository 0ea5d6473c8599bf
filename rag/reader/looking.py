"""The sentences of the hits that are read: how much each promises, and the pieces of them that could be the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embeddings.meanings import Meanings
from rag.bridge import nearness
from rag.encoding import context
from rag.question import Question
from rag.reader.matching import Sentence, context_of, covered, elsewhere
from rag.reader.signals import TYPED
from rag.reader.spans import candidates
from rag.reader.units import UNFIT
from rag.records import Hit, Span

_DEEPEST, _DEEPEST_FOREIGN = 8, 12
"""Sentences of which every fitting piece is offered, for a question in Chinese and in another language."""
_NEARNESS = 2.5
"""How much more than what its words tell nearness says of a sentence for a question in another language."""
_OFFERED = (*TYPED, "list")
_DIGIT = re.compile("[0-9零〇一二两三四五六七八九十百千万亿半双数单Ⅰ-Ⅻ]")
_CLAUSES = tuple(re.compile(marks) for marks in ("[,;。:!?\n]", "[,;。:!?\n、]"))
"""Marks between clauses, and those between the items of a series, too."""
_ONLY_NUMBER = re.compile(r"[\d.,%‰]+[万亿千百]*\w?")


@dataclass(frozen=True, slots=True)
class Looked:
    """A sentence of a hit that is read. ``told``: what its words, time and names say for it; ``near``: how near its
    words come to those of the question in another language than Chinese; both less that of the best one, so 0 at most.
    ``close``: how near as it is, 0 to 1; for a Chinese question both are 0, its words being told of.
    ``period``, ``coverage``, ``covered``, ``elsewhere``: as in `rag.reader.matching`."""

    hit: int
    start: int
    end: int
    told: float
    near: float
    close: float
    period: float
    coverage: float
    covered: float
    elsewhere: float

    @property
    def promise(self) -> float:
        """What speaks for its being read."""
        return self.told + _NEARNESS * self.near


def looked_at(
    question: Question, ranked: Sequence[Sentence], hits: Mapping[int, Hit], texts: Sequence[str], meanings: Meanings
) -> list[Looked]:
    """The sentences of those ``hits``, by their numbers; ``texts`` are those of all hits, folded."""
    mine = [one for one in ranked if one.hit in hits]
    near = [0.0] * len(mine)
    if question.language != "zh":
        passages = [hits[one.hit].passage for one in mine]
        told = [
            (context(passage.title, passage.section), passage.text[one.start : one.end])
            for one, passage in zip(mine, passages, strict=True)
        ]
        near = [round(value, 4) for value in nearness(meanings, question, told)]
    most = max((one.score for one in mine), default=0.0), max(near, default=0.0)
    above = {number: context_of(hit) for number, hit in hits.items()}
    return [
        Looked(
            hit=one.hit,
            start=one.start,
            end=one.end,
            told=round(one.score - most[0], 4),
            near=round(value - most[1], 4),
            close=value,
            period=one.period,
            coverage=round(one.coverage, 4),
            covered=round(covered(question, above[one.hit], texts[one.hit][one.start : one.end]), 4),
            elsewhere=elsewhere(question, above[one.hit], texts[one.hit][one.start : one.end]),
        )
        for one, value in zip(mine, near, strict=True)
    ]


def offered(question: Question, texts: Sequence[str], looked: Sequence[Looked]) -> list[Span]:
    """Every piece of the form asked for in the most promising sentences."""
    if question.kind not in _OFFERED:
        return []
    best = sorted(looked, key=lambda one: (-one.promise, one.hit, one.start))
    return [
        Span(one.hit, found.start, found.end, found.fit)
        for one in best[: _DEEPEST if question.language == "zh" else _DEEPEST_FOREIGN]
        for found in candidates(question, texts[one.hit], one.start, one.end)
        if found.fit >= UNFIT
    ]


def clauses_near(
    question: Question, hits: Sequence[Hit], texts: Sequence[str], spans: Sequence[Span], meanings: Meanings
) -> list[float]:
    """How near the clause of each span comes to the words of the question, and the item of a series that it is in, on
    the average, 0 to 1; 0 for a question in Chinese, where ``told`` says it."""
    if question.language == "zh":
        return [0.0] * len(spans)
    passages = [hits[one.hit].passage for one in spans]
    above = [context(one.title, one.section) for one in passages]
    near = [
        nearness(meanings, question, list(zip(above, (_within(one, texts, marks) for one in spans), strict=True)))
        for marks in _CLAUSES
    ]
    return [round((clause + item) / 2, 4) for clause, item in zip(*near, strict=True)]


def _within(span: Span, texts: Sequence[str], marks: re.Pattern[str]) -> str:
    """The text around a span, to the nearest mark on each side."""
    text = texts[span.hit]
    start = max((mark.end() for mark in marks.finditer(text, 0, span.start)), default=0)
    after = marks.search(text, span.end)
    return text[start : after.start() if after else len(text)]


def unfit(question: Question, folded: str, start: int, end: int, fit: float) -> bool:
    """Whether a span cannot be what is asked for: a number of another sort, or one for a person or place."""
    said = folded[start:end]
    if question.kind in ("number", "percent", "amount"):
        if question.language != "zh":
            return (fit + 1) / 2 < UNFIT
        return not _DIGIT.search(said) or (bool(re.search("[0-9]", said)) and (fit + 1) / 2 < UNFIT)
    if question.kind == "person":
        return bool(re.search("[0-9%]", said))
    return question.kind in ("place", "organisation") and bool(_ONLY_NUMBER.fullmatch(said))
