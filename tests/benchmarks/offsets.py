"""Whether everything that points into a document cuts out of it what it says, counted by format.

python tests/benchmarks/offsets.py --data ../shared/data   the seeds, the .docx beside that folder, and the text of
                                                           both written anew in every format
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import docx
import openpyxl
from pptx import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from rag import Library
from rag.passages import sentences
from rag.records import Answer, Citation, Passage, Place, Ranges, RankedPassage, cut, narrow, place_in

SEEDS = Path(__file__).parent.parent.parent / "seeds"
ASKED = 12
"""Passages of each document that are asked for, by their first words."""
ON_A_SLIDE = 6
FONT = "STSong-Light"


def text(paragraphs: Sequence[str]) -> bytes:
    """Plain text with a blank line between paragraphs."""
    return "\n\n".join(paragraphs).encode()


def markdown(paragraphs: Sequence[str]) -> bytes:
    """Markdown under one heading, its first paragraph."""
    return text([f"# {paragraphs[0]}", *paragraphs[1:]])


def html(paragraphs: Sequence[str]) -> bytes:
    """A page with a menu that is not part of the article."""
    body = "".join(f"<p>{escape(words)}</p>\n" for words in paragraphs[1:])
    head = escape(paragraphs[0])
    menu = "<nav><a href='/'>首页</a> <a href='/about'>关于</a></nav>"
    page = f"<html><head><title>{head}</title></head><body>{menu}<article><h1>{head}</h1>\n{body}</article></body>"
    return f"<!doctype html><meta charset='utf-8'>{page}</html>".encode()


def word(paragraphs: Sequence[str]) -> bytes:
    """A Word document, all in one style as most real reports are."""
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    return _saved(document.save)


def pdf(paragraphs: Sequence[str]) -> bytes:
    """A PDF of A4 pages with a running head and page numbers."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    stream = io.BytesIO()
    style = ParagraphStyle("body", fontName=FONT, fontSize=12, leading=18, wordWrap="CJK", firstLineIndent=24)

    def dress(canvas: object, page: object) -> None:
        canvas.setFont(FONT, 9)  # type: ignore[attr-defined]
        canvas.drawString(72, A4[1] - 50, "汇编")  # type: ignore[attr-defined]
        canvas.drawCentredString(A4[0] / 2, 40, f"- {page.page} -")  # type: ignore[attr-defined]

    story = [Paragraph(escape(words), style) for words in paragraphs]
    SimpleDocTemplate(stream, pagesize=A4).build(story, onFirstPage=dress, onLaterPages=dress)
    return stream.getvalue()


def slides(paragraphs: Sequence[str]) -> bytes:
    """A deck with some paragraphs on each slide."""
    deck = Presentation()
    for first in range(0, len(paragraphs), ON_A_SLIDE):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"第{first // ON_A_SLIDE + 1}部分"
        slide.placeholders[1].text = "\n".join(paragraphs[first : first + ON_A_SLIDE])
    return _saved(deck.save)


def workbook(paragraphs: Sequence[str]) -> bytes:
    """A sheet with a numbered row for each paragraph."""
    book = openpyxl.Workbook()
    for row in _rows(paragraphs):
        book.active.append(row)
    return _saved(book.save)


def separated(paragraphs: Sequence[str]) -> bytes:
    """The same rows with commas between."""
    stream = io.StringIO()
    csv.writer(stream).writerows(_rows(paragraphs))
    return stream.getvalue().encode()


def _rows(paragraphs: Sequence[str]) -> Iterator[list[str]]:
    yield ["编号", "内容"]
    # A cell that begins like a formula would be one
    yield from ([f"第{number}号", words.lstrip("=")] for number, words in enumerate(paragraphs, 1))


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


FORMATS: Mapping[str, Callable[[Sequence[str]], bytes]] = {
    ".txt": text,
    ".md": markdown,
    ".html": html,
    ".docx": word,
    ".pdf": pdf,
    ".pptx": slides,
    ".xlsx": workbook,
    ".csv": separated,
}


@dataclass(slots=True)
class Tally:
    """How many of each kind were compared, by format and kind, and each that differs in words."""

    compared: Counter[tuple[str, str]] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)

    def count(self, document: str, kind: str, holds: bool) -> None:
        """Counts one comparison."""
        self.compared[Path(document).suffix, kind] += 1
        if not holds:
            self.differing.append(f"{document}: {kind}")


def compare_passages(library: Library, tally: Tally) -> None:
    """Compares every passage, and every sentence of it, with the text of its document."""
    texts = {entry.name: library.document(entry.name).text for entry in library.documents()}
    for passage in library.passages(library.passage_ids().tolist()).values():
        whole = texts[passage.document]
        tally.count(passage.document, "passages", _holds(whole, passage.text, passage.ranges))
        for start, end in sentences(passage.text):
            ranges = narrow(passage.ranges, start, end)
            holds = _holds(whole, passage.text[start:end], ranges) and place_in(passage.ranges, ranges) == (start, end)
            tally.count(passage.document, "sentences", holds)


def compare_answer(answer: Answer, texts: Mapping[str, str], tally: Tally) -> None:
    """Compares every citation and every passage of an answer with the texts of the documents they name."""
    for citation in answer.citations:
        tally.count(citation.document, "citations", _cites(texts[citation.document], citation))
        compare_places(citation.also_in, texts, tally)
    compare_hits(answer.passages, texts, tally)


def compare_hits(hits: Iterable[RankedPassage], texts: Mapping[str, str], tally: Tally) -> None:
    """Compares passages found with the texts of the documents they name."""
    for hit in hits:
        tally.count(hit.document, "hits", _holds(texts[hit.document], hit.text, hit.ranges))
        compare_places(hit.also_in, texts, tally)


def compare_places(places: Iterable[Place], texts: Mapping[str, str], tally: Tally) -> None:
    """Makes sure that other places are pieces of the documents they name."""
    for place in places:
        words = cut(texts[place.document], place.ranges)
        tally.count(place.document, "places", _holds(texts[place.document], words, place.ranges))


def _cites(whole: str, citation: Citation) -> bool:
    pieces = (
        (citation.quote, citation.ranges),
        (citation.sentence, citation.sentence_ranges),
        (citation.passage, citation.passage_ranges),
    )
    inside = (
        place_in(citation.passage_ranges, citation.ranges),
        place_in(citation.passage_ranges, citation.sentence_ranges),
    )
    return all(_holds(whole, words, ranges) for words, ranges in pieces) and None not in inside


def _holds(whole: str, words: str, ranges: Ranges) -> bool:
    """Whether ranges are in order inside a text, none empty, and joined are the words."""
    reached = 0
    for start, end in ranges:
        if not reached <= start < end <= len(whole):
            return False
        reached = end
    return bool(words) and cut(whole, ranges) == words


def compare(library: Library, questions: Sequence[str] = ()) -> Tally:
    """Everything in a library, and all that is found and cited when it is asked: for the first words of some passages
    of each document, and the questions given."""
    tally = Tally()
    compare_passages(library, tally)
    texts = {entry.name: library.document(entry.name).text for entry in library.documents()}
    for name in texts:
        passages = list(library.passages(library.passage_ids(name).tolist()).values())
        for passage in passages[:: max(1, len(passages) // ASKED)]:
            compare_answer(library.ask(_question(passage), 10, name), texts, tally)
            compare_hits(library.search(passage.text[:60], 10), texts, tally)
    for question in questions:
        compare_answer(library.ask(question), texts, tally)
    return tally


def _question(passage: Passage) -> str:
    return f"{passage.text[:40].strip()}多少？"


def _reports(data: Path) -> dict[str, bytes]:
    paths = [*sorted(SEEDS.glob("*.md")), *sorted((data.parent / "gold" / "reports").glob("*.docx"))]
    return {path.name: path.read_bytes() for path in paths}


def _anew(library: Library) -> Iterator[tuple[str, bytes]]:
    """The passages of each document written as paragraphs of every format."""
    for entry in library.documents():
        found = library.passages(library.passage_ids(entry.name).tolist()).values()
        paragraphs = [" ".join(passage.text.split()) for passage in found]
        for suffix, write in FORMATS.items():
            yield f"{Path(entry.name).stem}{suffix}", write([entry.title, *paragraphs])


def main() -> int:
    """Prints how many of each kind were compared, by format, and how many differ; 1 when any does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    data = parser.parse_args().data.resolve()
    tally = Tally()
    with tempfile.TemporaryDirectory() as place:
        for name, files in (("as they are", _reports(data)), ("written anew", None)):
            folder = Path(place) / name
            folder.mkdir()
            with Library.create(Path(place) / f"library {name}") as library:
                if files is None:
                    with Library.open(Path(place) / "library as they are") as source:
                        files = dict(_anew(source))
                for file, content in files.items():
                    (folder / file).write_bytes(content)
                report = library.add([folder])
                print(f"{name}: {len(report.added)} documents, {len(report.skipped)} skipped")
                found = compare(library)
                tally.compared += found.compared
                tally.differing += found.differing
    kinds = ("passages", "sentences", "citations", "hits", "places")
    print("".join(f"{head:>11}" for head in ("format", *kinds)))
    for suffix in FORMATS:
        print(f"{suffix:>11}" + "".join(f"{tally.compared[suffix, kind]:>11,}" for kind in kinds))
    print(f"compared {sum(tally.compared.values()):,}, differing {len(tally.differing)}")
    print("\n".join(tally.differing[:20]))
    return 1 if tally.differing else 0


if __name__ == "__main__":
    sys.exit(main())
