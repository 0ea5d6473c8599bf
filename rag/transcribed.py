"""Chinese names that are written in Hangul or in Cyrillic letters, back in pinyin: 광둥, Гуандун and guangdong.

By the rules that such names are written by: of the National Institute of Korean Language (외래어 표기법), and
Palladius's for Russian. Several syllables of pinyin share a writing, so a name has several readings.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import islice

SHORTEST = 5
"""Letters of a reading; shorter ones are words of other languages too often."""
MOST = 64
"""Readings of a word that are looked at."""
_SYLLABLE = 6  # characters of the longest: чжуань
_ENDING = {True: 3, False: 5}  # characters behind a name, by whether in Hangul: 성에서 (in the province), ского

# Each row: pinyin, Palladius, Hangul. Finals stand in Hangul behind a letter that is not heard.
_FINALS = """
a а 아 o о 오 e э 어 ai ай 아이 ei эй 에이 ao ао 아오 ou оу 어우 an ань 안 en энь 언 ang ан 앙 eng эн 엉 ong ун 웅
i и 이 ia я 야 ie е 예 iao яо 야오 iu ю 유 ian янь 옌 in инь 인 iang ян 양 ing ин 잉 iong юн 융
u у 우 ua уа 와 uo о 워 uai уай 와이 ui уй 우이 uan уань 완 un унь 운 uang уан 왕
"""
_FINALS_JQX = "u юй 위 ue юэ 웨 uan юань 위안 un юнь 윈"
_FINALS_SIBILANT = "i ы 으 i и 으"
_INITIALS = """
b б 브 p п 프 m м 므 f ф 프 d д 드 t т 트 n н 느 l л 르 g г 그 k к 크 h х 흐 j цз 즈 q ц 츠 x с 스
zh чж 즈 ch ч 츠 sh ш 스 r ж 르 z цз 쯔 c ц 츠 s с 쓰
"""
_ALONE = """
a а 아 e э 어 ai ай 아이 ao ао 아오 ou оу 어우 an ань 안 en энь 언 ang ан 앙 er эр 얼
yi и 이 ya я 야 ye е 예 yao яо 야오 you ю 유 yan янь 옌 yin инь 인 yang ян 양 ying ин 잉 yong юн 융
wu у 우 wa ва 와 wo во 워 wai вай 와이 wei вэй 웨이 wan вань 완 wen вэнь 원 wang ван 왕
yu юй 위 yue юэ 웨 yuan юань 위안 yun юнь 윈 hui хуэй 후이 hui хой 후이
"""
_HANGUL, _VOWELS, _CLOSES = 0xAC00, 21, 28
_PLAIN = {2: 0, 7: 5, 17: 13}  # of vowels: ㅑ ㅖ ㅠ are ㅏ ㅔ ㅜ behind ㅈ and ㅊ


def readings(word: str) -> list[str]:
    """What a word can be in pinyin, the longest pieces from its beginning first; empty where it is no such name."""
    korean = any(_HANGUL <= ord(letter) < 0xD7A4 for letter in word)
    forms = (word[: len(word) - ending].replace("ъ", "") for ending in range(_ENDING[korean] + 1))
    found = (reading for form in forms if len(form) > 1 for reading in _read(form))
    return [reading for reading in islice(found, MOST) if len(reading) >= SHORTEST]


def _read(word: str) -> list[str]:
    """Ways to read all of a word, at most `MOST`."""
    behind: list[list[str]] = [[""]]  # ways to read what follows a place, from the end backwards
    for start in range(len(word) - 1, -1, -1):
        lengths = range(min(_SYLLABLE, len(behind)), 0, -1)
        ways = (
            syllable + rest
            for length in lengths
            for syllable in _syllables().get(word[start : start + length], ())
            for rest in behind[-length]
        )
        behind.append(list(islice(ways, MOST)))
    return behind[-1]


@functools.cache
def _syllables() -> dict[str, tuple[str, ...]]:
    """The syllables of pinyin by how they are written in Cyrillic letters and in Hangul."""
    found: dict[str, dict[str, None]] = {}
    for pinyin, *writings in _rows(_ALONE):
        for writing in writings:
            found.setdefault(writing, {})[pinyin] = None
    for initial, cyrillic, hangul in _rows(_INITIALS):
        sibilant = initial in ("zh", "ch", "sh", "r", "z", "c", "s")
        finals = [row for row in _rows(_FINALS) if not (sibilant and row[0].startswith("i"))]
        more = _FINALS_SIBILANT if sibilant else _FINALS_JQX if initial in "jqx" else ""
        for final, letters, sound in (*finals, *_rows(more)):
            for writing in (cyrillic + letters, _joined(hangul, sound)):
                found.setdefault(writing, {})[initial + final] = None
    return {writing: tuple(pinyin) for writing, pinyin in found.items()}


def _rows(listed: str) -> Iterator[tuple[str, str, str]]:
    pieces = listed.split()
    return zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True)


def _joined(initial: str, final: str) -> str:
    """A Korean syllable with the consonant of another, and what follows it."""
    consonant = (ord(initial) - _HANGUL) // (_VOWELS * _CLOSES)
    vowel, close = divmod((ord(final[0]) - _HANGUL) % (_VOWELS * _CLOSES), _CLOSES)
    if initial in "즈츠":
        vowel = _PLAIN.get(vowel, vowel)
    return chr(_HANGUL + (consonant * _VOWELS + vowel) * _CLOSES + close) + final[1:]
