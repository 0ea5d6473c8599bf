"""Examples as the network takes them: windows of passages, right and wrong ones, in batches of like length."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from embeddings.static import Static
from rag.reader.inputs import Alphabet, Seen, cut_seen, joined, stacked
from rag.reader.training.examples import Example
from rag.reader.training.network import GRAM_DIMENSION, Side

WINDOW = 208
"""Characters of a passage seen at once in training, what stands above it included."""
MOST_ABOVE, MOST_ASKED = 48, 100
POOL = 16
"""Questions whose windows are sorted by length together, for each window of a batch."""
ANSWERS = 4
STRAYED = 0.4
"""Share of the questions that are asked once more with a word exchanged, so that their passage has no answer."""


class Eyes:
    """Turns texts into what the network sees, each once."""

    def __init__(self, alphabet: Alphabet, static: Static) -> None:
        self.alphabet = alphabet
        self._vocabulary = static.vocabulary
        vectors = static.vectors[:, :GRAM_DIMENSION].astype(np.float32) * static.scales[:, None]
        self.table = torch.from_numpy(np.vstack([vectors, np.zeros((1, GRAM_DIMENSION), np.float32)]))
        self._known: dict[str, Seen] = {}

    def see(self, text: str) -> Seen:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self.alphabet.see(text, self._vocabulary)
        return found

    def side(self, seen: Sequence[Seen], above: Sequence[int]) -> Side:
        """Texts for the network; of each the first ``above`` characters can be no answer."""
        one = stacked(seen)
        count, longest = one.codes.shape
        grams = self.table[torch.from_numpy(one.grams).long()].reshape(count, longest, 3 * GRAM_DIMENSION)
        over = torch.arange(longest)[None] < torch.tensor(above)[:, None]
        codes, characters, sorts = (
            torch.from_numpy(values).long() for values in (one.codes, one.characters, one.sorts)
        )
        return Side(codes, characters, sorts, grams, over.float())


@dataclass(frozen=True, slots=True)
class Batch:
    """``spans``: (passages, ANSWERS, 2), -1 where there are fewer; ``group``: right passage and its wrong one have the
    same number."""

    question: Side
    passage: Side
    allowed: Tensor
    spans: Tensor
    group: Tensor


@dataclass(frozen=True, slots=True)
class Window:
    question: Seen
    passage: Seen
    above: int
    spans: tuple[tuple[int, int], ...]
    group: int


def windows(examples: Sequence[Example], eyes: Eyes, wrongs: float, rng: random.Random) -> Iterator[Window]:
    """A window of each passage around its answer, and of a share ``wrongs`` of the wrong ones."""
    for number, one in enumerate(examples):
        question = cut_seen(eyes.see(one.question), 0, MOST_ASKED)
        above = cut_seen(eyes.see(one.above), 0, MOST_ABOVE)
        text, room = eyes.see(one.text), WINDOW - len(above.codes)
        start = _window(len(text.codes), room, one.spans, rng)
        spans = tuple(
            (len(above.codes) + first - start, len(above.codes) + last - 1 - start)
            for first, last in one.spans
            if start <= first and last <= start + room
        )
        passage = joined(above, cut_seen(text, start, room))
        yield Window(question, passage, len(above.codes), spans[:ANSWERS], number)
        if one.strayed and rng.random() < STRAYED:
            other = cut_seen(eyes.see(one.strayed), 0, MOST_ASKED)
            yield Window(other, passage, len(above.codes), (), number)
        if one.wrongs and rng.random() < wrongs:
            over, told = rng.choice(one.wrongs)
            above = cut_seen(eyes.see(over), 0, MOST_ABOVE)
            text, room = eyes.see(told), WINDOW - len(above.codes)
            start = rng.randrange(max(1, len(text.codes) - room + 1))
            passage = joined(above, cut_seen(text, start, room))
            yield Window(question, passage, len(above.codes), (), number)


def _window(length: int, room: int, spans: tuple[tuple[int, int], ...], rng: random.Random) -> int:
    """Where a window begins; now and then it misses the answer."""
    if length <= room:
        return 0
    if not spans or rng.random() < 0.08:
        return rng.randrange(length - room + 1)
    first, last = rng.choice(spans)
    low, high = max(0, min(first, last - room)), min(first, length - room)
    return rng.randint(min(low, high), max(low, high))


def batches(found: Iterator[Window], eyes: Eyes, size: int, rng: random.Random) -> Iterator[Batch]:
    """Batches of about ``size`` windows, groups kept together, alike in length."""
    pool: list[list[Window]] = []
    for window in found:
        if pool and pool[-1][0].group == window.group:
            pool[-1].append(window)
        elif len(pool) >= POOL * size:
            yield from _sorted(pool, eyes, size, rng)
            pool = [[window]]
        else:
            pool.append([window])
    yield from _sorted(pool, eyes, size, rng)


def _sorted(pool: list[list[Window]], eyes: Eyes, size: int, rng: random.Random) -> list[Batch]:
    pool.sort(key=lambda group: max(len(one.passage.codes) for one in group))
    groups: list[list[Window]] = [[]]
    for group in pool:
        if len(groups[-1]) >= size:
            groups.append([])
        groups[-1] += group
    rng.shuffle(groups)
    return [batch(group, eyes) for group in groups if len(group) > 1]


def batch(group: Sequence[Window], eyes: Eyes) -> Batch:
    question = eyes.side([one.question for one in group], [0] * len(group))
    passage = eyes.side([one.passage for one in group], [one.above for one in group])
    spans = torch.full((len(group), ANSWERS, 2), -1)
    for row, one in enumerate(group):
        for place, span in enumerate(one.spans):
            spans[row, place] = torch.tensor(span)
    allowed = (passage.characters > 0) & (passage.above == 0)
    return Batch(question, passage, allowed, spans, torch.tensor([one.group for one in group]))
