"""Prints how fast the chat is in a browser, and for many at once.

    PYTHONPATH=.:tests/ui python tests/benchmarks/chat.py --data ../shared [--size 10000]

As many paragraphs of news as asked for are added to a new library, and a chat served over it by a process of its own;
Debian's Chromium opens its page in turn with an empty Gradio Blocks', asks questions, and then twenty people ask over
HTTP at once, each the next question as soon as one is answered.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import news
import numpy as np
from crowd import crowd
from driving import PATIENCE, browsing, environment, free_port, serving
from playwright.sync_api import Browser, Page

from rag import Library

OPENED = 7
QUESTIONS = 30
PEOPLE, ROUNDS = 20, 10
EMPTY = """
import os, sys
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"
import gradio as gr
with gr.Blocks(analytics_enabled=False) as blocks:
    gr.Textbox()
blocks.launch(server_port=int(sys.argv[1]), quiet=True, ssr_mode=False, prevent_thread_lock=True)
print("ready", flush=True)
blocks.block_thread()
"""


@contextmanager
def empty() -> Iterator[str]:
    """Address of an empty Blocks."""
    port = free_port()
    words = [sys.executable, "-c", EMPTY, str(port)]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, env=environment(), encoding="utf-8")
    try:
        assert server.stdout is not None
        server.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=30)


def opened(browser: Browser, address: str, usable: str) -> float:
    """Seconds until a page is usable, in a context without a cache."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(usable).first.wait_for()
    seconds = time.perf_counter() - start
    context.close()
    return seconds


def asked(page: Page, question: str) -> float:
    """Milliseconds from Enter to the answer on the page, as the page itself counts them."""
    page.locator("#question textarea").fill(question)
    return float(
        page.evaluate(
            """() => new Promise(done => {
                const turns = () => document.querySelectorAll(".turn:not(.waiting)").length;
                const before = turns(), start = performance.now();
                const box = document.querySelector("#question textarea");
                const watch = new MutationObserver(() => {
                    if (turns() > before) { watch.disconnect(); done(performance.now() - start); }
                });
                watch.observe(document.querySelector("#thread"), {childList: true, subtree: true, attributes: true});
                box.dispatchEvent(new KeyboardEvent("keypress", {key: "Enter", bubbles: true, cancelable: true}));
            })"""
        )
    )


def told(name: str, taken: Sequence[float], unit: str) -> None:
    """Prints the middle and the slow end."""
    half, most = np.percentile(taken, [50, 95])
    print(f"  {name:44} p50 {half:.{2 if unit == 's' else 0}f} {unit}, p95 {most:.{2 if unit == 's' else 0}f} {unit}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--size", type=int, default=10_000)
    options = parser.parse_args()
    texts = news.paragraphs(options.data, options.size)
    questions = [question for question, _ in news.questions(texts, QUESTIONS)]
    with tempfile.TemporaryDirectory() as folder:
        news.write(texts, Path(folder) / "files")
        with Library.create(Path(folder) / "library") as library:
            library.add([Path(folder) / "files"])
            print(f"{len(library.passage_ids())} passages")
        with serving(Path(folder) / "library") as address, empty() as bare, browsing() as browser:
            measured(browser, address, bare, questions)


def measured(browser: Browser, address: str, bare: str, questions: Sequence[str]) -> None:
    """Prints all figures."""
    pages: dict[str, list[float]] = {"chat": [], "empty": []}
    for _ in range(OPENED):
        pages["empty"].append(opened(browser, bare, "textarea"))
        pages["chat"].append(opened(browser, address, ".try"))
    told("the page is usable", pages["chat"][1:], "s")
    told("an empty Blocks' page is", pages["empty"][1:], "s")
    ratio = np.median(pages["chat"][1:]) / np.median(pages["empty"][1:])
    print(f"  {ratio:.2f} times")
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    taken = []
    for number, question in enumerate(questions):
        if number % 5 == 0:  # a conversation is about as long
            page.goto(address)
            page.locator(".try").first.wait_for()
        taken.append(asked(page, question))
    context.close()
    told("a question's round trip in the browser", taken[5:], "ms")
    answers = crowd(address, questions, PEOPLE, ROUNDS)
    told(f"{PEOPLE} people at once, {len(answers)} questions, all answered", [one for one, _ in answers], "s")


if __name__ == "__main__":
    main()
