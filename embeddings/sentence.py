"""Any sentence-transformers model as an encoder, from a folder or from the model hub.

Its packages take seconds to import, so they are imported only when a model is loaded. Code that comes with a model is
never run. Hub names follow huggingface_hub's settings: HF_ENDPOINT names a mirror, HF_HUB_OFFLINE=1 asks nobody.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.encoder import EncoderError, Vectors
from embeddings.hub import HUB_NAME, failure, first_line, folder_of, quiet, reachable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

logger = logging.getLogger(__name__)

BATCH = 32
DIGESTED = 1 << 20
"""Bytes from the start and from the end of a file that its digest covers: weights differ everywhere or nowhere."""
MODEL_FILES = {".json", ".txt", ".model", ".safetensors", ".bin"}
SPECIAL_TOKENS = 8
"""More than any tokenizer puts around a text."""


class SentenceEncoder:
    """A loaded sentence-transformers model, with its own prompts for questions and documents.

    Equal texts of one call get equal vectors. Over several calls they are equal to about 1e-6 only: the last bits of
    a matrix product depend on its shape, so on the other texts in the batch. Questions are encoded alone, and are
    equal bit for bit.
    """

    def __init__(self, name: str, model: SentenceTransformer, fingerprint: str) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.truncated = 0
        """How many texts so far were longer than the model reads; only their beginnings count."""
        self._model = model
        self.dimension = len(self._encoded(["1"], model.encode_document)[0])

    def encode(self, texts: Sequence[str], progress: Callable[[int], None] | None = None) -> Vectors:
        """Vectors as `Encoder.encode` promises, as far as the model does; blank texts give 0.

        Raises EncoderError when the model fails, for instance for want of memory.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            rows.setdefault(_readable(text), []).append(row)
        # Texts of like length together, so that little is padding
        order = sorted(rows, key=lambda text: (len(text), text))
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            encoded = self._encoded(batch, self._model.encode_document)
            for text, vector in zip(batch, encoded, strict=True):
                if text.strip():
                    vectors[rows[text]] = vector
            self._count_truncated(batch)
            if progress:
                progress(sum(len(rows[text]) for text in batch))
        return vectors

    def encode_question(self, text: str) -> Vectors:
        """Vector of a question; else as `encode`."""
        if not text.strip():
            return np.zeros(self.dimension, dtype=np.float32)
        vector: Vectors = self._encoded([_readable(text)], self._model.encode_query)[0]
        return vector

    def _encoded(self, texts: list[str], encode: Callable[..., Vectors]) -> Vectors:
        """What the model makes of one batch, made unit vectors."""
        try:
            vectors = encode(texts, batch_size=len(texts), show_progress_bar=False, convert_to_numpy=True)
        except Exception as error:
            raise EncoderError(f"{self.name}: the model fails on a text: {first_line(error)}") from error
        finite = np.nan_to_num(vectors.astype(np.float32), posinf=0, neginf=0)
        lengths = np.linalg.norm(finite, axis=1, keepdims=True)
        lengths[lengths == 0] = 1
        unit: Vectors = finite / lengths
        return unit

    def _count_truncated(self, texts: list[str]) -> None:
        """Counts those with more tokens than the model reads, and logs a warning at the first."""
        limit = self._model.max_seq_length
        # A token is a byte at least: most texts need no second look
        long = [text for text in texts if limit and len(text.encode()) + SPECIAL_TOKENS > limit]
        if not limit or not long:
            return
        counts = self._model.tokenizer(long, truncation=False, verbose=False)["input_ids"]
        cut = sum(len(tokens) > limit for tokens in counts)
        if cut and not self.truncated:
            logger.warning(
                "%s reads %d tokens of a text at most; the rest of longer ones is not found", self.name, limit
            )
        self.truncated += cut


def load(name: str) -> SentenceEncoder:
    """The model in the folder, or of that name on the hub. Raises EncoderError."""
    folder = folder_of(name)
    local = name != "" and folder.is_dir()
    if not local and not HUB_NAME.fullmatch(name):
        raise EncoderError(f"{name}: no such folder; give a folder with a model, or a name from the model hub")
    try:
        import sentence_transformers  # noqa: F401, here only to say what is missing
    except ImportError as error:
        raise EncoderError(f"{name}: needs a package: pip install sentence-transformers") from error
    try:
        with quiet():
            encoder = _from_folder(name, folder) if local else _from_hub(name)
            _check(encoder)
    except EncoderError:
        raise
    except Exception as error:  # the packages below raise whatever they like
        raise EncoderError(failure(name, "sentence-transformers model", local, error)) from error
    return encoder


def _from_folder(name: str, folder: Path) -> SentenceEncoder:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), trust_remote_code=False, local_files_only=True)
    return SentenceEncoder(name, model, _digest(folder))


def _from_hub(name: str) -> SentenceEncoder:
    """The newest revision, or the one kept on this machine when the hub cannot be reached."""
    from sentence_transformers import SentenceTransformer

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        reached = reachable(repository)
    except LookupError as error:
        raise EncoderError(f"{name}: {error}") from error
    model = SentenceTransformer(repository, trust_remote_code=False, local_files_only=not reached)
    return SentenceEncoder(name, model, _revision(repository))


def _check(encoder: SentenceEncoder) -> None:
    """Raises EncoderError for a model that sees no difference, as one without its tokenizer's files."""
    one, two, yi, er = encoder.encode(["one", "two", "一", "二"])
    if np.allclose(one, two, atol=1e-4) and np.allclose(yi, er, atol=1e-4):
        raise EncoderError(f"{encoder.name}: the model tells no two texts apart; files of it are missing or damaged")


def _readable(text: str) -> str:
    """The text, with ``?`` for lone surrogates, which tokenizers refuse."""
    return text.encode("utf-8", "replace").decode()


def _digest(folder: Path) -> str:
    """Of the model's files: names, sizes, first and last megabyte."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in MODEL_FILES and path.is_file():
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder).as_posix()}\n{size}\n".encode("utf-8", "surrogateescape"))
            with path.open("rb") as file:
                digest.update(file.read(DIGESTED))
                file.seek(max(0, size - DIGESTED))
                digest.update(file.read(DIGESTED))
    return f"sentence-transformers-{digest.hexdigest()[:32]}"


def _revision(repository: str) -> str:
    """Of a hub model just loaded: its name and commit, as the cache on disk has it."""
    from huggingface_hub import try_to_load_from_cache

    for file in ("modules.json", "config.json"):
        path = try_to_load_from_cache(repository, file)
        if isinstance(path, str):
            return f"{repository}@{Path(path).parent.name}"
    raise EncoderError(f"{repository}: its revision on the hub cannot be told; download it and give the folder")
