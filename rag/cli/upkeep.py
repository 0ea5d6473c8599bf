"""The commands that look after a library: what it is made of, whether it is well, and making its indexes again."""

from __future__ import annotations

import math
import sys
import time
from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from embeddings.encoder import EncoderError, load_encoder
from rag.cli.opening import note, opened, write
from rag.cli.progress import Progress
from rag.cli.strings import say
from rag.cli.terminal import Screen, columns, complain, fit, one_line
from rag.encoding import texts_of
from rag.errors import ModelError, UsageError
from rag.library import Library
from rag.reader import load_reader
from rag.store import FILE
from rag.upkeep import Health
from rag.versions import installed

SAMPLE = 20  # passages encoded to tell how long all of them take
INDEXED = (
    1500  # passages a second that are indexed again, at least: adding them does some 2,500 (tests/benchmarks/speed.py)
)


def doctor(folder: Path, verify: bool, screen: Screen) -> None:
    """What is installed, which models, and how the library is; with ``verify`` every stored range is checked.

    Raises LibraryError when something is wrong with it.
    """
    _table("installed", installed(), screen)
    if not (folder / FILE).exists():
        _table(
            "library", {say("folder", screen.language): say("no_library_here", screen.language, folder=folder)}, screen
        )
        return
    with opened(folder, screen.language) as library:
        health = library.doctor(verify)
    _table("models", _models(health, screen), screen)
    _table("library", {say("folder", screen.language): str(folder)} | _contents(health, screen), screen)
    if verify:
        write(say("verified", screen.language, count=health.verified) + "\n")
    for problem in health.problems[1:]:
        complain(problem.in_language(screen.language))
    if health.problems:
        raise health.problems[0]
    write(say("well", screen.language) + "\n")


def _models(health: Health, screen: Screen) -> dict[str, str]:
    encoder = f"{health.encoder} ({health.dimension}, {health.fingerprint})"
    return {say("encoder", screen.language): encoder, say("reader", screen.language): load_reader("bundled").name}


def _contents(health: Health, screen: Screen) -> dict[str, str]:
    counts = {key: getattr(health, key) for key in ("format", "documents", "paragraphs", "passages", "vectors")}
    named = {say(key, screen.language): f"{count:,}" for key, count in counts.items()}
    sizes: Counter[str] = Counter()
    for name, size in health.files:
        sizes[name.partition("/")[0]] += size
    return named | {one_line(name): _size(size) for name, size in sizes.items()}


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e5 else f"{count / 1e3:,.1f} kB"


def rebuild(folder: Path, asked: Namespace, screen: Screen) -> None:
    """Makes the derived files again, once the person who types has agreed to what it costs.

    Raises UsageError when there is nobody to ask.
    """
    with opened(folder, screen.language) as library:
        cost = _cost(library, asked.encoder, screen)
        if not asked.yes and not _agreed(cost, screen):
            note(say("left_as_it_is", screen.language))
            return
        with Progress(say("unit_passage", screen.language), screen.language) as progress:
            library.rebuild(asked.encoder, progress)
    write(say("rebuilt", screen.language, cost=cost) + "\n")


def _cost(library: Library, encoder: str | None, screen: Screen) -> str:
    """How many passages, and about how long: a few are encoded to find out."""
    ids = library.passage_ids()
    seconds = len(ids) / INDEXED
    if encoder and len(ids):
        some = library.passages(ids[:: -(-len(ids) // SAMPLE)].tolist()).values()
        texts = [text for one in some for text in texts_of(one.title, one.section, one.text)]
        seconds += _encoding(texts, encoder) * len(ids) / len(some)
    key = "cost_minutes" if seconds >= 90 else "cost_seconds"
    return say(key, screen.language, count=len(ids), seconds=math.ceil(seconds), minutes=math.ceil(seconds / 60))


def _encoding(texts: Sequence[str], name: str) -> float:
    """Seconds that an encoder takes for some texts. Raises ModelError when it cannot be used."""
    try:
        encoder = load_encoder(name)
        started = time.perf_counter()
        encoder.encode(texts)
    except EncoderError as error:
        raise ModelError("encoder_failed", name=name, reason=error) from error
    return time.perf_counter() - started


def _agreed(cost: str, screen: Screen) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("no_answer_to_ask", what=cost)
    sys.stderr.write(say("go_on", screen.language, cost=cost))
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def _table(title: str, lines: dict[str, str], screen: Screen) -> None:
    width = max(columns(name) for name in lines)
    write(say(f"doctor_{title}", screen.language) + "\n")
    for name, value in lines.items():
        write(f"  {fit(name, width)}  {one_line(value) or '–'}\n")
