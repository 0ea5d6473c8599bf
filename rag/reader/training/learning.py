"""What the network is taught by: the loss, what teachers say, and how it is measured on the way."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.reader.training.batches import Batch
from rag.reader.training.network import Network, span_scores

RELEVANCE = 0.4
"""Weight of the relevance's loss beside the spans'."""
TAUGHT = 0.6
"""Share of the loss that is the distance to what the teachers say, where there are some and an answer is."""
DECAY = 0.999
"""Of the moving average of weights, which is what is kept (Polyak)."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What teachers say of a batch: odds of every span and of "not here" last, (passages, spans + 1), and of relevance,
    (passages,)."""

    odds: Tensor
    relevance: Tensor


@torch.no_grad()
def opinion(teachers: Sequence[Network], batch: Batch) -> Opinion | None:
    """What networks say together of a batch; nothing where there are none."""
    if not teachers:
        return None
    scores, relevance = torch.zeros(1), torch.zeros(1)
    for teacher in teachers:
        found = _scores(teacher, batch)
        scores, relevance = scores + found[0] / len(teachers), relevance + found[1] / len(teachers)
    return Opinion(torch.softmax(scores, 1), torch.sigmoid(relevance))


def _scores(network: Network, batch: Batch) -> tuple[Tensor, Tensor]:
    """Of every span and "not here", (passages, spans + 1); relevance, (passages,)."""
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(batch.question, batch.passage)
    return torch.cat([span_scores(scores, batch.allowed).flatten(1), scores.absent.unsqueeze(1)], 1), scores.relevance


def loss(network: Network, batch: Batch, taught: Opinion | None = None) -> Tensor:
    """Of spans and "not here" among all spans; of relevance by itself, and against the wrong passage of its group. With
    ``taught``, where there is an answer the distance to it beside them (Hinton et al. 2015; Furlanello et al. 2018):
    where there is none, the teachers are those whom the passage misleads."""
    scores, relevance = _scores(network, batch)
    everything, spans = torch.logsumexp(scores, 1), scores[:, :-1]
    longest = batch.allowed.shape[1]
    there = batch.spans[:, :, 0] >= 0
    places = (batch.spans[:, :, 0] * longest + batch.spans[:, :, 1]).clamp(min=0)
    right = torch.logsumexp(spans.gather(1, places).masked_fill(~there, -1e9), 1)
    answered = there.any(1)
    judge = functools.partial(functional.binary_cross_entropy_with_logits, reduction="none")
    own = everything - torch.where(answered, right, scores[:, -1]) + RELEVANCE * judge(relevance, answered.float())
    if taught is not None:
        told = everything - (taught.odds * scores).sum(1) + RELEVANCE * judge(relevance, taught.relevance)
        own = torch.where(answered, (1 - TAUGHT) * own + TAUGHT * told, own)
    pairs = (batch.group[:, None] == batch.group[None]) & answered[:, None] & ~answered[None]
    apart = functional.softplus(relevance[None] - relevance[:, None])
    ranking = (apart * pairs).sum() / pairs.sum().clamp(min=1)
    return own.mean() + RELEVANCE * ranking


class Average(nn.Module):
    """The moving average of a network's weights."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.weights = {name: weight.detach().clone() for name, weight in network.state_dict().items()}
        self.steps = 0

    @torch.no_grad()
    def take(self, network: Network) -> None:
        self.steps += 1
        decay = min(DECAY, (1 + self.steps) / (10 + self.steps))
        for name, weight in network.state_dict().items():
            self.weights[name].lerp_(weight, 1 - decay)


@torch.no_grad()
def best_spans(network: Network, batches: Iterable[Batch]) -> list[tuple[float, float, int, int]]:
    """For each window: relevance, how much better its best span is than "not here", and the span."""
    found = []
    for batch in batches:
        with torch.autocast("cpu", torch.bfloat16):
            scores = network(batch.question, batch.passage)
        spans = span_scores(scores, batch.allowed)
        best, place = spans.flatten(1).max(1)
        longest = spans.shape[1]
        rows = zip(scores.relevance, best - scores.absent, place // longest, place % longest, strict=True)
        found += [(float(one), float(two), int(first), int(last)) for one, two, first, last in rows]
    return found
