"""The bundled reader: our own small network over characters, and what retrieval and the words in common say beside it.

The network tells for every hit how likely the answer is in it, and finds spans in the best of them; logistic
regressions weigh that against the other signals (`rag.reader.signals`), see `Weights`.
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
# Of a hit's relevance: the network's log odds, retrieval, words in common, time, names.
ORDER = Signals(relevance=0.221, share=9.685, coverage=4.18, period=1.878, named=2.018)
# Of a span: its hit, the network's log odds, its form, whether the patterns of the reader "sentence" give it too, and
# that again where whole sentences are asked for.
SPANS = Worth(order=1.0, odds=0.378, fit=2.625, ruled=1.361, whole=1.519)
# Of the confidence in the best span.
CONFIDENCE = {
    "bias": -9.133,
    "order": 0.495,
    "odds": 0.136,
    "fit": 0.377,
    "margin": 0.116,
    "relevance": -0.248,
    "ruled": 1.115,
}

_SEEN = 20
"""Hits the network sees; more are shown, but hardly ever hold the answer."""
_READ = 5
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

    def signals(self, question: Question, hits: Sequence[Hit]) -> tuple[list[Signals], list[Ranked]]:
        """What speaks for each hit, and its windows as the network ranked them."""
        passages = [(f"{context(hit.passage.title, hit.passage.section)}\n", hit.passage.text) for hit in hits]
        ranked = self._network.rank(question.text, self._network.windows(passages))
        best = [-math.inf] * len(hits)
        for one in ranked:
            best[one.window.passage] = max(best[one.window.passage], one.relevance)
        return signals_of(question, hits, best), ranked

    def weighed(self, question: Question, hits: Sequence[Hit]) -> tuple[list[float], list[Choice]]:
        """The relevance of each hit, and the spans of the best of them, best first."""
        return self.chosen(question, hits, *self.signals(question, hits)) if hits else ([], [])

    def chosen(
        self, question: Question, hits: Sequence[Hit], signals: Sequence[Signals], ranked: Sequence[Ranked]
    ) -> tuple[list[float], list[Choice]]:
        """As `weighed`, from what `signals` gave."""
        orders = [round(_total(ORDER, one), 6) for one in signals]
        best = sorted(range(len(hits)), key=lambda number: (-orders[number], number))[:_READ]
        chosen = [_best_window(ranked, number) for number in best]
        ruled = spans_of(question, hits)
        relevance = {one.window.passage: one.relevance for one in chosen}
        choices = []
        for one in self._network.find(chosen, _EACH, ruled):
            start, end = _trimmed(hits[one.passage].passage.text, one.start, one.end)
            if start < end:
                worth = _worth(question, hits, Span(one.passage, start, end, one.odds), ruled)
                worth = replace(worth, order=orders[one.passage])
                span = Span(one.passage, start, end, round(_total(SPANS, worth), 6))
                choices.append(Choice(span, worth, relevance[one.passage]))
        return orders, sorted(choices, key=lambda one: (-one.span.score, one.span.hit, one.span.start, one.span.end))


def load_trained() -> TrainedReader:
    """The reader that comes with the package. Raises ModelError when its weights are missing or damaged."""
    return TrainedReader(load())


def _total(weights: Signals | Worth, values: Signals | Worth) -> float:
    return float(sum(weight * value for weight, value in zip(astuple(weights), astuple(values), strict=True)))


def _best_window(ranked: Sequence[Ranked], number: int) -> Ranked:
    return max((one for one in ranked if one.window.passage == number), key=lambda one: one.relevance)


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
