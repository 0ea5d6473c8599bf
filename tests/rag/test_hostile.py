"""What nobody means well by: each is one clear line, the rest of the work is done, nothing is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from rag import Library, searching
from rag.cli.opening import json_line
from rag.cli.terminal import HARMFUL
from rag.errors import LibraryError
from rag.lexical import LexicalIndex
from rag.store import FILE, Store
from rag.walking import walk

ROOT = Path(__file__).parent.parent.parent
REPORT = "港口年报\n\n2024年，全港货物吞吐量达到7.1亿吨。\n"
STEER = "\x1b]0;x\x07\x1b[2J\x9b31m\u202e"
WALK = """
import os, sys
from rag.walking import walk
if os.geteuid() == 0:
    os.setuid(65534)  # to whom nothing here belongs
for named in sys.argv[1:]:
    found = walk([named])
    print([path.name for path in found.files], [(skipped.error.key, skipped.file) for skipped in found.skipped])
"""


class Said(NamedTuple):
    status: int
    out: str
    err: str


def chuchu(home: Path, *words: str | Path, before: Callable[[], None] | None = None) -> Said:
    """What one command says, in a process of its own that begins with ``before``."""
    environment = {"HOME": str(home), "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "rag", *map(str, words), "--library", str(home / "library")]
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    done = subprocess.run(command, env=environment, preexec_fn=before, timeout=120, check=False, **streams)
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a library of one report in it."""
    with Library.create(tmp_path / "library") as library:
        library.add([write(tmp_path / "reports", port=REPORT)])
    return tmp_path


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_closed_streams_are_no_failure_and_change_no_status(home: Path, closed: tuple[int, ...]) -> None:
    def close() -> None:
        for number in closed:
            os.close(number)

    asked = chuchu(home, "ask", "全港货物吞吐量达到多少？", before=close)
    assert (asked.status, "7.1亿吨" in asked.out, asked.err) == (0, 1 not in closed, "")
    refused = chuchu(home, "rebuild", before=close)
    assert (refused.status, refused.err.count("\n")) == (2, 2 not in closed)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_output_that_cannot_be_written_is_one_line_and_status_1(home: Path) -> None:
    said = chuchu(home, "list", before=lambda: os.dup2(os.open("/dev/full", os.O_WRONLY), 1))  # type: ignore[arg-type, return-value]
    assert (said.status, said.err.count("\n")) == (1, 1)
    assert "No space left" in said.err


@pytest.mark.parametrize("words", [("show", ""), ("remove", ""), ("ask", "什么？", "--document", "")])
def test_an_empty_name_can_be_seen_in_the_line_about_it(home: Path, words: tuple[str, ...]) -> None:
    said = chuchu(home, *words)
    assert said.status == 1
    assert "''" in said.err


@pytest.mark.parametrize("mode", [0o444, 0o000], ids=["listed, not entered", "not even listed"])
def test_a_folder_that_may_not_be_entered_is_one_line_and_the_rest_is_found(mode: int) -> None:
    with tempfile.TemporaryDirectory() as place:  # pytest's own folders are closed to others
        reports = write(Path(place) / "reports", port=REPORT)
        closed = write(reports / "closed", secret=REPORT)
        Path(place).chmod(0o755)
        closed.chmod(mode)
        command = [sys.executable, "-c", WALK, str(reports), str(closed / "secret.md")]
        out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        closed.chmod(0o700)
    hidden = closed / "secret.md"
    # A file whose folder may be listed is found, and then is refused like any that cannot be read
    inside = "['secret.md', 'port.md'] []" if mode else f"['port.md'] [('file_unreadable', '{closed}')]"
    assert out.splitlines() == [inside, f"[] [('file_unreadable', '{hidden}')]"]


def test_folders_are_followed_as_deep_as_the_system_names_them_and_deeper_ones_are_one_line(tmp_path: Path) -> None:
    here, reports = Path.cwd(), write(tmp_path / "reports", port=REPORT)
    os.chdir(reports)
    depths = range(2100)  # the system takes paths of 4,096 bytes, Python calls 1,000 deep
    for depth in depths:
        Path("d").mkdir()
        os.chdir("d")
        if depth == 1200:
            Path("deep.md").write_text(REPORT, "utf-8")
    try:
        found = walk([str(reports)])
    finally:
        for _ in depths:  # shutil.rmtree calls itself
            Path("deep.md").unlink(missing_ok=True)
            os.chdir("..")
            Path("d").rmdir()
        os.chdir(here)
    assert [path.name for path in found.files] == ["deep.md", "port.md"]
    assert [skipped.error.key for skipped in found.skipped] == ["file_unreadable"]


@pytest.mark.parametrize("command", ["ask", "add"])
def test_a_file_where_the_library_should_be_is_called_one(tmp_path: Path, command: str) -> None:
    (tmp_path / "library").write_text(REPORT)
    said = chuchu(tmp_path, command, tmp_path / "library")
    assert said.status == 1
    assert "a library is a folder, and here is a file" in said.err
    assert (tmp_path / "library").read_text() == REPORT


def test_no_name_is_not_the_folder_one_is_in(home: Path) -> None:
    said = chuchu(home, "add", "")
    assert (said.status, said.out) == (1, "")
    assert "no such file or folder" in said.err


def test_a_library_whose_making_was_interrupted_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "add_encoder", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Library.create(tmp_path / "library")
    with pytest.raises(LibraryError, match="no library here"):
        Library.open(tmp_path / "library")
    with Library.create(tmp_path / "library") as library:
        assert library.add([write(tmp_path / "reports", port=REPORT)]).added == ("port.md",)
    assert [path.name for path in (tmp_path / "library").glob(f"{FILE}*")] == [FILE]


def test_nothing_written_for_a_terminal_or_as_json_steers_it(home: Path) -> None:
    text = f"# {STEER}标题\n\n逃逸吞吐量达到8亿吨{STEER}\u2028反转。\n"
    write(home / "reports", **{f"esc{STEER}": text})
    outputs = [chuchu(home, "add", home / "reports")]
    commands = (["list"], ["list", "--json"], ["ask", "逃逸吞吐量达到多少？"], ["search", "逃逸吞吐量", "--json"])
    outputs += [chuchu(home, *words) for words in (*commands, ["show", STEER], ["doctor"], ["remove", "esc*"])]
    for said in outputs:
        assert not HARMFUL.search(said.out + said.err)
    assert json.loads(outputs[4].out)["passages"][0]["text"] == text.split("\n")[2]


def test_a_json_line_is_one_line_to_whoever_splits_it() -> None:
    record = {"text": "a\u2028b\u2029c\x85d\x0be\x7f\udcff"}
    line = json_line(record)
    assert len(line.splitlines()) == 1
    assert json.loads(line) == record


def test_an_endless_heading_or_title_is_not_repeated_in_every_passage(tmp_path: Path) -> None:
    body = "".join(f"第{number}段讲港口的事情。\n\n" for number in range(300))
    files = {"heading": f"# 报告\n\n## {'长标题' * 20_000}\n\n{body}", "title": f"# {'长标题' * 20_000}\n\n{body}"}
    with Library.create(tmp_path / "library") as library:
        library.add([write(tmp_path / "reports", **files)])
        assert all(len(entry.title) <= 300 for entry in library.documents())
        assert "长标题长标题" in library.search("长标题")[0].text
    assert size(tmp_path / "library") < 30 * size(tmp_path / "reports")


def test_a_row_of_thousands_of_cells_takes_no_vector_for_each(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("a," * 50_000)
    with Library.create(tmp_path / "library") as library:
        library.add([tmp_path / "wide.csv"])
        assert library.doctor(verify=True).problems == ()
        assert library.doctor().vectors < 50_000 / 10


@pytest.mark.parametrize(
    ("text", "line"),
    [("\u200b\u200b\n", "no text in it"), ("——\n\n……\n", "no text in it"), ("# 标题\n", "only headings")],
)
def test_what_says_nothing_is_not_called_an_empty_file(tmp_path: Path, text: str, line: str) -> None:
    with Library.create(tmp_path / "library") as library:
        [skipped] = library.add([write(tmp_path / "reports", nothing=text)]).skipped
    assert line in str(skipped.error)


def test_an_index_that_is_replaced_while_it_is_opened_is_not_asked(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, opened = searching._lexical, []

    def half_gone(folder: Path) -> LexicalIndex:
        opened.append(folder)
        if len(opened) > 1:
            return real(folder)
        with Library.open(home / "library") as writer:
            writer.rebuild()
        return LexicalIndex(home / "elsewhere")

    monkeypatch.setattr(searching, "_lexical", half_gone)
    with Library.open(home / "library") as library:
        assert library.ask("全港货物吞吐量达到多少？").text == "7.1亿吨"
        assert library.notices == []
    assert len(opened) == 2


def test_an_index_in_which_somebody_makes_locks_meanwhile_is_removed_all_the_same(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tried = shutil.rmtree, []

    def locked(folder: Path, ignore_errors: bool = False) -> None:
        tried.append(folder)
        real(folder, ignore_errors)
        if len(tried) == 1:  # a reader that was about to open it
            folder.mkdir()
            (folder / ".tantivy-meta.lock").touch()

    monkeypatch.setattr(shutil, "rmtree", locked)
    with Library.open(home / "library") as library:
        library.rebuild()
    assert len(tried) == 2
    assert len(list((home / "library").glob("lexical-*"))) == 1


WRITE = """
import random, sys
from rag import Library
chance = random.Random(1)
with Library.open(sys.argv[1]) as library:
    print("ready", flush=True)
    while True:
        library.remove(chance.sample([f"like-{number}.md" for number in range(20)], 5))
        library.add([sys.argv[2]])
        library.rebuild()
"""


@pytest.mark.parametrize("questions", [40, pytest.param(1000, marks=pytest.mark.long)])
def test_readers_go_on_getting_the_same_answer_while_another_program_writes(home: Path, questions: int) -> None:
    likes = {f"like-{number}": f"第{number}号报告\n\n第{number}号单位完成{number}件。\n" for number in range(20)}
    reports = write(home / "reports", **likes)
    command = [sys.executable, "-c", WRITE, str(home / "library"), str(reports)]
    with Library.open(home / "library") as library:
        library.add([reports])
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            assert writer.stderr is not None
            try:
                assert writer.stdout.readline() == "ready\n"
                for _ in range(questions):
                    assert library.ask("全港货物吞吐量达到多少？").text == "7.1亿吨"
                    with Library.open(home / "library") as other:
                        assert "port.md" in [entry.name for entry in other.documents()]
                assert writer.poll() is None, writer.stderr.read()
            finally:
                writer.kill()
