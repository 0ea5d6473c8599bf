"""Lines put together into blocks where only the margin ended them; a block is what the author's line break ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.records import LineKind, Range
from rag.repair.lines import Piece
from rag.repair.script import DENSE, ENDED, RUNNING_MARK, mark_rank, opens_item

# Narrower lines say nothing about where the margin is.
_NARROW = 20
# A page set in one column holds at most about 100 Chinese characters a line.
_WIDEST = 220
# An opening indent is two full-width spaces, four columns; two are enough to tell.
_INDENT = 2
# Columns that an open line may fall short of the margin.
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together. ``text``: them as one, lines joined as the script wants.

    ``full``: the last one reached the margin. ``indented``: the first one stands further in than the others do.
    """

    pieces: tuple[Piece, ...]
    text: str
    full: bool
    indented: bool

    @property
    def kind(self) -> LineKind:
        return self.pieces[0].kind

    @property
    def level(self) -> int:
        return self.pieces[0].level

    @property
    def place(self) -> Range:
        return self.pieces[0].start, self.pieces[-1].end


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is set. ``base``: columns every line is moved in; ``indents``: paragraphs open with an indent;
    ``margin``: columns of a full line, 0 when lines are not wrapped; ``characters``: it counts characters instead."""

    base: int
    indents: bool
    margin: int
    characters: bool

    def indented(self, piece: Piece) -> bool:
        """Whether ``piece`` opens with an indent."""
        return piece.indent >= self.base + _INDENT

    def size(self, piece: Piece) -> int:
        """How far ``piece`` reaches, in what the margin counts."""
        if self.characters:
            return piece.end - piece.start + (piece.indent - self.base) // 2
        return piece.width + piece.indent


def layout_of(text: str, pieces: Sequence[Piece], wrapped: bool) -> Layout:
    """How the lines are set: judged from their widths and ends, all of them together."""
    lines = [piece for piece in pieces if piece.kind == "text"]
    indents = Counter(piece.indent for piece in lines)
    base = min((indent for indent, count in indents.items() if count * 20 >= len(lines)), default=0)
    moved = sum(count for indent, count in indents.items() if indent >= base + _INDENT)
    opens = moved * 33 >= len(lines) and moved >= 2
    best = Layout(base, opens, 0, False)
    if not wrapped or len(lines) < 2:
        return best if not wrapped else Layout(base, False, 0, False)
    found = 0.0
    for characters in (False, True):
        trial = Layout(base, opens, 0, characters)
        margin, share = _margin(text, lines, trial)
        if share > found:
            best, found = Layout(base, opens, margin, characters), share
    return best


def _margin(text: str, lines: Sequence[Piece], layout: Layout) -> tuple[int, float]:
    """Where full lines end, and the share of lines that end there; (0, 0) when the lines are whole paragraphs."""
    sizes = np.array([layout.size(piece) for piece in lines])
    wide = sizes[sizes >= (_NARROW // 2 if layout.characters else _NARROW)]
    if not len(wide):
        return 0, 0.0
    edge = float(np.percentile(wide, 90))
    slack = min(max(edge * 0.1, 4), 12)
    near = (sizes >= edge - slack) & (sizes <= edge + slack)
    share = float(near.sum()) / len(wide)
    if edge > _WIDEST or share < 0.25 or float((sizes > edge + slack).sum()) > 0.05 * len(wide):
        return 0, 0.0
    full = [piece for piece, reaches in zip(lines[:-1], near[:-1], strict=True) if reaches]
    # Lines that the margin ended break off anywhere; lines that are paragraphs end their sentences.
    open_ended = sum(ENDED.search(text, max(piece.start, piece.end - 4), piece.end) is None for piece in full)
    if open_ended * 2 < len(full) or not full:
        return 0, 0.0
    return _edge_of(sizes[near]), share - float(np.std(sizes[near])) / 1000


def _edge_of(sizes: NDArray[np.int64]) -> int:
    """The margin: the commonest size where most lines are full to the last column (closing marks may hang over it),
    else, for words that are kept whole, nearly the largest."""
    values, counts = np.unique(sizes, return_counts=True)
    commonest = int(counts.argmax())
    if counts[commonest] * 4 >= len(sizes):
        return int(values[commonest])
    return int(np.percentile(sizes, 95))


def blocks_of(text: str, pieces: Sequence[Piece], layout: Layout) -> list[Block]:
    """``pieces`` in blocks, in order: lines are joined only where the margin alone ended the first."""
    blocks: list[Block] = []
    group: list[Piece] = []
    for piece in pieces:
        if group and not _runs_on(text, group[-1], piece, layout):
            blocks.append(_block(text, group, piece, layout))
            group = []
        group.append(piece)
    if group:
        blocks.append(_block(text, group, None, layout))
    return blocks


def _block(text: str, group: Sequence[Piece], following: Piece | None, layout: Layout) -> Block:
    words = (
        text[group[0].start : group[0].end]
        if len(group) == 1
        else "".join(text[start:end] for start, end in ranges_of(text, group))
    )
    full = layout.margin > 0 and following is not None and _reaches(text, group[-1], following, layout)
    return Block(tuple(group), words, full, layout.indents and layout.indented(group[0]))


def _runs_on(text: str, piece: Piece, following: Piece, layout: Layout) -> bool:
    if not layout.margin or following.gap > 1 or following.page or piece.kind != "text" or following.kind != "text":
        return False
    if (layout.indents and layout.indented(following)) or not _reaches(text, piece, following, layout):
        return False
    ended = ENDED.search(text, max(piece.start, piece.end - 4), piece.end) is not None
    return not (ended and _opens_item(text[following.start : following.start + 40]))


def _opens_item(line: str) -> bool:
    return opens_item(line) and mark_rank(line) != RUNNING_MARK


def _reaches(text: str, piece: Piece, following: Piece, layout: Layout) -> bool:
    """Whether the first word of ``following`` would not have fitted on the line of ``piece``."""
    start, end = following.start, min(following.end, following.start + 30)
    if DENSE.match(text, start):
        word = 2 if end - start > 1 and not text[start + 1].isalnum() else 1
        word = word if layout.characters else 2 * word
    else:
        word = len(text[start:end].split(maxsplit=1)[0]) + (text[piece.end - 1].isascii())
    # A line that breaks off in a sentence may fall a little short: digits and marks are narrower in print.
    ended = ENDED.search(text, max(piece.start, piece.end - 4), piece.end) is not None
    return layout.size(piece) + word + (0 if ended else _SHORT) > layout.margin


def ranges_of(text: str, pieces: Sequence[Piece]) -> tuple[Range, ...]:
    """Ranges of ``pieces`` as one: nothing between Chinese ones, the white space after a word of a spaced script."""
    ranges: list[Range] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        end = piece.end
        if following is not None and _spaced(text, piece.end, following.start):
            end += 1
        if ranges and ranges[-1][1] == piece.start:
            ranges[-1] = (ranges[-1][0], end)
        else:
            ranges.append((piece.start, end))
    return tuple(ranges)


def _spaced(text: str, end: int, start: int) -> bool:
    """Whether the word before ``end`` and the one at ``start`` need white space between them."""
    before, after = text[end - 1], text[start]
    if DENSE.match(before) or DENSE.match(after) or before == "-":
        return False
    if before.isalpha() and after.isalpha():
        return True
    return DENSE.search(text, max(0, end - 12), end) is None
