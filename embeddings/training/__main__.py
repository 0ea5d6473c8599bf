"""Trains the bundled encoder.

    python -m embeddings.training --data ../shared --out FOLDER [--scale 0.01] [--stage text questions export]

Needs the extra ``train``. Everything is seeded. What a stage has made is kept in FOLDER and not made twice; a stage
that was stopped goes on from its last checkpoint. ``--scale`` takes a share of the pairs only, to try things out.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import torch

from embeddings.training.stages import STAGES, Run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--stage", nargs="+", choices=tuple(STAGES), default=tuple(STAGES))
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    for name in given.stage:
        STAGES[name](Run(given.data / "data", given.out, given.scale))


if __name__ == "__main__":
    main()
