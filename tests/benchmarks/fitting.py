"""The weights of `rag.weights.FUSED`, chosen on the tune sets: what ``retrieval.py --fit`` prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sets import Corpus

from rag.question import analyse
from rag.retrieve import DEPTH, candidates
from rag.weights import FUSED, Weights

BRIDGED = (0.1, 0.2, 0.3)
GRID = {
    "half": (0.025, 0.035, 0.05, 0.075, 0.1),
    "passage": (0.5, 0.75, 1.0, 1.25),
    "clause": (0.25, 0.5, 0.75, 1.0),
    "context": (0.25, 0.5, 0.75, 1.0),
    "dense": (0.2, 0.3, 0.45, 0.6, 0.8, 1.0),
}
"""Tried one with every other; ``words`` is 1, as only the order of scores matters."""
KINDS = ("Chinese questions about Chinese reports", "about other Chinese texts", "in another language than the text")
"""Each counts a third: reports in Chinese are what Chuchu is for."""
LOSS = 10
FIRST = 10
ABSENT = -1000.0
"""Every part of a passage that is none: fewer were looked at than for another question."""

Floats = NDArray[np.float64]
Figures = tuple[float, float]
"""MRR@10 and R@1."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """The questions of a set in one language. ``kind``: which of `KINDS`, by place; ``parts``: of each passage that is
    looked at, shape (questions, passages, 5); ``right``: whether it is; ``shared``: how much of each question its best
    passage has."""

    name: str
    kind: int
    parts: Floats
    right: NDArray[np.bool_]
    shared: Floats


Looked = tuple[NDArray[np.bool_], Floats, float]
"""Of one question: of each passage whether it is right, and its parts; and how much of it the best has."""


def looked_at(corpora: Sequence[Corpus]) -> dict[float, list[Group]]:
    """For each of `BRIDGED` the groups whose means are fitted."""
    rows: dict[tuple[str, str], list[dict[float, Looked]]] = {}
    for corpus in corpora:
        for question in corpus.asked:
            few = corpus.name == "reports_dev" and question.language != "zh"
            language = "others" if few else question.language
            found = dict(_each_way(corpus, question.text, question.right))
            rows.setdefault((corpus.name, language), []).append(found)
        print(f"{corpus.name}: {len(corpus.asked)} questions looked at", flush=True)
    return {
        bridged: [_group(*name, [one[bridged] for one in found]) for name, found in rows.items()] for bridged in BRIDGED
    }


def _each_way(corpus: Corpus, text: str, right: frozenset[tuple[str, int]]) -> Iterator[tuple[float, Looked]]:
    """What is looked at for a question, by each of `BRIDGED`: the same where no word of it is bridged."""
    question, bridge = analyse(text, corpus.words), corpus.index.bridge
    alike = bridge is None or not bridge.bridged(question).counts
    looked: Looked | None = None
    for bridged in BRIDGED:
        if looked is None or not alike:
            found, shared = candidates(question, corpus.index, replace(FUSED, bridged=bridged))
            places = np.array([(one.document, one.paragraph) in right for one, _ in found], dtype=np.bool_)
            looked = (places, np.array([parts for _, parts in found]).reshape(-1, 5), shared)
        yield bridged, looked


def _group(name: str, language: str, rows: Sequence[Looked]) -> Group:
    crossing = language != "zh" or name == "chinese_of_english"
    kind = 2 if crossing else 0 if name == "reports_dev" else 1
    most = max(len(right) for right, _, _ in rows)
    parts, right = np.full((len(rows), most, 5), ABSENT), np.zeros((len(rows), most), dtype=np.bool_)
    for number, (places, found, _) in enumerate(rows):
        parts[number, : len(found)], right[number, : len(found)] = found, places
    return Group(f"{name} {language}", kind, parts, right, np.array([shared for _, _, shared in rows]))


def lexical(group: Group, weights: Weights) -> Floats:
    """The lexical part of every passage's score."""
    scores: Floats = group.parts[..., :3] @ np.array([weights.passage, weights.clause, weights.context])
    return scores


def fused(group: Group, weights: Weights, alone: Floats) -> Floats:
    """Scores as `rag.retrieve` comes to them, repeats apart; ``alone``: their lexical part."""
    two = -np.partition(-alone, 1, axis=1)[:, :2]
    gates = 1 / (1 + (group.shared * (two[:, 0] - two[:, 1]) / weights.half) ** 2)
    scores = alone + gates[:, None] * weights.dense * group.parts[..., 3]
    if scores.shape[1] > DEPTH:  # the others stay behind
        first = -np.partition(-scores, DEPTH - 1, axis=1)[:, DEPTH - 1 : DEPTH]
        scores = np.where(scores >= first, scores, ABSENT)
    return np.asarray(scores + gates[:, None] * weights.words * group.parts[..., 4])


def figures(group: Group, scores: Floats) -> Figures:
    """What a group comes to with some scores."""
    best = np.where(group.right, scores, -np.inf).max(axis=1)
    ranks = 1 + (scores > best[:, None]).sum(axis=1)
    found = (ranks <= FIRST) & np.isfinite(best)
    return float(np.where(found, 1 / ranks, 0).mean()), float((found & (ranks == 1)).mean())


def worth(groups: Sequence[Group], found: Sequence[Figures], floors: Sequence[Figures]) -> float:
    """Of MRR@10 the mean over `KINDS` of their means, less `LOSS` times what figures lack to ``floors``."""
    kinds = np.array([group.kind for group in groups])
    mrr = np.array(found)[:, 0]
    means = [mrr[kinds == kind].mean() for kind in range(len(KINDS))]
    return float(np.mean(means) - LOSS * np.maximum(0, np.array(floors) - np.array(found)).sum())


def fit(corpora: Sequence[Corpus]) -> Weights:
    """The weights of the grid that are worth most. No group may have less R@1 or MRR@10 than by words alone: by the
    lexical part of the same weights, or that of the grid which is worth most by itself."""
    best, most, looked = FUSED, -np.inf, looked_at(corpora)
    for bridged, groups in looked.items():
        lexicals = [
            replace(FUSED, bridged=bridged, passage=passage, clause=clause, context=context)
            for passage, clause, context in product(GRID["passage"], GRID["clause"], GRID["context"])
        ]
        by_words = [[figures(group, lexical(group, one)) for group in groups] for one in lexicals]
        highest = max(by_words, key=lambda found: worth(groups, found, [(0.0, 0.0)] * len(groups)))
        for one, own in zip(lexicals, by_words, strict=True):
            floors = [
                (max(mrr, other), max(first, more)) for (mrr, first), (other, more) in zip(highest, own, strict=True)
            ]
            alone = [lexical(group, one) for group in groups]
            for half, dense in product(GRID["half"], GRID["dense"]):
                tried = replace(one, half=half, dense=dense)
                scores = [fused(group, tried, score) for group, score in zip(groups, alone, strict=True)]
                found = worth(groups, list(map(figures, groups, scores)), floors)
                if found > most:
                    best, most = tried, found
                    print(f"{most:.4f} {asdict(best)}", flush=True)
    for group in looked[best.bridged]:
        by = lexical(group, best)
        (mrr, first), (mrr_alone, first_alone) = figures(group, fused(group, best, by)), figures(group, by)
        print(f"{group.name:24} MRR@10 {mrr:.3f} (lexical {mrr_alone:.3f})  R@1 {first:.3f} ({first_alone:.3f})")
    return best
