"""Damaged text put in order: what is joined, what stays apart, what is a heading, which article it belongs to."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from rag.passages import passages_of, title_of
from rag.records import Extract, Line, Paragraph, cut
from rag.repair import repair

_ROOT = Path(__file__).parents[2]
_PROSE = "全市上下坚持稳中求进，经济运行总体平稳，各项任务顺利完成，人民生活持续改善，社会大局保持和谐稳定。"


def _marked(text: str) -> Extract:
    """A text whose lines with # are headings, as the reader of Markdown says."""
    found = [
        Line(match.start(), match.end(), "heading", len(match[1])) for match in re.finditer(r"^(#+) .*$", text, re.M)
    ]
    return Extract(text, "", tuple(found))


def _texts(extract: Extract, kind: str = "text") -> list[str]:
    return [cut(extract.text, p.ranges) for p in repair(extract) if p.kind == kind]


def _paragraph_with(extract: Extract, words: str) -> Paragraph:
    return next(p for p in repair(extract) if words in cut(extract.text, p.ranges))


@pytest.fixture(scope="module")
def sample() -> Extract:
    return _marked((_ROOT / "seeds" / "qingdao-2025.md").read_text("utf-8"))


@pytest.fixture(scope="module")
def broken() -> ModuleType:
    spec = importlib.util.spec_from_file_location("repair_benchmark", _ROOT / "tests" / "benchmarks" / "repair.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "joined",
    [
        "各方参与的立法工作格局",
        "收集群众意见建议4710件，",
        "是全市各级人大密切协作的结果",
        "涉海贷款余额达859.85亿元",
        "崂山区委常委会",
    ],
)
def test_the_cuts_of_the_sample_corpus_are_closed(sample: Extract, joined: str) -> None:
    assert len(_paragraph_with(sample, joined).ranges) == 2


def test_nothing_else_of_the_sample_corpus_is_joined(sample: Extract) -> None:
    assert sum(len(p.ranges) > 1 for p in repair(sample)) == 5


def test_passages_know_only_the_headings_of_their_own_article(sample: Extract) -> None:
    report = "青岛市人民代表大会常务委员会工作报告"
    second = "主攻“垂域大模型”，加快布局AI产业新赛道"
    assert _paragraph_with(sample, "市直有关部门").section == (report, "2025年主要任务")
    assert _paragraph_with(sample, "859.85亿元").section == ("做优蓝色金融，助力海洋产业“逐新提质”",)
    assert _paragraph_with(sample, "WaveCastNet").section == (second,)
    assert _paragraph_with(sample, "众所周知").section == (second, "产业生态加快布局")
    assert title_of(sample, repair(sample), "a.md") == report


def test_articles_are_told_apart_without_any_marks(sample: Extract) -> None:
    bare = Extract(re.sub(r"^#+ ", "", sample.text, flags=re.M), wrapped=True)
    assert _paragraph_with(bare, "859.85亿元").section[0].startswith("做优蓝色金融")
    assert _paragraph_with(bare, "WaveCastNet").section[0].startswith("主攻")
    assert sum(len(p.ranges) > 1 for p in repair(bare)) == 5


def test_a_byline_tells_where_the_next_article_begins() -> None:
    lines = [
        "海州港吞吐量创新高",
        "本报记者 王小明",
        _PROSE,
        "海洋牧场迎来丰收季",
        "本报记者 李小红 通讯员 张三",
        _PROSE,
    ]
    found = [(p.article, p.section) for p in repair(Extract("\n\n".join(lines))) if p.kind == "text"]
    assert found == [(0, (lines[0],)), (0, (lines[0],)), (1, (lines[3],)), (1, (lines[3],))]


def test_title_source_speaker_and_salutation_stay_apart_and_only_the_title_is_a_heading() -> None:
    front = [
        "来源：海州日报",
        "2025年1月20日在海州市第十四届人民代表大会第四次会议上",
        "海州市市长　王小明",
        "各位代表：",
    ]
    extract = Extract("\n".join(["2025年海州市政府工作报告", *front, _PROSE]))
    assert _texts(extract, "heading") == ["2025年海州市政府工作报告"]
    assert _texts(extract) == [*front, _PROSE]


def test_headings_nest_by_their_marks() -> None:
    lines = [
        "海州市年度报告",
        "第一章 总论",
        _PROSE,
        "一、回顾",
        "（一）工业",
        _PROSE,
        "1.钢铁",
        _PROSE,
        "二、展望",
        _PROSE,
    ]
    extract = Extract("\n".join(lines))
    sections = [p.section for p in repair(extract) if p.kind == "text"]
    assert sections == [
        ("海州市年度报告", "第一章 总论"),
        ("海州市年度报告", "第一章 总论", "一、回顾", "（一）工业"),
        ("海州市年度报告", "第一章 总论", "一、回顾", "（一）工业", "1.钢铁"),
        ("海州市年度报告", "第一章 总论", "二、展望"),
    ]


@pytest.mark.parametrize(
    "heading", ["加强政府自身建设", "2025年工作安排建议", "名词解释", "一是聚焦扩大内需，着力促消费", "【经济运行】"]
)
def test_a_short_line_alone_between_paragraphs_is_a_heading(heading: str) -> None:
    extract = Extract("\n".join(["海州市政府工作报告", _PROSE, heading, _PROSE]))
    assert _texts(extract, "heading") == ["海州市政府工作报告", heading]


@pytest.mark.parametrize(
    "line",
    [
        "（一）筑牢实体根基，产业体系更完善。一年来，各地抓紧落实",
        "6.“两重”：是指国家重大战略实施和重点领域安全能力建设。",
        "各位代表！",
        "2025年2月10日",
        "海州市市长 王小明",
        "本报记者 王小明",
        "一、二、三产业增加值分别增长4.2%、5%、5.4%。",
    ],
)
def test_items_salutations_dates_and_names_are_no_headings(line: str) -> None:
    extract = Extract("\n".join(["海州市政府工作报告", _PROSE, line, _PROSE]))
    assert _texts(extract, "heading") == ["海州市政府工作报告"]


def test_a_list_without_full_stops_stays_a_list() -> None:
    items = ["一、总则", "二、职责", "三、程序", "四、附则"]
    extract = Extract("\n".join(["海州市供水条例", _PROSE, *items, _PROSE]))
    assert [text for text in _texts(extract) if text != _PROSE] == items[:3]


def test_page_numbers_and_running_heads_are_in_no_passage() -> None:
    pages = [
        f"海州年鉴 {n}\n{n * 111}项工作{_PROSE}\n{foot}\n" for n, foot in enumerate(("- 1 -", "第2页 共10页", "3"), 1)
    ]
    text = "\f".join(pages)
    starts = tuple(match.end() for match in re.finditer("\f", text))
    extract = Extract(text, pages=(0, *starts), wrapped=True)
    assert [d.text for d in passages_of(extract, repair(extract))] == [f"{n * 111}项工作{_PROSE}" for n in (1, 2, 3)]
    assert [d.pages for d in passages_of(extract, repair(extract))] == [(1,), (2,), (3,)]


def _paged(*pages: str) -> Extract:
    """A text of pages, as a PDF gives it."""
    starts = [0]
    for page in pages[:-1]:
        starts.append(starts[-1] + len(page))
    return Extract("".join(pages), pages=tuple(starts), wrapped=True)


_HARBOUR = "The harbour took in {n} ships in the year, and the council approved the plan to build another pier.\n"


@pytest.mark.parametrize(
    ("head", "title"),
    [("滨海年鉴", "滨海市政府工作报告"), ("Harbour Yearbook", "The Year in Figures"), ("滨海港口", "滨海的一年")],
)
def test_a_running_head_above_the_title_is_neither_title_nor_text(head: str, title: str) -> None:
    pages = [f"{head}\n\n{_HARBOUR.format(n=n * 7)}{n}\n" for n in (2, 3, 4)]
    extract = _paged(f"{head}\n\n{title}\n\n{_HARBOUR.format(n=9)}1\n", *pages)
    assert title_of(extract, repair(extract), "a.pdf") == title
    assert all(head not in cut(extract.text, paragraph.ranges) for paragraph in repair(extract))


@pytest.mark.parametrize("following", ["滨海的一年\n\n", ""])
def test_a_running_head_that_alone_names_the_document_is_its_title_once(following: str) -> None:
    head = "滨海市政府工作报告"
    pages = [f"{head}\n\n{_HARBOUR.format(n=n * 7)}{n}\n" for n in (2, 3, 4)]
    extract = _paged(f"{head}\n\n{following}{_HARBOUR.format(n=9)}1\n", *pages)
    assert title_of(extract, repair(extract), "a.pdf") == head
    assert sum(head in cut(extract.text, paragraph.ranges) for paragraph in repair(extract)) == 1


def test_a_line_that_stands_now_at_the_head_of_a_page_now_at_its_foot_is_text() -> None:
    line = "The council met at the harbour"
    body = [f"Of {n} ships in port, many came back more than once that year.\n" for n in range(10, 34)]
    pages = [[line + "\n", *body[:8]], [*body[8:16], line + "\n"], [line + "\n", *body[16:]]]
    extract = _paged(*("".join(page) for page in [*pages, body[:8]]))
    assert sum(cut(extract.text, paragraph.ranges).count(line) for paragraph in repair(extract)) == 3


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Spending on public transport in the province rose by", "4.4 percent, while road building fell slightly."),
        ("Spending on public transport in the province rose nearly", "12 percent, while road building fell."),
        ("Spending on public transport rose by 4.4 percent,", "while road building fell slightly."),
        ("一年来，全市固定资产投资保持较快增长，比上年增长", "4.4 个百分点，高于全省平均水平。"),
    ],
)
def test_a_quantity_cut_from_its_sentence_by_the_end_of_a_page_is_no_list_mark(before: str, after: str) -> None:
    extract = _paged(f"{_HARBOUR.format(n=9)}{before}\n", f"{after}\n")
    assert any(before in words and words.endswith(after) for words in _texts(extract))


@pytest.mark.parametrize("heading", ["4.4 Public Transport", "4.4 public transport", "4.4 公里数"])
def test_a_section_number_is_still_the_mark_of_a_heading(heading: str) -> None:
    extract = Extract("\n".join(["Harbour Plan", "4. Transport", _PROSE, heading, _PROSE]))
    assert heading in _texts(extract, "heading")


def test_a_paragraph_over_two_pages_stands_on_both() -> None:
    text = f"{_PROSE}全市实现\n- 1 -\n\f工业增加值八百亿元。\n"
    extract = Extract(text, pages=(0, text.index("\f") + 1), wrapped=True)
    (draft,) = passages_of(extract, repair(extract))
    assert draft.text == f"{_PROSE}全市实现工业增加值八百亿元。"
    assert draft.pages == (1, 2)


def test_latin_lines_join_with_their_line_break_and_chinese_ones_with_nothing() -> None:
    english = "The council approved the plan for the new harbour, which\nwill be built over the next four years."
    chinese = "常委会充分发挥代表主体作用，密切代表与人民群众的联系。全市各级人大\n\n密切协作，完成了全年任务。"
    assert _texts(Extract(english)) == [english]
    assert _texts(Extract(chinese)) == [chinese.replace("\n", "")]


def test_rows_of_a_table_stand_alone() -> None:
    text = "年份：2024；产值：85\n年份：2025；产值：9"
    rows = (Line(0, 15, "row"), Line(16, len(text), "row"))
    assert _texts(Extract(text, "", rows), "row") == text.split("\n")


def test_the_name_of_a_sheet_is_not_the_title_of_the_document() -> None:
    text = "Sheet1\n年份：2024；产值：85"
    sheet = Extract(text, "", (Line(0, 6, "heading", 1), Line(7, len(text), "row")))
    assert title_of(sheet, repair(sheet), "产值.xlsx") == "产值"


def test_the_file_name_is_the_title_when_the_text_names_none() -> None:
    assert title_of(Extract(_PROSE), repair(Extract(_PROSE)), "reports/海州 2025.txt") == "海州 2025"


@pytest.mark.parametrize("english", [False, True])
def test_pages_broken_on_purpose_are_mended_with_few_joins_missed_and_fewer_wrong(
    broken: ModuleType, english: bool
) -> None:
    total = broken.Score()
    for seed in range(3):
        for style in ("blank", "indent", "lines"):
            total += broken.score(broken.break_up(broken.own_report(seed, english), seed, style, 56))
    assert total.right / (total.right + total.missed) > 0.97
    assert total.wrong / total.right < 0.003
    assert total.headings_found / total.headings > 0.9
    assert total.exact / total.paragraphs > 0.9
