"""Values told one after another of things named one after another: A、B、C产量分别达到x、y、z."""

from __future__ import annotations

import re

from rag.reader.spans import NUMBER
from rag.records import Range

_JOINT = re.compile(r"\s*(?:、|以及|和|与|及)\s*")
_SPLITS = (re.compile("、|以及|和|与|及"), re.compile("、"))
_CLAUSE = re.compile(r"[;:。!?\n]|(?<![0-9]),|,(?![0-9])")
_BARELY = 6
"""Characters before the values that name nothing: 分别增长."""
_LEAST = 2
"""Characters of a name that must stand in the question."""


def partner(asking: str, text: str, start: int, end: int) -> Range:
    """Of the values told in a row of which ``[start, end)`` is one, that of the thing asked about; the same again
    where there is no such row, or the question names none of the things or several alike. All folded."""
    values = _row(text, start, end)
    if len(values) < 2:
        return start, end
    *before, clause = _CLAUSE.split(text[: values[0][0]])
    told = NUMBER.sub("", before[-1] if before and len(clause) <= _BARELY else clause)
    split = ([name for name in joint.split(told) if name.strip()] for joint in _SPLITS)
    names = next((found for found in split if len(found) == len(values)), [])
    shared = [_shared(asking, name, place > 0, place < len(names) - 1) for place, name in enumerate(names)]
    most = max(shared, default=0)
    return values[shared.index(most)] if most >= _LEAST and shared.count(most) == 1 else (start, end)


def _row(text: str, start: int, end: int) -> list[Range]:
    """The numbers one after another of which one has ``[start, end)`` in it."""
    rows: list[list[Range]] = []
    for match in NUMBER.finditer(text):
        if rows and _JOINT.fullmatch(text, rows[-1][-1][1], match.start()):
            rows[-1].append(match.span())
        else:
            rows.append([match.span()])
    return next((row for row in rows if any(one[0] <= start and end <= one[1] for one in row)), [])


def _shared(asking: str, name: str, ahead: bool, behind: bool) -> int:
    """Characters of a name that stand in the question: from its beginning on, where what comes before is not of the
    name (``ahead``: it has others ahead of it), and up to its end, where it has others behind it."""
    lengths = range(len(name), 0, -1)
    first = next((size for size in lengths if ahead and name[:size] in asking), 0)
    last = next((size for size in lengths if behind and name[-size:] in asking), 0)
    return max(first, last)
