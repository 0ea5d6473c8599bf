"""All questions of a table asked, each once, here or by several processes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from embeddings.sentence import SentenceEncoder
from rag.batch.journal import Journal, key_of
from rag.batch.records import BatchOptions, Progress
from rag.batch.rows import question_of
from rag.batch.worker import Processes, Record, record_of
from rag.errors import QuestionError
from rag.library import Library
from rag.reader import READERS
from rag.tables import Table

TRIED = 16
"""Questions asked here before it is worked out whether other processes pay."""
PAYS = 5.0
"""Seconds of asking left from which on they do: starting them takes one or two."""
MOST_WORKERS = 4
"""Processes that ask at once, each with the library open."""
_AHEAD = 2  # questions given out for each of them

Question = tuple[bytes, str]


def ask_all(library: Library, table: Table, journal: Journal, options: BatchOptions, progress: Progress | None) -> int:
    """How many questions were asked: those of the table that the journal does not know yet, which it then does.

    Raises LibraryError, ModelError, UsageError, and whatever ``progress`` raises.
    """
    questions = _Questions(table, journal, progress)
    asked = 0
    for key, record in _answers(library, questions, options):
        journal.put(key, record)
        questions.waiting.discard(key)
        asked += 1
    if progress:
        progress(table.count, table.count, "")
    return asked


class _Questions:
    """The questions still to be asked, each once. ``waiting``: those given out and not answered yet. ``left``: rows
    that are still to be looked at."""

    def __init__(self, table: Table, journal: Journal, progress: Progress | None) -> None:
        self.waiting: set[bytes] = set()
        self.left = table.count
        self._table, self._journal, self._progress = table, journal, progress

    def __iter__(self) -> Iterator[Question]:
        column, count = self._table.question(), self._table.count
        for row in self._table.rows():
            try:
                question = question_of(row, column)
            except QuestionError:
                question = ""
            if self._progress:
                self._progress(max(0, count - self.left - len(self.waiting)), count, question)
            self.left -= 1
            key = key_of(question)
            if question and key not in self.waiting and key not in self._journal:
                self.waiting.add(key)
                yield key, question


def _answers(library: Library, questions: _Questions, options: BatchOptions) -> Iterator[tuple[bytes, Record]]:
    """The record of each question: asked here, and by several processes when that pays."""
    each = iter(questions)
    started, processes = time.monotonic(), options.workers or _workers(library, options)
    for number, (key, question) in enumerate(each if options.workers < 2 else ()):
        yield key, record_of(library, question, options.asked_with())
        left = (time.monotonic() - started) / (number + 1) * questions.left
        if number + 1 == TRIED and processes > 1 and left > PAYS:
            break
    if processes > 1:
        yield from _many(library, each, options, processes)


def _workers(library: Library, options: BatchOptions) -> int:
    """How many processes can ask at once."""
    if options.reader not in READERS or options.reranker or isinstance(library.encoder, SentenceEncoder):
        return 1  # such a model is large, takes all cores by itself, and says other last bits on fewer
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, MOST_WORKERS)


def _many(
    library: Library, questions: Iterator[Question], options: BatchOptions, count: int
) -> Iterator[tuple[bytes, Record]]:
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
