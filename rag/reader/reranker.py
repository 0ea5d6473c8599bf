"""Any cross-encoder of sentence-transformers as a reranker: it sees question and passage together, and orders hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from embeddings.hub import HUB_NAME, failure, first_line, folder_of, knows_words, quiet, reachable
from rag.encoding import context
from rag.errors import ModelError
from rag.question import Question
from rag.records import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


RERANKED = 50
"""Hits it is given, at least."""


class Reranker:
    """A loaded model."""

    def __init__(self, name: str, model: CrossEncoder) -> None:
        self.name = name
        self._model = model
        self._lock = Lock()  # a tokenizer cuts for one thread at a time

    def order(self, question: Question, hits: Sequence[Hit]) -> tuple[Hit, ...]:
        """The hits with the scores that the model gives them, in [0, 1], best first, ties as they came.

        A passage is read under its title and section. Raises ModelError when the model fails.
        """
        if not hits:
            return ()
        pairs = [(question.plain, _text(hit)) for hit in hits]
        try:
            with self._lock:
                from torch.nn import Sigmoid

                scores = self._model.predict(pairs, batch_size=8, show_progress_bar=False, activation_fn=Sigmoid())
        except Exception as error:  # the packages below raise whatever they like
            raise ModelError("reranker_failed", reason=f"{self.name}: {first_line(error)}") from error
        scored = [replace(hit, score=round(float(score), 6)) for hit, score in zip(hits, scores, strict=True)]
        return tuple(sorted(scored, key=lambda hit: -hit.score))


def _text(hit: Hit) -> str:
    above = context(hit.passage.title, hit.passage.section)
    return f"{above}\n{hit.passage.text}" if above else hit.passage.text


@lru_cache(maxsize=2)
def load_reranker(name: str) -> Reranker:
    """The model in a folder, or of that name on the hub. Raises ModelError."""
    folder = folder_of(name)
    local = name != "" and folder.is_dir()
    if not local and not ("/" in name and HUB_NAME.fullmatch(name)):
        raise ModelError("reranker_unknown", reranker=name or "''")
    try:
        import sentence_transformers  # noqa: F401, here only to say what is missing
    except ImportError as error:
        reason = f"{name}: needs a package: pip install sentence-transformers"
        raise ModelError("reranker_failed", reason=reason) from error
    try:
        with quiet():
            return _loaded(name, str(folder) if local else name, local or not reachable(name))
    except LookupError as error:
        raise ModelError("reranker_failed", reason=f"{name}: {error}") from error
    except Exception as error:  # the packages below raise whatever they like
        raise ModelError("reranker_failed", reason=failure(name, "cross-encoder", local, error)) from error


def _loaded(name: str, place: str, offline: bool) -> Reranker:
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig

    config = AutoConfig.from_pretrained(place, trust_remote_code=False, local_files_only=offline)
    made_for = getattr(config, "architectures", None) or []
    if made_for and not any("SequenceClassification" in each for each in made_for):
        raise ValueError("no cross-encoder: it lacks the weights that score a pair")
    model = CrossEncoder(place, device="cpu", trust_remote_code=False, local_files_only=offline)
    if not knows_words(model.tokenizer):
        raise ValueError("the files of its tokenizer are missing")
    if model.num_labels != 1:
        raise ValueError(f"no reranker: it gives {model.num_labels} scores to a pair, not one")
    return Reranker(name, model)
