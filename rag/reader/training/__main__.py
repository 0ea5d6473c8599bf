"""Trains the reader `chuchu-reader-1`.

    python -m rag.reader.training --data ../shared --out FOLDER [--windows 400000] [--threads 2]

Needs the extra ``train``. Everything is seeded. A run that was stopped goes on from its last checkpoint. ``--windows``
is how many windows of passages each tower sees, before all of them teach it for half as many; fewer, to try things out.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from rag.reader.training.course import Course, train


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--windows", type=int, default=400_000)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    train(Course(given.data / "data", given.out, given.windows, given.threads))


if __name__ == "__main__":
    main()
