"""Conversations in the browser: followed up, gone back to, judged, taken away."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable

from playwright.sync_api import Page, expect

QUESTION = "代表建议的落实率达到多少？"
OTHER = "共收集群众意见建议多少件？"
NOWHERE = "北京大学图书馆有多少册藏书？"
Opened = Callable[..., Page]
Ask = Callable[[Page, str], None]


def gold(address: str) -> list[dict[str, object]]:
    with urllib.request.urlopen(f"{address}/gold.jsonl", timeout=60) as handed:
        return [json.loads(line) for line in handed.read().decode().splitlines()]


def test_a_reload_brings_the_conversation_back_with_all_its_evidence(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, QUESTION)
    ask(page, OTHER)
    page.wait_for_url("**?conversation=*")
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator("#reader mark.quote").first).to_be_visible()
    assert "".join(page.locator("#reader mark.quote").all_text_contents()) == "4710件"
    page.locator(".turn").first.locator(".answer").click()
    expect(page.locator("#reader mark.quote").first).to_have_text("91.72%")


def test_conversations_are_listed_by_their_first_question_opened_again_and_deleted(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, "全年制定审议地方性法规多少件？")
    expect(page.locator(".choose[aria-current]")).to_have_text("全年制定审议地方性法规多少件？")
    page.get_by_role("button", name="新对话").click()
    expect(page.locator(".welcome")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    ask(page, QUESTION)
    page.locator(".choose", has_text="全年制定审议地方性法规多少件？").first.click()
    expect(page.locator(".turn h2")).to_have_text("全年制定审议地方性法规多少件？")
    page.on("dialog", lambda asked: asked.accept())
    before = page.locator(".choose").count()
    page.locator(".shelf li:has([aria-current])").hover()
    page.locator(".shelf li:has([aria-current]) .forget").click()
    expect(page.locator(".choose")).to_have_count(before - 1)
    expect(page.locator(".welcome")).to_be_visible()


def test_what_a_follow_up_carries_over_is_shown_and_can_be_undone(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, "全年开展调查研究多少次？")
    ask(page, "那专题询问呢？")
    carried = page.locator(".turn").last.locator(".carried")
    expect(carried.first).to_be_visible()
    before = carried.count()
    carried.last.click()
    expect(page.locator(".turn")).to_have_count(3)
    expect(page.locator(".turn").last.locator("h2")).to_have_text("那专题询问呢？")
    expect(page.locator(".turn").last.locator(".carried")).to_have_count(before - 1)


def test_a_verdict_becomes_a_gold_line(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, QUESTION)
    page.get_by_role("button", name="对", exact=True).click()
    expect(page.locator(".judging [aria-pressed=true]")).to_have_text("对")
    expect(page.locator(".toast-body")).to_contain_text("记下了，谢谢")
    expect(page.locator(".toast-title")).to_be_hidden()  # an English word
    line = gold(address)[-1]
    assert line["question"] == QUESTION
    assert line["answers"] == ["91.72%"]
    assert line["document"] == "qingdao-2025.md"
    assert "落实率达到91.72%" in str(line["evidence"])


def test_showing_where_the_answer_is_becomes_a_gold_line_with_what_was_selected(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, NOWHERE)
    page.get_by_role("button", name="文中其实有").click()
    page.locator(".near .cited").first.click()
    here = page.locator("#reader .here")
    expect(here).to_be_visible()
    chosen = here.locator("bdi").evaluate(
        """words => {
            const range = document.createRange();
            range.setStart(words.firstChild, 0);
            range.setEnd(words.firstChild, 6);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return range.toString();
        }"""
    )
    page.get_by_role("button", name="答案在这里").click()
    expect(page.locator(".judging [aria-pressed=true]")).to_have_text("文中其实有")
    line = gold(address)[-1]
    assert line["question"] == NOWHERE
    assert line["answers"] == [chosen]


def test_an_answer_is_copied_with_its_source_and_a_conversation_exported(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.get_by_role("button", name="复制答案与出处").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("91.72%[^1]\n\n[^1]: 青岛市人民代表大会常务委员会工作报告")
    with page.expect_download() as markdown:
        page.locator(".exports a", has_text="md").click()
    assert QUESTION in markdown.value.path().read_text("utf-8")
    with page.expect_download() as record:
        page.locator(".exports a", has_text="json").click()
    assert json.loads(record.value.path().read_text("utf-8"))["turns"][0]["answer"]["answer"] == "91.72%"


def test_a_link_leads_to_its_paragraph(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, QUESTION)
    link = page.locator("#reader .permalink").get_attribute("href")
    page = opened(f"{address}/{link}")
    expect(page.locator("#reader .where")).to_contain_text("第 24 段")


def test_how_a_source_was_found_is_said_in_words_with_the_numbers_folded_away(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, QUESTION)
    page.locator(".reasons summary").first.click()
    expect(page.locator(".reasons .why").first).to_contain_text("共有的词")
    expect(page.locator(".reasons .why details p").first).to_be_hidden()
