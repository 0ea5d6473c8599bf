"""The trained reader: our own small network over characters, and what retrieval and the words in common say beside it.

Hits are ordered by what speaks for them (`rag.reader.signals`); in the best of them the network scores spans, its own
and those of the reader ``sentence``; `rag.reader.sureness` tells how sure the best of them is.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace

from rag.encoding import context
from rag.folding import fold
from rag.question import Question
from rag.reader.choices import Choice, Worth
from rag.reader.looking import Looked, clauses_near, looked_at, offered, unfit
from rag.reader.matching import ranked_sentences
from rag.reader.network import BUNDLED, Found, Network, Ranked, load
from rag.reader.sentence import WHOLE, spans_of
from rag.reader.shaping import bare, members, shaped
from rag.reader.signals import Signals, fit_of, signals_of
from rag.reader.sureness import LIKELY, SENTENCE, UNLIKELY, probability, signs_of, weights_for
from rag.records import Hit, Reading, Span

# Fitted by `python tests/benchmarks/reading_fit.py`: see there for the sets.
# Of a hit: retrieval, words in common, time, names and provinces asked about, and what the network says.
ORDER = Signals(share=9.134, coverage=1.568, period=2.225, named=0.688, elsewhere=3.621, relevance=0.79)
# Of a span: its hit, the network's log odds, its form, whether the patterns of the reader "sentence" give it too, and
# that again where whole sentences are asked for.
SPANS = Worth(
    order=1.0, odds=1.168, fit=4.712, ruled=1.203, whole=0.198, told=10.312, near=17.644, period=0.67, clause=25.542
)
# Of a hit that was read: what speaks for its best span but for the hit itself, beside the hit's own; and that for a
# question in another language than Chinese, whose spans tell less.
FOUND = 0.71
FOUND_FOREIGN = 0.415

_READ = 6
"""Hits that the network reads: the best without it. More would take long and hardly ever come first."""
_EACH = 3
"""Spans looked at of each window."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What speaks for each hit that the network sees, by its number; spans and sentences of the best of them."""

    signals: Mapping[int, Signals]
    choices: Sequence[Choice]
    sentences: Sequence[Looked]


class TrainedReader:
    """Reads with a trained network; deterministic, no torch."""

    def __init__(self, network: Network) -> None:
        self.name = BUNDLED.name
        self._network = network

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As in `rag.reader.Reader`: one span, but all members of a numbered series, or the whole sentence where a
        question in another language makes no span likely. Hits that the network does not see stay behind."""
        weighed = self.weighed(question, hits)
        orders = ordered(question, weighed)
        behind = itertools.count(min(orders.values(), default=0.0) - 1, -1)
        relevance = tuple(orders[number] if number in orders else next(behind) for number in range(len(hits)))
        if not weighed.choices:
            return Reading((), relevance, 0.0, False)
        best = weighed.choices[0].span
        text = fold(hits[best.hit].passage.text)
        spans = tuple(
            replace(best, start=start, end=end) for start, end in members(question, text, best.start, best.end)
        )
        signs, weights = signs_of(question, weighed.choices), weights_for(question)
        there, right = probability(weights.there, signs), probability(weights.right, signs)
        whole = likeliest(weighed, orders) if question.language != "zh" and right < UNLIKELY else None
        if whole is not None:
            start, end = bare(fold(hits[whole.hit].passage.text), whole.start, whole.end)
            spans, right = (Span(whole.hit, start, end, best.score),), SENTENCE
        return Reading(spans, relevance, there * right, there >= LIKELY)

    def weighed(self, question: Question, hits: Sequence[Hit]) -> Weighed:
        """What there is to choose from in hits, best span first."""
        texts = [fold(hit.passage.text) for hit in hits]
        sentences = ranked_sentences(question, hits, texts)
        found = signals_of(question, hits, texts, sentences)
        plain = [order_of(one) for one in found]
        best = {number: hits[number] for number in sorted(range(len(hits)), key=lambda one: (-plain[one], one))[:_READ]}
        looked = looked_at(question, sentences, best, texts, self._network.meanings)
        windows = self._windows(question, best, looked)
        read = [one for number in best for one in windows[number]]
        # The last bits of what the network says, too, are the processor's
        signals = {
            number: replace(found[number], relevance=round(max(one.relevance for one in windows[number]), 2))
            for number in best
        }
        orders = {number: order_of(one) for number, one in signals.items()}
        view = _View(question, texts, looked, spans_of(question, texts, sentences))
        others = (*view.ruled, *offered(question, texts, looked))
        spans: dict[tuple[int, int, int], Span] = {}
        for shape in filter(None, (_shaped(view, one) for one in self._network.find(read, _EACH, others))):
            known = spans.setdefault((shape.hit, shape.start, shape.end), shape)
            if shape.score > known.score:
                spans[shape.hit, shape.start, shape.end] = shape
        near = clauses_near(question, hits, texts, list(spans.values()), self._network.meanings)
        choices = []
        for span, clause in zip(spans.values(), near, strict=True):
            worth = replace(_worth(view, span), order=orders[span.hit], clause=clause)
            if not unfit(question, texts[span.hit], span.start, span.end, worth.fit):
                scored = replace(span, score=round(_total(SPANS, worth), 6))
                choices.append(Choice(scored, worth, signals[span.hit], _sentence(view, span)))
        return Weighed(signals, sorted(choices, key=_place), looked)

    def _windows(
        self, question: Question, hits: Mapping[int, Hit], looked: Sequence[Looked]
    ) -> dict[int, list[Ranked]]:
        """Of the passage of each hit the window where the answer is likeliest, and the one with its best sentence."""
        numbers, passages = list(hits), [hit.passage for hit in hits.values()]
        texts = [(f"{context(one.title, one.section)}\n", one.text) for one in passages]
        found: dict[int, list[Ranked]] = {}
        for one in self._network.rank(question.plain, self._network.windows(texts)) if texts else ():
            found.setdefault(numbers[one.passage], []).append(replace(one, passage=numbers[one.passage]))
        for number, mine in found.items():
            of_hit = (one for one in looked if one.hit == number)
            found[number] = promising(mine, max(of_hit, key=lambda one: one.promise, default=None))
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


def promising(windows: Sequence[Ranked], sentence: Looked | None) -> list[Ranked]:
    """Of the windows of a passage the one with the highest relevance, and one that has the whole of a sentence."""
    best = max(windows, key=lambda one: one.relevance)
    holding = [one for one in windows if sentence and _holds(one, sentence)]
    return [best, *(holding[:1] if all(one is not best for one in holding) else ())]


def _holds(one: Ranked, sentence: Looked) -> bool:
    start, above = one.window.start, one.window.above
    return start <= sentence.start and sentence.end <= start + len(one.window.seen.codes) - above


def load_trained() -> TrainedReader:
    """The reader that comes with the package. Raises ModelError when its weights are missing or damaged."""
    return TrainedReader(load())


def ordered(question: Question, weighed: Weighed) -> dict[int, float]:
    """How far each hit belongs before others."""
    orders = {number: order_of(one) for number, one in weighed.signals.items()}
    return placed(orders, weighed.choices, FOUND if question.language == "zh" else FOUND_FOREIGN)


def likeliest(weighed: Weighed, orders: Mapping[int, float]) -> Looked | None:
    """The sentence of the first hit that promises most; None where that hit was not read."""
    first = min(orders, key=lambda number: (-orders[number], number))
    mine = [one for one in weighed.sentences if one.hit == first]
    return max(mine, key=lambda one: (one.promise, -one.start), default=None)


def placed(orders: Mapping[int, float], choices: Sequence[Choice], weight: float) -> dict[int, float]:
    """The hits' orders with what was found in each beside, times a weight; where nothing was looked for or found,
    nothing or, where there is less, the least."""
    found: dict[int, float] = {}
    for one in choices:
        found.setdefault(one.span.hit, one.span.score - one.worth.order)
    least = min((0.0, *found.values()))
    return {number: round(order + weight * found.get(number, least), 6) for number, order in orders.items()}


def order_of(signals: Signals) -> float:
    """All that speaks for a hit, as one number."""
    return round(_total(ORDER, signals), 6)


def _total(weights: Signals | Worth, values: Signals | Worth) -> float:
    return float(sum(weight * value for weight, value in zip(astuple(weights), astuple(values), strict=True)))


def _shaped(view: _View, found: Found) -> Span | None:
    """A span as a person would copy it, with the network's odds as its score; None when only marks are left of it."""
    text = view.texts[found.passage]
    start, end = bare(text, found.start, found.end)
    if start >= end:
        return None
    return Span(found.passage, *shaped(view.question, text, start, end), found.odds)


def _worth(view: _View, span: Span) -> Worth:
    """What speaks for a span, but for its hit and its clause."""
    question = view.question
    fit = fit_of(question, view.texts[span.hit], span.start, span.end)
    mine = next((one for one in view.ruled if one.hit == span.hit), None)
    same = mine is not None and (mine.start, mine.end) == (span.start, span.end)
    share = (1.0 if mine is view.ruled[0] else 0.5) if same else 0.0
    inside = _sentence(view, span)
    told, near = (inside.told, inside.near) if inside else (-1.0, 0.0 if question.language == "zh" else -1.0)
    return Worth(
        0.0,
        span.score,
        fit,
        share,
        share if question.kind in WHOLE else 0.0,
        told,
        near,
        inside.period if inside else 0.0,
        0.0,
    )


def _sentence(view: _View, span: Span) -> Looked | None:
    """The sentence that a span begins in."""
    return next((one for one in view.looked if one.hit == span.hit and one.start <= span.start < one.end), None)
