"""Lines written one after the other into an `Extract`, for formats that come in blocks."""

from __future__ import annotations

import re

from rag.formats.decoding import clean
from rag.records import Extract, Line, LineKind

# White space except the full-width space, which sets apart the characters of Chinese names and titles.
_SPACE = re.compile(r"[^\S\u3000]+")
_DENSE = "[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
_BREAK_INSIDE = re.compile(rf"(?<={_DENSE})[^\S\n]*\n\s*(?={_DENSE})")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")


class Writer:
    """The text so far, and its special lines."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._lines: list[Line] = []

    def add(self, text: str, kind: LineKind = "text", level: int = 0) -> None:
        """Writes one line; an empty one keeps its break."""
        words = flat(text)
        if words and kind != "text":
            self._lines.append(Line(self._length, self._length + len(words), kind, level))
        self._pieces.append(words + "\n")
        self._length += len(words) + 1

    def extract(self, title: str = "") -> Extract:
        """Everything written."""
        return Extract("".join(self._pieces), title=flat(title), lines=tuple(self._lines))


def flat(text: str) -> str:
    """``text`` on one line: white space as single spaces, none at the ends, no control characters."""
    return _SPACE.sub(" ", _CONTROL.sub("", clean(text))).strip()


def flowed(text: str) -> str:
    """``text`` on one line, where a line break is a space and between Chinese characters nothing."""
    return flat(_BREAK_INSIDE.sub("", clean(text)))
