"""The library's own small jieba dictionary: made when documents are added, the only one a question is cut with.

jieba's full dictionary takes most of a second to load; the words that occur in a library and those that questions are
made of take some milliseconds. Words are compared folded (`rag.folding.fold`), so cuts keep positions.
"""

from __future__ import annotations

import functools
import logging
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.folding import fold

Numbers = NDArray[np.uint64]

# Sum of the frequencies in the dict.txt of jieba 0.42.1: word probabilities stay those of the full dictionary.
TOTAL = 60_101_967
# What a word that the full dictionary lacks gets: enough to stay whole against its parts, tried on 什么时候.
_UNLISTED = "3000 r"
# Places this common in jieba's count are in every small dictionary: a question may name one that no document does.
_KNOWN_PLACE = 200
_ELSEWHERE = "nsx"  # as they are marked in the file
_STEM = 4  # characters; dictionary words longer than this are looked for only where their first four stand
_STRETCH = 1 << 18  # characters looked at in one go, which bounds memory
# A piece of text is compared with the dictionary only where its hash says that it may be in it: most are not.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SLOT_BITS = 22  # of 200,000 words of a length one slot in twenty is taken
_SHIFT = np.uint64(64 - _SLOT_BITS)

_QUESTION_WORDS = """
谁 什么 什么样 什么人 什么时候 什么时间 什么地方 啥 何 何时 何地 何人 为何 如何 哪 哪个 哪些 哪里 哪儿 哪位 哪家
哪所 哪座 哪条 哪项 哪部 哪种 哪类 哪年 哪天 哪几个 哪几 哪片 哪一 几 几个 几家 几项 几类 几条 几号 几年 几月 几次
多少 多少个 多少家 多大 多高 多长 多久 多长时间 多远 百分之几 百分之多少 几个点 为什么 为啥 怎么 怎样 怎么样 咋 是否
是不是 有没有 能否 可否 吗 呢 请问 请 告诉 知道 想 叫 叫做 名字 名称 分别 各 各是 具体 到底 究竟 一共 总共 目前 现在
去年 今年 明年 前年 当年 是 有 的 了 在 把 被 给 和 与 及 以及 我 我们
"""


def question_words() -> frozenset[str]:
    """Words that questions are made of, in every small dictionary."""
    return frozenset(_QUESTION_WORDS.split())


@functools.cache
def _places() -> frozenset[str]:
    """Well-known places."""
    rows = ((word, *entry.split()) for word, entry in _full_entries().items())
    return frozenset(word for word, count, tag in rows if tag == "ns" and len(word) > 1 and int(count) >= _KNOWN_PLACE)


def words_in(text: str) -> set[str]:
    """Words of jieba's full dictionary that occur anywhere in ``text``, folded."""
    listed, stems, longest = _full_dictionary()
    slots = _slots()
    folded = fold(text)
    codes = _codes(folded)
    found: set[str] = set()
    for first in range(0, len(folded), _STRETCH):
        stretch = codes[first : first + _STRETCH + _STEM - 1]
        for length in range(1, _STEM + 1):
            starts = _once(stretch, length, slots[length]) + first
            found |= listed.intersection(folded[start : start + length] for start in starts.tolist())
        starts = np.flatnonzero(slots[0][_hashes(stretch, _STEM) >> _SHIFT]) + first
        found |= listed.intersection(
            folded[start : start + length]
            for start in starts.tolist()
            if folded[start : start + _STEM] in stems
            for length in range(_STEM + 1, longest + 1)
        )
    return found


def _once(codes: Numbers, length: int, slots: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Where each piece of a length stands that may be in the dictionary, one place for each."""
    hashes = _hashes(codes, length)
    starts = np.flatnonzero(slots[hashes >> _SHIFT])
    return starts[np.unique(hashes[starts], return_index=True)[1]]


def _codes(text: str) -> Numbers:
    """Code points of the characters."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)


def _hashes(codes: Numbers, length: int) -> Numbers:
    """A number for the piece of a length that begins at each place; the upper bits are the best mixed."""
    count = max(0, len(codes) - length + 1)
    found = np.zeros(count, dtype=np.uint64)
    for place in range(length):
        found = found * _FACTOR + codes[place : place + count]
    found *= _FACTOR
    return (found ^ found >> np.uint64(29)) * _FACTOR


@functools.cache
def _slots() -> tuple[NDArray[np.bool_], ...]:
    """For the upper bits of a hash, whether a dictionary word of each length has them; at 0, whether a stem has."""
    listed, stems, longest = _full_dictionary()
    pieces: list[list[str]] = [[] for _ in range(longest + 1)]
    for word in listed:
        pieces[len(word)].append(word)
    pieces[0] = list(stems)
    found = np.zeros((_STEM + 1, 1 << _SLOT_BITS), dtype=np.bool_)
    for slots, group in zip(found, pieces, strict=False):
        length = len(group[0])
        slots[_hashes(_codes("".join(group)), length)[::length] >> _SHIFT] = True
    return tuple(found)


def write_words(path: Path, words: Iterable[str]) -> None:
    """Writes the small dictionary of ``words``, `question_words` and well-known places, sorted, in jieba's format.
    Words that the full dictionary does not list are left out."""
    entries = _full_entries()
    asking = question_words()
    inside = {word for word in words if word in entries} - asking
    lines = [f"{word} {entries.get(word, _UNLISTED)}\n" for word in sorted(asking)]
    lines += [f"{word} {entries[word]}\n" for word in sorted(inside)]
    outside = sorted(_places() - inside - asking)
    lines += [f"{word} {entries[word].partition(' ')[0]} {_ELSEWHERE}\n" for word in outside]
    path.write_text("".join(lines), encoding="utf-8", newline="\n")


def written_words(path: Path) -> set[str]:
    """The words that `write_words` was given."""
    rows = (line.split() for line in path.read_text("utf-8").splitlines())
    return {word for word, _, tag in rows if tag != _ELSEWHERE}


@functools.cache
def _full_entries() -> dict[str, str]:
    """Folded word to "frequency tag"; of words that fold to the same the more frequent."""
    dictionary = Path(load_jieba().__file__).with_name("dict.txt")
    entries: dict[str, str] = {}
    for line in fold(dictionary.read_text(encoding="utf-8")).splitlines():
        word, _, entry = line.partition(" ")
        if word not in entries or int(entry.split()[0]) > int(entries[word].split()[0]):
            entries[word] = entry
    return entries


@functools.cache
def _full_dictionary() -> tuple[frozenset[str], frozenset[str], int]:
    """All words, the first characters of the long ones, the length of the longest."""
    words = frozenset(_full_entries())
    return words, frozenset(word[:_STEM] for word in words if len(word) > _STEM), max(map(len, words))


@functools.cache
def load_jieba() -> Any:
    """The jieba module, imported without what its import drags in and says.

    It would import pkg_resources for a path it also finds alone (0.3 s and a deprecation warning), and its source has
    escapes that newer compilers warn of.
    """
    absent = "pkg_resources" not in sys.modules
    if absent:
        sys.modules["pkg_resources"] = None  # type: ignore[assignment]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
    finally:
        if absent:
            del sys.modules["pkg_resources"]
    jieba.setLogLevel(logging.WARNING)
    return jieba


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a cut text at ``[start, end)``, folded, with its jieba tag: empty when not in the dictionary."""

    text: str
    tag: str
    start: int
    end: int


class Words:
    """A small dictionary, loaded to cut texts with."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._tags: dict[str, str] = {}
        self._elsewhere: set[str] = set()
        self._tokenizer = load_jieba().Tokenizer()
        frequencies: dict[str, int] = {}
        for line in lines:
            word, frequency, tag = line.split()
            self._tags[word] = "ns" if tag == _ELSEWHERE else tag
            if tag == _ELSEWHERE:
                self._elsewhere.add(word)
            frequencies[word] = int(frequency)
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)  # jieba walks along prefixes
        # What Tokenizer.initialize would do, without its cache file in the temporary folder and its log lines.
        self._tokenizer.FREQ = frequencies
        self._tokenizer.total = TOTAL
        self._tokenizer.initialized = True

    @classmethod
    def open(cls, path: Path) -> Words:
        """Words of a file that `write_words` wrote. Raises OSError, and ValueError when it is no such file."""
        return cls(path.read_text(encoding="utf-8").splitlines())

    def __contains__(self, word: str) -> bool:
        return word in self._tags

    def commonest(self, count: int) -> list[str]:
        """At most ``count`` words of the library, those that are most frequent in Chinese at large first; ties in their
        order."""
        frequencies = self._tokenizer.FREQ
        return sorted(self._tags.keys() - self._elsewhere, key=lambda word: (-frequencies[word], word))[:count]

    def __len__(self) -> int:
        return len(self._tags)

    def tag(self, word: str) -> str:
        """jieba's part-of-speech tag of ``word``, empty when it is not in the dictionary."""
        return self._tags.get(word, "")

    def cut(self, text: str) -> Iterator[Word]:
        """The words of ``text``, end to end, punctuation and white space included."""
        start = 0
        for word in self._tokenizer.cut(fold(text)):
            yield Word(word, self._tags.get(word, ""), start, start + len(word))
            start += len(word)
