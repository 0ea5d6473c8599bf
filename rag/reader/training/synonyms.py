"""Other words for a word: common Chinese words that CC-CEDICT explains alike and the encoder finds near each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from embeddings.meanings import Meanings
from embeddings.training.bridge import cedict
from rag.words import load_jieba

SHORTEST, LONGEST = 2, 4
COMMON = 300
"""What jieba's dictionary counts a word, at least."""
WIDE = 14
"""Words that share an explanation at most: more, and it says little."""
NEAR = 0.35
"""Cosine of two words at least."""
KEPT = 5


def synonyms(data: Path, meanings: Meanings) -> Mapping[str, tuple[str, ...]]:
    """For each word those that can stand for it, nearest first."""
    jieba = load_jieba()
    jieba.initialize()
    meaning: defaultdict[str, set[str]] = defaultdict(set)
    for _, word, glosses in cedict(data):
        if SHORTEST <= len(word) <= LONGEST and jieba.dt.FREQ.get(word, 0) >= COMMON:
            for gloss in glosses[:3]:
                if len(gloss) > 3 and gloss.count(" ") < 3 and gloss.islower():
                    meaning[gloss].add(word)
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for words in meaning.values():
        if len(words) <= WIDE:
            for word in words:
                alike[word] |= words - {word}
    listed = sorted(alike)
    rows = {word: row for row, word in enumerate(listed)}
    vectors, _ = meanings.of(listed)
    found = {}
    for word in listed:
        others = sorted(alike[word])
        cosines = vectors[[rows[other] for other in others]] @ vectors[rows[word]] if others else np.zeros(0)
        best = [others[place] for place in np.argsort(-cosines, kind="stable")[:KEPT] if cosines[place] >= NEAR]
        if best:
            found[word] = tuple(best)
    return found
