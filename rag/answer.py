"""From what a reader found to the answer with its citations, or to an honest "not found"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from rag.comparing import compares, told
from rag.passages import sentences
from rag.plain import polite
from rag.question import Question
from rag.reader import Reader
from rag.records import Answer, Citation, Hit, RankedPassage, Reading, Span, narrow

READ = 10
"""Hits a reader sees: the first of those found, however many are shown, so that the answer does not hang on that."""
JOINER = "；"  # the one character of an answer that is not from a source (contract)


def answer(question: Question, hits: Sequence[Hit], reader: Reader, top: int, ordered: bool = False) -> Answer:
    """The answer to ``question`` from the first `READ` of ``hits``, with the ``top`` most relevant passages, or where
    they are ``ordered`` already the first.

    What several documents would have to be compared or added up for is not found, and no span of one is believed,
    unless its sentence says it itself; no more is anything for a greeting, which asks nothing.
    """
    reading = reader.read(question, hits[:READ])
    passages = ranked(hits[:top]) if ordered else _reranked(hits, reading, top)
    if not reading.spans or not reading.answered:
        return Answer(question.text, "not_found", None, reading.confidence, (), passages)
    if polite(question.text) or _unsaid(question, hits, reading.spans[0]):
        return Answer(question.text, "not_found", None, 0.0, (), passages)
    citations = tuple(_citation(rank, span, hits[span.hit]) for rank, span in enumerate(reading.spans, 1))
    text = JOINER.join(dict.fromkeys(citation.quote for citation in citations))
    return Answer(question.text, "answered", text, reading.confidence, citations, passages)


def _unsaid(question: Question, hits: Sequence[Hit], span: Span) -> bool:
    """Whether documents would have to be compared for the answer, and the sentence of the span does not say it."""
    if len({hit.passage.document for hit in hits}) < 2 or not compares(question.plain):
        return False
    text = hits[span.hit].passage.text
    start, end = _around(text, span)
    return not told(question.plain, text[start:end])


def _citation(rank: int, span: Span, hit: Hit) -> Citation:
    passage = hit.passage
    start, end = _around(passage.text, span)
    return Citation(
        rank=rank,
        document=passage.document,
        title=passage.title,
        section=passage.section,
        pages=passage.pages,
        paragraph=passage.paragraph,
        quote=passage.text[span.start : span.end],
        ranges=narrow(passage.ranges, span.start, span.end),
        sentence=passage.text[start:end],
        sentence_ranges=narrow(passage.ranges, start, end),
        passage=passage.text,
        passage_ranges=passage.ranges,
        also_in=hit.also_in,
    )


def _around(text: str, span: Span) -> tuple[int, int]:
    """The sentences that a span touches, as one piece."""
    touched = [(start, end) for start, end in sentences(text) if start < span.end and span.start < end]
    return min([start for start, _ in touched] + [span.start]), max([end for _, end in touched] + [span.end])


def _reranked(hits: Sequence[Hit], reading: Reading, top: int) -> tuple[RankedPassage, ...]:
    """The ``top`` hits by the relevance the reader gives them, ties and those it did not see as they were found."""
    unseen = itertools.count(min(reading.relevance, default=0.0) - 1, -1)
    relevance = [*reading.relevance, *itertools.islice(unseen, len(hits) - len(reading.relevance))]
    order = sorted(range(len(hits)), key=lambda number: (-relevance[number], number))[:top]
    return tuple(_passage(rank, hits[number], relevance[number]) for rank, number in enumerate(order, 1))


def ranked(hits: Sequence[Hit]) -> tuple[RankedPassage, ...]:
    """All hits, as they were found."""
    return tuple(_passage(rank, hit, hit.score) for rank, hit in enumerate(hits, 1))


def _passage(rank: int, hit: Hit, score: float) -> RankedPassage:
    passage = hit.passage
    return RankedPassage(
        rank=rank,
        document=passage.document,
        title=passage.title,
        section=passage.section,
        pages=passage.pages,
        paragraph=passage.paragraph,
        score=score,
        text=passage.text,
        ranges=passage.ranges,
        also_in=hit.also_in,
        why=hit.why,
    )
