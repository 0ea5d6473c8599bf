"""Bytes as text: UTF-8, UTF-16 (with byte order mark or without), GB18030 and Big5, told apart on the whole file."""

from __future__ import annotations

import codecs
import functools
import re
from collections import Counter
from collections.abc import Iterator

from rag.errors import FileError

MOST_CHARACTERS = 20_000_000
"""In one file: the thickest yearbooks have five million, and whoever reads on keeps several copies."""
_WIDEST = 4  # bytes of a character
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("gb18030", "big5", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
# The 250 most frequent characters of modern Chinese (现代汉语常用字表, 1988, by frequency), in both scripts: they make
# up about six tenths of any text, and a few hundredths of one read in the wrong encoding.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
    "些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建"
    "月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接"
    "這為個國時來們對會發動過說產種後學經進著電裡裏現實體制機當點從業應開還義間樣與關線數麼質氣變條沒結解問無係軍"
    "題黨員總設長頭資邊統區報務議濟萬億"
)
_PUNCTUATION = frozenset("、。，；：！？“”‘’《》（）「」『』—…·％０１２３４５６７８９　〇")
_FREQUENT_WORTH, _KNOWN_WORTH = 1.0, 0.35
# Real texts score .5 to .9, what is no Chinese text at all below .2.
_LEAST = 0.3
_BREAKS = re.compile("\r\n?")


def decode(content: bytes, name: str) -> str:
    """Text of ``content``, its lines ending in ``\\n``, without byte order marks.

    Raises FileError that names the first byte that cannot be read.
    """
    return _clean(_read(content, name)[0], name)


def encoding_of(content: bytes, name: str) -> str:
    """Name of the encoding in which ``content`` is text; a byte order mark is left in. Raises as `decode`."""
    text, encoding = _read(content, name)
    _clean(text, name)
    return encoding


def _read(content: bytes, name: str) -> tuple[str, str]:
    """The text and its encoding."""
    if len(content) > _WIDEST * MOST_CHARACTERS:
        raise FileError("file_long", file=name, most=MOST_CHARACTERS)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, name, len(mark)), encoding
    if b"\0" not in content:
        try:
            return content.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            pass
    best = max(_readings(content), default=None)
    if best is None or best[0] < _LEAST:
        raise _undecodable(content, name)
    return best[2], _CANDIDATES[-best[1]]


def clean(text: str) -> str:
    """``text`` with its lines ending in ``\\n``, without byte order marks and NUL characters."""
    return _BREAKS.sub("\n", text).replace("\ufeff", "").replace("\0", "")


def _clean(text: str, name: str) -> str:
    place = text.find("\0")
    if place >= 0:
        raise FileError("file_nul", file=name, place=place)
    return clean(text)


def _strictly(content: bytes, encoding: str, name: str, before: int) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError("file_undecodable", file=name, place=error.start + before, encoding=encoding) from error


def _readings(content: bytes) -> Iterator[tuple[float, int, str]]:
    """Score, rank and text of each encoding in which every byte has a meaning; the first of equal scores ranks best."""
    for rank, encoding in enumerate(_CANDIDATES):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield _score(text), -rank, text


def _score(text: str) -> float:
    """How much ``text`` looks like one, 0 to 1: the mean worth of its characters beyond ASCII.

    One in ASCII alone is one: only UTF-16 gets there without being UTF-8.
    """
    counts = Counter(text)
    worth, total = 0.0, 0
    for character, count in counts.items():
        if character in "\0\ufffd" or "\ue000" <= character <= "\uf8ff":
            worth, total = worth - count, total + count
        elif character >= "\x80":
            total += count
            if character in _FREQUENT or character in _PUNCTUATION:
                worth += count * _FREQUENT_WORTH
            elif character in _known():
                worth += count * _KNOWN_WORTH
    return worth / total if total else 1.0


@functools.cache
def _known() -> frozenset[str]:
    """Characters in daily use: level 1 of GB 2312 and of Big5."""
    simplified = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    traditional = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return frozenset(b"".join(simplified).decode("gb2312", "ignore") + b"".join(traditional).decode("big5", "ignore"))


def _undecodable(content: bytes, name: str) -> FileError:
    """The error for bytes that are text in no encoding, by the one in which most of them are."""
    nul = content.find(b"\0")
    if nul >= 0:
        return FileError("file_nul", file=name, place=nul)
    place, encoding = _reached(content, "utf-8"), "utf-8"
    for other in ("gb18030", "big5"):
        further = _reached(content, other)
        if place < further < len(content) and _score(content[:further].decode(other)) >= _LEAST:
            place, encoding = further, other
    return FileError("file_undecodable", file=name, place=place, encoding=encoding)


def _reached(content: bytes, encoding: str) -> int:
    """How many bytes are text before the first that is none."""
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return error.start
    return len(content)
