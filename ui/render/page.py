"""What stands around the conversation: the head of the page, and what it shows before anything is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.messages import Language
from rag.rows import Holding
from ui.render.marks import button, element, text
from ui.strings import label

NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


@dataclass(frozen=True, slots=True)
class Starter:
    """A question to begin with. ``answered``: whether the library has an answer to it."""

    question: str
    answered: bool


def header(language: Language) -> str:
    """The name of the program, and the switch between languages."""
    seal = element("span", "出处", class_="seal", aria_hidden="true")
    name = element("h1", seal, element("span", text(label("title", language)), class_="name"))
    motto = element("p", text(label("motto", language)), class_="motto")
    switches = [
        button(word, "speak", data_language=code, aria_pressed=str(code == language).lower(), lang=code)
        for code, word in NAMES.items()
    ]
    switch = element("div", *switches, class_="switch", role="group", aria_label=label("language", language))
    return element("header", name, motto, switch, class_="top", data_language=language)


def welcome(holding: Holding, starters: Sequence[Starter], language: Language) -> str:
    """What is loaded, and questions to begin with."""
    head = element("h2", text(label("welcome", language)))
    if not holding.documents:
        return element("div", head, element("p", text(label("nothing_loaded", language))), class_="welcome")
    loaded = element("p", text(_loaded(holding, language)), class_="loaded")
    tries = [element("li", _starter(starter, language)) for starter in starters]
    random = button(label("random", language), "random", class_="random")
    offered = [
        element("p", text(label("try", language)), class_="small"),
        element("ul", *tries, class_="tries"),
        random,
    ]
    return element("div", head, loaded, *(offered if starters else []), class_="welcome")


def _loaded(holding: Holding, language: Language) -> str:
    counts = {
        "documents": _counted("documents_one", "documents_many", holding.documents, language),
        "articles": _counted("articles_one", "articles_many", holding.articles, language),
        "paragraphs": _counted("paragraphs_one", "paragraphs_many", holding.paragraphs, language),
    }
    parts = [label("loaded", language, **counts)]
    if holding.years:
        first, last = holding.years
        parts.append(label("dated" if first != last else "dated_one", language, first=first, last=last))
    return " · ".join([*parts, label("added_on", language, date=holding.added)])


def _counted(one: str, many: str, count: int, language: Language) -> str:
    """A number with its word, in the number the language wants: 1 document, 2 documents."""
    return label(one if count == 1 else many, language, count=count)


def _starter(starter: Starter, language: Language) -> str:
    note = "" if starter.answered else element("small", text(label("try_nowhere", language)))
    words = element("bdi", text(starter.question))
    return element("button", words, note, type="button", class_="try", data_do="ask", data_question=starter.question)


def hint(words: str) -> str:
    """A line in the margin of things."""
    return element("p", text(words), class_="hint")


def keys(language: Language) -> str:
    """Which keys do what."""
    return hint(label("keys", language))
