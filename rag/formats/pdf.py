"""PDF to text: every line of every page in reading order, running heads and page numbers too."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

import pypdfium2

from rag.errors import FileError
from rag.formats.pdf_glyphs import Glyph, glyphs_of, is_wide, runs_of
from rag.formats.pdf_layout import PrintedLine, lines_of
from rag.records import Extract

# A yearbook has some 1,000 pages; a page of a newspaper, the fullest there is, some 20,000 characters.
MOST_PAGES = 20_000
MOST_ON_PAGE = 200_000
MOST_CHARACTERS = 50_000_000
MOST_SECONDS = 600
# A page of text has hundreds of characters; a scan with a stamp or a page number added has a few.
_LEAST_A_PAGE = 8
# A paragraph opens with an indent of one to four characters.
_LEAST_INDENT, _MOST_INDENT = 0.8, 4.5
# Below the first line of a list item, the others stand further in.
_ITEM = re.compile(r"[-–—•·●■◆○▪*] ?|[（(]?\d{1,3}[.)、）]")
# Line distances: with more above it, a line opens a paragraph.
_SPACE_ABOVE = 1.25
# Font sizes: with more above it, a column does not go on with what stands over it.
_APART = 2.2
_NO_PAGES, _A_PAGE = re.compile(rb"/Count\s+0\b"), re.compile(rb"/Type\s*/(?:Page|ObjStm)\b")
# pdfium is not thread-safe (its README), not even for two documents.
_PDFIUM = threading.Lock()
# What programs write where an author gave no title.
_NO_TITLE = re.compile(
    r"(?i)microsoft (?:word|powerpoint|excel)\b.*|untitled.*|无标题.*|未命名.*|\(?anonymous\)?|unspecified"
    r"|(?:文档|document|slide|presentation)\s?\d*|.*\.(?:docx?|wps|pptx?|xlsx?|pdf|indd|tex|dvi|rtf|html?)|[\W\d_]*"
)


def read(content: bytes, name: str, on_page: Callable[[], object] = lambda: None) -> Extract:
    """The text of a PDF. ``on_page`` is called before each page.

    Raises FileError: locked, damaged, no pages, no text layer, beyond bounds.
    """
    with _PDFIUM:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise _refusal(error, content, name) from error
        try:
            title = _title(document)
            pages = [_columns(glyphs) for glyphs in _pages(document, name, on_page)]
        except pypdfium2.PdfiumError as error:
            raise _refusal(error, content, name) from error
        finally:
            document.close()
    return _extract(pages, title, name)


def _refusal(error: pypdfium2.PdfiumError, content: bytes, name: str) -> FileError:
    """What pdfium refuses, and why; the reason it gives may be that of another file before."""
    if "password" in str(error).lower() and b"/Encrypt" in content:
        return FileError("file_encrypted", file=name)
    if _NO_PAGES.search(content) and not _A_PAGE.search(content):
        return FileError("pdf_no_pages", file=name)
    return FileError("file_damaged", file=name, reason="PDF")


def _title(document: pypdfium2.PdfDocument) -> str:
    words = document.get_metadata_value("Title")
    title = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return "" if _NO_TITLE.fullmatch(title) or len(title) > 200 or "\ufffd" in title else title


def _pages(document: pypdfium2.PdfDocument, name: str, on_page: Callable[[], object]) -> Iterator[list[Glyph]]:
    """Characters of each page. Raises FileError, PdfiumError."""
    count = len(document)
    if count > MOST_PAGES:
        raise FileError("pdf_many_pages", file=name, pages=count, most=MOST_PAGES)
    stop, total = time.monotonic() + MOST_SECONDS, 0
    for number in range(count):
        on_page()
        page = document[number]
        try:
            glyphs = glyphs_of(page, MOST_ON_PAGE)
        finally:
            page.close()
        total += len(glyphs or ())
        if glyphs is None or total > MOST_CHARACTERS or time.monotonic() > stop:
            raise FileError("pdf_too_much", file=name, page=number + 1)
        yield glyphs


def _columns(glyphs: Sequence[Glyph]) -> list[list[PrintedLine]]:
    """Lines of a page, column by column; text at another angle comes after the text that runs as most of it does."""
    turned: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        turned.setdefault(glyph.angle, []).append(glyph)
    columns: list[list[PrintedLine]] = []
    for _, group in sorted(turned.items(), key=lambda found: (-len(found[1]), found[0])):
        columns += [list(column) for _, column in groupby(lines_of(runs_of(group)), key=lambda line: line.column)]
    return columns


def _extract(pages: Sequence[Sequence[Sequence[PrintedLine]]], title: str, name: str) -> Extract:
    lines = (line for columns in pages for column in columns for line in column)
    seen = sum(c.isalnum() for line in lines for c in line.text)
    if seen < _LEAST_A_PAGE * min(len(pages), 3) or seen < _LEAST_A_PAGE * len(pages) // 2:
        raise FileError("pdf_no_text", file=name)
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for columns in pages:
        starts.append(length)
        for above, column in zip([None, *columns], columns, strict=False):
            words = "".join(_set(column))
            if above and above[-1].base - column[0].base > _APART * column[0].size:
                words = "\n" + words
            parts.append(words)
            length += len(words)
    return Extract("".join(parts), title, (), tuple(starts), True)


def _set(column: Sequence[PrintedLine]) -> Iterator[str]:
    """Lines of a column, each with its line break; the opening of a paragraph shows as it does in print, by an indent
    or by space above, here a blank line."""
    edges = _usual([line.left for line in column]), max(line.right for line in column)
    pitch = _usual([above.base - below.base for above, below in pairwise(column)])
    for i, line in enumerate(column):
        above, below = column[i - 1] if i else None, column[i + 1] if i + 1 < len(column) else None
        if above and above.base - line.base > _SPACE_ABOVE * max(pitch, line.size):
            yield "\n"
        indent = "　　" if is_wide(line.text[0]) else "    "
        opens = _is_indented(line, edges, above, below) and not line.text[0].isspace()
        yield (indent if opens else "") + line.text + "\n"


def _usual(values: Sequence[float]) -> float:
    """The commonest of ``values``, to half a point; the smallest of those equally common; 0 without any."""
    counts = Counter(round(value * 2) / 2 for value in values)
    return min(counts, key=lambda value: (-counts[value], value), default=0.0)


def _is_indented(
    line: PrintedLine, edges: tuple[float, float], above: PrintedLine | None, below: PrintedLine | None
) -> bool:
    """Whether it opens a paragraph by standing further in than its column and the line below."""
    inwards = (line.left - edges[0]) / line.size
    if not _LEAST_INDENT <= inwards <= _MOST_INDENT:
        return False
    if above and above.right > edges[1] - 2 * line.size and _ITEM.match(above.text) and not _ITEM.match(line.text):
        return False
    hangs = below is not None and below.left > line.left - 0.5 * line.size
    return not hangs or (above is not None and abs(above.left - line.left) > 0.5 * line.size) or below is None
