"""One question to one record; here, or in a process of its own that is asked through pipes, a line each way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from rag import errors
from rag.errors import ChuchuError, QuestionError
from rag.library import Library
from rag.processes import python

TRIES = 2
"""A process that ends while it is asked is started once more for the same question."""
ONE_CORE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Several processes have a core each: threads of their own would wait for each other. The bits stay the same."""
Record = dict[str, Any]


def record_of(library: Library, question: str, asked_with: dict[str, Any]) -> Record:
    """The answer record of a question, or one with status ``error`` for one that cannot be asked.

    Raises ChuchuError when no question can be asked at all.
    """
    try:
        return library.ask(question, **asked_with).record()
    except QuestionError as error:
        return failed(error)
    except ChuchuError:
        raise
    except Exception as error:  # one row never stops the others
        return failed(ChuchuError("unexpected", kind=type(error).__name__, detail=error))


def failed(error: ChuchuError) -> Record:
    """The record of a row that could not be asked: its error's name and fields, to be said in any language."""
    return {"status": "error", "key": error.key, "fields": {name: str(value) for name, value in error.fields.items()}}


def serve(folder: str, asked_with: dict[str, Any]) -> None:
    """Answers the questions that come through standard input, a JSON string on each line, until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    sys.stdout = sys.stderr  # nothing else may get between the lines
    try:
        with Library.open(folder) as library:
            for line in sys.stdin:
                out.write(json.dumps(record_of(library, json.loads(line), asked_with)) + "\n")
                out.flush()
    except ChuchuError as error:
        refused = {"refused": type(error).__name__} | failed(error)
        out.write(json.dumps(refused) + "\n")
        out.flush()


class Process:
    """A process that answers, started when first asked and again when it has ended."""

    def __init__(self, folder: Path, asked_with: dict[str, Any]) -> None:
        given = f"{str(folder.absolute())!a}, {asked_with!a}"
        self._command = python(f"from rag.batch.worker import serve; serve({given})")
        self._process: subprocess.Popen[str] | None = None
        self._stopped = False

    def ask(self, question: str) -> Record:
        """As `record_of`."""
        for _ in range(TRIES):
            if self._stopped:
                raise ChuchuError("stopped")
            line = self._asked(json.dumps(question) + "\n")
            if line.endswith("\n"):
                record: Record = json.loads(line)
                if "refused" in record:
                    raise getattr(errors, record["refused"])(record["key"], **record["fields"])
                return record
            self.close()
        return failed(QuestionError("question_broke_off"))

    def _asked(self, line: str) -> str:
        """The line that comes back, not whole when the process ends before."""
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
                env=os.environ | ONE_CORE,
            )
        given, answers = self._process.stdin, self._process.stdout
        assert given is not None
        assert answers is not None
        try:
            given.write(line)
            given.flush()
            return answers.readline()
        except OSError:  # it has ended
            return ""

    def stop(self) -> None:
        """Ends the process for good, whatever another thread is waiting for."""
        self._stopped = True
        if process := self._process:
            process.kill()

    def close(self) -> None:
        """Ends the process, when nobody is asking it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            try:
                if pipe:
                    pipe.close()
            except OSError:  # what was not sent yet no longer can be
                pass


class Processes:
    """Several of them; each question goes to one that is free."""

    def __init__(self, folder: Path, asked_with: dict[str, Any], count: int) -> None:
        self._all = [Process(folder, asked_with) for _ in range(count)]
        self._free: SimpleQueue[Process] = SimpleQueue()
        for process in self._all:
            self._free.put(process)

    def ask(self, question: str) -> Record:
        """As `record_of`; from several threads at once."""
        process = self._free.get()
        try:
            return process.ask(question)
        finally:
            self._free.put(process)

    def stop(self) -> None:
        """Ends all of them; what is being asked is not answered."""
        for process in self._all:
            process.stop()

    def close(self) -> None:
        """Ends all of them, when nobody is asking any more."""
        for process in self._all:
            process.close()
