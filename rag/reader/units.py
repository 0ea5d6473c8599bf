"""What sort of thing a number counts, and whether that is the sort a question asks for."""

from __future__ import annotations

import re

from rag.question import NOT_MEANT, Question

UNFIT = 0.2
"""A fit below which a number is of another sort than the one asked for, and no answer."""

# The first that is found counts: 平方公里 is an area before it is a length.
_SORTS = tuple(
    (sort, re.compile(pattern))
    for sort, pattern in (
        ("share", r"%|‰|百分|成(?:[以左多]|$)|percent|per cent|percentage|半数|过半|一半"),
        ("energy", r"[千兆吉]瓦|度电"),
        ("area", r"平方|亩|公顷"),
        ("mass", r"立方|吨|斤|克|升"),
        ("length", r"公里|千米|海里|厘米|毫米|米|[0-9千万]里"),
        ("money", r"元|块|美金|英镑|人民币|[$€£¥]|yuan|dollar"),
        ("people", r"人|名"),
        ("boxes", r"标准箱|标箱"),
        ("times", r"倍"),
        ("rank", r"^第"),
        ("day", r"[0-9]{4}年|^(?:19|20)[0-9]{2}$|[0-9]月|[0-9]日|[0-9]时"),
        ("time", r"小时|分钟|秒|天|周|年|个月|日|岁"),
        ("things", r"[^\d.,\s—~～零〇一二两三四五六七八九十百千万亿多余几约超近达]"),
    )
)
_AROUND = re.compile("左右|以上|以下|以内|之多|上下|不超过|不低于|不少于|不高于|超过|突破|接近|将近|大约|至少|最多")
_CHANGE = "增长|增幅|增速|增加|增量|新增|净增|上升|下降|降低|降幅|提高|提升|减少|扩大|缩小|回落|涨|跌"
_CHANGE_ASKED = re.compile(rf"{_CHANGE}|[高低多少降减增][了出]|点|变化|比[^例重]")
_CHANGED = re.compile(f"(?:{_CHANGE})(?:了|约|超|近|超过)?$")
_TOTAL_ASKED = re.compile("总(?!共)|现有|存量|保有|累计|目前|如今|达到|率|占比|比重")
_RATE_ASKED = re.compile("((?!增长)[\u4e00-\u9fff]{2})率")
_RATE_TOLD = re.compile("([\u4e00-\u9fff]{1,4})率[^,;。、率]{0,6}$")
_SHARE_SAID = re.compile(
    "[百%％率重例幅]|占|份额|增速|per ?cent|share|rate|proportion|fraction|prozent|anteil|quote|taux|part\\b|tasa|"
    "porcentaje|процент|дол|割|パーセント|비중|율|률|퍼센트",
    re.IGNORECASE,
)
"""Words that say a share is asked for; without them a growth may be told in what is counted, too."""
_NEAR = 14
"""Characters before a number in which is told what it is."""
_COUNTS = ("things", "people", "rank")
"""What is counted in one measure word by one and in another by others: 几位 is answered with 3人, 多少户 with 3万家."""
_LIVING, _PERSONS = re.compile("[人名位个家户员]"), re.compile("[人名位员]")
"""Measure words of people, for a question in Chinese, where 几个 asks for some, too, and in another language."""


def sort_of(number: str) -> str:
    """Of what sort a number with its unit is; empty when it has none."""
    bare = _AROUND.sub("", number)
    return next((sort for sort, pattern in _SORTS if pattern.search(bare)), "")


def unit_fit(question: Question, number: str) -> float:
    """How well the sort of a number is the one asked for, in (0, 1]; below `UNFIT` it cannot be what is asked for."""
    sort = sort_of(number)
    if question.kind == "percent":
        other = 0.1 if sort in ("day", "time") or _SHARE_SAID.search(question.asking) else 0.25
        return {"share": 1.0, "times": 0.5, "": 0.3}.get(sort, other)
    if question.kind == "amount":
        return {"money": 1.0, "": 0.5}.get(sort, 0.1)
    if question.unit == "时间":
        return {"time": 1.0, "": 0.3}.get(sort, 0.1)
    if question.unit == "面积":
        return {"area": 1.0, "": 0.4}.get(sort, 0.1)
    if question.unit == "个数":
        return {"things": 1.0, "people": 0.8, "": 0.5, "rank": 0.3, "time": 0.3}.get(sort, 0.1)
    if question.unit:
        return _named_fit(question.unit, number, sort, _LIVING if question.language == "zh" else _PERSONS)
    if sort in ("share", "day"):
        return 0.3 if question.language == "zh" else 0.4
    return 0.9 if sort else 0.5


def told_fit(question: Question, piece: str, start: int, end: int) -> float:
    """How well the number ``piece[start:end]``, as it is told there, is a level or a change as the question asks for,
    no other rate (出生率, 城镇化率) and no class of things (万亿级产业); in (0, 1]."""
    number = piece[start:end]
    if piece.startswith("级", end) and sort_of(number) in ("money", "mass", ""):
        return 0.4
    asking = NOT_MEANT.sub(" ", question.asking)
    rate, told = _RATE_ASKED.search(asking), _RATE_TOLD.search(piece[max(0, start - _NEAR) : start])
    if rate and told and not set(rate[1]) & set(told[1]):
        return 0.3
    if question.language != "zh" or _CHANGE_ASKED.search(asking):
        return 1.0
    if "百分点" in number:
        return 0.3
    changed = _TOTAL_ASKED.search(asking) and _CHANGED.search(piece[max(0, start - 6) : start])
    return 0.4 if changed else 1.0


def _named_fit(unit: str, number: str, sort: str, living: re.Pattern[str]) -> float:
    """The fit where a unit is named; ``living``: the measure words of people."""
    asked = unit.lstrip("万亿千百")
    if (asked or unit) in number:
        return 1.0
    wanted = sort_of(f"1{asked}")
    if sort == wanted and sort not in _COUNTS:
        return 0.9
    if not sort or not asked:
        return 0.5
    if sort in _COUNTS and wanted in _COUNTS:
        return 0.1 if living.search(asked) and not living.search(number) else 0.4
    return 0.1
