"""Gold lines to accept, reject and correct; the first rows of a batch; a report in its own frame."""

from __future__ import annotations

from collections.abc import Sequence

from rag.memory import GoldEntry
from rag.messages import Language
from ui.render.marks import attributes, button, element, text
from ui.strings import label

SHORTENED = 80  # characters of a cell


def gold_lines(entries: Sequence[GoldEntry], language: Language) -> str:
    """The lines, newest first, each with what can be done with it."""
    if not entries:
        return element("p", text(label("gold_empty", language)), class_="hint")
    return element("ol", *[_line(entry, language) for entry in reversed(entries)], class_="gold")


def export(language: Language) -> str:
    """The heading of the lines, and where they can be had."""
    link = element("a", text(label("gold_export", language)), href="gold.jsonl", download=True)
    return element("h2", text(label("gold_lines", language)), class_="small") + element("p", link)


def _line(entry: GoldEntry, language: Language) -> str:
    gold = entry.gold
    said = " | ".join(gold.answers) or (label("no_answer", language) if gold.kind == "none" else "")
    answer = element("span", element("bdi", text(said)), class_="said") if said else ""
    lacking = "" if gold.whole else element("span", text(label("unmeasured", language)), class_="lacking")
    does = [
        button(label(name, language), do, data_line=entry.id)
        for name, do, states in (
            ("accept", "accept", ("proposed", "rejected")),
            ("reject", "reject", ("proposed", "accepted")),
            ("edit", "edit", ("proposed", "accepted", "rejected")),
            ("delete", "drop", ("accepted", "rejected")),
        )
        if entry.state in states
    ]
    state = element("span", text(label(f"state_{entry.state}", language)), class_=f"state {entry.state}")
    where = element("p", text(" · ".join(part for part in (gold.document, gold.evidence) if part)), class_="where")
    question = element("p", state, element("bdi", text(gold.question)), class_="asked")
    return element("li", question, element("p", answer, lacking), where, element("p", *does, class_="do"))


def preview(columns: Sequence[str], rows: Sequence[Sequence[str]], language: Language) -> str:
    """The first rows of a table."""
    head = element("tr", *[element("th", text(column), scope="col") for column in columns])
    body = [element("tr", *[element("td", text(_short(cell))) for cell in row]) for row in rows]
    caption = element("p", text(label("batch_first", language, count=len(rows))), class_="small")
    table = element("table", element("thead", head), element("tbody", *body), class_="preview")
    return caption + element("div", table, class_="wide")


def _short(cell: str) -> str:
    return cell if len(cell) <= SHORTENED else cell[: SHORTENED - 1] + "…"


def page_within(page: str, language: Language) -> str:
    """A whole page in a frame in which nothing of it can run or reach out."""
    return f"<iframe{attributes(srcdoc=page, sandbox='', title=label('report', language), class_='framed')}></iframe>"
