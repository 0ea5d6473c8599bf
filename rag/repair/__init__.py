"""Damaged text put in order: paragraphs, headings and rows as ranges; nothing is edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.records import Extract, LineKind, Paragraph, cut
from rag.repair.blocks import Block, blocks_of, layout_of, ranges_of
from rag.repair.furniture import without_furniture
from rag.repair.headings import Heading, Rank, headings_of, names_better
from rag.repair.joins import Seams
from rag.repair.lines import Piece, pieces_of
from rag.repair.script import FROM_PAGE

__all__ = ["repair"]


def repair(extract: Extract) -> tuple[Paragraph, ...]:
    """Paragraphs, headings and rows of a text, in order.

    Every visible character is in exactly one of them, except those of running heads, page numbers, rules and the
    heading marks of Markdown.
    """
    text = extract.text
    pieces, head = without_furniture(text, pieces_of(extract))
    blocks, seams = _blocks(extract, pieces)
    headings = headings_of(blocks, seams.cuts_word)
    if head and names_better(text[head.start : head.end], blocks, headings):
        blocks, seams = _blocks(extract, [head, *pieces])
        headings = headings_of(blocks, seams.cuts_word)
    return tuple(_with_sections(text, list(_joined(blocks, headings, seams))))


def _blocks(extract: Extract, pieces: Sequence[Piece]) -> tuple[list[Block], Seams]:
    layout = layout_of(extract.text, pieces, extract.wrapped)
    return blocks_of(extract.text, pieces, layout), Seams(extract.text, layout)


def _joined(
    blocks: Sequence[Block], headings: dict[int, Heading], seams: Seams
) -> Iterator[tuple[tuple[Piece, ...], LineKind, Heading | None]]:
    """Lines of each paragraph with its kind, halves of a cut one together."""
    group: list[Piece] = []
    for i, block in enumerate(blocks):
        if i in headings or block.kind == "row":
            if group:
                yield tuple(group), "text", None
                group = []
            yield block.pieces, "heading" if i in headings else "row", headings.get(i)
            continue
        if group and not seams.join(blocks[i - 1], block):
            yield tuple(group), "text", None
            group = []
        group.extend(block.pieces)
    if group:
        yield tuple(group), "text", None


def _with_sections(
    text: str, parts: Sequence[tuple[tuple[Piece, ...], LineKind, Heading | None]]
) -> Iterator[Paragraph]:
    above: list[tuple[Rank, str]] = []
    article = 0
    opened = False
    for pieces, kind, heading in parts:
        ranges = ranges_of(text, pieces)
        if heading is None:
            if FROM_PAGE.match(text, pieces[0].start) and not opened:
                article, above = article + 1, []
            yield Paragraph(ranges, kind, 0, article, tuple(words for _, words in above))
            opened = False
            continue
        article += heading.article
        opened = heading.article
        while above and (heading.article or above[-1][0] >= heading.rank):
            above.pop()
        yield Paragraph(ranges, kind, len(above) + 1, article, tuple(words for _, words in above))
        above.append((heading.rank, " ".join(cut(text, ranges).split())))
