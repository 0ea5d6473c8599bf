"""The paragraph reader: a paragraph in its context, with the sentence shaded and the answer marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rag.messages import Language
from rag.records import Document, Passage, Place, Ranges, place_in
from ui.render.marks import button, element, marked, text
from ui.strings import label

PLACES = 6  # other places of a passage that are named, at most
WIDER = 4  # paragraphs more on each side, each time it is asked for


@dataclass(frozen=True, slots=True)
class Mark:
    """What is looked at: a paragraph of a document, and in it a sentence and the answer; empty ranges mark nothing."""

    document: str
    paragraph: int
    sentence: Ranges = ()
    quote: Ranges = ()
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


def source(document: Document, passages: Sequence[Passage], mark: Mark, opened: Opened, language: Language) -> str:
    """The reader over ``passages``, neighbours in their document, of which ``mark`` is looked at."""
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
    wider = button(
        label("wider", language), "open", class_="wider", data_reach=opened.reach + WIDER, **clicked, **named
    )
    return element(
        "article",
        _head(document, looked[0], language),
        element("div", *parts, class_="paragraphs"),
        _also_in(mark.also_in, language),
        element("footer", wider),
        class_="source",
        aria_label=label("reader", language),
        **clicked,
    )


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
