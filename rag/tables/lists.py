"""Lists of questions among the files of a folder: they are asked, not searched.

A report folder is where people keep their question files and what came back. Added, each would be the best passage
for its own questions.
"""

from __future__ import annotations

from itertools import islice

from rag.records import Extract
from rag.tables.names import LOOKED_AT, QUESTION, named

# With an answer beside each question it is a source like any other.
_ANSWER = ("answer", "答案", "回答", "解答", "答复", "reply", "response", "a")
# Unless it is gold, or what a batch wrote: those say where the answer was found.
_FOUND = ("evidence", "quote")


def asks_only(extract: Extract) -> bool:
    """Whether a table asks questions and answers none by itself."""
    rows = (extract.text[line.start : line.end] for line in extract.lines if line.kind == "row")
    titles = {cell.partition("：")[0] for row in islice(rows, LOOKED_AT) for cell in row.split("；") if "：" in cell}

    def has(names: tuple[str, ...]) -> bool:
        return any(named(title, names) for title in titles)

    return has(QUESTION) and (has(_FOUND) or not has(_ANSWER))
