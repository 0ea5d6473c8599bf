"""Prints how well a reader reads: question sets with the paragraph given, and reports with what is retrieved.

    PYTHONPATH=. python tests/benchmarks/reading.py --data ../shared [--reader NAME] [--given SET …] [--misses] [--fit]
    PYTHONPATH=. python tests/benchmarks/reading.py --data ../shared [--reader NAME] --risk [SET]

``--reader "network alone"`` is that of chuchu-reader-1 with nothing beside it. cmrc2018_dev and drcd_test are for
reporting, everything else for choosing settings; look2026.tsv are questions nothing was chosen by. ``--risk`` prints
how far the confidence can be trusted (risk.py). ``--misses`` prints what was said instead; ``--fit`` fits the
coefficients of the confidence of the reader ``sentence`` on cmrc2018_trial, dureader_robust_dev and reports_dev, the
right paragraph taken out of the hits for every second question, and prints what each threshold would decline. What the
reader chuchu-reader-1 weighs is fitted by reading_fit.py.
"""

from __future__ import annotations

import argparse
import json
import lzma
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import docx
import numpy as np
from risk import show_risk
from sets import crosslingual, index_of, plain

from embeddings.encoder import load_encoder
from rag.answer import THRESHOLD
from rag.evaluate.scoring import cmrc, near
from rag.question import Question, analyse
from rag.reader import Reader, load_reader
from rag.reader.network import load as load_network
from rag.reader.sentence import CONFIDENCE, features_of
from rag.records import Hit, Passage, Reading, Span, Why
from rag.retrieve import retrieve

DEPTH = 10  # hits read


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold question. ``right``: the passages that hold the answer; none where there is no answer."""

    name: str
    kind: str
    language: str
    text: str
    answers: tuple[str, ...]
    right: frozenset[int]


class Shelf:
    """Passages and an index over them, as a library makes it."""

    def __init__(self, passages: Sequence[Passage], folder: Path) -> None:
        self.passages = passages
        folder.mkdir()
        self.index, self.words = index_of({one.id: one for one in passages}, load_encoder("bundled"), folder)

    def hits(self, question: Question, without: frozenset[int] = frozenset()) -> list[Hit]:
        """The `DEPTH` best passages, those ``without`` left out."""
        found = retrieve(question, self.index, DEPTH + len(without))
        return [hit for hit in found if hit.passage.id not in without][:DEPTH]


def passage(number: int, document: str, text: str, section: tuple[str, ...] = ()) -> Passage:
    return Passage(number, document, document, section, (), number + 1, text, ((0, len(text)),))


def squad(path: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """Paragraphs and questions of a SQuAD-format file."""
    paragraphs = [
        paragraph
        for article in json.loads(lzma.decompress(path.read_bytes()))["data"]
        for paragraph in article["paragraphs"]
    ]
    asked = [
        Asked(qa["id"], "", "zh", qa["question"], tuple(one["text"] for one in qa["answers"]), frozenset({number}))
        for number, paragraph in enumerate(paragraphs)
        for qa in paragraph["qas"]
        if any(map(str.isalnum, qa["question"]))  # one is only a question mark
    ]
    shelf = [passage(number, "", one["context"]) for number, one in enumerate(paragraphs)]
    return Shelf(shelf, folder), asked


def reports(gold: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """Paragraphs of the ten reports as Word has them, a short line without an end mark being a heading."""
    shelf: list[Passage] = []
    for path in sorted((gold / "reports").glob("*.docx")):
        section: tuple[str, ...] = ()
        for paragraph in docx.Document(str(path)).paragraphs:
            text = paragraph.text.strip()
            if text and len(text) < 30 and text[-1] not in "。；！？":
                section = (text,)
            elif text:
                shelf.append(passage(len(shelf), path.stem, text, section))
    asked = []
    for line in (gold / "reports_dev.jsonl").read_text(encoding="utf8").splitlines():
        row = json.loads(line)
        evidence = plain(row.get("evidence") or "")
        right = [one.id for one in shelf if evidence and one.document == row["doc"] and evidence in plain(one.text)]
        answers = tuple(row["answers"])
        asked.append(Asked(row["id"], row["kind"], row["lang"], row["question"], answers, frozenset(right)))
    return Shelf(shelf, folder), asked


def reports_of_2026(data: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """The 31 provincial reports of 2026 and questions about them: our own in Chinese (look2026.tsv), and those in seven
    other languages (crosslingual.tsv), where the whole evidence is taken for the answer."""
    with lzma.open(data / "data" / "text" / "provincial_reports_2026.jsonl.xz", "rt", encoding="utf8") as file:
        rows = {row["province"]: row["text"] for row in map(json.loads, file)}
    shelf: list[Passage] = []
    for name, text in rows.items():
        section: tuple[str, ...] = ()
        for line in filter(None, map(str.strip, text.split("\n"))):
            if len(line) < 30 and line[-1] not in "。；！？":
                section = (line,)
            else:
                document = f"{name}2026年政府工作报告"
                shelf.append(passage(len(shelf), document, line, section))
    lines = (Path(__file__).parent / "look2026.tsv").read_text("utf-8").splitlines()[1:]
    looked = [(*line.split("\t"), "zh") for line in lines]
    foreign = [(name, evidence, evidence, text, language) for name, evidence, text, language in crosslingual()]
    asked = []
    for number, (name, evidence, answers, text, language) in enumerate([*looked, *foreign]):
        if name not in rows:
            continue
        right = [one.id for one in shelf if evidence and one.document.startswith(name) and evidence in one.text]
        kind = "foreign" if language != "zh" else "look" if evidence else "none"
        asked.append(
            Asked(f"{number}", kind, language, text, tuple(filter(None, answers.split("|"))), frozenset(right))
        )
    return Shelf(shelf, folder), asked


def inside(said: str, evidence: Sequence[str]) -> bool:
    """Whether something of substance is said that is a piece of the evidence, or half of it."""
    bare = plain(said)
    return len(bare) > 1 and any(bare in plain(one) or near([one], said) for one in evidence)


class Alone:
    """The network of the trained reader, with nothing beside it: the span it gives the best odds."""

    name = "network alone"

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        network = load_network()
        ranked = network.rank(question.text, network.windows([("", hit.passage.text) for hit in hits]))
        found = network.find(ranked, 1, ())
        spans = tuple(Span(one.passage, one.start, one.end, one.odds) for one in found[:1])
        return Reading(spans, tuple(1.0 for _ in hits), 1.0)


def show_given(shelf: Shelf, asked: Sequence[Asked], reader: Reader, misses: bool) -> None:
    """EM and F1 by the CMRC rules with the right paragraph given."""
    words = shelf.words
    rows: list[tuple[str, bool, float]] = []
    for one in asked:
        question = analyse(one.text, words)
        found = shelf.passages[min(one.right)]
        reading = reader.read(question, [Hit(found, 1.0, Why((), 1.0, 0.0), ())])
        said = "".join(found.text[span.start : span.end] for span in reading.spans)
        score = cmrc(one.answers, said)
        rows.append((question.kind, bool(score.em), score.f1))
        if misses and not rows[-1][1]:
            print(f"  {question.kind} {one.text} | {one.answers[0]} | {said}")
    for kind in [*sorted({row[0] for row in rows}), ""]:
        these = [row for row in rows if kind in ("", row[0])]
        em, share = np.mean([row[1] for row in these]), np.mean([row[2] for row in these])
        print(f"{kind or 'all':>14} {len(these):5} EM {em:.3f} F1 {share:.3f}")


def show_reports(shelf: Shelf, asked: Sequence[Asked], reader: Reader, misses: bool) -> None:
    """EM, near, declined and refused over the reports."""
    words = shelf.words
    counts: dict[str, Counter[str]] = {}
    took = []
    for one in asked:
        question = analyse(one.text, words)
        hits = shelf.hits(question)
        start = time.perf_counter()
        reading = reader.read(question, hits)
        took.append(time.perf_counter() - start)
        said = "".join(hits[span.hit].passage.text[span.start : span.end] for span in reading.spans)
        kept = bool(reading.spans) and reading.confidence >= THRESHOLD
        right = inside(said, one.answers) if one.kind == "foreign" else near(one.answers, said)
        best = max(range(len(hits)), key=lambda number: reading.relevance[number], default=0)
        group = one.kind if one.language.startswith("zh") or one.kind == "none" else "foreign"
        found = {
            "asked": True,
            "given": any(hit.passage.id in one.right for hit in hits),
            "first": bool(hits) and hits[0].passage.id in one.right,
            "reranked": bool(hits) and hits[best].passage.id in one.right,
            "em": bool(cmrc(one.answers, said).em),
            "near": right,
            "kept": kept,
            "kept near": kept and right,
        }
        counts.setdefault(group, Counter()).update({name: int(value) for name, value in found.items()})
        if misses and not found["near"]:
            print(f"  {one.name} {question.kind} {question.unit} {question.head} {reading.confidence:.2f} | {one.text}")
            print(f"      {one.answers[:1]} {'' if found['given'] else 'NOT GIVEN'} | {said}")
    for group, count in counts.items():
        print(f"{group:>8} " + "  ".join(f"{name} {count[name]}" for name in found))
    print(f"reading {DEPTH} hits: median {np.median(took) * 1e3:.1f} ms, worst {max(took) * 1e3:.1f} ms")


def examples(shelf: Shelf, asked: Sequence[Asked]) -> Iterator[tuple[dict[str, float], bool]]:
    """Features and whether the span is right; for every second question with the right paragraph taken out."""
    words = shelf.words
    for number, one in enumerate(asked):
        question = analyse(one.text, words)
        without = one.right if number % 2 else frozenset()
        hits = shelf.hits(question, without)
        found = features_of(question, hits)
        if found:
            values, span = found
            said = hits[span.hit].passage.text[span.start : span.end]
            yield values, not without and (near(one.answers, said) or cmrc(one.answers, said).f1 > 0.6)


def fit(sets: Sequence[tuple[Shelf, list[Asked]]]) -> None:
    """Prints coefficients by Newton's method, every set weighing the same, with a small ridge."""
    names = list(CONFIDENCE)
    rows, labels, weights = [], [], []
    for shelf, asked in sets:
        found = list(examples(shelf, asked))
        rows += [[1.0, *(values[name] for name in names[1:])] for values, _ in found]
        labels += [float(right) for _, right in found]
        weights += [1000 / len(found)] * len(found)
    x, y, w = np.array(rows), np.array(labels), np.array(weights)
    beta = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (w * (y - p)) - 1.0 * beta
        beta += np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + np.eye(len(names)), gradient)
    print(f"{len(y)} examples, {int(y.sum())} right")
    print("CONFIDENCE =", {name: round(float(value), 2) for name, value in zip(names, beta, strict=True)})
    p = 1 / (1 + np.exp(-x @ beta))
    edges = np.quantile(p, np.linspace(0, 1, 11))
    for low, high in pairwise(edges):
        inside = (p >= low) & (p <= high)
        print(f"  {p[inside].mean():.2f} said, {np.average(y[inside], weights=w[inside]):.2f} right")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        wrong, right = (w * (p >= threshold) * (y == 0)).sum(), (w * (p >= threshold) * (y == 1)).sum()
        lost = 1 - right / (w * y).sum()
        share = right / (right + wrong)
        print(f"  threshold {threshold}: {share:.2f} of answers right, {lost:.2f} of right ones declined")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", default="bundled")
    parser.add_argument("--given", nargs="*", default=["cmrc2018_trial"])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--risk", nargs="?", const="cmrc2018_dev")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        qa, at = options.data / "data" / "qa", Path(folder)
        if options.fit:
            gold = reports(options.data / "gold", at / "gold")
            tuned = ("cmrc2018_trial", "dureader_robust_dev")
            fit([*(squad(qa / f"{name}.json.xz", at / name) for name in tuned), gold])
            return
        reader: Reader = Alone() if options.reader == Alone.name else load_reader(options.reader)
        if options.risk:
            print(f"{options.risk}, the {DEPTH} best passages, reader {reader.name}")
            show_risk(*squad(qa / f"{options.risk}.json.xz", at / options.risk), reader)
            return
        for name in options.given:
            print(f"{name}, paragraph given, reader {reader.name}")
            show_given(*squad(qa / f"{name}.json.xz", at / name), reader, options.misses)
        print(f"reports_dev, the {DEPTH} best passages, reader {reader.name}")
        show_reports(*reports(options.data / "gold", at / "gold"), reader, options.misses)
        print(f"31 reports of 2026, the {DEPTH} best passages, reader {reader.name}")
        show_reports(*reports_of_2026(options.data, at / "2026"), reader, options.misses)


if __name__ == "__main__":
    main()
