"""The commands that measure how good it is on gold questions, and propose some."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable
from contextlib import nullcontext
from itertools import islice
from pathlib import Path

import numpy as np

from rag.cli.measured import report_text
from rag.cli.opening import json_line, note, opened, write
from rag.cli.progress import Progress
from rag.cli.strings import say
from rag.cli.terminal import Screen
from rag.errors import FileError, FloorError
from rag.evaluate.files import details_lines, report_json, trec_lines
from rag.evaluate.floors import floor_of, missed
from rag.evaluate.html import page
from rag.evaluate.proposing import proposals
from rag.evaluate.report import Plan, Report, evaluate
from rag.evaluate.sets import read_gold
from rag.evaluate.strings import tell


def measure(folder: Path, asked: Namespace, screen: Screen) -> None:
    """Measures, writes the report and the files that are wanted. Raises FloorError when a floor is missed."""
    floors = [floor_of(words) for words in asked.fail_under]
    outputs = {kind: Path(name) for kind in ("report", "json", "run", "details") if (name := getattr(asked, kind))}
    gold_path = Path(asked.gold)
    gold = read_gold(gold_path)
    _check(gold_path, outputs.values())
    plan = Plan(asked.encoder or "", asked.reader, tuple(asked.compare), asked.corpus_from_gold, asked.reranker)
    with (
        nullcontext() if plan.from_gold else opened(folder, screen.language) as library,
        Progress(say("unit_question", screen.language), screen.language) as progress,
    ):
        report = evaluate(library, gold, plan, progress)
    for notice in report.notices:
        note(notice.in_language(screen.language))
    for kind, path in outputs.items():
        _write(path, _lines(kind, report, screen))
        note(tell("written", screen.language, file=path))
    write(report_text(report, screen))
    _tell_latency(report, screen)
    if fallen := missed(report, floors):
        raise FloorError("floor_missed", measures=" · ".join(fallen))


def propose(folder: Path, asked: Namespace, screen: Screen) -> None:
    """Puts gold questions that are not there yet where the chat shows them, and writes them as lines of a gold file."""
    with opened(folder, screen.language) as library, library.memory() as memory:
        known = {entry.gold.question for entry in memory.gold.entries()}
        fresh = (gold for gold in proposals(library, asked.document) if gold.question not in known)
        numbers = set(memory.gold.propose(list(islice(fresh, asked.top))))
        for entry in memory.gold.entries("proposed"):
            if entry.id in numbers:
                write(json_line(entry.record()))
    note(say("proposed" if numbers else "nothing_to_propose", screen.language, count=len(numbers)))


def _lines(kind: str, report: Report, screen: Screen) -> Iterable[str]:
    if kind == "report":
        return [page(report, screen.language)]
    if kind == "json":
        return [report_json(report)]
    return trec_lines(report) if kind == "run" else details_lines(report)


def _check(gold: Path, outputs: Iterable[Path]) -> None:
    """Raises FileError for an output that cannot be written, before the work that would be lost."""
    taken = {gold.resolve()}
    for path in outputs:
        place = path.resolve()
        if place in taken:
            raise FileError("output_is_input", file=path)
        taken.add(place)
        if place.is_dir() or not place.parent.is_dir():
            reason = os.strerror(21 if place.is_dir() else 2)
            raise FileError("output_refused", file=path, reason=reason)
        if not os.access(place if place.exists() else place.parent, os.W_OK):
            raise FileError("output_refused", file=path, reason=os.strerror(13))


def _write(path: Path, lines: Iterable[str]) -> None:
    """Writes a file that is the old one or the new one at every moment. Raises FileError."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise FileError("output_refused", file=path, reason=error.strerror or error) from error


def _tell_latency(report: Report, screen: Screen) -> None:
    seconds = report.runs[0].seconds
    if seconds:
        half, most = 1000 * np.percentile(seconds, [50, 95])
        note(tell("latency", screen.language, half=half, most=most))
