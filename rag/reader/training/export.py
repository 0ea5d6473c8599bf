"""The trained network as it is shipped: two ONNX graphs, the alphabet, and checksums."""

from __future__ import annotations

import json
import warnings
import zlib
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from rag.reader.inputs import Alphabet
from rag.reader.network import FINDER, RANKER, SETTINGS
from rag.reader.training.network import GRAM_DIMENSION, Network, Side

_COLUMNS = ("codes", "characters", "sorts", "grams", "above")


class _Ranking(nn.Module):
    """The first half with plain tensors for arguments, as ONNX has them."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.ranker = network.ranker

    def forward(self, *columns: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        found: tuple[Tensor, Tensor, Tensor] = self.ranker(Side(*columns[:5]), Side(*columns[5:]))
        return found


def export(network: Network, alphabet: Alphabet, folder: Path) -> None:
    """Writes the network to a folder, as `rag.reader.network.load` reads it."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    texts, asked, told = (torch.export.Dim(name, min=2, max=4096) for name in ("texts", "asked", "told"))
    sides = [*_example(3, 20), *_example(3, 50)]
    shapes = ([{0: texts, 1: asked}] * 5) + ([{0: texts, 1: told}] * 5)
    names = [f"{side}_{column}" for side in ("asked", "told") for column in _COLUMNS]
    outputs = ["relevance", "states", "summary"]
    _write(_Ranking(network), tuple(sides), folder / RANKER, (names, outputs, (tuple(shapes),)))
    with torch.no_grad():
        _, states, summary = _Ranking(network)(*sides)
    there = (sides[6] > 0).unsqueeze(1).float()
    names, outputs = ["states", "summary", "there"], ["absent", "start", "end", "first", "last"]
    found = ({0: texts, 2: told}, {0: texts}, {0: texts, 2: told})
    _write(network.finder, (states, summary, there), folder / FINDER, (names, outputs, found))
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
            part.eval(), given, dynamo=True, input_names=names, output_names=outputs, dynamic_shapes=shapes,
        )  # fmt: skip
    assert program is not None
    program.optimize()
    program.save(str(path), include_initializers=True)
