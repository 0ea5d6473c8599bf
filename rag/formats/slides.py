"""PowerPoint to text: a line per paragraph, a page per slide, notes at the end of their slide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from rag.records import Extract, Line, LineKind

_TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
# What stands on every slide like the running head on a page.
_DRESS = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER)
# EMU: shapes whose tops differ by less than a tenth of an inch stand side by side.
_SIDE_BY_SIDE = 91_440
# White space around a line break inside a paragraph, which python-pptx shows as a vertical tab.
_BREAK = re.compile(r"\s*\v\s*")
_BREAK_IN_CHINESE = re.compile(r"(?<=[\u2e80-\uffef])\s*\v\s*(?=[\u2e80-\uffef])")
# What PowerPoint writes where an author gave no title.
_NO_TITLE = re.compile(
    r"(?i)(?:microsoft )?powerpoint\b.*|(?:presentation|slide|幻灯片|演示文稿)\s?\d*|untitled.*|无标题.*"
)
_Piece = tuple[str, LineKind, int]


def read(content: bytes, name: str) -> Extract:  # noqa: ARG001  one signature for all formats
    """The text of a .pptx. Whatever python-pptx makes of a damaged file comes out as it is."""
    deck = Presentation(BytesIO(content))
    parts: list[str] = []
    lines: list[Line] = []
    pages: list[int] = []
    length = 0
    for slide in deck.slides:
        pages.append(length)
        for words, kind, level in _slide(slide):
            if kind != "text":
                lines.append(Line(length, length + len(words), kind, level))
            parts.append(words + "\n")
            length += len(words) + 1
    title = " ".join((deck.core_properties.title or "").split())
    return Extract("".join(parts), "" if _NO_TITLE.fullmatch(title) else title, tuple(lines), tuple(pages))


def _slide(slide: Any) -> Iterator[_Piece]:
    titles: list[Any] = []
    others: list[Any] = []
    for shape in slide.shapes:
        kind = shape.placeholder_format.type if shape.is_placeholder else None
        if kind not in _DRESS:
            (titles if kind in _TITLES else others).append(shape)
    for shape in titles:
        words = " ".join(text for text, _, _ in _paragraphs(shape.text_frame))
        if words:
            yield words, "heading", 1
    yield from _in_order(others)
    if slide.has_notes_slide:
        yield from _paragraphs(slide.notes_slide.notes_text_frame)


def _in_order(shapes: Iterable[Any]) -> Iterator[_Piece]:
    """Text of shapes from top to bottom, side by side ones from the left; those of a group together."""
    rows: list[list[Any]] = []
    for shape in sorted(shapes, key=lambda shape: shape.top or 0):
        if rows and (shape.top or 0) - (rows[-1][0].top or 0) < _SIDE_BY_SIDE:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    for row in rows:
        for shape in sorted(row, key=lambda shape: shape.left or 0):
            yield from _shape(shape)


def _shape(shape: Any) -> Iterator[_Piece]:
    if hasattr(shape, "shapes"):
        yield from _in_order(shape.shapes)
    elif shape.has_text_frame:
        yield from _paragraphs(shape.text_frame)
    elif getattr(shape, "has_table", False):
        yield from _table(shape.table)


def _paragraphs(frame: Any) -> Iterator[_Piece]:
    for paragraph in frame.paragraphs if frame is not None else ():
        if words := _line(paragraph.text):
            yield words, "text", 0


def _line(words: str) -> str:
    """``words`` on one line: a line break becomes a space, or nothing between Chinese characters."""
    return _BREAK.sub(" ", _BREAK_IN_CHINESE.sub("", words.replace("\n", "\v").strip()))


def _table(table: Any) -> Iterator[_Piece]:
    """A line per row, the first row being the header."""
    header, *rows = [[_line(cell.text) for cell in row.cells] for row in table.rows] or [[]]
    for row in rows or [header]:
        named = zip(header, row, strict=True) if rows else (("", value) for value in row)
        words = "；".join(f"{head}：{value}" if head else value for head, value in named if value)
        if words:
            yield words, "row", 0
