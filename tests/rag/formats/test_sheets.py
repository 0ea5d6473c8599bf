"""Workbooks and separated values: a line per row, as a person reads it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from io import BytesIO

import openpyxl
import pytest

from rag.errors import FileError
from rag.formats import read, tables
from rag.records import Extract

Reading = Callable[[bytes, str], Extract]


def workbook(*rows: Sequence[object], formats: dict[str, str] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "表一"
    for row in rows:
        sheet.append(list(row))
    for place, code in (formats or {}).items():
        sheet[place].number_format = code
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def body(extract: Extract) -> list[str]:
    return extract.text.split("\n")[1:-1]


def test_rows_carry_the_names_of_their_columns_under_the_name_of_the_sheet(extract_of: Reading) -> None:
    content = workbook(
        ["2024年统计"], ["单位：亿元"], ["地区", "产值"], ["青岛", 15760.34], [None, None], ["济南", 12757]
    )
    extract = extract_of(content, "a.xlsx")
    assert extract.text == "表一\n2024年统计\n单位：亿元\n地区：青岛；产值：15760.34\n地区：济南；产值：12757\n"
    assert [(line.kind, line.level) for line in extract.lines] == [("heading", 1), ("row", 0), ("row", 0)]


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.057, "0.0%", "5.7%"),
        (0.1 + 0.2, "General", "0.3"),
        (15760, "#,##0.00", "15,760.00"),
        (4.5, '0.00"亿元"', "4.50亿元"),
        (1e20, "General", "1e+20"),
        (7, "[Red]0_ ", "7"),
        (True, "General", "TRUE"),
        (datetime.date(2024, 3, 5), "yyyy-mm-dd", "2024-03-05"),
        (datetime.date(2024, 3, 5), 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        (datetime.date(2024, 3, 5), 'yyyy"年"m"月"', "2024年3月"),
        (datetime.datetime(2024, 3, 5, 8, 30), "yyyy-mm-dd hh:mm", "2024-03-05 08:30"),
        (datetime.time(8, 30), "hh:mm", "08:30"),
        ("多\n行  字", "General", "多 行 字"),
    ],
)
def test_values_are_written_as_they_are_shown(extract_of: Reading, value: object, code: str, shown: str) -> None:
    content = workbook(["项目", "值"], ["甲", value], formats={"B2": code})
    assert body(extract_of(content, "a.xlsx")) == [f"项目：甲；值：{shown}"]


def test_a_second_table_after_an_empty_row_has_its_own_header(extract_of: Reading) -> None:
    content = workbook(["地区", "产值"], ["青岛", 1], [], ["表二"], ["项目", "数量"], ["桥", 2], [], ["路", 3])
    assert body(extract_of(content, "a.xlsx")) == [
        "地区：青岛；产值：1",
        "表二",
        "项目：桥；数量：2",
        "项目：路；数量：3",
    ]


def test_names_in_two_rows_are_put_together(extract_of: Reading) -> None:
    content = workbook(["地区", "2023年", None], [None, "产值", "增速"], ["青岛", 1, 2])
    assert body(extract_of(content, "a.xlsx")) == ["地区：青岛；2023年 产值：1；2023年 增速：2"]


def test_years_name_columns_and_numbers_do_not(extract_of: Reading) -> None:
    assert body(extract_of(workbook(["指标", 2023, 2024], ["产值", 1, 2]), "a.xlsx")) == [
        "指标：产值；2023：1；2024：2"
    ]
    assert body(extract_of(workbook(["产值", 12.5], ["增速", 3.1]), "a.xlsx")) == ["产值；12.5", "增速；3.1"]


def test_hidden_and_empty_sheets_are_left_out(extract_of: Reading) -> None:
    book = openpyxl.Workbook()
    book.active.append(["看得见"])
    hidden = book.create_sheet("隐藏")
    hidden.append(["看不见"])
    hidden.sheet_state = "hidden"
    book.create_sheet("空")
    stream = BytesIO()
    book.save(stream)
    assert extract_of(stream.getvalue(), "a.xlsx").text == "Sheet\n看得见\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_separates_the_values_is_found_out(extract_of: Reading, separator: str) -> None:
    rows = [["地区", "说明"], ["青岛", "多\n行"], ["济南", "第二，有；号"]]
    source = "\r\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows)
    assert extract_of(source.encode("gb18030"), "a.csv").text == (
        "地区：青岛；说明：多 行\n地区：济南；说明：第二，有；号\n"
    )


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_after_it(extract_of: Reading) -> None:
    assert extract_of(b'a,b\n"x,1\ny,2\n', "a.csv").text == 'a："x；b：1\na：y；b：2\n'


def test_a_cell_of_a_megabyte_is_read(extract_of: Reading) -> None:
    source = "名,文\n甲," + "字" * 1_000_000
    assert len(extract_of(source.encode(), "a.csv").text) > 1_000_000


def test_a_column_of_words_is_lines_of_text(extract_of: Reading) -> None:
    extract = extract_of("第一句\n第二句\n".encode(), "a.csv")
    assert (extract.text, extract.lines) == ("第一句\n第二句\n", ())


def test_a_repeated_header_is_not_a_row(extract_of: Reading) -> None:
    assert extract_of(b"a,b\n1,2\na,b\n3,4\n", "a.csv").text == "a：1；b：2\na：3；b：4\n"


def test_more_cells_than_anyone_reads_are_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.formats.sheets.MOST_CELLS", 1000)
    with pytest.raises(FileError, match="1000 cells"):
        read(workbook(["x"], *[[1] * 100 for _ in range(20)]), "a.xlsx")
    with pytest.raises(FileError, match=f"{tables.MOST_CELLS} cells"):
        read(b"," * (tables.MOST_CELLS + 1), "a.csv")
