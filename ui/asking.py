"""The room where questions are asked: the conversation, and beside it the reader."""

from __future__ import annotations

import glob
import random
from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from rag.messages import Language
from rag.records import Answer
from ui import render
from ui.desk import CONTEXT, Desk
from ui.render import Mark
from ui.room import PAGE_FIRST, QUIET, SENDING, Common, Page, component, given, number, refused
from ui.strings import label

TOP = 5
WIDEST = 40  # paragraphs shown on each side of one, at most


@dataclass(frozen=True, slots=True)
class Asking:
    """What is done in this room, over one desk."""

    desk: Desk

    def shown(self, said: str, answers: list[Answer]) -> list[object]:
        """The room in the page's language."""
        page = Page.of(said)
        language = page.language
        names = [entry.name for entry in self.desk.library.documents()]
        return [
            render.thread(answers, language),
            self._welcome(answers, language),
            self._opened_by_address(page),
            gr.Textbox(placeholder=label("question_hint", language), label=label("question", language)),
            gr.Button(label("send", language)),
            gr.Dropdown(
                choices=[(label("everywhere", language), ""), *((name, glob.escape(name)) for name in names)],
                label=label("within", language),
            ),
            render.keys(language),
        ]

    def ask(self, said: str, answers: list[Answer], question: str, within: str) -> list[object]:
        """The conversation with one more turn, and the reader at its first source."""
        language = Page.of(said).language
        with refused(language):
            answer = self.desk.library.ask(question, TOP, within or None)
        answers = [*answers, answer]
        return [answers, render.thread(answers, language), "", self._first(answers, language), ""]

    def ask_starter(self, said: str, answers: list[Answer], within: str, event: gr.EventData) -> list[object]:
        """`ask`, for a question that stands on the page."""
        return self.ask(said, answers, given(event, "question"), within)

    def ask_random(self, said: str, answers: list[Answer], within: str) -> list[object]:
        """`ask`, for a question drawn from the library."""
        return self.ask(said, answers, self.desk.random_question(random.randrange(1 << 30)), within)

    def open(self, said: str, answers: list[Answer], event: gr.EventData) -> str:
        """The reader at what a button names."""
        language = Page.of(said).language
        opened = render.Opened.of({name: given(event, name) for name in ("turn", "kind", "rank", "reach")})
        if document := given(event, "document"):
            mark: Mark | None = Mark(document, number(given(event, "paragraph")) or 1)
        else:
            mark = mark_of(answers, opened)
        return self._source(mark, opened, language)

    def _first(self, answers: Sequence[Answer], language: Language) -> str:
        if not answers or not answers[-1].citations:
            return ""
        opened = render.Opened(str(len(answers) - 1), "citation", 1, CONTEXT)
        return self._source(mark_of(answers, opened), opened, language)

    def _source(self, mark: Mark | None, opened: render.Opened, language: Language) -> str:
        with refused(language):
            if mark is None:
                return ""
            document, passages = self.desk.around(mark, min(opened.reach, WIDEST))
        return render.source(document, passages, mark, opened, language)

    def _opened_by_address(self, page: Page) -> str:
        if not page.document:
            return ""
        mark = Mark(page.document, page.paragraph or 1)
        return self._source(mark, render.Opened("", "paragraph", 0, CONTEXT), page.language)

    def _welcome(self, answers: Sequence[Answer], language: Language) -> str:
        return "" if answers else render.welcome(*self.desk.welcome(), language)


def mark_of(answers: Sequence[Answer], opened: render.Opened) -> Mark | None:
    """What is looked at in a source of a turn; None when there is no such source."""
    turn = int(opened.turn) if opened.turn.isdigit() else -1
    if not 0 <= turn < len(answers):
        return None
    answer = answers[turn]
    if opened.kind == "citation":
        for one in answer.citations:
            if one.rank == opened.rank:
                return Mark(one.document, one.paragraph, one.sentence_ranges, one.ranges, one.also_in)
    for passage in answer.passages:
        if passage.rank == opened.rank:
            return Mark(passage.document, passage.paragraph, also_in=passage.also_in)
    return None


def asking(desk: Desk, common: Common) -> None:
    """Puts the room together."""
    doing = Asking(desk)
    answers = gr.State([])
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="talk", scale=3):
            welcome = component("", "welcome", "ask", "random")
            thread = component("", "thread", "open", rendered="chuchu.told")
            with gr.Group(elem_id="composer"):
                with gr.Row():
                    question = gr.Textbox(
                        "", lines=1, max_lines=8, max_length=2000, elem_id="question", container=False
                    )
                    send = gr.Button(variant="primary", elem_id="send", scale=0)
                with gr.Row(elem_id="composer-foot"):
                    within = gr.Dropdown([("", "")], value="", elem_id="within", container=False, scale=0)
                    keys = gr.HTML(elem_id="keys", apply_default_css=False)
        with gr.Column(elem_id="side", scale=2):
            reader = component("", "reader", "open", "close", rendered="chuchu.read")
    page = common.page
    labelled = [thread, welcome, reader, question, send, within, keys]
    common.draw(doing.shown, [answers], labelled)
    asked = [answers, thread, welcome, reader, question]
    sent = [question.submit, send.click]
    gr.on(sent, doing.ask, [page, answers, question, within], asked, js=SENDING, **QUIET)
    welcome.ask(doing.ask_starter, [page, answers, within], asked, js=PAGE_FIRST, **QUIET)
    welcome.random(doing.ask_random, [page, answers, within], asked, js=PAGE_FIRST, **QUIET)
    for component_ in (thread, reader):
        component_.open(doing.open, [page, answers], reader, js=PAGE_FIRST, trigger_mode="always_last", **QUIET)
    reader.close(lambda: "", None, reader, js="() => { chuchu.closed(); return []; }", **QUIET)
