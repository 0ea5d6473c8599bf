"""Any extractive question-answering model of transformers as a reader, from a folder or from the model hub.

The model sees the question and a window of the passage at a time, and gives for every token of it how likely a span
begins and ends there; its first token stands for "not here". What it scores best anywhere is the answer, with the
tokenizer's own offsets, so that it is a piece of the passage as it stands. Code that comes with a model is never run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from embeddings.hub import HUB_NAME, failure, first_line, folder_of, knows_words, quiet, reachable
from rag.errors import ModelError
from rag.question import Question
from rag.reader.sentence import BELIEVED
from rag.records import Hit, Reading, Span

if TYPE_CHECKING:
    from transformers import PreTrainedModel

WINDOW = 384
"""Tokens of question and passage the model sees at once, if it can; BERT's readers are trained so (Devlin et al.)."""
STRIDE = 128
"""Tokens that two windows of a passage share."""
LONGEST = 100
"""Tokens of a span; a list or a reason is a clause or two."""
BEST = 20
"""Starts and ends of a window that are tried with each other."""
TOGETHER = 8
"""Windows the model is given at once."""
SPECIAL = 8
"""More tokens than any tokenizer puts around question and passage; positions some models keep for themselves."""

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Window:
    """A window of the passage of a hit. ``offsets``: of its tokens in the passage, None for those that are not of it;
    ``none``: the token that stands for "not here"."""

    hit: int
    offsets: tuple[tuple[int, int] | None, ...]
    none: int


@dataclass(frozen=True, slots=True)
class _Found:
    """The best span of a window: by how much it is better than none, and how probable it is among all of the window."""

    hit: int
    start: int
    end: int
    margin: float
    probability: float


class TransformerReader:
    """A loaded model with its tokenizer. Its confidence is the probability it gives its best span in its window, which
    nobody has calibrated."""

    def __init__(self, name: str, model: PreTrainedModel, tokenizer: Any) -> None:
        self.name = name
        self._model = model
        self._tokenizer = tokenizer
        self._lock = Lock()  # a tokenizer cuts for one thread at a time
        limits = (getattr(model.config, "max_position_embeddings", 0) or WINDOW + SPECIAL, tokenizer.model_max_length)
        self._window = min(WINDOW, *(limit - (SPECIAL if limit > WINDOW else 2) for limit in limits))

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:
        """As in `rag.reader.Reader`: one span at most. Raises ModelError when the model fails."""
        try:
            with self._lock:
                found = list(self._found(question.plain, [hit.passage.text for hit in hits]))
        except Exception as error:  # the packages below raise whatever they like
            raise ModelError("reader_failed", reason=f"{self.name}: {first_line(error)}") from error
        least = min((one.margin for one in found), default=0.0) - 1
        margins = [max((one.margin for one in found if one.hit == hit), default=least) for hit in range(len(hits))]
        relevance = tuple(round(margin, 6) for margin in margins)
        if not found:
            return Reading((), relevance, 0.0, False)
        best = min(found, key=lambda one: (-one.margin, one.hit, one.start, one.end))
        spans = (Span(best.hit, best.start, best.end, best.margin),)
        return Reading(spans, relevance, best.probability, best.probability >= BELIEVED)

    def _found(self, question: str, texts: Sequence[str]) -> Iterator[_Found]:
        """The best span of each window that has one."""
        windows: list[tuple[_Window, dict[str, list[int]]]] = []
        for hit, text in enumerate(texts):
            if text.strip():
                windows += self._windows(question, hit, text)
        for first in range(0, len(windows), TOGETHER):
            part = windows[first : first + TOGETHER]
            starts, ends = self._scores([given for _, given in part])
            for (window, _), start, end in zip(part, starts, ends, strict=True):
                best = _best(window, start, end, texts[window.hit])
                if best:
                    yield best

    def _windows(self, question: str, hit: int, text: str) -> Iterator[tuple[_Window, dict[str, list[int]]]]:
        """The windows of one passage, and what the model is given for each."""
        asked = self._tokenizer(question, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        asked = asked["offset_mapping"]
        room = (self._window - SPECIAL) // 2
        if len(asked) > room:
            question = question[: asked[room][0]]
        left = max(1, self._window - SPECIAL - min(len(asked), room))
        cut = self._tokenizer(
            question,
            text,
            truncation="only_second",
            max_length=self._window,
            stride=min(STRIDE, left // 2),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            verbose=False,
        )
        names = [name for name in self._tokenizer.model_input_names if name in cut]
        for number, offsets in enumerate(cut["offset_mapping"]):
            inside = [part == 1 for part in cut.sequence_ids(number)]
            given = {name: cut[name][number] for name in names}
            first = self._tokenizer.cls_token_id
            none = given["input_ids"].index(first) if first in given["input_ids"] else 0
            places = tuple((start, end) if of else None for (start, end), of in zip(offsets, inside, strict=True))
            yield _Window(hit, places, none), given

    def _scores(self, given: Sequence[dict[str, list[int]]]) -> tuple[list[Scores], list[Scores]]:
        """Scores of every token of some windows as start and as end."""
        import torch

        lengths = [len(one["input_ids"]) for one in given]
        fill = {"input_ids": self._tokenizer.pad_token_id or 0, "token_type_ids": self._tokenizer.pad_token_type_id}
        padded = {
            name: torch.tensor([one[name] + [fill.get(name, 0)] * (max(lengths) - len(one[name])) for one in given])
            for name in given[0]
        }
        with torch.inference_mode():
            scores: Any = self._model(**padded)
        starts, ends = (part.float().numpy() for part in (scores.start_logits, scores.end_logits))
        return [row[:end] for row, end in zip(starts, lengths, strict=True)], [
            row[:end] for row, end in zip(ends, lengths, strict=True)
        ]


def _best(window: _Window, starts: Scores, ends: Scores, text: str) -> _Found | None:
    """The best span of a window that is not blank: from one token of the passage to the same or a later one."""
    inside = np.array([place is not None and place[0] < place[1] for place in window.offsets])
    if not inside.any():
        return None
    allowed = np.flatnonzero(inside)
    first = allowed[np.argsort(-starts[allowed], kind="stable")[:BEST]]
    last = allowed[np.argsort(-ends[allowed], kind="stable")[:BEST]]
    sums = starts[first][:, None] + ends[last][None, :]
    sums[(last[None, :] < first[:, None]) | (last[None, :] - first[:, None] >= LONGEST)] = -np.inf
    for place in np.argsort(-sums, axis=None, kind="stable"):
        row, column = divmod(int(place), len(last))
        begin, end = window.offsets[first[row]], window.offsets[last[column]]
        if not np.isfinite(sums[row, column]) or begin is None or end is None:
            return None
        start, stop = _trimmed(text, begin[0], end[1])
        if start < stop:
            some = inside.copy()
            some[window.none] = True
            likely = _share(starts, some, first[row]) * _share(ends, some, last[column])
            margin = float(sums[row, column]) - float(starts[window.none] + ends[window.none])
            return _Found(window.hit, start, stop, round(margin, 6), round(likely, 6))
    return None


def _share(scores: Scores, some: NDArray[np.bool_], place: int) -> float:
    """The probability of a token among some."""
    most = float(scores[some].max())
    return float(np.exp(scores[place] - most) / np.exp(scores[some] - most).sum())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


@lru_cache(maxsize=2)
def load(name: str) -> TransformerReader:
    """The model in a folder, or of that name on the hub. Raises ModelError."""
    folder = folder_of(name)
    local = name != "" and folder.is_dir()
    if not local and not ("/" in name and HUB_NAME.fullmatch(name)):
        from rag.reader import READERS

        raise ModelError("reader_unknown", reader=name or "''", known=" ".join(READERS))
    try:
        import transformers  # noqa: F401, here only to say what is missing
    except ImportError as error:
        raise ModelError("reader_failed", reason=f"{name}: needs a package: pip install transformers torch") from error
    try:
        with quiet():
            return _loaded(name, str(folder) if local else name, local or not reachable(name))
    except LookupError as error:
        raise ModelError("reader_failed", reason=f"{name}: {error}") from error
    except Exception as error:  # the packages below raise whatever they like
        raise ModelError("reader_failed", reason=failure(name, "question-answering model", local, error)) from error


def _loaded(name: str, place: str, offline: bool) -> TransformerReader:
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    settings: dict[str, Any] = {"trust_remote_code": False, "local_files_only": offline}
    tokenizer = AutoTokenizer.from_pretrained(place, **settings)
    if not knows_words(tokenizer):
        raise ValueError("the files of its tokenizer are missing")
    if not tokenizer.is_fast:
        raise ValueError("its tokenizer cannot tell where tokens stand in a text")
    model, told = AutoModelForQuestionAnswering.from_pretrained(place, output_loading_info=True, **settings)
    if told["missing_keys"]:
        raise ValueError("no question-answering model: it lacks the weights that find spans")
    return TransformerReader(name, model.eval(), tokenizer)
