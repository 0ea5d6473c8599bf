"""The bundled reader: our own small network over characters, and what retrieval and the words in common say beside it.

The network tells for every hit how likely the answer is in it, and finds spans in the best of them; logistic
regressions weigh that against the other signals (`rag.reader.signals`), see `Weights`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from rag.encoding import context
from rag.question import Question
from rag.reader.network import BUNDLED, Found, Network, Ranked, load
from rag.reader.signals import Signals, fit_of, signals_of
from rag.records import Hit, Reading, Span

# Fitted by `python tests/benchmarks/reading.py --fit`: see there for the sets.
# Of a hit's relevance: the network's log odds, retrieval, words in common, time, names.
ORDER = Signals(relevance=1.0, share=3.0, coverage=2.0, period=1.0, named=1.0)
# Of a span beside its hit: the network's log odds, its form.
ODDS, FIT = 1.0, 1.0
# Of the confidence in the best span.
CONFIDENCE = {"bias": -2.0, "order": 0.3, "odds": 0.3, "fit": 0.3, "margin": 0.1, "relevance": 0.3}

_READ = 5
"""Hits in which spans are looked for."""
_EACH = 3
"""Spans looked at of each window."""
_ENDS = " \t\n\u3000,。;:、!?，；：！？"


@dataclass(frozen=True, slots=True)
class Choice:
    """A span that could be the answer, with what speaks for it. ``order``: of its hit, ``score``: of all together."""

    span: Span
    order: float
    odds: float
    fit: float
    relevance: float


class TrainedReader:
    """Reads with a trained network; deterministic, no torch."""

    def __init__(self, network: Network) -> None:
        self.name = BUNDLED.name
        self._network = network

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As in `rag.reader.Reader`: at most one span, a list being one."""
        orders, choices = self.weighed(question, hits)
        if not choices:
            return Reading((), tuple(orders), 0.0)
        return Reading((choices[0].span,), tuple(orders), confidence(features(choices)))

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
        orders = [round(_weighed(one), 6) for one in signals]
        best = sorted(range(len(hits)), key=lambda number: (-orders[number], number))[:_READ]
        chosen = [_best_window(ranked, number) for number in best]
        found = self._network.find(chosen, _EACH)
        relevance = {one.window.passage: one.relevance for one in chosen}
        choices = [_choice(question, hits, span, (orders[span.passage], relevance[span.passage])) for span in found]
        kept = [one for one in choices if one is not None]
        return orders, sorted(kept, key=lambda one: (-one.span.score, one.span.hit, one.span.start))


def load_trained() -> TrainedReader:
    """The reader that comes with the package. Raises ModelError when its weights are missing or damaged."""
    return TrainedReader(load())


def _weighed(signals: Signals) -> float:
    return sum(weight * value for weight, value in zip(astuple(ORDER), astuple(signals), strict=True))


def _best_window(ranked: Sequence[Ranked], number: int) -> Ranked:
    return max((one for one in ranked if one.window.passage == number), key=lambda one: one.relevance)


def _choice(question: Question, hits: Sequence[Hit], found: Found, of_hit: tuple[float, float]) -> Choice | None:
    """A span without marks at its ends, scored; None when nothing is left."""
    text = hits[found.passage].passage.text
    start, end = found.start, found.end
    while start < end and text[start] in _ENDS:
        start += 1
    while start < end and text[end - 1] in _ENDS:
        end -= 1
    if start == end:
        return None
    order, relevance = of_hit
    fit = fit_of(question, text, start, end)
    return Choice(
        Span(found.passage, start, end, order + ODDS * found.odds + FIT * fit), order, found.odds, fit, relevance
    )


def features(choices: Sequence[Choice]) -> dict[str, float]:
    """What the confidence in the first of ``choices`` rests on."""
    best = choices[0]
    others = [one.span.score for one in choices[1:] if one.span.hit != best.span.hit]
    margin = best.span.score - max(others, default=best.span.score - 5)
    return {
        "order": best.order, "odds": best.odds, "fit": best.fit, "margin": margin, "relevance": best.relevance,
    }  # fmt: skip


def confidence(values: dict[str, float]) -> float:
    """Calibrated probability that a span with these features is right."""
    total = CONFIDENCE["bias"] + sum(CONFIDENCE[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))
