"""What a question asks: the kind of thing, the words that carry it, names and years; in a fraction of a millisecond.

No model: patterns over question words, and the library's own small jieba dictionary (`rag.words`) for Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rag.errors import QuestionError
from rag.folding import fold
from rag.kinds import BODY, Kind, kind_of
from rag.languages import Language, language_of
from rag.plain import plain
from rag.provinces import provinces
from rag.words import Word, Words

LONGEST = 2000  # characters; a question is a sentence or a few, more is a pasted document

_BESIDE = 0.5  # weight of words outside the sentence that asks
# What is said not to be asked about, in brackets or after a comma; no question of its own.
NOT_MEANT = re.compile(
    r"[（(](?:不是|不算|不含|不要|别|not )[^（）()]*[）)]"
    r"|[,，]\s?(?:不是|不算|不含|不要|别|not )(?![^,，。?？;；]*(?:什么|啥|哪|多少|几|谁|怎|吗|wh|how))"
    r"[^,，。?？;；（）()]*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^。？！?!；;\n]*[。？！?!；;\n]*")
_QUOTED = re.compile(r"《([^》]+)》|“([^”]+)”|「([^」]+)」|『([^』]+)』|\"([^\"]{2,})\"")
_LATIN_NAME = re.compile(
    r"(?<![A-Za-z])[A-Z][\u00c0-\u024fA-Za-z0-9.&-]*(?: (?:(?:of|de|la|du|von|"
    r"and) )?[A-Z][\u00c0-\u024fA-Za-z0-9.&-]*)*"
)
_YEAR = re.compile(r"(?<![0-9.])((?:1[89]|20)[0-9]{2})(?![0-9.,]*[0-9%％万亿])(?!\s*(?:km|kilomet|yuan))")
_CHINESE_YEAR = re.compile(r"[一二][零〇一二三四五六七八九]{3}(?=年)")
RELATIVE_YEARS: dict[Language, dict[str, int]] = {
    "zh": {"去年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "明年": 1},
    "en": {"last year": -1, "this year": 0, "next year": 1},
    "ja": {"昨年": -1, "去年": -1, "今年": 0, "来年": 1},
    "ko": {"작년": -1, "지난해": -1, "올해": 0, "내년": 1},
    "other": {
        "letztes jahr": -1, "dieses jahr": 0, "l'an dernier": -1, "l'année dernière": -1, "cette année": 0,
        "el año pasado": -1, "este año": 0,
    },
}  # fmt: skip
"""Words for a year, folded, and how far it is from the one they are said in."""
_RELATIVE = {
    language: re.compile("|".join(rf"\b{word}\b" if word[0] < "\u0100" else word for word in words))
    for language, words in RELATIVE_YEARS.items()
}
# Jieba tags of words that carry nothing by themselves: particles, pronouns, prepositions, conjunctions, interjections.
_EMPTY_TAGS_LISTED = """
u uj ul uv uz ug ud y e o p c r rr rz rg h k q x zg
"""
_EMPTY_TAGS = frozenset(_EMPTY_TAGS_LISTED.split())
# By tag's first letter: names of all sorts are short and rare, verbs are asked in other words than the report has.
_TAG_WEIGHTS = {"n": 1.0, "v": 0.6, "a": 0.6, "m": 0.6, "t": 0.5, "d": 0.2, "f": 0.3, "s": 0.8, "b": 0.8, "j": 1.0}
_NAME_TAGS_LISTED = """
nr nrt nrfg ns nt nz
"""
_NAME_TAGS = frozenset(_NAME_TAGS_LISTED.split())
# Asked for by themselves: in 哪国歌手 the country, not the singer.
_REGIONS = ("国", "国家", "省", "省份", "市", "城市", "区", "县", "州", "镇", "乡", "村", "街道", "岛")
_BODY = re.compile(f"(?:{BODY})$")
_NAMING = ("名字", "名称")
_OPENERS = ("哪", "什么", "啥")
# Words that people ask with, and what reports write.
IN_FULL = {
    "gdp": "生产总值",
    "cpi": "居民消费价格",
    "ai": "人工智能",
    "pm2.5": "细颗粒物",
    "研发经费": "研究与试验发展经费",
    "外贸": "进出口",
    "规上": "规模以上",
    "民企": "民营企业",
    "央企": "中央企业",
    "国企": "国有企业",
    "高铁": "高速铁路",
    "社零": "社会消费品零售总额",
    "固投": "固定资产投资",
    "医保": "医疗保险",
    "低保": "最低生活保障",
    "涨": "增长",
    "农民": "农村居民",
    "老百姓": "群众",
}
_STOP_LISTED = """
请问 请 告诉 知道 想 问 我 我们 你 你们 一下 是 有 的 了 在 把 被 给 和 与 及 以及 各 分别 具体 到底 究竟 一共 总共
目前 现在 叫 叫做 名字 名称 麻烦 谢谢 下 多 几 哪 什么 多少 如何 怎么 怎样 吗 呢 要 会 能 可以 时候 时间 地方 到 为
对 从 让 做 个 这 那 其 还 也 都 就 上 什么样 是不是 有没有 能否 可否 是否 干 算 说 办
"""
_STOP = frozenset(_STOP_LISTED.split())
_STOP_LATIN_LISTED = """
a an the of in on at to for from by with as and or is are was were be been does do did has have had will would can
could should may might must it its this that these those there their they he she his her we our you your i me my
what which who whom whose when where why how many much long far old name list give tell please between into than not
no any some all about after before during once such now first last year intend plan hope want say said says account
le la les l un une des du de d et ou en au aux dans pour par sur avec est sont était a-t-elle compte-t-elle il elle
que qui quoi quel quelle quels quelles combien quand où comment pourquoi der die das den dem ein eine einen und oder
von zu im am für mit ist sind wird werden soll sollen hat haben wie viel viele wieviel wann wo wer warum was welche
welcher welches mindestens el los las una unos y o del al con por para es son fue qué quién cuándo dónde cuánto
cuánta cuántos cuántas cómo cuál cuáles
"""
_STOP_LATIN = frozenset(_STOP_LATIN_LISTED.split())
_STOP_OTHERS_LISTED = """
몇 얼마 얼마나 무엇 어느 어떤 누구 언제 어디 왜 어떻게 개 곳 기 총 모두 약 및 된
и в во на о об от до по за с со к ко у из для при над под после это как что кто где когда почему зачем сколько скольких
скольким какой какая какое какие какого какую каком каких каким какими чем чему был была было были есть будет
"""
_STOP_OTHERS = frozenset(_STOP_OTHERS_LISTED.split())
_STOP_KANA = re.compile("^(?:です|ます|ました|ですか|ますか|ください|どこ|なに|いくつ|いつ|だれ)$")
_PIECES_JA = re.compile(r"[\u3400-\u9fff々〇]+|[\u30a0-\u30ff]{2,}|[0-9a-z][0-9a-z.,%-]*")
_PIECES_LATIN = re.compile(r"[^\W_]+(?:[’'.-][^\W_]+)*%?")
_PARTICLES_KO = re.compile(
    "(?:은|는|이|가|을|를|의|에|에서|으로|로|와|과|도|까지|부터|입니까|인가요"
    "|(?:하였|했|되었|됐)?(?:습니까|나요)|[합됩]니까|하는|되는|하고|하여|해)$"
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what it asks.

    ``text``: as asked, without white space around it; ``plain``: without all else that only surrounds it, which is what
    is searched and read by. ``asking``: the sentence of it that asks. ``kind``, ``unit``,
    ``head``: what is asked for, a number in what (亿元, 家), a thing of what sort (城市); empty when not said.
    ``words``: those that carry the question, folded, with weights in (0, 1.3], in order, each once. ``names``: places,
    people, quoted and Latin names, as written. ``provinces``: by their Chinese names. ``years``: four digits
    or relative (去年), as meant, each once.
    """

    text: str
    plain: str
    asking: str
    language: Language
    kind: Kind
    unit: str
    head: str
    words: tuple[tuple[str, float], ...]
    names: tuple[str, ...]
    provinces: frozenset[str]
    years: tuple[str, ...]


def analyse(text: str, words: Words) -> Question:
    """What ``text`` asks. Raises QuestionError when it is empty, longer than `LONGEST`, or no text."""
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise QuestionError("question_long", length=len(stripped), most=LONGEST)
    if any("\ud800" <= character <= "\udfff" for character in stripped):
        raise QuestionError("question_not_text")
    if not any(unicodedata.category(character)[0] in "LNS" for character in stripped):
        raise QuestionError("question_empty")
    bare = plain(stripped)
    language = language_of(bare)
    asking = _asking(bare, language)
    kind, unit = kind_of(fold(asking), language)
    meant = NOT_MEANT.sub(" ", bare)
    cut = tuple(words.cut(meant)) if language == "zh" else ()
    carried = _chinese_words(cut) if language == "zh" else _other_words(meant, language)
    asked = fold(asking)
    weights: dict[str, float] = {}
    for word, weight in carried:
        share = 1.0 if word in asked or word in IN_FULL.values() else _BESIDE
        weights[word] = max(weight * share, weights.get(word, 0.0))
    return Question(
        text=stripped,
        plain=bare,
        asking=asking,
        language=language,
        kind=kind,
        unit=unit,
        head=_head(tuple(words.cut(asking))) if language == "zh" else "",
        words=tuple(weights.items()),
        names=_names(meant, cut),
        provinces=provinces(fold(meant)),
        years=_years(meant, language),
    )


def _asking(text: str, language: Language) -> str:
    """The sentence that asks: the first that has a question word, else the first with a question mark, else all."""
    sentences = [match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip()]
    if len(sentences) < 2:
        return text
    asked = [sentence for sentence in sentences if kind_of(fold(sentence), language)[0] != "other"]
    marked = [sentence for sentence in sentences if sentence[-1] in "？?"]
    both = [sentence for sentence in marked if sentence in asked]
    return (both or marked or asked or [text])[0]


def _head(cut: tuple[Word, ...]) -> str:
    """The noun after 哪 or 什么, or else before 叫什么: what sort of thing is asked for; empty when there is none."""
    asked = next((place for place, word in enumerate(cut) if word.text.startswith(_OPENERS)), len(cut))
    head = ""
    if asked < len(cut) and cut[asked].text.endswith(("里", "儿", *_REGIONS)):
        return next((region for region in _REGIONS if cut[asked].text.endswith(region)), "")
    for place, word in enumerate(cut[asked + 1 : asked + 7], asked + 1):
        if not head and word.text in _REGIONS:
            return word.text
        noun = word.tag[:1] in ("n", "j", "s") or (not head and not word.tag)
        if noun and len(word.text) > 1 and word.text not in _NAMING:
            head = word.text
            if _BODY.search(head):
                break
        elif (
            head
            or not any(character.isalnum() for character in word.text)
            or (word.tag[:1] == "v" and not any(after.text == "的" for after in cut[place + 1 : place + 3]))
        ):
            break
    if head or asked == len(cut) or not any(word.text[:1] in "叫名" for word in cut[max(0, asked - 2) : asked + 2]):
        return head
    nouns = [word.text for word in cut[:asked] if word.tag == "n" and len(word.text) > 1 and word.text not in _NAMING]
    return nouns[-1] if nouns else ""


def _chinese_words(cut: tuple[Word, ...]) -> Iterator[tuple[str, float]]:
    """Words of a Chinese question that are worth looking for, with weights by part of speech."""
    for word in cut:
        text, tag = word.text.strip(), word.tag
        if not text or not any(character.isalnum() for character in text) or text in _STOP:
            continue
        if tag in _EMPTY_TAGS or any(mark in text for mark in ("什么", "多少", "哪", "几个", "怎")):
            continue
        if tag in _NAME_TAGS or not tag:  # not in the dictionary: a name, Latin letters, a number
            weight = 1.3 if len(text) > 1 or text.isascii() else 0.4
        else:
            weight = _TAG_WEIGHTS.get(tag[0], 0.8) * (1.0 if len(text) > 1 else 0.5)
        yield text, weight
        if text in IN_FULL:
            yield IN_FULL[text], weight


def _other_words(text: str, language: Language) -> Iterator[tuple[str, float]]:
    """Words of a question in another language: names and numbers weigh more than other words."""
    folded = fold(text)
    for match in (_PIECES_JA if language == "ja" else _PIECES_LATIN).finditer(folded):
        word = match[0]
        if language == "ko":
            word = _PARTICLES_KO.sub("", word) or word
        if language in ("en", "other"):
            word = re.sub(r"[’']s?$", "", word)
        if (
            word in _STOP_LATIN
            or word in _STOP_OTHERS
            or _STOP_KANA.match(word)
            or (len(word) < 2 and word.isascii() and not word.isdigit())
        ):
            continue
        original = text[match.start()]
        yield word, 1.3 if original.isupper() or original.isdigit() else 1.0


def _names(text: str, cut: tuple[Word, ...]) -> tuple[str, ...]:
    """Names in the question, as written, in order."""
    found = [(match.start(), next(filter(None, match.groups()))) for match in _QUOTED.finditer(text)]
    found += [
        (word.start, text[word.start : word.end]) for word in cut if word.tag in _NAME_TAGS and len(word.text) > 1
    ]
    for match in _LATIN_NAME.finditer(text):
        if match[0].lower() not in _STOP_LATIN and match[0].lower() not in IN_FULL:
            found.append((match.start(), match[0]))
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def _years(text: str, language: Language) -> tuple[str, ...]:
    """Years asked about, in order: in digits where written so or as 二〇二四年, else the relative word."""
    folded = fold(text)
    found = [(match.start(), match[1]) for match in _YEAR.finditer(folded)]
    for match in _CHINESE_YEAR.finditer(folded):
        found.append(
            (match.start(), "".join(str(("〇一二三四五六七八九").find(c.replace("零", "〇"))) for c in match[0]))
        )
    found += [(match.start(), match[0]) for match in _RELATIVE[language].finditer(folded.replace("’", "'"))]
    return tuple(dict.fromkeys(year for _, year in sorted(found)))
