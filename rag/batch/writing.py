"""The rows with their answers into a file, which is there only when it is whole, and what became of them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

from rag.batch.journal import Journal, key_of
from rag.batch.records import BINS, COLUMNS, BatchOptions, BatchReport, SecondLook
from rag.batch.rows import Outcome, outcome_of, question_of, refused
from rag.batch.target import Target
from rag.errors import ChuchuError, FileError, QuestionError
from rag.library import Library
from rag.messages import Language
from rag.tables import ID, Row, Table, text_of

LOOKS = 10
"""Rows worth a second look that are named."""
UNSURE = 0.5
"""An answer with less confidence is worth one: one in two of them is wrong."""
NEARLY = 0.2
"""So is a row without an answer whose best span has this much."""
_NAMED = 5  # ids that stand in several rows, and are named


def write(library: Library, table: Table, journal: Journal, target: Path, options: BatchOptions) -> BatchReport:
    """Writes every row with what the journal has for it. Raises FileError when the output cannot be written."""
    tally = _Tally(table)
    links = _Links(library) if options.linked else None
    outcomes = tally.counted(_outcomes(table, journal, options.language))
    suffix, fresh = target.suffix.lower(), target.with_name(f"{target.name}.new")
    try:
        tally.notices += _writer(suffix)(table, outcomes, Target(fresh, suffix, _added(table.titles), links))
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(target)
    except OSError as error:
        raise FileError("batch_unwritable", file=target, reason=error.strerror or error) from error
    finally:
        fresh.unlink(missing_ok=True)
    return tally.report(target)


def unasked(table: Table) -> tuple[ChuchuError, ...]:
    """What is to be said of the sheets of a workbook that also look like questions and were not asked."""
    return (FileError("batch_sheets", sheet=table.sheet, others=" · ".join(table.others)),) if table.others else ()


def _writer(suffix: str) -> Callable[..., list[ChuchuError]]:
    """What writes such a file; imported only now, since most of them need only one."""
    if suffix == ".jsonl":
        from rag.batch.texts import write_objects

        return write_objects
    if suffix != ".xlsx":
        from rag.batch.texts import write_separated

        return write_separated
    from rag.batch.workbooks import write_workbook

    return write_workbook


def _outcomes(table: Table, journal: Journal, language: Language) -> Iterator[Outcome]:
    column = table.question()
    for row in table.rows():
        try:
            question = question_of(row, column)
        except QuestionError as error:
            yield refused(row, column, error, language)
            continue
        yield outcome_of(row, question, journal.get(key_of(question)), language) if question else Outcome(row, "", {})


def _added(titles: Iterable[str]) -> tuple[str, ...]:
    """Names of the columns that are added: where the table has one of that name, ours gets a number."""
    taken = {title.strip() for title in titles}
    return tuple(next(name for name in _numbered(column) if name not in taken) for column in COLUMNS)


def _numbered(column: str) -> Iterator[str]:
    yield column
    yield from (f"{column}_{number}" for number in count(2))


class _Links(dict[str, str]):
    """Address of the file of a document, empty when nobody knows where it is."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self._library = library

    def __missing__(self, document: str) -> str:
        path = self._library.original(document)
        self[document] = path.as_uri() if path else ""
        return self[document]


class _Tally:
    """Counts the outcomes that pass through."""

    def __init__(self, table: Table) -> None:
        self.notices: list[ChuchuError] = []
        self._table = table
        self._statuses = {"answered": 0, "not_found": 0, "error": 0}
        self._bins = [0] * BINS
        self._looks: list[SecondLook] = []
        self._second = 0
        self._seen: set[bytes] = set()
        self._repeated: dict[str, None] = {}

    def counted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """The same outcomes."""
        identity = self._table.column(*ID)
        for outcome in outcomes:
            if outcome.record:
                self._count(outcome)
                if identity:
                    self._note(outcome.row, identity)
            yield outcome

    def _count(self, outcome: Outcome) -> None:
        status, confidence = outcome.record["status"], outcome.record.get("confidence", 0.0)
        self._statuses[status] += 1
        if status == "answered":
            self._bins[min(int(confidence * BINS), BINS - 1)] += 1
        sure = {"answered": confidence >= UNSURE, "not_found": confidence < NEARLY, "error": False}
        if not sure[status]:
            self._second += 1
            if len(self._looks) < LOOKS:
                self._looks.append(SecondLook(outcome.row.number, outcome.question, status, confidence))

    def _note(self, row: Row, identity: str) -> None:
        found = text_of(row.cells.get(identity)).strip()
        key = hashlib.blake2b(found.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        if found and key in self._seen and len(self._repeated) <= _NAMED:
            self._repeated[found] = None
        self._seen.add(key)

    def report(self, target: Path) -> BatchReport:
        """All that was counted."""
        table = self._table
        if self._repeated:
            names = list(self._repeated)
            shown = " · ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
            self.notices.append(FileError("batch_repeated", file=table.path.name, ids=shown))
        self.notices += unasked(table)
        return BatchReport(
            target=target,
            column=table.question(),
            sheet=table.sheet,
            rows=sum(self._statuses.values()),
            answered=self._statuses["answered"],
            not_found=self._statuses["not_found"],
            errors=self._statuses["error"],
            asked=0,
            histogram=tuple(self._bins),
            second_look=self._second,
            looks=tuple(self._looks),
            notices=tuple(self.notices),
        )
