"""A report of what was measured to the text a person reads on a terminal. Pure: nothing here prints."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rag.cli.terminal import Screen, columns, fit, one_line, wrap
from rag.evaluate import tables
from rag.evaluate.facts import about_of, above_of, facts_of, why_of
from rag.evaluate.report import Report, Run, misses
from rag.evaluate.running import Outcome
from rag.evaluate.strings import tell
from rag.evaluate.tables import Rows

LISTED = 10  # questions shown one by one, of each kind
EXCERPT = 120  # characters of a passage or answer
ABOVE = 3  # passages above the right one, of those in the other reports


def report_text(report: Report, screen: Screen) -> str:
    """The whole report, single questions at its end."""
    return "\n\n".join("\n".join(block) for block in _blocks(report, screen) if block) + "\n"


def _blocks(report: Report, screen: Screen) -> Iterator[list[str]]:
    base, language = report.runs[0], screen.language
    yield [line for pair in about_of(report, language) for line in _fact(*pair, "", screen)]
    yield [
        line
        for notice in report.notices
        for line in _wrapped("! " + one_line(notice.in_language(language)), "", screen)
    ]
    yield [tell("found", language), *_table(tables.measures_table(base, "found", language), screen)]
    answers = [_table(tables.measures_table(base, part, language), screen) for part in ("has_answer", "no_answer")]
    if any(answers):
        yield [tell("answered", language), *(line for lines in answers for line in lines)]
    yield _wrapped(tell("rules", language), "", screen)
    for by in ("language", "kind", "document"):
        yield _table(tables.groups_table(base, by, language), screen)
    yield list(_trust(base, screen))
    yield from _comparison(report, screen)
    yield from _misses(base, screen)


def _trust(run: Run, screen: Screen) -> Iterator[str]:
    if run.trust is None:
        return
    language = screen.language
    yield tell("trust", language)
    for key, value in {"area": run.trust.area, "coverage": run.trust.coverage, "error": run.trust.error}.items():
        yield f"  {tables.number(value)}  {tell(key, language)}"
    yield from _wrapped(tell("trust_rules", language), "  ", screen)
    yield from _table(tables.coverage_table(run.trust, language), screen)
    yield from _table(tables.bins_table(run.trust, language), screen)
    same = tell("verbatim_line", language, ranges=run.ranges, same=run.ranges - run.wrong_ranges)
    yield f"{tell('verbatim', language)}: {same}"


def _comparison(report: Report, screen: Screen) -> Iterator[list[str]]:
    if len(report.runs) < 2:
        return
    language = screen.language
    head = tell("comparison", language, base=report.runs[0].setting.name)
    yield [one_line(head), *_table(tables.differences_table(report.differences, language), screen)]
    rows = tables.changed_table(report.changed[:LISTED], language)[1:]
    lines = [one_line(" · ".join(cell for cell in row if cell)) for row in rows]
    listed = [line for one in lines for line in _wrapped(one, "  ", screen)]
    yield [
        tell("changed", language, count=len(report.changed)),
        *listed,
        *_more(len(report.changed) - LISTED, screen),
    ]


def _misses(run: Run, screen: Screen) -> Iterator[list[str]]:
    found = list(misses(run.outcomes))
    yield [tell("misses", screen.language, count=len(found))]
    for outcome, how in islice(found, LISTED):
        yield list(_miss(outcome, how, screen))
    yield _more(len(found) - LISTED, screen)


def _miss(outcome: Outcome, how: tuple[str, ...], screen: Screen) -> Iterator[str]:
    language = screen.language
    tags = " · ".join(tell(f"miss_{one}", language) for one in how)
    yield from _wrapped(one_line(f"{outcome.gold.id} {outcome.gold.question}"), "  ", screen)
    yield f"    {tags}"
    for name, value in facts_of(outcome, language, whole=False):
        yield from _fact(name, _excerpt(value), "    ", screen)
    above = above_of(outcome)[:ABOVE]
    if above:
        yield f"    {tell('above' if outcome.rank else 'first', language)}:"
    for one in above:
        place = tell("place", language, document=one.document, paragraph=one.paragraph)
        line = f"{one.rank}. {one.score:.3f} · {place} · {why_of(one, language)}: {_excerpt(one.text)}"
        yield from _wrapped(one_line(line), "      ", screen)


def _more(count: int, screen: Screen) -> list[str]:
    return ["  " + tell("more", screen.language, count=count)] if count > 0 else []


def _fact(name: str, value: str, indent: str, screen: Screen) -> list[str]:
    return _wrapped(one_line(f"{name}: {value}"), indent, screen)


def _table(rows: Rows, screen: Screen) -> list[str]:
    """Lines of a table, its first column to the left, the others, which are numbers, to the right."""
    if len(rows) < 2:
        return []
    rows = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(columns(row[place]) for row in rows) for place in range(len(rows[0]))]
    spare = screen.width - sum(widths[1:]) - 2 * len(widths) if screen.width else widths[0]
    widths[0] = max(min(widths[0], spare), 8)
    lines = []
    for row in rows:
        cells = [fit(row[0], widths[0])]
        cells += [" " * (width - columns(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  " + "  ".join(cells))
    return lines


def _excerpt(text: str) -> str:
    flat = one_line(text)
    return flat if len(flat) <= EXCERPT else flat[: EXCERPT - 1] + "…"


def _wrapped(text: str, indent: str, screen: Screen) -> list[str]:
    return [indent + text[start:end] for start, end in wrap(text, screen.width and screen.width - len(indent))]
