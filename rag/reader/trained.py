"""The trained reader: our own small network over characters, and what retrieval and the words in common say beside it.

Hits are ordered by what speaks for them (`rag.reader.signals`); in the best of them the network scores spans, its own
and those of the reader ``sentence``, and a logistic regression tells how sure the best of them is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from rag.encoding import context
from rag.folding import fold
from rag.question import Question
from rag.reader.looking import Looked, looked_at, offered, unfit
from rag.reader.matching import ranked_sentences
from rag.reader.network import BUNDLED, Found, Network, Ranked, load
from rag.reader.sentence import WHOLE, spans_of
from rag.reader.shaping import members, shaped
from rag.reader.signals import Signals, fit_of, signals_of
from rag.records import Hit, Reading, Span


@dataclass(frozen=True, slots=True)
class Worth:
    """What speaks for a span. ``order``: its hit's; ``odds``: the network's log odds that it is the answer; ``fit``:
    how well its form is that asked for, -1 to 1; ``ruled``: 1 where it is the best span by the patterns of the reader
    ``sentence``, a half where it is their best of its hit; ``whole``: the same again where a whole sentence or clause
    is asked for; ``told``, ``near``: its sentence's, see `rag.reader.looking`."""

    order: float
    odds: float
    fit: float
    ruled: float
    whole: float
    told: float
    near: float


# Fitted by `python tests/benchmarks/reading_fit.py`: see there for the sets.
# Of a hit: retrieval, words in common, time, names, and what the network says.
ORDER = Signals(share=12.014, coverage=1.987, period=1.653, named=1.332, relevance=0.157, lacking=0.0)
# Of a span: its hit, the network's log odds, its form, whether the patterns of the reader "sentence" give it too, and
# that again where whole sentences are asked for.
SPANS = Worth(order=1.0, odds=0.466, fit=2.816, ruled=1.586, whole=1.903, told=3.747, near=24.233)
# Of the confidence in the best span.
CONFIDENCE = {
    "bias": -10.3,
    "order": 0.519,
    "odds": 0.194,
    "fit": 0.685,
    "margin": 0.107,
    "relevance": -0.369,
    "ruled": 0.665,
    "period": 0.0,
    "named": 0.0,
    "lacking": 0.0,
    "told": 0.269,
    "near": 27.512,
    "foreign": 1.977,
    "close": 1.681,
    "coverage": 1.942,
}

_SEEN = 20
"""Hits that are weighed; more are shown, but hardly ever hold the answer."""
_READ = 4
"""Hits in which spans are looked for."""
_EACH = 3
"""Spans looked at of each window."""
_ENDS = " \t\n\u3000,。;:、!?，；：！？"


@dataclass(frozen=True, slots=True)
class Choice:
    """A span that could be the answer, what speaks for it and for its hit. ``sentence``: the one it begins in;
    ``foreign``: the question is in another language than Chinese."""

    span: Span
    worth: Worth
    signals: Signals
    sentence: Looked | None
    foreign: bool


class TrainedReader:
    """Reads with a trained network; deterministic, no torch."""

    def __init__(self, network: Network) -> None:
        self.name = BUNDLED.name
        self._network = network

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As in `rag.reader.Reader`: one span, but all members of a numbered series. Hits after the first `_SEEN` stay
        behind."""
        signals, choices = self.weighed(question, hits[:_SEEN])
        orders = [order_of(one) for one in signals]
        behind = (min(orders) - number for number in range(1, len(hits) - len(orders) + 1))
        relevance = (*orders, *behind)
        if not choices:
            return Reading((), relevance, 0.0)
        best = choices[0].span
        found = members(question, fold(hits[best.hit].passage.text), best.start, best.end)
        spans = tuple(Span(best.hit, start, end, best.score) for start, end in found)
        return Reading(spans, relevance, confidence(features(choices)))

    def _windows(self, question: Question, hits: Sequence[Hit]) -> list[Ranked]:
        """Of each hit the window in which the answer is likeliest."""
        texts = [(f"{context(one.passage.title, one.passage.section)}\n", one.passage.text) for one in hits]
        found: dict[int, Ranked] = {}
        for one in self._network.rank(question.text, self._network.windows(texts)) if texts else ():
            if one.passage not in found or one.relevance > found[one.passage].relevance:
                found[one.passage] = one
        return [found[number] for number in range(len(hits))]

    def weighed(self, question: Question, hits: Sequence[Hit]) -> tuple[list[Signals], list[Choice]]:
        """What speaks for each hit, and the spans of the best of them, best first."""
        windows = self._windows(question, hits)
        texts = [fold(hit.passage.text) for hit in hits]
        sentences = ranked_sentences(question, hits, texts)
        signals = _with_relevance(signals_of(question, hits, texts, sentences), windows)
        orders = [order_of(one) for one in signals]
        best = sorted(range(len(hits)), key=lambda number: (-orders[number], number))[:_READ]
        looked = looked_at(question, sentences, {number: hits[number] for number in best}, self._network.meanings)
        view = _View(question, texts, looked, spans_of(question, texts, sentences))
        others = (*view.ruled, *offered(question, texts, looked))
        choices: dict[tuple[int, int, int], Choice] = {}
        for one in self._network.find([windows[number] for number in best], _EACH, others):
            span = _shaped(view, one)
            if span is None or (span.hit, span.start, span.end) in choices:
                continue
            worth = replace(_worth(view, span), order=orders[span.hit])
            if not unfit(question, texts[span.hit], span.start, span.end, worth.fit):
                scored = replace(span, score=round(_total(SPANS, worth), 6))
                choice = Choice(scored, worth, signals[span.hit], _sentence(view, span), question.language != "zh")
                choices[span.hit, span.start, span.end] = choice
        return signals, sorted(choices.values(), key=_place)


@dataclass(frozen=True, slots=True)
class _View:
    """What spans are weighed by: the texts of the hits, folded, the sentences read, what the patterns found."""

    question: Question
    texts: Sequence[str]
    looked: Sequence[Looked]
    ruled: Sequence[Span]


def _place(choice: Choice) -> tuple[float, int, int, int]:
    """Where a choice stands among others."""
    return -choice.span.score, choice.span.hit, choice.span.start, choice.span.end


def _with_relevance(signals: Sequence[Signals], windows: Sequence[Ranked]) -> list[Signals]:
    """Signals with what the network says; its last bits, too, are the processor's."""
    return [replace(one, relevance=round(window.relevance, 2)) for one, window in zip(signals, windows, strict=True)]


def load_trained() -> TrainedReader:
    """The reader that comes with the package. Raises ModelError when its weights are missing or damaged."""
    return TrainedReader(load())


def order_of(signals: Signals) -> float:
    """All that speaks for a hit, as one number."""
    return round(_total(ORDER, signals), 6)


def _total(weights: Signals | Worth, values: Signals | Worth) -> float:
    return float(sum(weight * value for weight, value in zip(astuple(weights), astuple(values), strict=True)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without marks at its ends."""
    while start < end and text[start] in _ENDS:
        start += 1
    while start < end and text[end - 1] in _ENDS:
        end -= 1
    return start, end


def _shaped(view: _View, found: Found) -> Span | None:
    """A span as a person would copy it, with the network's odds as its score; None when only marks are left of it."""
    text = view.texts[found.passage]
    start, end = _trimmed(text, found.start, found.end)
    if start >= end:
        return None
    return Span(found.passage, *shaped(view.question, text, start, end), found.odds)


def _worth(view: _View, span: Span) -> Worth:
    """What speaks for a span, but for its hit."""
    question = view.question
    fit = fit_of(question, view.texts[span.hit], span.start, span.end)
    mine = next((one for one in view.ruled if one.hit == span.hit), None)
    same = mine is not None and (mine.start, mine.end) == (span.start, span.end)
    share = (1.0 if mine is view.ruled[0] else 0.5) if same else 0.0
    inside = _sentence(view, span)
    told, near = (inside.told, inside.near) if inside else (-1.0, 0.0 if question.language == "zh" else -1.0)
    return Worth(0.0, span.score, fit, share, share if question.kind in WHOLE else 0.0, told, near)


def _sentence(view: _View, span: Span) -> Looked | None:
    """The sentence that a span begins in."""
    return next((one for one in view.looked if one.hit == span.hit and one.start <= span.start < one.end), None)


def features(choices: Sequence[Choice]) -> dict[str, float]:
    """What the confidence in the first of ``choices`` rests on."""
    best = choices[0]
    others = [one.span.score for one in choices[1:] if one.span.hit != best.span.hit]
    margin = best.span.score - max(others, default=best.span.score - 5)
    worth, sentence = best.worth, best.sentence
    return {
        "order": worth.order, "odds": worth.odds, "fit": worth.fit, "margin": margin, "ruled": worth.ruled,
        "relevance": best.signals.relevance, "period": best.signals.period, "named": best.signals.named,
        "lacking": best.signals.lacking,        "told": worth.told, "near": worth.near, "foreign": float(best.foreign),
        "close": sentence.close if sentence else 0.0, "coverage": sentence.coverage if sentence else 0.0,
    }  # fmt: skip


def confidence(values: dict[str, float]) -> float:
    """Calibrated probability that a span with these features is right."""
    total = CONFIDENCE["bias"] + sum(CONFIDENCE[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))
