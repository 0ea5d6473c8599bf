"""Questions that their passage does not answer though it nearly does: one of their words, which the passage has, is
another, of its kind where there is one (完成率, 出生率); in other languages, another question."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from embeddings.meanings import Meanings
from rag.folding import fold
from rag.languages import language_of
from rag.reader.training.cloze import tagged
from rag.reader.training.examples import Example

SORTS = ("n", "vn", "nz", "j", "nt", "ns", "l")
"""jieba's tags of words that say what is asked about."""
ALIKE, ALIKE_ENDING = 0.25, 0.6
"""Cosine from which a word might mean the same; one that ends like it."""
ASKING = re.compile("[哪几谁]|什么")
_HAN = re.compile("[\u4e00-\u9fff]")
TRIED = 8
"""Words tried in the place of one."""
ENDING = 0.6
"""Share of the words that are exchanged for one that ends like them, where there is one."""


def with_strayed(examples: Sequence[Example], meanings: Meanings, rng: random.Random) -> Iterator[Example]:
    """The examples, those with an answer with a question that strays from theirs, where there is one."""
    cut = [tagged(one.question) for one in examples]
    words: defaultdict[str, list[str]] = defaultdict(list)
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for one, pieces in zip(examples, cut, strict=True):
        asked[_language(one.question)].append(one.question)
        for word, sort in pieces:
            if _tells(word, sort):
                words[sort].append(word)
                words[word[-1]].append(word)
    for one, pieces in zip(examples, cut, strict=True):
        language, question = _language(one.question), None
        if one.spans and language == "zh":
            question = _strayed(one, pieces, words, meanings, rng)
        elif one.spans:
            question = rng.choice(asked[language])
        yield replace(one, strayed=question) if question not in (None, one.question) else one


def _language(question: str) -> str:
    """The language of a question in which Chinese words may be left."""
    other = _HAN.sub("", question)
    return language_of(other if 2 * len(other) > len(question) else question)


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
    for group, most in ((word[-1], ALIKE_ENDING), (sort, ALIKE)) if rng.random() < ENDING else ((sort, ALIKE),):
        others = [other for other in rng.choices(words[group], k=TRIED) if fold(other) not in passage]
        if others:
            vectors, _ = meanings.of([word, *others])
            far = np.flatnonzero(vectors[1:] @ vectors[0] < most)
            if len(far):
                other = others[int(far[0])]
                return "".join([*(one for one, _ in pieces[:place]), other, *(one for one, _ in pieces[place + 1 :])])
    return None
