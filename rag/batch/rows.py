"""A row and its answer, as the columns of a table or as one JSON object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from rag.batch.records import COLUMNS
from rag.errors import ChuchuError, QuestionError
from rag.messages import Language, message
from rag.tables import ID, Row, Table, text_of

JOINER = "\n"
"""Between the documents, quotes and sentences of several citations, which stand in the same order in each column."""


_RECORD = ("id", "question", "status", "answer", "confidence", "citations", "passages", "error")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: its answer record, with the error said in words."""

    row: Row
    question: str
    record: dict[str, Any]


def question_of(row: Row, column: str) -> str:
    """The question in a row, empty for a blank one. Raises QuestionError when there is none to be asked."""
    if row.blank:
        return ""
    if row.error:
        raise QuestionError(row.error.key, **row.error.fields)
    value = row.cells.get(column)
    if value is None or not str(value).strip():
        raise QuestionError("row_no_question", column=column)
    if isinstance(value, bool | list | dict):
        raise QuestionError("row_not_text", column=column)
    return text_of(value)


def outcome_of(row: Row, question: str, record: dict[str, Any], language: Language) -> Outcome:
    """The outcome of a row that was asked, by its record in the journal."""
    if record["status"] == "error":
        return Outcome(row, question, _error(question, message(record["key"], language, **record["fields"])))
    return Outcome(row, question, record)


def refused(row: Row, column: str, error: ChuchuError, language: Language) -> Outcome:
    """The outcome of a row that could not be asked."""
    value = row.cells.get(column)
    question = value if isinstance(value, str) else None
    return Outcome(row, question or "", _error(question, error.in_language(language)))


def _error(question: str | None, text: str) -> dict[str, Any]:
    return {"question": question, "status": "error", "error": text}


def cells_of(outcome: Outcome) -> dict[str, Any]:
    """The columns that are added to a row; those it has nothing for are not there. Pages and paragraphs are numbers
    where there is one."""
    record = outcome.record
    found = {name: record[name] for name in ("status", "confidence", "answer", "error") if record.get(name) is not None}
    if "confidence" in found:
        found["confidence"] = round(found["confidence"], 4)
    citations = record.get("citations", ())
    for name in ("document", "paragraph", "quote", "sentence"):
        found[name] = _joined([citation[name] for citation in citations])
    found["section"] = _joined([" › ".join(one["section"]) or one["title"] for one in citations])
    found["page"] = _joined([_pages(one["pages"]) for one in citations])
    return {name: found[name] for name in COLUMNS if found.get(name) not in (None, "")}


def _pages(pages: list[int]) -> Any:
    if len(pages) > 1:
        return f"{pages[0]}–{pages[-1]}"
    return pages[0] if pages else ""


def _joined(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else JOINER.join(map(str, values))


def object_of(outcome: Outcome, table: Table) -> dict[str, Any]:
    """The row as one JSON object: its answer record, and what else stood in it. What would hide a part of the record
    stands under ``input``."""
    known = table.column(*ID)
    asked = table.question()
    cells = {name: _plain(value) for name, value in outcome.row.cells.items() if name not in (known, asked)}
    given = outcome.row.cells.get(known) if known else None
    identity = {} if given in (None, "") else {"id": _plain(given)}
    record = {"question": outcome.record["question"]} | outcome.record
    hidden = {name: value for name, value in cells.items() if name in _RECORD}
    free = {name: value for name, value in cells.items() if name not in hidden}
    question = {"question": record.pop("question")}
    return identity | question | free | record | ({"input": hidden} if hidden else {})


def _plain(value: Any) -> Any:
    return text_of(value) if isinstance(value, date | time) else value
