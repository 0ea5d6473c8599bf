"""How much of known text comes back from PDF, and how many paragraphs are whole again after repair.

python tests/benchmarks/pdf.py --data ../shared/data   the .docx beside that folder, set in one column and in two
"""

from __future__ import annotations

import argparse
import io
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from rag.formats.pdf import read
from rag.records import cut
from rag.repair import repair

FONT = "STSong-Light"
HEAD = "政府工作报告汇编·第三辑"
FOOT = re.compile(r"- \d+ -")
# columns, characters of indent (0: paragraphs are set apart by space instead)
SETTINGS = {
    "one column": (1, 2),
    "two columns": (2, 2),
    "three columns": (3, 2),
    "one column, no indents": (1, 0),
    "two columns, no indents": (2, 0),
}


def reports(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Name and paragraphs of each .docx beside ``folder``."""
    for path in sorted((folder.parent / "gold" / "reports").glob("*.docx")):
        yield path.stem, [" ".join(p.text.split()) for p in docx.Document(str(path)).paragraphs if p.text.strip()]


def typeset(title: str, paragraphs: Sequence[str], columns: int, indent: int) -> bytes:
    """A PDF of A4 pages with running heads and page numbers."""
    stream = io.BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, title=title)
    width, height = A4
    gutter = 20
    each = (width - 144 - gutter * (columns - 1)) / columns
    frames = [Frame(72 + i * (each + gutter), 72, each, height - 144, 0, 0, 0, 0) for i in range(columns)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=_dress))
    size = 12 if columns == 1 else 10
    body = ParagraphStyle(
        "body",
        fontName=FONT,
        fontSize=size,
        leading=size * 1.5,
        wordWrap="CJK",
        firstLineIndent=indent * size,
        alignment=TA_JUSTIFY,
        spaceAfter=0 if indent else size * 0.6,
    )
    document.build([Paragraph(escape(words), body) for words in paragraphs])
    return stream.getvalue()


def _dress(canvas: Any, page: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawString(72, A4[1] - 50, HEAD)
    canvas.drawCentredString(A4[0] / 2, 40, f"- {page.page} -")


def bare(words: str) -> str:
    """``words`` without white space."""
    return "".join(words.split())


def measure(title: str, paragraphs: Sequence[str], columns: int, indent: int) -> Counter[str]:
    """Counts for one report set in one way; ``seconds`` in microseconds."""
    content = typeset(title, paragraphs, columns, indent)
    started = time.perf_counter()
    extract = read(content, title)
    seconds = time.perf_counter() - started
    found = bare("".join(x for x in extract.text.split("\n") if x.strip() != HEAD and not FOOT.fullmatch(x.strip())))
    truth = bare("".join(paragraphs))
    wanted, got = Counter(truth), Counter(found)
    whole = Counter(bare(cut(extract.text, paragraph.ranges)) for paragraph in repair(extract))
    return Counter(
        reports=1,
        identical=truth == found,
        right=(wanted & got).total(),
        missing=(wanted - got).total(),
        extra=(got - wanted).total(),
        paragraphs=len(paragraphs),
        exact=(whole & Counter(map(bare, paragraphs))).total(),
        pages=len(extract.pages),
        microseconds=round(seconds * 1e6),
    )


def main() -> None:
    """Prints a line for each way of setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the .docx are in ../gold/reports beside it")
    data = parser.parse_args().data
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    for name, (columns, indent) in SETTINGS.items():
        total: Counter[str] = Counter()
        for title, paragraphs in reports(data):
            total.update(measure(title, paragraphs, columns, indent))
        print(
            f"{name:24} characters right {total['right']} missing {total['missing']} extra {total['extra']},"
            f" whole text in order {total['identical']}/{total['reports']}"
            f" | paragraphs exact {total['exact']}/{total['paragraphs']} ({total['exact'] / total['paragraphs']:.3f})"
            f" | {total['pages'] / total['microseconds'] * 1e6:.0f} pages a second"
        )


if __name__ == "__main__":
    main()
