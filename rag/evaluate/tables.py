"""The tables of a report as rows of text, first the header: what the terminal and the HTML both show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from rag.evaluate.compare import Changed, Difference
from rag.evaluate.measures import RANKING, Estimate, Group
from rag.evaluate.report import Run, Trust
from rag.evaluate.strings import tell
from rag.messages import Language

Rows = list[list[str]]
Part = Literal["found", "has_answer", "no_answer"]

SHOWN = ("recall@1", "recall@5", "mrr@10", "em", "f1", "near", "refused", "declined")
"""Measures of groups; a table has no room for all."""
COVERAGES = (0.1, 0.25, 0.5, 0.75, 1.0)
PARTS: dict[str, Part] = {"declined": "no_answer"}
PARTS |= dict.fromkeys(RANKING, "found")
LONGEST = 60  # characters of a question or answer in a table


def measures_table(run: Run, part: Part, language: Language) -> Rows:
    """Measures over all questions: of what was found, of the questions with an answer or of those without; empty where
    none has a meaning."""
    measures = run.groups[0].measures
    names = [name for name in measures if PARTS.get(name, "has_answer") == part]
    rows = [[name, *_cells(measures[name]), str(measures[name].count)] for name in names]
    heads = (tell(key, language) for key in ("measure" if part == "found" else part, "value", "interval", "questions"))
    return [list(heads), *rows] if rows else []


def groups_table(run: Run, by: str, language: Language) -> Rows:
    """One row for each language, kind or document; empty where the gold names none."""
    groups = [group for group in run.groups if group.by == by]
    if not groups:
        return []
    shown = [name for name in SHOWN if any(name in group.measures for group in groups)]
    heads = [tell(f"by_{by}", language), tell("questions", language), *shown]
    return [heads, *([group.name, str(group.questions), *(_value(group, name) for name in shown)] for group in groups)]


def coverage_table(trust: Trust, language: Language) -> Rows:
    """A few points of the curve: the first that covers at least a tenth, a quarter and so on."""
    points = [
        next((point for point in trust.curve if point.coverage >= least - 1e-9), trust.curve[-1]) for least in COVERAGES
    ]
    heads = [tell("covered", language), tell("risk", language), tell("threshold", language)]
    rows = [[number(one.coverage), number(one.risk), number(one.threshold)] for one in dict.fromkeys(points)]
    return [heads, *rows]


def bins_table(trust: Trust, language: Language) -> Rows:
    """The bins of confidence that have questions."""
    heads = [tell("bin", language), tell("questions", language), tell("mean", language), tell("right", language)]
    rows = [
        [f"{one.low:.1f}–{one.high:.1f}", str(one.count), number(one.confidence), number(one.right)]
        for one in trust.bins
    ]
    return [heads, *rows]


def differences_table(differences: Sequence[Difference], language: Language) -> Rows:
    """The comparison, a row for each setting and measure."""
    heads = ("setting", "measure", "base", "other", "difference", "interval", "probability", "wins")
    rows = [
        [
            one.setting,
            one.measure,
            number(one.base),
            number(one.other),
            f"{one.difference:+.3f}",
            f"{one.low:+.3f} {one.high:+.3f}",
            f"{one.adjusted:.4f}",
            f"{one.wins} / {one.ties} / {one.losses}",
        ]
        for one in differences
    ]
    return [[tell(key, language) for key in heads], *rows]


def changed_table(changed: Sequence[Changed], language: Language) -> Rows:
    """The questions that changed: which way, ranks of the right passage and answers, before and after."""
    rows = []
    for one in changed:
        way = tell("better" if one.better else "worse", language)
        ranks = " → ".join(str(rank) if rank else tell("nowhere", language) for rank in one.ranks)
        answers = " → ".join(_short(answer) if answer else tell("nothing", language) for answer in one.answers)
        rows.append([one.setting, one.id, way, ranks, _short(one.question), answers if any(one.answers) else ""])
    heads = [tell("setting", language), "id", "±", tell("right_passage", language)]
    return [[*heads, tell("questions", language), tell("said", language)], *rows]


def number(value: float) -> str:
    """A share with three places."""
    return f"{value:.3f}"


def _cells(estimate: Estimate) -> tuple[str, str]:
    return number(estimate.value), f"{number(estimate.low)} {number(estimate.high)}"


def _value(group: Group, name: str) -> str:
    return number(group.measures[name].value) if name in group.measures else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"
