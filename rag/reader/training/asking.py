"""Words that ask: for each sort of thing, in Chinese as people say it, and in other languages."""

from __future__ import annotations

import random
import re

_UNIT = re.compile(r"[\d.,万亿千百余多几一二三四五六七八九十两]+(?:多|余)?([^\d\W]{0,3})")
_PLACES = {"省": "哪个省", "市": "哪个城市", "县": "哪个县", "区": "哪个区", "国": "哪个国家", "州": "哪个州"}
_CHINESE = {
    "person": ("谁", "哪位", "什么人"),
    "body": ("哪个机构", "什么单位", "哪家单位", "什么部门", "哪个组织", "哪家"),
    "name": ("什么", "哪个", "什么名字"),
    "title": ("什么", "哪部", "哪本书", "什么文件"),
    "thing": ("什么", "哪个", "什么样的"),
}
FOREIGN: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "number": ("How many", "How much", "What number of", "What"),
        "percent": ("By what percentage", "What percentage", "What share of", "By how much", "What growth rate"),
        "date": ("When", "In which year", "On what date", "By when"),
        "person": ("Who", "Which person", "What is the name of the person"),
        "place": ("Where", "Which city", "Which place", "Which country", "What province"),
        "body": ("Which company", "Which institution", "What organisation"),
        "name": ("What", "Which", "What is the name of"),
        "title": ("What", "Which book", "What document"),
        "list": ("Which", "What are the", "Name the", "List the", "Which three"),
        "reason": ("Why", "What is the reason", "Because of what"),
        "thing": ("What", "Which", "What kind of"),
    },
    "fr": {
        "number": ("Combien de", "Combien", "Quel nombre de"), "percent": ("De quel pourcentage", "Quel pourcentage"),
        "date": ("Quand", "En quelle année"), "person": ("Qui", "Quelle personne"), "place": ("Où", "Quelle ville"),
        "body": ("Quelle entreprise", "Quelle institution"), "name": ("Quel", "Comment s'appelle", "Quelle"),
        "title": ("Quel document", "Quel livre"), "list": ("Quels", "Quelles sont les", "Citez les"),
        "reason": ("Pourquoi",), "thing": ("Quel", "Quelle", "Qu'est-ce que"),
    },
    "de": {
        "number": ("Wie viele", "Wie viel", "Welche Zahl"), "percent": ("Um wie viel Prozent", "Wie viel Prozent"),
        "date": ("Wann", "In welchem Jahr"), "person": ("Wer", "Welche Person"), "place": ("Wo", "Welche Stadt"),
        "body": ("Welche Firma", "Welche Einrichtung"), "name": ("Welcher", "Wie heißt", "Was"),
        "title": ("Welches Dokument", "Welches Buch"), "list": ("Welche", "Nennen Sie die"),
        "reason": ("Warum", "Weshalb"), "thing": ("Was", "Welche", "Welches"),
    },
    "es": {
        "number": ("Cuántos", "Cuántas", "Cuánto"), "percent": ("Qué porcentaje", "En qué porcentaje"),
        "date": ("Cuándo", "En qué año"), "person": ("Quién",), "place": ("Dónde", "Qué ciudad"),
        "body": ("Qué empresa", "Qué institución"), "name": ("Cuál", "Cómo se llama", "Qué"),
        "title": ("Qué documento", "Qué libro"), "list": ("Cuáles", "Qué"), "reason": ("Por qué",),
        "thing": ("Qué", "Cuál"),
    },
    "ru": {
        "number": ("Сколько",), "percent": ("На сколько процентов", "Какой процент"),
        "date": ("Когда", "В каком году"), "person": ("Кто",), "place": ("Где", "Какой город"),
        "body": ("Какая компания", "Какая организация"), "name": ("Какой", "Как называется"),
        "title": ("Какой документ", "Какая книга"), "list": ("Какие",), "reason": ("Почему",),
        "thing": ("Что", "Какой", "Какая"),
    },
    "ja": {
        "number": ("いくつ", "どれくらい", "何", "いくら"), "percent": ("何パーセント", "何%"),
        "date": ("いつ", "何年"), "person": ("誰", "だれ"), "place": ("どこ", "どの都市"),
        "body": ("どの会社", "どの機関"), "name": ("何", "どの"), "title": ("どの文書", "何という本"),
        "list": ("何", "どれ", "どのような"), "reason": ("なぜ", "どうして"), "thing": ("何", "どの"),
    },
    "ko": {
        "number": ("몇", "얼마", "얼마나"), "percent": ("몇 퍼센트", "몇 %"), "date": ("언제", "몇 년"),
        "person": ("누구", "누가"), "place": ("어디", "어느 도시"), "body": ("어느 회사", "어느 기관"),
        "name": ("무엇", "어떤"), "title": ("어떤 문서", "어떤 책"), "list": ("무엇", "어떤"), "reason": ("왜",),
        "thing": ("무엇", "어떤"),
    },
}  # fmt: skip
_LAST = ("ja", "ko")
"""Languages in which what is asked for stands at the end."""


def in_chinese(piece: str, sort: str, rng: random.Random) -> str:
    """The words that ask for a piece."""
    if sort == "number":
        if re.search("%|百分", piece):
            return rng.choice(("百分之多少", "多少", "百分之几", "多少个百分点" if "点" in piece else "多大比例"))
        found = _UNIT.search(piece)
        unit = found[1] if found else ""
        scale = re.search("[万亿]+", piece)
        choices = ("多少", f"多少{unit}", f"多少{scale[0] if scale else ''}{unit}", f"几{unit or '个'}")
        return rng.choice((*choices, "多少钱") if "元" in piece else choices)
    if sort == "date":
        year = ("哪一年", "哪年") if re.fullmatch(".{2,4}年", piece) else ("哪天", "哪一天")
        return rng.choice(("什么时候", "何时", "什么时间", *year))
    if sort == "place":
        return rng.choice(("哪里", "什么地方", "哪个地方", _PLACES.get(piece[-1], "哪里")))
    if sort == "list":
        return rng.choice(("哪些", "什么", "哪些方面", "哪几个", f"哪{rng.choice('几两三四')}项"))
    return rng.choice(_CHINESE[sort])


def foreign(piece: str, sort: str, said: str, language: str, rng: random.Random) -> str:
    """A question in another language: the words that ask, and what is said about the thing, in that language."""
    sort = "percent" if sort == "number" and re.search("%|百分", piece) else sort
    asking = rng.choice(FOREIGN[language][sort])
    return f"{said} {asking}？" if language in _LAST else f"{asking} {said}?"
