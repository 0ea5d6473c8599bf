"""Web pages (.html): the article, not the menus around it; a line per block, table rows under their headers."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rag.errors import FileError
from rag.formats.decoding import MOST_CHARACTERS, clean, decode
from rag.formats.tables import MOST_CELLS, write_table
from rag.formats.writing import Writer, flat, flowed
from rag.records import Extract

# What is never part of an article, by the tag, by what the author says it is, by the usual names.
_UNSEEN = (
    "script, style, noscript, template, iframe, object, svg, canvas, audio, video, map, dialog, button, "
    "select, textarea, datalist, [hidden], [aria-hidden=true], [style*='display:none' i], "
    "[style*='display: none' i], [style*='visibility:hidden' i], rp, rt"
)
_AROUND = (
    "nav, aside, footer, menu, [role=navigation], [role=banner], [role=contentinfo], [role=complementary], "
    "[role=search], [role=menu], [role=menubar], [role=dialog], .nav, .navbar, .navigation, .menu, "
    ".breadcrumb, .breadcrumbs, .crumb, .crumbs, .sidebar, .footer, .copyright, .pagination, .pager, .share, "
    ".toolbar, #nav, #navbar, #navigation, #menu, #breadcrumb, #sidebar, #footer, #copyright, #share, "
    "#toolbar"
)
_BLOCK_TAGS = (
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2"
    " h3 h4 h5 h6 header hr legend li main menu nav ol p section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
# Three lines and more of nothing but short links, outside an article, are a menu.
_MENU_LINES, _LINK_LENGTH = 3, 30
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_CHARSET_WITHIN = 4096
_KNOWN_CHARSET = re.compile(r"gb|big5|utf-?16|windows-12|iso-8859-|shift_jis|euc-|koi8-")
# The name of the site after that of the page.
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|--+")
_SHORTEST_TITLE = 4
# Deeper pages take the parser time with the square of their depth; browsers stop at 512.
_DEEPEST = 2000
_MOST_TAGS = 2_000_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*?(/?)>")
# Tags that need no end: they do not go deeper.
_UNCLOSED_TAGS = (
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th thead tbody tfoot option"
    " optgroup colgroup rp rt html head body"
)
_UNCLOSED = frozenset(_UNCLOSED_TAGS.split())
_WIDEST_SPAN = 100
# A table cell with more of these in it is a column of the page.
_IN_COLUMNS = "p, li, h1, h2, h3, h4, h5, h6"
_MOST_IN_CELL = 4


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the article: a heading has a level; ``menu``: whether it is nothing but a short link."""

    words: str
    level: int = 0
    menu: bool = False


_Grid = list[list[str]]


class _Words:
    """The line that is being read."""

    def __init__(self) -> None:
        self.level = self.in_link = 0
        self.as_is = False
        self._words: list[str] = []
        self._linked = 0

    def add(self, words: str) -> Iterator[_Line]:
        """Adds words; in preformatted text the lines that end in them come out."""
        first, *others = words.split("\n") if self.as_is else [words]
        self._put(first)
        for other in others:
            yield from self.end()
            self._put(other)

    def end(self, kept: bool = False) -> Iterator[_Line]:
        """The line, if there is anything in it; ``kept``: it goes on after a break."""
        if kept:
            self._words.append("\n")
            return
        words = flowed("".join(self._words))
        if words:
            yield _Line(words, self.level, self._linked >= len("".join(words.split())) and len(words) <= _LINK_LENGTH)
        self._words, self._linked = [], 0

    def _put(self, words: str) -> None:
        self._words.append(words)
        self._linked += len("".join(words.split())) if self.in_link > 0 else 0


def read(content: bytes, name: str) -> Extract:
    """The text of the article, its headings by their tags; ``title`` is that of the page, without the site's name."""
    text = _decoded(content, name)
    _check_depth(text, name)
    page = LexborHTMLParser(text)
    heading = page.css_first("title")
    named = flat(heading.text()) if heading else ""
    shown = _SITE.split(named)[0]
    title = shown if len(shown) >= _SHORTEST_TITLE else named
    for root, passed_over in _roots(page):
        writer = Writer()
        for part in _without_menus(_parts(root, passed_over, name), root.tag == "body"):
            if isinstance(part, _Line):
                writer.add(part.words, "heading" if part.level else "text", part.level)
            else:
                write_table(writer, part)
        found = writer.extract(title)
        if found.text.strip():
            return found
    return Extract("")


def _decoded(content: bytes, name: str) -> str:
    """The text, in the encoding the page names where it is no UTF-8."""
    declared = _CHARSET.search(content[:_CHARSET_WITHIN])
    charset = declared[1].decode("ascii", "replace").lower() if declared else ""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if _KNOWN_CHARSET.match(charset) and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            try:
                return clean(content.decode("gb18030" if charset.startswith("gb") else charset))
            except (UnicodeDecodeError, LookupError):
                pass  # a page may be wrong about itself
    return decode(content, name)


def _check_depth(text: str, name: str) -> None:
    """Raises FileError for a page of tags inside tags inside tags, or of little else."""
    depth = 0
    for number, tag in enumerate(_TAG.finditer(text)):
        if number > _MOST_TAGS:
            raise FileError("file_long", file=name, most=MOST_CHARACTERS)
        if tag[2].lower() not in _UNCLOSED and not tag[3]:
            depth += -1 if tag[1] else 1
            if depth > _DEEPEST:
                raise FileError("file_damaged", file=name, reason="HTML")
            depth = max(depth, 0)


def _roots(page: LexborHTMLParser) -> Iterator[tuple[LexborNode, frozenset[int]]]:
    """Where the article may be, likeliest place first, each with the elements in it that are passed over."""
    body = page.body
    if body is None:
        return
    unseen = _ids(body, _UNSEEN)
    main = body.css("main, [role=main]")
    articles = [node for node in body.css("article") if node.mem_id not in unseen]
    for found in (main, articles):
        if len(found) == 1:
            yield found[0], unseen | _ids(found[0], _AROUND)
    heads = {node.mem_id for node in body.css("header") if node.css_first("h1") is None}
    yield body, unseen | _ids(body, _AROUND) | heads
    yield body, unseen


def _ids(root: LexborNode, selectors: str) -> frozenset[int]:
    return frozenset(node.mem_id for node in root.css(selectors)) - {root.mem_id}


def _walk(root: LexborNode, passed_over: set[int]) -> Iterator[tuple[LexborNode, bool]]:
    """Elements where they begin (False) and end (True), and the texts in them; what is added to ``passed_over`` where
    it begins is not gone into."""
    waiting = [(root, False)]
    while waiting:
        node, ended = waiting.pop()
        if not ended and node.mem_id in passed_over:
            continue
        yield node, ended
        if ended or node.is_text_node or node.mem_id in passed_over:
            continue
        waiting.append((node, True))
        child = node.last_child
        while child is not None:
            waiting.append((child, False))
            child = child.prev


def _parts(root: LexborNode, without: frozenset[int], name: str) -> Iterator[_Line | _Grid]:
    """Lines and tables of an element in order."""
    line = _Words()
    passed_over = set(without)
    for node, ended in _walk(root, passed_over):
        tag = node.tag or ""
        if tag == "-text":
            yield from line.add(node.text_content or "")
        elif tag == "br":
            yield from line.end(kept=line.level > 0)
        elif tag == "a":
            line.in_link += -1 if ended else 1
        elif tag == "pre":
            yield from line.end()
            line.as_is = not ended
        elif tag in _HEADINGS:
            yield from line.end()
            line.level = 0 if ended else _HEADINGS[tag]
        elif tag == "table" and not ended:
            yield from line.end()
            grid = _grid(node, passed_over, name)
            if grid:
                passed_over.add(node.mem_id)
                yield grid
        elif tag in _BLOCKS:
            yield from line.end(kept=line.level > 0)
    yield from line.end()


def _grid(table: LexborNode, passed_over: set[int], name: str) -> _Grid | None:
    """Cells of a table by row; None where it is only there to place things on the page."""
    if len(table.css("table")) > 1:
        return None
    rows = [row for row in table.css("tr") if row.mem_id not in passed_over]
    cells = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in rows]
    if max(map(len, cells), default=0) < 2 or _has_columns(table, cells):
        return None
    grid = [[_cell(caption, passed_over)] for caption in table.css("caption")]
    below: dict[int, tuple[str, int]] = {}
    total = 0
    for row in cells:
        words = _row(row, below, passed_over)
        total += len(words)
        if total > MOST_CELLS:
            raise FileError("file_vast", file=name, most=MOST_CELLS)
        grid.append(words)
    return grid


def _has_columns(table: LexborNode, cells: list[list[LexborNode]]) -> bool:
    """Whether a cell is a column of the page rather than one of a table."""
    if len(table.css(_IN_COLUMNS)) <= _MOST_IN_CELL:
        return False
    return any(len(cell.css(_IN_COLUMNS)) > _MOST_IN_CELL for row in cells for cell in row)


def _row(cells: list[LexborNode], below: dict[int, tuple[str, int]], passed_over: set[int]) -> list[str]:
    """Texts of a row by column: of a cell over several columns at the first, over several rows in each of them.

    ``below``: by column, the text that goes on from above and for how many rows yet.
    """
    row: list[str] = []
    for cell in cells:
        _go_on(row, below)
        words, rows, columns = _cell(cell, passed_over), _span(cell, "rowspan"), _span(cell, "colspan")
        for column in range(columns if rows > 1 else 0):
            below[len(row) + column] = ("" if column else words, rows - 1)
        row += [words, *[""] * (columns - 1)]
    _go_on(row, below)
    return row


def _go_on(row: list[str], below: dict[int, tuple[str, int]]) -> None:
    while going := below.pop(len(row), None):
        words, left = going
        if left > 1:
            below[len(row)] = (words, left - 1)
        row.append(words)


def _cell(cell: LexborNode, passed_over: set[int]) -> str:
    words = []
    for node, _ in _walk(cell, passed_over):
        words.append(node.text_content or "" if node.is_text_node else " " * (node.tag == "br" or node.tag in _BLOCKS))
    return flowed("".join(words))


def _span(cell: LexborNode, which: str) -> int:
    value = cell.attributes.get(which) or ""
    return max(1, min(int(value), _WIDEST_SPAN)) if value.isascii() and value.isdecimal() else 1


def _without_menus(parts: Iterator[_Line | _Grid], around: bool) -> Iterator[_Line | _Grid]:
    """``parts``; with ``around``, where the rest of the page is in them, without runs of short links."""
    run: list[_Line] = []
    for part in parts:
        if around and isinstance(part, _Line) and part.menu:
            run.append(part)
            continue
        if len(run) < _MENU_LINES:
            yield from run
        run = []
        yield part
    if len(run) < _MENU_LINES:
        yield from run
