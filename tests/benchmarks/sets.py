"""The question sets that benchmarks read from ``--data DIR``: passages, questions, and which passages are right."""

from __future__ import annotations

import json
import lzma
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, WordEncoder, load_encoder
from embeddings.faiss_index import VectorIndex
from rag import Library
from rag.bridge import Bridge
from rag.encoding import context, texts_of, vector_ids
from rag.folding import fold
from rag.lexical import LexicalIndex
from rag.records import Passage
from rag.retrieve import Index
from rag.words import Words, words_in, write_words


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the document and paragraph of each passage that answers it. ``shared``: how much of the
    question's characters and how much of its pairs of characters stand in those passages."""

    text: str
    language: str
    right: frozenset[tuple[str, int]]
    shared: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Corpus:
    """What questions are asked of. ``asked``: only questions that have an answer."""

    name: str
    index: Index
    words: Words
    size: int
    asked: tuple[Asked, ...]


def plain(text: str) -> str:
    """Text without white space, in one width: how evidence is compared (contract)."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def shared(question: str, passage: str) -> tuple[float, float]:
    """The share of a question's different characters, and of its pairs, that stand in a passage; as both are compared,
    without punctuation."""
    runs, text = re.findall(r"[^\W_]+", fold(question)), fold(passage)
    singles = set("".join(runs))
    pairs = {run[place : place + 2] for run in runs for place in range(len(run) - 1)}
    one, two = ((sum(piece in text for piece in pieces) / max(1, len(pieces))) for pieces in (singles, pairs))
    return one, two


def reports(data: Path, encoder: str = "bundled") -> AbstractContextManager[Corpus]:
    """The ten development reports and their questions that have an answer."""
    rows = map(json.loads, (data / "gold" / "reports_dev.jsonl").read_text("utf-8").splitlines())
    answered = [row for row in rows if row["answers"]]
    asked = [(row["doc"], row["evidence"], row["question"], row["lang"]) for row in answered]
    return _reports(data, "reports_dev", asked, encoder)


def paraphrases(data: Path, encoder: str = "bundled") -> AbstractContextManager[Corpus]:
    """The ten development reports and questions that say in everyday words what paragraphs say in official ones."""
    lines = (Path(__file__).parent / "paraphrases.tsv").read_text("utf-8").splitlines()[1:]
    return _reports(data, "paraphrases", [(*line.split("\t"), "zh") for line in lines], encoder)


@contextmanager
def foreign(data: Path, encoder: str = "bundled") -> Iterator[Corpus]:
    """31 provincial reports of 2026 and questions about them in seven other languages."""
    with tempfile.TemporaryDirectory() as folder:
        names = write_reports_of_2026(data, Path(folder))
        with _library(folder, encoder) as library:
            yield _asked_of(library, "foreign", [row for row in crosslingual() if row[0] in names])


def write_reports_of_2026(data: Path, folder: Path) -> set[str]:
    """Writes each of the 31 provincial reports of 2026 to a file of its own; their provinces, which name the files."""
    with lzma.open(data / "data" / "text" / "provincial_reports_2026.jsonl.xz", "rt", encoding="utf8") as file:
        rows = {row["province"]: row for row in map(json.loads, file)}
    for name, row in rows.items():
        heading = row["title"] if name[:2] in row["title"] else name + row["title"]
        paragraphs = (line.strip() for line in row["text"].split("\n") if line.strip())
        (folder / f"{name}.md").write_text("\n\n".join((f"# {heading}", *paragraphs)), "utf-8")
    return set(rows)


@contextmanager
def chinese_of_english(data: Path, encoder: str = "bundled") -> Iterator[Corpus]:
    """The English of the government work reports of 2024 and 2025, and Chinese questions about them."""
    with lzma.open(data / "data" / "bitext" / "en-zh.tsv.xz", "rt", encoding="utf8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    with tempfile.TemporaryDirectory() as folder:
        for year in ("2024", "2025"):
            paragraphs = (row[0] for row in rows if row[2:] == [f"gwr{year}"])
            heading = f"# Report on the Work of the Government {year}"
            Path(folder, f"gwr{year}.md").write_text("\n\n".join((heading, *paragraphs)), "utf-8")
        with _library(folder, encoder) as library:
            questions = [row for row in crosslingual() if row[0].startswith("gwr")]
            yield _asked_of(library, "chinese_of_english", questions)


def crosslingual() -> list[tuple[str, ...]]:
    """Document, evidence, question and language of the questions that are in another language than the text."""
    lines = (Path(__file__).parent / "crosslingual.tsv").read_text("utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return [(document, evidence, question, language) for document, evidence, language, question in rows]


@contextmanager
def _library(files: Path | str, encoder: str) -> Iterator[Library]:
    """Files added to a library as a person adds them."""
    with tempfile.TemporaryDirectory() as folder, Library.create(folder, encoder) as library:
        library.add([files])
        yield library


@contextmanager
def _reports(data: Path, name: str, rows: Sequence[tuple[str, ...]], encoder: str) -> Iterator[Corpus]:
    """The reports and questions about them. Rows: document, evidence, question, language."""
    with _library(data / "gold" / "reports", encoder) as library:
        yield _asked_of(library, name, rows)


def _asked_of(library: Library, name: str, rows: Sequence[tuple[str, ...]]) -> Corpus:
    """What rows ask of a library."""
    passages = library.passages(library.passage_ids().tolist()).values()
    texts = [(Path(one.document).stem, plain(one.text), (one.document, one.paragraph)) for one in passages]
    asked = []
    for document, evidence, question, language in rows:
        found = [(place, text) for stem, text, place in texts if stem == document and plain(evidence) in text]
        right = frozenset(place for place, _ in found)
        asked.append(Asked(question, language, right, shared(question, "".join(text for _, text in found))))
    return Corpus(name, library.index, library.words, len(texts), tuple(asked))


@contextmanager
def squad(data: Path, name: str, more: Sequence[str] = (), encoder: str = "bundled") -> Iterator[Corpus]:
    """Paragraphs of a SQuAD-format set, each a passage, and its questions; the paragraphs of ``more`` beside them."""
    texts: dict[str, int] = {}
    asked = []
    for file in (name, *more):
        for paragraph in squad_paragraphs(data / "data" / "qa" / f"{file}.json.xz"):
            number = texts.setdefault(paragraph["context"], len(texts) + 1)
            if file == name:
                asked += [
                    Asked(
                        question["question"],
                        "zh",
                        frozenset({(f"{number:06}", 1)}),
                        shared(question["question"], paragraph["context"]),
                    )
                    for question in paragraph["qas"]
                    if any(map(str.isalnum, question["question"]))  # one is only a question mark
                ]
    passages = {
        number: Passage(number, f"{number:06}", "", (), (), 1, text, ((0, len(text)),))
        for text, number in texts.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        index, words = index_of(passages, load_encoder(encoder), Path(folder))
        yield Corpus(name, index, words, len(passages), tuple(asked))


def squad_paragraphs(path: Path) -> Iterable[dict[str, list[dict[str, str]]]]:
    content = json.loads(lzma.decompress(path.read_bytes()))
    return [paragraph for article in content["data"] for paragraph in article["paragraphs"]]


def index_of(passages: dict[int, Passage], encoder: Encoder, folder: Path) -> tuple[Index, Words]:
    """An index over passages that are in no library, as a library makes it."""
    lexical = LexicalIndex(folder / "lexical")
    lexical.add([(number, one.text, context(one.title, one.section)) for number, one in passages.items()])
    lexical.commit()
    groups = {number: texts_of(one.title, one.section, one.text) for number, one in passages.items()}
    vectors = VectorIndex(encoder.dimension)
    ids = vector_ids([(number, len(group)) for number, group in groups.items()])
    encoded = encoder.encode([text for group in groups.values() for text in group])
    vectors.add(ids, encoded.astype(np.float16).astype(np.float32))
    words: set[str] = set()
    for one in passages.values():
        words |= words_in(f"{one.title}\n{one.text}")
    write_words(folder / "words.txt", words)
    listed = Words.open(folder / "words.txt")
    index = Index(
        lexical=lexical,
        vectors=vectors,
        encoder=encoder,
        passages=lambda numbers: {number: passages[number] for number in numbers},
        repeats=lambda _: {},
        bridge=Bridge(listed, lexical, encoder.meanings) if isinstance(encoder, WordEncoder) else None,
    )
    return index, listed
