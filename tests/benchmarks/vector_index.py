"""Prints how fast and how exact `VectorIndex` is over the hashing encoder's vectors of news sentences.

    python tests/benchmarks/vector_index.py --data DIR [--rows 100000,500000] [--dimension 512]

DIR has text/news_2023.txt.xz. Recall@50 is against all cosines computed in numpy; questions are other sentences.
"""

from __future__ import annotations

import argparse
import lzma
import re
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.faiss_index import VectorIndex
from embeddings.hashing import HashingEncoder

QUESTIONS = 100
DEPTH = 50
LIMIT = 300
ADDED_AT_ONCE = 20_000


def sentences(folder: Path, count: int) -> list[str]:
    """The first sentences of the news, 10 characters or longer, none twice."""
    found: dict[str, None] = {}
    with lzma.open(folder / "text" / "news_2023.txt.xz", "rt", encoding="utf8") as lines:
        for line in lines:
            found.update((piece, None) for piece in re.split("[。！？]", line.strip()) if len(piece) >= 10)
            if len(found) >= count:
                break
    return list(islice(found, count))


def exact(vectors: Vectors, question: Vectors) -> NDArray[np.int64]:
    """Rows of the nearest `DEPTH`."""
    return np.argpartition(-(vectors @ question), DEPTH)[:DEPTH]


def measure(vectors: Vectors, questions: Vectors) -> None:
    """Prints one block of figures."""
    ids = np.arange(len(vectors), dtype=np.int64) << 12
    index = VectorIndex(vectors.shape[1])
    start = time.perf_counter()
    for first in range(0, len(ids), ADDED_AT_ONCE):
        index.add(ids[first : first + ADDED_AT_ONCE], vectors[first : first + ADDED_AT_ONCE])
    print(f"{len(ids):>7} vectors  added in {time.perf_counter() - start:.1f} s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors"
        start = time.perf_counter()
        index.save(path)
        print(f"  saved in {time.perf_counter() - start:.2f} s, {path.stat().st_size / 1e6:.0f} MB")
        start = time.perf_counter()
        index = VectorIndex.open(path)
        print(f"  opened in {1000 * (time.perf_counter() - start):.1f} ms")
        start = time.perf_counter()
        index.search(questions[0], LIMIT)
        print(f"  first search {1000 * (time.perf_counter() - start):.1f} ms")
        for share in (None, 0.01, 0.1, 0.19, 0.5):
            measure_search(index, vectors, questions, share)
        for name in ("first", "next"):
            start = time.perf_counter()
            index.vectors_of(ids[:: len(ids) // LIMIT])
            print(f"  {name} {LIMIT} vectors by id: {1000 * (time.perf_counter() - start):.1f} ms")


def measure_search(index: VectorIndex, vectors: Vectors, questions: Vectors, share: float | None) -> None:
    """Prints recall and latency, of a search in a share of the rows if given."""
    rng = np.random.default_rng(0)
    rows = np.arange(len(vectors)) if share is None else np.flatnonzero(rng.random(len(vectors)) < share)
    only = None if share is None else rows << 12
    seconds, recall = [], []
    for question in questions:
        start = time.perf_counter()
        found, _ = index.search(question, LIMIT, only)
        seconds.append(time.perf_counter() - start)
        best = exact(vectors[rows], question) if share is None or len(seconds) <= 10 else None
        if best is not None:
            recall.append(len(np.intersect1d(found[:DEPTH] >> 12, rows[best])) / DEPTH)
    p50, p95 = 1000 * np.percentile(seconds, [50, 95])
    name = "all" if share is None else f"in {share:.1%}"
    print(f"  search {name}: p50 {p50:.1f} ms p95 {p95:.1f} ms recall@{DEPTH} {np.mean(recall):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rows", default="20000,100000,500000")
    parser.add_argument("--dimension", type=int, default=512)
    options = parser.parse_args()
    sizes = [int(size) for size in options.rows.split(",")]
    texts = sentences(options.data, max(sizes) + QUESTIONS)
    encoder = HashingEncoder(options.dimension)
    start = time.perf_counter()
    vectors = encoder.encode(texts)
    print(f"{len(texts) / (time.perf_counter() - start):.0f} sentences encoded a second")
    for size in sizes:
        measure(vectors[:size], vectors[-QUESTIONS:])


if __name__ == "__main__":
    main()
