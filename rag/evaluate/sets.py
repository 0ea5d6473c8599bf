"""Gold files of every kind, read: JSONL and tables with our own columns, SQuAD's JSON, BEIR's folders."""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rag.errors import FileError
from rag.evaluate.gold import Gold, GoldSet, Text, gold_of, told_apart
from rag.formats.decoding import decode
from rag.passages import sentences
from rag.tables import ID, QUESTION, read_table, text_of
from rag.walking import readable

TABLES = (".jsonl", ".csv", ".tsv", ".xlsx")
# What the columns of a gold file are called, case aside; questions as in every table of ours.
COLUMNS = {
    "id": ID,
    "answers": ("answers", "answer", "答案"),
    "evidence": ("evidence", "依据", "原文"),
    "document": ("document", "doc", "文档"),
    "lang": ("lang", "language", "语言"),
    "kind": ("kind", "类型"),
}
_PACKED = {".xz": lzma.decompress, ".gz": gzip.decompress}


def read_gold(path: Path) -> GoldSet:
    """The gold of a file or BEIR folder. Raises FileError, with the row where there is one."""
    name = readable(str(path))
    if not path.exists():
        raise FileError("file_missing", file=name)
    try:
        questions, texts, digest = _beir(path) if path.is_dir() else _file(path, name)
    except OSError as error:
        raise FileError("file_unreadable", file=name, reason=error.strerror or error) from error
    if not questions:
        raise FileError("gold_empty", file=name)
    asked, repeated = told_apart(questions)
    return GoldSet(path.resolve().name, digest, asked, tuple(texts), repeated)


def _file(path: Path, name: str) -> tuple[list[Gold], list[Text], str]:
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:16]
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes and suffixes[-1] in _PACKED:
        try:
            content = _PACKED[suffixes.pop()](content)
        except (lzma.LZMAError, OSError, EOFError, zlib.error) as error:
            raise FileError("file_damaged", file=name) from error
    if not content.strip():
        raise FileError("file_empty", file=name)
    kind = suffixes[-1] if suffixes else ""
    if kind == ".json":
        return *_squad(_json(decode(content, name), name, 1), name), digest
    if len(path.suffixes) == len(suffixes) and kind in TABLES:
        return list(_table(path, name)), [], digest
    raise FileError("gold_unsupported", file=name, suffix="".join(path.suffixes[-2:]) or "?")


def _table(path: Path, name: str) -> Iterator[Gold]:
    """The questions of a table, its columns called as in gold files, in Chinese or English."""
    table = read_table(path)
    columns: dict[str, str] = {}
    for key, names in COLUMNS.items():
        if column := table.column(*names):
            columns[key] = column
    question = table.question()
    if question in columns.values():  # the only column with text, but called something else
        raise FileError("table_no_question", file=name, names=" ".join(QUESTION))
    columns["question"] = question
    if "answers" not in columns:
        raise FileError("gold_no_column", file=name, names=" ".join(COLUMNS["answers"]))
    for row in table.rows():
        if row.error:
            raise row.error
        if not row.blank:
            cells = {key: row.cells.get(column) for key, column in columns.items()}
            if path.suffix.lower() != ".jsonl":  # an empty cell is an empty list
                cells = {key: text_of(value) for key, value in cells.items()}
            yield gold_of(cells, row.number, name)


def _lines(text: str, name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and record of each line that is not empty."""
    for place, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _json(line, name, place)
            if not isinstance(row, dict):
                raise FileError("row_no_object", file=name, row=place)
            yield place, row


def _json(text: str, name: str, first: int) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        row = first + getattr(error, "lineno", 1) - 1
        raise FileError("gold_not_json", file=name, row=row) from error
    except RecursionError as error:
        raise FileError("file_damaged", file=name) from error


def _squad(content: Any, name: str) -> tuple[list[Gold], list[Text]]:
    """Questions and contexts of SQuAD's JSON; equal contexts are one text, named by its number."""
    questions: list[Gold] = []
    texts: dict[str, Text] = {}
    try:
        paragraphs = [paragraph for article in content["data"] for paragraph in article["paragraphs"]]
        for paragraph in paragraphs:
            context = paragraph["context"]
            text = texts.setdefault(context, Text(f"{len(texts) + 1:06}", "", context))
            for asked in paragraph["qas"]:
                known = [(one["text"], one.get("answer_start", -1)) for one in asked["answers"]]
                answers = tuple(answer for answer, _ in known) if not asked.get("is_impossible") else ()
                questions.append(
                    Gold(
                        id=str(asked["id"]),
                        question=str(asked["question"]).strip(),
                        answers=tuple(map(str, answers)),
                        evidence=_sentence(context, *known[0]) if answers else "",
                        documents=((text.name, 1),) if answers else (),
                    )
                )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise FileError("gold_not_squad", file=name) from error
    return questions, list(texts.values())


def _sentence(context: str, answer: str, start: int) -> str:
    """The sentence of a context that an answer stands in, nearest to where it is said to start; that is sometimes
    wrong, or -1 for nobody knows. Empty when the answer is nowhere."""
    places = [place for place in range(len(context)) if context.startswith(answer, place)] if answer else []
    if not places:
        return ""
    place = min(places, key=lambda one: abs(one - start))
    touched = [one for one in sentences(context) if one[0] < place + len(answer) and place < one[1]]
    return context[touched[0][0] : touched[-1][1]] if touched else answer


def _beir(folder: Path) -> tuple[list[Gold], list[Text], str]:
    """Questions, judgements and texts of a BEIR folder; of several qrels files the test's."""
    judged = folder / "qrels"
    qrels = judged / "test.tsv"
    if not qrels.exists():
        qrels = next(iter(sorted(judged.glob("*.tsv"))), qrels)
    digest = hashlib.sha256()
    read = {}
    for path in (folder / "queries.jsonl", qrels, folder / "corpus.jsonl"):
        if not path.exists():
            raise FileError("gold_not_beir", file=readable(str(folder)), missing=path.relative_to(folder).as_posix())
        content = path.read_bytes()
        digest.update(hashlib.sha256(content).digest())
        read[path] = decode(content, readable(str(path)))
    texts = []
    for place, row in _lines(read[folder / "corpus.jsonl"], readable(str(folder / "corpus.jsonl"))):
        _named(row, ("_id", "text"), place, folder / "corpus.jsonl")
        texts.append(Text(str(row["_id"]), str(row.get("title") or "").strip(), str(row["text"]).strip()))
    right = _judgements(read[qrels], readable(str(qrels)))
    questions = []
    for place, row in _lines(read[folder / "queries.jsonl"], readable(str(folder / "queries.jsonl"))):
        _named(row, ("_id", "text"), place, folder / "queries.jsonl")
        found = right.get(str(row["_id"]))
        if found:  # queries.jsonl also has those of the other parts
            questions.append(Gold(str(row["_id"]), str(row["text"]).strip(), None, documents=tuple(found.items())))
    return questions, texts, digest.hexdigest()[:16]


def _judgements(text: str, name: str) -> dict[str, dict[str, int]]:
    """For each question its right documents with their grades."""
    right: dict[str, dict[str, int]] = {}
    for place, line in enumerate(text.split("\n"), 1):
        cells = line.split("\t")
        if not line.strip() or (place == 1 and not cells[-1].strip().lstrip("-").isdigit()):
            continue
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise FileError("gold_wrong_judgement", file=name, row=place)
        if (grade := int(cells[2])) > 0:
            found = right.setdefault(cells[0], {})
            found[cells[1]] = max(grade, found.get(cells[1], 0))
    return right


def _named(row: dict[str, Any], keys: tuple[str, ...], place: int, path: Path) -> None:
    for key in keys:
        if key not in row:
            raise FileError("gold_no_key", file=readable(str(path)), row=place, name=key)
