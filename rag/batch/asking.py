"""All questions of a table asked, each once, here or by several processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from rag.batch.journal import Journal, key_of
from rag.batch.records import BatchOptions, Progress
from rag.batch.rows import question_of
from rag.batch.worker import Processes, Record, record_of
from rag.errors import QuestionError
from rag.library import Library
from rag.tables import Table

FEW = 100
"""Rows below which starting other processes, a second or two, takes longer than they save."""
MOST_WORKERS = 4
"""Processes that ask at once, each with the library open."""
_AHEAD = 2  # questions given out for each of them

Question = tuple[bytes, str]


def ask_all(library: Library, table: Table, journal: Journal, options: BatchOptions, progress: Progress | None) -> int:
    """How many questions were asked: those of the table that the journal does not know yet, which it then does.

    Raises LibraryError, ModelError, UsageError, and whatever ``progress`` raises.
    """
    questions = _Questions(table, journal, progress)
    workers = options.workers or _workers(table.count)
    answers = _many(library, questions, options, workers) if workers > 1 else _one(library, questions, options)
    asked = 0
    for key, record in answers:
        journal.put(key, record)
        questions.waiting.discard(key)
        asked += 1
    if progress:
        progress(table.count, table.count, "")
    return asked


class _Questions:
    """The questions still to be asked, each once. ``waiting``: those given out and not answered yet."""

    def __init__(self, table: Table, journal: Journal, progress: Progress | None) -> None:
        self.waiting: set[bytes] = set()
        self._table, self._journal, self._progress = table, journal, progress

    def __iter__(self) -> Iterator[Question]:
        column = self._table.question()
        for done, row in enumerate(self._table.rows()):
            try:
                question = question_of(row, column)
            except QuestionError:
                continue
            if not question:
                continue
            key = key_of(question)
            if self._progress:
                self._progress(max(0, done - len(self.waiting)), self._table.count, question)
            if key not in self.waiting and key not in self._journal:
                self.waiting.add(key)
                yield key, question


def _workers(count: int) -> int:
    """How many processes pay for so many rows."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_WORKERS) if count >= FEW else 1


def _one(library: Library, questions: _Questions, options: BatchOptions) -> Iterator[tuple[bytes, Record]]:
    for key, question in questions:
        yield key, record_of(library, question, options.asked_with())


def _many(library: Library, questions: _Questions, options: BatchOptions, count: int) -> Iterator[tuple[bytes, Record]]:
    """The same records by several processes, in the order they come."""
    processes = Processes(library.folder, options.asked_with(), count)
    pool = ThreadPoolExecutor(count)
    asked: dict[Future[Record], bytes] = {}
    try:
        for key, question in questions:
            asked[pool.submit(processes.ask, question)] = key
            while len(asked) >= _AHEAD * count:
                yield from _done(asked)
        while asked:
            yield from _done(asked)
    finally:
        processes.stop()
        pool.shutdown(wait=True, cancel_futures=True)
        processes.close()


def _done(asked: dict[Future[Record], bytes]) -> Iterator[tuple[bytes, Record]]:
    """Those that are done, at least one, taken out."""
    for future in wait(asked, return_when=FIRST_COMPLETED).done:
        yield asked.pop(future), future.result()
