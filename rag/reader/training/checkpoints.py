"""What a run of training goes on from: its examples and, of each network, the last state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from rag.reader.inputs import Alphabet
from rag.reader.training.examples import Example
from rag.reader.training.learning import Average
from rag.reader.training.network import Network


def kept(path: Path, made: Callable[[], dict[str, list[Example]]]) -> dict[str, list[Example]]:
    """Examples from their file; made and written there where it is not yet."""
    if not path.exists():
        _write(made(), path)
    found: dict[str, list[Example]] = torch.load(path, weights_only=False)
    return found


@dataclass(frozen=True, slots=True)
class State:
    """All that a run goes on with."""

    network: Network
    average: Average
    optimiser: torch.optim.Optimizer


def save(path: Path, state: State, seen: int, own: Alphabet) -> None:
    """Writes a checkpoint."""
    content = {
        "seen": seen,
        "network": state.network.state_dict(),
        "average": state.average.weights,
        "steps": state.average.steps,
        "optimiser": state.optimiser.state_dict(),
        "characters": own.characters,
    }
    _write(content, path)


def _write(content: object, path: Path) -> None:
    """Whole or not at all."""
    torch.save(content, path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)


def checkpoint(out: Path, name: str) -> dict[str, Any] | None:
    """The last checkpoint of that name, if there is one."""
    return _checkpoint(out, name) if (out / f"{name}.pt").exists() else None


def _checkpoint(out: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = torch.load(out / f"{name}.pt", weights_only=True)
    return found


def seen_by(out: Path, name: str) -> int:
    """Windows that a network had seen at its last checkpoint."""
    return int(_checkpoint(out, name)["seen"])


def resume(content: Mapping[str, Any], state: State) -> int:
    """Goes on from a checkpoint; how many windows were seen."""
    state.network.load_state_dict(content["network"])
    state.optimiser.load_state_dict(content["optimiser"])
    state.average.weights, state.average.steps = content["average"], content["steps"]
    return int(content["seen"])


def trained(out: Path, name: str) -> Network:
    """A network with the averaged weights of its checkpoint, as it is used."""
    content = _checkpoint(out, name)
    network = Network(len(Alphabet(content["characters"])))
    network.load_state_dict(content["average"])
    return network.eval()
