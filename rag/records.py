"""The values that pass through Chuchu, from a file's text to a cited answer.

Everything that points into a document is a tuple of half-open character ranges into ``Document.text``; sliced and
joined they are the text shown, character for character. `cut` is the one place where that happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Range = tuple[int, int]
Ranges = tuple[Range, ...]
LineKind = Literal["text", "heading", "row"]
Status = Literal["answered", "not_found"]
CarriedKind = Literal["words", "name", "document", "section", "year"]


def cut(text: str, ranges: Ranges) -> str:
    """Text of ``ranges`` in ``text``, joined with nothing between."""
    return "".join(text[start:end] for start, end in ranges)


def narrow(ranges: Ranges, start: int, end: int) -> Ranges:
    """Ranges of the piece ``[start, end)`` of ``cut(text, ranges)``: how a span inside a passage finds its source.

    Raises ValueError when the piece is empty or reaches outside.
    """
    if not 0 <= start < end:
        raise ValueError(f"not a piece: [{start}, {end})")
    found: list[Range] = []
    passed = 0
    for first, last in ranges:
        length = last - first
        left, right = max(start - passed, 0), min(end - passed, length)
        if left < right:
            found.append((first + left, first + right))
        passed += length
    if end > passed:
        raise ValueError(f"[{start}, {end}) reaches outside a text of {passed} characters")
    return tuple(found)


def place_in(outer: Ranges, inner: Ranges) -> Range | None:
    """The piece ``[start, end)`` of ``cut(text, outer)`` that ``cut(text, inner)`` is: undoes `narrow`.

    None when it begins or ends outside.
    """
    start, last = _offset(outer, inner[0][0]), _offset(outer, inner[-1][1] - 1)
    return None if start is None or last is None else (start, last + 1)


def _offset(ranges: Ranges, position: int) -> int | None:
    passed = 0
    for start, end in ranges:
        if start <= position < end:
            return passed + position - start
        passed += end - start
    return None


@dataclass(frozen=True, slots=True)
class Line:
    """What a format knows about one line of the text it extracted; ``[start, end)`` leaves the line break out.

    ``level`` is 1 for an outermost heading, 0 where the line is none. Plain lines need no `Line`.
    """

    start: int
    end: int
    kind: LineKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Extract:
    """What a format reader gets out of a file.

    ``text``: lines end in ``\\n``; never changed afterwards. ``title``: empty when the format names none.
    ``lines``: those of a special kind, in order. ``pages``: offset at which each page starts, empty when the format
    has no pages. ``wrapped``: line ends are only where the line was full (PDF, plain text), so that repair has to
    find the paragraphs; otherwise a line is a whole block.
    """

    text: str
    title: str = ""
    lines: tuple[Line, ...] = ()
    pages: tuple[int, ...] = ()
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, heading or table row after repair. ``level`` as in `Line`; ``article`` starts at 0 and counts
    the articles of one file; ``section``: the headings above it, outermost first."""

    ranges: Ranges
    kind: LineKind
    level: int
    article: int
    section: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the library. ``pages`` as in `Extract`."""

    name: str
    title: str
    text: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A citable piece of a document: a paragraph, or a part of an overlong one.

    ``id`` is the library's, never used twice. ``pages``: 1-based, those it stands on. ``paragraph``: 1-based,
    headings not counted.
    """

    id: int
    document: str
    title: str
    section: tuple[str, ...]
    pages: tuple[int, ...]
    paragraph: int
    text: str
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Place:
    """Another place where (nearly) the same passage stands."""

    document: str
    paragraph: int
    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage was found: question words it contains, its BM25 score, its cosine to the question."""

    words: tuple[str, ...]
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question. ``score``: higher is better, comparable within one question only."""

    passage: Passage
    score: float
    why: Why
    also_in: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece ``[start, end)`` of the text of hit number ``hit`` (0-based); ``score``: higher is better."""

    hit: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question and its hits.

    ``spans``: best first; several are several citations of one answer. ``relevance``: one for each hit, higher is
    better. ``confidence``: calibrated probability in [0, 1] that the best span is right. ``answered``: whether it is
    believed, or the answer is held not to be in the hits.
    """

    spans: tuple[Span, ...]
    relevance: tuple[float, ...]
    confidence: float
    answered: bool


@dataclass(frozen=True, slots=True)
class Citation:
    """A piece of a document that answers, its sentence and its passage; each with its ranges."""

    rank: int
    document: str
    title: str
    section: tuple[str, ...]
    pages: tuple[int, ...]
    paragraph: int
    quote: str
    ranges: Ranges
    sentence: str
    sentence_ranges: Ranges
    passage: str
    passage_ranges: Ranges
    also_in: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage as an answer lists it. ``score`` orders the passages of one record, and promises nothing across."""

    rank: int
    document: str
    title: str
    section: tuple[str, ...]
    pages: tuple[int, ...]
    paragraph: int
    score: float
    text: str
    ranges: Ranges
    also_in: tuple[Place, ...]
    why: Why


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer with its sources. ``text`` is None, and there are no citations, when ``status`` is not_found."""

    question: str
    status: Status
    text: str | None
    confidence: float
    citations: tuple[Citation, ...]
    passages: tuple[RankedPassage, ...]

    def record(self) -> dict[str, Any]:
        """The answer record of the command line, batch files and the API."""
        found = asdict(self)
        return {name if name != "text" else "answer": value for name, value in found.items()}


def answer_of(record: Mapping[str, Any]) -> Answer:
    """The answer that `Answer.record` made this record of, also when it has been JSON since.

    Raises KeyError, TypeError or ValueError for what is no such record.
    """
    values = dict(record)
    text = values.pop("answer")
    citations = tuple(Citation(**_values(found)) for found in values.pop("citations"))
    passages = tuple(RankedPassage(**_values(found)) for found in values.pop("passages"))
    return Answer(**values, text=text, citations=citations, passages=passages)


def _values(record: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a record with tuples where JSON has lists."""
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
    for name in values.keys() & {"ranges", "sentence_ranges", "passage_ranges"}:
        values[name] = _ranges(values[name])
    values["also_in"] = tuple(
        Place(place["document"], place["paragraph"], _ranges(place["ranges"])) for place in values["also_in"]
    )
    if "why" in values:
        why = values["why"]
        values["why"] = Why(tuple(why["words"]), why["lexical"], why["dense"])
    return values


def _ranges(pairs: Iterable[Iterable[int]]) -> Ranges:
    return tuple((start, end) for start, end in pairs)


@dataclass(frozen=True, slots=True)
class Carried:
    """Something that a question takes over from the turns before it, as it is shown and can be undone."""

    kind: CarriedKind
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as typed, as it was asked with what it carries over, and its answer. ``document``: the pattern of
    the documents that were chosen, None for all."""

    question: str
    asked: str
    carried: tuple[Carried, ...]
    answer: Answer
    document: str | None = None
