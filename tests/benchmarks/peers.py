"""Prints Chuchu beside what its users would otherwise build from parts: adding, searching, and finding what is right.

    PYTHONPATH=. python tests/benchmarks/peers.py --data ../shared [--size 10000] [--runs 3]

The peers get an environment of their own in the user's cache folder, made with pip the first time. All read the same
text files, in turn, each in a fresh process; the median of ``--runs`` is printed. What each does when it adds:

  bm25s       paragraphs cut at empty lines, jieba's words, one index in memory; nothing is kept on disk
  langchain   the same for BM25Retriever, and one vector of our encoder for each paragraph in FAISS, both in memory
  words only  the like of bm25s in Chuchu: paragraphs cut at empty lines, tokens, the lexical index, on disk
  Chuchu      `Library.add`: texts with ranges, repair, a vector of each paragraph and each sentence, the lexical index,
              the dictionary; all on disk, and safe from being killed

Imports and jieba's dictionary are ready before the clock starts, everybody's. Quality is measured on
cmrc2018_dev, a file for each of its paragraphs: for the record only, nothing is chosen by it.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import subprocess
import tempfile
import time
import venv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import news
import numpy as np
import platformdirs
from measure import alone, middle

from rag import Library
from rag.adding import AddReport  # noqa: F401, ready before the clock starts
from rag.folding import tokens
from rag.lexical import LexicalIndex
from rag.words import words_in

PINNED = (
    "bm25s==0.3.16", "jieba==0.42.1", "langchain-classic==1.0.8", "langchain-community==0.4.2", "rank-bm25==0.2.2",
    "faiss-cpu==1.15.1", "numpy==2.4.6",
)  # fmt: skip
HERE = Path(__file__).parent
QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Done:
    """Seconds of adding by the clock, of the processor, and of each question; the texts of the best five for each."""

    added: float
    worked: float
    seconds: list[float]
    found: list[list[str]]


def environment() -> Path:
    """The python of the peers' environment, made when it is not there."""
    folder = platformdirs.user_cache_path("chuchu", appauthor=False) / "peers"
    python = folder / "bin" / "python"
    made = folder / "made.txt"
    if not made.exists() or made.read_text("utf-8") != " ".join(PINNED):
        print(f"making {folder}", flush=True)
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PINNED], check=True)
        made.write_text(" ".join(PINNED), "utf-8")
    return python


def peer(name: str, files: Path, questions: Sequence[str]) -> Done:
    """A peer's results, from its own environment."""
    python = environment()
    with tempfile.TemporaryDirectory() as place:
        job, result = Path(place) / "job.json", Path(place) / "result.json"
        job.write_text(json.dumps({"folder": str(files), "questions": questions}), "utf-8")
        path = os.pathsep.join([str(HERE.parent.parent), os.environ.get("PYTHONPATH", "")])
        command = [str(python), "-W", "ignore", str(HERE / "peer.py"), name, str(job), str(result)]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": path})
        return Done(**json.loads(result.read_text("utf-8")))


def words_only(files: Path, questions: Sequence[str]) -> Done:
    """The lexical index alone."""
    with tempfile.TemporaryDirectory() as place:
        start, worked = time.perf_counter(), time.process_time()
        texts = [text for path in sorted(files.iterdir()) for text in path.read_text("utf-8").strip().split("\n\n")]
        index = LexicalIndex(Path(place))
        index.add([(number, text, "") for number, text in enumerate(texts)])
        index.commit()
        added, worked = time.perf_counter() - start, time.process_time() - worked
        seconds, found = _asked(lambda text: index.search(Counter(tokens(text)), 5), questions)
    return Done(added, worked, seconds, [[texts[number] for number, _ in hits] for hits in found])


def chuchu(files: Path, questions: Sequence[str]) -> Done:
    """A library, searched; what is found is not read."""
    words_in("")
    with tempfile.TemporaryDirectory() as place, Library.create(place) as library:
        start, worked = time.perf_counter(), time.process_time()
        library.add([files])
        added, worked = time.perf_counter() - start, time.process_time() - worked
        seconds, found = _asked(library.search, questions)
    return Done(added, worked, seconds, [[passage.text for passage in passages] for passages in found])


def _asked(search: Callable[[str], object], questions: Sequence[str]) -> tuple[list[float], list]:
    seconds, found = [], []
    for question in questions:
        start = time.perf_counter()
        found.append(search(question))
        seconds.append(time.perf_counter() - start)
    return seconds, found


def every(files: Path, questions: Sequence[str]) -> dict[str, Done]:
    """The results of all, each in a fresh process."""
    found = {name: peer(name, files, questions) for name in ("bm25s", "langchain")}
    found["words only"], _ = alone(words_only, files, questions)
    found["Chuchu"], _ = alone(chuchu, files, questions)
    return found


def show_speed(data: Path, size: int, runs: int) -> None:
    """Prints paragraphs added a second and the time of a search."""
    texts = news.paragraphs(data, size)
    questions = [text for text, _ in news.questions(texts, QUESTIONS)]
    with tempfile.TemporaryDirectory() as place:
        news.write(texts, Path(place) / "files")
        all_runs = [every(Path(place) / "files", questions) for _ in range(runs)]
    print(f"{size} paragraphs of news, {runs} runs in turn")
    for name in all_runs[0]:
        rates = sorted(size / run[name].added for run in all_runs)
        seconds = [one for run in all_runs for one in run[name].seconds]
        worked = np.median([run[name].worked for run in all_runs])
        print(f"  {name:10}  {np.median(rates):6.0f} paragraphs a second ({rates[0]:.0f}–{rates[-1]:.0f})", end="")
        print(f"  {worked:5.2f} processor seconds", end="")
        print(f"  search {middle(seconds)}", flush=True)


def show_quality(data: Path) -> None:
    """Prints how often the right paragraph comes first, and among five."""
    content = json.loads(lzma.decompress((data / "data" / "qa" / "cmrc2018_dev.json.xz").read_bytes()))
    contexts: dict[str, None] = {}
    asked = []
    for one in (paragraph for article in content["data"] for paragraph in article["paragraphs"]):
        context = " ".join(one["context"].split())
        contexts[context] = None
        # One question is only a question mark
        asked += [(qa["question"], context) for qa in one["qas"] if any(map(str.isalnum, qa["question"]))]
    with tempfile.TemporaryDirectory() as place:
        for number, context in enumerate(contexts):
            (Path(place) / f"{number:03}.txt").write_text(context + "\n", "utf-8")
        found = every(Path(place), [question for question, _ in asked])
    print(f"cmrc2018_dev, {len(contexts)} paragraphs, {len(asked)} questions")
    for name, done in found.items():
        right = [[text in context for text in texts] for texts, (_, context) in zip(done.found, asked, strict=True)]
        first, five = np.mean([row[:1] == [True] for row in right]), np.mean([any(row) for row in right])
        print(f"  {name:10}  R@1 {first:.3f}  R@5 {five:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    show_speed(options.data, options.size, options.runs)
    show_quality(options.data)


if __name__ == "__main__":
    main()
