"""A chat served by a process of its own, and Debian's Chromium to look at it with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60_000  # milliseconds that a loaded machine may take for one thing
QUIETLY = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def chromium() -> str | None:
    """Where Chromium is, None when it is not installed."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium with a profile of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIETLY)
        yield browser
        browser.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(*words: str | Path) -> list[str]:
    """The command line of ``chuchu``."""
    return [sys.executable, "-m", "rag", *map(str, words)]


def environment() -> dict[str, str]:
    """What a process of the chat is started with."""
    return os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"}


@contextmanager
def serving(library: Path, *options: str | Path, path: Path | None = None) -> Iterator[str]:
    """Address of a chat over a library, served until the end of the block; its standard error is in ``chat.log``
    beside the library. ``path``: a folder whose modules are found first."""
    given = environment()
    if path:
        given["PYTHONPATH"] = os.pathsep.join([str(path), given["PYTHONPATH"]])
    port = free_port()
    words = command("chat", "--library", library, "--port", str(port), "--language", "en", *options)
    log = library.parent / "chat.log"
    with log.open("w") as errors:
        server = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=errors, encoding="utf-8", env=given, cwd=library.parent
        )
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            assert f":{port}" in line, line + log.read_text("utf-8")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.communicate(timeout=30)
