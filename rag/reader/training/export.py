"""The trained network as it is shipped: two ONNX graphs, the alphabet, and checksums."""

from __future__ import annotations

import json
import warnings
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag.reader.inputs import Alphabet
from rag.reader.network import FINDER, RANKER, SETTINGS
from rag.reader.training.network import GRAM_DIMENSION, Network, Side

_COLUMNS = ("codes", "characters", "sorts", "grams", "above")


class Ranking(nn.Module):
    """The first halves of all towers, with plain tensors for arguments, as ONNX has them: relevance is their average,
    states and summaries stand one after the other."""

    def __init__(self, towers: Sequence[Network]) -> None:
        super().__init__()
        self.rankers = nn.ModuleList(one.ranker for one in towers)

    def forward(self, *columns: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        found = [ranker(Side(*columns[:5]), Side(*columns[5:])) for ranker in self.rankers]
        relevance, states, summaries = zip(*found, strict=True)
        return sum(relevance) / len(found), torch.cat(states, 1), torch.cat(summaries, 1)


class Finding(nn.Module):
    """The second halves of all towers: scores are averaged, pairs stand one after the other, so that their products
    are."""

    def __init__(self, towers: Sequence[Network]) -> None:
        super().__init__()
        self.finders = nn.ModuleList(one.finder for one in towers)

    def forward(self, states: Tensor, summary: Tensor, there: Tensor) -> tuple[Tensor, ...]:
        count = len(self.finders)
        parts = zip(self.finders, states.chunk(count, 1), summary.chunk(count, 1), strict=True)
        absent, start, end, first, last = zip(*(finder(*part, there) for finder, *part in parts), strict=True)
        paired = (torch.cat(one, 2) * count**-0.5 for one in (first, last))
        return sum(absent) / count, sum(start) / count, sum(end) / count, *paired


def export(towers: Sequence[Network], alphabet: Alphabet, folder: Path) -> None:
    """Writes networks that share an alphabet to a folder, as the one that `rag.reader.network.load` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    ranking, finding = Ranking(towers).eval(), Finding(towers).eval()
    texts, asked, told = (torch.export.Dim(name, min=2, max=4096) for name in ("texts", "asked", "told"))
    sides = [*_example(3, 20), *_example(3, 50)]
    shapes = ([{0: texts, 1: asked}] * 5) + ([{0: texts, 1: told}] * 5)
    names = [f"{side}_{column}" for side in ("asked", "told") for column in _COLUMNS]
    outputs = ["relevance", "states", "summary"]
    _write(ranking, tuple(sides), folder / RANKER, (names, outputs, (tuple(shapes),)))
    with torch.no_grad():
        _, states, summary = ranking(*sides)
    there = (sides[6] > 0).unsqueeze(1).float()
    names, outputs = ["states", "summary", "there"], ["absent", "start", "end", "first", "last"]
    found = ({0: texts, 2: told}, {0: texts}, {0: texts, 2: told})
    _write(finding, (states, summary, there), folder / FINDER, (names, outputs, found))
    checksums = {name: zlib.crc32((folder / name).read_bytes()) for name in (RANKER, FINDER)}
    settings = {"characters": alphabet.characters, "checksums": checksums}
    (folder / SETTINGS).write_text(json.dumps(settings, ensure_ascii=False) + "\n", encoding="utf-8")


def _example(texts: int, length: int) -> list[Tensor]:
    whole = [torch.randint(1, 12, (texts, length)) for _ in range(3)]
    return [*whole, torch.randn(texts, length, 3 * GRAM_DIMENSION), torch.zeros(texts, length)]


def _write(part: nn.Module, given: tuple[Tensor, ...], path: Path, named: tuple[list[str], list[str], Any]) -> None:
    names, outputs, shapes = named
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own
        program = torch.onnx.export(
            part, given, dynamo=True, input_names=names, output_names=outputs, dynamic_shapes=shapes,
        )  # fmt: skip
    assert program is not None
    program.optimize()
    program.save(str(path), include_initializers=True)
