"""A file of questions in, the same rows with answers out."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rag import Library
from rag.batch import COLUMNS, BatchOptions, BatchReport, Progress, run, target_of
from rag.batch.journal import Journal, journal_of, key_of
from rag.errors import ChuchuError, FileError, QuestionError, UsageError
from rag.records import cut
from rag.tables import read_table

from .conftest import QUESTIONS

SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".xlsx")


def asked(
    library: Library, source: Path, target: Path, progress: Progress | None = None, **options: Any
) -> BatchReport:
    return run(library, source, target, BatchOptions(**options), progress)


def questions(folder: Path, *lines: str) -> Path:
    path = folder / "questions.csv"
    path.write_text("\n".join(["编号,问题,备注", *lines]) + "\n", "utf-8")
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter="," if path.suffix == ".csv" else "\t"))


def test_each_row_gets_its_answer_and_keeps_its_place_and_its_other_columns(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, f"b,{QUESTIONS[0]},急", f"a,{QUESTIONS[4]},", f"c,{QUESTIONS[2]},x")
    report = asked(library, source, tmp_path / "out.csv")
    found = rows(tmp_path / "out.csv")
    assert list(found[0]) == ["编号", "问题", "备注", *COLUMNS]
    assert [row["编号"] for row in found] == ["b", "a", "c"]
    assert [row["备注"] for row in found] == ["急", "", "x"]
    assert [row["status"] for row in found] == ["answered", "not_found", "answered"]
    first = found[0]
    assert (first["answer"], first["quote"], first["document"]) == ("7.1亿吨", "7.1亿吨", "港口.md")
    assert (first["section"], first["paragraph"]) == ("港口年报 › 生产", "1")
    assert first["sentence"] == "2024年，全港货物吞吐量达到7.1亿吨，同比增长5.4%。"
    assert found[1]["answer"] == found[1]["document"] == ""
    assert 0 < float(first["confidence"]) < 1
    assert (report.rows, report.answered, report.not_found, report.errors, report.asked) == (3, 2, 1, 0, 3)
    assert sum(report.histogram) == 2


def test_a_row_of_json_lines_is_the_answer_record_of_ask_with_its_other_keys(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "q.jsonl"
    lines = [{"id": 7, "q": QUESTIONS[0], "tags": ["a", 1]}, {"q": QUESTIONS[4], "answer": "guess", "lang": None}]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    asked(library, source, tmp_path / "out.jsonl", top=3)
    first, second = records(tmp_path / "out.jsonl")
    expected = json.loads(json.dumps(library.ask(QUESTIONS[0], 3).record()))
    assert first == {"id": 7, "tags": ["a", 1]} | expected
    assert len(first["passages"]) == 3
    assert "seconds" not in first
    assert (second["answer"], second["input"], second["lang"]) == (None, {"answer": "guess"}, None)
    assert "id" not in second
    text = library.document(first["citations"][0]["document"]).text
    assert cut(text, first["citations"][0]["ranges"]) == first["answer"]


@pytest.mark.parametrize("before", SUFFIXES)
@pytest.mark.parametrize("after", SUFFIXES)
def test_any_format_can_be_asked_and_any_written(library: Library, tmp_path: Path, before: str, after: str) -> None:
    bare = tmp_path / "bare.txt"
    bare.write_text("\n".join(QUESTIONS), "utf-8")
    source = bare
    if before != ".txt":
        source = tmp_path / f"q{before}"
        asked(library, bare, source)
        source = source.rename(tmp_path / f"renamed{before}")
    target = tmp_path / f"out{after}"
    assert asked(library, source, target).rows == len(QUESTIONS)
    if after == ".jsonl":
        assert [record["answer"] for record in records(target)][:2] == ["7.1亿吨", "3087万标准箱"]
    elif after == ".xlsx":
        table = read_table(target)
        assert [row.cells.get(table.column("question") or "") for row in table.rows()] == list(QUESTIONS)
    else:
        assert [row["question"] for row in rows(target)] == list(QUESTIONS)


def test_the_same_file_gives_the_same_bytes_every_time_in_any_process(folder: Path, tmp_path: Path) -> None:
    source = questions(tmp_path, *(f"{n},{question},x" for n, question in enumerate(QUESTIONS)))
    program = (
        "import sys; from pathlib import Path; from rag import Library; from rag.batch import *\n"
        "with Library.open(sys.argv[1]) as library:\n"
        "    run(library, Path(sys.argv[2]), Path(sys.argv[3]), BatchOptions(workers=int(sys.argv[4])))\n"
    )
    for suffix in (".csv", ".jsonl", ".xlsx"):
        for name, workers in (("a", 1), ("b", 2)):
            words = [str(folder), str(source), str(tmp_path / f"{name}{suffix}"), str(workers)]
            subprocess.run([sys.executable, "-c", program, *words], check=True)
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_several_processes_answer_to_the_last_bit_like_one(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "q.txt"
    source.write_text("".join(f"{question}\n" for question in QUESTIONS for _ in range(2)), "utf-8")
    report = asked(library, source, tmp_path / "out.jsonl", workers=3)
    assert report.asked == len(QUESTIONS)
    for record in records(tmp_path / "out.jsonl"):
        assert record == json.loads(json.dumps(library.ask(record["question"]).record()))


def test_a_question_that_stands_in_several_rows_is_asked_once(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, *(f"{n}, {QUESTIONS[n % 2]} ,x" for n in range(12)))
    report = asked(library, source, tmp_path / "out.csv")
    assert (report.rows, report.asked) == (12, 2)
    assert Counter(row["answer"] for row in rows(tmp_path / "out.csv")) == {"7.1亿吨": 6, "3087万标准箱": 6}


def test_a_bad_row_is_an_error_row_and_the_others_are_answered(library: Library, tmp_path: Path) -> None:
    source = questions(
        tmp_path, f"1,{QUESTIONS[0]},", "2,,没写", "3,？？,", f"4,{'长' * 2001},", "", f"6,{QUESTIONS[1]},"
    )
    report = asked(library, source, tmp_path / "out.csv", language="zh")
    found = rows(tmp_path / "out.csv")
    assert [row["status"] for row in found] == ["answered", "error", "error", "error", "", "answered"]
    assert all(row["error"] for row in found if row["status"] == "error")
    assert (report.rows, report.errors) == (5, 3)
    assert [look.row for look in report.looks if look.status == "error"] == [3, 4, 5]


def test_broken_lines_of_json_are_error_records_with_their_number(library: Library, tmp_path: Path) -> None:
    source = tmp_path / "q.jsonl"
    lines = [json.dumps({"question": QUESTIONS[0]}), "{broken", "", '{"question": ["a"]}', '{"question": "\\ud800"}']
    source.write_text("\n".join(lines), "utf-8")
    asked(library, source, tmp_path / "out.jsonl")
    found = records(tmp_path / "out.jsonl")
    assert [record["status"] for record in found] == ["answered", "error", "error", "error"]
    assert "line 2" in found[1]["error"]
    assert set(found[1]) == {"question", "status", "error"}


def test_an_unforeseen_failure_costs_one_row(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = library.ask

    def fragile(question: str, *given: Any, **named: Any) -> Any:
        if question == QUESTIONS[1]:
            raise ZeroDivisionError("by zero")
        return ask(question, *given, **named)

    monkeypatch.setattr(library, "ask", fragile)
    source = questions(tmp_path, *(f"{n},{question}," for n, question in enumerate(QUESTIONS)))
    report = asked(library, source, tmp_path / "out.csv")
    assert (report.errors, report.answered) == (1, 3)
    assert "ZeroDivisionError" in rows(tmp_path / "out.csv")[1]["error"]


class StoppedError(Exception):
    """Somebody pressed a button."""


def stop_at(count: int) -> Progress:
    seen = iter(range(count))

    def progress(*_: object) -> None:
        if next(seen, None) is None:
            raise StoppedError

    return progress


@pytest.mark.parametrize(("suffix", "workers"), [*((suffix, 1) for suffix in SUFFIXES), (".csv", 2)])
def test_what_was_stopped_goes_on_and_ends_the_same(
    library: Library, tmp_path: Path, suffix: str, workers: int
) -> None:
    source = questions(tmp_path, *(f"{n},第{n % 7}个：{QUESTIONS[n % 5]},x" for n in range(20)))
    whole = asked(library, source, tmp_path / f"whole{suffix}")
    target = tmp_path / f"out{suffix}"
    times = 0
    for count in (1, 6, 9):
        with pytest.raises(StoppedError):
            asked(library, source, target, stop_at(count), resume=True, workers=workers)
        assert not target.exists()
        assert len(stored(target)) >= times
        times = len(stored(target))
    assert times > 0
    report = asked(library, source, target, resume=True, workers=workers)
    assert report.asked == whole.asked - times
    assert target.read_bytes() == (tmp_path / f"whole{suffix}").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["questions.csv", f"whole{suffix}", f"out{suffix}"]
    )


def stored(target: Path) -> list[bytes]:
    """Keys of the questions that a journal knows."""
    import sqlite3
    from contextlib import closing

    if not journal_of(target).exists():
        return []
    with closing(sqlite3.connect(journal_of(target))) as connection:
        return [key for (key,) in connection.execute("SELECT question FROM answers")]


def stopped(library: Library, source: Path, target: Path) -> None:
    with pytest.raises(StoppedError):
        asked(library, source, target, stop_at(3))


def test_without_resume_it_begins_anew(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, *(f"{n},{question}," for n, question in enumerate(QUESTIONS)))
    stopped(library, source, tmp_path / "out.csv")
    assert asked(library, source, tmp_path / "out.csv").asked == 5


def refusal(library: Library, source: Path, target: Path, **options: Any) -> str:
    with pytest.raises((FileError, UsageError)) as raised:
        asked(library, source, target, **options)
    assert "\n" not in str(raised.value)
    return raised.value.key


def test_going_on_with_another_file_or_other_settings_or_another_library_is_refused(
    library: Library, tmp_path: Path
) -> None:
    source, target = (
        questions(tmp_path, *(f"{n},{question}," for n, question in enumerate(QUESTIONS))),
        tmp_path / "o.csv",
    )
    stopped(library, source, target)
    assert refusal(library, source, target, resume=True, top=2) == "batch_other_settings"
    with Library.create(tmp_path / "other") as other:
        other.add([library.original("港口.md") or ""])
        assert refusal(other, source, target, resume=True) == "batch_other_library"
    source.write_text(source.read_text("utf-8") + f"9,{QUESTIONS[0]},\n", "utf-8")
    assert refusal(library, source, target, resume=True) == "batch_other_file"
    journal_of(target).write_bytes(b"no journal at all, but long enough to be looked at" * 20)
    assert refusal(library, source, target, resume=True) == "batch_journal"


def test_two_batches_cannot_write_one_file_and_can_write_two(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, f"1,{QUESTIONS[0]},")
    journal = Journal(tmp_path / "out.csv", {}, resume=False)
    assert refusal(library, source, tmp_path / "out.csv") == "batch_busy"
    assert asked(library, source, tmp_path / "other.csv").answered == 1
    journal.close()


def test_output_that_cannot_be_is_refused_before_anything_is_asked(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, f"1,{QUESTIONS[0]},")
    (tmp_path / "folder.csv").mkdir()
    assert refusal(library, source, source) == "batch_same_file"
    assert refusal(library, source, tmp_path / "folder.csv" / ".." / source.name) == "batch_same_file"
    assert refusal(library, source, tmp_path / "folder.csv") == "batch_unwritable"
    assert refusal(library, source, tmp_path / "nowhere" / "out.csv") == "batch_no_folder"
    assert refusal(library, source, tmp_path / "out.pdf") == "table_unsupported"
    assert refusal(library, source, tmp_path / "out") == "table_unsupported"
    assert refusal(library, source, Path("/proc/out.csv")) == "batch_unwritable"


def test_a_source_that_is_no_file_of_questions_is_refused_by_its_own_name(library: Library, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "z.pdf").write_bytes(b"%PDF")
    for name, reason in (("folder", "folder: a folder;"), ("z.pdf", "z.pdf: .pdf is no file of questions")):
        with pytest.raises(FileError, match=reason):
            asked(library, tmp_path / name, target_of(tmp_path / name))


def test_an_id_that_is_null_is_absent(library: Library, tmp_path: Path) -> None:
    given = [{"id": number, "q": QUESTIONS[0]} for number in (None, "", 0)]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(row) + "\n" for row in given), "utf-8")
    asked(library, tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert [record.get("id", "absent") for record in records(tmp_path / "out.jsonl")] == ["absent", "absent", 0]


def test_what_could_not_even_begin_leaves_nothing_behind(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, f"1,{QUESTIONS[0]},")
    for options in ({"document": "nothing*"}, {"reader": "nobody"}, {"top": 5000}):
        with pytest.raises(ChuchuError):
            asked(library, source, tmp_path / "out.csv", **options)
    assert [path.name for path in tmp_path.iterdir()] == ["questions.csv"]


def test_it_is_told_when_the_library_changed_meanwhile(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("港口年报\n\n全港货物吞吐量达到7.1亿吨。\n", "utf-8")
    source = questions(tmp_path, *(f"{n},{question}," for n, question in enumerate(QUESTIONS)))
    with Library.create(tmp_path / "library") as library:

        def add(done: int, *_: object) -> None:
            if done == 2:
                library.add([tmp_path / "a.txt"])

        report = asked(library, source, tmp_path / "out.csv", add)
    assert [notice.key for notice in report.notices] == ["batch_changed"]


def test_an_old_output_stays_until_the_new_one_is_whole(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, *(f"{n},{question}," for n, question in enumerate(QUESTIONS)))
    target = tmp_path / "out.csv"
    target.write_text("before", "utf-8")
    stopped(library, source, target)
    assert target.read_text("utf-8") == "before"


def test_repeated_ids_are_told_and_every_row_is_answered(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, f"7,{QUESTIONS[0]},", f"8,{QUESTIONS[1]},", f"7,{QUESTIONS[2]},")
    report = asked(library, source, tmp_path / "out.csv")
    assert [notice.key for notice in report.notices] == ["batch_repeated"]
    assert "7" in str(report.notices[0])
    assert report.answered == 3


def test_progress_ends_with_all_rows_and_never_goes_back(library: Library, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    source = questions(tmp_path, *(f"{n},{QUESTIONS[n % 5]}{n},x" for n in range(30)))
    for workers in (1, 3):
        seen.clear()
        asked(library, source, tmp_path / "o.csv", lambda done, total, _: seen.append((done, total)), workers=workers)
        assert seen[-1] == (30, 30)
        assert seen == sorted(seen)


def test_only_the_documents_asked_for_are_searched(library: Library, tmp_path: Path) -> None:
    source = questions(tmp_path, f"1,{QUESTIONS[0]},", f"2,{QUESTIONS[2]},")
    asked(library, source, tmp_path / "out.csv", document="机场*")
    assert {row["document"] for row in rows(tmp_path / "out.csv")} <= {"机场.txt", ""}


def test_questions_are_told_apart_by_all_but_the_white_space_around_them() -> None:
    assert key_of(" 一？\n") == key_of("一？") != key_of("一?")


def test_answers_go_beside_the_questions_unless_somebody_says_where() -> None:
    assert target_of(Path("a/b.c.xlsx")) == Path("a/b.c.answers.xlsx")


def test_errors_of_a_row_are_question_errors() -> None:
    from rag.batch.rows import question_of
    from rag.tables import Row

    for cells in ({"q": ""}, {"q": None, "x": 1}, {"x": 1}, {"q": True}, {"q": {"a": 1}}):
        with pytest.raises(QuestionError):
            question_of(Row(1, {"y": "there", **cells}), "q")
    assert question_of(Row(1, {"q": 2024}), "q") == "2024"
    assert question_of(Row(1, {}), "q") == ""
