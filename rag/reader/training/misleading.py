"""Passages that mislead the networks as they are: of those near a question the ones where an answer is seen most surely
that is not there. What is learned from is then what a reader meets that has read all else (hard negatives by the
model's own scores: Xiong et al. 2021)."""

from __future__ import annotations

import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from rag.folding import fold, tokens
from rag.lexical import LexicalIndex
from rag.passages import sentences
from rag.reader.inputs import cut_seen, joined
from rag.reader.training.batches import MOST_ABOVE, MOST_ASKED, WINDOW, Eyes, Window, batch
from rag.reader.training.examples import Example
from rag.reader.training.learning import best_spans
from rag.reader.training.network import Network

ASKED = {"cmrc2018_train": 10_000, "drcd_dev": 4_000, "written": 10_000, "reports": 8_000, "foreign": 5_000}
"""Questions of each source whose passages are looked for, at most; the others are left out from then on."""
OF_ONE_REPORT = ("written", "reports", "foreign")
"""Sources whose questions are asked of their own report: another might well have an answer."""
NEAREST = 4
"""Passages nearest in words, and as many in meaning, that are looked at."""
KEPT = 3
"""Windows of them that are kept: where the networks are surest."""
TOGETHER = 64
"""Windows that are read at a time."""

Passages = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages, what stands above each first, as they are found: by words, by ``vectors`` of shape (passages,
    dimensions), and the numbers of those of each report."""

    passages: Passages
    words: LexicalIndex
    vectors: NDArray[np.float32]
    reports: Mapping[str, Sequence[int]]


def with_misleading(
    found: Mapping[str, Sequence[Example]], networks: Sequence[Network], encoder: Encoder, eyes: Eyes
) -> dict[str, list[Example]]:
    """The examples, those of the sources in `ASKED` drawn anew, with passages that mislead the networks beside those
    that differ from the right one by a sentence or a title."""
    rng = random.Random(0)
    told = {name: list(examples) for name, examples in found.items()}
    for names in (*((name,) for name in ASKED if name not in OF_ONE_REPORT), OF_ONE_REPORT):
        # Some texts stand there with their title and without
        pooled = sorted({one.text: (one.above, one.text) for name in names for one in found[name]}.values())
        with tempfile.TemporaryDirectory() as folder:
            pool = pool_of(pooled, encoder, Path(folder))
            for name in names:
                chosen = rng.sample(told[name], min(ASKED[name], len(told[name])))
                told[name] = list(misled(chosen, pool, networks, encoder, eyes))
    return told


def pool_of(passages: Passages, encoder: Encoder, folder: Path) -> Pool:
    """Passages to look in, with an index of their words in ``folder``."""
    words = LexicalIndex(folder)
    words.add([(number, text, above) for number, (above, text) in enumerate(passages)])
    words.commit()
    reports = defaultdict(list)
    for number, (above, _) in enumerate(passages):
        reports[_report(above)].append(number)
    return Pool(passages, words, encoder.encode([f"{above}\n{text}"[:400] for above, text in passages]), reports)


def misled(
    examples: Sequence[Example], pool: Pool, networks: Sequence[Network], encoder: Encoder, eyes: Eyes
) -> Iterator[Example]:
    """Each example with the windows of other passages where the networks are surest of an answer."""
    asked = encoder.encode([one.question for one in examples])
    for first in range(0, len(examples), TOGETHER):
        part = examples[first : first + TOGETHER]
        cuts = [(row, cut) for row, one in enumerate(part) for cut in near(one, asked[first + row], pool)]
        windows = [window(part[row].question, *cut, eyes) for row, cut in cuts]
        surest = sorted(zip(sure(windows, networks, eyes), cuts, strict=True), key=lambda one: -one[0])
        for row, one in enumerate(part):
            mine = [cut for _, (other, cut) in surest if other == row][:KEPT]
            alike = [wrong for wrong in one.wrongs if _alike(one, wrong)]
            yield replace(one, wrongs=(*mine, *alike))


def near(one: Example, vector: NDArray[np.float32], pool: Pool) -> list[tuple[str, str]]:
    """Windows of the passages near a question that have no answer of its own; what stands above them first."""
    report = _report(one.above)
    own = pool.reports[report] if report else range(len(pool.passages))
    asked = Counter(tokens(fold(one.question)))
    by_words = [number for number, _ in pool.words.search(asked, 2 * NEAREST, own if report else None)]
    nearest = np.argsort(-(pool.vectors[list(own)] @ vector), kind="stable")[: 2 * NEAREST]
    by_meaning = [own[row] for row in nearest.tolist()]
    answers = {one.text[start:end] for start, end in one.spans}
    found = []
    for numbers in (by_words, by_meaning):
        texts = [pool.passages[number] for number in numbers]
        fit = [it for it in texts if it[1] != one.text and not any(answer in it[1] for answer in answers)]
        found += fit[:NEAREST]
    return [(above, cut) for above, text in dict.fromkeys(found) for cut in _cut(text, WINDOW - MOST_ABOVE)]


def sure(windows: Sequence[Window], networks: Sequence[Network], eyes: Eyes) -> list[float]:
    """How much likelier a span is than none, by the networks together."""
    order = sorted(range(len(windows)), key=lambda row: len(windows[row].passage.codes))
    total = [0.0] * len(windows)
    for first in range(0, len(order), TOGETHER):
        rows = order[first : first + TOGETHER]
        read = batch([windows[row] for row in rows], eyes)
        for network in networks:
            for row, (_, odds, _, _) in zip(rows, best_spans(network, [read]), strict=True):
                total[row] += odds / len(networks)
    return total


def _report(above: str) -> str:
    """The title of the report, where there is one."""
    title = above.split("\n")[0]
    return title if "报告" in title or "大)" in title else ""


def _alike(one: Example, wrong: tuple[str, str]) -> bool:
    """Whether a wrong passage is the right one without its sentence, or under another title."""
    return wrong[1] == one.text or (wrong[0] == one.above and all(piece in one.text for piece in _sentences(wrong[1])))


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def _cut(text: str, room: int) -> list[str]:
    """A text in windows, the last one as long as the others."""
    if len(text) <= room:
        return [text]
    return [text[start : start + room] for start in (*range(0, len(text) - room, room), len(text) - room)]


def window(question: str, over: str, told: str, eyes: Eyes) -> Window:
    """A window without an answer, as the networks see it."""
    above = cut_seen(eyes.see(over), 0, MOST_ABOVE)
    passage = joined(above, cut_seen(eyes.see(told), 0, WINDOW - len(above.codes)))
    return Window(cut_seen(eyes.see(question), 0, MOST_ASKED), passage, len(above.codes), (), 0)
