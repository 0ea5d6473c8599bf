"""Prints how often the right passage is found: lexical alone, by vectors alone, dense and fused, by set and language.

    PYTHONPATH=. python tests/benchmarks/retrieval.py --data ../shared [--sets reports_dev cmrc2018_dev …]
        [--encoder NAME] [--modes lexical vectors dense fused] [--fit]

Lexical: characters and words, through the bridge where the language is another. Vectors: the best cosine of a passage
and its sentences. Dense: what the encoder finds without anything lexical, vectors and nearness to single words.
``--fit`` chooses the weights of `rag.weights.FUSED` on the tune sets, on the mean of MRR@10 over the sets and, within
them, languages, where nothing may be lost against the lexical part alone; it says what it tried. Intervals are 95 %
bootstrap intervals over questions (1,000 samples, seed 0), that of the difference of fused and lexical paired.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
from fitting import fit
from numpy.typing import NDArray
from sets import Asked, Corpus, chinese_of_english, foreign, paraphrases, reports, squad

from rag.question import analyse
from rag.retrieve import retrieve
from rag.weights import DENSE, FUSED, LEXICAL, Weights

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
        first: dict[str, NDArray[np.float64]] = {}
        for mode in modes:
            started = time.perf_counter()
            measured = figures(ranks(corpus, asked, MODES[mode]))
            first[mode] = measured["R@1"]
            each = (time.perf_counter() - started) / len(asked)
            cells = (
                f"{name} {values.mean():.3f} [{low:.3f} {high:.3f}]"
                for name, values in measured.items()
                for low, high in [interval(values)]
            )
            row = f"{corpus.name:20} {corpus.size:6} {language:6} {len(asked):5} {mode:8}"
            print(row, "  ".join(cells), f" {each * 1000:.1f} ms", flush=True)
        if first.keys() >= {"lexical", "fused"}:
            gained = first["fused"] - first["lexical"]
            low, high = interval(gained)
            print(
                f"{'':20} R@1 of fused less that of lexical {gained.mean():+.4f} [{low:+.4f} {high:+.4f}]", flush=True
            )


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
