"""Questions made from sentences of reports, statutes and news: a number, date, name, list or reason is asked for."""

from __future__ import annotations

import functools
import json
import random
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embeddings.training.text import CHAPTER, HEADING, NEWS_HEAD, lines_of, report_texts
from rag.folding import fold
from rag.passages import sentences
from rag.question import IN_FULL
from rag.reader.spans import DATE, NUMBER, QUOTED, lists
from rag.reader.training.asking import foreign, in_chinese
from rag.reader.training.examples import Example
from rag.words import load_jieba

SHORTEST, LONGEST = 50, 320
"""Characters of a passage."""
OFTEN = 3
"""How often a number is asked for, to one of any other sort of thing."""
EVERYDAY = 0.3
"""Share of the pieces in which official words are said in everyday ones."""
PLAIN = {
    "地区生产总值": "GDP", **{full: short for short, full in IN_FULL.items()}, "高速公路": "高速", "下降": "降",
    "一般公共预算": "财政",
}  # fmt: skip
REWORDED = 0.4
"""Share of the pieces of questions in which words are said in another way."""
_QUOTES = re.compile('[“”‘’「」《》〈〉()"]')
_HAN = re.compile("[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[^,;:。!?\n]+")
_REASON = re.compile(
    "(?:由于|因为|(?<![原成起诱])因(?![此而地素应果子特式]))([^,;。]{4,40})[,;。]|为了([^,;。]{6,30}),"
)
_NAME_SORTS = {"ns": "place", "nt": "body", "nz": "name"}
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON = re.compile(
    "(?:总统|总理|主席|书记|[省市县部局校院所]长|主任|教授|院士|记者|总裁|总经理|发言人|律师|医生|导演|演员|选手|运动员|代表|先生|女士)"
    f'([{_SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=[,。;:、"“(]|说|表示|介绍|指出|认为|告诉|称)|'
    '([\u4e00-\u9fff]{2,5}·[\u4e00-\u9fff]{2,6}?)(?=[,。;:、"“(]|说|表示|称|在|和|与|的)'
)
"""A person after what he is, or a foreign name: jieba's tags for persons are wrong too often."""
_PLACE = re.compile("[省市县区州镇乡村国岛山河湖江海港城]|.[省市县区州镇乡村]")
"""How a place ends, or what comes after it."""
_SAID = 6
"""Letters of a passage that a question says again, at least: with fewer it could be asked of any passage."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How a question is put: ``synonyms`` of Chinese words; the ``language`` it is asked in, "" for Chinese, and how
    words of Chinese are ``switched`` to it."""

    synonyms: Mapping[str, tuple[str, ...]]
    language: str = ""
    switched: Callable[[str, random.Random], str] = lambda text, _: text

    def foreign(self, piece: str, sort: str, said: str, rng: random.Random) -> str | None:
        """The question for a piece of which something is ``said``; None where hardly a word of that is known."""
        words = self.switched(said, rng)
        return foreign(piece, sort, words, self.language, rng) if len(words) > 3 else None


@dataclass(frozen=True, slots=True)
class Blank:
    """A piece ``[start, end)`` of a passage that can be asked for."""

    start: int
    end: int
    sort: str


def reports(data: Path, _: random.Random) -> Iterator[tuple[str, str]]:
    """What stands above, and text, of the paragraphs of reports of governments."""
    for title, text in report_texts(data):
        section: list[str] = []
        for paragraph in map(str.strip, text.split("\n")):
            if HEADING.match(paragraph) and len(paragraph) < 40:
                outer = paragraph[:1] in "一二三四五六七八九十第#"
                section = [paragraph] if outer else [*section[:1], paragraph]
            elif len(paragraph) >= SHORTEST:
                above = "\n".join([title, *section]) + "\n"
                yield from ((above, piece) for piece in pieces(paragraph))


def laws(data: Path, rng: random.Random) -> Iterator[tuple[str, str]]:
    """The same of statutes."""
    for line in lines_of(data / "text" / "laws.jsonl.xz"):
        row = json.loads(line)
        title, chapter = re.sub(r"\(.*?\)$", "", row["title"]), ""
        if rng.random() > 0.12:
            continue
        for text in filter(None, map(str.strip, row["text"].split("\n"))):
            if text.startswith("#"):
                chapter = CHAPTER.sub("", text)
            elif len(text) >= SHORTEST:
                yield from ((f"{title}\n{chapter}\n", piece) for piece in pieces(text))


def news(data: Path, rng: random.Random) -> Iterator[tuple[str, str]]:
    """The same of news, which has no headings."""
    for line in lines_of(data / "text" / "news_2023.txt.xz"):
        if rng.random() < 0.6:
            yield from (("", piece) for piece in pieces(NEWS_HEAD.sub("", line))[:6] if _is_prose(piece))


def _is_prose(text: str) -> bool:
    """Whether a text is sentences, no list of results or numbers."""
    return len(_HAN.findall(text)) > 0.75 * len(text) and "。" in text


def pieces(text: str) -> list[str]:
    """A text in pieces of whole sentences of about one to `LONGEST` characters."""
    found = [""]
    for start, end in sentences(text):
        if len(found[-1]) + end - start > LONGEST and found[-1]:
            found.append("")
        found[-1] += text[start:end]
    return [one for one in found if SHORTEST <= len(one) <= 2 * LONGEST]


def asked(above: str, text: str, rng: random.Random, wording: Wording) -> Example | None:
    """A question about something in a passage; None when there is nothing to ask for."""
    folded = fold(text)
    clauses = [match.span() for match in _CLAUSE.finditer(folded)]
    blanks = list(_blanks(folded, rng))
    if not blanks:
        return None
    sorts = sorted({one.sort for one in blanks})
    (sort,) = rng.choices(sorts, [OFTEN if one == "number" else 1 for one in sorts])
    blank = rng.choice([one for one in blanks if one.sort == sort])
    make = _reason if sort == "reason" else _question
    question = make(folded, blank, clauses, rng, wording)
    if question is None:
        return None
    return Example(_addressed(question, above, rng, wording), above, text, ((blank.start, blank.end),))


def _blanks(text: str, rng: random.Random) -> Iterator[Blank]:
    for match in NUMBER.finditer(text):
        if re.search(r"\d|[万亿]", match[0]) and not re.search("(?:19|20)[0-9]{2}年|[0-9][月日时]", match[0]):
            yield Blank(*match.span(), "number")
    for match in DATE.finditer(text):
        yield Blank(*match.span(), "date")
    for match in QUOTED.finditer(text):
        group = next((number for number in (1, 2) if match[number]), 0)
        yield Blank(*match.span(group), "title" if group == 0 else "name")
    for found in lists(text):
        if found.end - found.start < 60:
            yield Blank(found.start, found.end, "list")
    for match in _REASON.finditer(text):
        group = 1 if match[1] else 2
        yield Blank(*match.span(group), "reason")
    for match in _PERSON.finditer(text):
        yield Blank(*match.span(1 if match[1] else 2), "person")
    if rng.random() < 0.5:
        place, run = 0, None
        for word, tag in tagged(text):
            end = place + len(word)
            sort = _NAME_SORTS.get(tag[:2])
            if sort and len(word) > 1 and (sort != "place" or _PLACE.match(text, end - 1)):
                yield Blank(place, end, sort)
            if tag[:1] in "nbaj" or tag == "vn":
                run = (run[0] if run else place, end, tag)
            else:
                if run and 4 <= run[1] - run[0] <= 14 and run[2][0] == "n":
                    yield Blank(run[0], run[1], "thing")
                run = None
            place = end


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of a text with jieba's tags."""
    return [(word, tag) for word, tag in _tagger().lcut(text, HMM=False)]


@functools.cache
def _tagger() -> Any:
    """jieba's tagger of words."""
    load_jieba()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # escapes in its source
        import jieba.posseg
    return jieba.posseg


def _around(text: str, blank: Blank, clauses: Sequence[tuple[int, int]], rng: random.Random) -> tuple[str, str] | None:
    """What stands before and after a piece, from its clause and at times from its neighbours."""
    number = next((place for place, (start, end) in enumerate(clauses) if start <= blank.start < end), None)
    if number is None:
        return None
    first, last = clauses[number][0], max(clauses[number][1], blank.end)
    own = blank.start - first + last - blank.end
    if number and (own < 5 or rng.random() < 0.25) and "。" not in text[clauses[number - 1][1] : first]:
        first = clauses[number - 1][0]
    return text[first : blank.start], text[blank.end : last]


def _question(
    text: str, blank: Blank, clauses: Sequence[tuple[int, int]], rng: random.Random, wording: Wording
) -> str | None:
    around = _around(text, blank, clauses, rng)
    if around is None:
        return None
    piece = text[blank.start : blank.end]
    left, right = (_thinned(part, rng, wording) for part in around)
    if sum(map(str.isalnum, left + right)) < _SAID:
        return None
    if wording.language:
        return wording.foreign(piece, blank.sort, right + left if rng.random() < 0.7 else left + right, rng)
    asking = in_chinese(piece, blank.sort, rng)
    form = rng.random()
    if form < 0.5:
        found = left + asking + right
    elif form < 0.62:
        found = asking + right + ("" if len(right) >= _SAID and rng.random() < 0.5 else "," + left)
    elif form < 0.85:
        found = left + right + rng.choice(("是", "为", "", "有", "达到", "的是")) + asking
    elif form < 0.93:
        found = rng.choice(("请问", "到底", "")) + left + right + asking
    else:
        found = f"{left} {right}" if blank.sort == "number" else f"{left}{right}{asking}"
    return found.strip(",;:、 ") + rng.choice(("？", "？", "？", "?", ""))


def _thinned(part: str, rng: random.Random, wording: Wording) -> str:
    """Some of the words of a part, some of them said in another way, now and then in another order."""
    part = _QUOTES.sub("", part)
    if rng.random() < 0.25:
        return part
    if rng.random() < EVERYDAY:
        for official, plain in PLAIN.items():
            part = part.replace(official, plain)
    words = [word for word in load_jieba().lcut(part, HMM=False) if word.strip()]
    rate = rng.choice((0, 0.1, 0.3))
    kept = [word for word in words if rng.random() > rate and (word not in "的了,;:" or rng.random() < 0.6)]
    if rng.random() < REWORDED:
        kept = [rng.choice(wording.synonyms.get(word, (word,))) if rng.random() < 0.5 else word for word in kept]
    if len(kept) > 3 and rng.random() < 0.1:
        middle = rng.randrange(1, len(kept))
        kept = kept[middle:] + kept[:middle]
    return "".join(kept)


def _reason(
    text: str, blank: Blank, clauses: Sequence[tuple[int, int]], rng: random.Random, wording: Wording
) -> str | None:
    after = next(((start, end) for start, end in clauses if start >= blank.end), None)
    if after is None or after[1] - after[0] < 5:
        return None
    said = _thinned(text[after[0] : after[1]], rng, wording)
    if sum(map(str.isalnum, said)) < _SAID:
        return None
    if wording.language:
        return wording.foreign("", "reason", said, rng)
    asking = rng.choice(("为什么", "为何", "因为什么", "什么原因"))
    return (said + asking if rng.random() < 0.4 else asking + said) + "？"


def _addressed(question: str, above: str, rng: random.Random, wording: Wording) -> str:
    """The question, often with the year or place its report is about."""
    found = re.search(r"(?P<year>\d{4})年(?P<place>[^\d\n]{2,8}?(?:省|市|自治区))?", above)
    if not found or rng.random() < 0.4:
        return question
    year, where = found["year"] + "年", found["place"] or ""
    short = re.sub("(?:省|市|(?:维吾尔|回族|壮族)?自治区)$", "", where)
    parts = (year, where, short, year + where, short + year, short)
    if wording.language:
        return f"{question[:-1]} {wording.switched(rng.choice((where or year, year + where)), rng)}{question[-1]}"
    return rng.choice(parts) + question
