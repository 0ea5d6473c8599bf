"""What every room of the page is made of: components of our own HTML, and what the browser says of the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from rag.errors import ChuchuError
from rag.messages import Language

PAGE_FIRST = "(_, ...rest) => [chuchu.page(), ...rest]"
"""As an event's ``js``: what the browser says of the page becomes the event's first input."""
SENDING = "(_, question, ...rest) => [chuchu.page(), chuchu.pending(question), ...rest]"
"""`PAGE_FIRST` for a question that was typed: it appears at once."""
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Of events that draw their own progress, and are no part of the API."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the browser says of the page: the language chosen there, and what its address names."""

    language: Language = "zh"
    conversation: int | None = None
    document: str = ""
    paragraph: int | None = None

    @classmethod
    def of(cls, said: str) -> Page:
        """The page a browser describes; what it says wrongly is as if it said nothing."""
        try:
            given = json.loads(said)
        except ValueError:
            given = {}
        if not isinstance(given, dict):
            given = {}
        return cls(
            language="en" if given.get("language") == "en" else "zh",
            conversation=number(given.get("conversation")),
            document=str(given.get("document") or ""),
            paragraph=number(given.get("paragraph")),
        )


def number(given: object) -> int | None:
    """A number that a browser says, None when it is none."""
    words = str(given)
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else None


@dataclass(frozen=True, slots=True)
class Common:
    """What rooms share. ``page``: the hidden component that `PAGE_FIRST` fills; ``shown``: events upon which a room
    draws itself: the page was opened, or its language changed."""

    page: gr.Textbox
    shown: tuple[Any, ...]

    def draw(self, draws: Callable[..., object], inputs: Sequence[Component], outputs: Sequence[Component]) -> None:
        """Has ``draws`` called with what the browser says of the page and ``inputs`` whenever the room is shown."""
        for event in self.shown:
            event(draws, [self.page, *inputs], list(outputs), js=PAGE_FIRST, **QUIET)


def component(value: str, name: str, *events: str, rendered: str = "null") -> gr.HTML:
    """A component of our own HTML with the id ``name``. Its buttons trigger ``events``, each a method of it;
    ``rendered`` is called in the browser after it has been drawn again."""
    listed = json.dumps(events)
    script = f"chuchu.listen(element, trigger, watch, {listed}, {rendered})"
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=script)


def given(event: gr.EventData, name: str) -> str:
    """What a button says under ``name``; empty when it says nothing. It comes from a browser: trust nothing of it."""
    said = event._data.get(name) if isinstance(event._data, dict) else None
    return said if isinstance(said, str) else ""


@contextmanager
def refused(language: Language) -> Iterator[None]:
    """Inside, what cannot be done is shown on the page in one line."""
    try:
        yield
    except ChuchuError as error:
        raise gr.Error(error.in_language(language), title="", print_exception=False) from error
