"""The models of a setting, loaded, and what tells two of the same name apart."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import rag.reader
from embeddings.encoder import Encoder
from embeddings.hub import folder_of
from rag.evaluate.settings import Setting
from rag.reader import Reader, load_models

if TYPE_CHECKING:
    from rag.reader.reranker import Reranker

SHIPPED = Path(rag.reader.__file__).parent / "models"


@dataclass(frozen=True, slots=True)
class Models:
    """What reads in a setting. ``shown``: names with fingerprints where there are files to take them of."""

    reader: Reader | None
    reranker: Reranker | None
    shown: str


def models_of(setting: Setting) -> Models:
    """The reader and reranker of a setting; none where passages are only found. Raises ModelError."""
    if not setting.reader:
        return Models(None, None, "")
    reader, reranker = load_models(setting.reader, setting.reranker)
    shown = named(reader.name)
    if setting.reranker:
        shown = f"{named(setting.reranker)} + {shown}"
    return Models(reader, reranker, shown)


def encoder_shown(encoder: Encoder) -> str:
    """An encoder's name without folders, and its fingerprint."""
    place = folder_of(encoder.name)
    return f"{place.resolve().name if place.is_dir() else encoder.name} {encoder.fingerprint}"


def named(name: str) -> str:
    """A model's name without folders, with the digest of its files where it is a folder or shipped with us."""
    place = folder_of(name)
    if not place.is_dir():
        place = SHIPPED / name
    if not place.is_dir():
        return name
    digest = hashlib.sha256()
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.suffix != ".md":
            digest.update(path.relative_to(place).as_posix().encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{place.resolve().name} {digest.hexdigest()[:8]}"
