"""The chat as Gradio blocks over a library: `build` puts the rooms together, and launches nothing."""

from __future__ import annotations

import gradio as gr

from rag import Library
from ui.api import offer
from ui.asking import asking
from ui.batching import batching
from ui.desk import Desk
from ui.documents import documents
from ui.evaluating import evaluating
from ui.render import header
from ui.room import Common, Page, component
from ui.searching import searching
from ui.strings import label

ROOMS = {
    "ask": asking,
    "search": searching,
    "documents": documents,
    "batch": batching,
    "evaluate": evaluating,
}


def build(desk: Desk | Library) -> gr.Blocks:
    """The whole chat over a library, or over the desk that it is on already."""
    desk = Desk(desk) if isinstance(desk, Library) else desk
    blocks = gr.Blocks(title="出处 Chuchu", analytics_enabled=False, fill_width=True)
    with blocks:
        offer(desk)  # first, so that its names are its own
        page = gr.Textbox(visible=False)
        top = component(header("zh"), "top", "speak")
        common = Common(page, (blocks.load, top.speak))
        tabs = []
        with gr.Tabs(elem_id="tabs"):
            for name, room in ROOMS.items():
                with gr.Tab(label(f"tab_{name}", "zh"), id=name) as tab:
                    room(desk, common)
                tabs.append(tab)
        common.draw(_named, [], [top, *tabs])
    return blocks


def _named(said: str) -> list[object]:
    language = Page.of(said).language
    return [header(language), *(gr.Tab(label=label(f"tab_{name}", language)) for name in ROOMS)]
