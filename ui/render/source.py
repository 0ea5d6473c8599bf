"""The paragraph reader: a paragraph in its context, with the sentence shaded and the answer marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from rag.messages import Language
from rag.records import Document, Passage, Place, Ranges, cut, place_in
from ui.render.marks import button, element, marked, text
from ui.strings import label

PLACES = 6  # other places of a passage that are named, at most
WIDER = 4  # paragraphs more on each side, each time it is asked for


@dataclass(frozen=True, slots=True)
class Mark:
    """What is looked at: a paragraph of a document, and in it a sentence and the answer; empty ranges mark
    nothing. ``quoted``: what the answer said when it was given."""

    document: str
    paragraph: int
    sentence: Ranges = ()
    quote: Ranges = ()
    quoted: str = ""
    also_in: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What was clicked: source number ``rank`` of a ``kind`` in a turn (empty: of none), and how many paragraphs are
    shown on each side of it."""

    turn: str
    kind: str
    rank: int
    reach: int

    @classmethod
    def of(cls, said: dict[str, str]) -> Opened:
        """What a button says; nonsense counts as nothing."""
        numbers = {name: int(said[name]) if said[name].isdecimal() else 0 for name in ("rank", "reach")}
        return cls(said["turn"], said["kind"], numbers["rank"], max(numbers["reach"], 1))


def place_words(document: str, pages: Sequence[int], paragraph: int, language: Language) -> str:
    """Document · page · paragraph, in one line."""
    parts = [document]
    if pages:
        first, last = pages[0], pages[-1]
        parts.append(label("page" if first == last else "pages", language, first=first, last=last))
    parts.append(label("paragraph", language, number=paragraph))
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Spread:
    """What the reader lies open at: a document, neighbouring passages of it, and whether its file can be opened."""

    document: Document
    passages: tuple[Passage, ...]
    original: bool


def source(spread: Spread, mark: Mark, opened: Opened, language: Language) -> str:
    """The reader, open at what is looked at."""
    document, passages = spread.document, spread.passages
    changed = cut(document.text, mark.quote) != mark.quoted
    if changed:  # by another version of the file: what was marked is not there any more
        mark = replace(mark, sentence=(), quote=())
    looked = [passage for passage in passages if passage.paragraph == mark.paragraph]
    if not looked:
        return element("p", text(label("gone", language)), class_="hint")
    parts: list[str] = []
    section = passages[0].section
    for passage in passages:
        if passage.section != section:
            parts.append(element("h4", element("bdi", text(" › ".join(passage.section))), class_="heading"))
        section = passage.section
        parts.append(_paragraph(document, passage, mark, language))
    clicked = {"data_turn": opened.turn, "data_kind": opened.kind, "data_rank": opened.rank}
    named = {"data_document": mark.document, "data_paragraph": mark.paragraph} if not opened.turn else {}
    more = button(label("wider", language), "open", class_="wider", data_reach=opened.reach + WIDER, **clicked, **named)
    return element(
        "article",
        _head(document, looked[0], language),
        element("p", text(label("changed", language)), class_="hint") if changed else "",
        element("div", *parts, class_="paragraphs"),
        _also_in(mark.also_in, language),
        element("footer", more, *_links(spread, looked[0], language), _here(looked[0], opened, language)),
        class_="source",
        aria_label=label("reader", language),
        **clicked,
    )


def _links(spread: Spread, passage: Passage, language: Language) -> list[str]:
    """A link to the paragraph, and one to the original file at its page."""
    here = "?" + urlencode({"document": passage.document, "paragraph": passage.paragraph})
    links = [element("a", text(label("link", language)), href=here, class_="permalink")]
    if spread.original:
        page = f"#page={passage.pages[0]}" if passage.pages else ""
        there = f"original/{quote(passage.document)}{page}"
        links.append(element("a", text(label("original", language)), href=there, target="_blank", rel="noopener"))
    return links


def _here(passage: Passage, opened: Opened, language: Language) -> str:
    """The button that says that the answer stands here."""
    if not opened.turn:
        return ""
    place = {"data_document": passage.document, "data_paragraph": passage.paragraph}
    said = label("here_hint", language)
    return button(label("here", language), "here", class_="answer-here", title=said, data_turn=opened.turn, **place)


def _head(document: Document, passage: Passage, language: Language) -> str:
    title = element("h3", element("bdi", text(document.title)), tabindex="-1")
    close = button("×", "close", class_="close", aria_label=label("close", language))
    section = element("p", element("bdi", text(" › ".join(passage.section))), class_="section")
    where = place_words(document.name, passage.pages, passage.paragraph, language)
    return element(
        "header", title, close, section if passage.section else "", element("p", text(where), class_="where")
    )


def _paragraph(document: Document, passage: Passage, mark: Mark, language: Language) -> str:
    number = element("span", text(str(passage.paragraph)), class_="number", aria_hidden="true")
    here = passage.paragraph == mark.paragraph
    marks = []
    if here:
        for name, ranges in (("sentence", mark.sentence), ("quote", mark.quote)):
            place = place_in(passage.ranges, ranges) if ranges else None
            if place:
                marks.append((name, place))
    words = marked(passage.text, marks, _breaks(document, passage, language))
    kind = "paragraph here" if here else "paragraph"
    return element("p", number, element("bdi", words), class_=kind)


def _breaks(document: Document, passage: Passage, language: Language) -> list[tuple[int, str]]:
    """Where a paragraph goes on after something that is not of it: offsets in its text, and what is said there."""
    found: list[tuple[int, str]] = []
    passed = 0
    for (start, end), (following, _) in zip(passage.ranges, passage.ranges[1:], strict=False):
        passed += end - start
        before, after = (bisect_right(document.pages, place) for place in (end - 1, following))
        if before != after:
            found.append((passed, label("broken_page", language, page=after)))
        elif document.text[end:following].strip() or document.text[end:following].count("\n") > 1:
            found.append((passed, label("broken", language)))
    return found


def _also_in(places: Sequence[Place], language: Language) -> str:
    if not places:
        return ""
    said = label("also_in_one" if len(places) == 1 else "also_in", language, count=len(places))
    links = [
        button(
            label("place", language, document=place.document, number=place.paragraph),
            "open",
            class_="link",
            data_document=place.document,
            data_paragraph=place.paragraph,
        )
        for place in places[:PLACES]
    ]
    more = ["…"] if len(places) > PLACES else []
    return element("p", text(said), " ", *links, *more, class_="also")
