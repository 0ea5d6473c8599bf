"""The conversation: questions with their answers, or with what is nearest when there is none."""

from __future__ import annotations

from collections.abc import Sequence

from rag.messages import Language
from rag.records import Answer, Citation, RankedPassage, place_in
from ui.render.marks import button, element, marked, text
from ui.render.source import place_words
from ui.strings import label

EXCERPT = 90  # characters of a passage that is only looked over
LONG = 60  # characters from which an answer is set as a passage, not as a headline
# The best answer's probability of being right, in words: at least this much for each.
CONFIDENT = ((0.85, "confidence_high"), (0.6, "confidence_good"), (0.0, "confidence_low"))


def thread(answers: Sequence[Answer], language: Language) -> str:
    """All turns, oldest first. The last one is what a screen reader is told."""
    turns = [_turn(number, answer, language) for number, answer in enumerate(answers)]
    said = _spoken(answers[-1], language) if answers else ""
    return element("div", *turns, class_="turns", data_spoken=said)


def _spoken(answer: Answer, language: Language) -> str:
    if answer.text is None:
        return label("not_found", language)
    first = answer.citations[0]
    return f"{answer.text} — {_sure(answer.confidence, language)} — {_where(first, language)}"


def _turn(number: int, answer: Answer, language: Language) -> str:
    asked = element("h2", element("bdi", text(answer.question)), class_="question")
    inside = _not_found(number, answer, language) if answer.text is None else _answered(number, answer, language)
    slot = element("div", class_="slot")
    return element("article", asked, inside, slot, class_="turn", data_turn=number)


def _answered(number: int, answer: Answer, language: Language) -> str:
    words = answer.text or ""
    chips = [_chip(number, citation, language) for citation in answer.citations]
    kind = "answer long" if len(words) > LONG else "answer"
    first = _opens(number, "citation", answer.citations[0])  # a click anywhere on an older answer shows its evidence
    return element(
        "div",
        element("p", element("bdi", text(words)), *chips, class_=kind, data_do="open", **first),
        element("p", text(_sure(answer.confidence, language)), class_=f"sure {_level(answer.confidence)}"),
        *[_cited(number, citation, language) for citation in answer.citations],
        _sources(number, answer.passages, language),
        class_="card",
    )


def _chip(number: int, citation: Citation, language: Language) -> str:
    said = label("citation", language, rank=citation.rank, place=_where(citation, language))
    return button(
        f"【{citation.rank}】",
        "open",
        class_="chip",
        aria_label=said,
        title=said,
        **_opens(number, "citation", citation),
    )


def _cited(number: int, citation: Citation, language: Language) -> str:
    """The sentence of a citation with the answer marked, and where it stands; all of it opens the source."""
    mark = place_in(citation.sentence_ranges, citation.ranges)
    words = marked(citation.sentence, [("quote", mark)] if mark else [])
    where = element("cite", text(_where(citation, language)), class_="where")
    rank = element("span", text(f"{citation.rank}"), class_="rank", aria_hidden="true")
    quoted = element("q", element("bdi", words), class_="sentence")
    opens = _opens(number, "citation", citation)
    return element("button", rank, quoted, where, type="button", class_="cited", data_do="open", **opens)


def _not_found(number: int, answer: Answer, language: Language) -> str:
    head = element("p", text(label("not_found", language)), class_="answer none")
    if not answer.passages:
        return element("div", head, element("p", text(label("nothing_near", language))), class_="card")
    tips = [element("li", text(label(key, language))) for key in ("advice_words", "advice_one", "advice_near")]
    advice = element("div", element("p", text(label("advice", language))), element("ul", *tips), class_="advice")
    near = element("h3", text(label("nearest", language)), class_="small")
    return element("div", head, advice, near, _listed(number, answer.passages, language), class_="card")


def _sources(number: int, passages: Sequence[RankedPassage], language: Language) -> str:
    summary = element("summary", text(label("sources", language, count=len(passages))))
    return element("details", summary, _listed(number, passages, language), class_="sources")


def _listed(number: int, passages: Sequence[RankedPassage], language: Language) -> str:
    return element("ol", *[element("li", _near(number, passage, language)) for passage in passages], class_="near")


def _near(number: int, passage: RankedPassage, language: Language) -> str:
    shown = passage.text[:EXCERPT] + ("…" if len(passage.text) > EXCERPT else "")
    where = element("cite", text(_where(passage, language)), class_="where")
    words = element("span", element("bdi", text(shown)), class_="excerpt")
    opens = _opens(number, "passage", passage)
    return element("button", words, where, type="button", class_="cited", data_do="open", **opens)


def _opens(number: int, kind: str, found: Citation | RankedPassage) -> dict[str, object]:
    return {"data_turn": number, "data_kind": kind, "data_rank": found.rank}


def _where(found: Citation | RankedPassage, language: Language) -> str:
    section = found.section[-1] if found.section else found.title
    place = place_words(found.document, found.pages, found.paragraph, language)
    return f"{section} · {place}" if section else place


def _level(confidence: float) -> str:
    return next(key for least, key in CONFIDENT if confidence >= least).removeprefix("confidence_")


def _sure(confidence: float, language: Language) -> str:
    # 100 % would promise what no estimate can.
    return label(f"confidence_{_level(confidence)}", language, percent=min(99, round(confidence * 100)))
