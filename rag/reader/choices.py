"""What the trained reader chooses from: spans, and what speaks for each."""

from __future__ import annotations

from dataclasses import dataclass

from rag.reader.looking import Looked
from rag.reader.signals import Signals
from rag.records import Span


@dataclass(frozen=True, slots=True)
class Worth:
    """What speaks for a span. ``order``: its hit's; ``odds``: the network's log odds that it is the answer;
    ``fit``: how well its form is that asked for, -1 to 1; ``ruled``: 1 where it is the best span by the patterns of the
    reader ``sentence``, a half where it is their best of its hit; ``whole``: the same again where a whole sentence or
    clause is asked for; ``told``, ``near``, ``period``: its sentence's, see `rag.reader.looking`; ``clause``: how near
    the words around it come to a question in another language than Chinese, 0 to 1."""

    order: float
    odds: float
    fit: float
    ruled: float
    whole: float
    told: float
    near: float
    period: float
    clause: float


@dataclass(frozen=True, slots=True)
class Choice:
    """A span that could be the answer, what speaks for it and for its hit. ``sentence``: the one it begins in."""

    span: Span
    worth: Worth
    signals: Signals
    sentence: Looked | None
