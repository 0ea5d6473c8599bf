"""Names of documents, as people and files of gold write them."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from rag.formats import CONVERTIBLE, SUFFIXES


def base_name(name: str) -> str:
    """A document's name without folder and suffix: how gold and library agree on it."""
    path = PurePosixPath(unicodedata.normalize("NFC", name.strip()).replace("\\", "/"))
    return path.name[: -len(path.suffix)] if path.suffix.lower() in SUFFIXES | CONVERTIBLE else path.name
