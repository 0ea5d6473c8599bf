"""Plain text and Markdown: the text as it is, and what its marks mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.records import Extract

Reading = Callable[[bytes, str], Extract]


def marked(extract: Extract, kind: str) -> list[tuple[str, int]]:
    return [(extract.text[line.start : line.end], line.level) for line in extract.lines if line.kind == kind]


def test_plain_text_is_itself_and_may_be_wrapped(extract_of: Reading) -> None:
    extract = extract_of("第一行\n　　第二行 \n\n".encode(), "报告.TXT")
    assert (extract.text, extract.wrapped, extract.pages) == ("第一行\n　　第二行 \n\n", True, ())


def test_form_feeds_begin_pages(extract_of: Reading) -> None:
    assert extract_of(b"one\n\ftwo\n\f", "a.txt").pages == (0, 5)


def test_a_megabyte_on_one_line_is_text(extract_of: Reading) -> None:
    assert len(extract_of("港".encode() * 350_000, "a.txt").text) == 350_000


def test_markdown_keeps_its_marks_and_headings_leave_them_out(extract_of: Reading) -> None:
    source = "# 报告 #\n\n## C#\n正文\n####### 七\n#不是\n"
    extract = extract_of(source.encode(), "a.md")
    assert extract.text == source
    assert marked(extract, "heading") == [("报告", 1), ("C#", 2)]
    assert (extract.title, extract.wrapped) == ("报告", False)


def test_underlined_headings_have_two_levels_and_a_rule_under_a_paragraph_makes_none(extract_of: Reading) -> None:
    source = "年报\n====\n\n第一章\n---\n\n一行\n二行\n---\n\n- 项\n---\n"
    assert marked(extract_of(source.encode(), "a.md"), "heading") == [("年报", 1), ("第一章", 2)]


def test_fenced_code_has_no_headings(extract_of: Reading) -> None:
    source = "```sh\n# no\n~~~\n# no\n```\n# yes\n~~~~\n# no\n~~~\n# no\n"
    assert marked(extract_of(source.encode(), "a.md"), "heading") == [("yes", 1)]


def test_table_rows_are_rows_and_the_line_between_them_is_none(extract_of: Reading) -> None:
    source = "|地区|产值|\n|:--|--:|\n|青岛|1|\n\n甲 | 乙\n"
    assert marked(extract_of(source.encode(), "a.md"), "row") == [("|地区|产值|", 0), ("|青岛|1|", 0)]


@pytest.mark.parametrize("source", ["#\n正文", "# #\n正文", "   \n===\n正文", "===\n正文"])
def test_a_mark_without_words_is_no_heading(extract_of: Reading, source: str) -> None:
    assert not marked(extract_of(source.encode(), "a.md"), "heading")
