"""Answers in .xlsx and .csv as Excel opens them."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from rag import Library
from rag.batch import COLUMNS, BatchOptions, BatchReport, run, workbooks
from rag.batch.texts import guarded
from rag.batch.workbooks import WIDTHS

from .conftest import QUESTIONS

FORMULAS = ("=1+1", "+1+1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "'=1+1")


def asked(library: Library, source: Path, target: Path, **options: Any) -> BatchReport:
    return run(library, source, target, BatchOptions(**options))


def styled(path: Path) -> Path:
    """A workbook as people make them: a cover, a title, colours, widths, formulas, another sheet behind."""
    book = openpyxl.Workbook()
    book.active.title = "封面"
    book.active["A1"] = "请先看说明"
    sheet = book.create_sheet("清单")
    sheet.append(["二季度问题"])
    sheet.merge_cells("A1:C1")
    sheet.append(["编号", "问题", "字数"])
    for number, question in enumerate(QUESTIONS[:3], 3):
        sheet.append([f"00{number}", question, f"=LEN(B{number})"])
    sheet["B2"].font = Font(bold=True, color="FFFFFF")
    sheet["B2"].fill = PatternFill("solid", fgColor="1F4E78")
    sheet["A4"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["B4"].font = Font(name="宋体", size=14)
    sheet.column_dimensions["B"].width = 61.5
    sheet.row_dimensions[3].height = 33
    book.create_sheet("名单").append(["张三", 3.5])
    book.save(path)
    return path


def test_a_workbook_keeps_its_sheets_styles_widths_and_formulas(library: Library, tmp_path: Path) -> None:
    report = asked(library, styled(tmp_path / "q.xlsx"), tmp_path / "out.xlsx")
    before, after = openpyxl.load_workbook(tmp_path / "q.xlsx"), openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert (report.sheet, report.notices) == ("清单", ())
    assert after.sheetnames == before.sheetnames == ["封面", "清单", "名单"]
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                same = after[name][cell.coordinate]
                assert same.value == cell.value
                assert repr((same.font, same.fill, same.number_format)) == repr(
                    (cell.font, cell.fill, cell.number_format)
                )
    sheet = after["清单"]
    assert sheet.column_dimensions["B"].width == 61.5
    assert sheet.row_dimensions[3].height == 33
    assert sheet.merged_cells.ranges == before["清单"].merged_cells.ranges


def test_answers_stand_beside_wrapped_with_a_link_below_a_frozen_header(library: Library, tmp_path: Path) -> None:
    asked(library, styled(tmp_path / "q.xlsx"), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["清单"]
    assert [cell.value for cell in sheet[2]] == ["编号", "问题", "字数", *COLUMNS]
    found = dict(zip(COLUMNS, sheet[3][3:], strict=True))
    assert (found["answer"].value, found["paragraph"].value, found["status"].value) == ("7.1亿吨", 1, "answered")
    assert all(found[name].alignment.wrap_text for name in ("answer", "quote", "sentence"))
    assert found["document"].hyperlink.target == (library.original("港口.md") or Path()).as_uri()
    assert found["confidence"].number_format == "0%"
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions["M"].width == WIDTHS["error"]
    assert sheet["D2"].fill.fgColor.rgb == sheet["B2"].fill.fgColor.rgb


def test_documents_are_no_links_where_nobody_could_follow_them(library: Library, tmp_path: Path) -> None:
    asked(library, styled(tmp_path / "q.xlsx"), tmp_path / "out.xlsx", linked=False)
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["清单"]["G3"].hyperlink is None


def test_a_large_workbook_keeps_values_widths_and_sheets_and_says_what_it_lost(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbooks, "STYLED", 10)
    report = asked(library, styled(tmp_path / "q.xlsx"), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [notice.key for notice in report.notices] == ["batch_plain"]
    assert book.sheetnames == ["封面", "清单", "名单"]
    assert book["名单"]["B1"].value == 3.5
    sheet = book["清单"]
    assert sheet.column_dimensions["B"].width == 61.5
    assert [cell.value for cell in sheet[2]] == ["编号", "问题", "字数", *COLUMNS]
    assert (sheet["A3"].value, sheet["B3"].value, sheet["D3"].value) == ("003", QUESTIONS[0], "7.1亿吨")
    assert sheet["G3"].hyperlink.target.startswith("file://")
    assert sheet.freeze_panes == "A3"


def test_a_sheet_without_a_header_gets_one_and_loses_no_row(library: Library, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for question in QUESTIONS[:2]:
        book.active.append([question])
    book.save(tmp_path / "q.xlsx")
    asked(library, tmp_path / "q.xlsx", tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert [cell.value for cell in sheet[1]] == ["question", *COLUMNS]
    assert [sheet.cell(row, 1).value for row in (2, 3)] == list(QUESTIONS[:2])
    assert sheet["B2"].value == "7.1亿吨"


def test_columns_that_have_our_names_already_stay_and_ours_get_a_number(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text(f"question,answer,status_2\n{QUESTIONS[0]},猜的,x\n", "utf-8")
    asked(library, path, tmp_path / "once.csv")
    asked(library, tmp_path / "once.csv", tmp_path / "twice.csv")
    with (tmp_path / "twice.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert (row["answer"], row["answer_2"], row["answer_3"]) == ("猜的", "7.1亿吨", "7.1亿吨")
    assert (row["status"], row["status_2"], row["status_3"]) == ("answered", "x", "answered")


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".xlsx"])
def test_text_that_would_start_a_formula_is_text_in_a_workbook(
    library: Library, tmp_path: Path, suffix: str, text: str
) -> None:
    import json

    path = tmp_path / f"q{suffix}"
    if suffix == ".jsonl":
        path.write_text(json.dumps({"question": QUESTIONS[0], "note": text}), "utf-8")
    elif suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["question", "note"], [QUESTIONS[0], text]])
    else:
        book = openpyxl.Workbook()
        book.active.append(["question", "note"])
        book.active.append([QUESTIONS[0]])
        book.active["B2"].value, book.active["B2"].data_type = text, "s"
        book.save(path)
    asked(library, path, tmp_path / "out.xlsx")
    asked(library, path, tmp_path / "out.csv")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").active["B2"]
    assert (cell.value.lstrip(), cell.data_type) == (text.lstrip(), "s")
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        note = list(csv.reader(file))[1][1]
    assert note == (text if suffix == ".csv" else f"'{text}")


def test_answers_quotes_and_names_from_documents_never_start_a_formula(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "q.txt"
    path.write_text("清算口令是什么？\n结算口令是什么？\n", "utf-8")
    asked(library, path, tmp_path / "out.xlsx")
    asked(library, path, tmp_path / "out.csv")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    texts = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
    assert any(cell.value.startswith("=") for cell in texts)
    assert all(cell.data_type == "s" for cell in texts)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in list(csv.reader(file))[1:] for cell in row[1:]]
    assert any(cell.startswith("'=") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


@pytest.mark.parametrize("text", ["-5.4%", "+12", "-1,234.5", "7.1亿吨", "", "'tis", "5-6"])
def test_numbers_and_ordinary_text_are_written_as_they_are(text: str) -> None:
    assert guarded(text) == text


def test_what_a_workbook_cannot_hold_is_written_so_that_excel_shows_it(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"question": "全港货物吞吐量达到多少？", "note": "a\\u0008b\\ud800c"}\n', "utf-8")
    asked(library, path, tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert "a_x0008_b&#65533;c" in archive.read("xl/worksheets/sheet1.xml").decode()


def test_a_csv_has_the_mark_without_which_excel_reads_no_chinese(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_bytes(f"问题,备注\n{QUESTIONS[0]},“急”\n".encode("gb18030"))
    asked(library, path, tmp_path / "out.csv")
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "“急”,7.1亿吨" in content.decode("utf-8-sig")
    assert content.count(b"\r\n") == 2


def test_nothing_in_a_workbook_says_when_it_was_written(library: Library, tmp_path: Path) -> None:
    asked(library, styled(tmp_path / "q.xlsx"), tmp_path / "out.xlsx")
    with zipfile.ZipFile(tmp_path / "out.xlsx") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")
