"""Fits what the trained reader weighs its network with, on tune sets, and prints the constants of `rag.reader.trained`.

    PYTHONPATH=. python tests/benchmarks/reading_fit.py --data ../shared [--most 300]

Sets: cmrc2018_trial (each question among the paragraphs of that set), dureader_robust_dev, reports_dev, questions in
other languages about the reports of 2026 (crosslingual.tsv); none of their numbers is a result. ``ORDER``: that the
right passage comes first among the hits. ``SPANS``: that a span close to the answer, no clause around it, comes first
among those found. ``CONFIDENCE``: that the best span is right, every question asked once more so that it has no answer:
its passages taken out of the hits or, for reports, the province or the year exchanged; and questions of another set.
All by maximum likelihood with a ridge, every set weighing the same; then error rates by threshold.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reading import Asked, Shelf, inside, reports, reports_of_2026, squad

from rag.evaluate.scoring import cmrc, near
from rag.question import analyse
from rag.reader import trained
from rag.reader.signals import Signals
from rag.reader.trained import Choice, TrainedReader, Worth, load_trained

RIDGE = 1.0
RIGHT, CLOSE = 0.6, 0.8
"""F1 from which a span counts as right, and as one that is to be preferred."""
PROVINCES = re.compile(
    "河北|山西|辽宁|吉林|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|广西|天津"
)

STRANGERS = 4
"""One for so many questions of a set is asked of it that is another's."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Read:
    """A question read. ``signals``: of each hit, shape (hits, 5), and whether it is right. ``choices``: the spans
    found; ``right``: whether each is what is asked for, ``close``: and hardly more or less. ``weight``: so that every
    set weighs the same."""

    signals: Floats
    right_hits: NDArray[np.bool_]
    choices: tuple[Choice, ...]
    right: NDArray[np.bool_]
    close: NDArray[np.bool_]
    answerable: bool
    weight: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=300, help="questions of a set")
    options = parser.parse_args()
    reader = load_trained()
    found: list[Read] = []
    with tempfile.TemporaryDirectory() as folder:
        qa, at = options.data / "data" / "qa", Path(folder)
        sets = (
            squad(qa / "cmrc2018_trial.json.xz", at / "trial"),
            squad(qa / "dureader_robust_dev.json.xz", at / "dureader"),
            reports(options.data / "gold", at / "gold"),
            foreign(options.data, at / "2026"),
        )
        for place, (shelf, asked) in enumerate(sets):
            answerable = [one for one in asked if one.right]
            chosen = answerable[:: max(1, len(answerable) // options.most)]
            weight = 1000 / len(chosen)
            found += [
                read(reader, shelf, one, variant, weight)
                for number, one in enumerate(chosen)
                for variant in variants(one, number)
            ]
            others = sets[place - 1][1]
            strangers = others[:: max(1, len(others) // (len(chosen) // STRANGERS))]
            found += [read(reader, shelf, one, (one.text, frozenset(), False), weight) for one in strangers]
    order = fit_order([one for one in found if one.answerable])
    spans = fit_spans([one for one in found if one.answerable], order)
    fit_confidence(found, order, spans)


def foreign(data: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """The questions about the reports of 2026 in other languages; those in Chinese are only looked at."""
    shelf, asked = reports_of_2026(data, folder)
    return shelf, [one for one in asked if one.kind == "foreign"]


def read(
    reader: TrainedReader, shelf: Shelf, one: Asked, variant: tuple[str, frozenset[int], bool], weight: float
) -> Read:
    text, without, answerable = variant
    question = analyse(text, shelf.words)
    hits = shelf.hits(question, without)
    signals, choices = reader.weighed(question, hits)
    said = [hits[choice.span.hit].passage.text[choice.span.start : choice.span.end] for choice in choices]
    right = np.array([answerable and is_right(one, text) for text in said], dtype=bool)
    close = np.array([answerable and is_close(one, text) for text in said], dtype=bool)
    right_hits = np.array([answerable and hit.passage.id in one.right for hit in hits], dtype=bool)
    rows = np.array([astuple(signals[number]) for number in range(len(hits))])
    return Read(rows, right_hits, tuple(choices), right, close, answerable, weight)


def is_right(one: Asked, said: str) -> bool:
    """Whether a span answers."""
    if one.kind == "foreign":
        return inside(said, one.answers)
    return near(one.answers, said) or cmrc(one.answers, said).f1 > RIGHT


def is_close(one: Asked, said: str) -> bool:
    """Whether it answers and is hardly longer or shorter than the answer."""
    return is_right(one, said) if one.kind == "foreign" else cmrc(one.answers, said).f1 >= CLOSE


def fit_order(found: Sequence[Read]) -> Floats:
    groups = [(one.signals, one.right_hits) for one in found if one.right_hits.any() and not one.right_hits.all()]
    weights = np.array([one.weight for one in found if one.right_hits.any() and not one.right_hits.all()])
    beta = conditional(groups, weights)
    print("ORDER =", Signals(*(round(float(value), 3) for value in beta)))
    for name, value in (("retrieval alone", np.eye(5)[0]), ("network alone", np.eye(5)[4]), ("together", beta)):
        print(f"  {name}: right passage first for {first_share(groups, value):.3f} of {len(groups)}")
    return beta


def rows_of(one: Read, order: Floats) -> Floats:
    """What speaks for each span, its hit's order as it is now."""
    orders = one.signals @ order
    return np.array([[orders[choice.span.hit], *astuple(choice.worth)[1:]] for choice in one.choices])


def fit_spans(found: Sequence[Read], order: Floats) -> Floats:
    kept = [one for one in found if one.close.any() and not one.close.all()]
    groups = [(rows_of(one, order), one.close) for one in kept]
    beta = conditional(groups, np.array([one.weight for one in kept]))
    beta = beta / max(float(beta[0]), 0.05)
    print("SPANS =", Worth(*(round(float(value), 3) for value in beta)))
    print(f"  right span first for {first_share(groups, beta):.3f} of {len(groups)} that have one")
    return beta


def fit_confidence(found: Sequence[Read], order: Floats, spans: Floats) -> None:
    names = list(trained.CONFIDENCE)
    rows, labels, weights, kinds = [], [], [], []
    for one in found:
        if one.choices:
            scores = rows_of(one, order)
            ranked = sorted(range(len(scores)), key=lambda number: -float(scores[number] @ spans))
            choices = []
            for number in ranked:
                choice = one.choices[number]
                span = replace(choice.span, score=float(scores[number] @ spans))
                worth = replace(choice.worth, order=float(scores[number][0]))
                choices.append(replace(choice, span=span, worth=worth))
            values = trained.features(choices)
            rows.append([1.0, *(values[name] for name in names[1:])])
            labels.append(one.answerable and bool(one.right[ranked[0]]))
            weights.append(one.weight)
            kinds.append(one.answerable)
    x, y, w, answerable = np.array(rows), np.array(labels, dtype=float), np.array(weights), np.array(kinds)
    beta = logistic(x, y, w)
    print("CONFIDENCE =", {name: round(float(value), 3) for name, value in zip(names, beta, strict=True)})
    p = 1 / (1 + np.exp(-x @ beta))
    edges = np.quantile(p, np.linspace(0, 1, 11))
    for low, high in pairwise(edges):
        inside = (p >= low) & (p <= high)
        print(f"  {p[inside].mean():.2f} said, {np.average(y[inside], weights=w[inside]):.2f} right")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        said = p >= threshold
        right = (w * said * y).sum() / (w * said).sum()
        refused = (w * ~said * answerable).sum() / (w * answerable).sum()
        lost = 1 - (w * said * y).sum() / (w * y).sum()
        declined = (w * ~said * ~answerable).sum() / (w * ~answerable).sum()
        print(
            f"  threshold {threshold}: {right:.2f} of answers right, {lost:.2f} of right ones declined;"
            f" of answerable {refused:.2f} refused, of unanswerable {declined:.2f} declined"
        )


def variants(one: Asked, number: int) -> list[tuple[str, frozenset[int], bool]]:
    """Text, passages left out, answerable: a question as it is and, every second time, made unanswerable."""
    exchanged = re.sub("20(?:24|25)", lambda found: str(int(found[0]) - 4), one.text)
    found = PROVINCES.search(one.text)
    place = found[0] if found else None
    made = []
    if exchanged != one.text and number % 3 == 0:
        made.append((exchanged, frozenset[int](), False))
    elif place and number % 3 == 1:
        made.append((one.text.replace(place, "云南" if place != "云南" else "海南"), frozenset[int](), False))
    else:
        made.append((one.text, one.right, False))
    return [(one.text, frozenset[int](), True), *made]


def conditional(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], weights: Floats) -> Floats:
    """Weights under which the right rows of each group come first (conditional logit), by Newton steps."""
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
    """Logistic regression; the first column is 1. Fitted on columns of one width, so that the ridge is fair."""
    middle, width = x.mean(0), x.std(0)
    middle[0], width[0] = 0.0, 1.0
    z = (x - middle) / width
    beta = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(z @ beta, -30, 30)))
        gradient = z.T @ (w * (y - p)) - RIDGE * beta
        step = np.linalg.solve((z * (w * p * (1 - p))[:, None]).T @ z + RIDGE * np.eye(len(beta)), gradient)
        beta += step / max(1.0, float(np.abs(step).max()))
    beta = beta / width
    beta[0] -= beta[1:] @ middle[1:]
    return beta


def softmax(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    found: Floats = raised / raised.sum()
    return found


def first_share(groups: Sequence[tuple[Floats, NDArray[np.bool_]]], beta: Floats) -> float:
    return float(np.mean([right[int((x @ beta).argmax())] for x, right in groups]))


if __name__ == "__main__":
    main()
