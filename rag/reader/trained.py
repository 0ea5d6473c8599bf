"""The trained reader: our own small network over characters, and what retrieval and the words in common say beside it.

Hits are ordered by what speaks for them (`rag.reader.signals`); in the best of them the network scores spans, its own
and those of the reader ``sentence``, and a logistic regression tells how sure the best of them is.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
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
from rag.records import Hit, Passage, Reading, Span


@dataclass(frozen=True, slots=True)
class Worth:
    """What speaks for a span. ``order``: its hit's; ``odds``: the network's log odds that it is the answer;
    ``fit``: how well its form is that asked for, -1 to 1; ``ruled``: 1 where it is the best span by the patterns of the
    reader ``sentence``, a half where it is their best of its hit; ``whole``: the same again where a whole sentence or
    clause is asked for; ``told``, ``near``: its sentence's, see `rag.reader.looking`."""

    order: float
    odds: float
    fit: float
    ruled: float
    whole: float
    told: float
    near: float


# Fitted by `python tests/benchmarks/reading_fit.py`: see there for the sets.
# Of a hit: retrieval, words in common, time, names, and what the network says.
ORDER = Signals(share=11.606, coverage=3.061, period=1.804, named=1.859, relevance=0.223)
# Of a span: its hit, the network's log odds, its form, whether the patterns of the reader "sentence" give it too, and
# that again where whole sentences are asked for.
SPANS = Worth(order=1.0, odds=0.367, fit=1.76, ruled=1.134, whole=0.382, told=1.829, near=11.044)
# Of the confidence in the best span.
CONFIDENCE = {
    "bias": -9.873,
    "order": 0.411,
    "odds": 0.229,
    "fit": 0.699,
    "margin": 0.414,
    "relevance": -0.279,
    "ruled": 0.731,
    "told": -1.11,
    "near": 27.233,
    "foreign": 3.292,
    "close": -1.279,
    "coverage": 0.942,
    "covered": 0.631,
    "bare": -1.966,
    "amiss": -1.263,
}

_CLEAR = 4.0
"""Lead over the spans of other hits from which more says nothing."""
_BARE, _BARE_FOREIGN = 0.4, 0.5
"""Below how much in common with a question in Chinese, or in another language, a sentence is bare of it."""
_SEEN = 20
"""Hits that are weighed; more are shown, but hardly ever hold the answer."""
_RANKED = 10
"""Hits that the network sees: the best without it. More would take long and hardly ever come first."""
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
        """As in `rag.reader.Reader`: one span, but all members of a numbered series. Hits that the network does not see
        stay behind."""
        signals, choices = self.weighed(question, hits[:_SEEN])
        orders = {number: order_of(one) for number, one in signals.items()}
        behind = itertools.count(min(orders.values(), default=0.0) - 1, -1)
        relevance = tuple(orders[number] if number in orders else next(behind) for number in range(len(hits)))
        if not choices:
            return Reading((), relevance, 0.0)
        best = choices[0].span
        found = members(question, fold(hits[best.hit].passage.text), best.start, best.end)
        spans = tuple(Span(best.hit, start, end, best.score) for start, end in found)
        return Reading(spans, relevance, confidence(features(choices)))

    def weighed(self, question: Question, hits: Sequence[Hit]) -> tuple[dict[int, Signals], list[Choice]]:
        """What speaks for each hit the network sees, by its number, and the spans of the best of them, best first."""
        texts = [fold(hit.passage.text) for hit in hits]
        sentences = ranked_sentences(question, hits, texts)
        found = signals_of(question, hits, texts, sentences)
        promising = _best({number: order_of(one) for number, one in enumerate(found)}, _RANKED)
        windows = self._windows(question, {number: hits[number].passage for number in promising})
        # The last bits of what the network says, too, are the processor's
        signals = {
            number: replace(found[number], relevance=round(windows[number].relevance, 2)) for number in promising
        }
        orders = {number: order_of(one) for number, one in signals.items()}
        best = _best(orders, _READ)
        looked = looked_at(
            question, sentences, {number: hits[number] for number in best}, texts, self._network.meanings
        )
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

    def _windows(self, question: Question, passages: Mapping[int, Passage]) -> dict[int, Ranked]:
        """Of each passage the window in which the answer is likeliest."""
        numbers = list(passages)
        texts = [(f"{context(one.title, one.section)}\n", one.text) for one in passages.values()]
        found: dict[int, Ranked] = {}
        for one in self._network.rank(question.text, self._network.windows(texts)) if texts else ():
            number = numbers[one.passage]
            if number not in found or one.relevance > found[number].relevance:
                found[number] = replace(one, passage=number)
        return found


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


def _best(orders: Mapping[int, float], most: int) -> list[int]:
    """The numbers of the best hits, best first."""
    return sorted(orders, key=lambda number: (-orders[number], number))[:most]


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
    """What the confidence in the first of ``choices`` rests on. ``bare``: how little of the question is in its sentence
    or above it; ``amiss``: 1 where that speaks of another time."""
    best = choices[0]
    others = [one.span.score for one in choices[1:] if one.span.hit != best.span.hit]
    margin = best.span.score - max(others, default=-math.inf)
    worth, sentence = best.worth, best.sentence
    close, coverage, covered = (sentence.close, sentence.coverage, sentence.covered) if sentence else (0.0, 0.0, 0.0)
    if best.foreign:  # what words it shares are names by chance
        coverage = covered = 0.0
    return {
        "order": worth.order, "odds": worth.odds, "fit": worth.fit, "margin": min(margin, _CLEAR), "ruled": worth.ruled,
        "relevance": best.signals.relevance, "told": worth.told, "near": worth.near, "foreign": float(best.foreign),
        "close": close, "coverage": coverage, "covered": covered,
        "bare": max(0.0, _BARE_FOREIGN - close if best.foreign else _BARE - covered),
        "amiss": float(best.signals.period < 0),
    }  # fmt: skip


def confidence(values: dict[str, float]) -> float:
    """Calibrated probability that a span with these features is right."""
    total = CONFIDENCE["bias"] + sum(CONFIDENCE[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))
