"""Fits the confidence of the reader ``sentence`` and prints its coefficients, and what each threshold would decline.

    PYTHONPATH=. python tests/benchmarks/sentence_fit.py --data ../shared

On cmrc2018_trial, dureader_robust_dev and reports_dev, the right paragraph taken out of the hits for every second
question.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from shelves import Asked, Shelf, reports, squad

from rag.evaluate.scoring import cmrc, near
from rag.question import analyse
from rag.reader.sentence import CONFIDENCE, features_of


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        qa, at = options.data / "data" / "qa", Path(folder)
        tuned = ("cmrc2018_trial", "dureader_robust_dev")
        sets = [squad(qa / f"{name}.json.xz", at / name) for name in tuned]
        fit([*sets, reports(options.data / "gold", at / "gold")])


def examples(shelf: Shelf, asked: Sequence[Asked]) -> Iterator[tuple[dict[str, float], bool]]:
    """Features and whether the span is right; for every second question with the right paragraph taken out."""
    words = shelf.words
    for number, one in enumerate(asked):
        question = analyse(one.text, words)
        without = one.right if number % 2 else frozenset()
        hits = shelf.hits(question, without)
        found = features_of(question, hits)
        if found:
            values, span = found
            said = hits[span.hit].passage.text[span.start : span.end]
            yield values, not without and (near(one.answers, said) or cmrc(one.answers, said).f1 > 0.6)


def fit(sets: Sequence[tuple[Shelf, list[Asked]]]) -> None:
    """Prints coefficients by Newton's method, every set weighing the same, with a small ridge."""
    names = list(CONFIDENCE)
    rows, labels, weights = [], [], []
    for shelf, asked in sets:
        found = list(examples(shelf, asked))
        rows += [[1.0, *(values[name] for name in names[1:])] for values, _ in found]
        labels += [float(right) for _, right in found]
        weights += [1000 / len(found)] * len(found)
    x, y, w = np.array(rows), np.array(labels), np.array(weights)
    beta = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (w * (y - p)) - 1.0 * beta
        beta += np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + np.eye(len(names)), gradient)
    print(f"{len(y)} examples, {int(y.sum())} right")
    print("CONFIDENCE =", {name: round(float(value), 2) for name, value in zip(names, beta, strict=True)})
    p = 1 / (1 + np.exp(-x @ beta))
    edges = np.quantile(p, np.linspace(0, 1, 11))
    for low, high in pairwise(edges):
        inside = (p >= low) & (p <= high)
        print(f"  {p[inside].mean():.2f} said, {np.average(y[inside], weights=w[inside]):.2f} right")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        wrong, right = (w * (p >= threshold) * (y == 0)).sum(), (w * (p >= threshold) * (y == 1)).sum()
        lost = 1 - right / (w * y).sum()
        share = right / (right + wrong)
        print(f"  threshold {threshold}: {share:.2f} of answers right, {lost:.2f} of right ones declined")


if __name__ == "__main__":
    main()
