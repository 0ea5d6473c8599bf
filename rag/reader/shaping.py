"""A span as a person would copy it: a number with unit and qualifier, a name with its noun, a list to its last item,
for how and why whole clauses. Nothing is added that does not stand beside it in the text."""

from __future__ import annotations

import re

from rag.folding import fold
from rag.kinds import WAY
from rag.question import Question
from rag.reader.pairing import partner
from rag.reader.spans import BEARER, DATE, NUMBER, YEAR_ONLY, left_edge, lists, year_asked
from rag.records import Range

_NUMBERS = ("number", "percent", "amount")
_NAMES = ("name", "place", "organisation", "person", "other")
_HOW = re.compile(
    rf"怎么(?!样的\w)|怎样(?!的\w)|如何|咋|(?<![叫称当看作])做(?:些|到)?什么(?!工作|生意|的)|{WAY}|哪些(?:措施|办法|举措|要求)|什么要求|"
    "how|what (?:approach|measures|steps)"
)
_SEGMENT, _CLAUSE = re.compile("[。;!?\n]"), re.compile("[。;!?,:\n]")
_COUNTS = "一二三四五六七八九十两"
# What leads to a cause and is no part of it: 但由于…, 扩散厂由于…
_LEADING = re.compile("[^。;]*?(?=因为|由于|为了|因(?![此而素地果]))|但是?|不过|然?而|这?是")
_LONGEST = 160
"""Characters of a segment that is still one thing to say."""
_OPENING = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "】": "【", ")": "(", '"': '"'}
_NEAR = 12
"""Characters around a span in which it may go on."""
_ORDERED = re.compile("[一二三四五六七八九]是|第[一二三四五六七八九][,、是]|[(][一二三四五六七八九1-9][)]|[①-⑨]")
_RUN = re.compile(r"(?:《[^《》]{1,40}》[、和及与]?){2,}|(?:“[^“”]{1,30}”[、和及与]?){2,}")
# What is done with the members of a list, before the first of them or after the last: 办好A、B; A、B建成投用. Not
# where it is a piece of a name (建设银行), nor at the very end what may be the member's own (人才落户).
_DOING = re.compile(
    "(?:(?:重点|大力|积极|集中|扎实|全力|着力|加快|持续)*(?:组织|办好|承办|举办|开工|建设|建好|建成|新建|支持|扶持|提升|开拓|拓展|深耕|"
    "研发|实现|整治|培养|招收|引进|培育|推进|推动|做强|做优|打造|构建|新增|完成|启动|实施|落实|包括|涵盖|形成|抓好|鼓励|聚焦|围绕|深化|"
    "加强|完善|建立|健全|优化|强化|谋划|争创|创建|申建|争取|推广|布局|成立|组建|开展)(?!率|区|部|厅|局|银行|集团|者|方|单位|村|县|钻石|"
    "工程|用地|器|量|长|路|室|院|站))+|与"
)
_DONE = re.compile(
    "建成|投用|通车|投产|竣工|荣获|获批|入选|晋升|升格|迈入|跻身|"
    "(?:启用|挂牌|获评|获得|纳入|列入|申报|承担|签订|签署|落户|正式|顺利|全面|成功|加快|实现|取得)(?=..)"
)
_SUMMED = re.compile(
    f"(?<![0-9.第百千{_COUNTS}])([2-9]|[1-9][0-9]|[{_COUNTS}])(?:个|大|项|家|座|条|类|种|所|名|位|届|部)"
)
_SCALE = "thousand|million|billion|trillion"
_COUNTED = re.compile(rf"(?:[0-9]|{_SCALE})$")
_ENGLISH_UNIT = re.compile(
    rf"(?:\s(?:{_SCALE}))?(?:\s(?:per ?cent|percentage points?|tons?|tonnes?|people|persons?|jobs?|yuan|dollars?|"
    r"euros?|pounds?|(?:square )?(?:kilomet|met)(?:er|re)s?|km|hectares?|acres?|miles?|households?|homes?|"
    r"compan(?:y|ies)|enterprises?|projects?|years?|days?|hours?|passengers?|containers?|cases?|students?|schools?|beds?|vehicles?|"
    r"barrels?|units?)(?![a-z]))?"
)
_STOPS = re.compile(r"[\s,;:。!?、()《》]|的|之|了|等|和|与|及|将|在|是|为|并|以|也|已|就")
_HEAD_TAIL = 2
"""Characters by which a name may outlast the noun asked for: 大火 in 火灾."""


def shaped(question: Question, folded: str, start: int, end: int) -> Range:
    """The span ``[start, end)`` of a folded text, or the piece around or in it that a person would copy."""
    start, end = _formed(question, folded, start, end)
    counted = question.kind != "date" and _COUNTED.search(folded[start:end])
    unit = _ENGLISH_UNIT.match(folded, end) if counted else None
    return start, unit.end() if unit else end


def _formed(question: Question, folded: str, start: int, end: int) -> Range:
    """The span as the kind of the question asks for it."""
    kind = "number" if question.kind == "other" and folded[start:end].isdigit() else question.kind
    if kind in _NUMBERS:
        start, end = _number(folded, start, end)
        edge = _STOPS.search(folded, end, end + _NEAR)
        if question.language != "zh" and folded[start] == "第" and edge:
            return start, edge.start()  # which edition of the games: 第十六届全国运动会
        return partner(fold(question.asking), folded, start, end)
    if kind == "date":
        return _date(question, folded, start, end)
    if kind == "list":
        return _list(question, folded, start, end)
    if kind == "reason" or _HOW.search(question.asking.lower()):
        return _clause(question, folded, start, end)
    if kind == "person" and (name := _bearer(folded, start, end)):
        return name
    if kind in _NAMES and question.head:
        return _named(question, folded, start, end)
    return start, end


def members(question: Question, folded: str, start: int, end: int) -> list[Range]:
    """The members of a numbered series (一是…；二是…) that the span lies in one of, when a list or a way is asked for;
    else the span alone."""
    if question.kind != "list" and not _HOW.search(question.asking.lower()):
        return [(start, end)]
    marks = list(_ORDERED.finditer(folded))
    first = next((place for place in range(len(marks)) if re.search("[一1①]", marks[place][0])), len(marks))
    series = marks[first:]
    if len(series) < 2:
        return [(start, end)]
    ends = [mark.start() for mark in series[1:]]
    stop = re.search("[。;!?\n]", folded[series[-1].end() :])
    ends.append(series[-1].end() + stop.start() if stop else len(folded))
    found = [bare(folded, mark.end(), last) for mark, last in zip(series, ends, strict=True)]
    inside = any(one[0] < end and start < one[1] for one in found)
    return [one for one in found if one[0] < one[1]] if inside else [(start, end)]


def bare(folded: str, start: int, end: int) -> Range:
    """A piece without marks and white space at its ends."""
    while start < end and not folded[start].isalnum() and folded[start] not in "《“(":
        start += 1
    while start < end and (folded[end - 1] in " \t\n\u3000,。;:、!?" or _unopened(folded, start, end)):
        end -= 1
    return start, end


def _unopened(folded: str, start: int, end: int) -> bool:
    """Whether a piece ends with a closing mark that nothing in it opens."""
    closing = folded[end - 1]
    opening = _OPENING.get(closing)
    if opening is None:
        return False
    if opening == closing:
        return folded.count(closing, start, end) % 2 == 1
    return folded.count(opening, start, end) < folded.count(closing, start, end)


def _number(folded: str, start: int, end: int) -> Range:
    """A number whole, and where it stands at the end of the span nothing before it."""
    first = max(0, start - _NEAR)
    found = [
        (first + match.start(), first + match.end())
        for match in NUMBER.finditer(folded[first : end + _NEAR])
        if first + match.start() < end and start < first + match.end()
    ]
    if not found:
        return start, end
    low, high = min(start, found[0][0]), max(end, found[-1][1])
    return (found[0][0], high) if len(found) == 1 and found[0][1] >= end else (low, high)


def _bearer(folded: str, start: int, end: int) -> Range | None:
    """The name behind a title that a span is of: 赵龙 in 省长赵龙作政府工作报告."""
    near = BEARER.finditer(folded, max(0, start - _NEAR), min(len(folded), end + _NEAR))
    return next((match.span(1) for match in near if match.start(1) < end and start < match.end(1)), None)


def _date(question: Question, folded: str, start: int, end: int) -> Range:
    for match in DATE.finditer(folded, max(0, start - _NEAR), end + _NEAR):
        if match.start() < end and start < match.end():
            if year_asked(question) and (year := YEAR_ONLY.match(folded, match.start())):
                return year.span()
            return min(start, match.start()), max(end, match.end())
    return start, end


def _list(question: Question, folded: str, start: int, end: int) -> Range:
    """The whole of the enumeration that a span is of; what it has of the first member and of the last is left to it."""
    for match in _RUN.finditer(folded):
        if match.start() < end and start < match.end():
            return bare(folded, min(start, match.start()), max(end, match.end()))
    low, high = _between(folded, start, end, _CLAUSE)
    for one in lists(folded[low:high]):
        first, last = low + one.start, low + one.end
        if first < end and start < last:
            start = start if start <= folded.index("、", first) else first
            end = end if end > folded.rindex("、", first, last) + 1 else last
            start, end = _named(question, folded, start, end) if question.head else (start, end)
            break
    return _listed(folded, start, end)


def _listed(folded: str, start: int, end: int) -> Range:
    """An enumeration without what is done with its members, unless that is what each of them says, and without their
    number behind them."""
    first, *others = folded[start:end].split("、")
    if not others:
        return start, end
    led = _DOING.match(first)
    if led and led.end() < len(first) and not any(_DOING.match(one) for one in others):
        start, first = start + led.end(), first[led.end() :]
    last = others[-1]
    stops = [found.start() for found in _SUMMED.finditer(last, 1) if _count(found[1]) == len(others) + 1]
    done = _DONE.search(last, 1)
    if done and not any(_DONE.search(one) for one in (first, *others[:-1])):
        stops.append(done.start())
    return start, end - (len(last) - min(stops) if stops else 0)


def _count(number: str) -> int:
    """A number in digits, or one of `_COUNTS`."""
    return int(number) if number.isdigit() else 2 if number == "两" else _COUNTS.index(number) + 1


def _clause(question: Question, folded: str, start: int, end: int) -> Range:
    """The clause of a span, or for how the segment up to full stops and semicolons."""
    edges = _SEGMENT if _HOW.search(question.asking.lower()) else _CLAUSE
    low, high = _between(folded, start, end, edges)
    if high - low > _LONGEST:
        low, high = _between(folded, start, end, _CLAUSE)
    low, high = bare(folded, low, high)
    led = _LEADING.match(folded, low, start + 2) if edges is _CLAUSE else None
    return (led.end() if led and led.end() <= start else low), high


def _between(folded: str, start: int, end: int, edges: re.Pattern[str]) -> Range:
    """From the edge before a span to the one after it."""
    before = [match.end() for match in edges.finditer(folded, 0, start)]
    after = edges.search(folded, end)
    return (before[-1] if before else 0), (after.start() if after else len(folded))


def _parted(folded: str, start: int, end: int) -> bool:
    """Whether what stands between a name and a noun keeps them apart."""
    done = _DONE.search(folded, start, end + 2)  # two characters show that it is no name's end
    return bool(_STOPS.search(folded, start, end)) or (done is not None and done.start() < end)


def _named(question: Question, folded: str, start: int, end: int) -> Range:
    """A name with the noun it is asked for by, when that follows: 寨沟 in 寨沟遗址, “7·17” in 自贡“7·17”重大火灾."""
    head = question.head
    place = folded.find(head, end, end + _NEAR)
    closing = end < len(folded) and folded[end] in "”」"
    if head in folded[start:end] or folded[end - 1] == "》" or place < 0 or _parted(folded, end + closing, place):
        return start, end
    high = place + len(head)
    asked = [word for word, _ in question.words if len(word) > 1 and word not in head and word not in question.names]
    ends = [match.start() for match in [_STOPS.search(folded, high)] if match]
    ends += [found for found in (folded.find(word, high) for word in asked) if found >= 0]
    if ends and min(ends) - high <= _HEAD_TAIL and not _DONE.match(folded, high):
        high = min(ends)
    if closing and start and folded[start - 1] in "“「":
        before = start - 1
        edges = (folded.rfind(word, 0, before) + len(word) for word in asked if word in folded[:before])
        start = max(left_edge(folded, before), *edges, 0)
    return start, high
