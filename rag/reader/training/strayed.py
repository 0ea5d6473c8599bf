"""Questions that their passage does not answer though it nearly does: one of their words, which the passage has, is
another."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from embeddings.meanings import Meanings
from rag.folding import fold
from rag.reader.training.cloze import tagged
from rag.reader.training.examples import Example

SORTS = ("n", "vn", "nz", "j", "nt", "ns", "l")
"""jieba's tags of words that say what is asked about."""
ALIKE = 0.25
"""Cosine from which a word might mean the same."""
ASKING = re.compile("[哪几谁]|什么")
TRIED = 8
"""Words tried in the place of one."""


def with_strayed(examples: Sequence[Example], meanings: Meanings, rng: random.Random) -> Iterator[Example]:
    """The examples, those with an answer with a question that strays from theirs, where there is one."""
    cut = [tagged(one.question) for one in examples]
    words: defaultdict[str, list[str]] = defaultdict(list)
    for pieces in cut:
        for word, sort in pieces:
            if _tells(word, sort):
                words[sort].append(word)
    for one, pieces in zip(examples, cut, strict=True):
        question = _strayed(one, pieces, words, meanings, rng) if one.spans else None
        yield replace(one, strayed=question) if question else one


def _tells(word: str, sort: str) -> bool:
    """Whether a word says what is asked about."""
    return sort in SORTS and len(word) > 1 and not ASKING.search(word)


def _strayed(
    one: Example, pieces: Sequence[tuple[str, str]], words: dict[str, list[str]], meanings: Meanings, rng: random.Random
) -> str | None:
    passage = fold(one.above + one.text)
    places = [place for place, (word, sort) in enumerate(pieces) if _tells(word, sort) and fold(word) in passage]
    if not places:
        return None
    place = rng.choice(places)
    word, sort = pieces[place]
    others = [other for other in rng.choices(words[sort], k=TRIED) if fold(other) not in passage]
    if not others:
        return None
    vectors, _ = meanings.of([word, *others])
    far = np.flatnonzero(vectors[1:] @ vectors[0] < ALIKE)
    if not len(far):
        return None
    return "".join(piece for piece, _ in (*pieces[:place], (others[int(far[0])], sort), *pieces[place + 1 :]))
