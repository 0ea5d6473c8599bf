"""Prints how well a reader reads: question sets with the paragraph given, and reports with what is retrieved.

    PYTHONPATH=. python tests/benchmarks/reading.py --data ../shared [--reader NAME] [--given SET …] [--misses]
    PYTHONPATH=. python tests/benchmarks/reading.py --data ../shared [--reader NAME] --risk [SET]

``--reader "network alone"`` is that of chuchu-reader-1 with nothing beside it. cmrc2018_dev and drcd_test are for
reporting, everything else for choosing settings; look2026.tsv are questions nothing was chosen by. ``--risk`` prints
how far the confidence can be trusted (risk.py), ``--misses`` what was said instead. What the readers weigh is fitted by
reading_fit.py and sentence_fit.py.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from risk import show_risk
from sets import plain
from shelves import DEPTH, Asked, Shelf, asked_of, reports, reports_of_2026, squad

from rag.evaluate.scoring import cmrc, near
from rag.question import Question, analyse
from rag.reader import Reader, load_reader
from rag.reader.network import load as load_network
from rag.reader.training.written import QUESTIONS as WRITTEN
from rag.records import Hit, Reading, Span, Why


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
        return Reading(spans, tuple(1.0 for _ in hits), 1.0, True)


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
        kept = bool(reading.spans) and reading.answered
        right = inside(said, one.answers) if one.kind == "foreign" else near(one.answers, said)
        best = max(range(len(hits)), key=lambda number: reading.relevance[number], default=0)
        group = one.kind if one.language.startswith("zh") or one.kind in ("none", "talk") else "foreign"
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", default="bundled")
    parser.add_argument("--given", nargs="*", default=["cmrc2018_trial"])
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--risk", nargs="?", const="cmrc2018_dev")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        qa, at = options.data / "data" / "qa", Path(folder)
        reader: Reader = Alone() if options.reader == Alone.name else load_reader(options.reader)
        if options.risk:
            print(f"{options.risk}, the {DEPTH} best passages, reader {reader.name}")
            show_risk(*squad(qa / f"{options.risk}.json.xz", at / options.risk), reader)
            return
        for name in options.given:
            print(f"{name}, paragraph given, reader {reader.name}")
            show_given(*squad(qa / f"{name}.json.xz", at / name), reader, options.misses)
        print(f"reports_dev, the {DEPTH} best passages, reader {reader.name}")
        shelf, asked = reports(options.data / "gold", at / "gold")
        show_reports(shelf, asked, reader, options.misses)
        print(f"our own questions about them, the {DEPTH} best passages, reader {reader.name}")
        show_reports(shelf, asked_of("2025", shelf.passages), reader, options.misses)
        print(f"31 reports of 2026, the {DEPTH} best passages, reader {reader.name}")
        shelf, asked = reports_of_2026(options.data, at / "2026")
        show_reports(shelf, asked, reader, options.misses)
        print("of those the ones in other languages about provinces that no question of the training asks about")
        show_reports(shelf, [one for one in asked if untaught(one, shelf)], reader, misses=False)
        print("greetings and other talk")
        talk = [one for one in asked_of("2026", shelf.passages) if one.kind == "talk"]
        show_reports(shelf, talk, reader, options.misses)


def untaught(one: Asked, shelf: Shelf) -> bool:
    """Whether a question in another language is about a report of which the networks have seen no written question."""
    taught = {line.split("\t")[0] for line in WRITTEN.read_text("utf-8").splitlines()[1:]}
    return one.kind == "foreign" and not any(
        Path(shelf.passages[number].document).stem in taught for number in one.right
    )


if __name__ == "__main__":
    main()
