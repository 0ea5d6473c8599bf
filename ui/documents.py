"""The room of the documents: a list, adding by drag and drop, removing, and reading one with its headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr

from rag.formats import SUFFIXES
from ui import render
from ui.adding import MOST_FILES, MOST_MEGABYTES, added
from ui.desk import Desk
from ui.room import PAGE_FIRST, QUIET, Common, Page, component, given, number, refused
from ui.strings import label

STEP = 100  # paragraphs of a text shown at a time


@dataclass(frozen=True, slots=True)
class Documents:
    """What is done in this room, over one desk."""

    desk: Desk

    def shown(self, said: str) -> list[object]:
        """The room in the page's language."""
        language = Page.of(said).language
        writable = self.desk.library.writable
        suffixes = " ".join(sorted(SUFFIXES))
        kinds = label("upload_kinds", language, suffixes=suffixes, size=MOST_MEGABYTES, count=MOST_FILES)
        return [
            self._list(said),
            gr.File(label=label("upload", language), visible=writable),
            render.hint(kinds if writable else label("cannot_write", language)),
            "",
        ]

    def add(self, said: str, files: list[str] | None) -> Iterator[list[object]]:
        """Progress, and at the end what became of the files."""
        language = Page.of(said).language
        for line in added(self.desk.library.folder, files or [], language):
            yield [line, gr.skip(), gr.skip()]
        yield [gr.skip(), None, self._list(said)]

    def remove(self, said: str, event: gr.EventData) -> list[object]:
        """The list without a document."""
        language = Page.of(said).language
        with refused(language):
            [name] = self.desk.library.remove([given(event, "document")])
        return [render.report([label("removed", language, name=name)], [], language), self._list(said), ""]

    def show(self, said: str, event: gr.EventData) -> str:
        """The text of a document, from its beginning."""
        language = Page.of(said).language
        name, until = given(event, "document"), (number(given(event, "until")) or 0) + STEP
        with refused(language):
            entry = next((one for one in self.desk.library.documents() if one.name == name), None)
            passages = self.desk.library.paragraphs(name, 1, until)
        if entry is None:
            return ""
        return render.whole(entry, passages, until, language)

    def _list(self, said: str) -> str:
        library = self.desk.library
        return render.documents(library.documents(), library.writable, Page.of(said).language)


def documents(desk: Desk, common: Common) -> None:
    """Puts the room together."""
    doing = Documents(desk)
    with gr.Row(elem_id="documents-room"):
        with gr.Column(scale=3):
            upload = gr.File(
                file_count="multiple", file_types=sorted(SUFFIXES), elem_id="upload", elem_classes="dropped", height=120
            )
            kinds = gr.HTML(elem_id="kinds", apply_default_css=False)
            report = gr.HTML(elem_id="report", apply_default_css=False)
            listed = component("", "listed", "show", "remove")
        with gr.Column(scale=2, elem_id="whole-side"):
            whole = component("", "whole", "show", "close", rendered="chuchu.shown")
    page = common.page
    common.draw(doing.shown, [], [listed, upload, kinds, report])
    upload.upload(doing.add, [page, upload], [report, upload, listed], js=PAGE_FIRST, **QUIET)
    listed.remove(doing.remove, page, [report, listed, whole], js=PAGE_FIRST, **QUIET)
    for component_ in (listed, whole):
        component_.show(doing.show, page, whole, js=PAGE_FIRST, **QUIET)
    whole.close(lambda: "", None, whole, **QUIET)
