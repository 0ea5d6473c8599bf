"""How far the confidence of a reader can be trusted over a question set: retrieval and reading, and the right paragraph
taken out for every second question, so that there is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shelves import Asked, Shelf

from rag.evaluate.scoring import cmrc, near
from rag.evaluate.trust import area, calibration, calibration_error, risk_coverage
from rag.question import analyse
from rag.reader import Reader

COVERAGES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


@dataclass(frozen=True, slots=True)
class Told:
    """What a question was told: EM and F1 by the CMRC rules, whether that is right (near a listed answer, or F1 above
    0.6: what the confidence was fitted to), how sure it was, and whether that was ``said`` or "not found"."""

    em: float
    f1: float
    right: bool
    sure: float
    said: bool


def show_risk(shelf: Shelf, asked: Sequence[Asked], reader: Reader) -> None:
    """Prints EM and F1 end to end, then with half of the right paragraphs taken out the curve and what the threshold
    does."""
    plain = [told(shelf, one, reader, frozenset()) for one in asked]
    em, f1 = (np.mean([getattr(one, name) for one in plain]) for name in ("em", "f1"))
    print(f"end to end over {len(shelf.passages)} paragraphs: EM {em:.3f} F1 {f1:.3f}, whatever the confidence")
    kept = [one.said for one in plain]
    print(f"  {np.mean(kept):.3f} answered, {share(plain, kept):.3f} of them right")
    found = [told(shelf, one, reader, one.right) if number % 2 else plain[number] for number, one in enumerate(asked)]
    print(f"right paragraph taken out for every second of {len(found)} questions:")
    show_threshold(found)
    sure, right = [one.sure for one in found], [one.right for one in found]
    curve = risk_coverage(sure, right)
    print(f"  area under the risk-coverage curve {area(curve):.3f}")
    for coverage in COVERAGES:
        point = min(curve, key=lambda one: abs(one.coverage - coverage))
        print(f"  coverage {point.coverage:.2f} risk {point.risk:.3f} (confidence from {point.threshold:.2f})")
    bins = calibration(sure, right)
    for one in bins:
        print(f"  {one.confidence:.2f} said, {one.right:.2f} right, {one.count} questions")
    print(f"  expected calibration error {calibration_error(bins):.3f}")


def show_threshold(found: Sequence[Told]) -> None:
    """What the shipped threshold does where every second question, from the second on, has no answer."""
    said = np.array([one.said for one in found])
    right = np.array([one.right for one in found])
    answerable = np.arange(len(found)) % 2 == 0
    answered = said[~answerable].mean()
    refused, lost = (~said[answerable]).mean(), (~said[answerable & right]).mean()
    print(f"  of the unanswerable {answered:.3f} answered, of the answerable")
    print(f"  {refused:.3f} declined, of those whose span was right {lost:.3f}")


def told(shelf: Shelf, one: Asked, reader: Reader, without: frozenset[int]) -> Told:
    """What the reader says to a question when the passages ``without`` are not there; without right ones nothing is."""
    question = analyse(one.text, shelf.words)
    hits = shelf.hits(question, without)
    reading = reader.read(question, hits)
    said = "".join(hits[span.hit].passage.text[span.start : span.end] for span in reading.spans)
    score = cmrc(one.answers, said)
    right = not without and (near(one.answers, said) or score.f1 > 0.6)
    return Told(score.em, score.f1, right, reading.confidence, reading.answered)


def share(found: Sequence[Told], kept: Sequence[bool]) -> float:
    """How many of those kept are right."""
    rights = [one.right for one, one_kept in zip(found, kept, strict=True) if one_kept]
    return float(np.mean(rights)) if rights else 0.0
