"""The room where questions are asked: the conversations, the one that is open, and beside it the reader."""

from __future__ import annotations

import glob
import random
from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from rag.errors import ChuchuError
from rag.memory import KeptTurn
from rag.messages import Language
from ui import render
from ui.desk import CONTEXT, Desk
from ui.judging import Judging
from ui.render import Mark, Opened
from ui.room import PAGE_FIRST, QUIET, SENDING, Common, Page, component, given, number, refused
from ui.strings import label

WIDEST = 40  # paragraphs shown on each side of one, at most


@dataclass(frozen=True, slots=True)
class Asking:
    """What is done in this room, over one desk."""

    desk: Desk

    def shown(self, said: str) -> list[object]:
        """The room in the page's language, at the conversation and paragraph that its address names."""
        page = Page.of(said)
        language = page.language
        turns = self.desk.turns(page.conversation)
        names = [entry.name for entry in self.desk.library.documents()]
        return [
            *self.view(turns, language),
            self._by_address(page) or self._first(turns, language),
            gr.Textbox(placeholder=label("question_hint", language), label=label("question", language)),
            gr.Button(label("send", language)),
            gr.Dropdown(
                choices=[(label("everywhere", language), ""), *((name, glob.escape(name)) for name in names)],
                label=label("within", language),
            ),
            render.keys(language),
        ]

    def view(self, turns: Sequence[KeptTurn], language: Language) -> list[str]:
        """The conversation, what is shown in its place before anything was asked, and the list of all."""
        here = turns[-1].conversation if turns else None
        return [
            render.thread(self.desk.told(turns), here, language),
            "" if turns else render.welcome(*self.desk.welcome(), language),
            render.conversations(self.desk.memory.conversations.entries(), here, language),
        ]

    def ask(self, said: str, question: str, within: str) -> list[object]:
        """The conversation with one more turn, and the reader at its first source."""
        page = Page.of(said)
        try:
            turns = self.desk.turns(page.conversation)
            turns = (*turns, self.desk.follow(turns, question, within or None))
        except ChuchuError as error:  # a line on the page, and what was typed stays to be corrected
            gr.Warning(error.in_language(page.language), title="", duration=8)
            return [gr.skip()] * 5
        return [*self.view(turns, page.language), self._first(turns, page.language), ""]

    def ask_starter(self, said: str, within: str, event: gr.EventData) -> list[object]:
        """`ask`, for a question that stands on the page."""
        return self.ask(said, given(event, "question"), within)

    def ask_random(self, said: str, within: str) -> list[object]:
        """`ask`, for a question drawn from the library."""
        return self.ask(said, self.desk.random_question(random.randrange(1 << 30)), within)

    def without(self, said: str, event: gr.EventData) -> list[object]:
        """The conversation with a turn asked once more, without something that it carried over."""
        page = Page.of(said)
        asked, dropped = number(given(event, "turn")), number(given(event, "number")) or 0
        with refused(page.language):
            turns = self.desk.turns(page.conversation)
            place = next((place for place, kept in enumerate(turns) if kept.id == asked), None)
            if place is None or dropped >= len(turns[place].turn.carried):
                return [gr.skip()] * 5
            turn = turns[place].turn
            before = turns[:place]
            again = self.desk.follow(before, turn.question, turn.document, [turn.carried[dropped]])
            turns = (*turns, again)
            return [*self.view(turns, page.language), self._first(turns, page.language), ""]

    def open(self, said: str, event: gr.EventData) -> str:
        """The reader at what a button names."""
        page = Page.of(said)
        opened = Opened.of({name: given(event, name) for name in ("turn", "kind", "rank", "reach")})
        if document := given(event, "document"):
            mark: Mark | None = Mark(document, number(given(event, "paragraph")) or 1)
        else:
            mark = mark_of(self.desk.turns(page.conversation), opened)
        return self._source(mark, opened, page.language)

    def forget(self, said: str, event: gr.EventData) -> list[object]:
        """The room without a conversation."""
        page = Page.of(said)
        with refused(page.language):
            gone = number(given(event, "conversation"))
            if gone is not None:
                self.desk.memory.conversations.delete(gone)
            turns = self.desk.turns(page.conversation)
            return [*self.view(turns, page.language), gr.skip() if turns else ""]

    def _first(self, turns: Sequence[KeptTurn], language: Language) -> str:
        if not turns or not turns[-1].turn.answer.citations:
            return ""
        opened = Opened(str(turns[-1].id), "citation", 1, CONTEXT)
        return self._source(mark_of(turns, opened), opened, language)

    def _source(self, mark: Mark | None, opened: Opened, language: Language) -> str:
        if mark is None:
            return ""
        with refused(language):
            spread = self.desk.around(mark, min(opened.reach, WIDEST))
        return render.source(spread, mark, opened, language)

    def _by_address(self, page: Page) -> str:
        if not page.document:
            return ""
        mark = Mark(page.document, page.paragraph or 1)
        return self._source(mark, Opened("", "paragraph", 0, CONTEXT), page.language)


def mark_of(turns: Sequence[KeptTurn], opened: Opened) -> Mark | None:
    """What is looked at in a source of a turn; None when there is no such source, or its document was removed."""
    kept = next((kept for kept in turns if str(kept.id) == opened.turn), None)
    if kept is None:
        return None
    answer = kept.turn.answer
    if opened.kind == "citation":
        one = next((one for one in answer.citations if one.rank == opened.rank and one.document), None)
        if one is None:
            return None
        return Mark(one.document, one.paragraph, one.sentence_ranges, one.ranges, one.quote, one.also_in)
    passage = next((one for one in answer.passages if one.rank == opened.rank and one.document), None)
    if passage is None:
        return None
    return Mark(passage.document, passage.paragraph, also_in=passage.also_in)


def asking(desk: Desk, common: Common) -> None:
    """Puts the room together."""
    doing, judging = Asking(desk), Judging(desk)
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="shelf-side", scale=0, min_width=190):
            shelf = component("", "shelf", "begin", "choose", "forget")
        with gr.Column(elem_id="talk", scale=3):
            welcome = component("", "welcome", "ask", "random")
            thread = component("", "thread", "open", "without", "judge", rendered="chuchu.told")
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
            reader = component("", "reader", "open", "close", "here", rendered="chuchu.read")
    page = common.page
    viewed = [thread, welcome, shelf]
    common.draw(doing.shown, [], [*viewed, reader, question, send, within, keys])
    for begun in (shelf.begin, shelf.choose):
        begun(doing.shown, page, [*viewed, reader, question, send, within, keys], js=PAGE_FIRST, **QUIET)
    asked = [*viewed, reader, question]
    for answered in (
        gr.on([question.submit, send.click], doing.ask, [page, question, within], asked, js=SENDING, **QUIET),
        welcome.ask(doing.ask_starter, [page, within], asked, js=PAGE_FIRST, **QUIET),
        welcome.random(doing.ask_random, [page, within], asked, js=PAGE_FIRST, **QUIET),
        thread.without(doing.without, page, asked, js=PAGE_FIRST, **QUIET),
    ):
        answered.then(None, None, None, js="() => { chuchu.settle(); return []; }", **QUIET)  # also when it was refused
    for opening in (thread, reader):
        opening.open(doing.open, page, reader, js=PAGE_FIRST, trigger_mode="always_last", **QUIET)
    thread.judge(judging.judge, page, thread, js=PAGE_FIRST, **QUIET)
    reader.here(judging.here, page, thread, js=PAGE_FIRST, **QUIET)
    reader.close(lambda: "", None, reader, js="() => { chuchu.closed(); return []; }", **QUIET)
    shelf.forget(doing.forget, page, [*viewed, reader], js=PAGE_FIRST, **QUIET)
