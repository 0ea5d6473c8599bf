"""Asking in the browser: the answer, its source, the honest no, and the keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

QUESTION = "代表建议的落实率达到多少？"
NOWHERE = "北京大学图书馆有多少册藏书？"
Opened = Callable[..., Page]
Ask = Callable[[Page, str], None]


def test_the_first_page_says_what_is_loaded_and_offers_six_questions_one_without_answer(
    address: str, opened: Opened
) -> None:
    page = opened(address)
    expect(page.locator(".loaded")).to_contain_text("1 份文档")
    expect(page.locator(".try")).to_have_count(6)
    expect(page.locator(".try small")).to_have_count(1)


def test_a_question_offered_is_answered_and_the_one_without_answer_is_declined(address: str, opened: Opened) -> None:
    page = opened(address)
    page.locator(".try").first.click()
    expect(page.locator(".turn .answer:not(.none)")).to_be_visible()
    page = opened(address)
    page.locator(".try:has(small)").click()
    expect(page.locator(".turn .answer.none")).to_be_visible()


def test_a_random_question_has_an_answer(address: str, opened: Opened) -> None:
    page = opened(address)
    page.locator(".random").click()
    expect(page.locator(".turn .answer:not(.none)")).to_be_visible()


def test_an_answer_comes_with_its_sentence_how_sure_it_is_and_the_paragraph_marked(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, QUESTION)
    expect(page.locator(".turn .answer")).to_contain_text("91.72%")
    expect(page.locator(".sure")).to_contain_text("把握")
    expect(page.locator(".cited .sentence").first).to_have_text("全年648件代表建议落实率达到91.72%，实现“四连升”。")
    source = page.locator("#reader .source")
    expect(source.locator("h3")).to_have_text("青岛市人民代表大会常务委员会工作报告")
    expect(source.locator(".section")).to_contain_text("过去一年的主要工作")
    expect(source.locator(".where")).to_contain_text("qingdao-2025.md · 第 24 段")
    expect(source.locator(".here mark.quote")).to_have_text("91.72%")
    shaded = "".join(source.locator(".here mark.sentence, .here mark.quote").all_text_contents())
    assert shaded == "全年648件代表建议落实率达到91.72%，实现“四连升”。"
    expect(source.locator(".paragraph")).to_have_count(3)
    expect(source.locator("mark.quote")).to_be_in_viewport()


def test_a_citation_opens_by_keyboard_and_the_reader_closes_with_escape(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, QUESTION)
    expect(page.locator("#reader .source")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#reader .source")).to_have_count(0)
    page.locator(".chip").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#reader mark.quote")).to_have_text("91.72%")
    expect(page.locator("#reader h3")).to_be_focused()


def test_more_of_the_context_is_shown_when_asked_for(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, QUESTION)
    expect(page.locator("#reader .paragraph")).to_have_count(3)
    page.locator("#reader .wider").click()
    expect(page.locator("#reader .paragraph")).to_have_count(11)
    expect(page.locator("#reader mark.quote")).to_have_text("91.72%")


def test_a_paragraph_cut_in_two_by_a_page_end_is_shown_whole_with_the_place_of_the_cut(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, "共收集群众意见建议多少件？")
    here = page.locator("#reader .here")
    expect(here).to_contain_text("共收集群众意见建议4710件，为群众办实事")
    expect(here.locator(".break")).to_have_count(1)


def test_what_is_not_there_is_said_with_the_nearest_passages_and_what_to_try(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, NOWHERE)
    expect(page.locator(".answer.none")).to_have_text("这些文档里没有找到答案")
    expect(page.locator(".advice li").first).to_be_visible()
    expect(page.locator(".near .cited")).to_have_count(5)
    page.locator(".near .cited").nth(1).click()
    expect(page.locator("#reader .here")).to_be_visible()


def test_clicking_an_older_answer_shows_its_evidence_again(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(address)
    ask(page, QUESTION)
    ask(page, "共收集群众意见建议多少件？")
    expect(page.locator("#reader .where")).to_contain_text("第 23 段")
    page.locator(".turn").first.locator(".answer").click()
    expect(page.locator("#reader .where")).to_contain_text("第 24 段")
    expect(page.locator("#reader mark.quote")).to_have_text("91.72%")


def test_enter_sends_shift_enter_breaks_the_line_and_slash_goes_to_the_question(address: str, opened: Opened) -> None:
    page = opened(address)
    page.locator("body").click(position={"x": 5, "y": 300})
    page.keyboard.press("/")
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    page.keyboard.insert_text("代表建议的")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text("落实率达到多少？")
    expect(box).to_have_value("代表建议的\n落实率达到多少？")
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .answer")).to_contain_text("91.72%")
    expect(box).to_have_value("")


def test_a_question_that_cannot_be_asked_is_one_line_and_leaves_nothing_behind(address: str, opened: Opened) -> None:
    page = opened(address)
    page.locator("#question textarea").fill("？")
    page.evaluate("document.querySelector('#question textarea').removeAttribute('maxlength')")
    page.locator("#question textarea").fill("问" * 2001)
    page.keyboard.press("Enter")
    expect(page.get_by_text("问题太长")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator(".welcome")).to_be_visible()


def test_the_enter_that_confirms_a_pinyin_candidate_sends_nothing(address: str, opened: Opened) -> None:
    page = opened(address)
    box = page.locator("#question textarea")
    box.focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "luoshi", "selectionStart": 6, "selectionEnd": 6})
    box.evaluate(
        """box => {
            for (const type of ["keydown", "keypress", "keyup"])
                box.dispatchEvent(new KeyboardEvent(type, {key: "Enter", code: "Enter", isComposing: true,
                    keyCode: type === "keypress" ? 13 : 229, bubbles: true, cancelable: true}));
        }"""
    )
    session.send("Input.insertText", {"text": QUESTION})
    expect(box).to_have_value(QUESTION)
    expect(page.locator(".turn")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator(".turn .answer")).to_contain_text("91.72%")
    expect(page.locator(".turn")).to_have_count(1)


def test_the_language_is_the_browsers_until_it_is_switched_and_then_stays(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address, locale="en-GB")
    expect(page.get_by_role("tab", name="Documents")).to_be_visible()
    ask(page, NOWHERE)
    expect(page.locator(".answer.none")).to_have_text("Not in these reports")
    page.get_by_role("button", name="中文").click()
    expect(page.locator(".answer.none")).to_have_text("这些文档里没有找到答案")
    expect(page.get_by_role("tab", name="文档")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    page.reload()
    expect(page.get_by_role("tab", name="文档")).to_be_visible()


def test_on_a_phone_the_source_opens_within_the_turn_and_nothing_sticks_out(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address, width=390, has_touch=True, is_mobile=True)
    ask(page, QUESTION)
    slot = page.locator(".turn .slot .source")
    expect(slot.locator("mark.quote")).to_have_text("91.72%")
    expect(page.locator("#reader")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    slot.locator(".close").tap()
    expect(slot).to_have_count(0)
    page.locator(".chip").first.tap()
    expect(slot.locator("mark.quote")).to_have_text("91.72%")


def test_on_a_phone_an_answer_stays_in_sight_and_its_source_is_gone_to_only_when_asked_for(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    last = page.locator(".turn").last
    for question, shown in ((QUESTION, ".answer:not(.none)"), (NOWHERE, ".answer.none"), (QUESTION, ".sure")):
        ask(page, question)
        expect(page.locator(".slot .source")).to_have_count(int(question == QUESTION))
        page.wait_for_timeout(500)  # nothing may scroll it away afterwards either
        for part in (".question", shown):
            expect(last.locator(part)).to_be_in_viewport(ratio=1)
        assert last.bounding_box()["y"] < 100
    last.locator(".chip").first.tap()
    expect(last.locator(".slot mark.quote")).to_be_in_viewport(ratio=1)
    page.reload()
    expect(last.locator(".slot .source")).to_have_count(1)
    page.wait_for_timeout(500)
    expect(last.locator(".answer")).to_be_in_viewport(ratio=1)


def test_on_a_phone_the_link_to_a_paragraph_shows_it(address: str, opened: Opened, ask: Ask) -> None:
    page = opened(f"{address}/?document=qingdao-2025.md&paragraph=24", width=390, has_touch=True, is_mobile=True)
    expect(page.locator(".loose .here")).to_be_in_viewport()
    ask(page, QUESTION)
    expect(page.locator(".slot mark.quote")).to_have_text("91.72%")
    expect(page.locator(".loose .source")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(address: str, opened: Opened, ask: Ask, scheme: str) -> None:
    page = opened(address, color_scheme=scheme)
    ask(page, QUESTION)
    expect(page.locator("#reader mark.quote")).to_be_visible()
    weak = page.evaluate(CONTRAST)
    assert not weak


def test_a_screen_reader_is_told_the_answer_and_every_control_has_a_name(
    address: str, opened: Opened, ask: Ask
) -> None:
    page = opened(address)
    ask(page, QUESTION)
    expect(page.locator("#live")).to_contain_text("91.72%")
    assert page.locator("#live").get_attribute("aria-live") == "polite"
    expect(page.get_by_role("textbox", name="问题")).to_be_visible()
    nameless = page.evaluate(
        """[...document.querySelectorAll("button, input, textarea, select")].filter(one => one.offsetParent &&
            !one.textContent.trim() && !one.ariaLabel && !one.labels?.length && !one.title).map(one => one.outerHTML)"""
    )
    assert not nameless


# Ratio of each text's colour to the ground it stands on, by WCAG 2.1; what is below AA.
CONTRAST = """() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (one) => {
    for (let at = one; at; at = at.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const one of document.querySelectorAll("#top *, #tabs *")) {
    const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !one.offsetParent) continue;
    const style = getComputedStyle(one);
    if (Number(style.opacity) === 0) continue;
    const [a, b] = [light(channels(style.color)), light(ground(one))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24;
    const ratio = (a + 0.05) / (b + 0.05) * (Number(style.opacity) < 1 ? 0.8 : 1);
    if (ratio < (large ? 3 : 4.5)) weak.push(`${one.className} ${one.textContent.slice(0, 20)} ${ratio}`);
  }
  return weak;
}"""
