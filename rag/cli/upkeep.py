"""The commands that look after a library: what it is made of, whether it is well, and making its indexes again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from rag.cli.opening import write
from rag.cli.terminal import Screen
from rag.cli.versions import installed
from rag.errors import LibraryError


def rebuild(folder: Path, asked: Namespace, screen: Screen) -> None:
    raise LibraryError("library_missing", folder=folder)


def doctor(folder: Path, verify: bool, screen: Screen) -> None:
    for name, version in installed().items():
        write(f"{name} {version}\n")
