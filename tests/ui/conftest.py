"""A served chat and a browser, for the tests of the page."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driving import PATIENCE, ROOT, browsing, chromium, command, environment, serving
from playwright.sync_api import Browser, Page, expect

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are skipped, except where CHUCHU_BROWSER=required."""
    if chromium() is None:
        assert os.environ.get("CHUCHU_BROWSER") != "required", "no chromium, though CHUCHU_BROWSER=required"
        pytest.skip("no chromium here: apt-get install chromium fonts-noto-cjk")
    with browsing() as found:
        yield found


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with the sample corpus."""
    library = tmp_path_factory.mktemp("served") / "library"
    words = command("add", ROOT / "seeds", "--library", library)
    subprocess.run(words, env=environment(), check=True, capture_output=True)
    return library


@pytest.fixture(scope="session")
def address(browser: Browser, seeded: Path) -> Iterator[str]:
    """A chat over the sample corpus."""
    del browser  # where there is none nothing need be served
    with serving(seeded) as served:
        yield served


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page, as wide and in the language asked for; at the end nothing may have gone wrong in any of them."""
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(address: str, *, width: int = 1280, **settings: object) -> Page:
        given = {"locale": "zh-CN", "viewport": {"width": width, "height": 860}} | settings
        context = browser.new_context(**given)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        pages.append(page)
        page.goto(address)
        expect(page.locator("#question textarea")).to_be_visible()
        expect(page.locator(".try, .turn, .welcome").first).to_be_visible()
        return page

    yield open_page
    for page in pages:
        page.context.close()
    assert not wrong


@pytest.fixture
def ask() -> Callable[[Page, str], None]:
    """Types a question, sends it, and waits for what comes back."""

    def asked(page: Page, question: str) -> None:
        before = page.locator(".turn:not(.waiting)").count()
        page.locator("#question textarea").fill(question)
        page.locator("#question textarea").press("Enter")
        expect(page.locator(".turn:not(.waiting)")).to_have_count(before + 1)

    return asked
