"""Prints how fast Chuchu is, and what it takes: adding, asking warm and cold, disk and memory.

    PYTHONPATH=. python tests/benchmarks/speed.py --data ../shared [--sizes 1000,10000,100000]

For each size as many paragraphs of news (about 130 characters each, text files of 300) are added to a new library with
the bundled encoder; then 200 questions are asked that are sentences of the news with a number turned into 多少. Adding
and asking are each in a fresh process. Cold is `python -m rag ask` in turn with the imports it cannot do without.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import news
import numpy as np
from measure import alone, middle, size

from rag import Library

QUESTIONS = 200
WARMING = 10
COLD_RUNS = 7
IMPORTS = (sys.executable, "-c", "import faiss, tokenizers, tantivy")


@dataclass(frozen=True, slots=True)
class Asked:
    """Seconds each question took, by the way it was asked; ``found``: share whose passage is among the five."""

    seconds: dict[str, list[float]]
    found: float


def add(folder: Path, files: Path) -> tuple[float, int]:
    """Seconds that adding took, and the passages that there are."""
    with Library.create(folder) as library:
        start = time.perf_counter()
        report = library.add([files])
        seconds = time.perf_counter() - start
        if report.skipped:
            raise SystemExit(f"not read: {report.skipped}")
        return seconds, len(library.passage_ids())


def ask(folder: Path, questions: Sequence[tuple[str, str]]) -> Asked:
    """Asks every question in every way."""
    with Library.open(folder) as library:
        ways: dict[str, Callable[[str], object]] = {
            "ask": library.ask,
            "search alone": library.search,
            "ask, one file": lambda text: library.ask(text, document="news-0001*"),
            "ask, a tenth of the files": lambda text: library.ask(text, document="news-*0.txt"),
        }
        seconds = {name: _timed(way, [text for text, _ in questions]) for name, way in ways.items()}
        found = [any(right in one.text for one in library.search(text)) for text, right in questions]
    return Asked(seconds, float(np.mean(found)))


def _timed(way: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    seconds = []
    for question in (*questions[:WARMING], *questions):
        start = time.perf_counter()
        way(question)
        seconds.append(time.perf_counter() - start)
    return seconds[WARMING:]


def cold(folder: Path, question: str) -> tuple[float, float]:
    """Median seconds of the command that asks one question, and of the imports alone, run in turn."""
    command = (sys.executable, "-m", "rag", "ask", question, "--library", str(folder))
    seconds: dict[tuple[str, ...], list[float]] = {command: [], IMPORTS: []}
    for _ in range(1 + COLD_RUNS):  # the first reads the files from the disk
        for words, taken in seconds.items():
            start = time.perf_counter()
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
            taken.append(time.perf_counter() - start)
    return float(np.median(seconds[command][1:])), float(np.median(seconds[IMPORTS][1:]))


def show(texts: Sequence[str], questions: Sequence[tuple[str, str]], place: Path) -> None:
    """Prints one block of figures."""
    files, folder = place / "files", place / "library"
    news.write(texts, files)
    (seconds, passages), memory = alone(add, folder, files)
    characters = sum(map(len, texts))
    print(f"{len(texts)} paragraphs, {characters / len(texts):.0f} characters each, {passages} passages")
    print(f"  added in {seconds:.1f} s: {len(texts) / seconds:.0f} paragraphs a second, peak memory {memory:.0f} MB")
    parts = {name: sum(map(size, folder.glob(f"{name}*"))) for name in ("library", "vectors", "lexical", "words")}
    split = ", ".join(f"{name} {1000 * part / len(texts):.2f}" for name, part in parts.items())
    print(f"  on disk {1000 * size(folder) / len(texts):.2f} MB per 1,000 paragraphs ({split})")
    asked, memory = alone(ask, folder, questions)
    for name, taken in asked.seconds.items():
        print(f"  {name:26} {middle(taken)}")
    print(f"  {asked.found:.0%} of the questions have their sentence in the five passages; peak memory {memory:.0f} MB")
    whole, imports = cold(folder, questions[0][0])
    print(f"  cold ask {whole:.2f} s, imports alone {imports:.2f} s: {whole / imports:.1f} times", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", default="1000,10000,100000")
    options = parser.parse_args()
    sizes = [int(one) for one in options.sizes.split(",")]
    texts = news.paragraphs(options.data, max(sizes))
    for count in sizes:
        with tempfile.TemporaryDirectory() as place:
            show(texts[:count], news.questions(texts[:count], QUESTIONS), Path(place))


if __name__ == "__main__":
    main()
