"""What the network is taught by: the loss, the step, and how it is measured on the way."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn
from torch.nn import functional

from rag.reader.training.batches import Batch
from rag.reader.training.network import Network, span_scores

RELEVANCE = 0.4
"""Weight of the relevance's loss beside the spans'."""
DECAY = 0.999
"""Of the moving average of weights, which is what is kept (Polyak)."""


def loss(network: Network, batch: Batch) -> Tensor:
    """Of spans and "not here" among all spans; of relevance by itself, and against the wrong passage of its group."""
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(batch.question, batch.passage)
    spans = span_scores(scores, batch.allowed).flatten(1)
    everything = torch.logsumexp(torch.cat([spans, scores.absent.unsqueeze(1)], 1), 1)
    longest = batch.allowed.shape[1]
    there = batch.spans[:, :, 0] >= 0
    places = (batch.spans[:, :, 0] * longest + batch.spans[:, :, 1]).clamp(min=0)
    right = torch.logsumexp(spans.gather(1, places).masked_fill(~there, -1e9), 1)
    answered = there.any(1)
    finding = everything - torch.where(answered, right, scores.absent)
    judging = functional.binary_cross_entropy_with_logits(scores.relevance, answered.float())
    pairs = (batch.group[:, None] == batch.group[None]) & answered[:, None] & ~answered[None]
    apart = functional.softplus(scores.relevance[None] - scores.relevance[:, None])
    ranking = (apart * pairs).sum() / pairs.sum().clamp(min=1)
    return finding.mean() + RELEVANCE * (judging + ranking)


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
