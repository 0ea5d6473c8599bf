"""Many people asking one chat at once, over its HTTP endpoint."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def asked(address: str, question: str) -> tuple[float, Any]:
    """Seconds a question took, and its answer record."""
    started = time.perf_counter()
    body = json.dumps({"question": question}).encode()
    place = f"{address}/gradio_api/call/v2/ask"
    request = urllib.request.Request(place, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=120) as begun:
        event = json.load(begun)["event_id"]
    with urllib.request.urlopen(f"{place}/{event}", timeout=120) as told:
        lines = told.read().decode().splitlines()
    assert "event: complete" in lines, lines
    record = json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))[0]
    return time.perf_counter() - started, record


def crowd(address: str, questions: Sequence[str], people: int, rounds: int) -> list[tuple[float, Any]]:
    """What comes back when so many people ask so often, each the next question as soon as one is answered."""

    def person(number: int) -> list[tuple[float, Any]]:
        return [asked(address, questions[(number + turn) % len(questions)]) for turn in range(rounds)]

    with ThreadPoolExecutor(people) as together:
        return [one for answers in together.map(person, range(people)) for one in answers]
