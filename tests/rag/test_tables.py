"""Tables of questions as they come out of Excel, WPS, a program or an editor."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from rag import Library
from rag.errors import FileError
from rag.tables import MOST_ROWS, Row, Table, read_table

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
ASKED = ["2024年的落实率是多少？", "哪些条例是国内首次？"]


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def workbook(path: Path, *rows: list[Any], title: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def asked(table: Table) -> list[object]:
    return [row.cells.get(table.question()) for row in table.rows()]


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as raised:
        read_table(path).question()
    return raised.value.key


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_in_whatever_encoding_it_was_saved(tmp_path: Path, encoding: str, end: str) -> None:
    lines = ["编号,问题,备注", f"1,{ASKED[0]},急", f"2,{ASKED[1]},", ""]
    table = read_table(written(tmp_path, "a.csv", end.join(lines).encode(encoding)))
    assert table.columns == ("编号", "问题", "备注")
    assert asked(table) == ASKED
    assert table.column("id", "编号") == "编号"
    assert next(table.rows()).cells["备注"] == "急"


def test_a_csv_in_big5_is_read(tmp_path: Path) -> None:
    text = "編號,問題\n1,去年的經濟增長了多少？\n2,這個城市有多少人口？\n"
    table = read_table(written(tmp_path, "a.csv", text.encode("big5")))
    assert table.question() == "問題"
    assert asked(table) == ["去年的經濟增長了多少？", "這個城市有多少人口？"]


@pytest.mark.parametrize("name", ["question", "问题", "QUERY", "Ｑｕｅｓｔｉｏｎ", " q ", "問題"])
def test_the_column_of_questions_is_told_by_its_name_in_any_case_and_width(tmp_path: Path, name: str) -> None:
    table = read_table(written(tmp_path, "a.csv", f"地区,{name},年\n北方,{ASKED[0]},2024\n"))
    assert asked(table) == ASKED[:1]


def test_without_a_name_the_only_or_the_first_text_column_is_asked(tmp_path: Path) -> None:
    only = read_table(written(tmp_path, "a.csv", f"要问的\n{ASKED[0]}\n"))
    first = read_table(written(tmp_path, "b.csv", f"序号,内容,备注\n1,{ASKED[0]},无\n2,{ASKED[1]},无\n"))
    assert asked(only) == ASKED[:1]
    assert (first.question(), asked(first)) == ("内容", ASKED)


def test_a_file_without_a_header_loses_no_question(tmp_path: Path) -> None:
    bare = read_table(written(tmp_path, "a.csv", "\n".join(ASKED)))
    wide = read_table(workbook(tmp_path / "a.xlsx", [1, ASKED[0]], [2, ASKED[1]]))
    assert (bare.header, asked(bare)) == (0, ASKED)
    assert (wide.header, asked(wide)) == (0, ASKED)


def test_what_stands_above_the_header_is_kept_apart(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "a.xlsx", ["二季度问题清单"], [], ["编号", "问题"], [7, ASKED[0]]))
    assert (table.header, len(table.above), asked(table)) == (3, 2, ASKED[:1])
    assert next(table.rows()) == Row(4, {"编号": 7, "问题": ASKED[0]})


def test_commas_in_the_questions_of_a_file_with_one_column_separate_nothing(tmp_path: Path) -> None:
    questions = ["In 2024, how many were there?", "Of these, which one, if any, was the first?"]
    for header in ("question\n", ""):
        table = read_table(written(tmp_path, "a.csv", header + "\n".join(questions)))
        assert asked(table) == questions


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_separator_is_found(tmp_path: Path, separator: str) -> None:
    text = separator.join(["id", "question", "x"]) + "\n" + separator.join(["1", '"a; b,\tc| d"', "y"])
    table = read_table(written(tmp_path, "a.csv", text))
    assert next(table.rows()).cells == {"id": "1", "question": "a; b,\tc| d", "x": "y"}


def test_a_cell_with_line_breaks_is_one_cell_and_rows_know_their_line(tmp_path: Path) -> None:
    rows = list(read_table(written(tmp_path, "a.csv", 'id,question\n1,"一\n二？"\n\n2,三？\n')).rows())
    assert [(row.number, row.blank, row.cells.get("question")) for row in rows] == [
        (2, False, "一\n二？"),
        (4, True, None),
        (5, False, "三？"),
    ]


def test_a_quote_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a.csv", 'id,question\n1,"一？\n2,二？\n3,三？\n'))
    assert table.count == 3


def test_columns_of_the_same_or_no_name_stay_apart_and_long_rows_keep_their_cells(tmp_path: Path) -> None:
    table = read_table(written(tmp_path, "a.csv", "问题,注,注,\n一？,a,b,c,d\n二？\n"))
    assert table.titles == ("问题", "注", "注", "", "")
    assert [list(row.cells.values()) for row in table.rows()] == [["一？", "a", "b", "c", "d"], ["二？"]]


def test_every_line_of_a_text_file_is_a_question(tmp_path: Path) -> None:
    rows = list(read_table(written(tmp_path, "a.txt", "一？\r\n\r\n二, 三？\n")).rows())
    assert [(row.number, row.blank, row.cells) for row in rows] == [
        (1, False, {"question": "一？"}),
        (2, True, {}),
        (3, False, {"question": "二, 三？"}),
    ]


def test_json_lines_keep_their_values_and_broken_ones_are_rows_with_an_error(tmp_path: Path) -> None:
    record = {"id": 3, "question": "一？", "tags": ["a", None], "x": None}
    lines = [
        json.dumps(record),
        "{broken",
        "[1]",
        "",
        '{"id": "4", "question": "二？"}',
        "[" * 100_000,
        '{"question": 1e999}',
    ]
    table = read_table(written(tmp_path, "a.jsonl", "\n".join(lines)))
    rows = list(table.rows())
    assert (table.count, table.question()) == (7, "question")
    assert rows[0].cells == record
    assert [row.error and row.error.key for row in rows] == [
        None, "row_no_json", "row_no_object", None, None, "row_no_json", "row_no_json",
    ]  # fmt: skip
    assert rows[1].error is not None
    assert "a.jsonl" in str(rows[1].error)
    assert "line 2" in str(rows[1].error)


def test_the_sheet_that_names_its_questions_is_read_and_others_like_it_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["说明", "这是说明"])
    for title in ("甲", "乙", "藏"):
        book.create_sheet(title).append(["问题"])
        book[title].append([f"{title}是什么？"])
    book["藏"].sheet_state = "hidden"
    book.save(path)
    table = read_table(path)
    assert (table.sheet, table.others, asked(table)) == ("甲", ("乙",), ["甲是什么？"])


def test_a_formatted_but_empty_million_rows_are_no_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["问题"])
    book.active.append(["一？"])
    book.active.cell(1_048_576, 1).number_format = "0.00"
    book.save(tmp_path / "a.xlsx")
    assert read_table(tmp_path / "a.xlsx").count == 1


def damaged(folder: Path) -> Path:
    content = workbook(folder / "whole.xlsx", ["问题"], ["一？"]).read_bytes()
    return written(folder, "a.xlsx", content[: len(content) // 2])


def last_row(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["问题"])
    book.active.cell(1_048_576, 1).value = "一？"
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@pytest.mark.parametrize(
    ("key", "make"),
    [
        ("file_missing", lambda folder: folder / "nowhere.csv"),
        ("table_folder", lambda folder: folder),
        ("table_folder", lambda folder: (folder / "a.csv").mkdir() or folder / "a.csv"),
        ("table_unsupported", lambda folder: written(folder, "a.pdf", "x")),
        ("table_unsupported", lambda folder: written(folder, "a", "x")),
        ("file_convert", lambda folder: written(folder, "a.xls", "x")),
        ("file_empty", lambda folder: written(folder, "a.csv", "")),
        ("table_no_rows", lambda folder: written(folder, "a.csv", "id,question\n")),
        ("table_no_rows", lambda folder: written(folder, "a.txt", "\n \n")),
        ("table_no_rows", lambda folder: workbook(folder / "a.xlsx")),
        ("table_no_rows", lambda folder: workbook(folder / "a.xlsx", ["问题", "id"])),
        ("table_two_columns", lambda folder: written(folder, "a.csv", "问题,Question\na,b\n")),
        ("table_two_columns", lambda folder: written(folder, "a.jsonl", '{"q": "a", "query": "b"}')),
        ("table_no_question", lambda folder: written(folder, "a.csv", "no,year\n1,2024\n")),
        ("file_damaged", damaged),
        ("file_other_kind", lambda folder: damaged(folder).rename(folder / "a.csv")),
        ("file_encrypted", lambda folder: written(folder, "a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"))),
        ("file_convert", lambda folder: written(folder, "a.xlsx", OLE + "Workbook".encode("utf-16-le"))),
        (
            "file_undecodable",
            lambda folder: written(folder, "a.csv", "问题\n一\n".encode() + bytes([0xFF, 0x81, 0x0A])),
        ),
        ("file_nul", lambda folder: written(folder, "a.csv", "问题\n一\0二\n")),
        ("table_long", last_row),
        ("table_long", lambda folder: written(folder, "a.txt", "一？\n" * (MOST_ROWS + 1))),
        ("row_no_json", lambda folder: written(folder, "a.jsonl", "question\n一？\n")),
    ],
)
def test_a_file_that_is_no_table_of_questions_is_refused(tmp_path: Path, key: str, make: Any) -> None:
    assert refusal(make(tmp_path)) == key


def test_reading_a_long_file_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = written(tmp_path, "a.csv", "id,question\n" + "".join(f"{n},第{n}个问题是什么？\n" for n in range(count)))
        tracemalloc.start()
        assert sum(1 for _ in read_table(path).rows()) == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(10)
    short, long = peak(2_000), peak(40_000)
    assert long < 2 * short


def test_lists_of_questions_are_not_added_with_their_folder_and_tables_of_answers_are(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    written(folder, "report.txt", "港口年报\n\n2024年，全港吞吐量达到7.1亿吨。\n")
    written(folder, "ask.csv", "id,question\n1,全港吞吐量达到多少？\n")
    written(folder, "answered.csv", "问题,answer,status,quote\n全港吞吐量达到多少？,7.1亿吨,answered,7.1亿吨\n")
    written(folder, "faq.csv", "问题,答案\n几点开门？,上午九点开门\n")
    workbook(folder / "list.xlsx", ["编号", "问题"], [1, "全港吞吐量达到多少？"])
    with Library.create(tmp_path / "library", "hashing-v1") as library:
        report = library.add([folder])
        assert report.added == ("faq.csv", "report.txt")
        assert [skipped.error.key for skipped in report.skipped] == ["file_questions"] * 3
        assert library.add([folder / "ask.csv"]).added == ("ask.csv",)
