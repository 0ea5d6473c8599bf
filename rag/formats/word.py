"""Word documents (.docx): paragraphs, tables and text boxes in the order in which they are read, then the notes.

As a reader sees them: what a tracked change deletes and what is hidden is left out, what it inserts is in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from rag.formats.tables import write_table
from rag.formats.writing import Writer, flat, flowed
from rag.records import Extract

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = _W + "txbxContent"
_PASSED_OVER = {
    *(
        _W + tag
        for tag in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sectPr", "tblPr", "trPr", "tcPr", "rt")
    ),
    _FALLBACK,
}
_CHARACTERS = {
    _W + "tab": "\t",
    _W + "ptab": "\t",
    _W + "br": "\n",
    _W + "cr": "\n",
    _W + "noBreakHyphen": "-",
}
_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_STYLE = re.compile(r"title|标题", re.IGNORECASE)
_OFF = {"0", "false", "off"}
# After these a line break ends what was said; anywhere else it only ends the line.
_SAID = re.compile(r"[。！？!?；;：:…][”’」』）)]?\s*$")
_TITLE = -1
_BODY = 9  # outline level of body text, ECMA-376 part 1, 17.3.1.20

Element = Any


def read(content: bytes, name: str) -> Extract:  # noqa: ARG001, formats have one signature
    """The text, a line per paragraph and table row, with headings as the styles say."""
    document = docx.Document(BytesIO(content))
    levels = _levels(document.styles.element)
    body = document.element.body
    blocks = list(_blocks(body))
    titled = any(_level(block, levels) == _TITLE and _text(block).strip() for block in blocks if block.tag == _W + "p")
    writer = Writer()
    title = ""
    for block in blocks:
        if not title and block.tag == _W + "p" and _level(block, levels) == _TITLE:
            title = flat(_text(block))
        _write(writer, block, levels, titled)
    for note in _notes(document.part):
        writer.add(note)
    return writer.extract(title)


def _write(writer: Writer, block: Element, levels: dict[str, int], titled: bool) -> None:
    if block.tag == _W + "tbl":
        _write_table(writer, block, levels, titled)
        return
    level = _level(block, levels)
    words = _text(block)
    if level is not None and words.strip():
        writer.add(flowed(words), "heading", 1 if level == _TITLE else level + 1 + titled)
    else:
        for line in _lines(words):
            writer.add(line)
    for box in block.iter(_BOX):
        if next(box.iterancestors(_BOX, _FALLBACK), None) is None:
            for inner in _blocks(box):
                _write(writer, inner, levels, titled)


def _write_table(writer: Writer, table: Element, levels: dict[str, int], titled: bool) -> None:
    rows = [list(_children(row, _W + "tc")) for row in _children(table, _W + "tr") if not _is_deleted(row)]
    if all(len(cells) < 2 for cells in rows):
        for cells in rows:
            for block in (block for cell in cells for block in _blocks(cell)):
                _write(writer, block, levels, titled)
        return
    grid: list[list[str]] = []
    for cells in rows:
        grid.append(_row(cells, grid[-1] if grid else []))
    write_table(writer, grid)


def _row(cells: list[Element], above: list[str]) -> list[str]:
    """Texts of a row by column: of a cell over several columns at the first, over several rows in each of them."""
    row: list[str] = []
    for cell in cells:
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(_W + "val") != "restart":
            words = above[len(row)] if len(row) < len(above) else ""
        else:
            words = " ".join(filter(None, (flowed(_text(paragraph)) for paragraph in _paragraphs(cell))))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        # Word has 63 columns at most.
        width = min(63, int(span.get(_W + "val", "1"))) if span is not None else 1
        row += [words, *[""] * (width - 1)]
    return row


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs and tables inside, in order, through content controls and tracked insertions."""
    for child in element:
        if child.tag in (_W + "p", _W + "tbl"):
            yield child
        elif child.tag not in _PASSED_OVER and isinstance(child.tag, str):
            yield from _blocks(child)


def _children(element: Element, tag: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, through content controls."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in (_W + "sdt", _W + "sdtContent", _W + "customXml", _W + "ins"):
            yield from _children(child, tag)


def _paragraphs(cell: Element) -> Iterator[Element]:
    """All paragraphs of a cell, those of tables in it too."""
    for block in _blocks(cell):
        if block.tag == _W + "p":
            yield block
        else:
            for row in _children(block, _W + "tr"):
                for inner in _children(row, _W + "tc"):
                    yield from _paragraphs(inner)


def _text(element: Element) -> str:
    """What a paragraph says, text boxes aside."""
    return "".join(_pieces(element))


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in (_W + "t", _M + "t"):
            yield child.text or ""
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag not in _PASSED_OVER and tag != _BOX and not (tag == _W + "r" and _is_hidden(child)):
            yield from _pieces(child)


def _is_hidden(run: Element) -> bool:
    mark = run.find(f"{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(_W + "val") not in _OFF


def _is_deleted(row: Element) -> bool:
    return row.find(f"{_W}trPr/{_W}del") is not None


def _lines(words: str) -> Iterator[str]:
    """Lines of a paragraph: it is one, unless its author set breaks after whole sentences or left a line empty."""
    start: list[str] = []
    for line in words.split("\n"):
        if start and (not line.strip() or _SAID.search(start[-1])):
            yield flowed("\n".join(start))
            start = []
        if line.strip():
            start.append(line)
    if start or not words.strip():
        yield flowed("\n".join(start))


def _levels(styles: Element) -> dict[str, int]:
    """Outline level of each style that has one, by its id, inherited ones too; outermost is 0, a title's is -1."""
    own: dict[str, int] = {}
    base: dict[str, str] = {}
    for style in styles.iter(_W + "style"):
        number = style.get(_W + "styleId", "")
        label = style.find(_W + "name")
        shown = label.get(_W + "val", "") if label is not None else ""
        outline = _outline(style)
        based = style.find(_W + "basedOn")
        if based is not None:
            base[number] = based.get(_W + "val", "")
        if _TITLE_STYLE.fullmatch(shown):
            own[number] = _TITLE
        elif named := _HEADING_STYLE.fullmatch(shown):
            own[number] = int(named[1]) - 1
        elif outline is not None:
            own[number] = outline
    found = {number: _inherited(number, own, base) for number in {*own, *base}}
    return {number: level for number, level in found.items() if level is not None and level < _BODY}


def _inherited(number: str, own: dict[str, int], base: dict[str, str]) -> int | None:
    seen: set[str] = set()
    while number not in own and number in base and number not in seen:
        seen.add(number)
        number = base[number]
    return own.get(number)


def _level(paragraph: Element, levels: dict[str, int]) -> int | None:
    """Outline level of a paragraph; None when it is no heading."""
    if paragraph.tag != _W + "p":
        return None
    outline = _outline(paragraph)
    if outline is not None:
        return outline if outline < _BODY else None
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return levels.get(style.get(_W + "val", "")) if style is not None else None


def _outline(element: Element) -> int | None:
    mark = element.find(f"{_W}pPr/{_W}outlineLvl")
    return int(mark.get(_W + "val", _BODY)) if mark is not None else None


def _notes(part: Any) -> Iterator[str]:
    """Texts of footnotes and endnotes."""
    for kind in (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES):
        for relation in part.rels.values():
            if relation.reltype == kind and not relation.is_external:
                tree = parse_xml(relation.target_part.blob)
                for note in tree:
                    if note.get(_W + "type") in (None, "normal"):
                        yield from (flowed(_text(paragraph)) for paragraph in _paragraphs(note))
