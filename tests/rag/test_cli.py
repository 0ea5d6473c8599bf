"""The commands as a person or a script types them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from rag.cli import main
from rag.records import cut

ROOT = Path(__file__).parent.parent.parent
QUESTION = "代表建议的落实率达到多少？"
SEED = "qingdao-2025.md"


class Said(NamedTuple):
    status: int
    out: str
    err: str


class Terminal:
    """The command line with a library of its own."""

    def __init__(self, library: Path, capture: pytest.CaptureFixture[str]) -> None:
        self.library = library
        self.capture = capture

    def __call__(self, *words: str | Path) -> Said:
        self.capture.readouterr()
        status = main([*map(str, words), "--library", str(self.library)])
        return Said(status, *self.capture.readouterr())


@pytest.fixture(autouse=True)
def newcomer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An English locale and a fresh HOME with no library in it."""
    for name in ("LC_ALL", "LC_MESSAGES", "CHUCHU_LIBRARY", "CHUCHU_DEBUG", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


@pytest.fixture
def chuchu(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(tmp_path / "library", capsys)


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    library = tmp_path_factory.mktemp("seeded") / "library"
    assert main(["add", str(ROOT / "seeds"), "--library", str(library)]) == 0
    return library


@pytest.fixture
def over_seeds(seeded: Path, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """For questions only: the library is shared by the tests of this file."""
    return Terminal(seeded, capsys)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "港口.txt").write_text("港口年报\n\n2024年，全港货物吞吐量达到7.1亿吨。\n", "utf-8")
    (folder / "机场.txt").write_text("机场年报\n\n2024年，机场旅客吞吐量达到2600万人次。\n", "utf-8")
    return folder


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n")


def test_an_answer_as_json_is_one_line_whose_ranges_cut_the_source_exactly(over_seeds: Terminal) -> None:
    said = over_seeds("ask", QUESTION, "--json")
    text = over_seeds("show", SEED).out
    assert said.status == 0
    assert one_line(said.out)
    record = json.loads(said.out)
    assert record["status"] == "answered"
    assert "91.72%" in record["answer"]
    assert record["seconds"] >= 0
    for citation in record["citations"]:
        for piece, ranges in (("quote", "ranges"), ("sentence", "sentence_ranges"), ("passage", "passage_ranges")):
            assert cut(text, citation[ranges]) == citation[piece]
    assert len(record["passages"]) == 5
    assert all(cut(text, passage["ranges"]) == passage["text"] for passage in record["passages"])


def test_a_question_is_answered_for_a_person_with_its_sentence(over_seeds: Terminal) -> None:
    said = over_seeds("ask", QUESTION, "--language", "zh")
    assert said.status == 0
    assert said.out.splitlines()[0].startswith("  ")
    assert "91.72%" in said.out.splitlines()[0]
    assert SEED in said.out
    assert "【" in said.out


def test_what_is_not_in_the_reports_is_not_answered_and_that_is_no_failure(over_seeds: Terminal) -> None:
    said = over_seeds("ask", "北京大学图书馆有多少册藏书？", "--language", "zh")
    assert said.status == 0
    assert said.out.startswith("  这些文档里没有找到答案\n")


def test_search_lists_as_many_passages_as_asked_best_first(over_seeds: Terminal) -> None:
    record = json.loads(over_seeds("search", "海域使用权抵押贷款", "--top", "3", "--json").out)
    assert record["query"] == "海域使用权抵押贷款"
    assert [passage["rank"] for passage in record["passages"]] == [1, 2, 3]
    scores = [passage["score"] for passage in record["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert "海域使用权" in record["passages"][0]["text"]
    assert record["passages"][0]["why"]["words"]


def test_search_shows_a_person_why_each_passage_matched(over_seeds: Terminal) -> None:
    said = over_seeds("search", "海域使用权抵押贷款", "--top", "2")
    assert said.out.count("words in common: ") == 2
    assert said.out.startswith("[1] ")


def test_a_filter_by_document_leaves_the_others_out(chuchu: Terminal, reports: Path) -> None:
    chuchu("add", reports)
    record = json.loads(chuchu("search", "吞吐量", "--document", "机场*", "--json").out)
    assert {passage["document"] for passage in record["passages"]} == {"机场.txt"}


def test_a_part_of_a_name_matches_no_document_and_is_told_how_it_would(chuchu: Terminal, reports: Path) -> None:
    chuchu("add", reports)
    for command in ("search", "ask"):
        said = chuchu(command, "吞吐量", "--document", "机")
        assert (said.status, one_line(said.err)) == (1, True)
        assert "'*机*'" in said.err
    assert "*" not in chuchu("search", "吞吐量", "--document", "车站").err


def test_a_document_is_shown_exactly(over_seeds: Terminal) -> None:
    assert over_seeds("show", SEED).out == (ROOT / "seeds" / SEED).read_text("utf-8")


def test_adding_says_what_became_of_each_file(chuchu: Terminal, reports: Path) -> None:
    (reports / "empty.txt").write_bytes(b"")
    said = chuchu("add", reports, reports / "nowhere.txt")
    assert said.status == 1, "something could not be done"
    shown = said.out + said.err
    assert "2 added" in shown
    assert "empty.txt" in shown
    assert "nowhere.txt" in shown
    assert "unchanged" in chuchu("add", reports).out


def test_what_is_gone_from_a_folder_is_kept_and_reported_until_sync(chuchu: Terminal, reports: Path) -> None:
    chuchu("add", reports)
    (reports / "机场.txt").unlink()
    kept = chuchu("add", reports)
    assert "机场.txt" in kept.out
    assert "--sync" in kept.out
    assert "机场.txt" in chuchu("list").out
    chuchu("add", reports, "--sync")
    assert "机场.txt" not in chuchu("list").out


def test_removing_takes_a_document_out_and_an_unknown_name_is_refused(chuchu: Terminal, reports: Path) -> None:
    chuchu("add", reports)
    assert chuchu("remove", "机场.txt").status == 0
    assert [document["name"] for document in json.loads(chuchu("list", "--json").out)["documents"]] == ["港口.txt"]
    refused = chuchu("remove", "机场.txt")
    assert refused.status == 1
    assert one_line(refused.err)


def test_the_list_is_aligned_whatever_is_wide(chuchu: Terminal, reports: Path) -> None:
    from rag.cli.terminal import columns

    chuchu("add", reports)
    (reports / "b.txt").write_text("A Report\n\nThe throughput was 7 million tonnes.\n", "utf-8")
    chuchu("add", reports)
    header, *rows = chuchu("list").out.splitlines()
    title = columns(header[: header.index("title")])
    assert len(rows) == 3
    for row, name in zip(rows, ("A Report", "机场年报", "港口年报"), strict=True):
        assert columns(row[: row.index(name)]) == title


def test_rebuilding_asks_first_and_without_anyone_to_ask_needs_yes(chuchu: Terminal, reports: Path) -> None:
    chuchu("add", reports)
    refused = chuchu("rebuild")
    assert refused.status == 2
    assert one_line(refused.err)
    assert "--yes" in refused.err
    assert chuchu("rebuild", "--yes").status == 0
    assert "7.1亿吨" in chuchu("ask", "全港货物吞吐量达到多少？").out


def test_the_doctor_finds_a_library_well_and_checks_every_range(over_seeds: Terminal) -> None:
    said = over_seeds("doctor", "--verify")
    assert said.status == 0
    assert "chuchu" in said.out
    assert "chuchu-static-20" in said.out
    assert str(over_seeds.library) in said.out


def test_a_newcomer_gets_the_sample_corpus_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", QUESTION]) == 0
    said = capsys.readouterr()
    assert "sample" in said.err
    assert "91.72%" in said.out
    assert main(["list", "--json"]) == 0
    assert [document["name"] for document in json.loads(capsys.readouterr().out)["documents"]] == [SEED]


@pytest.mark.parametrize("words", ["ask 问", "search 问", "list", "show a", "remove a", "rebuild"])
def test_without_a_library_where_one_was_named_one_line_says_what_to_type(chuchu: Terminal, words: str) -> None:
    said = chuchu(*words.split())
    assert said.status == 1
    assert one_line(said.err)
    assert "chuchu add" in said.err
    assert not chuchu.library.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["ask"],
        ["frobnicate"],
        ["ask", "a", "b"],
        ["ask", "a", "--top", "0"],
        ["ask", "a", "--top"],
        ["list", "--bogus"],
        ["ask", "a", "--language", "fr"],
        ["--lib", "x", "list"],
        ["--library", "", "list"],
        ["list", "--library="],
        ["ask", "a", "--reader", ""],
        ["ask", "a", "--reranker", ""],
        ["rebuild", "--encoder", ""],
    ],
)
def test_misuse_is_one_line_and_status_2(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    for language in ("zh", "en"):
        assert main(["--language", language, *words]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert one_line(said.err)
        assert "chuchu" in said.err


def test_an_empty_question_is_refused_in_one_line(over_seeds: Terminal) -> None:
    said = over_seeds("ask", "  ")
    assert said.status == 1
    assert one_line(said.err)


def test_the_library_is_named_before_or_after_the_command(seeded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--library", str(seeded), "list"]) == 0
    before = capsys.readouterr().out
    assert main(["list", f"--library={seeded}"]) == 0
    assert capsys.readouterr().out == before


def test_the_language_is_the_locales_unless_it_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for locale, extra, chinese in (("zh_CN.UTF-8", [], True), ("C", [], False), ("zh_CN", ["--language=en"], False)):
        monkeypatch.setenv("LANG", locale)
        assert main(["--help", *extra]) == 0
        assert ("用法" in capsys.readouterr().out) is chinese


# What only a process of its own can show.


def process(folder: Path, *words: str, **settings: str) -> subprocess.Popen[bytes]:
    """Chuchu in the C locale with a fresh HOME."""
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LC_ALL": "C"} | settings
    command = [sys.executable, "-m", "rag", *words]
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_chinese_is_written_in_utf_8_whatever_the_locale(seeded: Path, tmp_path: Path) -> None:
    shown = process(tmp_path, "ask", QUESTION, "--library", str(seeded), PYTHONIOENCODING="latin-1")
    out, err = shown.communicate(timeout=60)
    assert (shown.returncode, err) == (0, b"")
    assert "落实率" in out.decode("utf-8")


def test_a_reader_that_has_seen_enough_ends_it_quietly(seeded: Path, tmp_path: Path) -> None:
    showing = process(tmp_path, "show", SEED, "--library", str(seeded))
    assert showing.stdout is not None
    assert showing.stderr is not None
    showing.stdout.close()
    assert showing.stderr.read() == b""
    assert showing.wait(timeout=60) == 0
    showing.stderr.close()


def test_help_comes_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    program = "import sys; from rag.cli import main; main(['--help']); print(*sys.modules)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    heavy = {"numpy", "faiss", "tantivy", "tokenizers", "torch", "sqlite3", "jieba", "gradio", "rag.library"}
    assert not heavy & set(done.stdout.decode("utf-8").splitlines()[-1].split())


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Two ends of a terminal: the person's, and the program's."""
    if not hasattr(os, "openpty"):
        pytest.skip("no terminals of this kind")
    ends = os.openpty()
    yield ends
    for end in ends:
        os.close(end)


def test_on_a_terminal_the_span_is_coloured(seeded: Path, tmp_path: Path, terminal: tuple[int, int]) -> None:
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    command = [sys.executable, "-m", "rag", "ask", QUESTION, "--library", str(seeded)]
    done = subprocess.run(command, env=environment, stdout=terminal[1], stderr=subprocess.PIPE, check=True)
    shown = os.read(terminal[0], 100_000).decode("utf-8")
    assert done.stderr == b""
    assert "\x1b[1;4;32m" in shown
    assert "【" not in shown


@pytest.mark.parametrize(
    ("answer", "status", "said"), [(b"y\n", 0, ""), (b"\n", 0, "nothing was changed"), (None, 130, "chuchu: stopped")]
)
def test_rebuilding_waits_for_a_yes(
    seeded: Path, tmp_path: Path, terminal: tuple[int, int], answer: bytes | None, status: int, said: str
) -> None:
    command = [sys.executable, "-m", "rag", "rebuild", "--library", str(seeded)]
    environment = {"HOME": str(tmp_path), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdin=terminal[1], stdout=-1, stderr=-1) as asking:
        assert asking.stdout is not None
        assert asking.stderr is not None
        prompt = b""
        while not prompt.endswith(b"[y/N] "):
            piece = asking.stderr.read(1)
            assert piece, prompt
            prompt += piece
        assert b" passages, about " in prompt
        if answer is None:
            asking.send_signal(signal.SIGINT)
        else:
            os.write(terminal[0], answer)
        err = asking.stderr.read().decode("utf-8")
        out = asking.stdout.read().decode("utf-8")
    assert asking.returncode == status
    assert said in err
    assert ("again" in out) is (answer == b"y\n")
