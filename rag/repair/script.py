"""What characters are: Chinese or spaced script, ends of sentences, marks that open a heading or a list item."""

from __future__ import annotations

import re

# Scripts written without spaces between words; Hangul is not among them.
DENSE = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff9f\U00020000-\U0003ffff]"
)

CLOSERS = "”’」』）)】》〉\\]\"'"
# A sentence, or what introduces a list, has come to its end (closing quotes may follow).
ENDED = re.compile(f"[。！？；：…．.!?;:][{CLOSERS}]*$")
# A point that ends no sentence: after an initial or an abbreviation.
ABBREVIATED = re.compile(r"(?:\b(?:[A-Z]|Dr|Mr|Mrs|Ms|St|No|Fig|Vol|vs|e\.g|i\.e)\.)+$")
INNER_END = re.compile(f"[。！？；][{CLOSERS}]*(?=.)|[.!?;][{CLOSERS}]*\\s", re.DOTALL)
# No line of Chinese begins with these (GB/T 15834: closing marks stay with the word before).
NEVER_FIRST = frozenset("，。、；：！？）》”’」』】〉%％,.;:!?)")
ASKS_MORE = frozenset("，、,（(《“‘「『【〈")

_WANTS_MORE = re.compile(
    r"(?:[的和与及或把将被向从于是并而在且]"
    r"|\b(?:a|an|and|are|as|at|be|by|for|from|has|have|in|into|is|its|of|on|or|our|that|the|their|this|to|was|were|which"
    r"|will|with))$"
)

# A quantity: what follows the number is a lower-case word or a unit.
AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(?:\s[a-z]|\s?(?:[%％‰°]|个百分点|[万亿]元|万吨|平方|立方|千瓦|人次|公里))")

_NUMERAL = "[一二三四五六七八九十百零〇]{1,5}"
# Heading marks, outermost first; the position is the rank. GB/T 9704-2012 7.3.3: 一、 then （一） then 1. then （1）.
MARKS = tuple(
    re.compile(mark)
    for mark in (
        rf"第\s?(?:{_NUMERAL}|\d{{1,3}})\s?[编篇部]分?(?=[\s：:、]|$)",
        rf"第\s?(?:{_NUMERAL}|\d{{1,3}})\s?章|(?:Chapter|CHAPTER|Part|PART)\s(?:\d+|[IVX]+)\b",
        rf"第\s?(?:{_NUMERAL}|\d{{1,3}})\s?节",
        rf"{_NUMERAL}、(?!{_NUMERAL}[、和产])|【[^】]{{1,30}}】$",
        rf"[（(]{_NUMERAL}[）)]",
        rf"{_NUMERAL}是|第{_NUMERAL}[，、]",
        r"\d{1,2}(?:\.\d{1,2}){1,3}\.?\s|\d{1,2}[.．、](?!\d)",
        r"[（(]\d{1,2}[）)]",
    )
)
# What every one of them begins with: most lines do not.
_MARK_BEGINS = re.compile(r"[第CP【（(\d一二三四五六七八九十百零〇]")
# Marks that stand inside a paragraph more often than at its head: 一是…；二是….
RUNNING_MARK = 5
_ITEM = re.compile(
    rf"[-*•·●■◆○◇➢✓]\s?|[①-⑳]|第\s?(?:{_NUMERAL}|\d+)\s?条|\d{{1,3}}[.．、)）](?!\d)|[（(]?[a-zA-Z][)）]\s"
)
# Lines of their own at the head or foot of an article: source, date, byline, salutation, where it goes on.
FRONT = re.compile(
    r"(?:来源|发布时间|发表时间|时间|日期|作者|编辑|责任编辑|责编|记者|本报记者|通讯员|稿源|发文字号|发布机构|阅读量|分享|字号)\s?[:：]"
    r"|[□■◎]?\s?(?:本报|新华社|本刊)?(?:全媒体)?(?:首席)?(?:记者|通讯员)[\s　]"
    r"|[—―–-]{2,}\s?[\d二〇]{4}年"
    r"|[（(]?\d{4}年\s?\d{1,2}月\s?\d{1,2}日[^，。；]{0,45}[^，。；：]$"
    r"|(?:19|20)\d\d[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}(?:日|\b)[\s\d:时分秒]*$"
    r"|(?:各位|尊敬的|同志们|女士们|先生们|朋友们|主席)[^，。]{0,12}[:：!！]$"
    r"|[（(](?:上接|下转|紧接)第|[【\[（(]字[体号]"
    r"|(?:Source|Author|Date|By)\s?[:：]\s?"
)
FROM_PAGE = re.compile(r"[（(](?:上接|紧接)第?\s?[一二三四五六七八九十A-Z\d]{1,4}\s?版")
BYLINE = re.compile(r"[□■◎]?\s?(?:本报|新华社|本刊)(?:全媒体)?(?:首席)?(?:记者|通讯员|见习记者)[\s　]?|\bBy\s[A-Z]")
CREDIT = re.compile(r"(?:[\s　]摄|[^，。]记者[\s　]?\S{2,4}(?:[\s　]\S{1,3})?摄?|作政府工作报告。?)$")
_LONGEST_FRONT = 60
# A name after an office: 省长　胡玉亭, 自治区主席 韦 韬.
_SIGNED = re.compile(r"[^，。；、]{0,30}[长席任记员人][\s　]+\S{1,6}(?:[\s　]\S{1,3})?$")


def mark_rank(line: str) -> int | None:
    """Position in `MARKS` of the mark that ``line`` opens with, None without one."""
    if _MARK_BEGINS.match(line) is None:
        return None
    return next((rank for rank, mark in enumerate(MARKS) if mark.match(line)), None)


def opens_item(line: str) -> bool:
    """Whether ``line`` opens with the mark of a heading or a list item."""
    return mark_rank(line) is not None or _ITEM.match(line) is not None


def stands_alone(line: str) -> bool:
    """Whether ``line`` is a source, date, byline or salutation: a paragraph that nothing is joined to."""
    if len(line) > _LONGEST_FRONT:
        return FROM_PAGE.match(line) is not None
    return FRONT.match(line) is not None or signed(line)


def is_ended(line: str) -> bool:
    """Whether ``line`` ends where a sentence does."""
    return (
        ENDED.search(line, max(0, len(line) - 6)) is not None
        and ABBREVIATED.search(line, max(0, len(line) - 8)) is None
    )


def leaves_open(line: str) -> bool:
    """Whether the last word of ``line`` wants another after it: 的, 和, the, of."""
    return _WANTS_MORE.search(line, max(0, len(line) - 8)) is not None


def signed(line: str) -> bool:
    """Whether ``line`` names a speaker by office, or credits a reporter."""
    return _SIGNED.match(line) is not None or CREDIT.search(line) is not None
