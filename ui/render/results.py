"""Lists: passages found, documents, the text of one, and what became of files."""

from __future__ import annotations

from collections.abc import Sequence

from rag.folding import fold
from rag.messages import Language
from rag.records import Passage, Range, RankedPassage
from rag.rows import DocumentEntry
from ui.render.marks import button, element, marked, text
from ui.render.source import place_words
from ui.strings import label

COLUMNS = ("title", "pages", "paragraphs", "added")
NEAR, SOME = 0.5, 0.25
"""Cosines from which meanings are said to be close, and somewhat close."""


def results(passages: Sequence[RankedPassage], language: Language) -> str:
    """Passages found, best first, each with why."""
    if not passages:
        return element("p", text(label("nothing_found", language)), class_="hint")
    return element("ol", *[element("li", _result(passage, language)) for passage in passages], class_="results")


def _result(passage: RankedPassage, language: Language) -> str:
    words = marked(passage.text, [("word", place) for place in places_of(passage.why.words, passage.text)])
    section = " › ".join(passage.section) or passage.title
    head = element("p", element("bdi", text(section)), class_="section")
    where = element(
        "p", text(place_words(passage.document, passage.pages, passage.paragraph, language)), class_="where"
    )
    body = element("p", element("bdi", words), class_="found")
    return element("article", head, where, body, why(passage, None, language))


def why(passage: RankedPassage, rank: int | None, language: Language) -> str:
    """How a passage was found, in plain words, the numbers folded away. ``rank``: where the reader placed it."""
    found = passage.why
    lines = [
        label("why_words", language, words=" ".join(found.words)) if found.words else label("why_no_words", language)
    ]
    nearness = "near" if found.dense >= NEAR else "some" if found.dense >= SOME else "far"
    lines.append(label(f"why_meaning_{nearness}", language))
    if rank is not None:
        lines.append(label("why_reader", language, rank=rank))
    numbers = {"lexical": found.lexical, "dense": found.dense, "score": passage.score}
    shown = " · ".join(f"{label(f'why_{name}', language)} {value:.3f}" for name, value in numbers.items())
    folded = element("details", element("summary", text(label("why_numbers", language))), element("p", text(shown)))
    return element("div", *[element("p", text(line)) for line in lines], folded, class_="why")


def places_of(words: Sequence[str], passage: str) -> list[Range]:
    """Where words stand in a passage, as far as folding keeps its length."""
    folded = fold(passage)
    if len(folded) != len(passage):
        folded = passage.lower()
    found: list[Range] = []
    for word in words:
        start = folded.find(word)
        while word and start >= 0 and len(folded) == len(passage):
            found.append((start, start + len(word)))
            start = folded.find(word, start + len(word))
    return found


def documents(entries: Sequence[DocumentEntry], writable: bool, language: Language) -> str:
    """A table of the documents."""
    if not entries:
        return element("p", text(label("no_documents", language)), class_="hint")
    names = [element("th", text(label(f"column_{name}", language)), scope="col", class_=name) for name in COLUMNS]
    names.append(element("th", text(label("column_do", language)), scope="col", class_="do"))
    rows = [_row(entry, writable, language) for entry in entries]
    return element("table", element("thead", element("tr", *names)), element("tbody", *rows), class_="documents")


def _row(entry: DocumentEntry, writable: bool, language: Language) -> str:
    title = element("bdi", text(entry.title), class_="name")
    name = element("bdi", text(entry.name), class_="file")
    show = button(label("show", language), "show", data_document=entry.name)
    sure = label("remove_sure", language, name=entry.name)
    remove = button(label("remove", language), "remove", data_document=entry.name, data_sure=sure) if writable else ""
    cells = [
        element("th", title, name, scope="row", class_="title"),
        element("td", text(str(entry.pages or "–")), class_="pages", data_label=label("column_pages", language)),
        element(
            "td", text(str(entry.paragraphs)), class_="paragraphs", data_label=label("column_paragraphs", language)
        ),
        element("td", text(entry.added[:10]), class_="added", data_label=label("column_added", language)),
        element("td", show, remove, class_="do"),
    ]
    return element("tr", *cells)


def whole(entry: DocumentEntry, passages: Sequence[Passage], until: int, language: Language) -> str:
    """A document's text with its headings, up to paragraph ``until``."""
    parts = []
    above: tuple[str, ...] = ()
    for passage in passages:
        shared = 0
        while shared < min(len(above), len(passage.section)) and above[shared] == passage.section[shared]:
            shared += 1
        for depth, heading in enumerate(passage.section[shared:], shared):
            parts.append(element(f"h{min(4 + depth, 6)}", element("bdi", text(heading)), class_="heading"))
        above = passage.section
        number = element("span", text(str(passage.paragraph)), class_="number", aria_hidden="true")
        parts.append(element("p", number, element("bdi", text(passage.text)), class_="paragraph"))
    left = entry.paragraphs - until
    more = button(
        label("more", language, count=left), "show", class_="more", data_document=entry.name, data_until=until
    )
    close = button("×", "close", class_="close", aria_label=label("close", language))
    head = element("header", element("h3", element("bdi", text(entry.title)), tabindex="-1"), close)
    body = element("div", *parts, class_="paragraphs")
    return element("article", head, body, more if left > 0 else "", class_="source whole")


def report(lines: Sequence[str], refused: Sequence[str], language: Language, notices: Sequence[str] = ()) -> str:
    """What became of files: what was done, what is to be noticed of it, and a line for each that was not."""
    if refused:
        lines = [*lines, label("skipped", language, count=len(refused))]
    said = element("p", text(" · ".join(lines))) if lines else ""
    each = [
        element("ul", *[element("li", text(line)) for line in lines], class_=name)
        for name, lines in (("notices", notices), ("refused", refused))
        if lines
    ]
    return element("div", said, *each, class_="report", role="status")
