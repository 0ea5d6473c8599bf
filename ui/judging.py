"""What people say of answers, each a gold line that `chuchu evaluate` can measure with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import gradio as gr

from rag.memory import Verdict, Where
from ui import render
from ui.desk import Desk
from ui.room import Page, given, number, refused
from ui.strings import label


@dataclass(frozen=True, slots=True)
class Judging:
    """What is done with a verdict, over one desk."""

    desk: Desk

    def judge(self, said: str, event: gr.EventData) -> str:
        """The conversation with a verdict on one of its answers."""
        page = Page.of(said)
        turn = number(given(event, "turn"))
        verdict = next((each for each in get_args(Verdict) if each == given(event, "verdict")), None)
        if verdict == "in_documents":  # where, is what makes it a gold line
            gr.Info(label("show_where", page.language), title="", duration=8)
        elif turn is not None and verdict is not None:
            with refused(page.language):
                self.desk.memory.gold.judge(turn, verdict)
            gr.Info(label("judged", page.language), title="", duration=3)
        return self._thread(page)

    def here(self, said: str, event: gr.EventData) -> str:
        """The conversation with the verdict that an answer stands in the paragraph that is open."""
        page = Page.of(said)
        turn, paragraph = number(given(event, "turn")), number(given(event, "paragraph"))
        kept = next((kept for kept in self.desk.turns(page.conversation) if kept.id == turn), None)
        if kept is None or turn is None or paragraph is None:
            return self._thread(page)
        document, chosen = given(event, "document"), " ".join(given(event, "selection").split())
        answer = kept.turn.answer
        same = any((one.document, one.paragraph) == (document, paragraph) for one in answer.citations)
        verdict: Verdict = "in_documents" if answer.text is None else "wrong_piece" if same else "wrong_paragraph"
        with refused(page.language):
            passages = self.desk.library.paragraphs(document, paragraph, paragraph)
            holding = [passage.text for passage in passages if chosen in " ".join(passage.text.split())]
            evidence = (holding or [passage.text for passage in passages] or [""])[0]
            where = Where(document, evidence, (chosen,) if chosen and holding else ())
            self.desk.memory.gold.judge(turn, verdict, where)
        gr.Info(label("judged", page.language), title="", duration=3)
        return self._thread(page)

    def _thread(self, page: Page) -> str:
        turns = self.desk.turns(page.conversation)
        return render.thread(self.desk.told(turns), page.conversation, page.language)
