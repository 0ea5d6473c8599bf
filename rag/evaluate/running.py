"""Gold questions asked in one setting, each as `chuchu ask` and `chuchu search` would, and what came of each."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.asking import Ground, ask, search
from rag.errors import QuestionError
from rag.evaluate.gold import Gold
from rag.evaluate.models import Models
from rag.evaluate.relevance import Judge, Target, found_in
from rag.evaluate.scoring import NOTHING, Score, cmrc, near, squad
from rag.evaluate.settings import Setting
from rag.library import Library
from rag.question import Question
from rag.reader import Reader
from rag.records import Answer, Hit, RankedPassage, Reading, cut

DEPTH = 20
"""Passages of each question that are looked at."""
TOP = 5
"""Passages that the answer is asked with: what `chuchu ask` does unless it is told otherwise."""

Progress = Callable[[int, int, str], None]
"""Told how many questions are done, how many there are, and the next."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a reader said to a question, and how good it is. ``guess``: the best span, also when it was declined, None
    when there is none; the scores are of what was said, ``right`` is whether the guess is near an answer."""

    answer: Answer
    guess: str | None
    cmrc: Score
    squad: Score
    near: bool
    right: bool
    ranges: int
    wrong_ranges: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question. ``target``: None where nothing is known of what is right; ``found``: for each passage
    the number of the thing it finds, 0 for none; ``said``: None without a reader; ``wrong``: why it cannot be
    asked."""

    gold: Gold
    target: Target | None
    passages: tuple[RankedPassage, ...]
    found: tuple[int, ...]
    said: Said | None
    seconds: float
    wrong: QuestionError | None = None

    @property
    def rank(self) -> int:
        """Of the first right passage, from 1; 0 when it is not among the first `DEPTH`."""
        return next((rank for rank, number in enumerate(self.found, 1) if number), 0)


class _Listening:
    """A reader that remembers what it made of the last question: what is declined is measured too."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.name = reader.name
        self.guess: str | None = None

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        reading = self._reader.read(question, hits)
        pieces = dict.fromkeys(hits[span.hit].passage.text[span.start : span.end] for span in reading.spans)
        self.guess = "；".join(pieces) or None
        return reading


def outcomes(
    library: Library, setting: Setting, models: Models, questions: Sequence[Gold], progress: Progress | None = None
) -> tuple[Outcome, ...]:
    """What comes of each question, in order. Raises ModelError, LibraryError."""
    ground = Ground(library.index, library.words, None, setting.weights, models.reranker)
    judge = Judge(library)
    reader = _Listening(models.reader) if models.reader else None
    text_of = lru_cache(64)(lambda name: library.document(name).text)
    found = []
    for done, gold in enumerate(questions):
        if progress:
            progress(done, len(questions), gold.question)
        found.append(_outcome(ground, judge, reader, text_of, gold))
    if progress:
        progress(len(questions), len(questions), "")
    return tuple(found)


def _outcome(
    ground: Ground, judge: Judge, reader: _Listening | None, text_of: Callable[[str], str], gold: Gold
) -> Outcome:
    target = judge.target(gold)
    started = time.perf_counter()
    try:
        if reader is None:
            passages = search(ground, gold.question, DEPTH)
            seconds, said = time.perf_counter() - started, None
        else:
            answer = ask(ground, gold.question, TOP, reader)
            seconds, said = time.perf_counter() - started, _said(gold, answer, reader.guess, text_of)
            # Asked again: with more hits a reader can give another answer than `chuchu ask` does
            passages = ask(ground, gold.question, DEPTH, reader).passages
    except QuestionError as error:
        return Outcome(gold, target, (), (), None, 0.0, error)
    return Outcome(gold, target, passages, found_in(target, passages) if target else (), said, seconds)


def _said(gold: Gold, answer: Answer, guess: str | None, text_of: Callable[[str], str]) -> Said:
    answers = gold.answers or ()
    same = checked(answer, text_of)
    return Said(
        answer=answer,
        guess=guess,
        cmrc=cmrc(answers, answer.text) if answers else NOTHING,
        squad=squad(answers, answer.text) if answers else NOTHING,
        near=near(answers, answer.text),
        right=near(answers, guess),
        ranges=len(same),
        wrong_ranges=same.count(False),
    )


def checked(answer: Answer, text_of: Callable[[str], str]) -> list[bool]:
    """For everything that an answer quotes whether it is what its document says there."""
    quoted = [(one.document, one.ranges, one.text) for one in answer.passages]
    for one in answer.citations:
        quoted += [
            (one.document, one.ranges, one.quote),
            (one.document, one.sentence_ranges, one.sentence),
            (one.document, one.passage_ranges, one.passage),
        ]
    return [cut(text_of(document), ranges) == text for document, ranges, text in quoted]
