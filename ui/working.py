"""Long work in a process of its own: what takes a while must not hold up those who only ask.

The chat starts `main` with the name of a job and its settings as JSON; it tells how it goes, a line of JSON at
a time: ``{"done", "total", "name"}`` again and again, and at the end what the job gives, or ``{"error"}``.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from rag.errors import ChuchuError, FileError
from rag.messages import Language
from rag.processes import python
from rag.uploads import forget_uploads
from ui.strings import label

Told = dict[str, Any]
Progress = Callable[[int, int, str], None]
Job = Callable[[Path, Language, Told, Progress], Told]


def worked(job: str, library: Path, language: Language, given: Told) -> Iterator[Told]:
    """What a worker tells of a job, as it goes."""
    serving = python("from ui.working import main; main(sys.argv[1:], sys.stdin, sys.stdout)")
    command = [*serving, job, os.fspath(library), language]
    last: Told = {}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as worker:
        if worker.stdin is None or worker.stdout is None:
            raise AssertionError("both were asked for")
        worker.stdin.write(json.dumps(given))
        worker.stdin.close()
        for line in worker.stdout:
            last = json.loads(line)
            yield last
    if worker.returncode or "total" in last:
        yield {"error": ChuchuError("unexpected", kind="exit", detail=worker.returncode).in_language(language)}


def add(folder: Path, language: Language, given: Told, progress: Progress) -> Told:
    """What became of files taken into the library: lines about them, and one for each that was refused."""
    from rag import Library

    with Library.open(folder) as library:
        report = library.add(given["paths"], progress=progress)
    counts = {name: len(getattr(report, name)) for name in ("added", "updated", "renamed", "unchanged")}
    refused = []
    for skipped in report.skipped:
        why = skipped.error  # under the name its owner knows, not where it lies here
        named = FileError(why.key, **(why.fields | {"file": Path(skipped.file).name}))
        refused.append(named.in_language(language))
    forget_uploads(folder, (skipped.file for skipped in report.skipped))
    return {
        "lines": [label(name, language, count=count) for name, count in counts.items() if count],
        "refused": refused,
    }


def batch(folder: Path, language: Language, given: Told, progress: Progress) -> Told:
    """Counts of a file of questions that was asked."""
    from rag import Library
    from rag.batch import BatchOptions, run

    with Library.open(folder) as library:
        options = BatchOptions(language=language, linked=False, document=given["document"], workers=1)
        report = run(library, Path(given["source"]), Path(given["target"]), options, progress)
    return {"rows": report.rows, "answered": report.answered, "not_found": report.not_found, "errors": report.errors}


def evaluate(folder: Path, language: Language, given: Told, progress: Progress) -> Told:
    """A report of gold questions, as the HTML page in a file."""
    from rag import Library
    from rag.evaluate.html import page
    from rag.evaluate.report import Plan, evaluate
    from rag.evaluate.sets import read_gold

    gold = read_gold(Path(given["gold"]))
    with Library.open(folder) as library:
        report = evaluate(library, gold, Plan(), progress)
    Path(given["target"]).write_text(page(report, language), "utf-8")
    return {"questions": report.about.questions}


def propose(folder: Path, language: Language, given: Told, progress: Progress) -> Told:
    """How many gold questions were proposed."""
    from itertools import islice

    from rag import Library
    from rag.evaluate.proposing import proposals

    del language
    with Library.open(folder) as library, library.memory() as memory:
        known = {entry.gold.question for entry in memory.gold.entries()}
        fresh = (gold for gold in proposals(library) if gold.question not in known)
        found = []
        for gold in islice(fresh, given["top"]):
            found.append(gold)
            progress(len(found), given["top"], gold.question)
        return {"proposed": len(memory.gold.propose(found))}


JOBS: dict[str, Job] = {"add": add, "batch": batch, "evaluate": evaluate, "propose": propose}


def main(words: list[str], given: TextIO, told: TextIO) -> None:
    """The worker: does a job, and tells how it goes."""
    job, folder, spoken = words
    language: Language = "en" if spoken == "en" else "zh"

    def tell(said: Told) -> None:
        told.write(json.dumps(said) + "\n")
        told.flush()

    def progress(done: int, total: int, name: str) -> None:
        tell({"done": done, "total": total, "name": name})

    try:
        tell(JOBS[job](Path(folder), language, json.load(given), progress))
    except ChuchuError as error:
        tell({"error": error.in_language(language)})
