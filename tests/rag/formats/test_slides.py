"""Slides to text: known decks come back line by line."""

from __future__ import annotations

import random
from copy import deepcopy
from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.util import Inches

from rag.errors import FileError
from rag.formats import read
from rag.records import Extract
from rag.repair import repair


def saved(deck: Any) -> bytes:
    stream = BytesIO()
    deck.save(stream)
    return stream.getvalue()


def extracted(deck: Any) -> Extract:
    return read(saved(deck), "deck.pptx")


def box(shapes: Any, words: str, left: float, top: float) -> Any:
    shape = shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    shape.text_frame.text = words
    return shape


def titled(deck: Any, title: str, body: str = "") -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = body
    return slide


def sample() -> bytes:
    deck = Presentation()
    slide = titled(deck, "2024年工作回顾", "港口吞吐量增长5.9%\n新增学位1200个")
    slide.notes_slide.notes_text_frame.text = "讲到这里停一下"
    cells = slide.shapes.add_table(3, 2, Inches(1), Inches(5), Inches(6), Inches(1)).table
    for row, words in enumerate((("指标", "数值"), ("粮食产量", "65万吨"), ("财政收入", "859.85亿元"))):
        for column, value in enumerate(words):
            cells.cell(row, column).text = value
    titled(deck, "下一步打算", "We will go on.")
    return saved(deck)


def test_each_paragraph_is_a_line_each_slide_a_page_and_notes_come_last() -> None:
    extract = read(sample(), "deck.pptx")
    assert extract.text == (
        "2024年工作回顾\n港口吞吐量增长5.9%\n新增学位1200个\n指标：粮食产量；数值：65万吨\n"
        "指标：财政收入；数值：859.85亿元\n讲到这里停一下\n下一步打算\nWe will go on.\n"
    )
    assert [extract.text[start:].split("\n")[0] for start in extract.pages] == ["2024年工作回顾", "下一步打算"]


def test_titles_are_headings_and_table_rows_are_rows() -> None:
    extract = read(sample(), "deck.pptx")
    assert [(extract.text[line.start : line.end], line.kind, line.level) for line in extract.lines] == [
        ("2024年工作回顾", "heading", 1),
        ("指标：粮食产量；数值：65万吨", "row", 0),
        ("指标：财政收入；数值：859.85亿元", "row", 0),
        ("下一步打算", "heading", 1),
    ]


def test_every_line_but_headings_is_a_paragraph_after_repair() -> None:
    assert sum(paragraph.kind != "heading" for paragraph in repair(read(sample(), "deck.pptx"))) == 6


def test_shapes_are_read_from_top_to_bottom_and_left_to_right_inside_groups_too() -> None:
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    box(shapes, "六", 1, 5)
    group = shapes.add_group_shape()
    box(group.shapes, "五", 4, 3.5)
    box(group.shapes, "四", 4, 3)
    box(shapes, "三", 1, 3)
    box(shapes, "二", 6, 1)
    box(shapes, "一", 1, 1.05)
    assert extracted(deck).text == "一\n二\n三\n四\n五\n六\n"


def test_a_table_of_one_row_and_empty_cells_keep_their_words_only() -> None:
    deck = Presentation()
    shapes = deck.slides.add_slide(deck.slide_layouts[6]).shapes
    one = shapes.add_table(1, 2, Inches(1), Inches(1), Inches(4), Inches(1)).table
    one.cell(0, 0).text, one.cell(0, 1).text = "甲", "乙"
    two = shapes.add_table(2, 3, Inches(1), Inches(3), Inches(4), Inches(1)).table
    two.cell(0, 0).text, two.cell(1, 0).text, two.cell(1, 2).text = "名称", "丙", "丁"
    assert extracted(deck).text == "甲；乙\n名称：丙；丁\n"


def test_a_line_break_inside_a_paragraph_is_no_line_and_puts_no_space_between_chinese() -> None:
    deck = Presentation()
    titled(deck, "滨海市\v工作报告", "Ports and\vrails")
    assert extracted(deck).text == "滨海市工作报告\nPorts and rails\n"


def test_empty_slides_are_pages_without_text() -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    titled(deck, "标题")
    deck.slides.add_slide(deck.slide_layouts[1])
    extract = extracted(deck)
    assert (extract.text, extract.pages) == ("标题\n", (0, 0, 3))


@pytest.mark.parametrize(
    ("given", "title"), [("年度总结", "年度总结"), ("PowerPoint Presentation", ""), ("幻灯片 1", "")]
)
def test_the_title_of_the_file_is_told_when_an_author_gave_it(given: str, title: str) -> None:
    deck = Presentation()
    titled(deck, "第一页")
    deck.core_properties.title = given
    assert extracted(deck).title == title


def test_dates_feet_and_slide_numbers_are_left_out() -> None:
    deck = Presentation()
    slide = titled(deck, "标题", "正文")
    for shape in deck.slide_layouts[1].placeholders:
        if shape.placeholder_format.idx >= 10:
            slide.shapes._spTree.append(deepcopy(shape._element))
    assert len(slide.placeholders) == 5
    assert extracted(deck).text == "标题\n正文\n"


def test_a_deck_without_words_is_refused() -> None:
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    with pytest.raises(FileError) as refused:
        extracted(deck)
    assert refused.value.key == "file_no_text"


def damaged(content: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 3, 30))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    return bytes(spoiled[: chance.randrange(len(spoiled))] if chance.random() < 0.3 else spoiled)


def outcome(content: bytes) -> str:
    try:
        return read(content, "deck.pptx").text
    except FileError as error:
        return error.key


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_deck_is_read_or_refused(seed: int) -> None:
    assert outcome(damaged(sample(), seed))


@pytest.mark.long
def test_thousands_of_damaged_decks_are_read_or_refused() -> None:
    content = sample()
    refused = sum(outcome(damaged(content, seed)).startswith("file_") for seed in range(3000))
    assert 300 < refused < 3000
