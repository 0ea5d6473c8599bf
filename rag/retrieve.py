"""A question in, ranked hits out: lexical and dense candidates, scored together, repeats folded into one hit.

A passage's score is a weighted sum of how much of the question it shares (BM25 over passage, title and section; the
same over its best clause; titles and sections by themselves), how near it is in meaning (the best cosine of the passage
and its sentences), and how near in meaning it comes to each word of the question. The lexical part is divided by the
rarity of all the question's tokens, so that the weights mean the same for short and long questions. Words of another
language are searched through the library's own (`rag.bridge`), and count less. The weights are chosen on tune sets:
`tests/benchmarks/retrieval.py --fit`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Encoder
from embeddings.faiss_index import VectorIndex
from rag.bridge import Bridge, Bridged
from rag.encoding import SENTENCE_BITS
from rag.folding import fold, tokens
from rag.lexical import LexicalIndex
from rag.question import Question
from rag.records import Hit, Passage, Place, Ranges, Why
from rag.repeats import Print, nearly_same, print_of
from rag.weights import FUSED, Parts, Weights, gated, sureness, weighted

# What only asks: it stands in every question and in few answers, and by chance in wrong passages.
_ASKING = re.compile(
    "多少|哪些|哪[一几两三四五]?[个位家座条种些部项年]?|什么时候|为什么|什么样?|怎么样?|如何|是谁|几[个家条号类位]?|叫什么|请问|到底|分别"
    "|具体|吗|呢|的|了|是"
)
_CLAUSES = re.compile(r"[^，。；：！？、,;:!?\n]+")
_CLAUSE_TOKENS = 24.0  # the average over clauses of government reports; BM25 needs one to set lengths against
_MEANT = 0.5  # what a token counts that the question means but does not say
_K1, _B = 0.9, 0.4  # of BM25 over clauses: Trotman et al. 2014, for short text
_WORDLESS = 0.4  # what vectors count of their weight where the encoder knows no words: as it was learned without them
DEPTH = 50  # passages from each side, at least
_DEEPEST = 3000  # where looking behind the copies of one passage for another stops being worth the wait
_VECTORS = 4  # vectors looked at for each of them: a passage and its sentences come together


@dataclass(frozen=True, slots=True)
class Index:
    """All that is searched. ``passages`` gives those of the ids that are there; ``repeats``, for each id, the other
    passages whose text is the same; ``bridge`` is None where the encoder knows no single words."""

    lexical: LexicalIndex
    vectors: VectorIndex
    encoder: Encoder
    passages: Callable[[Sequence[int]], Mapping[int, Passage]]
    repeats: Callable[[Sequence[int]], Mapping[int, tuple[Passage, ...]]]
    bridge: Bridge | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """The passages a search is narrowed to, by their ids, and the ids of their vectors; both ascending."""

    passages: NDArray[np.int64]
    vectors: NDArray[np.int64]


def retrieve(
    question: Question, index: Index, top: int, allowed: Allowed | None = None, weights: Weights = FUSED
) -> tuple[Hit, ...]:
    """The ``top`` best hits, by score, then document, then position. Repeats of a passage are one hit."""
    depth = max(DEPTH, 2 * top)
    while True:
        scored, exhausted = _scored(question, index, depth, allowed, weights)
        hits = _folded(question, scored, index, top, allowed)
        if len(hits) == top or exhausted or depth > _DEEPEST:
            return hits
        depth *= 4


def candidates(question: Question, index: Index, weights: Weights) -> tuple[list[tuple[Passage, Parts]], float]:
    """The passages that are looked at for a question, with all their parts, and how much of the question the best of
    them shares: what weights are chosen on. Of the weights only ``bridged`` matters."""
    found, shared, _ = _found(question, index, DEPTH, None, weights)
    nearness = index.bridge.nearness(question, [row.passage for row in found]) if index.bridge else [0.0] * len(found)
    return [(row.passage, (*row.parts[:4], near)) for row, near in zip(found, nearness, strict=True)], shared


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's tokens with what each counts, how rare they are in text and among contexts, and their
    rarity all together: what a passage that shares them all would have, about."""

    counts: Mapping[str, float]
    rarity: Mapping[str, float]
    around: Mapping[str, float]
    total: float


@dataclass(frozen=True, slots=True)
class _Scored:
    passage: Passage
    folded: str
    score: float
    parts: Parts
    lexical: float
    dense: float


def _scored(
    question: Question, index: Index, depth: int, allowed: Allowed | None, weights: Weights
) -> tuple[list[_Scored], bool]:
    """Candidates with their scores, best first, and whether there are no more to be had."""
    found, shared, exhausted = _found(question, index, depth, allowed, weights)
    if index.bridge is None:
        weights = replace(weights, dense=_WORDLESS * weights.dense)
    alone = replace(weights, dense=0.0, words=0.0)
    weights = gated(weights, sureness(shared, [weighted(row.parts, alone) for row in found]))
    scored = sorted((replace(row, score=weighted(row.parts, weights)) for row in found), key=_order)
    if index.bridge and weights.words:
        nearness = index.bridge.nearness(question, [row.passage for row in scored[:depth]])
        scored = _by_words(scored, nearness, weights)
    return scored, exhausted


def _found(
    question: Question, index: Index, depth: int, allowed: Allowed | None, weights: Weights
) -> tuple[list[_Scored], float, bool]:
    """Candidates, not scored yet; how much of the question's worth in BM25 the best of them has; and whether there are
    no more to be had."""
    asked = _asked(question, index, weights)
    only = None if allowed is None else allowed.passages.tolist()
    lexical = dict(index.lexical.search(asked.counts, depth, only)) if weights.lexical else {}
    dense, least = _dense(question, index, depth, allowed)
    exhausted = len(lexical) < depth and len(dense) < depth
    missing = sorted(dense.keys() - lexical.keys()) if weights.lexical else []
    lexical |= dict(index.lexical.search(asked.counts, len(missing), missing)) if missing else {}
    standing: dict[tuple[str, ...], float] = {}
    found = []
    for number, passage in index.passages(sorted(lexical.keys() | dense.keys())).items():
        context = (passage.title, *passage.section)
        if context not in standing:
            standing[context] = _context(context, asked)
        folded = fold(passage.text)
        shared, near = lexical.get(number, 0.0), dense.get(number, least)
        one, two, three = (part / asked.total for part in (shared, _best_clause(folded, asked), standing[context]))
        found.append(_Scored(passage, folded, 0.0, (one, two, three, near, 0.0), shared, near))
    return found, max(lexical.values(), default=0.0) / asked.total, exhausted


def _by_words(scored: Sequence[_Scored], nearness: Sequence[float], weights: Weights) -> list[_Scored]:
    """The same, best first, after adding to as many as there are in ``nearness`` how near each comes to the words of
    the question; the others stay behind."""
    added = []
    for row, near in zip(scored, nearness, strict=False):
        parts = (*row.parts[:4], near)
        added.append(replace(row, score=weighted(parts, weights), parts=parts))
    added.sort(key=_order)
    behind = scored[len(added) :]
    floor = min((row.score for row in added), default=0.0)
    most = max((row.score for row in behind), default=floor)
    return [*added, *(replace(row, score=row.score - max(0.0, most - floor)) for row in behind)]


def _order(row: _Scored) -> tuple[float, str, int, Ranges]:
    return (-row.score, row.passage.document, row.passage.paragraph, row.passage.ranges)


def _asked(question: Question, index: Index, weights: Weights) -> _Asked:
    asked = fold(question.plain)
    counts: dict[str, float] = dict(Counter(tokens(_ASKING.sub(" ", asked))))
    for word, weight in question.words:
        if word not in asked:  # what reports write for it: 生产总值 for GDP
            for token in tokens(word):
                counts.setdefault(token, _MEANT * weight)
    bridged = index.bridge.bridged(question) if index.bridge and weights.bridged else Bridged({}, 0.0)
    if bridged.counts:  # words that stand nowhere say only that the library is in another language
        counts = {token: count for token, count in counts.items() if index.lexical.frequency(token)}
    rarity = {token: index.lexical.rarity(token) for token in counts.keys() | bridged.counts.keys()}
    total = sum(rarity[token] * count for token, count in counts.items()) + bridged.total
    for token, count in bridged.counts.items():
        counts.setdefault(token, weights.bridged * count)
    around = {token: index.lexical.context_rarity(token) for token in counts}
    return _Asked(counts, rarity, around, total or 1.0)


def _dense(question: Question, index: Index, depth: int, allowed: Allowed | None) -> tuple[dict[int, float], float]:
    """Best cosine of each of the ``depth`` passages nearest in meaning, and the most that any other can have."""
    vector = index.encoder.encode_question(question.plain)
    only = None if allowed is None else allowed.vectors
    numbers, cosines = index.vectors.search(vector, _VECTORS * depth, only)
    best: dict[int, float] = {}
    near = cosines > 0  # what has nothing in common is no candidate, however few there are
    for number, cosine in zip((numbers[near] >> SENTENCE_BITS).tolist(), cosines[near].tolist(), strict=True):
        if number not in best and len(best) == depth:
            return best, cosine
        best.setdefault(number, cosine)
    return best, min(best.values(), default=0.0)


def _best_clause(folded: str, asked: _Asked) -> float:
    """BM25 of the clause that shares most with the question."""
    clauses = [match.span() for match in _CLAUSES.finditer(folded)]
    starts = [start for start, _ in clauses]
    scores = [0.0] * len(clauses)
    for token, times in asked.counts.items():
        weight = times * asked.rarity[token] * (_K1 + 1)
        counts: dict[int, int] = {}
        for place in _places(folded, token):
            number = bisect_right(starts, place) - 1
            counts[number] = counts.get(number, 0) + 1
        for number, count in counts.items():
            length = 2 * (clauses[number][1] - clauses[number][0])  # characters and pairs of them
            scores[number] += weight * count / (count + _K1 * (1 - _B + _B * length / _CLAUSE_TOKENS))
    return max(scores, default=0.0)


def _places(folded: str, token: str) -> Iterator[int]:
    """Where a token stands; a word or number only as a whole."""
    place = folded.find(token)
    whole = token.isascii()
    while place >= 0:
        end = place + len(token)
        if not whole or not (folded[place - 1 : place].isalnum() or folded[end : end + 1].isalnum()):
            yield place
        place = folded.find(token, end)


def _context(context: Sequence[str], asked: _Asked) -> float:
    """Rarity of the question's tokens that stand in the title and section."""
    standing = set(tokens(" ".join(context)))
    return sum(asked.around[token] * count for token, count in asked.counts.items() if token in standing)


def _why(question: Question, row: _Scored) -> Why:
    """The question's words that stand in the passage, its title or section, and the two scores."""
    standing = fold("\n".join((row.passage.text, row.passage.title, *row.passage.section)))
    words = tuple(word for word, _ in question.words if word in standing)
    return Why(words, round(row.lexical, 4), round(row.dense, 4))


def _folded(
    question: Question, scored: Sequence[_Scored], index: Index, top: int, allowed: Allowed | None
) -> tuple[Hit, ...]:
    """The best ``top`` as hits, with every other place where the same is said."""
    kept: list[tuple[_Scored, Print, list[Passage]]] = []
    for row in scored:
        print_ = print_of(row.folded)
        same = next((others for _, known, others in kept if nearly_same(known, print_)), None)
        if same is not None:
            same.append(row.passage)
        elif len(kept) < top:
            kept.append((row, print_, []))
    repeats = index.repeats([row.passage.id for row, _, _ in kept])
    inside = None if allowed is None else set(allowed.passages.tolist())
    hits = []
    for row, _, others in kept:
        also = {other.id: other for other in (*others, *repeats.get(row.passage.id, ()))}
        places = sorted(
            (
                Place(other.document, other.paragraph, other.ranges)
                for number, other in also.items()
                if inside is None or number in inside
            ),
            key=lambda place: (place.document, place.paragraph, place.ranges),
        )
        hits.append(Hit(row.passage, round(row.score, 6), _why(question, row), tuple(places)))
    return tuple(hits)
