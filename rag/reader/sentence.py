"""The first reader: the sentence with the question's words in it, and in it the span that is of the kind asked for.

No training but of the confidence: a logistic regression over a few features, see `CONFIDENCE`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.folding import fold
from rag.question import Question
from rag.reader.matching import Sentence, context_of, has_words, named, ranked_sentences, shares
from rag.reader.pairing import partner
from rag.reader.spans import Candidate, candidates, clauses
from rag.records import Hit, Range, Reading, Span

# Logistic regression over `_features`, fitted by `python tests/benchmarks/sentence_fit.py`: see there for the sets.
CONFIDENCE = {
    "bias": -6.53,
    "coverage": 3.56,
    "margin": 0.25,
    "hit": 1.51,
    "fit": 1.46,
    "period": 0.9,
    "whole": 0.64,
    "names": 0.31,
}

BELIEVED = 0.2
"""Below this confidence, "not found" is said. Chosen on tune questions, each asked once more so that it has no answer:
from here on half of what is said is right."""

# Weights of a span's score beside its sentence's: how well its form fits, how near the question's words are. Chosen
# with tests/benchmarks/reading.py on cmrc2018_trial and reports_dev.
_FIT, _PULL = 0.35, 0.3
_PULL_INSIDE = 0.7  # the same within one sentence, beside the fit
_DEEPEST = 8  # sentences in which spans are looked for
_NEAR = 12.0  # characters in which a word's pull on a span falls to half
_FAR = 10 * _NEAR  # from which it has none
_MOST = 100  # spans looked at of one sentence: more only where there are no marks
WHOLE = ("reason", "other", "list", "yesno")
_END_MARKS = " \t\n\u3000,。;:、!?，；：！？"


@dataclass(frozen=True, slots=True)
class _Found:
    sentence: Sentence
    candidate: Candidate
    score: float


class SentenceReader:
    """Reads by matching words; deterministic, no model."""

    name = "sentence"

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As in `rag.reader.Reader`: at most one span, a list being one."""
        relevance, order = _read(question, hits)
        if not order:
            return Reading((), relevance, 0.0, False)
        sure = confidence(_features(question, hits, order))
        return Reading((_span(order[0]),), relevance, sure, sure >= BELIEVED)


def spans_of(question: Question, texts: Sequence[str], ranked: Sequence[Sentence]) -> tuple[Span, ...]:
    """The best span of each promising sentence, best first; ``texts`` are those of the hits, folded, ``ranked`` their
    sentences."""
    return tuple(map(_span, _best_spans(question, texts, ranked)))


def features_of(question: Question, hits: Sequence[Hit]) -> tuple[dict[str, float], Span] | None:
    """The best span and what the confidence in it rests on, to fit `CONFIDENCE` with; None when there is no span."""
    _, order = _read(question, hits)
    return (_features(question, hits, order), _span(order[0])) if order else None


def _read(question: Question, hits: Sequence[Hit]) -> tuple[tuple[float, ...], list[_Found]]:
    """Relevance of every hit, and the best span of each promising sentence, best first."""
    texts = [fold(hit.passage.text) for hit in hits]
    ranked = ranked_sentences(question, hits, texts)
    relevance = tuple(max((one.score for one in ranked if one.hit == hit), default=0.0) for hit in range(len(hits)))
    return relevance, _best_spans(question, texts, ranked)


def _best_spans(question: Question, texts: Sequence[str], ranked: Sequence[Sentence]) -> list[_Found]:
    found = [_best_span(question, texts[one.hit], one) for one in ranked[:_DEEPEST]]
    return sorted(found, key=lambda one: (-one.score, one.sentence.hit, one.candidate.start))


def _span(found: _Found) -> Span:
    return Span(found.sentence.hit, found.candidate.start, found.candidate.end, found.score)


def _features(question: Question, hits: Sequence[Hit], order: Sequence[_Found]) -> dict[str, float]:
    """What the confidence in the first of ``order`` rests on; each about 0 to 1."""
    best = order[0]
    hit = hits[best.sentence.hit]
    others = [one.score for one in order[1:] if one.sentence.hit != best.sentence.hit]
    return {
        "coverage": best.sentence.coverage,
        "margin": best.score - max(others, default=0.0),
        "hit": shares(hits)[best.sentence.hit],
        "fit": best.candidate.fit,
        "period": best.sentence.period,
        "whole": float(question.kind in WHOLE),
        "names": named(question, context_of(hit), fold(hit.passage.text)),
    }


def confidence(values: dict[str, float]) -> float:
    """Calibrated probability that a span with these features is right."""
    total = CONFIDENCE["bias"] + sum(CONFIDENCE[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))


def _best_span(question: Question, text: str, sentence: Sentence) -> _Found:
    """The piece of the sentence that answers best; when none is of the kind, its nearest clause or all of it."""
    first, last = sentence.start, sentence.end
    words = _occurrences(question, text, first, last)
    found = [
        one
        for one in candidates(question, text, first, last)
        if has_words(text[one.start : one.end]) and not _asked_already(question, text, one)
    ][:_MOST]
    if found:
        pulls = [_pull(one, found, words, text) for one in found]
        total = sum(weight for _, weight in question.words) or 1.0
        most = max(pulls) or 1.0
        ranked = sorted(zip(found, pulls, strict=True), key=lambda pair: -(pair[0].fit + _PULL_INSIDE * pair[1] / most))
        chosen, pull = ranked[0]
        best = _trimmed(text, _paired(question, text, chosen))
        return _Found(sentence, best, sentence.score + _FIT * best.fit + _PULL * min(1.0, pull / total))
    whole = _trimmed(text, Candidate(first, last, 0.3))
    if question.kind in WHOLE or not words:
        best_fit = 0.8 if question.kind in ("reason", "yesno") else 0.4
        return _Found(sentence, Candidate(whole.start, whole.end, best_fit), sentence.score + _FIT * best_fit)
    nearest = max(clauses(text, first, last) or [(whole.start, whole.end)], key=lambda one: _inside(one, words))
    return _Found(sentence, _trimmed(text, Candidate(*nearest, 0.2)), sentence.score + 0.2 * _FIT)


def _occurrences(question: Question, text: str, first: int, last: int) -> list[tuple[int, int, float]]:
    """Where the question's words, or two characters of them, stand in the sentence, with their weights."""
    found = []
    for word, weight in question.words:
        pieces = [(word, weight)] if text.find(word, first, last) >= 0 else []
        if not pieces and len(word) > 2:
            pieces = [(word[start : start + 2], weight / 2) for start in range(len(word) - 1)]
        for piece, pull in pieces:
            start = text.find(piece, first, last)
            while start >= 0:
                found.append((start, start + len(piece), pull))
                start = text.find(piece, start + 1, last)
    return found


def _asked_already(question: Question, text: str, one: Candidate) -> bool:
    """Whether the candidate says little but what the question itself says."""
    said, asked = text[one.start : one.end], fold(question.plain)
    pairs = [said[start : start + 2] for start in range(len(said) - 1)]
    return said in asked or sum(pair in asked for pair in pairs) > 0.7 * len(pairs) > 2


def _pull(one: Candidate, found: Sequence[Candidate], words: list[tuple[int, int, float]], text: str) -> float:
    """How near a candidate is to the question's words, those before it in its own clause above all."""
    total = 0.0
    for start, end, weight in words:
        if start < one.end and one.start < end:
            total += weight * 0.3
            continue
        before = end <= one.start
        low, high = (end, one.start) if before else (one.end, start)
        if high - low > _FAR:
            continue
        marks = sum(text.count(mark, low, high) for mark in ",;:")
        between = sum(low <= other.start and other.end <= high for other in found if other is not one)
        total += weight * (1.0 if before else 0.7) * 0.5 ** ((high - low) / _NEAR + marks + 0.5 * between)
    return total


def _inside(piece: Range, words: list[tuple[int, int, float]]) -> float:
    return sum(weight for start, end, weight in words if piece[0] <= start and end <= piece[1])


def _paired(question: Question, text: str, best: Candidate) -> Candidate:
    """The value of the thing asked about, where things and their values are listed."""
    if question.kind not in ("number", "percent", "amount"):
        return best
    start, end = partner(fold(question.asking), text, best.start, best.end)
    return Candidate(start, end, best.fit)


def _trimmed(text: str, one: Candidate) -> Candidate:
    """The candidate without marks and white space at its ends."""
    start, end = one.start, one.end
    while start < end - 1 and text[start] in _END_MARKS:
        start += 1
    while end - 1 > start and text[end - 1] in _END_MARKS:
        end -= 1
    return Candidate(start, end, one.fit)
