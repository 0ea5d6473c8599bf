"""The endpoints for programs: the same records as the command line's ``--json``, over HTTP, gradio_client and MCP."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, TypeVar

import gradio as gr
from gradio.events import api

from rag.errors import ChuchuError
from ui.desk import Desk

T = TypeVar("T")


def offer(desk: Desk) -> None:
    """Adds the endpoints ``ask``, ``search`` and ``documents`` to the blocks being built."""

    def ask(question: str, top: int = 5, document: str = "") -> dict[str, Any]:
        """
        Answers a question from the library's documents, word for word, with its sources, or says that it is not there.

        Args:
            question: the question, in any language
            top: how many passages to list
            document: only documents whose name or title matches this pattern; empty for all
        """
        started = time.perf_counter()
        answer = _refusing(lambda: desk.ask(question, int(top), document or None))
        return answer.record() | {"seconds": round(time.perf_counter() - started, 3)}

    def search(query: str, top: int = 5, document: str = "") -> dict[str, Any]:
        """
        Lists the passages of the library's documents that are nearest to a query, best first, and why.

        Args:
            query: words to look for
            top: how many passages to list
            document: only documents whose name or title matches this pattern; empty for all
        """
        passages = _refusing(lambda: desk.search(query, int(top), document or None))
        return {"query": query, "passages": [asdict(passage) for passage in passages]}

    def documents() -> dict[str, Any]:
        """
        Lists the library's documents.
        """
        return {"documents": [asdict(entry) for entry in _refusing(desk.library.documents)]}

    for offered in (ask, search, documents):
        api(offered, api_name=offered.__name__)


def _refusing(do: Callable[[], T]) -> T:
    """What ``do`` gives; what it refuses is the one line of the error that a program gets."""
    try:
        return do()
    except ChuchuError as error:
        raise gr.Error(str(error), print_exception=False) from error
