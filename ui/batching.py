"""The room where a file of questions is asked at once."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import gradio as gr

from rag.batch import target_of
from rag.batch.writing import unasked
from rag.messages import Language
from rag.tables import SUFFIXES, read_table
from rag.tables import text_of as cell_of
from ui import render
from ui.desk import Desk
from ui.room import PAGE_FIRST, QUIET, Common, Page, refused
from ui.strings import label
from ui.working import worked

SHOWN = 20  # rows of the outcome


@dataclass(frozen=True, slots=True)
class Batching:
    """What is done in this room, over one desk."""

    desk: Desk

    def shown(self, said: str) -> list[object]:
        """The room in the page's language."""
        language = Page.of(said).language
        named = label("batch_upload", language, suffixes=" ".join(SUFFIXES))
        hint = render.hint(label("batch_hint", language))
        return [gr.File(label=named), hint, gr.DownloadButton(label("download", language))]

    def run(self, said: str, file: str | None) -> Iterator[list[object]]:
        """Progress, and at the end how it went, the file with the answers and its first rows."""
        language = Page.of(said).language
        if file is None:
            return
        source = Path(file)
        target = Path(tempfile.mkdtemp(dir=source.parent)) / target_of(source).name
        if target.suffix.lower() == ".txt":  # what is written there are columns, which only a .tsv is read as
            target = target.with_suffix(".tsv")
        given = {"source": file, "target": str(target), "document": None}
        for told in worked("batch", self.desk.library.folder, language, given):
            if "total" in told:
                yield [render.report([label("batch_asking", language, **told)], [], language), gr.skip(), "", gr.skip()]
            elif "error" in told:
                yield [render.report([], [told["error"]], language), gr.skip(), "", None]
            else:
                with refused(language):
                    left = [notice.in_language(language) for notice in unasked(read_table(source))]
                    rows = _preview(target, language)
                done = render.report([label("batch_done", language, **told)], [], language, left)
                yield [done, gr.DownloadButton(value=str(target), visible=True), rows, None]


def _preview(target: Path, language: Language) -> str:
    table = read_table(target)
    counted = islice((row for row in table.rows() if not row.blank), SHOWN)  # as `BatchReport.rows` are
    rows = [[cell_of(row.cells.get(column)) for column in table.columns] for row in counted]
    return render.preview(table.columns, rows, language)


def batching(desk: Desk, common: Common) -> None:
    """Puts the room together."""
    doing = Batching(desk)
    with gr.Column(elem_id="batch-room"):
        upload = gr.File(file_types=list(SUFFIXES), elem_id="questions", elem_classes="dropped", height=120)
        hint = gr.HTML(elem_id="batch-hint", apply_default_css=False)
        outcome = gr.HTML(elem_id="outcome", apply_default_css=False)
        download = gr.DownloadButton(visible=False, elem_id="download", size="sm")
        rows = gr.HTML(elem_id="rows", apply_default_css=False)
    common.draw(doing.shown, [], [upload, hint, download])
    upload.upload(
        doing.run, [common.page, upload], [outcome, download, rows, upload], js=PAGE_FIRST, concurrency_limit=2, **QUIET
    )
