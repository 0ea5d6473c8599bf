"""The conversation: questions with their answers, or with what is nearest when there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.comparing import compares
from rag.memory import KeptTurn, Verdict, removed, shown
from rag.messages import Language
from rag.records import Answer, Carried, Citation, RankedPassage, place_in
from ui.render.marks import button, element, marked, text
from ui.render.results import why
from ui.render.source import place_words
from ui.strings import label

EXCERPT = 90  # characters of a passage that is only looked over
LONG = 60  # characters from which an answer is set as a passage, not as a headline
# The best answer's probability of being right, in words: at least this much for each.
CONFIDENT = ((0.85, "confidence_high"), (0.6, "confidence_good"), (0.0, "confidence_low"))
_TIED = re.compile("^的(?!士)(?=.)")
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    "answered": ("right", "wrong_piece", "wrong_paragraph", "not_in_documents"),
    "not_found": ("not_in_documents", "in_documents"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A turn as it is shown, with what was said of its answer, if anything was."""

    kept: KeptTurn
    verdict: Verdict | None

    @property
    def id(self) -> int:
        """The turn's number."""
        return self.kept.id


def thread(turns: Sequence[Told], conversation: int | None, language: Language) -> str:
    """All turns, oldest first, and a place for a source that belongs to none of them. The last turn is what a screen
    reader is told."""
    said = _spoken(shown(turns[-1].kept.turn.answer, language), language) if turns else ""
    parts = [_turn(each, language) for each in turns]
    told = element("div", *parts, class_="turns", data_spoken=said, data_conversation=conversation)
    return told + element("div", class_="loose")


def _spoken(answer: Answer, language: Language) -> str:
    if answer.text is None:
        return label("not_found", language)
    return f"{answer.text} — {_sure(answer.confidence, language)} — {_where(answer.citations[0], language)}"


def _turn(told: Told, language: Language) -> str:
    turn = told.kept.turn
    answer = shown(turn.answer, language)
    asked = element("h2", element("bdi", text(turn.question)), class_="question")
    inside = _not_found(told, answer, language) if answer.text is None else _answered(told, answer, language)
    parts = [asked, _carried(told, language), inside, _judging(told, language)]
    return element("article", *parts, element("div", class_="slot"), class_="turn", data_turn=told.id)


def _carried(told: Told, language: Language) -> str:
    """What a follow-up question took over, each with a button that asks again without it."""
    carried = told.kept.turn.carried
    if not carried:
        return ""
    chips = [
        button(
            f"{words} ×",
            "without",
            class_="carried",
            data_turn=told.id,
            data_number=number,
            aria_label=label("carried_undo", language, what=words),
        )
        for number, words in enumerate(_piece(each) for each in carried)
    ]
    return element("p", text(label("carried", language)), " ", *chips, class_="carries")


def _piece(carried: Carried) -> str:
    """What was taken over, to be read by itself: words may begin with the 的 that tied them to what stood before."""
    return _TIED.sub("", carried.text) if carried.kind == "words" else carried.text


def _answered(told: Told, answer: Answer, language: Language) -> str:
    words = answer.text or ""
    chips = [_chip(told.id, citation, language) for citation in answer.citations if not removed(citation)]
    kind = "answer long" if len(words) > LONG else "answer"
    # A click anywhere on an older answer shows its evidence.
    first = {"data_do": "open", **_opens(told.id, "citation", answer.citations[0])} if chips else {}
    return element(
        "div",
        element("p", element("bdi", text(words)), *chips, class_=kind, **first),
        element("p", text(_sure(answer.confidence, language)), class_=f"sure {_level(answer.confidence)}"),
        *[_cited(told.id, citation, answer.passages, language) for citation in answer.citations],
        _sources(told.id, answer.passages, language),
        class_="card",
    )


def _chip(turn: int, citation: Citation, language: Language) -> str:
    said = label("citation", language, rank=citation.rank, place=_where(citation, language))
    return button(
        f"【{citation.rank}】", "open", class_="chip", aria_label=said, title=said, **_opens(turn, "citation", citation)
    )


def _cited(turn: int, citation: Citation, passages: Sequence[RankedPassage], language: Language) -> str:
    """The sentence of a citation with the answer marked, and where it stands; all of it opens the source. Below it how
    it was found."""
    if removed(citation):
        return element("p", text(citation.sentence), class_="cited")
    mark = place_in(citation.sentence_ranges, citation.ranges)
    words = marked(citation.sentence, [("quote", mark)] if mark else [])
    where = element("cite", text(_where(citation, language)), class_="where")
    rank = element("span", text(f"{citation.rank}"), class_="rank", aria_hidden="true")
    quoted = element("q", element("bdi", words), class_="sentence")
    opens = _opens(turn, "citation", citation)
    shows = element("button", rank, quoted, where, type="button", class_="cited", data_do="open", **opens)
    places = ((each, (each.document, each.ranges)) for each in passages)
    found = next((each for each, place in places if place == (citation.document, citation.passage_ranges)), None)
    return shows + (_why(found, language) if found else "")


def _why(passage: RankedPassage, language: Language) -> str:
    summary = element("summary", text(label("why", language)))
    return element("details", summary, why(passage, passage.rank, language), class_="reasons")


def _not_found(told: Told, answer: Answer, language: Language) -> str:
    head = element("p", text(label("not_found", language)), class_="answer none")
    if compares(answer.question):
        head += element("p", text(label("comparing", language)))
    if not answer.passages:
        return element("div", head, element("p", text(label("nothing_near", language))), class_="card")
    keys = ("advice_each",) if compares(answer.question) else ("advice_words", "advice_one", "advice_near")
    tips = [label(key, language) for key in keys]
    if told.kept.turn.document:
        tips.insert(0, label("advice_within", language, within=told.kept.turn.document))
    listed = element("ul", *[element("li", text(tip)) for tip in tips])
    advice = element("div", element("p", text(label("advice", language))), listed, class_="advice")
    near = element("h3", text(label("nearest", language)), class_="small")
    return element("div", head, advice, near, _listed(told.id, answer.passages, language), class_="card")


def _sources(turn: int, passages: Sequence[RankedPassage], language: Language) -> str:
    summary = element("summary", text(label("sources", language, count=len(passages))))
    return element("details", summary, _listed(turn, passages, language), class_="sources")


def _judging(told: Told, language: Language) -> str:
    """Whether it was right, and what can be taken away."""
    answer = shown(told.kept.turn.answer, language)
    buttons = [
        button(
            label(f"verdict_{verdict}", language),
            "judge",
            data_turn=told.id,
            data_verdict=verdict,
            aria_pressed=str(told.verdict == verdict).lower(),
        )
        for verdict in VERDICTS[answer.status]
    ]
    asked = element("span", text(label("judge", language)), class_="small")
    group = element("div", asked, *buttons, class_="judging", role="group", aria_label=label("judge", language))
    copy = ""
    if answer.text is not None:
        copied = label("copied", language)
        copy = button(label("copy", language), "copy", data_copy=footnoted(answer, language), data_done=copied)
    return element("footer", group, copy, class_="foot")


def footnoted(answer: Answer, language: Language) -> str:
    """An answer as text to be pasted, with its sources as footnotes."""
    marks = "".join(f"[^{citation.rank}]" for citation in answer.citations)
    notes = [f"[^{each.rank}]: {each.title}, {_where(each, language)}: “{each.sentence}”" for each in answer.citations]
    return "\n".join([f"{answer.text}{marks}", "", *notes])


def _listed(turn: int, passages: Sequence[RankedPassage], language: Language) -> str:
    rows = [element("li", _near(turn, passage, language), _why(passage, language)) for passage in passages]
    return element("ol", *rows, class_="near")


def _near(turn: int, passage: RankedPassage, language: Language) -> str:
    if not passage.document:
        return element("p", text(passage.text), class_="cited")
    shown = passage.text[:EXCERPT] + ("…" if len(passage.text) > EXCERPT else "")
    where = element("cite", text(_where(passage, language)), class_="where")
    words = element("span", element("bdi", text(shown)), class_="excerpt")
    opens = _opens(turn, "passage", passage)
    return element("button", words, where, type="button", class_="cited", data_do="open", **opens)


def _opens(turn: int, kind: str, found: Citation | RankedPassage) -> dict[str, object]:
    return {"data_turn": turn, "data_kind": kind, "data_rank": found.rank}


def _where(found: Citation | RankedPassage, language: Language) -> str:
    section = found.section[-1] if found.section else found.title
    place = place_words(found.document, found.pages, found.paragraph, language)
    return f"{section} · {place}" if section else place


def _level(confidence: float) -> str:
    return next(key for least, key in CONFIDENT if confidence >= least).removeprefix("confidence_")


def _sure(confidence: float, language: Language) -> str:
    # 100 % would promise what no estimate can.
    return label(f"confidence_{_level(confidence)}", language, percent=min(99, round(confidence * 100)))
