"""The room where one looks at retrieval alone: ranked passages while one types, and why each is there."""

from __future__ import annotations

import glob
from dataclasses import dataclass

import gradio as gr

from rag.errors import QuestionError
from ui import render
from ui.desk import Desk
from ui.room import PAGE_FIRST, QUIET, Common, Page, component, refused
from ui.strings import label

TOP, MOST = 10, 50


@dataclass(frozen=True, slots=True)
class Searching:
    """What is done in this room, over one desk."""

    desk: Desk

    def shown(self, said: str, query: str, top: float, within: str) -> list[object]:
        """The room in the page's language."""
        language = Page.of(said).language
        names = [entry.name for entry in self.desk.library.documents()]
        return [
            gr.Textbox(label=label("search", language), placeholder=label("search_hint", language)),
            gr.Slider(label=label("search_top", language)),
            gr.Dropdown(
                choices=[(label("everywhere", language), ""), *((name, glob.escape(name)) for name in names)],
                label=label("within", language),
            ),
            self.search(said, query, top, within),
        ]

    def search(self, said: str, query: str, top: float, within: str) -> str:
        """The passages found."""
        language = Page.of(said).language
        if not query.strip():
            return render.hint(label("search_empty", language))
        with refused(language):
            try:
                return render.results(self.desk.search(query, int(top), within or None), language)
            except QuestionError as error:
                return render.hint(error.in_language(language))


def searching(desk: Desk, common: Common) -> None:
    """Puts the room together."""
    doing = Searching(desk)
    with gr.Column(elem_id="search-room"):
        with gr.Row(elem_id="search-controls"):
            query = gr.Textbox("", max_lines=1, max_length=2000, elem_id="query", scale=4)
            top = gr.Slider(1, MOST, TOP, step=1, scale=2, buttons=[], elem_id="search-top")
            within = gr.Dropdown([("", "")], value="", scale=2, elem_id="search-within")
        found = component("", "found", "open")
    inputs = [common.page, query, top, within]
    common.draw(doing.shown, inputs[1:], [query, top, within, found])
    changes = [query.change, query.submit, top.change, within.change]
    gr.on(changes, doing.search, inputs, found, js=PAGE_FIRST, trigger_mode="always_last", **QUIET)
