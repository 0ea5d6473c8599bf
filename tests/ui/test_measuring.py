"""Files of questions, and gold, in the browser."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from driving import ROOT
from playwright.sync_api import Page, expect

from rag import Library
from rag.memory import Gold
from ui.desk import Desk
from ui.evaluating import Evaluating
from ui.working import worked

QUESTION = "代表建议的落实率达到多少？"
Opened = Callable[..., Page]


def test_a_file_of_questions_is_asked_and_comes_back_with_answers(address: str, opened: Opened, tmp_path: Path) -> None:
    questions = tmp_path / "问题.csv"
    questions.write_text(f"编号,问题\n甲,{QUESTION}\n乙,北京大学图书馆有多少册藏书？\n丙,\n", "utf-8")
    page = opened(address)
    page.get_by_role("tab", name="批量").click()
    page.locator("#questions input[type=file]").set_input_files([questions])
    expect(page.locator("#outcome")).to_contain_text("答出 1，没有找到 1，出错 1")
    expect(page.locator(".preview tbody tr")).to_have_count(3)
    expect(page.locator(".preview tbody tr").first).to_contain_text("91.72%")
    with page.expect_download() as handed:
        page.locator("#download").click()
    with handed.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["编号"] for row in rows] == ["甲", "乙", "丙"]
    assert rows[0]["answer"] == "91.72%"


def test_the_page_says_which_sheet_was_not_asked_and_shows_as_many_rows_as_it_counts(
    address: str, opened: Opened, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (["问题"], [QUESTION], [], [QUESTION]):
        book.active.append(row)
    book.create_sheet("第二张").append(["问题"])
    book["第二张"].append([QUESTION])
    book.save(tmp_path / "两张.xlsx")
    (tmp_path / "问题.txt").write_text(f"{QUESTION}\n{QUESTION}\n", "utf-8")
    page = opened(address)
    page.get_by_role("tab", name="批量").click()
    for name, notices in (("两张.xlsx", 1), ("问题.txt", 0)):
        page.locator("#questions input[type=file]").set_input_files([tmp_path / name])
        expect(page.locator("#outcome")).to_contain_text("共 2 行")
        expect(page.locator("#outcome .notices li")).to_have_count(notices)
        expect(page.locator("#rows .small")).to_have_text("前 2 行：")
        expect(page.locator("#rows thead")).to_contain_text("answer")
        if notices:
            expect(page.locator("#outcome .notices li")).to_contain_text("第二张")


def test_a_file_that_holds_no_questions_is_one_line(address: str, opened: Opened, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no workbook")
    page = opened(address)
    page.get_by_role("tab", name="批量").click()
    page.locator("#questions input[type=file]").set_input_files([tmp_path / "a.xlsx"])
    expect(page.locator("#outcome .refused li")).to_have_count(1)


def test_gold_is_measured_and_the_report_shows_each_miss(address: str, opened: Opened, tmp_path: Path) -> None:
    lines = [
        {"id": "g1", "question": QUESTION, "answers": ["91.72%"], "document": "qingdao-2025.md"},
        {"id": "g2", "question": "共收集群众意见建议多少件？", "answers": ["九千件"], "document": "qingdao-2025.md"},
    ]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    page = opened(address)
    page.get_by_role("tab", name="评测").click()
    page.locator("#gold-file input[type=file]").set_input_files([gold])
    expect(page.locator("#measured")).to_contain_text("用 2 个问题评测完毕")
    report = page.frame_locator(".framed")
    report.locator(".miss summary", has_text="共收集群众意见建议多少件").click()
    expect(report.locator(".miss[open]")).to_contain_text("九千件")


def test_proposed_gold_is_accepted_corrected_and_rejected(address: str, opened: Opened) -> None:
    page = opened(address)
    page.get_by_role("tab", name="评测").click()
    page.locator("#gold-propose").click()
    expect(page.locator("#measured")).to_contain_text("提出了")
    proposed = page.locator(".gold li", has=page.locator(".state.proposed"))
    many = proposed.count()
    assert many >= 3
    proposed.first.get_by_role("button", name="接受").click()
    expect(proposed).to_have_count(many - 1)
    proposed.first.get_by_role("button", name="拒绝").click()
    expect(proposed).to_have_count(many - 2)
    proposed.first.get_by_role("button", name="改").click()
    page.get_by_label("问题", exact=True).locator("visible=true").fill("改过的问题是什么？")
    page.locator("#gold-save").click()
    expect(page.locator(".gold li", has_text="改过的问题是什么？")).to_contain_text("已接受")


def test_long_work_imports_nothing_from_the_folder_that_the_chat_was_started_in(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ui/__init__.py", "random.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("raise SystemExit('somebody else wrote this')\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    *_, last = worked("propose", seeded, "zh", {"top": 1})
    assert "proposed" in last


def test_a_report_on_the_own_gold_lies_where_the_chat_takes_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "handed"))
    (tmp_path / "handed").mkdir()
    with Library.create(tmp_path / "library") as library:
        library.add([ROOT / "seeds"])
        desk = Desk(library)
        (line,) = desk.memory.gold.propose([Gold(QUESTION, ("91.72%",), "", "qingdao-2025.md")])
        desk.memory.gold.accept(line)
        assert list(Evaluating(desk).run_own("{}"))
        desk.memory.close()
    assert len([*(tmp_path / "handed").rglob("gold.jsonl"), *(tmp_path / "handed").rglob("report.html")]) == 2
