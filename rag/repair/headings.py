"""Which blocks are headings: named so by the format, by their mark, or by standing alone between paragraphs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.repair.blocks import Block
from rag.repair.script import (
    AMOUNT,
    BYLINE,
    DENSE,
    ENDED,
    FROM_PAGE,
    INNER_END,
    NEVER_FIRST,
    leaves_open,
    mark_rank,
    opens_item,
    signed,
    stands_alone,
)

# Outermost first: a title of the whole file or of one article; what the format marked; marks of the text.
Rank = tuple[int, int]
_TITLE: Rank = (-1, 0)
_UNMARKED: Rank = (1, -1)
# The longest of the 300 headings in forty government reports has 45 characters.
_LONGEST_MARKED = 60
_LONGEST_UNMARKED = 34
_LONGEST_LATIN = 80
# Above this what a format calls a heading is a paragraph that somebody set in its style: it can be cited, and does not
# stand in the section of all that follows.
_LONGEST_OF_FORMAT = 300
# Unmarked, a longer line with a comma in it is rather a sentence cut short.
_CLAUSE = 20
# A title stands among the first lines, before the text begins.
_FRONT = 24
_PROSE = 40
# Characters of a mark like "10. ", whose point ends no sentence.
_MARK = 4
_NUMBERED_ITEM = 6
_TITLE_WORD = re.compile(
    r"(?:报告|公报|意见|通知|办法|规划|条例|计划|方案|决定|决议|纲要|讲话|白皮书|年鉴|总结|要点|细则|规定|说明|公告|年报|调查|摘要)"
    r"(?:[（(][^）)]{1,20}[）)])?$"
)
_ADDRESS = re.compile(r"https?:|www\.|[|>＞@]|\.(?:com|cn|org)")
_COUNTED_YEAR = re.compile(r"\d{4}(?:年|[-—–至]\d{4}|$|\s)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: how far out it stands, and whether an article begins with it."""

    rank: Rank
    article: bool


def headings_of(blocks: Sequence[Block], cuts_word: Callable[[Block, Block], bool]) -> dict[int, Heading]:
    """Headings among ``blocks`` by position. ``cuts_word``: whether a block ends inside a word the next one goes on."""
    marked = _by_format(blocks)
    titles = _titles(blocks, marked, cuts_word)
    by_text = {} if titles.keys() & marked.keys() else titles
    candidates = _candidates(blocks, marked, by_text, cuts_word)
    found = {**_innermost_of_runs(candidates, marked, by_text), **by_text, **marked}
    return _with_articles(blocks, found)


def _by_format(blocks: Sequence[Block]) -> dict[int, Heading]:
    levels = [block.level for block in blocks if block.kind == "heading"]
    top = levels[0] if levels else 0
    again = levels.count(1) > 1 and top == 1
    found: dict[int, Heading] = {}
    for i, block in enumerate(blocks):
        if block.kind == "heading" and len(block.text) <= _LONGEST_OF_FORMAT:
            found[i] = Heading((0, block.level), again and block.level == 1 and bool(found))
    return found


def _titles(
    blocks: Sequence[Block], marked: dict[int, Heading], cuts_word: Callable[[Block, Block], bool]
) -> dict[int, Heading]:
    """The title by its place, none when the text begins at once."""
    front: list[int] = []
    for i, (block, following) in enumerate(pairwise(blocks[: _FRONT + 1])):
        if block.kind == "row" or opens_item(block.text):
            break
        if i in marked:
            return {i: marked[i]} if not front else _best_title(blocks, front)
        if _is_prose(block) or (block.text.endswith(("：", ":")) and len(block.text) > 5):
            break
        if _could_be_title(block) and not (_goes_on(block.text, following.text) or cuts_word(block, following)):
            front.append(i)
    return _best_title(blocks, front)


def _best_title(blocks: Sequence[Block], front: Sequence[int]) -> dict[int, Heading]:
    named = [i for i in front if _TITLE_WORD.search(blocks[i].text)]
    chosen = (named or [i for i in front if i == 0])[:1]
    return {i: Heading(_TITLE, False) for i in chosen}


def names_better(head: str, blocks: Sequence[Block], headings: dict[int, Heading]) -> bool:
    """Whether a running head names the document better than a title among ``headings`` does, or there is none."""
    titles = [blocks[i].text for i, heading in headings.items() if i < _FRONT and heading.rank < _UNMARKED]
    if not _TITLE_WORD.search(head):
        return not titles
    # Of a title in another script, Chinese title words say nothing.
    return all(DENSE.search(title) and not _TITLE_WORD.search(title) for title in titles)


def _could_be_title(block: Block) -> bool:
    words = block.text
    if DENSE.search(words) and INNER_END.search(words):
        return False
    if not 4 <= len(words) <= (_LONGEST_MARKED if DENSE.search(words) else _LONGEST_LATIN) or ENDED.search(words):
        return False
    return not (stands_alone(words) or signed(words) or _ADDRESS.search(words)) and _letters(words) * 2 >= len(words)


def _letters(words: str) -> int:
    return sum(map(str.isalpha, words))


def _is_prose(block: Block) -> bool:
    words = block.text
    return len(words) >= _PROSE and (ENDED.search(words) is not None or INNER_END.search(words) is not None)


def _candidates(
    blocks: Sequence[Block],
    marked: dict[int, Heading],
    titles: dict[int, Heading],
    cuts_word: Callable[[Block, Block], bool],
) -> dict[int, Rank]:
    """Blocks that read like headings, with their rank."""
    known = {rank: marked[i].rank for i in reversed(marked) if (rank := mark_rank(blocks[i].text)) is not None}
    # A format that names headings names them all; what goes on from another page has its title before it.
    unmarked_too = len(marked) < 2
    first = min([*titles, *marked], default=-1)
    found: dict[int, Rank] = {}
    for i, block in enumerate(blocks[:-1]):
        if block.kind != "text" or len(block.text) > _LONGEST_LATIN or i in titles:
            continue
        rank = mark_rank(block.text)
        below = i - 1 in titles or i - 1 in found or i - 1 in marked
        if rank is None:
            reads = unmarked_too and i > first and _reads_unmarked(blocks, i, below)
        else:
            reads = _reads_marked(block.text, rank) and (below or not _is_cut_off(blocks, i))
        if reads and not _goes_on(block.text, blocks[i + 1].text) and not cuts_word(block, blocks[i + 1]):
            found[i] = _UNMARKED if rank is None else known.get(rank, (1, rank))
    return found


def _reads_marked(words: str, rank: int) -> bool:
    if len(words) > _LONGEST_MARKED or ENDED.search(words) or words[-1] in "，、," or INNER_END.search(words, _MARK):
        return False
    return rank < _NUMBERED_ITEM or not ("：" in words or ": " in words)


def _is_cut_off(blocks: Sequence[Block], i: int) -> bool:
    """Whether a block opens with a quantity that the block before it leaves open."""
    if not i or blocks[i - 1].kind == "row" or ENDED.search(blocks[i - 1].text):
        return False
    return AMOUNT.match(blocks[i].text) is not None


def _reads_unmarked(blocks: Sequence[Block], i: int, below_heading: bool) -> bool:
    words, before, following = blocks[i].text, blocks[i - 1], blocks[i + 1]
    if not _short_line(words) or opens_item(words) or stands_alone(words) or _ADDRESS.search(words):
        return False
    if i and not below_heading and before.kind == "text" and not ENDED.search(before.text):
        return False
    return _is_prose(following) or mark_rank(following.text) is not None


def _short_line(words: str) -> bool:
    """Whether ``words`` are few, end without a mark and hold no sentence."""
    if ENDED.search(words) or INNER_END.search(words) or "：" in words or words[-1] in "，、,":
        return False
    if DENSE.search(words):
        if words[0].isdecimal() and not _COUNTED_YEAR.match(words):
            return False
        clauses = "，" in words and len(words) >= _CLAUSE
        return 2 <= len(words) <= _LONGEST_UNMARKED and not clauses and _letters(words) >= 2
    return words[0].isupper() and len(words.split()) <= 10 and _letters(words) * 3 >= len(words) * 2 and len(words) > 2


def _goes_on(words: str, following: str) -> bool:
    """Whether ``words`` are no heading but the beginning of a sentence that the next block ends."""
    if leaves_open(words) or following[0].islower() or following[0] in NEVER_FIRST:
        return True
    return not DENSE.search(words) and AMOUNT.match(following) is not None


def _innermost_of_runs(
    candidates: dict[int, Rank], marked: dict[int, Heading], titles: dict[int, Heading]
) -> dict[int, Heading]:
    """``candidates`` that something stands under: of headings in a row (a table of contents, a list without full
    stops) only the last ones that each go deeper."""
    found: dict[int, Heading] = {}
    for i in sorted(candidates, reverse=True):
        below = candidates.get(i + 1) if i + 1 not in marked else marked[i + 1].rank
        empty = below is not None and (below <= candidates[i] or (i + 1 in candidates and i + 1 not in found))
        if not empty and i not in titles:
            found[i] = Heading(candidates[i], False)
    return found


def _with_articles(blocks: Sequence[Block], found: dict[int, Heading]) -> dict[int, Heading]:
    """``found`` with those that open an article of their own: it goes on from another page, or a byline follows."""
    first = min(found, default=len(blocks))
    for i, (before, block) in enumerate(pairwise(blocks)):
        if before.kind == "row":
            continue
        if FROM_PAGE.match(block.text):
            if len(before.text) <= _LONGEST_MARKED and not ENDED.search(before.text):
                found[i] = Heading(_TITLE, True)
        elif (
            BYLINE.match(block.text)
            and len(block.text) <= _LONGEST_MARKED
            and i != first
            and _could_be_title(before)
            and _is_prose_at(blocks, i + 2)
        ):
            found[i] = Heading(_TITLE, i > first)
            first = min(first, i)
    return dict(sorted(found.items()))


def _is_prose_at(blocks: Sequence[Block], i: int) -> bool:
    return i < len(blocks) and len(blocks[i].text) >= _CLAUSE and ENDED.search(blocks[i].text) is not None
