"""The shipped network, run by onnxruntime: relevance of passages, and spans with the odds that they are the answer.

Each few windows in one thread, so that equal questions and passages give equal scores to the last bit.
"""

from __future__ import annotations

import functools
import itertools
import json
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import EncoderError
from embeddings.meanings import Meanings
from embeddings.static import Static, bundled
from rag.errors import ModelError
from rag.reader.inputs import Alphabet, Seen, cut_seen, joined, stacked
from rag.records import Span

Floats = NDArray[np.float32]

RANKER, FINDER, SETTINGS = "ranker.onnx", "finder.onnx", "config.json"
BUNDLED = Path(__file__).parent / "models" / "chuchu-reader-1"
WINDOW, OVERLAP = 320, 80
"""Characters of a passage seen at once, and those that two neighbouring windows share."""
MOST_ABOVE, MOST_ASKED = 48, 100
LONGEST_SPAN = 160
GRAM_DIMENSION = 64
FINE = 32
"""Steps to one in which start and end are compared."""
TOGETHER = 3
"""Windows scored at once."""
THREADS = 2
"""Each scores windows by itself, so that what is scored at once, and with it every bit, is the same for any number."""


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a passage as the network sees it: of passage number ``passage``, from character ``start``; its first
    ``above`` characters are what stands above."""

    passage: int
    start: int
    above: int
    seen: Seen


@dataclass(frozen=True, slots=True)
class Ranked:
    """A window of passage number ``passage`` with its relevance (a logit) and what the second half needs of it."""

    window: Window
    passage: int
    relevance: float
    states: Floats
    summary: Floats


@dataclass(frozen=True, slots=True)
class Found:
    """A span ``[start, end)`` of passage number ``passage``; ``odds``: log odds that it is the answer rather than
    that the window has none."""

    passage: int
    start: int
    end: int
    odds: float


class Network:
    """Both halves, and the tables they look characters up in."""

    def __init__(self, folder: Path, static: Static) -> None:
        settings = json.loads((folder / SETTINGS).read_text("utf-8"))
        self._alphabet = Alphabet(settings["characters"])
        self._static = static
        self.meanings = Meanings(static.vectors, static.scales, static.vocabulary)
        self._threads = ThreadPoolExecutor(THREADS)
        self._ranker, self._finder = (_session(folder / name, settings["checksums"][name]) for name in (RANKER, FINDER))

    def windows(self, passages: Sequence[tuple[str, str]]) -> list[Window]:
        """Windows of passages, each given with what stands above it."""
        found = []
        for number, (over, text) in enumerate(passages):
            above = cut_seen(self._see(over), 0, MOST_ABOVE)
            room = WINDOW - len(above.codes)
            seen = self._see(text)
            starts = range(0, max(1, len(text) - OVERLAP), room - OVERLAP) if len(text) > room else range(1)
            for start in starts:
                found.append(Window(number, start, len(above.codes), joined(above, cut_seen(seen, start, room))))
        return found

    def rank(self, question: str, windows: Sequence[Window]) -> list[Ranked]:
        """The windows with their relevance, in the order given."""
        asked = cut_seen(self._see(question), 0, MOST_ASKED)
        groups = list(_together([len(window.seen.codes) for window in windows]))
        found: dict[int, Ranked] = {}
        parts = self._threads.map(lambda numbers: self._ranked(asked, [windows[number] for number in numbers]), groups)
        for numbers, part in zip(groups, parts, strict=True):
            found |= zip(numbers, part, strict=True)
        return [found[number] for number in range(len(windows))]

    def _ranked(self, asked: Seen, windows: Sequence[Window]) -> list[Ranked]:
        """Windows that are scored at once, with their relevance."""
        told = stacked([window.seen for window in windows])
        above = np.arange(told.codes.shape[1])[None] < np.array([window.above for window in windows])[:, None]
        columns = self._columns("asked", stacked([asked] * len(windows)), None)
        columns |= self._columns("told", told, above.astype(np.float32))
        relevance, states, summary = self._ranker.run(None, columns)
        sizes = [len(window.seen.codes) for window in windows]
        return [
            Ranked(window, window.passage, float(relevance[row]), states[row, :, :size], summary[row])
            for row, (window, size) in enumerate(zip(windows, sizes, strict=True))
        ]

    def find(self, ranked: Sequence[Ranked], each: int, others: Sequence[Span]) -> list[Found]:
        """The ``each`` best spans of each window, which do not overlap, and those of ``others`` that lie in one of the
        windows; best first."""
        found: set[Found] = set()  # a window by itself is scored twice
        sizes = [one.states.shape[1] for one in ranked]
        groups = ([ranked[number] for number in numbers] for numbers in _together(sizes))
        for one, scores in itertools.chain.from_iterable(self._threads.map(self._scored, groups)):
            shift = one.window.start - one.window.above
            places = {(first, last) for first, last, _ in _best(scores, each)}
            mine = (span for span in others if span.hit == one.passage)
            places |= {(span.start - shift, span.end - 1 - shift) for span in mine}
            for first, last in places:
                if one.window.above <= first <= last < len(scores) and np.isfinite(scores[first, last]):
                    odds = float(scores[first, last])
                    found.add(Found(one.passage, first + shift, last + 1 + shift, odds))
        return sorted(found, key=lambda span: (-span.odds, span.passage, span.start, span.end))

    def _scored(self, ranked: Sequence[Ranked]) -> list[tuple[Ranked, Floats]]:
        """Windows that are scored at once, each with the log odds of its spans."""
        longest = max(one.states.shape[1] for one in ranked)
        states = np.zeros((len(ranked), len(ranked[0].states), longest), np.float32)
        there = np.zeros((len(ranked), 1, longest), np.float32)
        for row, one in enumerate(ranked):
            size = one.states.shape[1]
            states[row, :, :size], there[row, :, :size] = one.states, 1
        summary = np.stack([one.summary for one in ranked])
        absent, *parts = self._finder.run(None, {"states": states, "summary": summary, "there": there})
        return [
            (one, _span_scores([part[row] for part in parts], one.window) - absent[row])
            for row, one in enumerate(ranked)
        ]

    def _see(self, text: str) -> Seen:
        return self._alphabet.see(text, self._static.vocabulary)

    def _columns(self, name: str, seen: Seen, above: Floats | None) -> dict[str, NDArray[Any]]:
        rows = seen.grams
        vectors = self._static.vectors[rows, :GRAM_DIMENSION] * self._static.scales[rows][..., None]
        vectors[rows < 0] = 0
        over = np.zeros(seen.codes.shape, np.float32) if above is None else above
        return {
            f"{name}_codes": seen.codes.astype(np.int64),
            f"{name}_characters": seen.characters.astype(np.int64),
            f"{name}_sorts": seen.sorts.astype(np.int64),
            f"{name}_grams": vectors.reshape(*seen.codes.shape, -1).astype(np.float32),
            f"{name}_above": over,
        }


def _together(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Numbers of texts that are scored at once, alike in length: at least two, as the graphs are made for several, one
    by itself twice."""
    order = sorted(range(len(lengths)), key=lambda number: (lengths[number], number))
    for first in range(0, len(order), TOGETHER):
        numbers = order[first : first + TOGETHER]
        yield numbers if len(numbers) > 1 else numbers * 2


def _span_scores(parts: Sequence[Floats], window: Window) -> Floats:
    """Score of every span of a window by first and last character, minus infinity where none may be."""
    start, end, first, last = parts
    size = len(window.seen.codes)
    paired = _whole(first[:size]) @ _whole(last[:size]).T
    scores: Floats = start[:size, None] + end[None, :size] + paired / np.float32(8 * FINE * FINE)
    places = np.arange(size)
    length = places[None] - places[:, None]
    scores[(length < 0) | (length >= LONGEST_SPAN) | (places[:, None] < window.above)] = -np.inf
    return scores


def _whole(vectors: Floats) -> Floats:
    """Vectors in whole numbers, `FINE` to one. Their products stay within 2**24, so that they are exact in float32 and
    do not depend on the order they are added up in, which differs from processor to processor."""
    most = int((2**24 / vectors.shape[1]) ** 0.5)
    found: Floats = np.rint(vectors * np.float32(FINE)).clip(-most, most)
    return found


def _best(scores: Floats, each: int) -> list[tuple[int, int, float]]:
    """First and last character and score of the best spans, none overlapping another."""
    found: list[tuple[int, int, float]] = []
    scores = scores.copy()
    for _ in range(each):
        place = int(scores.argmax())
        first, last = divmod(place, scores.shape[1])
        if not np.isfinite(scores[first, last]):
            break
        found.append((first, last, float(scores[first, last])))
        scores[: last + 1, first:] = -np.inf
    return found


def _session(path: Path, checksum: int) -> Any:
    import onnxruntime  # a tenth of a second, and only who asks needs it

    content = path.read_bytes()
    if zlib.crc32(content) != checksum:
        raise ValueError("not as they were saved")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


@functools.cache
def load(folder: Path = BUNDLED) -> Network:
    """The network in a folder. Raises ModelError when its files are missing or damaged."""
    try:
        return Network(folder, bundled())
    except EncoderError as error:
        raise ModelError("reader_failed", reason=error) from error
    except OSError as error:
        reason = f"{folder}: its weights cannot be read ({error.strerror}); install again"
        raise ModelError("reader_failed", reason=reason) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError("reader_failed", reason=f"{folder}: its weights are damaged; install again") from error
