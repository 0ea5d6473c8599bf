"""Text into HTML: escaping, elements, and the pieces of a text that stand out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from itertools import pairwise

from rag.records import Range

# Turn the direction of what follows, or cannot be seen at all: a quote would read as what it is not.
_UNSEEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def text(words: str) -> str:
    """Words as HTML. Characters that steer the direction of writing or cannot be seen are shown by their number."""
    return _UNSEEN.sub(lambda found: f'<i class="unseen" data-code="U+{ord(found[0]):04X}"></i>', escape(words))


def plain(words: str) -> str:
    """Words as the value of an attribute, without what cannot be seen."""
    return escape(_UNSEEN.sub("\ufffd", words), quote=True)


def attributes(**given: object) -> str:
    """Attributes, each after a space; a name's ``_`` is a ``-``, and one at its end is dropped. None and False are left
    out, True is the bare name."""
    parts = []
    for name, value in given.items():
        written = name.rstrip("_").replace("_", "-")
        if value is True:
            parts.append(f" {written}")
        elif value is not None and value is not False:
            parts.append(f' {written}="{plain(str(value))}"')
    return "".join(parts)


def element(name: str, *inside: str, **given: object) -> str:
    """An element around HTML that is escaped already."""
    return f"<{name}{attributes(**given)}>{''.join(inside)}</{name}>"


def button(words: str, do: str, **given: object) -> str:
    """A button that triggers the event ``do``; ``given`` are its attributes and, named ``data_…``, the event's."""
    return element("button", text(words), type="button", data_do=do, **given)


def marked(words: str, marks: Iterable[tuple[str, Range]], breaks: Iterable[tuple[int, str]] = ()) -> str:
    """Words with pieces of them marked: of several at one place the last named wins. ``breaks``: where the source
    breaks off, and what is said about it; the sign there is no text, so that copying gives the source alone."""
    named = [(name, start, end) for name, (start, end) in marks if start < end]
    signs = dict(breaks)
    edges = sorted({0, len(words), *signs, *(edge for _, start, end in named for edge in (start, end))})
    parts: list[str] = []
    for start, end in pairwise(edges):
        if start in signs:
            said = {"title": signs[start], "aria-label": signs[start]}
            parts.append(element("span", class_="break", role="img", **said))
        found = [name for name, first, last in named if first <= start and end <= last]
        piece = text(words[start:end])
        parts.append(element("mark", piece, class_=found[-1]) if found else piece)
    return "".join(parts)
