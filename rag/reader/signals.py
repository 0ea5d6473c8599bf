"""What speaks for a hit: retrieval, words in common, time, names and provinces; and for the form of a span.

All are numbers of about -1 to 1; their weights are fitted on tune sets by tests/benchmarks/reading_fit.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.folding import fold
from rag.question import Question
from rag.reader.matching import Sentence, context_of, elsewhere, named, shares
from rag.reader.spans import candidates
from rag.records import Hit

_ROOM = 3
"""How many times as long as the number, date or name in it a span may be before it fits less."""
_COUNTS = "二两三四五六七八九十"
_COUNTED = re.compile(
    rf"哪([{_COUNTS}2-9])(?!十)|(?<![十百千第])([{_COUNTS}2-9])[个家项位座条处所类种届大].*分别|"
    r"(?:which|what|die|welche|qué|les) (two|three|four|five|six|zwei|drei|vier|fünf|dos|tres|cuatro|cinco|deux|"
    r"trois)\b|"
    rf"(?:どの|어느 )([{_COUNTS}2-9])"
)
_WORDED = {
    **{word: number for number, word in enumerate(_COUNTS[1:], 2)},
    **dict.fromkeys(("二", "two", "zwei", "dos", "deux"), 2),
    **dict.fromkeys(("three", "drei", "tres", "trois"), 3),
    **dict.fromkeys(("four", "vier", "cuatro"), 4),
    **dict.fromkeys(("five", "fünf", "cinco"), 5),
    "six": 6,
}
_BETWEEN = re.compile("、|[和及与](?=[^、]*$)")
TYPED = ("number", "percent", "amount", "date", "person")


@dataclass(frozen=True, slots=True)
class Signals:
    """Of one hit. ``share``: its retrieval score as a share of the best; ``coverage``, ``period``: of its best
    sentence, see `rag.reader.matching`; ``named``: share of the names asked about that it has; ``elsewhere``: -1 where
    it is of other provinces than those asked about; ``relevance``: the network's log odds that it has the answer."""

    share: float
    coverage: float
    period: float
    named: float
    elsewhere: float
    relevance: float = 0.0


def signals_of(
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
        above = context_of(hit)
        names = named(question, above, texts[number])
        found.append(Signals(parts[number], coverage, period, names, elsewhere(question, above, texts[number])))
    return found


def fit_of(question: Question, folded: str, start: int, end: int) -> float:
    """How well a span of a folded text has the form of what is asked for: -1 to 1, 0 where any form would do."""
    if question.kind == "list":
        return _list_fit(question, folded[start:end])
    if question.kind not in TYPED:
        return 0.0
    first, last = max(0, start - 12), min(len(folded), end + 12)
    inside = [
        one.fit * min(1.0, _ROOM * (one.end - one.start) / (end - start))
        for one in candidates(question, folded, first, last)
        if one.start < end and start < one.end
    ]
    return 2 * max(inside, default=0.0) - 1


def _list_fit(question: Question, said: str) -> float:
    """Whether a span is an enumeration, and of as many members as the question says there are."""
    count = len(_BETWEEN.findall(said)) + 1
    if count == 1:
        return -0.5
    found = _COUNTED.search(fold(question.asking))
    if not found:
        return 0.5
    word = next(filter(None, found.groups()))
    asked = int(word) if word.isdigit() else _WORDED[word]
    return 1.0 if count == asked else 0.5 if count == asked + 1 else -0.3
