"""Text as it is compared: one writing for what differs only in width, case, script variant or number style.

`fold` keeps the length, so that a position in the folded text is the position in the source. `tokens` are what the
lexical index and the question agree on.
"""

from __future__ import annotations

import functools
import operator
import re
import unicodedata
from decimal import Decimal

import numpy as np
import opencc
from numpy.typing import NDArray

# Scripts written without spaces: Han, kana, hangul (agglutinating, so pieces match where words do not), Thai, Lao,
# Khmer, Burmese, with the marks that stand inside their words.
_UNSPACED = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\uac00-\ud7af\u1100-\u11ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_SPACED_RUNS = rf"[0-9]+(?:[.,][0-9]+)+|[^\W_{_UNSPACED}]+"
_RUNS = re.compile(rf"[{_UNSPACED}]+|{_SPACED_RUNS}")
_WORDS = re.compile(_SPACED_RUNS)
_UNSPACED_START = re.compile(rf"[{_UNSPACED}]")

_DIGITS = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_DIGIT = "[零〇一二三四五六七八九]"
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
# A single numeral is mostly a piece of a word (统一, 一些), so only two and more, or one before a unit, are numbers.
_NUMBERS = re.compile(
    rf"百分之(?P<percent>[0-9.]+|{_NUMERAL}+(?:点{_DIGIT}+)?)"
    r"|(?P<arabic>[0-9][0-9,]*(?:\.[0-9]+)?)(?P<myriad>[千百]?[万亿]亿?|[%‰])?"
    rf"|(?P<chinese>{_NUMERAL}+点{_DIGIT}+|{_NUMERAL}{{2,}}|{_NUMERAL}(?=[年月日个项条件家名人次位届所座类]))(?P<times>[万亿]*)"
)
_LONG = 1000  # characters
_UNMET = 0xFFFFFFFF  # no code point
_LONGEST_TOKEN = 64  # characters; tantivy refuses terms over 64 KiB, and nobody searches for such a word


class _Folds(dict[int, str]):
    """Character to folded character, worked out when first met."""

    def __init__(self) -> None:
        super().__init__()
        self._simplified = opencc.OpenCC("t2s")

    def __missing__(self, point: int) -> str:
        character = chr(point)
        narrow = unicodedata.normalize("NFKC", character).lower()
        if len(narrow) != 1:
            narrow = character
        if _UNSPACED_START.match(narrow):
            simple = self._simplified.convert(narrow)
            narrow = simple if len(simple) == 1 else narrow
        self[point] = narrow
        return narrow


@functools.cache
def _folds() -> _Folds:
    return _Folds()


def fold(text: str) -> str:
    """``text`` in half width, lower case and simplified characters, of the same length, position by position."""
    return text.translate(_folds()) if len(text) < _LONG else _fold_long(text)


@functools.cache
def _table() -> NDArray[np.uint32]:
    """The folded character of every code point that `_fold_long` has met, `_UNMET` of the others."""
    return np.full(0x110000, _UNMET, dtype=np.uint32)


def _fold_long(text: str) -> str:
    """`fold` in numpy: several times as fast, once a text is long enough."""
    table = _table()
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    folded = table[codes]
    if (unmet := codes[folded == _UNMET]).size:
        for code in set(unmet.tolist()):
            table[code] = ord(_folds()[code])
        folded = table[codes]
    return bytes(folded.data).decode("utf-32-le", "surrogatepass")


def tokens(text: str) -> list[str]:
    """What ``text`` is found by: characters and pairs of them in unspaced scripts, words elsewhere, and each number
    once more in one writing (二〇二四 = 2024, 1.2万 = 12000, 百分之五 = 5%). In order of kind, with repeats."""
    folded = fold(text)
    found: list[str] = []
    for run in _RUNS.findall(folded):
        if _UNSPACED_START.match(run):
            found.extend(run)
            found.extend(map(operator.add, run, run[1:]))
        else:
            found.append(run[:_LONGEST_TOKEN])
    found.extend(numbers(folded))
    return found


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script written without spaces."""
    return _UNSPACED_START.match(character) is not None


def spaced_words(folded: str) -> list[str]:
    """Those of the tokens that are words of spaced scripts, and numbers as they stand."""
    return [run[:_LONGEST_TOKEN] for run in _WORDS.findall(folded)]


def numbers(folded: str) -> list[str]:
    """Numbers whose plain writing is not a token already, in that writing."""
    found = []
    for match in _NUMBERS.finditer(folded):
        if (percent := match["percent"]) is not None:
            found.append(f"{_plain(percent)}%")
        elif (chinese := match["chinese"]) is not None:
            found.append(_plain(chinese, match["times"]))
        elif (myriad := match["myriad"]) is not None:
            number = match["arabic"].replace(",", "")
            found.append(f"{number}{myriad}" if myriad in "%‰" else _plain(number, myriad))
        elif "," in match["arabic"]:
            found.append(match["arabic"].replace(",", ""))
    return [number[:_LONGEST_TOKEN] for number in found]


def _plain(number: str, myriad: str = "") -> str:
    """Decimal writing of a number in Arabic or Chinese numerals, times its unit."""
    if len(number) > _LONGEST_TOKEN:
        return number
    whole, _, fraction = number.partition("点")
    if number[0] in "0123456789.":
        value = Decimal(number.strip(".") if number.count(".") < 2 and number.strip(".") else "0")
    elif fraction:
        value = Decimal(f"{_chinese(whole)}.{''.join(str(_DIGITS.get(c, 0)) for c in fraction)}")
    else:
        value = Decimal(_chinese(whole))
    for character in myriad:
        value *= _UNITS.get(character) or _MYRIADS[character]
    return f"{value.normalize():f}"


def _chinese(numeral: str) -> int:
    """Value of a Chinese numeral, by place (二〇二四) or by unit (两千零二十四)."""
    if all(character in _DIGITS for character in numeral):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total = section = digit = last = 0
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _UNITS:
            section += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            unit, section, digit = _MYRIADS[character], section + digit, 0
            if unit > last:
                total = (total + section or 1) * unit
            else:
                total += (section or 1) * unit
            section, last = 0, unit
    return total + section + digit
