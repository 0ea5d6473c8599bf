"""Question sets over an index of their passages, as a library makes it: SQuAD-format sets, the ten reports of 2025 and
the 31 of 2026."""

from __future__ import annotations

import json
import lzma
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import docx
from sets import crosslingual, index_of, plain

from embeddings.encoder import load_encoder
from rag.question import Question
from rag.records import Hit, Passage
from rag.retrieve import retrieve

DEPTH = 10  # hits read
HERE = Path(__file__).parent


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
    """Paragraphs of the ten reports as Word has them, a short line without an end mark being a heading; and the
    questions of reports_dev."""
    shelf: list[Passage] = []
    for path in sorted((gold / "reports").glob("*.docx")):
        section: tuple[str, ...] = ()
        for paragraph in docx.Document(str(path)).paragraphs:
            text = paragraph.text.strip()
            if text and len(text) < 30 and text[-1] not in "。；！？":
                section = (text,)
            elif text:
                shelf.append(passage(len(shelf), path.stem, text, section))
    rows = map(json.loads, (gold / "reports_dev.jsonl").read_text(encoding="utf8").splitlines())
    asked = [
        Asked(
            row["id"], row["kind"], row["lang"], row["question"], tuple(row["answers"]),
            _holding(shelf, row["doc"], row.get("evidence") or ""),
        )
        for row in rows
    ]  # fmt: skip
    return Shelf(shelf, folder), asked


def asked_2025(passages: Sequence[Passage]) -> list[Asked]:
    """Our own questions about the ten reports, a quarter of them without an answer there (asked2025.tsv)."""
    asked = []
    for number, line in enumerate((HERE / "asked2025.tsv").read_text("utf-8").splitlines()[1:]):
        document, kind, language, evidence, answers, text = line.split("\t")
        right = _holding(passages, document, evidence)
        asked.append(Asked(f"{number}", kind, language, text, tuple(filter(None, answers.split("|"))), right))
    return asked


def _holding(passages: Sequence[Passage], document: str, evidence: str) -> frozenset[int]:
    """Numbers of the passages of a document that hold a piece of text, white space aside."""
    bare = plain(evidence)
    return frozenset(one.id for one in passages if bare and one.document == document and bare in plain(one.text))


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
    lines = (HERE / "look2026.tsv").read_text("utf-8").splitlines()[1:]
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
