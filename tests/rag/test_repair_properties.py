"""What holds for every text, whatever it looks like."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.passages import MOST_CHARACTERS, passages_of, sentences
from rag.records import Extract, Line, Paragraph, cut
from rag.repair import repair

_WORDS = (
    "各位代表：", "一、工作回顾", "（二）扩大需求", "全市生产总值增长5.8%，固定资产投资", "稳步提高。", "1.优化环境",
    "The council approved", "12 projects.", "来源：日报", "- 3 -", "第3页 共10页", "7", "---", "，", "“",
    "　　去年以来", "（上接第一版）目前", "# 标题",
    "\f", "\n", "\n\n", " ", "\t", "a", "\u2028", "\ud800", "é", "서울 시장",
)  # fmt: skip


@st.composite
def extracts(draw: st.DrawFn) -> Extract:
    """Texts of anything, with headings, rows and page starts anywhere."""
    text = "".join(draw(st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=8)), max_size=60)))
    text = text.replace("\r", "\n")
    lines, start = [], 0
    for line in text.split("\n"):
        kind = draw(st.sampled_from(("plain", "plain", "plain", "heading", "row"))) if line.strip() else "plain"
        if kind == "heading":
            lines.append(Line(start, start + len(line), "heading", draw(st.integers(1, 6))))
        elif kind == "row":
            lines.append(Line(start, start + len(line), "row"))
        start += len(line) + 1
    pages = draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True).map(sorted))
    return Extract(text, "", tuple(lines), (0, *(p for p in pages if p)) if pages else (), draw(st.booleans()))


def _visible(text: str) -> set[int]:
    return {i for i, character in enumerate(text) if not character.isspace()}


def _check_ranges(extract: Extract, paragraphs: tuple[Paragraph, ...]) -> None:
    reached = 0
    for paragraph in paragraphs:
        assert paragraph.ranges
        for start, end in paragraph.ranges:
            assert reached <= start < end <= len(extract.text)
            reached = end


@settings(max_examples=150, deadline=None)
@given(extracts())
def test_ranges_are_in_order_apart_inside_the_text_and_never_empty(extract: Extract) -> None:
    _check_ranges(extract, repair(extract))


@settings(max_examples=150, deadline=None)
@given(extracts())
def test_whole_lines_are_left_out_or_nothing_but_the_marks_of_a_heading(extract: Extract) -> None:
    kept = {i for p in repair(extract) for start, end in p.ranges for i in range(start, end)}
    start = 0
    for line in extract.text.split("\n"):
        visible = {start + i for i in _visible(line)}
        left_out = visible - kept
        assert left_out in (set(), visible) or {extract.text[i] for i in left_out} == {"#"}
        start += len(line) + 1


@settings(max_examples=150, deadline=None)
@given(extracts())
def test_passages_are_their_ranges_joined_and_cover_every_paragraph(extract: Extract) -> None:
    paragraphs = repair(extract)
    drafts = passages_of(extract, paragraphs)
    for draft in drafts:
        assert draft.text == cut(extract.text, draft.ranges)
        assert draft.text == draft.text.strip() != ""
        assert len(draft.text) <= MOST_CHARACTERS
    bodies = "".join(cut(extract.text, p.ranges) for p in paragraphs if p.kind != "heading")
    assert "".join("".join(draft.text for draft in drafts).split()) == "".join(bodies.split())


@settings(max_examples=100, deadline=None)
@given(extracts())
def test_the_same_text_is_repaired_the_same_way_twice(extract: Extract) -> None:
    assert repair(extract) == repair(extract)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(_WORDS), st.text(max_size=8)), max_size=30).map("".join))
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(text[start:end].split()) for start, end in found) == "".join(text.split())
    for start, end in found:
        assert text[start:end] == text[start:end].strip() != ""


@pytest.mark.parametrize(
    "text",
    [
        "增" * 500_000,
        "a" * 500_000,
        "增长，" * 150_000,
        " " * 500_000 + "完",
        "短行\n" * 50_000,
        "短行\n\n" * 50_000,
        "\n" * 50_000 + "完。",
        "“" * 100_000,
        "第一章" * 50_000,
        "1.a\n" * 50_000,
        "\f三\n" * 50_000,
        ("某某公司年报\n第1页\n" + "正文内容一行" * 6 + "\n\f") * 5_000,
        "The long line without an end, " * 40_000,
        "!!!!" * 50_000,
        "." * 500_000 + "x",
        "-" * 500_000 + "x",
        "。”" * 200_000 + "x",
        "a." * 200_000,
        "1" * 500_000,
        "—— " * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_hostile_texts_take_seconds_at_most_never_minutes(text: str, wrapped: bool) -> None:
    started = time.process_time()
    extract = Extract(text, wrapped=wrapped)
    passages_of(extract, repair(extract))
    sentences(text)
    assert time.process_time() - started < 20  # one to two on an idle core; a pattern that goes back takes minutes
