"""Records to the text a person reads on a terminal. Pure: nothing here prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rag.cli.strings import say
from rag.cli.terminal import Screen, columns, fit, one_line, wrap
from rag.comparing import compares
from rag.folding import fold
from rag.messages import Language
from rag.passages import sentences
from rag.records import Answer, Citation, Place, Range, RankedPassage, place_in

if TYPE_CHECKING:
    from rag.adding import AddReport
    from rag.rows import DocumentEntry

INDENT = "    "
COLUMNS = ("name", "title", "paragraphs", "pages", "added")
COUNTED = (2, 3)  # columns of numbers, which stand to the right
NARROW = 8  # columns of a name or title, at least
PLACES = 5  # other places of a passage that are named, at most
LISTED = 20  # names below a count, at most
EXCERPT = 160  # characters of a passage that is only looked over
# The best answer's probability of being right, in words: at least this much for each.
CONFIDENT = ((0.85, "confidence_high"), (0.6, "confidence_good"), (0.0, "confidence_low"))
BOLD, DIM, MARK, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[1;4;32m", "\x1b[0m"


def answer_text(answer: Answer, screen: Screen) -> str:
    """The answer, how sure it is, and each citation with its span marked; or that there is none, and what is near."""
    if answer.text is None:
        return _not_found(answer, screen)
    head = [_painted(line, BOLD, screen) for line in _wrapped(one_line(answer.text), "  ", screen)]
    blocks = [head, [f"  {how_sure(answer.confidence, screen.language)}"]]
    blocks += [_citation(citation, screen) for citation in answer.citations]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def passages_text(passages: Sequence[RankedPassage], screen: Screen) -> str:
    """The passages, best first, with the score of each and why it was found."""
    if not passages:
        return say("nothing_found", screen.language) + "\n"
    return "\n\n".join("\n".join(_passage(passage, screen)) for passage in passages) + "\n"


def documents_text(documents: Sequence[DocumentEntry], screen: Screen) -> str:
    """A table of the documents; names and titles are cut short where the terminal is narrow."""
    rows = [tuple(say(f"column_{name}", screen.language) for name in COLUMNS)]
    for entry in documents:
        pages = str(entry.pages or "")
        rows.append((one_line(entry.name), one_line(entry.title), str(entry.paragraphs), pages, entry.added[:10]))
    widths = [max(columns(row[number]) for row in rows) for number in range(len(COLUMNS))]
    gaps = 2 * (len(COLUMNS) - 1)
    while screen.width and sum(widths) + gaps > screen.width and max(widths[:2]) > NARROW:
        widths[widths.index(max(widths[:2]))] -= 1
    return "".join(_row(row, widths) for row in rows)


def report_text(report: AddReport, screen: Screen) -> str:
    """What became of the files: how many of each kind, and the names of those that changed something."""
    named = {
        "added": report.added,
        "updated": report.updated,
        "renamed": [f"{old} → {new}" for old, new in report.renamed],
        "removed": report.removed,
        "skipped": [skipped.error.in_language(screen.language) for skipped in report.skipped],
        "missing": report.missing,
    }
    lines = []
    for key, names in named.items():
        lines += _listed(key, names, screen)
    if report.unchanged:
        lines.append(say("unchanged", screen.language, count=len(report.unchanged)))
    if report.ignored:
        lines.append(say("ignored", screen.language, count=report.ignored))
    return "\n".join(lines or [say("nothing_to_add", screen.language)]) + "\n"


def listed_text(key: str, names: Sequence[str], screen: Screen) -> str:
    """How many, as the line named ``key`` says it, and their names."""
    return "\n".join(_listed(key, names, screen)) + "\n"


def _listed(key: str, names: Sequence[str], screen: Screen) -> list[str]:
    """The line named ``key`` with how many there are, and the names below it; none without names."""
    if not names:
        return []
    shown = names if key == "skipped" else names[:LISTED]  # each skipped file has its reason
    lines = [say(key, screen.language, count=len(names)), *(f"  {one_line(name)}" for name in shown)]
    more = len(names) - len(shown)
    return [*lines, "  " + say("and_more", screen.language, count=more)] if more else lines


def _row(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [fit(text, width) for text, width in zip(row, widths, strict=True)]
    for number in COUNTED:
        cells[number] = " " * (widths[number] - columns(row[number])) + row[number]
    return "  ".join(cells).rstrip() + "\n"


def _not_found(answer: Answer, screen: Screen) -> str:
    head = "  " + _painted(say("not_found", screen.language), BOLD, screen)
    if compares(answer.question):
        head = "\n".join([head, *_wrapped(say("comparing", screen.language), "  ", screen)])
    if not answer.passages:
        return f"{head}\n\n{say('nothing_near', screen.language)}\n"
    blocks = [head, say("nearest", screen.language)]
    blocks += ["\n".join(_glance(passage, screen)) for passage in answer.passages]
    return "\n\n".join(blocks) + "\n"


def how_sure(confidence: float, language: Language) -> str:
    """A confidence in plain words, with the number."""
    key = next(key for least, key in CONFIDENT if confidence >= least)
    # 100 % would promise what no estimate can.
    return say(key, language, percent=min(99, round(confidence * 100)))


def _citation(citation: Citation, screen: Screen) -> list[str]:
    lines = _head(citation, "", screen)
    mark = place_in(citation.sentence_ranges, citation.ranges)
    lines += _marked(citation.sentence if mark else citation.quote, mark, screen)
    return lines + _also_in(citation.also_in, screen)


def _glance(passage: RankedPassage, screen: Screen) -> list[str]:
    return [*_head(passage, "", screen), *_excerpt(passage, screen)]


def _passage(passage: RankedPassage, screen: Screen) -> list[str]:
    why = say("why_numbers", screen.language, lexical=passage.why.lexical, dense=passage.why.dense)
    if passage.why.words:
        words = " ".join(one_line(word) for word in passage.why.words)
        why = f"{say('why_words', screen.language, words=words)} · {why}"
    lines = _head(passage, f"{passage.score:.3f} · ", screen)
    lines += _excerpt(passage, screen)
    lines += [_painted(line, DIM, screen) for line in _wrapped(why, INDENT, screen)]
    return lines + _also_in(passage.also_in, screen)


def _head(source: Citation | RankedPassage, before: str, screen: Screen) -> list[str]:
    lines = _wrapped(f"[{source.rank}] {before}{where(source, screen)}", INDENT, screen)
    lines[0] = lines[0].removeprefix(INDENT)
    return [_painted(line, DIM, screen) for line in lines]


def where(source: Citation | RankedPassage, screen: Screen) -> str:
    """Document · section › path · page · paragraph; the title where there are no sections."""
    parts = [source.document, " › ".join(source.section) or source.title]
    if source.pages:
        first, last = source.pages[0], source.pages[-1]
        parts.append(say("page" if first == last else "pages", screen.language, first=first, last=last))
    parts.append(say("paragraph", screen.language, number=source.paragraph))
    return one_line(" · ".join(part for part in parts if part))


def _also_in(places: Iterable[Place], screen: Screen) -> list[str]:
    named = [
        say("place", screen.language, document=one_line(place.document), number=place.paragraph) for place in places
    ]
    if not named:
        return []
    joined = say("between", screen.language).join(named[:PLACES]) + ("…" if len(named) > PLACES else "")
    if len(named) == 1:
        return _wrapped(say("also_in_one", screen.language, places=joined), INDENT, screen)
    return _wrapped(say("also_in", screen.language, count=len(named), places=joined), INDENT, screen)


def _excerpt(passage: RankedPassage, screen: Screen) -> list[str]:
    """The passage, or of a long one what begins with the sentence that has most of the question's words."""
    text = passage.text
    if len(text) > EXCERPT:
        folded = fold(text)
        shared = [
            (sum(word in folded[start:end] for word in passage.why.words), -start) for start, end in sentences(text)
        ]
        start = min(-max(shared)[1], len(text) - EXCERPT)
        text = ("…" if start else "") + text[start : start + EXCERPT] + ("…" if start + EXCERPT < len(text) else "")
    return _wrapped(one_line(text), INDENT, screen)


def _wrapped(text: str, indent: str, screen: Screen) -> list[str]:
    return [indent + text[start:end] for start, end in wrap(text, screen.width and screen.width - len(indent))]


def _marked(text: str, mark: Range | None, screen: Screen) -> list[str]:
    """Lines of ``text`` with ``mark`` standing out: in colour on a terminal, between 【】 elsewhere."""
    text = one_line(text)
    if mark is None:
        return _wrapped(text, INDENT, screen)
    start, end = mark
    if not screen.colour:
        return _wrapped(f"{text[:start]}【{text[start:end]}】{text[end:]}", INDENT, screen)
    lines = []
    for first, last in wrap(text, screen.width and screen.width - len(INDENT)):
        left, right = min(max(start, first), last), min(max(end, first), last)
        lines.append(INDENT + text[first:left] + _painted(text[left:right], MARK, screen) + text[right:last])
    return lines


def _painted(text: str, paint: str, screen: Screen) -> str:
    return f"{paint}{text}{PLAIN}" if screen.colour and text else text
