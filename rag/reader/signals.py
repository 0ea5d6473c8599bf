"""What speaks for a hit: retrieval, words in common, the time and names asked about; and for the form of a span.

All are numbers of about -1 to 1; their weights are fitted on tune sets by tests/benchmarks/reading_fit.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.folding import fold
from rag.question import Question
from rag.reader.matching import Sentence, context_of, named, ranked_sentences, shares
from rag.reader.spans import candidates
from rag.records import Hit

_ROOM = 3
"""How many times as long as the number, date or name in it a span may be before it fits less."""
TYPED = ("number", "percent", "amount", "date", "person")


@dataclass(frozen=True, slots=True)
class Signals:
    """Of one hit. ``share``: its retrieval score as a share of the best; ``coverage``, ``period``: of its best
    sentence, see `rag.reader.matching`; ``named``: share of the names asked about that it has;
    ``relevance``: the network's log odds that it has the answer."""

    share: float
    coverage: float
    period: float
    named: float
    relevance: float = 0.0


def signals_of(question: Question, hits: Sequence[Hit]) -> list[Signals]:
    """The signals of each hit."""
    texts = [fold(hit.passage.text) for hit in hits]
    return signals_in(question, hits, texts, ranked_sentences(question, hits, texts))


def signals_in(
    question: Question, hits: Sequence[Hit], texts: Sequence[str], ranked: Sequence[Sentence]
) -> list[Signals]:
    """The signals of each hit; ``texts`` are those of the hits, folded, ``ranked`` their sentences, best first."""
    best: dict[int, Sentence] = {}
    for sentence in ranked:
        best.setdefault(sentence.hit, sentence)
    # Cosines differ in their last bits from one processor to another; what is weighed and shown should not
    parts = [round(share, 3) for share in shares(hits)]
    found = []
    for number, hit in enumerate(hits):
        top = best.get(number)
        coverage, period = (top.coverage, top.period) if top else (0.0, 0.0)
        names = named(question, context_of(hit), texts[number])
        found.append(Signals(parts[number], coverage, period, names))
    return found


def fit_of(question: Question, folded: str, start: int, end: int) -> float:
    """How well a span of a folded text has the form of what is asked for: -1 to 1, 0 where any form would do."""
    if question.kind == "list":
        return 0.5 if re.search("[、和及与]", folded[start:end]) else -0.5
    if question.kind not in TYPED:
        return 0.0
    first, last = max(0, start - 12), min(len(folded), end + 12)
    inside = [
        one.fit * min(1.0, _ROOM * (one.end - one.start) / (end - start))
        for one in candidates(question, folded, first, last)
        if one.start < end and start < one.end
    ]
    return 2 * max(inside, default=0.0) - 1
