"""The documents in the browser: added, asked, read, removed; and hostile ones, which do nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from driving import ROOT, command, environment, serving
from playwright.sync_api import Browser, Page, expect
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Opened = Callable[..., Page]
Ask = Callable[[Page, str], None]
HOSTILE = (
    """# <img src=x onerror="window.harmed=1"> 报告 </mark><script>window.harmed=2</script>

## {{value}} ${window.harmed=3} [链接](javascript:window.harmed=4)

港口的吞吐量达到</mark></p><img src=x onerror=window.harmed=5>7391万吨，<svg onload=window.harmed=6>“同比”增长。

密码是\u202e4321\u202c号，"""
    + "很" * 10_000
    + """长的一段。
"""
)


@pytest.fixture
def own(browser: Browser, tmp_path: Path) -> Iterator[str]:
    """A chat over a library of the test's own, with the sample corpus."""
    del browser
    library = tmp_path / "library"
    words = command("add", ROOT / "seeds", "--library", library)
    subprocess.run(words, env=environment(), check=True, capture_output=True)
    with serving(library) as served:
        yield served


def docx(path: Path) -> Path:
    document = Document()
    document.add_heading("机场年报", 1)
    document.add_paragraph("2024年，机场旅客吞吐量达到2653万人次，创历史新高。")
    document.save(str(path))
    return path


def pdf(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(72, 780, "Harbour report")
    canvas.showPage()
    canvas.drawString(72, 780, "In 2024 the cargo throughput of the harbour reached 713 million tonnes.")
    canvas.save()
    return path


def test_files_are_added_with_a_line_for_each_that_was_not_and_can_be_asked_read_and_removed(
    own: str, opened: Opened, ask: Ask, tmp_path: Path
) -> None:
    empty = tmp_path / "空.txt"
    empty.write_bytes(b"")
    files = [docx(tmp_path / "机场.docx"), pdf(tmp_path / "harbour.pdf"), empty]
    page = opened(own)
    page.get_by_role("tab", name="文档").click()
    page.locator("#upload input[type=file]").set_input_files(files)
    expect(page.locator("#report")).to_contain_text("新增 2 份")
    expect(page.locator(".refused li")).to_have_count(1)
    expect(page.locator(".refused li")).to_contain_text("空.txt：文件是空的")
    expect(page.locator(".documents tbody tr")).to_have_count(3)

    page.get_by_role("tab", name="提问").click()
    ask(page, "机场旅客吞吐量达到多少？")
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("2653万人次")
    ask(page, "What did the cargo throughput of the harbour reach in 2024?")
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("713 million tonnes")
    expect(page.locator("#reader .where")).to_contain_text("harbour.pdf · 第 2 页")

    page.get_by_role("tab", name="文档").click()
    row = page.locator(".documents tr", has_text="机场.docx")
    row.get_by_role("button", name="查看全文").click()
    expect(page.locator("#whole h3")).to_have_text("机场年报")
    expect(page.locator("#whole .paragraph")).to_contain_text("2653万人次")
    page.on("dialog", lambda asked: asked.accept())
    row.get_by_role("button", name="取出").click()
    expect(page.locator("#report")).to_contain_text("已取出 机场.docx")
    expect(page.locator(".documents tbody tr")).to_have_count(2)
    assert not list((tmp_path / "library").rglob("机场.docx")), "no trace of it is kept"


def test_a_hostile_document_is_shown_as_what_it_says_and_does_nothing(
    own: str, opened: Opened, ask: Ask, tmp_path: Path
) -> None:
    file = tmp_path / '<img src=x onerror="window.harmed=7">.md'
    file.write_text(HOSTILE, "utf-8")
    page = opened(own)
    page.get_by_role("tab", name="文档").click()
    page.locator("#upload input[type=file]").set_input_files([file])
    expect(page.locator("#report")).to_contain_text("新增 1 份")
    page.locator(".documents tr", has_text="7391").or_(page.locator(".documents tr", has_text="报告 ")).first.locator(
        "button", has_text="查看全文"
    ).click()
    expect(page.locator("#whole")).to_contain_text("{{value}} ${window.harmed=3}")
    expect(page.locator("#whole .unseen")).to_have_count(2)
    page.get_by_role("tab", name="提问").click()
    ask(page, "港口的吞吐量达到多少万吨？")
    expect(page.locator("#reader")).to_contain_text("<img src=x onerror=window.harmed=5>7391万吨")
    ask(page, "<img src=x onerror=window.harmed=8>")
    expect(page.locator(".turn h2").last).to_have_text("<img src=x onerror=window.harmed=8>")
    assert page.evaluate("document.querySelectorAll('#tabs img, #tabs script').length") == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.harmed") is None


def test_what_another_program_adds_is_there_without_opening_the_page_again(
    own: str, opened: Opened, ask: Ask, tmp_path: Path
) -> None:
    page = opened(own)
    ask(page, "机场旅客吞吐量达到多少？")
    words = command("add", docx(tmp_path / "机场.docx"), "--library", tmp_path / "library")
    subprocess.run(words, env=environment(), check=True, capture_output=True)
    ask(page, "机场旅客吞吐量达到多少？")
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("2653万人次")
