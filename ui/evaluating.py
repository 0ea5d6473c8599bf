"""The room where it is measured how good the answers are, and where gold lines are gone over."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from rag.memory import Gold, GoldEntry
from rag.memory.records import GoldKind
from ui import render
from ui.desk import Desk
from ui.room import PAGE_FIRST, QUIET, Common, Page, component, given, number, refused
from ui.strings import label
from ui.working import worked

SUFFIXES = (".jsonl", ".csv", ".xlsx", ".json")
PROPOSED = 20


@dataclass(frozen=True, slots=True)
class Evaluating:
    """What is done in this room, over one desk."""

    desk: Desk

    def shown(self, said: str) -> list[object]:
        """The room in the page's language."""
        language = Page.of(said).language
        fields = [label(f"gold_{name}", language) for name in ("question", "answers", "evidence", "document")]
        return [
            gr.File(label=label("gold_upload", language, suffixes=" ".join(SUFFIXES))),
            gr.Button(label("gold_own", language)),
            gr.Button(label("gold_propose", language)),
            gr.DownloadButton(label("download", language)),
            *(gr.Textbox(label=field) for field in fields),
            gr.Button(label("save", language)),
            render.export(language),
            self.lines(said),
        ]

    def lines(self, said: str) -> str:
        """All gold lines."""
        return render.gold_lines(self.desk.memory.gold.entries(), Page.of(said).language)

    def run(self, said: str, file: str | None) -> Iterator[list[object]]:
        """Progress, and at the end the report, and the file with it."""
        language = Page.of(said).language
        if file is None:
            return
        target = Path(tempfile.mkdtemp(dir=Path(file).parent)) / "report.html"
        work = worked("evaluate", self.desk.library.folder, language, {"gold": file, "target": str(target)})
        for told in work:
            if "total" in told:
                line = label("gold_measuring", language, **told)
                yield [render.report([line], [], language), gr.skip(), gr.skip(), gr.skip()]
            elif "error" in told:
                yield [render.report([], [told["error"]], language), gr.skip(), "", None]
            else:
                line = render.report([label("gold_measured", language, **told)], [], language)
                page = render.page_within(target.read_text("utf-8"), language)
                yield [line, gr.DownloadButton(value=str(target), visible=True), page, None]

    def run_own(self, said: str) -> Iterator[list[object]]:
        """`run`, with the accepted lines."""
        language = Page.of(said).language
        lines = self.desk.memory.gold.export()
        if not lines:
            yield [render.report([label("gold_none", language)], [], language), gr.skip(), gr.skip(), gr.skip()]
            return
        # Where the chat keeps what it hands out, and takes it away at its end
        file = Path(tempfile.mkdtemp(dir=os.environ.get("GRADIO_TEMP_DIR"))) / "gold.jsonl"
        file.write_text(lines, "utf-8")
        yield from self.run(said, str(file))

    def propose(self, said: str) -> Iterator[list[object]]:
        """Progress, and at the end all lines with those that were proposed."""
        language = Page.of(said).language
        for told in worked("propose", self.desk.library.folder, language, {"top": PROPOSED}):
            if "total" in told:
                yield [render.report([label("gold_proposing", language, **told)], [], language), gr.skip()]
            elif "error" in told:
                yield [render.report([], [told["error"]], language), gr.skip()]
            else:
                yield [render.report([label("gold_proposed", language, **told)], [], language), self.lines(said)]

    def accept(self, said: str, event: gr.EventData) -> str:
        """The lines with one accepted."""
        with refused(Page.of(said).language):
            self.desk.memory.gold.accept(number(given(event, "line")) or 0)
        return self.lines(said)

    def reject(self, said: str, event: gr.EventData) -> str:
        """The lines with one rejected."""
        with refused(Page.of(said).language):
            self.desk.memory.gold.reject(number(given(event, "line")) or 0)
        return self.lines(said)

    def drop(self, said: str, event: gr.EventData) -> str:
        """The lines without one."""
        with refused(Page.of(said).language):
            self.desk.memory.gold.delete(number(given(event, "line")) or 0)
        return self.lines(said)

    def edit(self, event: gr.EventData) -> list[object]:
        """The form with a line in it."""
        entry = self._entry(number(given(event, "line")))
        if entry is None:
            return [gr.skip()] * 6
        gold = entry.gold
        fields = [gold.question, "\n".join(gold.answers), gold.evidence, gold.document]
        return [gr.Column(visible=True), str(entry.id), *fields]

    def save(self, said: str, line: str, *fields: str) -> list[object]:
        """The lines with one corrected. ``fields``: its question, answers, evidence and document."""
        question, answers, evidence, document = (field.strip() for field in fields)
        entry = self._entry(number(line))
        with refused(Page.of(said).language):
            if entry is not None:
                right = tuple(answer.strip() for answer in answers.splitlines() if answer.strip())
                kind: GoldKind = "none" if not right else "span" if entry.gold.kind == "none" else entry.gold.kind
                gold = Gold(question, right, evidence, document, entry.gold.lang, kind)
                self.desk.memory.gold.edit(entry.id, gold)
        return [gr.Column(visible=False), self.lines(said)]

    def _entry(self, line: int | None) -> GoldEntry | None:
        return next((entry for entry in self.desk.memory.gold.entries() if entry.id == line), None)


def evaluating(desk: Desk, common: Common) -> None:
    """Puts the room together."""
    doing = Evaluating(desk)
    with gr.Column(elem_id="evaluate-room"):
        upload = gr.File(file_types=list(SUFFIXES), elem_id="gold-file", elem_classes="dropped", height=110)
        with gr.Row(elem_id="gold-buttons"):
            own, propose = gr.Button(size="sm", elem_id="gold-own"), gr.Button(size="sm", elem_id="gold-propose")
            download = gr.DownloadButton(visible=False, size="sm")
        outcome = gr.HTML(elem_id="measured", apply_default_css=False)
        report = gr.HTML(elem_id="gold-report", apply_default_css=False)
        with gr.Column(visible=False, elem_id="gold-form") as form:
            line = gr.Textbox(visible=False)
            question, answers = gr.Textbox(), gr.Textbox(lines=2)
            evidence, document = gr.Textbox(lines=2), gr.Textbox()
            save = gr.Button(size="sm", elem_id="gold-save")
        export = gr.HTML(elem_id="gold-export", apply_default_css=False)
        lines = component("", "gold-lines", "accept", "reject", "edit", "drop")
    page = common.page
    fields = [question, answers, evidence, document]
    common.draw(doing.shown, [], [upload, own, propose, download, *fields, save, export, lines])
    ran = [outcome, download, report, upload]
    upload.upload(doing.run, [page, upload], ran, js=PAGE_FIRST, concurrency_limit=1, **QUIET)
    own.click(doing.run_own, page, ran, js=PAGE_FIRST, concurrency_limit=1, **QUIET)
    propose.click(doing.propose, page, [outcome, lines], js=PAGE_FIRST, concurrency_limit=1, **QUIET)
    for event, handler in ((lines.accept, doing.accept), (lines.reject, doing.reject), (lines.drop, doing.drop)):
        event(handler, page, lines, js=PAGE_FIRST, **QUIET)
    lines.edit(doing.edit, None, [form, line, *fields], **QUIET)
    save.click(doing.save, [page, line, *fields], [form, lines], js=PAGE_FIRST, **QUIET)
