"""Prints how fast files of questions are answered, by one process and by several, and the memory that takes.

    PYTHONPATH=. python tests/benchmarks/batch.py --data ../shared [--passages 10000] [--questions 1000] [--rows 100000]

As many paragraphs of news are added to a new library with the bundled encoder as in tests/benchmarks/speed.py, and the
questions are made as there. Speed: a .csv of that many different questions, to .csv, .jsonl and .xlsx. Memory: files of
1,000 and of ``--rows`` rows in which the same questions come again and again, each with an id, by one process: what
grows is what a row costs that was answered before, reading, looking up and writing it.
"""

from __future__ import annotations

import argparse
import csv
import re
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import news
from measure import alone

from rag import Library
from rag.batch import BatchOptions, run

SUFFIXES = (".csv", ".jsonl", ".xlsx")
LOOKED_AT = 100  # rows between two looks at the memory of the processes that ask


@dataclass(frozen=True, slots=True)
class Ran:
    """What one batch took. ``cpu``: seconds of processor time, of all processes; ``workers``: MB of the largest process
    that asked, 0 where none was started."""

    seconds: float
    asked: int
    answered: int
    cpu: float
    workers: float


def batch(folder: Path, source: Path, target: Path, workers: int) -> Ran:
    """Runs one batch."""
    seen, most = 0, 0.0

    def look(*_: object) -> None:
        nonlocal seen, most
        seen += 1
        if not seen % LOOKED_AT:
            most = max([most, *children()])

    with Library.open(folder) as library:
        library.ask("热身")  # opening belongs to no question
        start, used = time.perf_counter(), cpu()
        report = run(library, source, target, BatchOptions(workers=workers), look)
        return Ran(time.perf_counter() - start, report.asked, report.answered, cpu() - used, most)


def cpu() -> float:
    """Seconds of processor time that this process and those that it started and that have ended took."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def children() -> list[float]:
    """The most memory that each process started from here has had, in MB (Linux)."""
    found = []
    for listed in Path("/proc/self/task").glob("*/children"):
        for number in listed.read_text().split():
            status = Path(f"/proc/{number}/status").read_text()
            found += [int(match[1]) / 1000 for match in re.finditer(r"VmHWM:\s+(\d+) kB", status)]
    return found


def add(folder: Path, files: Path) -> int:
    """Passages of a new library with these files."""
    with Library.create(folder) as library:
        library.add([files])
        return len(library.passage_ids())


def write(path: Path, questions: Sequence[str], rows: int) -> Path:
    """A file of so many rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "question", "note"])
        writer.writerows((f"q{n}", question, "x") for n, question in enumerate(islice(cycle(questions), rows)))
    return path


def show(folder: Path, questions: Sequence[str], rows: int, place: Path) -> None:
    """Prints both tables."""
    source = write(place / "questions.csv", questions, len(questions))
    for workers in (1, 2):
        for suffix in SUFFIXES if workers == 1 else SUFFIXES[:1]:
            ran, memory = alone(batch, folder, source, place / f"out{suffix}", workers)
            each = f"{1000 * ran.cpu / ran.asked:.1f} ms of processor time each"
            speed = f"{ran.asked / ran.seconds:6.1f} questions a second, {each}"
            size = f"peak memory {memory:.0f} MB" + f", of a process that asks {ran.workers:.0f} MB" * (workers > 1)
            who = f"{workers} process{'es' * (workers > 1):2}"
            print(f"  {who} to {suffix:6} {ran.seconds:6.1f} s: {speed}, {ran.answered} answered; {size}", flush=True)
    for count in (1000, rows):
        source = write(place / "again.csv", questions, count)
        for suffix in SUFFIXES:
            ran, memory = alone(batch, folder, source, place / f"rows{suffix}", 1)
            size = (place / f"rows{suffix}").stat().st_size / 1e6
            taken = f"{ran.seconds:6.1f} s, peak memory {memory:.0f} MB, {size:.1f} MB written"
            print(f"  {count:7} rows to {suffix:6} {taken}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--passages", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--rows", type=int, default=100_000)
    options = parser.parse_args()
    texts = news.paragraphs(options.data, options.passages)
    with tempfile.TemporaryDirectory() as place:
        news.write(texts, Path(place) / "files")
        passages = add(Path(place) / "library", Path(place) / "files")
        questions = [question for question, _ in news.questions(texts, options.questions)]
        print(f"{passages} passages, {len(questions)} different questions", flush=True)
        show(Path(place) / "library", questions, options.rows, Path(place))


if __name__ == "__main__":
    main()
