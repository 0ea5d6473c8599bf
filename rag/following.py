"""Whether a question stands alone or follows the one before it, by its form: no model, patterns and the dictionary.

A question follows when it opens with 其中 or has a pronoun that nothing in it stands for, when it names a new year,
place or thing and asks nothing (那2025年呢？ What about Fujian?), or when nothing in it says what it is about
(增长了多少？).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag import conversation_forms as forms
from rag.folding import fold
from rag.kinds import kind_of
from rag.provinces import provinces
from rag.question import Question, analyse
from rag.words import Word, Words

Form = Literal["alone", "slot", "part", "pronoun", "bare", "region"]
PieceKind = Literal["name", "year", "words", "rest"]

_LONGEST_FIRST = sorted(forms.RELATIVE, key=lambda word: (-len(word), word))
_NOUN_TAGS = ("n", "j", "s", "b", "vn", "an", "i", "l", "eng")
_UNKNOWN = "?"
PLACE = "ns"
NOUN = "noun"
"""Tag of what has a capital in a language whose nouns all have one."""
_NAME_TAGS = ("nr", "ns", "nt", "nz")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a question. ``tag``: what sort of name, by the dictionary, the list of provinces or its capitals; of
    the rest, whether the dictionary does not know it."""

    kind: PieceKind
    text: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was typed, taken apart. ``asks``: has a question word; ``rest``: without what opens and closes a
    question that follows; ``pronoun``: the first that nothing in it stands for."""

    question: Question
    form: Form
    asks: bool
    rest: str
    pieces: tuple[Piece, ...]
    pronoun: str

    def of(self, kind: PieceKind) -> tuple[Piece, ...]:
        """Its pieces of a kind."""
        return tuple(piece for piece in self.pieces if piece.kind == kind)


def look_at(text: str, words: Words) -> Asked:
    """A question taken apart, and what its form says. Raises QuestionError."""
    question = analyse(text, words)
    language = question.language
    bare = question.plain
    about = forms.ABOUT.get(language)
    opened = _without(forms.OPENING[language], _without(about, bare) if about else bare)
    closing = forms.CLOSING.get(language)
    closed = _without(closing, opened) if closing else opened
    if language == "zh":
        asks = bool(forms.ASKING.search(fold(opened)))
    else:
        asks = kind_of(fold(opened), language)[0] != "other"
    rest = (opened if asks else closed).strip(forms.EDGE)
    pieces: tuple[Piece, ...] = ()
    if any(map(str.isalnum, rest)):
        pieces = pieces_of(rest, replace(analyse(rest, words), language=language), words)
    pronoun = _pronoun(language, rest, pieces)
    short = opened != bare or closed != opened
    return Asked(question, _form(language, pieces, pronoun, asks, short), asks, rest, pieces, pronoun)


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text without what a pattern of folded text matches first."""
    found = pattern.search(fold(text))
    return text[: found.start()] + text[found.end() :] if found else text


def _form(language: str, pieces: Sequence[Piece], pronoun: str, asks: bool, short: bool) -> Form:
    text = fold("".join(piece.text for piece in pieces))
    names = [piece for piece in pieces if piece.kind == "name"]
    topics = _topical(pieces)
    if forms.PART.search(text):
        return "part"
    if pronoun:
        return "pronoun"
    if not asks:
        bare_slot = not topics and any(piece.kind in ("name", "year") for piece in pieces)
        return "slot" if pieces and (short or bare_slot) else "alone"
    if not topics and (not names or (all(name.tag == "ns" for name in names) and (short or _relative(pieces)))):
        return "bare"
    region = forms.REGION.get(language)
    return "region" if region and region.search(text) and not names else "alone"


def _topical(pieces: Sequence[Piece]) -> bool:
    """Whether any piece says what a question is about: not the thing that is counted (几个国家), but also a character
    that no word has."""
    for place, piece in enumerate(pieces):
        counted = place > 0 and len(piece.text) <= 2 and forms.COUNTING.search(fold(pieces[place - 1].text))
        if (piece.kind == "words" and not counted) or piece.tag == _UNKNOWN:
            return True
    return False


def _relative(pieces: Sequence[Piece]) -> bool:
    """Whether its rest says how much something changes or compares, and nothing else."""
    text = fold("".join(piece.text for piece in pieces if piece.kind == "rest"))
    return any(len(word) > 1 and word in text for word in forms.RELATIVE) and not says_more(text)


def says_more(text: str) -> bool:
    """Whether anything is left of a text without words that say how much, what asks, and empty ones."""
    for word in _LONGEST_FIRST:
        text = text.replace(word, "")
    return any(map(str.isalpha, forms.EMPTY.sub("", forms.ASKING.sub("", text))))


def _pronoun(language: str, rest: str, pieces: Sequence[Piece]) -> str:
    """The first pronoun of a question, unless it is no real one or something before it can be what it stands for."""
    found = forms.PRONOUN[language].search(fold(rest))
    if found is None or forms.NO_PRONOUN.search(fold(rest)):
        return ""
    before = rest[: found.start()]
    passed = 0
    for piece in pieces:
        if piece.kind == "name" and passed < found.start():
            return ""
        if piece.kind == "words" and passed < found.start():
            free = language == "en" and (forms.AFTER_VERB.search(before) or len(piece.text.split()) < 3)
            if not free or found[0] in forms.OWNING:
                return ""
        passed += len(piece.text)
    return rest[found.start() : found.end()]


def pieces_of(text: str, question: Question, words: Words) -> tuple[Piece, ...]:
    """A question's text end to end: its names, its years, runs of other words that say what it is about, the rest."""
    found = _chinese(text, words) if question.language == "zh" else _other(text, question)
    merged: list[Piece] = []
    for piece in found:
        last = merged[-1] if merged else None
        if piece.kind == "words" and len(merged) > 1 and not merged[-1].text.strip() and merged[-2].kind == "words":
            space = merged.pop()
            merged[-1] = Piece("words", merged[-1].text + space.text + piece.text)
            continue
        if last and last.kind == piece.kind and last.tag == piece.tag and piece.kind != "name":
            merged[-1] = Piece(piece.kind, last.text + piece.text)
        else:
            merged.append(piece)
    return tuple(merged)


def _chinese(text: str, words: Words) -> Iterator[Piece]:
    kinds: tuple[tuple[PieceKind, re.Pattern[str], str], ...] = (
        ("year", forms.YEAR, ""),
        ("name", forms.QUOTED, ""),
        ("name", forms.OTHERS, PLACE),
        ("rest", forms.COMPARED, ""),
    )
    marked = [(match.span(), kind, tag) for kind, pattern, tag in kinds for match in pattern.finditer(fold(text))]
    done = 0
    for word in _people(words.cut(text)):
        start, end = max(word.start, done), word.end
        if start >= end:
            continue
        inside = next((span for span in marked if span[0][0] < end and start < span[0][1]), None)
        if inside:
            (first, done), kind, tag = inside
            if start < first:
                yield Piece("rest", text[start:first])
            yield Piece(kind, text[max(first, start) : done], tag)
            if done < end:
                yield Piece("rest", text[done:end])
                done = end
            continue
        done = end
        if place_name(word.text):
            yield Piece("name", text[start:end], PLACE)
            continue
        found = _kind(word)
        unknown = found == "rest" and not word.tag and says_more(word.text)
        yield Piece(found, text[start:end], word.tag if found == "name" else _UNKNOWN if unknown else "")


def _people(cut: Iterable[Word]) -> Iterator[Word]:
    """Words, a person's name of two characters with the one after it that is no word by itself (李德 仁) or was taken
    for one with a 是 (李德 仁是)."""
    last: Word | None = None
    for word in cut:
        if last and len(last.text) == 2 and last.tag == "nr" and _third(word):
            yield replace(last, text=last.text + word.text[0], end=word.start + 1)
            last = replace(word, text=word.text[1:], start=word.start + 1, tag="v") if len(word.text) > 1 else None
            continue
        if last:
            yield last
        last = word
    if last:
        yield last


def _third(word: Word) -> bool:
    """Whether a word begins with the third character of a name."""
    return word.tag.endswith("g") if len(word.text) == 1 else not word.tag and word.text[1:] in ("是", "在", "有")


def place_name(text: str) -> bool:
    """Whether a text is the name of a province and nothing else: not Jilin-1."""
    folded = fold(text).strip()
    for bare in (folded, re.sub("(?:省|市|自治区|성|시)$", "", folded)):
        if provinces(bare) and not provinces(bare[1:]) and not provinces(bare[:-1]):
            return True
    return False


def _kind(word: Word) -> PieceKind:
    text = word.text.strip()
    if (
        not any(map(str.isalpha, text))
        or text in forms.RELATIVE
        or forms.ASKING.search(text)
        or forms.PRONOUN["zh"].fullmatch(text)
    ):
        return "rest"
    if word.tag in _NAME_TAGS and len(text) > 1:
        return "name"
    topical = word.tag.startswith(_NOUN_TAGS) if word.tag else len(text) > 1
    if not word.tag and not says_more(text):  # run together by the dictionary: 比上年
        return "rest"
    return "words" if topical else "rest"


def _other(text: str, question: Question) -> Iterator[Piece]:
    """Pieces of a question in another language: words are what `analyse` takes for such."""
    carrying = {word for word, _ in question.words} - forms.RELATIVE
    names = [re.escape(name) for name in sorted(question.names, key=len, reverse=True)]
    pattern = re.compile("|".join([*names, forms.YEAR.pattern, forms.WORD[question.language]]))
    german = question.language == "other" and forms.GERMAN.search(fold(text))
    done = 0
    for match in pattern.finditer(text):
        if match.start() > done:
            yield Piece("rest", text[done : match.start()])
        done = match.end()
        found = match[0]
        bare = forms.KOREAN_PARTICLE.sub("", found)
        thing, between, place = found.rpartition(" ")
        if place_name(found):
            yield Piece("name", found, PLACE)
        elif place_name(bare):
            yield from (Piece("name", bare, PLACE), Piece("rest", found[len(bare) :]))
        elif place_name(place):  # PIB de Hubei
            first, _, linking = thing.partition(" ")
            yield Piece("name", first, "upper" if first.isupper() else NOUN if german else "")
            yield from (Piece("rest", f" {linking}{between}" if linking else between), Piece("name", place, PLACE))
        elif found in question.names:
            yield Piece("name", found, "upper" if found.isupper() else NOUN if german else "")
        elif forms.YEAR.fullmatch(found):
            yield Piece("year", found)
        else:
            folded = fold(found)
            carries = folded in carrying or (question.language == "ko" and folded.startswith(tuple(carrying)))
            yield Piece("words" if carries else "rest", found)
    if done < len(text):
        yield Piece("rest", text[done:])
