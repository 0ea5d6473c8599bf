"""Question sets over an index of their passages: SQuAD-format sets, each paragraph a passage, and the ten reports of
2025 and the 31 of 2026 as they are added to a library."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sets import crosslingual, index_of, plain, write_reports_of_2026

from embeddings.encoder import load_encoder
from rag import Library
from rag.folding import fold
from rag.provinces import named_at
from rag.question import Question
from rag.records import Hit, Passage
from rag.retrieve import Index, retrieve
from rag.words import Words

DEPTH = 10  # hits read
LATIN = {"云南": "Yunnan", "海南": "Hainan"}
OTHERS = {
    "zh": {"云南": "云南", "海南": "海南"},
    "ja": {"云南": "云南", "海南": "海南"},
    "ko": {"云南": "윈난", "海南": "하이난"},
    "ru": {"云南": "Юньнань", "海南": "Хайнань"},
}
"""Provinces to ask about instead, as they are written in a language; `LATIN` in all others."""
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


@dataclass(frozen=True, slots=True)
class Shelf:
    """Passages, and what they are asked by."""

    passages: Sequence[Passage]
    index: Index
    words: Words

    def hits(self, question: Question, without: frozenset[int] = frozenset()) -> list[Hit]:
        """The `DEPTH` best passages, those ``without`` left out."""
        found = retrieve(question, self.index, DEPTH + len(without))
        return [hit for hit in found if hit.passage.id not in without][:DEPTH]


def added(files: Path, folder: Path) -> Shelf:
    """The passages of a library that files are added to as a person adds them."""
    library = Library.create(folder)
    library.add([files])
    passages = tuple(library.passages(library.passage_ids().tolist()).values())
    return Shelf(passages, library.index, library.words)


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
    texts = [one["context"] for one in paragraphs]
    passages = [Passage(number, "", "", (), (), 1, text, ((0, len(text)),)) for number, text in enumerate(texts)]
    folder.mkdir()
    return Shelf(passages, *index_of(dict(enumerate(passages)), load_encoder("bundled"), folder)), asked


def reports(gold: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """The ten reports and the questions of reports_dev."""
    shelf = added(gold / "reports", folder)
    rows = map(json.loads, (gold / "reports_dev.jsonl").read_text(encoding="utf8").splitlines())
    asked = [
        Asked(
            row["id"], row["kind"], row["lang"], row["question"], tuple(row["answers"]),
            _holding(shelf.passages, row["doc"], row.get("evidence") or ""),
        )
        for row in rows
    ]  # fmt: skip
    return shelf, asked


def asked_of(year: str, passages: Sequence[Passage]) -> list[Asked]:
    """Our own questions about the ten reports of 2025 or those of 2026, with and without an answer there
    (asked2025.tsv, asked2026.tsv)."""
    asked = []
    for number, line in enumerate((HERE / f"asked{year}.tsv").read_text("utf-8").splitlines()[1:]):
        document, kind, language, evidence, answers, text = line.split("\t")
        right = _holding(passages, document, evidence)
        asked.append(Asked(f"{number}", kind, language, text, tuple(filter(None, answers.split("|"))), right))
    return asked


def _holding(passages: Sequence[Passage], document: str, evidence: str) -> frozenset[int]:
    """Numbers of the passages of a document that hold a piece of text, white space aside."""
    bare = plain(evidence)
    mine = (one for one in passages if Path(one.document).stem == document)
    return frozenset(one.id for one in mine if bare and bare in plain(one.text))


def reports_of_2026(data: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """The 31 provincial reports of 2026 and questions about them: our own in Chinese (look2026.tsv), and those in seven
    other languages (crosslingual.tsv), where the whole evidence is taken for the answer."""
    files = folder / "files"
    files.mkdir(parents=True)
    names = write_reports_of_2026(data, files)
    shelf = added(files, folder / "library")
    lines = (HERE / "look2026.tsv").read_text("utf-8").splitlines()[1:]
    looked = [(*line.split("\t"), "zh") for line in lines]
    foreign = [(name, evidence, evidence, text, language) for name, evidence, text, language in crosslingual()]
    asked = []
    for number, (name, evidence, answers, text, language) in enumerate([*looked, *foreign]):
        if name in names:
            kind = "foreign" if language != "zh" else "look" if evidence else "none"
            right = _holding(shelf.passages, name, evidence)
            asked.append(Asked(f"{number}", kind, language, text, tuple(filter(None, answers.split("|"))), right))
    return shelf, asked


def variants(one: Asked, number: int, passages: Sequence[Passage]) -> list[tuple[str, frozenset[int], bool]]:
    """Text, passages left out, answerable: a question made unanswerable."""
    exchanged = re.sub("20(?:24|25)", lambda found: str(int(found[0]) - 4), one.text)
    place = next(named_at(fold(one.text)), None)
    if exchanged != one.text and number % 3 == 0:
        return [(exchanged, frozenset(), False)]
    if place and number % 3 == 1:
        name, (start, end) = place
        other = "云南" if name != "云南" else "海南"
        written = OTHERS.get(one.language, LATIN)[other]
        theirs = frozenset(passage.id for passage in passages if passage.document.startswith(other))
        return [(one.text[:start] + written + one.text[end:], theirs, False)]
    return [(one.text, one.right, False)]
