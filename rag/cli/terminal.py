"""What a terminal can show: its width and colours, how wide text is on it, and text that can do it no harm."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import unicodedata
from dataclasses import dataclass
from typing import TextIO

from rag.messages import Language
from rag.records import Range

WIDEST = 100  # columns: longer lines are hard to read (Bringhurst: 45 to 75 characters, Chinese half of it)
NARROWEST = 20
# What would steer the terminal instead of being read: controls, bidirectional overrides, and lone surrogates other
# than those that stand for the undecodable bytes of a file name (PEP 383).
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udc7f\udd00-\udfff]")
# May not begin a line (GB/T 15834): hang over the edge instead.
CLOSING = "，。、；：？！）》〉】』」’”…—,.;:?!)]}%"


@dataclass(frozen=True, slots=True)
class Screen:
    """How to write for a person: ``width`` in columns is 0 where lines are not to be broken (not a terminal)."""

    language: Language
    width: int = 0
    colour: bool = False


def screen_of(stream: TextIO, language: Language) -> Screen:
    """The screen behind ``stream``; NO_COLOR (no-color.org) and TERM=dumb are honoured."""
    if not stream.isatty():
        return Screen(language)
    columns = max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns))
    understood = sys.platform != "win32" or "WT_SESSION" in os.environ
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return Screen(language, columns, understood and not plain)


def settle_streams() -> None:
    """Makes standard output and error UTF-8 whatever the locale says, with file names as they are on the disk.

    A stream that whoever called us closed leads nowhere from now on, so that no file of ours takes its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115, open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape", newline="\n")


def complain(line: str) -> None:
    """Writes what could not be done, on one line of standard error."""
    sys.stderr.write(f"chuchu: {one_line(line)}\n")


def visible(text: str) -> str:
    """``text``, character for character, with what would steer a terminal replaced by something to be seen."""
    return HARMFUL.sub(lambda found: _picture(ord(found[0])), text)


def _picture(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"


def one_line(text: str) -> str:
    """``text``, character for character, on one line."""
    return visible(text.replace("\n", " ").replace("\t", " "))


def columns(text: str) -> int:
    """How many columns ``text`` takes: two for a wide character, none for a combining one (UAX #11)."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def fit(text: str, width: int) -> str:
    """``text`` in exactly ``width`` columns: filled up with spaces, or cut short with ``…``."""
    spare = width - columns(text)
    if spare >= 0:
        return text + " " * spare
    kept, taken = 0, 1
    while taken + _columns(text[kept]) <= width:
        taken += _columns(text[kept])
        kept += 1
    return text[:kept] + "…" + " " * (width - taken)


def wrap(text: str, width: int) -> list[Range]:
    """The lines of ``text`` in at most ``width`` columns (0: one line), broken at spaces and between wide characters.

    A closing mark never begins a line. The spaces at a break are in neither line.
    """
    if width <= 0 or columns(text) <= width:
        return [(0, len(text))]
    room = max(width - 2, 4)  # a closing mark may hang over
    lines: list[Range] = []
    start = 0
    while columns(text[start:]) > width:
        end = _line_end(text, start, room)
        lines.append((start, start + len(text[start:end].rstrip(" "))))
        start = end + len(text[end:]) - len(text[end:].lstrip(" "))
    return [*lines, (start, len(text))] if start < len(text) else lines


def _line_end(text: str, start: int, room: int) -> int:
    """Where the line from ``start`` ends: after the last character that fits and may end a line, else the last."""
    end = breakable = start
    taken = 0
    while end < len(text) and taken + _columns(text[end]) <= room:
        taken += _columns(text[end])
        end += 1
        if end < len(text) and _may_break(text[end - 1], text[end]):
            breakable = end
    if end < len(text) and text[end] in CLOSING and _columns(text[end - 1]) == 2:
        return end + 1
    return breakable if breakable > start else max(end, start + 1)


def _may_break(before: str, after: str) -> bool:
    if after in CLOSING:
        return False
    return " " in (before, after) or 2 in (_columns(before), _columns(after))
