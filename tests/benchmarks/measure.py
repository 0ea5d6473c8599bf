"""Seconds, memory and sizes of what is measured."""

from __future__ import annotations

import multiprocessing
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np

Given = ParamSpec("Given")
Result = TypeVar("Result")


def alone(function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs) -> tuple[Result, float]:
    """What a function gives in a process of its own, and the most memory that process had, in MB (Linux)."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_measured, function, given, named).result()


def _measured(
    function: Callable[..., Result], given: Sequence[object], named: dict[str, object]
) -> tuple[Result, float]:
    return function(*given, **named), peak()


def peak() -> float:
    """The most memory this process has had, in MB; what it was started from does not count, as in getrusage it does."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


def size(path: Path) -> float:
    """Megabytes of a file, or of all files in a folder."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


def middle(seconds: Sequence[float]) -> str:
    """Median and 95th percentile in milliseconds, to be printed."""
    half, most = 1000 * np.percentile(seconds, [50, 95])
    return f"p50 {half:6.1f} ms  p95 {most:6.1f} ms"
