"""The commands: each asks the library, and writes what comes back for a person or as JSON.

What only one command needs is imported where it begins, so that a question does not wait for it.
"""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from rag.cli.opening import folder_of, json_line, opened, write
from rag.cli.render import answer_text, documents_text, listed_text, passages_text
from rag.cli.terminal import Screen, screen_of, visible
from rag.errors import ChuchuError
from rag.messages import Language
from rag.store import FILE


def run(asked: Namespace, language: Language) -> None:
    """Does what is asked for. Raises ChuchuError."""
    if asked.version:
        _version()
    else:
        COMMANDS[asked.command](asked, screen_of(sys.stdout, language))


def _version() -> None:
    from rag.versions import own_version

    write(f"chuchu {own_version()}\n")


def _remove(asked: Namespace, screen: Screen) -> None:
    with opened(folder_of(asked), screen.language) as library:
        removed = library.remove(asked.name)
    write(listed_text("removed", removed, screen))


def _list(asked: Namespace, screen: Screen) -> None:
    with opened(folder_of(asked), screen.language) as library:
        documents = library.documents()
    if asked.json:
        write(json_line({"documents": [asdict(entry) for entry in documents]}))
    else:
        write(documents_text(documents, screen))


def _show(asked: Namespace, screen: Screen) -> None:
    """The text exactly; only a terminal is spared what would steer it."""
    with opened(folder_of(asked), screen.language) as library:
        text = library.document(asked.name).text
    write(visible(text) + "\n" if screen.width else text)


def _ask(asked: Namespace, screen: Screen) -> None:
    folder = folder_of(asked)
    if asked.library is None and not (folder / FILE).exists():
        _add_seeds(folder, screen.language)
    with opened(folder, screen.language) as library:
        started = time.perf_counter()
        answer = library.ask(asked.question, asked.top, asked.document, asked.reader, asked.reranker)
        seconds = round(time.perf_counter() - started, 3)
    if asked.json:
        write(json_line(answer.record() | {"seconds": seconds}))
    else:
        write(answer_text(answer, screen))


def _search(asked: Namespace, screen: Screen) -> None:
    with opened(folder_of(asked), screen.language) as library:
        passages = library.search(asked.query, asked.top, asked.document)
    if asked.json:
        write(json_line({"query": asked.query, "passages": [asdict(passage) for passage in passages]}))
    else:
        write(passages_text(passages, screen))


def _batch(asked: Namespace, screen: Screen) -> None:
    from rag.cli.batch import batch

    folder = folder_of(asked)
    if asked.library is None and not (folder / FILE).exists():
        _add_seeds(folder, screen.language)
    batch(folder, asked, screen)


def _chat(asked: Namespace, screen: Screen) -> None:
    folder = folder_of(asked)
    if not (folder / FILE).exists():
        _add_seeds(folder, screen.language)
    from importlib.metadata import entry_points

    from rag.reader import load_models

    load_models(asked.reader, asked.reranker)  # before the chat is imported: it asks no hub for anything
    for command in entry_points(group="chuchu.commands", name="chat"):
        command.load()(folder, asked, screen.language)
        return
    raise ChuchuError("chat_missing")


def _add(asked: Namespace, screen: Screen) -> None:
    from rag.cli.adding import add

    add(folder_of(asked), asked, screen)


def _add_seeds(folder: Path, language: Language) -> None:
    from rag.cli.adding import add_seeds

    add_seeds(folder, language)


def _rebuild(asked: Namespace, screen: Screen) -> None:
    from rag.cli.upkeep import rebuild

    rebuild(folder_of(asked), asked, screen)


def _evaluate(asked: Namespace, screen: Screen) -> None:
    from rag.cli.evaluating import measure

    measure(folder_of(asked), asked, screen)


def _gold(asked: Namespace, screen: Screen) -> None:
    from rag.cli.evaluating import propose

    propose(folder_of(asked), asked, screen)


def _doctor(asked: Namespace, screen: Screen) -> None:
    from rag.cli.upkeep import doctor

    doctor(folder_of(asked), asked.verify, screen)


COMMANDS: dict[str, Callable[[Namespace, Screen], None]] = {
    "add": _add,
    "remove": _remove,
    "list": _list,
    "show": _show,
    "ask": _ask,
    "search": _search,
    "batch": _batch,
    "evaluate": _evaluate,
    "gold": _gold,
    "rebuild": _rebuild,
    "doctor": _doctor,
    "chat": _chat,
}
