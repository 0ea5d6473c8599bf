"""Pictures of every state of the chat: ``python tests/ui/screenshots.py --out DIR``."""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from pathlib import Path

from driving import PATIENCE, ROOT, browsing, command, environment, serving
from PIL import Image
from playwright.sync_api import Browser, Page

QUESTION = "代表建议的落实率达到多少？"
NOWHERE = "北京大学图书馆有多少册藏书？"
DESKTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def main() -> None:
    """Writes the pictures and the name of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        subprocess.run(command("add", ROOT / "seeds", "--library", library), env=environment(), check=True)
        with serving(library) as address, browsing() as browser:
            desktop(browser, address, out)
            phone(browser, address, out)
            dark(browser, address, out)
    for picture in sorted(out.glob("*.png")):
        with Image.open(picture) as whole:
            whole.convert("RGB").quantize(64).save(
                picture, optimize=True
            )  # a third of the size, and as good to look at
        print(f"{picture} {picture.stat().st_size >> 10} kB")  # noqa: T201, it is a command


def desktop(browser: Browser, address: str, out: Path) -> None:
    """The wide page: empty, an answer, none, search, documents."""
    page = opened(browser, address, DESKTOP, "light", "zh-CN")
    page.screenshot(path=out / "empty.png")
    ask(page, QUESTION)
    page.locator("#reader .source").wait_for()
    page.screenshot(path=out / "answer.png")
    ask(page, NOWHERE)
    page.screenshot(path=out / "not-found.png")
    page.get_by_role("tab", name="检索").click()
    page.locator("#query :is(input, textarea)").press_sequentially("海域使用权抵押贷款")
    page.locator(".results mark", has_text="贷款").first.wait_for()  # the last word that is typed
    page.screenshot(path=out / "search.png")
    page.get_by_role("tab", name="文档").click()
    page.locator(".documents").wait_for()
    page.screenshot(path=out / "documents.png")
    page.get_by_role("button", name="查看全文").click()
    page.locator("#whole .source").wait_for()
    page.screenshot(path=out / "text.png")
    page.get_by_role("tab", name="批量").click()
    page.locator("#batch-hint .hint").wait_for()
    page.screenshot(path=out / "batch.png")
    page.get_by_role("tab", name="评测").click()
    page.locator("#gold-export a").wait_for()
    page.screenshot(path=out / "evaluate.png")
    page.context.close()


def phone(browser: Browser, address: str, out: Path) -> None:
    """The narrow page, in English."""
    page = opened(browser, address, PHONE, "light", "en-GB")
    page.screenshot(path=out / "phone-empty.png")
    ask(page, QUESTION)
    page.locator(".slot .source").wait_for()
    page.screenshot(path=out / "phone-answer.png", full_page=True)
    page.get_by_role("tab", name="Documents").click()
    page.locator(".documents").wait_for()
    page.screenshot(path=out / "phone-documents.png")
    page.context.close()


def dark(browser: Browser, address: str, out: Path) -> None:
    """The wide page in the dark."""
    page = opened(browser, address, DESKTOP, "dark", "zh-CN")
    page.screenshot(path=out / "dark-empty.png")
    ask(page, QUESTION)
    page.locator("#reader .source").wait_for()
    page.screenshot(path=out / "dark-answer.png")
    page.context.close()


def opened(browser: Browser, address: str, size: dict[str, int], scheme: str, locale: str) -> Page:
    """A page of the chat, ready to be asked."""
    context = browser.new_context(viewport=size, color_scheme=scheme, locale=locale)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.locator(".try").first.wait_for()
    return page


def ask(page: Page, question: str) -> None:
    """Asks, and waits for what comes back."""
    before = page.locator(".turn:not(.waiting)").count()
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn:not(.waiting)").nth(before).wait_for()


if __name__ == "__main__":
    main()
