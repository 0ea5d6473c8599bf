"""The command that asks a file of questions, and says what became of it."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from rag.batch import BatchOptions, BatchReport, SecondLook, run, target_of
from rag.batch.journal import journal_of
from rag.cli.opening import note, opened, write
from rag.cli.progress import Progress
from rag.cli.strings import say
from rag.cli.terminal import Screen, fit, one_line

BAR = 30  # columns of the longest bar
ROOM = 60  # columns for a question that is worth a second look


def batch(folder: Path, asked: Namespace, screen: Screen) -> None:
    """Asks the file named and writes what became of its rows. Raises ChuchuError."""
    source = Path(asked.file)
    target = Path(asked.output) if asked.output else target_of(source)
    options = BatchOptions(
        top=asked.top,
        document=asked.document,
        reader=asked.reader,
        reranker=asked.reranker,
        resume=asked.resume,
        language=screen.language,
    )
    at = (0, 0)
    with opened(folder, screen.language) as library, Progress(say("unit_row", screen.language), screen.language) as bar:

        def progress(done: int, total: int, question: str) -> None:
            nonlocal at
            at = (done, total)
            bar(done, total, question)

        try:
            report = run(library, source, target, options, progress)
        except KeyboardInterrupt:
            if journal_of(target).exists():
                note(say("batch_go_on", screen.language, done=at[0], total=at[1]))
            raise
    for notice in report.notices:
        note(notice.in_language(screen.language))
    write(report_text(report, screen))


def report_text(report: BatchReport, screen: Screen) -> str:
    """How many rows were answered, how sure the answers are, which rows to look at, and where it all is."""
    language = screen.language
    counts = {"rows": report.rows, "answered": report.answered, "not_found": report.not_found, "errors": report.errors}
    column = "batch_column_of" if report.sheet else "batch_column"
    lines = [
        say("batch_done", language, **counts),
        say(column, language, column=one_line(report.column), sheet=one_line(report.sheet)),
        say("batch_asked", language, asked=report.asked),
    ]
    if report.answered:
        lines += [say("batch_confidence", language), *_histogram(report.histogram)]
    if report.second_look:
        lines.append(say("batch_looks", language, count=report.second_look))
        lines += [f"  {_look(look, screen)}" for look in report.looks]
        if more := report.second_look - len(report.looks):
            lines.append("  " + say("batch_more", language, count=more))
    lines.append(say("batch_written", language, file=one_line(str(report.target))))
    return "\n".join(lines) + "\n"


def _histogram(counts: tuple[int, ...]) -> list[str]:
    """A line for each tenth of confidence from the lowest that has answers."""
    most, step = max(counts), 100 // len(counts)
    first = next(place for place, count in enumerate(counts) if count)
    return [
        f"  {place * step:3d}–{(place + 1) * step:3d} %  {'█' * -(-count * BAR // most)} {count}"
        for place, count in enumerate(counts)
        if place >= first
    ]


def _look(look: SecondLook, screen: Screen) -> str:
    percent = min(99, round(look.confidence * 100))
    why = say(f"batch_look_{look.status}", screen.language, percent=percent)
    question = fit(one_line(look.question), ROOM).rstrip()
    return say("batch_look", screen.language, row=look.row, why=why, question=question)
