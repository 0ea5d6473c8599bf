"""English questions about Chinese text, out of sentences that are there in both: a number that both have is asked
for, in the words of the English one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from embeddings.training.bridge import bitext, held_out
from rag.folding import fold
from rag.reader.spans import NUMBER
from rag.reader.training.examples import Example

LABELS = {"gwr2024", "gwr2025", "sdg", "ud-pud"}
"""Texts that go on from line to line, so that neighbours make a paragraph."""
_NUMBER = re.compile(
    r"(?<![\w£€.-])(?:about |over |around |more than |nearly |some )?\d[\d,.]*\d?"
    r"(?:\s?%| percent| percentage points| (?:million|billion|trillion))?(?![\w-])"
    r"(?: (?:yuan|kilometers|hectares|people|tons|US dollars))?"
)
_CLAUSE = re.compile(r"[^,;:.—]*(?:\d[.,]\d[^,;:.—]*)*")
_OTHERS = re.compile(r"(?:million|billion|trillion)$|^(?:19|20)\d\d$")
"""Numbers that are written otherwise in Chinese, and years."""


def parallel(data: Path, rng: random.Random) -> Iterator[Example]:
    """An example of each number that a sentence and its translation share."""
    rows = bitext(data, "zh")
    kept_back = {english for english, _ in held_out(rows)}
    learned = [row for row in rows if row[2] in LABELS and row[0] not in kept_back]
    for number, (english, chinese, label) in enumerate(learned):
        before, after = learned[max(0, number - 1)], learned[min(len(learned) - 1, number + 1)]
        first = before[1] if before[2] == label and rng.random() < 0.6 else ""
        last = after[1] if after[2] == label and rng.random() < 0.6 else ""
        for clause in _CLAUSE.finditer(english):
            for found in _NUMBER.finditer(english, *clause.span()):
                digits = re.match(r"\D*([\d.,]*\d)", found[0])
                if digits is None or _OTHERS.search(found[0]) or len(clause[0]) < 15:
                    continue
                alone = re.compile(rf"(?<![\d.]){re.escape(digits[1])}(?![\d.年])")
                if span := next((one.span() for one in NUMBER.finditer(fold(chinese)) if alone.search(one[0])), None):
                    said = english[clause.start() : found.start()], english[found.end() : clause.end()]
                    start, end = (len(first) + place for place in span)
                    yield Example(_asked(found[0], said, rng), "", first + chinese + last, ((start, end),))


def _asked(number: str, said: tuple[str, str], rng: random.Random) -> str:
    """The clause with its number asked for."""
    percent = "%" in number or "percent" in number
    choices = ("By what percentage", "What percentage", "By how much") if percent else ("How many", "How much", "What")
    left, right = (part.strip(" ,—") for part in said)
    if rng.random() < 0.5:
        return f"{rng.choice(choices)} {right} {left}?"
    return f"{left} {rng.choice(choices).lower()} {right}?"
