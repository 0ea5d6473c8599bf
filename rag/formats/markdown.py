"""Markdown as it is written, marks included, with its headings and table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise

from rag.formats.decoding import decode
from rag.records import Extract, Line

# CommonMark 0.31: ATX headings (4.2), setext underlines (4.3), fences (4.5); tables as GitHub has them.
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)")
_CLOSING = re.compile(r"(?:^|[ \t])#+$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SEPARATOR = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_NO_PARAGRAPH = re.compile(r" {0,3}(?:[-*+>|]|\d{1,9}[.)]|#{1,6}(?:\s|$))|[ \t]{4,}|\t")

_Place = tuple[int, int]


def read(content: bytes, name: str) -> Extract:
    """The text with headings, their marks left out, and table rows marked."""
    text = decode(content, name)
    lines = tuple(_special(text))
    title = next((text[line.start : line.end] for line in lines if line.kind == "heading" and line.level == 1), "")
    return Extract(text, title=title, lines=lines)


def _unfenced(text: str) -> Iterator[_Place]:
    """Places of the lines outside fenced code; those inside as empty ones, which are nothing."""
    fence = ""
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match[0].rstrip("\n")
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
            yield match.start(), match.start()
        elif mark and not (mark[1][0] == "`" and "`" in line[mark.end() :]):
            fence = mark[1]
            yield match.start(), match.start()
        else:
            yield match.start(), match.start() + len(line)


def _special(text: str) -> Iterator[Line]:
    in_table = False
    for (start, end), after in pairwise(chain(_unfenced(text), [(len(text), len(text))])):
        line = text[start:end]
        if mark := _ATX.match(line):
            in_table = False
            yield from _atx(text, (start + mark.end(), end), len(mark[1]))
            continue
        following = text[slice(*after)]
        if "|" not in line or not line.strip():
            in_table = False
            yield from _setext(text, (start, end), following)
        elif in_table or ("|" in following and _SEPARATOR.match(following)):
            in_table = True
            if not _SEPARATOR.match(line):
                yield Line(start, end, "row")


def _atx(text: str, place: _Place, level: int) -> Iterator[Line]:
    start, end = place
    words = text[start:end].rstrip()
    closing = _CLOSING.search(words)
    if closing:
        words = words[: closing.start()].rstrip()
    if words:
        yield Line(start, start + len(words), "heading", level)


def _setext(text: str, place: _Place, following: str) -> Iterator[Line]:
    """A heading by the line under it. One of several lines is none here: dashes under a paragraph are mostly a rule."""
    start, end = place
    line = text[start:end]
    underline = _UNDERLINE.match(following)
    before = text.rfind("\n", 0, max(start - 1, 0)) + 1
    alone = start == 0 or not text[before : start - 1].strip()
    if underline and alone and line.strip() and not _NO_PARAGRAPH.match(line) and not _UNDERLINE.match(line):
        start += len(line) - len(line.lstrip())
        yield Line(start, start + len(line.strip()), "heading", 1 if underline[1][0] == "=" else 2)
