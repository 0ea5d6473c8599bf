"""The trained reader: our own small network over characters, and what retrieval and the words in common say beside it.

Hits are ordered by what speaks for them (`rag.reader.signals`); in the best of them the network scores spans, its own
and those of the reader ``sentence``, and a logistic regression tells how sure the best of them is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

from rag.encoding import context
from rag.question import Question
from rag.reader.network import BUNDLED, Network, Ranked, load
from rag.reader.sentence import WHOLE, spans_of
from rag.reader.signals import Signals, fit_of, signals_of
from rag.records import Hit, Reading, Span


@dataclass(frozen=True, slots=True)
class Worth:
    """What speaks for a span. ``order``: its hit's; ``odds``: the network's log odds that it is the answer; ``fit``:
    how well its form is that asked for, -1 to 1; ``ruled``: 1 where it is the best span by the patterns of the reader
    ``sentence``, a half where it is their best of its hit; ``whole``: the same again where a whole sentence or clause
    is asked for."""

    order: float
    odds: float
    fit: float
    ruled: float
    whole: float


# Fitted by `python tests/benchmarks/reading.py --fit`: see there for the sets.
# Of a hit: retrieval, words in common, time, names, and what the network says.
ORDER = Signals(share=10.216, coverage=4.903, period=1.89, named=1.973, relevance=0.0)
# Of a span: its hit, the network's log odds, its form, whether the patterns of the reader "sentence" give it too, and
# that again where whole sentences are asked for.
SPANS = Worth(order=1.0, odds=0.39, fit=2.642, ruled=1.385, whole=1.518)
# Of the confidence in the best span.
CONFIDENCE = {
    "bias": -9.176,
    "order": 0.473,
    "odds": 0.141,
    "fit": 0.369,
    "margin": 0.108,
    "relevance": -0.152,
    "ruled": 1.101,
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
    """A span that could be the answer, what speaks for it, and the network's log odds for its hit."""

    span: Span
    worth: Worth
    relevance: float


class TrainedReader:
    """Reads with a trained network; deterministic, no torch."""

    def __init__(self, network: Network) -> None:
        self.name = BUNDLED.name
        self._network = network

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As in `rag.reader.Reader`: at most one span, a list being one. Hits after the first `_SEEN` stay behind."""
        orders, choices = self.weighed(question, hits[:_SEEN])
        behind = (min(orders) - number for number in range(1, len(hits) - len(orders) + 1))
        relevance = (*orders, *behind)
        if not choices:
            return Reading((), relevance, 0.0)
        return Reading((choices[0].span,), relevance, confidence(features(choices)))

    def windows(self, question: Question, hits: Sequence[Hit]) -> list[Ranked]:
        """Of each hit the window in which the answer is likeliest."""
        texts = [(f"{context(one.passage.title, one.passage.section)}\n", one.passage.text) for one in hits]
        found: dict[int, Ranked] = {}
        for one in self._network.rank(question.text, self._network.windows(texts)) if texts else ():
            if one.passage not in found or one.relevance > found[one.passage].relevance:
                found[one.passage] = one
        return [found[number] for number in range(len(hits))]

    def signals(self, question: Question, hits: Sequence[Hit], windows: Sequence[Ranked]) -> list[Signals]:
        """What speaks for each hit."""
        # Its last bits, too, are the processor's
        return [
            replace(one, relevance=round(window.relevance, 2))
            for one, window in zip(signals_of(question, hits), windows, strict=True)
        ]

    def weighed(self, question: Question, hits: Sequence[Hit]) -> tuple[list[float], list[Choice]]:
        """What speaks for each hit, and the spans of the best of them, best first."""
        windows = self.windows(question, hits)
        orders = [round(_total(ORDER, one), 6) for one in self.signals(question, hits, windows)]
        best = sorted(range(len(hits)), key=lambda number: (-orders[number], number))[:_READ]
        ruled = spans_of(question, hits)
        choices = []
        for one in self._network.find([windows[number] for number in best], _EACH, ruled):
            start, end = _trimmed(hits[one.passage].passage.text, one.start, one.end)
            if start < end:
                worth = _worth(question, hits, Span(one.passage, start, end, one.odds), ruled)
                worth = replace(worth, order=orders[one.passage])
                span = Span(one.passage, start, end, round(_total(SPANS, worth), 6))
                choices.append(Choice(span, worth, windows[one.passage].relevance))
        return orders, sorted(choices, key=lambda one: (-one.span.score, one.span.hit, one.span.start, one.span.end))


def load_trained() -> TrainedReader:
    """The reader that comes with the package. Raises ModelError when its weights are missing or damaged."""
    return TrainedReader(load())


def _total(weights: Signals | Worth, values: Signals | Worth) -> float:
    return float(sum(weight * value for weight, value in zip(astuple(weights), astuple(values), strict=True)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without marks at its ends."""
    while start < end and text[start] in _ENDS:
        start += 1
    while start < end and text[end - 1] in _ENDS:
        end -= 1
    return start, end


def _worth(question: Question, hits: Sequence[Hit], span: Span, ruled: Sequence[Span]) -> Worth:
    """What speaks for a span, but for its hit."""
    fit = fit_of(question, hits[span.hit].passage.text, span.start, span.end)
    mine = next((one for one in ruled if one.hit == span.hit), None)
    same = mine is not None and (mine.start, mine.end) == (span.start, span.end)
    share = (1.0 if mine is ruled[0] else 0.5) if same else 0.0
    return Worth(0.0, span.score, fit, share, share if question.kind in WHOLE else 0.0)


def features(choices: Sequence[Choice]) -> dict[str, float]:
    """What the confidence in the first of ``choices`` rests on."""
    best = choices[0]
    others = [one.span.score for one in choices[1:] if one.span.hit != best.span.hit]
    margin = best.span.score - max(others, default=best.span.score - 5)
    worth = best.worth
    return {
        "order": worth.order, "odds": worth.odds, "fit": worth.fit, "margin": margin, "relevance": best.relevance,
        "ruled": worth.ruled,
    }  # fmt: skip


def confidence(values: dict[str, float]) -> float:
    """Calibrated probability that a span with these features is right."""
    total = CONFIDENCE["bias"] + sum(CONFIDENCE[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))
