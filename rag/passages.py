"""Paragraphs as passages: the pieces that are indexed, found and cited; and the sentences inside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from rag.records import Extract, Paragraph, Range, Ranges, cut

# Above this a paragraph is several passages. The longest of the ten development reports has about 1,100 characters;
# a reader sees some 300 characters at a time, so five of its windows.
MOST_CHARACTERS = 1500
# A title is encoded with every passage; longer ones are no titles, and their beginning tells documents apart.
LONGEST_TITLE = 300

_CLOSERS = "”’」』）)】》〉\\]\"'"
# Sentence ends: Chinese ones anywhere; Latin ones only before white space and not after an abbreviation, an
# initial or the number of a list item. (?<!…) alternatives have one width each, as `re` asks, and are only tried
# where a full stop is: six times faster.
_END = re.compile(
    f"[。！？；…!?]+[{_CLOSERS}]*"
    "|(?=\\.)(?<!\\bNo)(?<!\\bMr)(?<!\\bMs)(?<!\\bDr)(?<!\\bSt)(?<!\\bvs)(?<!\\bMrs)(?<!\\bFig)(?<!\\bVol)(?<!\\betc)"
    "(?<!\\bInc)(?<!\\bLtd)(?<!\\bi\\.e)(?<!\\be\\.g)(?<!\\bProf)(?<!\\b[A-Za-z])(?<!^\\d)(?<!\\n\\d)"
    f"(?<!\\.)\\.+[{_CLOSERS}]*(?=\\s)"
    "|\\n\\s*\\n"  # a single line break stands where a line was full
)


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A `rag.records.Passage` before the library gives it an id; fields as there."""

    section: tuple[str, ...]
    pages: tuple[int, ...]
    paragraph: int
    text: str
    ranges: Ranges


def title_of(extract: Extract, paragraphs: Sequence[Paragraph], name: str) -> str:
    """The title the text gives itself, else the one the format names, else the name of the file."""
    for paragraph, following in pairwise(paragraphs[:24]):
        # What stands right above rows names a table or a sheet.
        if paragraph.kind == "heading" and paragraph.level == 1 and following.kind != "row":
            return _flat(cut(extract.text, paragraph.ranges))
    return _flat(extract.title) or PurePosixPath(name).stem


def _flat(title: str) -> str:
    return " ".join(title.split())[:LONGEST_TITLE].rstrip()


def passages_of(extract: Extract, paragraphs: Sequence[Paragraph]) -> tuple[PassageDraft, ...]:
    """The passages of a document in order: a paragraph or row each, an overlong one in pieces."""
    drafts: list[PassageDraft] = []
    number = 0
    for paragraph in paragraphs:
        if paragraph.kind == "heading":
            continue
        number += 1
        for ranges in _parts(extract.text, paragraph.ranges):
            pages = _pages(extract.pages, ranges)
            drafts.append(PassageDraft(paragraph.section, pages, number, cut(extract.text, ranges), ranges))
    return tuple(drafts)


def sentences(text: str) -> tuple[Range, ...]:
    """Ranges of the sentences of ``text`` in order, without the white space around them; none is empty."""
    found: list[Range] = []
    start = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        piece = text[start:end]
        bare = piece.strip()
        if len(bare) == len(piece) > 0:
            found.append((start, end))
        elif bare:
            first = start + len(piece) - len(piece.lstrip())
            found.append((first, first + len(bare)))
        start = end
    return tuple(found)


def _parts(text: str, ranges: Ranges) -> Iterator[Ranges]:
    if sum(end - start for start, end in ranges) <= MOST_CHARACTERS:
        yield ranges
        return
    words = cut(text, ranges)
    offset, place = 0, 0
    for start, end in _pieces(words):
        piece: list[Range] = []
        while place < len(ranges) and offset + ranges[place][1] - ranges[place][0] <= start:
            offset += ranges[place][1] - ranges[place][0]
            place += 1
        at, passed = place, offset
        while at < len(ranges) and passed < end:
            first, last = ranges[at]
            piece.append((first + max(start - passed, 0), min(last, first + end - passed)))
            passed += last - first
            at += 1
        yield tuple(piece)


def _pieces(words: str) -> Iterator[Range]:
    """Pieces of at most `MOST_CHARACTERS` that end where sentences do; a longer sentence is cut where it must be."""
    start = end = 0
    for first, last in sentences(words):
        if last - start > MOST_CHARACTERS and end > start:
            yield start, end
            start = first
        elif end <= start:
            start = first
        while last - start > MOST_CHARACTERS:
            cut_at = start + len(words[start : start + MOST_CHARACTERS].rstrip())
            yield start, cut_at
            start = cut_at + len(words[cut_at:last]) - len(words[cut_at:last].lstrip())
        end = last
    if end > start:
        yield start, end


def _pages(starts: tuple[int, ...], ranges: Ranges) -> tuple[int, ...]:
    if not starts:
        return ()
    found = {max(1, bisect_right(starts, at)) for start, end in ranges for at in (start, end - 1)}
    return tuple(sorted(found))
