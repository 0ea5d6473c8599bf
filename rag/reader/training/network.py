"""The reader's network: a question and a passage in, relevance, spans and "not here" out.

Gated convolutions (Dauphin et al. 2017) in residual blocks over characters, whose vectors are the bundled encoder's
(frozen) and a few learned ones; the passage attends to the question (Seo et al. 2017); relevance is told halfway, so
that it is cheap for many passages; the score of a span is that of its start, its end, and of both together, normalised
over all spans and "not here" (Clark and Gardner 2018, for one passage).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.reader.inputs import SORTS

GRAM_DIMENSION = 64
"""Dimensions of the encoder that are used: it is trained so that the first 64 can stand alone."""
LONGEST_SPAN = 160
_OWN, _SORT, _PAIRED = 32, 8, 64


@dataclass(frozen=True, slots=True)
class Side:
    """Texts for the network, shape (texts, longest): `rag.reader.inputs.Seen` with the grams' vectors in it,
    ``grams`` of shape (texts, longest, 3 × GRAM_DIMENSION). ``above``: 1 where a title or section stands, 0 in what can
    be cited."""

    codes: Tensor
    characters: Tensor
    sorts: Tensor
    grams: Tensor
    above: Tensor


@dataclass(frozen=True, slots=True)
class Scores:
    """``relevance``, ``absent``: (passages,); ``start``, ``end``: (passages, longest); ``first``, ``last``:
    (passages, longest, paired), whose products score start and end together."""

    relevance: Tensor
    absent: Tensor
    start: Tensor
    end: Tensor
    first: Tensor
    last: Tensor


class Block(nn.Module):
    """A gated convolution and the way around it."""

    def __init__(self, width: int, dilation: int, dropout: float) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(width, 2 * width, 3, padding=dilation, dilation=dilation)
        nn.init.normal_(self.convolution.weight, 0, (4 * (1 - dropout) / (3 * width)) ** 0.5)
        if self.convolution.bias is not None:
            nn.init.zeros_(self.convolution.bias)
        self.dropout = nn.Dropout1d(dropout)  # whole channels: cheaper to draw, and neighbours cannot stand in

    def forward(self, states: Tensor, there: Tensor) -> Tensor:
        value, gate = self.convolution(self.dropout(states)).chunk(2, dim=1)
        found: Tensor = (states + value * torch.sigmoid(gate)) * (0.5**0.5) * there
        return found


class Blocks(nn.Module):
    """Several blocks, one after the other."""

    def __init__(self, width: int, dilations: tuple[int, ...], dropout: float) -> None:
        super().__init__()
        self.blocks = nn.ModuleList([Block(width, dilation, dropout) for dilation in dilations])

    def forward(self, states: Tensor, there: Tensor) -> Tensor:
        for block in self.blocks:
            states = block(states, there)
        return states


def pooled(states: Tensor, scores: Tensor, there: Tensor) -> Tensor:
    """Average of states (texts, width, longest) by scores (texts, 1, longest)."""
    weights = torch.softmax(scores.float().masked_fill(there == 0, -1e4), dim=2).to(states.dtype)
    return (states * weights).sum(2)


class Ranker(nn.Module):
    """The first half: sees the texts, compares them, and tells how likely the passage has the answer."""

    def __init__(self, alphabet: int, width: int, dropout: float) -> None:
        super().__init__()
        self.own = nn.Embedding(alphabet, _OWN, padding_idx=0)
        self.sort = nn.Embedding(SORTS, _SORT, padding_idx=0)
        nn.init.normal_(self.own.weight, 0, 0.3)
        self.enter = nn.Conv1d(3 * GRAM_DIMENSION + _OWN + _SORT + 6, width, 1)
        self.near = Blocks(width, (1, 2), dropout)
        self.asked, self.told = nn.Conv1d(width, width, 1), nn.Conv1d(width, width, 1)
        self.same = nn.Parameter(torch.tensor([0.5, 1.0, 1.0]))
        self.compare = nn.Conv1d(4 * width + 4, width, 1)
        self.wider = Blocks(width, (1, 2), dropout)
        self.weigh_asked, self.weigh = nn.Conv1d(2 * width, 1, 1), nn.Conv1d(width, 1, 1)
        self.judge = nn.Sequential(nn.Linear(4 * width + 4, width), nn.GELU(), nn.Dropout(dropout), nn.Linear(width, 1))
        self.dropout = nn.Dropout1d(dropout)

    def _enter(self, side: Side, matches: Tensor) -> Tensor:
        own, sort = self.own(side.characters), self.sort(side.sorts)
        told = torch.cat([side.grams, own], dim=2).transpose(1, 2)
        joined = torch.cat(
            [self.dropout(told), torch.cat([sort, matches, side.above[..., None]], 2).transpose(1, 2)], 1
        )
        return functional.gelu(self.enter(joined))

    def forward(self, question: Side, passage: Side) -> tuple[Tensor, Tensor, Tensor]:
        """Relevance (passages,); states (passages, width, longest) and summary (passages, width) for `Finder`."""
        there = (passage.characters > 0).unsqueeze(1).to(passage.grams.dtype)
        there_asked = (question.characters > 0).unsqueeze(1).to(passage.grams.dtype)
        same = matches(question.codes, passage.codes)
        said = torch.cat([torch.stack([one.amax(2) for one in same], 2), _near(same)], 2)
        found = torch.cat([torch.stack([one.amax(1) for one in same], 2), _unnear(same)], 2)
        asked = self.near(self._enter(question, found) * there_asked, there_asked)
        told = self.near(self._enter(passage, said) * there, there)
        likeness = self.told(told).transpose(1, 2) @ self.asked(asked) * told.shape[1] ** -0.5
        likeness = likeness.float() + sum(weight * one for weight, one in zip(self.same, same, strict=True))
        likeness = likeness.masked_fill(there_asked == 0, -1e4)
        attended = (asked @ torch.softmax(likeness, 2).to(asked.dtype).transpose(1, 2)) * there
        nearest = likeness.amax(2).unsqueeze(1).masked_fill(there == 0, -1e4)
        summary = pooled(told, nearest, there)
        together = summary.unsqueeze(2) * told
        plain = torch.cat([nearest.clamp(-8, 8).to(told.dtype) * there, said.transpose(1, 2)[:, :3].to(told.dtype)], 1)
        states = functional.gelu(self.compare(torch.cat([told, attended, told * attended, together, plain], 1))) * there
        states = self.wider(states, there)
        # For each character of the question, how well the passage has it
        reached = likeness.masked_fill(there.transpose(1, 2) == 0, -1e4)
        best = (told @ torch.softmax(reached, 1).to(told.dtype)) * there_asked
        weights = self.weigh_asked(torch.cat([asked, best], 1))
        covered = torch.cat([asked * best, asked, found.transpose(1, 2)[:, :4].to(asked.dtype)], 1)
        judged = [
            pooled(covered, weights, there_asked),
            pooled(states, self.weigh(states), there),
            states.amax(2).clamp(min=0),
        ]
        relevance = self.judge(torch.cat(judged, 1).to(weights.dtype)).squeeze(1).float()
        return relevance, states, pooled(asked, weights, there_asked)


class Finder(nn.Module):
    """The second half: finds the span, or that there is none."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.enter = nn.Conv1d(2 * width, width, 1)
        self.deep = Blocks(width, (2, 4, 8, 16, 1), dropout)
        self.border = nn.Conv1d(width, 2, 1)
        self.paired = nn.Conv1d(width, 2 * _PAIRED, 1)
        self.weigh = nn.Conv1d(width, 1, 1)
        self.miss = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))

    def forward(self, states: Tensor, summary: Tensor, there: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """``absent``, ``start``, ``end``, ``first``, ``last`` of `Scores`."""
        asked = summary.unsqueeze(2).expand(-1, -1, states.shape[2])
        states = (states + functional.gelu(self.enter(torch.cat([states, asked * states], 1)))) * there
        states = self.deep(states, there)
        start, end = self.border(states).float().unbind(1)
        first, last = self.paired(states).float().transpose(1, 2).chunk(2, 2)
        told = [pooled(states, self.weigh(states), there), states.amax(2).clamp(min=0), summary.to(states.dtype)]
        return self.miss(torch.cat(told, 1)).squeeze(1).float(), start, end, first, last


class Network(nn.Module):
    """Both halves."""

    def __init__(self, alphabet: int, width: int = 112, dropout: float = 0.15) -> None:
        super().__init__()
        self.ranker = Ranker(alphabet, width, dropout)
        self.finder = Finder(width, dropout)

    def forward(self, question: Side, passage: Side) -> Scores:
        relevance, states, summary = self.ranker(question, passage)
        there = (passage.characters > 0).unsqueeze(1).to(states.dtype)
        return Scores(relevance, *self.finder(states, summary, there))


def matches(asked: Tensor, told: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Where passage and question have the same character, the same pair, the same three, each (passages, longest,
    longest of the question), 1 or 0; pairs and triples count on all their characters."""
    one = ((told.unsqueeze(2) == asked.unsqueeze(1)) & (told.unsqueeze(2) > 0)).float()
    before, after = functional.pad(one, (1, 0, 1, 0))[:, :-1, :-1], functional.pad(one, (0, 1, 0, 1))[:, 1:, 1:]
    two = one * torch.maximum(before, after)
    middle = one * before * after
    first = functional.pad(middle, (0, 1, 0, 1))[:, 1:, 1:]
    last = functional.pad(middle, (1, 0, 1, 0))[:, :-1, :-1]
    return one, two, torch.maximum(middle, torch.maximum(first, last))


def _near(same: tuple[Tensor, ...]) -> Tensor:
    """Share of the question's pairs that stand within 16 and within 48 characters of each place of the passage."""
    return torch.cat([_density(same[1].amax(2), reach) for reach in (16, 48)], 2)


def _unnear(same: tuple[Tensor, ...]) -> Tensor:
    found = same[1].amax(1)
    return torch.stack([found, same[2].amax(1)], 2)


def _density(found: Tensor, reach: int) -> Tensor:
    summed = functional.avg_pool1d(found.unsqueeze(1), 2 * reach + 1, 1, reach, count_include_pad=True)
    return summed.transpose(1, 2)


def span_scores(scores: Scores, allowed: Tensor) -> Tensor:
    """Score of every span, (passages, longest, longest) by first and last character; where it may not be, -1e4."""
    total = scores.start.unsqueeze(2) + scores.end.unsqueeze(1) + scores.first @ scores.last.transpose(1, 2) / 8
    longest = total.shape[1]
    banded = torch.ones(longest, longest, dtype=torch.bool, device=total.device).triu().tril(LONGEST_SPAN - 1)
    return total.masked_fill(~(banded & allowed.unsqueeze(1) & allowed.unsqueeze(2)), -1e4)
