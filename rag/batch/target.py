"""What a file of answers is written with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """A file of answers. ``path``: where it is written; ``suffix``: what it will be. ``added``: titles of the columns
    that are added. ``links``: address of the file of each document, empty where there is none; None where documents are
    not to be links."""

    path: Path
    suffix: str
    added: tuple[str, ...]
    links: Mapping[str, str] | None
