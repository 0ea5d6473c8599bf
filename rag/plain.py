"""A question without what only surrounds it: its number in a list, greeting and thanks, pictures, broken lines; and
whether there is anything else."""

from __future__ import annotations

import re

_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u200d\ufe0f]+")
_BROKEN = re.compile(r"(?<![。？！?!；;:：])[ \t]*\r?\n[ \t]*(?=\S)")
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_BEFORE = re.compile(
    r"\s*(?:[(（]?\d{1,3}[)）、．.:：](?!\d)|[(（]?[一二三四五六七八九十]{1,3}[)）、．](?![一二三四五六七八九十])"
    r"|[qQ]\d{0,3}[:：.]|问题?[:：]|[-*•]\s)\s*"
    r"|(?:你好|您好|大家好|(?:请问|请教|麻烦问|想问)(?:你|您|大家)?(?:一下)?)[呀啊,，。!！:：~～\s]*"
)
_BEHIND = re.compile(r"[,，。?？!！\s]*(?:非常|十分)?(?:谢谢|多谢|感谢|拜托)(?:你|您|大家|了|啦)*[。!！~～\s]*$")
_REPEATED = re.compile("([?？])[?？]+")
_SIGH = re.compile("(?<=.)[呀啊哦哟]+(?=[?？]?$)")

_POLITE = re.compile(
    r"(?:(?:你|您|大家)好|嗨|哈[喽啰罗]|(?:早上|上午|中午|下午|晚上)好|早安?|晚安|再见|拜拜|谢谢|多谢|感谢|不客气|辛苦了?"
    r"|好的?|收到|明白|知道了|没问题|[你您了啦呀啊哦嗯吧]|大家|hi|hello|hey|thank(?:s| you)|bye|ok(?:ay)?|[\W_])++",
    re.IGNORECASE,
)


def polite(text: str) -> bool:
    """Whether it is greeting, thanks and the like alone, and nothing is asked."""
    return _POLITE.fullmatch(text) is not None


def plain(text: str) -> str:
    """The question itself; the text as it is where nothing would be left."""
    bare = _BROKEN.sub(lambda found: _joint(text, *found.span()), text)
    bare = _REPEATED.sub(r"\1", _PICTURES.sub("", bare)).strip()
    asking = "？" if "？" in bare else "?" if "?" in bare else ""
    while (before := _BEFORE.match(bare)) and before.end():
        bare = bare[before.end() :]
    if behind := _BEHIND.search(bare):
        bare = bare[: behind.start()] + asking
    bare = _SIGH.sub("", bare.strip())
    return bare if any(map(str.isalnum, bare)) else text


def _joint(text: str, start: int, end: int) -> str:
    """What stands for a line's end in the middle of a sentence: nothing in Chinese and Japanese."""
    return "" if start and _WIDE.match(text[start - 1]) and _WIDE.match(text[end]) else " "
