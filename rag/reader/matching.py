"""How well the sentences of the hits match a question: its words, the time and the names it asks about."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.folding import fold
from rag.passages import sentences
from rag.provinces import provinces
from rag.question import NOT_MEANT, RELATIVE_YEARS, Question
from rag.records import Hit, Range

# Weights of a sentence's score beside the share of the question's words in it; chosen with
# tests/benchmarks/reading.py on cmrc2018_trial and reports_dev.
_HIT, _PERIOD, _NAMED = 0.5, 0.2, 0.2
_REVIEW = re.compile("回顾|过去一年|去年|上年|工作总结")
_PLAN = re.compile("今年|安排|重点任务|总体要求|预期目标|主要目标|奋斗目标|工作部署|工作重点|做好")
_PLANNED = re.compile(
    "目标|打算|计划|准备|预计|预期|将|想|要|力争|希望|target|plan|aim|intend|hope|want|will|soll|ziel|compte|prévoi|"
    "objectif|vise|quiere|objetivo|目標|予定|목표|계획|намерен|цел[ьи]",
    re.IGNORECASE,
)
_TO_COME = re.compile("左右|以上|力争|预期|计划|目标|争取|确保")


@dataclass(frozen=True, slots=True)
class Sentence:
    hit: int
    start: int
    end: int
    coverage: float
    period: float
    score: float


def ranked_sentences(question: Question, hits: Sequence[Hit], texts: Sequence[str]) -> list[Sentence]:
    """All sentences of the hits, best first."""
    places = [(number, start, end) for number, hit in enumerate(hits) for start, end in _sentences_of(hit.passage.text)]
    weights = _weights(question, [texts[number][start:end] for number, start, end in places])
    total = sum(weights.values()) or 1.0
    parts = shares(hits)
    contexts = [context_of(hit) for hit in hits]
    ranked = []
    for number, start, end in places:
        text, whole, context = texts[number][start:end], texts[number], contexts[number]
        covered = sum(weight * _match(word, text, whole, context) for word, weight in weights.items()) / total
        period = _period(question, hits[number], text)
        score = covered + _NAMED * named(question, context, whole) + _HIT * parts[number] + _PERIOD * period
        ranked.append(Sentence(number, start, end, covered, period, score))
    return sorted(ranked, key=lambda one: (-one.score, one.hit, one.start))


def _sentences_of(text: str) -> list[Range]:
    """Sentences of a passage; the whole text when it has no other."""
    found = [(start, end) for start, end in sentences(text) if has_words(text[start:end])]
    return found or ([(0, len(text))] if has_words(text) else [])


def context_of(hit: Hit) -> str:
    """What stands above a passage, folded."""
    return fold(" ".join((hit.passage.document, hit.passage.title, *hit.passage.section)))


def named(question: Question, context: str, text: str) -> float:
    """Share of the names asked about that a passage or what stands above it has; 1 when there are none."""
    names = [name for name in map(fold, question.names) if not provinces(name)] + sorted(question.provinces)
    return sum(name in context or name in text for name in names) / len(names) if names else 1.0


def elsewhere(question: Question, context: str, text: str) -> float:
    """-1 where what stands above a text names provinces, but neither it nor the text those asked about; else 0."""
    about = provinces(context)
    return -1.0 if question.provinces and about and not question.provinces & (about | provinces(text)) else 0.0


def covered(question: Question, context: str, text: str) -> float:
    """Share of the question's words that a text or what stands above it has, whatever other texts have; both folded."""
    whole = f"{context}\n{text}"
    total = sum(weight for _, weight in question.words) or 1.0
    return sum(weight * _match(word, whole, whole, "") for word, weight in question.words) / total


def has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _weights(question: Question, texts: Sequence[str]) -> dict[str, float]:
    """Weight of each word of the question: its own times its rarity among the sentences."""
    count = len(texts)
    return {
        word: weight * math.log((count + 1.5) / (sum(word in text for text in texts) + 0.5))
        for word, weight in question.words
    }


def _match(word: str, text: str, whole: str, context: str) -> float:
    """How much of a word a sentence has: 1 in itself, less in its passage or headings, or by single characters."""
    if word in text:
        return 1.0
    if word in context:
        return 0.8
    parts = [word[start : start + 2] for start in range(len(word) - 1)] or [word]
    share = sum(part in text for part in parts) / len(parts)
    characters = sum(character in text for character in word) / len(word) if not word.isascii() else 0.0
    return max(0.6 if word in whole else 0.0, 0.8 * share, 0.4 * characters)


def shares(hits: Sequence[Hit]) -> list[float]:
    """Scores of the hits as shares of the best; 0 below nothing."""
    best = max((hit.score for hit in hits), default=0.0)
    return [max(hit.score, 0.0) / best if best > 0 else 0.0 for hit in hits]


def _period(question: Question, hit: Hit, text: str) -> float:
    """1 when the sentence speaks of the time asked about, -0.5 when of another, 0 when nobody says. What
    does not say so in a yearly report is of its year or of the one before."""
    titled = re.search("(?:19|20)[0-9]{2}", fold(hit.passage.title) + " " + hit.passage.document)
    this_year = int(titled[0]) if titled else None
    asked = {year for year in (_as_year(word, this_year) for word in question.years[:1]) if year}
    planned = bool(_PLANNED.search(NOT_MEANT.sub(" ", question.asking)))
    told = {int(year) for year in re.findall("((?:19|20)[0-9]{2})年", text)}
    told |= {year for year in (_as_year(word, this_year) for word in re.findall("去年|今年|明年|上年", text)) if year}
    if asked and told:
        return 1.0 if asked & told else -0.5
    if asked and this_year and not asked & {this_year, this_year - 1} and not _says(hit.passage.text, asked):
        return -0.5
    future = planned or bool(this_year and this_year in asked)
    past = not planned and bool(this_year and asked and max(asked) < this_year)
    if future == past:
        return 0.0
    headings = fold(" ".join(one for one in hit.passage.section if one != hit.passage.title))
    to_come = bool(_PLAN.search(headings) or (this_year and f"{this_year}年" in headings))
    gone_by = bool(_REVIEW.search(headings) or (this_year and f"{this_year - 1}年" in headings))
    if to_come == gone_by:
        to_come, gone_by = bool(_TO_COME.search(text)), False
    if to_come == gone_by:
        return 0.0
    return 1.0 if to_come == future else -0.5


def _says(text: str, years: set[int]) -> bool:
    """Whether a text speaks of one of the years."""
    return any(f"{year}年" in text for year in years)


_STEPS = {word: step for words in RELATIVE_YEARS.values() for word, step in words.items()}


def _as_year(word: str, this_year: int | None) -> int | None:
    """The year a word means in a document of ``this_year``."""
    if word.isdigit():
        return int(word)
    step = _STEPS.get(word)
    return None if step is None or this_year is None else this_year + step
