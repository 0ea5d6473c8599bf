"""Fits what the bundled reader weighs its network with, on tune sets, and prints the constants of `rag.reader.trained`.

    PYTHONPATH=. python tests/benchmarks/reading_fit.py --data ../shared [--most 700]

Sets: cmrc2018_trial (each question among the paragraphs of that set), dureader_robust_dev, reports_dev; none of their
numbers is a result. ``ORDER``: that the right passage comes first among the hits. ``ODDS`` and ``FIT``: that a right
span comes first among the spans found. ``CONFIDENCE``: that the best span is right, every second question made
unanswerable: its passages taken out of the hits or, for reports, the province or the year exchanged. All by maximum
likelihood with a ridge, every set weighing the same; then error rates by threshold.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reading import Asked, Shelf, f1, near, reports, squad

from rag.question import Question, analyse
from rag.reader import trained
from rag.reader.signals import Signals
from rag.reader.trained import Choice, TrainedReader, load_trained
from rag.records import Hit

RIDGE = 1.0
PROVINCES = "河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 广西 天津".split()

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """A question read: its hits, which of them are right, and the spans found with whether each is right."""

    asked: Asked
    question: Question
    hits: Sequence[Hit]
    right: frozenset[int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=700, help="questions of a set")
    options = parser.parse_args()
    reader = load_trained()
    with tempfile.TemporaryDirectory() as folder:
        qa, at = options.data / "data" / "qa", Path(folder)
        sets = [
            squad(qa / "cmrc2018_trial.json.xz", at / "trial"),
            squad(qa / "dureader_robust_dev.json.xz", at / "dureader"),
            reports(options.data / "gold", at / "gold"),
        ]
        chosen = [(shelf, [one for one in asked if one.right][: options.most]) for shelf, asked in sets]
        fit_order(reader, chosen)
        fit_spans(reader, chosen)
        fit_confidence(reader, chosen)


def fit_order(reader: TrainedReader, sets: Sequence[tuple[Shelf, list[Asked]]]) -> None:
    groups, weights = [], []
    for shelf, asked in sets:
        mine = []
        for one in asked:
            question = analyse(one.text, shelf.words)
            hits = shelf.hits(question)
            right = np.array([hit.passage.id in one.right for hit in hits])
            if right.any() and not right.all():
                mine.append((np.array([astuple(row) for row in reader.signals(question, hits)[0]]), right))
        groups += mine
        weights += [1000 / len(mine)] * len(mine)
    found = conditional(groups, np.array(weights))
    trained.ORDER = Signals(*(round(float(value), 3) for value in found))
    print("ORDER =", trained.ORDER)
    for name, value in (("network alone", np.eye(5)[0]), ("retrieval alone", np.eye(5)[1]), ("together", found)):
        sizes = np.cumsum([len(one) for _, one in sets])
        print(f"  {name}: right passage first for {first_share(groups, value):.3f} of {len(groups)} ({sizes[-1]} asked)")


def fit_spans(reader: TrainedReader, sets: Sequence[tuple[Shelf, list[Asked]]]) -> None:
    groups, weights = [], []
    for shelf, asked in sets:
        mine = []
        for one in asked:
            question = analyse(one.text, shelf.words)
            hits = shelf.hits(question)
            _, choices = reader.weighed(question, hits)
            right = np.array([is_right(one, hits, choice) for choice in choices])
            if len(right) and right.any() and not right.all():
                mine.append((np.array([[choice.order, choice.odds, choice.fit] for choice in choices]), right))
        groups += mine
        weights += [1000 / len(mine)] * len(mine)
    found = conditional(groups, np.array(weights))
    trained.ODDS, trained.FIT = (round(float(value / max(found[0], 0.05)), 3) for value in found[1:])
    print(f"ODDS, FIT = {trained.ODDS}, {trained.FIT}")
    print(f"  right span first for {first_share(groups, found):.3f} of {len(groups)}")


def is_right(one: Asked, hits: Sequence[Hit], choice: Choice) -> bool:
    said = hits[choice.span.hit].passage.text[choice.span.start : choice.span.end]
    return hits[choice.span.hit].passage.id in one.right and f1(one.answers, said) > 0.6


def fit_confidence(reader: TrainedReader, sets: Sequence[tuple[Shelf, list[Asked]]]) -> None:
    rows: list[list[float]] = []
    labels: list[bool] = []
    weights: list[float] = []
    names = list(trained.CONFIDENCE)
    for shelf, asked in sets:
        mine = 0
        for number, one in enumerate(asked):
            for text, without, answerable in variants(one, number):
                question = analyse(text, shelf.words)
                hits = shelf.hits(question, without)
                _, choices = reader.weighed(question, hits)
                if choices:
                    values = trained.features(choices)
                    said = hits[choices[0].span.hit].passage.text[choices[0].span.start : choices[0].span.end]
                    rows.append([1.0, *(values[name] for name in names[1:])])
                    labels.append(answerable and (near(one.answers, said) or f1(one.answers, said) > 0.6))
                    mine += 1
        weights += [1000 / mine] * mine
    x, y, w = np.array(rows), np.array(labels, dtype=float), np.array(weights)
    found = logistic(x, y, w)
    print("CONFIDENCE =", {name: round(float(value), 3) for name, value in zip(names, found, strict=True)})
    p = 1 / (1 + np.exp(-x @ found))
    for low, high in zip(*(np.quantile(p, np.linspace(0, 1, 11))[cut] for cut in (slice(0, -1), slice(1, None))), strict=True):
        inside = (p >= low) & (p <= high)
        print(f"  {p[inside].mean():.2f} said, {np.average(y[inside], weights=w[inside]):.2f} right")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        said = p >= threshold
        right, lost = (w * said * y).sum(), 1 - (w * said * y).sum() / (w * y).sum()
        print(f"  threshold {threshold}: {right / (w * said).sum():.2f} of answers right, {lost:.2f} of right ones declined")


def variants(one: Asked, number: int) -> list[tuple[str, frozenset[int], bool]]:
    """Text, passages left out, answerable: a question as it is and, every second time, made unanswerable."""
    exchanged = re.sub("20(?:24|25)", lambda found: str(int(found[0]) - 4), one.text)
    place = next((name for name in PROVINCES if name in one.text), None)
    made = []
    if exchanged != one.text and number % 3 == 0:
        made.append((exchanged, frozenset[int](), False))
    elif place and number % 3 == 1:
        made.append((one.text.replace(place, "云南" if place != "云南" else "海南"), frozenset[int](), False))
    else:
        made.append((one.text, one.right, False))
    return [(one.text, frozenset[int](), True), *made]


def conditional(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], weights: Floats) -> Floats:
    """Weights under which the right rows of each group come first (conditional logit), by gradient ascent in Newton steps."""
    beta = np.zeros(groups[0][0].shape[1])
    for _ in range(40):
        gradient, curvature = -RIDGE * beta, RIDGE * np.eye(len(beta))
        for (x, right), weight in zip(groups, weights, strict=True):
            p = softmax(x @ beta)
            q = p * right / max((p * right).sum(), 1e-12)
            mean = p @ x
            gradient += weight * (q @ x - mean)
            curvature += weight * ((x * p[:, None]).T @ x - np.outer(mean, mean))
        beta = beta + np.clip(np.linalg.solve(curvature, gradient), -1, 1)
    return beta


def logistic(x: Floats, y: Floats, w: Floats) -> Floats:
    beta = np.zeros(x.shape[1])
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (w * (y - p)) - RIDGE * beta
        beta += np.clip(np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(beta)), gradient), -1, 1)
    return beta


def softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    found: Floats = raised / raised.sum()
    return found


def first_share(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], beta: Floats) -> float:
    return float(np.mean([right[int((x @ beta).argmax())] for x, right in groups]))


if __name__ == "__main__":
    main()
