"""Fits what the trained reader weighs its network with, on tune sets, and prints the constants of `rag.reader.trained`.

    PYTHONPATH=. python tests/benchmarks/reading_fit.py --data ../shared [--most 300]

Sets: cmrc2018_trial (each question among the paragraphs of that set), dureader_robust_dev, reports_dev, our own
questions about the same reports and about those of 2026 (asked2025.tsv, asked2026.tsv, with and without an answer),
questions in other languages about the reports of 2026 (crosslingual.tsv); none of their numbers is a result.
``ORDER``: that the right passage comes first among the hits. ``SPANS``: that a span close to the answer, no clause
around it, comes first among those found. ``there``: that there is an answer; every question that has one is
asked once more without: its passages taken out of the hits or, for reports, the province or the year exchanged.
``right``: that the best span is right, there being an answer. ``SENTENCE``: how often the likeliest sentence has the
answer where no span is likely. All by maximum likelihood with a ridge. Then what
thresholds would do, and how far the confidence is true, for each fifth of the questions by what the others teach.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from reading import inside
from regression import Floats, conditional, first_share, logistic
from shelves import Asked, Shelf, asked_of, reports, reports_of_2026, squad, variants

from rag.evaluate.scoring import cmrc, near
from rag.question import Question, analyse
from rag.reader.choices import Choice, Worth
from rag.reader.signals import Signals
from rag.reader.sureness import BIAS, KINDS, LIKELY, UNLIKELY, signs_of
from rag.reader.trained import TrainedReader, likeliest, load_trained, ordered

RIGHT, CLOSE = 0.6, 0.8
"""F1 from which a span counts as right, and as one that is to be preferred."""
WEIGHTS = {"trial": 500, "dureader": 300, "reports_dev": 1000, "foreign": 500, "asked2025": 2000, "asked2026": 630}
"""What the answerable questions of a set weigh together: those are like people's that ask about reports in Chinese."""
NONE = 1300
"""What our own questions without an answer weigh together: half of what those with one do, for people ask fewer."""
TALK = 200
"""What greetings, and what else is no question for reports, weigh together."""
MADE = {"trial": 0.15, "dureader": 0.15, "reports_dev": 0.15, "foreign": 0.35, "asked2025": 0.15, "asked2026": 0.15}
"""What a question made unanswerable weighs, to one that people ask: it is told by other signs. In other languages there
are hardly any that people ask."""
PARTS = 5
THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, slots=True)
class Read:
    """A question read. ``seen``: the hits that were, ``signals``: of each, shape (seen, 6), and whether it is right.
    ``choices``: the spans found; ``right``: whether each is what is asked for, ``close``: and hardly more or less.
    ``sentence``: whether the likeliest one has the answer.
    ``weight``: so that its set weighs what it should; ``made``: it was made unanswerable; ``part``: of the `PARTS`, the
    one it is judged with."""

    seen: tuple[int, ...]
    signals: Floats
    right_hits: NDArray[np.bool_]
    choices: tuple[Choice, ...]
    right: NDArray[np.bool_]
    close: NDArray[np.bool_]
    sentence: bool
    answerable: bool
    weight: float
    question: Question
    set: str
    made: bool
    part: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--most", type=int, default=300, help="questions with an answer of a set")
    options = parser.parse_args()
    reader = load_trained()
    found: list[Read] = []
    with tempfile.TemporaryDirectory() as folder:
        qa, at = options.data / "data" / "qa", Path(folder)
        sets = {
            "trial": squad(qa / "cmrc2018_trial.json.xz", at / "trial"),
            "dureader": squad(qa / "dureader_robust_dev.json.xz", at / "dureader"),
            "reports_dev": reports(options.data / "gold", at / "gold"),
            "foreign": foreign(options.data, at / "2026"),
        }
        for name, set_of in (("2025", "reports_dev"), ("2026", "foreign")):
            shelf = sets[set_of][0]
            sets[f"asked{name}"] = shelf, asked_of(name, shelf.passages)
        # What has no answer in reports_dev is only looked at
        none = {name: [one for one in sets[name][1] if not one.right] for name in ("asked2025", "asked2026")}
        talk = sum(one.kind == "talk" for one in none["asked2026"])
        others = sum(map(len, none.values())) - talk
        for name, (shelf, asked) in sets.items():
            answerable = [one for one in asked if one.right]
            chosen = answerable[:: max(1, len(answerable) // options.most)]
            for number, one in enumerate((*chosen, *none.get(name, ()))):
                made = variants(one, number, shelf.passages) if one.right else []
                without = TALK / talk if one.kind == "talk" else NONE / others
                weight = WEIGHTS[name] / len(chosen) if one.right else without
                for variant in ((one.text, frozenset[int](), bool(one.right)), *made):
                    found.append(read(reader, shelf, one, variant, weight, (name, number)))
    order = fit_order([one for one in found if one.answerable])
    spans = fit_spans([one for one in found if one.answerable], order)
    for name, foreign_ones in (("FOUND", False), ("FOUND_FOREIGN", True)):
        mine = [one for one in found if one.answerable and (one.question.language != "zh") == foreign_ones]
        fit_found(name, mine, order, spans)
    fit_sureness(found, order, spans)


def foreign(data: Path, folder: Path) -> tuple[Shelf, list[Asked]]:
    """The questions about the reports of 2026 in other languages; those in Chinese are only looked at."""
    shelf, asked = reports_of_2026(data, folder)
    return shelf, [one for one in asked if one.kind == "foreign"]


def read(
    reader: TrainedReader,
    shelf: Shelf,
    one: Asked,
    variant: tuple[str, frozenset[int], bool],
    weight: float,
    place: tuple[str, int],
) -> Read:
    text, without, answerable = variant
    question = analyse(text, shelf.words)
    hits = shelf.hits(question, without)
    weighed = reader.weighed(question, hits)
    signals, choices = weighed.signals, weighed.choices
    likely = likeliest(weighed, ordered(question, weighed))
    whole = hits[likely.hit].passage.text[likely.start : likely.end] if likely else ""
    said = [hits[choice.span.hit].passage.text[choice.span.start : choice.span.end] for choice in choices]
    right = np.array([answerable and is_right(one, text) for text in said], dtype=bool)
    close = np.array([answerable and is_close(one, text) for text in said], dtype=bool)
    right_hits = np.array([answerable and hits[number].passage.id in one.right for number in signals], dtype=bool)
    rows = np.array([astuple(one) for one in signals.values()])
    made = bool(one.right) and not answerable
    return Read(
        tuple(signals),
        rows,
        right_hits,
        tuple(choices),
        right,
        close,
        answerable and (near(one.answers, whole) or is_right(one, whole)),
        answerable,
        weight,
        question,
        place[0],
        made,
        place[1] % PARTS,
    )


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
    for name, value in (("retrieval alone", np.eye(6)[0]), ("network alone", np.eye(6)[5]), ("together", beta)):
        print(f"  {name}: right passage first for {first_share(groups, value):.3f} of {len(groups)}")
    return beta


def rows_of(one: Read, order: Floats) -> Floats:
    """What speaks for each span, its hit's order as it is now."""
    orders = dict(zip(one.seen, one.signals @ order, strict=True))
    return np.array([[orders[choice.span.hit], *astuple(choice.worth)[1:]] for choice in one.choices])


def fit_spans(found: Sequence[Read], order: Floats) -> Floats:
    kept = [one for one in found if one.close.any() and not one.close.all()]
    groups = [(rows_of(one, order), one.close) for one in kept]
    beta = conditional(groups, np.array([one.weight for one in kept]))
    beta = beta / max(float(beta[0]), 0.05)
    print("SPANS =", Worth(*(round(float(value), 3) for value in beta)))
    print(f"  right span first for {first_share(groups, beta):.3f} of {len(groups)} that have one")
    return beta


def fit_found(name: str, found: Sequence[Read], order: Floats, spans: Floats) -> None:
    """How much what was found in a hit says of it, beside its order, among the hits that were read."""
    groups, weights = [], []
    for one in found:
        rows, hits = rows_of(one, order), [choice.span.hit for choice in one.choices]
        read = sorted(set(hits))
        right = np.array([bool(one.right_hits[one.seen.index(hit)]) for hit in read], dtype=bool)
        if right.any() and not right.all():
            rest = rows[:, 1:] @ spans[1:]
            best = [max(rest[place] for place, other in enumerate(hits) if other == hit) for hit in read]
            groups.append(
                (np.array([[rows[hits.index(hit)][0], value] for hit, value in zip(read, best, strict=True)]), right)
            )
            weights.append(one.weight)
    beta = conditional(groups, np.array(weights))
    print(f"{name} =", round(float(beta[1] / beta[0]), 3))
    for told, value in (("without", np.array([1.0, 0.0])), ("with", beta)):
        print(f"  {told}: right passage first for {first_share(groups, value):.3f} of {len(groups)}")


def fit_sureness(found: Sequence[Read], order: Floats, spans: Floats) -> None:
    """Whether there is an answer, and whether the best span is right when there is one; then what thresholds do, every
    fifth of the questions judged by what the others teach."""
    kept = [one for one in found if one.choices]
    ranked = [best_first(one, order, spans) for one in kept]
    signs = [signs_of(one.question, choices) for one, (choices, _) in zip(kept, ranked, strict=True)]
    names = list(signs[0])
    x = np.array([list(one.values()) for one in signs])
    free = np.array([name in (BIAS, *KINDS) for name in names])
    there = np.array([one.answerable for one in kept])
    right = np.array([bool(one.right[first]) for one, (_, first) in zip(kept, ranked, strict=True)])
    w = np.array([one.weight * (MADE[one.set] if one.made else 1.0) for one in kept])
    parts = np.array([one.part for one in kept])
    chinese = np.array([one.question.language == "zh" for one in kept])
    sure, both = np.zeros(len(kept)), np.zeros(len(kept))
    for group, mine in (("CHINESE", chinese), ("FOREIGN", ~chinese)):
        for name, y, rows, told in (("there", there, mine, sure), ("right", right, mine & there, both)):
            beta = logistic(x[rows], y[rows].astype(float), w[rows], free)
            shown = {
                one: round(float(weight), 3) for one, weight in zip(names, beta, strict=True) if abs(weight) > 5e-4
            }
            print(f"{group} {name} =", shown)
            for part in range(PARTS):
                others, these = rows & (parts != part), mine & (parts == part)
                beta = logistic(x[others], y[others].astype(float), w[others], free)
                told[these] = 1 / (1 + np.exp(-x[these] @ beta))
    unlikely = ~chinese & there & (sure >= LIKELY) & (both < UNLIKELY)
    sentences = np.array([one.sentence for one in kept])[unlikely]
    print(f"SENTENCE = {sentences.mean():.2f}, the span {right[unlikely].mean():.2f}, of {len(sentences)}")
    sets = np.array([one.set for one in kept])
    made = np.array([one.made for one in kept])
    show_thresholds(sure, there, right, sets, made)
    show_calibration(sure * both, right, w)


def best_first(one: Read, order: Floats, spans: Floats) -> tuple[list[Choice], int]:
    """The choices of a question as those weights order them, and which was the first of them."""
    scores = rows_of(one, order)
    ranked = sorted(range(len(scores)), key=lambda number: -float(scores[number] @ spans))
    choices = []
    for number in ranked:
        choice = one.choices[number]
        span = replace(choice.span, score=float(scores[number] @ spans))
        choices.append(replace(choice, span=span, worth=replace(choice.worth, order=float(scores[number][0]))))
    return choices, ranked[0]


def show_thresholds(
    sure: Floats, there: NDArray[np.bool_], right: NDArray[np.bool_], sets: NDArray[np.str_], made: NDArray[np.bool_]
) -> None:
    for threshold in THRESHOLDS:
        said = sure >= threshold
        told = []
        for name in dict.fromkeys(sets.tolist()):
            mine = sets == name
            refused, declined = ~said[mine & there], ~said[mine & ~there & ~made]
            exchanged = ~said[mine & made]
            rights = right[mine & said & (there | ~made)]
            told.append(
                f"{name} refused {refused.mean():.2f} declined {declined.mean() if len(declined) else math.nan:.2f}"
                f" made ones {exchanged.mean() if len(exchanged) else math.nan:.2f} said right {rights.mean():.2f}"
            )
        print(f"  threshold {threshold}: " + " · ".join(told))


def show_calibration(sure: Floats, right: NDArray[np.bool_], w: Floats) -> None:
    for low, high in pairwise(np.quantile(sure, np.linspace(0, 1, 11))):
        inside = (sure >= low) & (sure <= high)
        said, true = (np.average(values[inside], weights=w[inside]) for values in (sure, right))
        print(f"  {said:.2f} said, {true:.2f} right")


if __name__ == "__main__":
    main()
