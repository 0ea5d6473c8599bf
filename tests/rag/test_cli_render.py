"""What a person sees of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.cli.render import answer_text, passages_text
from rag.cli.terminal import Screen, columns
from rag.records import Answer, Citation, Place, RankedPassage, Why, narrow, place_in

TEXT = "全年648件代表建议落实率达到91.72%，实现“四连升”。"
PASSAGE = RankedPassage(
    1,
    "a.md",
    "报告",
    ("报告", "过去一年"),
    (3, 4),
    28,
    0.8731,
    TEXT,
    ((100, 100 + len(TEXT)),),
    (),
    Why(("代表",), 1, 0.5),
)
START = TEXT.index("91.72%")
CITATION = Citation(
    rank=1,
    document="a.md",
    title="报告",
    section=("报告", "过去一年"),
    pages=(3,),
    paragraph=28,
    quote="91.72%",
    ranges=((100 + START, 106 + START),),
    sentence=TEXT,
    sentence_ranges=((100, 100 + len(TEXT)),),
    passage=TEXT,
    passage_ranges=((100, 100 + len(TEXT)),),
    also_in=(Place("b.md", 2, ((0, 6),)), Place("c.md", 9, ((0, 6),))),
)
ANSWERED = Answer("落实率？", "answered", "91.72%", 0.94, (CITATION,), (PASSAGE,))
NOT_FOUND = Answer("落实率？", "not_found", None, 0.1, (), (PASSAGE,))
CHINESE, ENGLISH = Screen("zh"), Screen("en")


def test_an_answer_stands_on_its_own_line_then_how_sure_it_is_then_where_it_is_written() -> None:
    assert answer_text(ANSWERED, ENGLISH) == (
        "  91.72%\n\n"
        "  very sure (94 %)\n\n"
        "[1] a.md · 报告 › 过去一年 · page 3 · paragraph 28\n"
        "    全年648件代表建议落实率达到【91.72%】，实现“四连升”。\n"
        "    also in 2 places: b.md paragraph 2; c.md paragraph 9\n"
    )


def test_the_same_in_chinese() -> None:
    shown = answer_text(ANSWERED, CHINESE)
    assert "很有把握（94%）" in shown
    assert "[1] a.md · 报告 › 过去一年 · 第 3 页 · 第 28 段" in shown
    assert "还见于 2 处：b.md 第 2 段；c.md 第 9 段" in shown


def test_what_is_not_there_is_said_with_the_nearest_passages() -> None:
    assert answer_text(NOT_FOUND, CHINESE).startswith("  这些文档里没有找到答案\n\n最接近的段落：\n\n[1] a.md")
    assert answer_text(NOT_FOUND, ENGLISH).startswith("  Not in these reports\n\nThe nearest passages:\n\n[1] a.md")
    assert TEXT in answer_text(NOT_FOUND, ENGLISH)
    assert "Nothing near it either." in answer_text(replace(NOT_FOUND, passages=()), ENGLISH)


def test_what_would_take_comparing_reports_is_said_as_that() -> None:
    shown = answer_text(replace(NOT_FOUND, question="哪个省的落实率最高？"), ENGLISH)
    assert "comparing or adding up across reports" in shown
    assert "comparing" not in answer_text(NOT_FOUND, ENGLISH)


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal_the_span_is_coloured_and_every_line_fits(width: int) -> None:
    shown = answer_text(ANSWERED, Screen("zh", width, colour=True))
    assert "\x1b[1;4;32m91.72%\x1b[0m" in shown
    assert "【" not in shown
    plain = shown
    for paint in ("\x1b[1;4;32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"):
        plain = plain.replace(paint, "")
    assert "\x1b" not in plain
    assert max(columns(line) for line in plain.splitlines()) <= width


def test_a_span_over_two_lines_of_the_terminal_is_coloured_on_both() -> None:
    quote = TEXT[2:30]
    citation = replace(CITATION, quote=quote, ranges=((102, 130),))
    shown = answer_text(replace(ANSWERED, citations=(citation,)), Screen("zh", 40, colour=True))
    pieces = [
        line.split("\x1b[1;4;32m")[1].split("\x1b[0m")[0] for line in shown.splitlines() if "\x1b[1;4;32m" in line
    ]
    assert len(pieces) == 2
    assert "".join(pieces) == quote


def test_a_quote_longer_than_its_sentence_is_shown_whole() -> None:
    citation = replace(CITATION, sentence=TEXT[:5], sentence_ranges=((100, 105),))
    assert "    91.72%\n" in answer_text(replace(ANSWERED, citations=(citation,)), ENGLISH)


def test_of_many_other_places_the_first_are_named_and_all_are_counted() -> None:
    citation = replace(CITATION, also_in=tuple(Place(f"{number}.md", number, ((0, 6),)) for number in range(1, 9)))
    shown = answer_text(replace(ANSWERED, citations=(citation,)), ENGLISH)
    assert "also in 8 places: 1.md paragraph 1; " in shown
    assert "5.md paragraph 5…\n" in shown


def test_a_hostile_document_cannot_steer_the_terminal() -> None:
    hostile = replace(PASSAGE, document="\x1b]0;x\x07.md", title="\x1b[2J", text="\x1b[31m" + TEXT)
    shown = passages_text([hostile], Screen("en", 80, colour=False)) + answer_text(
        replace(NOT_FOUND, passages=(hostile,)), ENGLISH
    )
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_search_shows_score_and_why_each_passage_matched() -> None:
    assert passages_text([PASSAGE], ENGLISH) == (
        "[1] 0.873 · a.md · 报告 › 过去一年 · pages 3–4 · paragraph 28\n"
        f"    {TEXT}\n"
        "    words in common: 代表 · wording 1.00 · meaning 0.50\n"
    )
    assert passages_text([], CHINESE) == "没有找到相关的段落\n"


def test_a_piece_of_a_passage_is_found_again_by_its_ranges() -> None:
    outer = ((10, 14), (20, 30))
    for start in range(13):
        for end in range(start + 1, 15):
            assert place_in(outer, narrow(outer, start, end)) == (start, end)
    assert place_in(outer, ((14, 16),)) is None
    assert place_in(outer, ((9, 12),)) is None


def test_of_a_long_passage_the_sentence_with_the_words_in_common_is_shown() -> None:
    long = "前面说的是别的事情。" * 40 + TEXT + "后面说的也是别的事情。" * 40
    passage = replace(PASSAGE, text=long, ranges=((0, len(long)),))
    shown = passages_text([passage], CHINESE)
    assert f"    …{TEXT}" in shown
    assert max(map(len, shown.split("\n"))) < 200
    nothing_shared = replace(passage, why=Why((), 0.0, 0.1))
    assert f"    {long[:150]}" in passages_text([nothing_shared], CHINESE)
