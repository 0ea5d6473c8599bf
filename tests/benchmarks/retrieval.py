"""Prints how often the right passage is found: lexical alone, by vectors alone, dense and fused, by set and language.

    PYTHONPATH=. python tests/benchmarks/retrieval.py --data ../shared [--sets reports_dev cmrc2018_dev …]
        [--encoder NAME] [--modes lexical vectors dense fused] [--fit]

Lexical: characters and words, through the bridge where the language is another. Vectors: the best cosine of a passage
and its sentences. Dense: what the encoder finds without anything lexical, vectors and nearness to single words.
``--fit`` chooses the weights of `rag.retrieve.FUSED` on the tune sets, by coordinate ascent on the mean of MRR@10 over
the sets and, within them, languages, where nothing may be lost against the lexical part alone. Intervals are 95 %
bootstrap intervals over questions (1,000 samples, seed 0).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sets import Asked, Corpus, chinese_of_english, foreign, paraphrases, reports, squad

from rag.question import analyse
from rag.retrieve import DENSE, FUSED, LEXICAL, Weights, candidates, retrieve

DEPTH = 10
MODES = {"lexical": LEXICAL, "vectors": replace(DENSE, words=0.0), "dense": DENSE, "fused": FUSED}
LIBRARIES = {
    "reports_dev": reports,
    "paraphrases": paraphrases,
    "foreign": foreign,
    "chinese_of_english": chinese_of_english,
}
TUNE = ("reports_dev", "cmrc2018_trial", "dureader_robust_dev", "foreign", "chinese_of_english")
REPORT = ("cmrc2018_dev", "drcd_test", "paraphrases")
OUTER = ((0.1, 0.7), (0.2, 0.7), (0.2, 1.0))
"""Of ``bridged`` and ``half``, which everything has to be looked at again for."""
LOSS = 10
EACH = 500
ROUNDS = 2
GRID = {
    "passage": (0.5, 0.75, 1.0, 1.25, 1.5, 2.0),
    "clause": (0.25, 0.5, 0.75, 1.0, 1.25),
    "context": (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0),
    "dense": (0.2, 0.3, 0.4, 0.5, 0.6, 0.8),
}


def opened(name: str, data: Path, encoder: str) -> AbstractContextManager[Corpus]:
    """A set by name; the small tune set gets the training paragraphs as company, or everything would be found."""
    if name in LIBRARIES:
        return LIBRARIES[name](data, encoder)
    return squad(data, name, ("cmrc2018_train",) if name == "cmrc2018_trial" else (), encoder)


def ranks(corpus: Corpus, asked: Sequence[Asked], weights: Weights) -> NDArray[np.int64]:
    """For each question the rank, from 1, of the first right hit; 0 where it is not among the first `DEPTH`."""
    found = []
    for question in asked:
        hits = retrieve(analyse(question.text, corpus.words), corpus.index, DEPTH, weights=weights)
        places = [[hit.passage, *hit.also_in] for hit in hits]
        right = (
            rank
            for rank, same in enumerate(places, 1)
            if any((one.document, one.paragraph) in question.right for one in same)
        )
        found.append(next(right, 0))
    return np.array(found)


def figures(found: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Each figure for each question."""
    hit = found > 0
    return {
        "R@1": (found == 1).astype(float),
        "R@5": (hit & (found <= 5)).astype(float),
        "R@10": hit.astype(float),
        "MRR@10": np.where(hit, 1 / np.maximum(found, 1), 0.0),
    }


def interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """95 % bootstrap interval of the mean."""
    random = np.random.default_rng(0)
    means = values[random.integers(0, len(values), (1000, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def table(corpus: Corpus, modes: Sequence[str]) -> None:
    """Prints the rows of one set."""
    groups: dict[str, list[Asked]] = {}
    for question in corpus.asked:
        few = corpus.name == "reports_dev" and question.language not in ("zh", "en")
        groups.setdefault("other" if few else question.language, []).append(question)
    for language, asked in groups.items():
        singles, pairs = np.mean([question.shared for question in asked], axis=0)
        print(
            f"{corpus.name:20} {corpus.size:6} {language:6} {len(asked):5} share {singles:.0%} of their characters and"
        )
        print(f"{'':20} {pairs:.0%} of their pairs of characters with the right passage")
        for mode in modes:
            started = time.perf_counter()
            measured = figures(ranks(corpus, asked, MODES[mode]))
            each = (time.perf_counter() - started) / len(asked)
            cells = (
                f"{name} {values.mean():.3f} [{low:.3f} {high:.3f}]"
                for name, values in measured.items()
                for low, high in [interval(values)]
            )
            row = f"{corpus.name:20} {corpus.size:6} {language:6} {len(asked):5} {mode:8}"
            print(row, "  ".join(cells), f" {each * 1000:.1f} ms", flush=True)


Looked = list[tuple[list[bool], NDArray[np.float64]]]
"""For each question of a group: of each passage that is looked at, whether it is right, and its parts."""


def looked_at(corpora: Sequence[Corpus], weights: Weights) -> list[Looked]:
    """The groups whose means are fitted: the questions of a set in one language, at most `EACH` of them."""
    groups: dict[tuple[str, str], Looked] = {}
    for corpus in corpora:
        for question in corpus.asked:
            few = corpus.name == "reports_dev" and question.language != "zh"
            group = groups.setdefault((corpus.name, "others" if few else question.language), [])
            if len(group) < EACH:
                found = candidates(analyse(question.text, corpus.words), corpus.index, weights)
                right = [(passage.document, passage.paragraph) in question.right for passage, _ in found]
                group.append((right, np.array([parts for _, parts in found]).reshape(-1, 5)))
    return list(groups.values())


def worth(groups: Sequence[Looked], weights: Weights) -> float:
    """Mean over the groups of MRR@10, less ten times what any of them loses against its lexical part alone."""
    row = np.array([weights.passage, weights.clause, weights.context, weights.dense, weights.words])
    fused = np.array([reciprocal(group, row) for group in groups])
    lexical = np.array([reciprocal(group, row * [1, 1, 1, 0, 0]) for group in groups])
    return float(fused.mean() - LOSS * np.maximum(0, lexical - fused).sum())


def reciprocal(group: Looked, weights: NDArray[np.float64]) -> float:
    """MRR@10 of a group."""
    found = []
    for right, parts in group:
        order = np.argsort(-(parts @ weights), kind="stable")[:DEPTH]
        found.append(next((1 / rank for rank, place in enumerate(order, 1) if right[place]), 0.0))
    return float(np.mean(found))


def fit(corpora: Sequence[Corpus]) -> Weights:
    """The weights that are worth most: for each of `OUTER` the others by coordinate ascent, ``words`` being 1."""
    best, most = FUSED, -1.0
    for bridged, half in OUTER:
        tried = replace(FUSED, bridged=bridged, half=half)
        groups = looked_at(corpora, tried)
        found = worth(groups, tried)
        print(f"bridged {bridged} half {half}: as it is {found:.4f}", flush=True)
        for name, value in [(one, value) for _ in range(ROUNDS) for one in GRID for value in GRID[one]]:
            other = replace(tried, **{name: value})
            if (better := worth(groups, other)) > found + 1e-6:
                tried, found = other, better
        print(f"bridged {bridged} half {half}: {found:.4f} {asdict(tried)}", flush=True)
        if found > most:
            best, most = tried, found
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sets", nargs="+", choices=TUNE + REPORT, default=TUNE + REPORT)
    parser.add_argument("--encoder", default="bundled")
    parser.add_argument("--modes", nargs="+", choices=tuple(MODES), default=tuple(MODES))
    parser.add_argument("--fit", action="store_true")
    given = parser.parse_args()
    with ExitStack() as stack:
        if given.fit:
            print(fit([stack.enter_context(opened(name, given.data, given.encoder)) for name in TUNE]))
            return
        for name in given.sets:
            with opened(name, given.data, given.encoder) as corpus:
                table(corpus, given.modes)


if __name__ == "__main__":
    main()
