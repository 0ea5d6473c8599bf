"""A report as one HTML page that needs nothing beside it: light, dark or printed. Everything that comes from gold,
documents and names is escaped here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import islice

from rag.evaluate import svg, tables
from rag.evaluate.facts import about_of, above_of, facts_of, why_of
from rag.evaluate.measures import CUTS
from rag.evaluate.report import Report, Run, misses
from rag.evaluate.running import Outcome
from rag.evaluate.strings import tell
from rag.evaluate.style import STYLE
from rag.evaluate.tables import Rows
from rag.messages import Language
from rag.records import RankedPassage

MOST_MISSES = 500
MOST_CHANGED = 500
LARGEST = 9.0  # radius of the bin with most questions


def page(report: Report, language: Language) -> str:
    """The whole page."""
    title = escape(tell("title", language, gold=report.about.gold))
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{body(report, language)}</body>\n</html>\n"
    )


def body(report: Report, language: Language) -> str:
    """What stands below the title, to be put into another page that has `STYLE`."""
    return "\n".join(part for part in _parts(report, language) if part) + "\n"


def miss_html(outcome: Outcome, how: Sequence[str], language: Language) -> str:
    """One question that went wrong, to be opened: what is right, what was said, and what was ranked above and why."""
    tags = "".join(f'<span class="tag">{escape(tell(f"miss_{one}", language))}</span>' for one in how)
    head = f"<summary><b>{escape(outcome.gold.id)}</b> {escape(outcome.gold.question)} {tags}</summary>"
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts_of(outcome, language))
    above = _passages(above_of(outcome), language)
    caption = tell("above" if outcome.rank else "first", language)
    ranked = f"<p>{escape(caption)}</p><ol>{above}</ol>" if above else ""
    return f'<details class="miss">{head}<dl>{facts}</dl>{ranked}</details>'


def _parts(report: Report, language: Language) -> Iterator[str]:
    base = report.runs[0]
    yield _about(report, language)
    yield _notices(report, language)
    yield _heading("found", language) + table(tables.measures_table(base, "found", language))
    yield '<div class="plots">' + "".join(_plots(report.runs, language)) + "</div>"
    answers = [table(tables.measures_table(base, part, language)) for part in ("has_answer", "no_answer")]
    if any(answers):
        yield _heading("answered", language) + f'<div class="plots">{"".join(answers)}</div>'
    yield f"<p>{escape(tell('rules', language))}</p>"
    for by in ("language", "kind", "document"):
        yield table(tables.groups_table(base, by, language))
    yield _trust(base, language)
    yield _comparison(report, language)
    yield _misses(base, language)


def _heading(key: str, language: Language) -> str:
    return f"<h2>{escape(tell(key, language))}</h2>"


def _about(report: Report, language: Language) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in about_of(report, language))
    return f'<dl class="about">{rows}</dl>'


def _notices(report: Report, language: Language) -> str:
    if not report.notices:
        return ""
    lines = "".join(f"<li>{escape(notice.in_language(language))}</li>" for notice in report.notices)
    return f'<div class="notices"><p>{escape(tell("notices", language))}</p><ul>{lines}</ul></div>'


def _plots(runs: Sequence[Run], language: Language) -> Iterator[str]:
    recall = [svg.Series(run.setting.name, _recalls(run)) for run in runs if _recalls(run)]
    if recall:
        axes = svg.Axes(tell("plot_recall", language), tell("axis_k", language), tell("axis_recall", language), CUTS)
        yield _figure(recall, axes)
    trusted = [(run.setting.name, run.trust) for run in runs if run.trust]
    if not trusted:
        return
    ends = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    risks = [svg.Series(name, tuple((one.coverage, one.risk) for one in trust.curve)) for name, trust in trusted]
    labels = (tell("plot_risk", language), tell("axis_coverage", language), tell("axis_risk", language))
    yield _figure(risks, svg.Axes(*labels, ends))
    bins = []
    for name, trust in trusted:
        most = max(one.count for one in trust.bins)
        radii = tuple(max(2.0, LARGEST * (one.count / most) ** 0.5) for one in trust.bins)
        bins.append(svg.Series(name, tuple((one.confidence, one.right) for one in trust.bins), radii))
    labels = (tell("plot_trust", language), tell("axis_confidence", language), tell("axis_right", language))
    yield _figure(bins, svg.Axes(*labels, ends, diagonal=True))


def _figure(series: Sequence[svg.Series], axes: svg.Axes) -> str:
    return f"<figure><figcaption>{escape(axes.title)}</figcaption>{svg.plot(series, axes)}</figure>"


def _recalls(run: Run) -> tuple[tuple[float, float], ...]:
    measures = run.groups[0].measures
    return tuple((cut, measures[f"recall@{cut}"].value) for cut in CUTS if f"recall@{cut}" in measures)


def _trust(run: Run, language: Language) -> str:
    if run.trust is None:
        return ""
    numbers = {"area": run.trust.area, "coverage": run.trust.coverage, "error": run.trust.error}
    rows = [[tell(key, language), tables.number(value)] for key, value in numbers.items()]
    same = tell("verbatim_line", language, ranges=run.ranges, same=run.ranges - run.wrong_ranges)
    rows.append([tell("verbatim", language), same])
    cells = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in rows)
    two = table(tables.coverage_table(run.trust, language)) + table(tables.bins_table(run.trust, language))
    rules = f"<p>{escape(tell('trust_rules', language))}</p>"
    return f'{_heading("trust", language)}<dl class="about">{cells}</dl>{rules}<div class="plots">{two}</div>'


def _comparison(report: Report, language: Language) -> str:
    if len(report.runs) < 2:
        return ""
    head = f"<h2>{escape(tell('comparison', language, base=report.runs[0].setting.name))}</h2>"
    changed = f"<h3>{escape(tell('changed', language, count=len(report.changed)))}</h3>"
    shown = table(tables.changed_table(report.changed[:MOST_CHANGED], language), wide=True)
    more = _more(len(report.changed) - MOST_CHANGED, language)
    return f"{head}{table(tables.differences_table(report.differences, language))}{changed}{shown}{more}"


def _misses(run: Run, language: Language) -> str:
    found = list(misses(run.outcomes))
    head = f"<h2>{escape(tell('misses', language, count=len(found)))}</h2>"
    shown = [miss_html(outcome, how, language) for outcome, how in islice(found, MOST_MISSES)]
    return head + "\n".join(shown) + _more(len(found) - MOST_MISSES, language)


def _more(count: int, language: Language) -> str:
    return f"<p>{escape(tell('more_details', language, count=count))}</p>" if count > 0 else ""


def _passages(passages: Sequence[RankedPassage], language: Language) -> str:
    lines = []
    for one in passages:
        place = tell("place", language, document=one.document, paragraph=one.paragraph)
        why = f"{one.score:.3f} · {why_of(one, language)}"
        lines.append(f'<li>{escape(place)}<br><span class="why">{escape(why)}</span><br>{escape(one.text)}</li>')
    return "".join(lines)


def table(rows: Rows, wide: bool = False) -> str:
    """Rows as a table, the first being its header; nothing without rows."""
    if len(rows) < 2:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    kind = ' class="wide"' if wide else ""
    return f'<div class="scroll"><table{kind}><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table></div>'
