"""Prints how often a question that follows another finds its paragraph, read by itself and in the light of the last
turns, and how often a question that stands alone is left as it is.

    PYTHONPATH=. python tests/benchmarks/dialogues.py --data ../shared [--set tune|report] [--show]

dialogues.tsv: questions over the ten development reports and the sample report, made by hand for this; ``first`` and
``alone`` stand alone, ``follow`` do not. The rules of `rag.following` were chosen on the set ``tune``, and three of
them after the misses of ``report`` had been read (README.md). Standing alone is also measured on questions of other
sets, each asked after another one of its set.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from sets import plain, squad_paragraphs

from rag import Conversation, Library
from rag.conversation import follow
from rag.records import Answer, RankedPassage, Turn

SEEDS = Path(__file__).parent.parent.parent / "seeds"
TOP = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A turn of a dialogue, and a piece of the one paragraph that answers it."""

    dialogue: str
    set: str
    relation: str
    document: str
    evidence: str
    question: str

    def place(self, passages: Iterable[RankedPassage]) -> int:
        """At which rank, from 0, the paragraph is among passages; their number when it is not."""
        evidence = plain(self.evidence)
        found = [Path(one.document).stem == self.document and evidence in plain(one.text) for one in passages]
        return found.index(True) if True in found else len(found)

    def says(self, answer: str | None) -> bool:
        """Whether an answer is a part of that piece."""
        return bool(answer) and plain(answer or "") in plain(self.evidence)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--set", choices=("tune", "report"), default="report")
    parser.add_argument("--show", action="store_true")
    asked = parser.parse_args()
    lines = (Path(__file__).parent / "dialogues.tsv").read_text("utf-8").splitlines()[1:]
    rows = [row for row in (Row(*line.split("\t")) for line in lines) if row.set == asked.set]
    with tempfile.TemporaryDirectory() as folder, Library.create(folder) as library:
        library.add([asked.data / "gold" / "reports", SEEDS])
        follows(library, rows, asked.show)
        for name, questions in others(asked.data, asked.set):
            alone(library, name, questions, asked.show)


def follows(library: Library, rows: list[Row], show: bool) -> None:
    """Questions that follow, both ways; and those of the same dialogues that do not."""
    ranks: dict[str, list[int]] = {"by itself": [], "carried over": []}
    said: Counter[str] = Counter()
    touched, standing = 0, 0
    for _, dialogue in groupby(rows, key=lambda row: row.dialogue):
        conversation = Conversation(library)
        for row in dialogue:
            turn = conversation.ask(row.question, TOP)
            if row.relation == "follow":
                for way, answer in (("by itself", library.ask(row.question, TOP)), ("carried over", turn.answer)):
                    ranks[way].append(row.place(answer.passages))
                    said[way] += row.says(answer.text)
                if show:
                    tell(row, turn, ranks["by itself"][-1], ranks["carried over"][-1])
            elif row.relation == "alone":
                standing += 1
                touched += bool(turn.carried)
    count = len(ranks["carried over"])
    for way, found in ranks.items():
        first, among = sum(rank == 0 for rank in found), sum(rank < TOP for rank in found)
        print(
            f"{way}: of {count} questions that follow, {first} find their paragraph first, {among} among {TOP};"
            f" {said[way]} answers are from the piece that answers"
        )
    print(f"dialogues: {standing - touched} of {standing} questions that stand alone are left as they are")


def alone(library: Library, name: str, questions: list[str], show: bool) -> None:
    """Questions that stand alone, each after the one before it."""
    touched = 0
    for before, text in pairwise(questions):
        turn = Turn(before, before, (), Answer(before, "not_found", None, 0.0, (), ()))
        asked, carried = follow(text, (turn,), library.words)
        touched += bool(carried)
        if carried and show:
            print(f"  {text} -> {asked}")
    count = len(questions) - 1
    print(f"{name}: {count - touched} of {count} questions that stand alone are left as they are")


def others(data: Path, which: str) -> Iterator[tuple[str, list[str]]]:
    """Name and questions of other sets."""
    if which == "tune":
        rows = map(json.loads, (data / "gold" / "reports_dev.jsonl").read_text("utf-8").splitlines())
        yield "reports_dev", [row["question"] for row in rows]
    for name in ("cmrc2018_trial",) if which == "tune" else ("cmrc2018_dev", "drcd_test"):
        found = squad_paragraphs(data / "data" / "qa" / f"{name}.json.xz")
        asked = [qa["question"] for paragraph in found for qa in paragraph["qas"]]
        yield name, [question for question in asked if any(map(str.isalnum, question))]  # one is only a question mark


def tell(row: Row, turn: Turn, before: int, rank: int) -> None:
    answer = turn.answer.text or "–"
    carried = " ".join(f"[{each.kind} {each.text}]" for each in turn.carried)
    print(f"  {before} {rank} {row.question} -> {turn.asked} {carried} | {answer} | {row.evidence}")


if __name__ == "__main__":
    main()
