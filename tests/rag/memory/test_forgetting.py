"""Of a document that is removed from the library, the chat remembers nothing either."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Library
from rag.chat_files import chat_files
from rag.errors import LibraryError
from rag.memory import Gold, Memory, Where, shown
from rag.records import Carried, Turn
from rag.store import Store

MARKER = "绝密计划第八号XQZWJKVP"
SECRET = f"# {MARKER}报告\n\n{MARKER}拨款859.85亿元，由{MARKER}办公室管理。\n\n货物吞吐量达到7.1亿吨，增长3.8%。\n"
QUESTION = "计划拨款多少亿元？"


def holding(folder: Path, text: str = MARKER) -> list[str]:
    """Files of what is remembered that have any eight bytes of a text."""
    content = text.encode()
    pieces = [content[start : start + 8] for start in range(len(content) - 7)]
    files = [path for path in folder.rglob("chat.sqlite*") if path.is_file()]
    return [path.name for path in files if any(piece in path.read_bytes() for piece in pieces)]


@pytest.fixture
def secret(ask: Ask, library: Library, tmp_path: Path, memory: Memory) -> int:
    """The number of a conversation about a document that will be removed, and of others."""
    folder = tmp_path / "secret"
    folder.mkdir()
    (folder / "plan.md").write_text(SECRET, "utf-8")
    library.add([folder])
    number = memory.conversations.begin()
    turns = [
        ask(QUESTION),
        ask("由谁管理？", Carried("name", MARKER), asked=f"{MARKER}由谁管理？"),
        ask("青岛的教师有多少？", document="school*"),
    ]
    kept = [memory.conversations.keep(number, turn) for turn in turns]
    assert MARKER in kept[0].turn.answer.citations[0].passage
    assert kept[2].turn.answer.text == "九万人"
    memory.gold.judge(kept[0].id, "right")
    memory.gold.judge(kept[1].id, "in_documents", Where("plan.md", f"由{MARKER}办公室管理", (f"{MARKER}办公室",)))
    memory.gold.judge(kept[2].id, "right")
    memory.gold.propose([Gold(f"{MARKER}拨款多少？", ("859.85亿元",), f"{MARKER}拨款859.85亿元", "plan")])
    assert holding(library.folder)
    return number


def assert_forgotten(library: Library, number: int) -> None:
    assert holding(library.folder) == []
    assert holding(library.folder, "plan.md") == []
    with library.memory() as memory:
        first, second, third = (kept.turn for kept in memory.conversations.turns(number))
        lines = memory.gold.entries()
        text = memory.conversations.export(number, "markdown", "zh")
    assert first.answer.status == "answered"
    assert shown(first.answer, "en").text == "source removed"
    assert shown(first.answer, "zh").citations[0].passage == "来源已移除"
    assert "来源已移除[^1]" in text
    assert (second.asked, second.carried) == ("由谁管理？", ())
    assert shown(third.answer, "zh").text == third.answer.text == "九万人"
    assert [(line.removed, line.gold.question) for line in lines] == [
        (True, QUESTION),
        (True, "由谁管理？"),
        (False, "青岛的教师有多少？"),
    ]
    assert not any("port.md" in place.document for passage in third.answer.passages for place in passage.also_in)


def test_after_remove_quotes_read_source_removed_and_no_byte_is_kept(
    library: Library, secret: int, memory: Memory
) -> None:
    library.remove(["plan.md"])
    assert_forgotten(library, secret)
    assert len(memory.gold.export().splitlines()) == 1


def test_after_a_sync_that_removes_no_byte_is_kept(library: Library, secret: int, tmp_path: Path) -> None:
    (tmp_path / "secret" / "plan.md").unlink()
    assert library.add([tmp_path / "secret"], sync=True).removed == ("plan.md",)
    assert_forgotten(library, secret)


def test_a_removal_that_was_killed_halfway_is_finished_at_the_next_opening(
    library: Library, secret: int, memory: Memory
) -> None:
    store = Store.open(library.folder)
    [(number,)] = store.rows("SELECT id FROM documents WHERE name = 'plan.md'")
    store.remove([number])  # and here the program is killed
    store.close()
    assert holding(library.folder)
    Library.open(library.folder).close()
    assert_forgotten(library, secret)
    assert memory.gold.entries()


def test_a_chat_that_is_open_shows_nothing_of_what_another_program_removed(
    library: Library, secret: int, memory: Memory
) -> None:
    store = Store.open(library.folder)
    [(number,)] = store.rows("SELECT id FROM documents WHERE name = 'plan.md'")
    store.remove([number])
    store.close()
    assert MARKER not in memory.conversations.export(secret, "json", "zh")


def test_an_answer_whose_document_was_removed_meanwhile_is_kept_without_it(
    ask: Ask, library: Library, secret: int, memory: Memory
) -> None:
    late = ask(QUESTION)
    library.remove(["plan.md"])
    assert MARKER in late.answer.citations[0].passage
    memory.conversations.keep(secret, late)
    assert holding(library.folder) == []


def test_what_a_reader_holds_open_is_forgotten_at_the_next_opening(
    library: Library, secret: int, memory: Memory
) -> None:
    reader = sqlite3.connect(memory.path, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM turns").fetchone() == (3,)
    library.remove(["plan.md"])
    assert holding(library.folder)
    reader.close()
    memory.close()
    Library.open(library.folder).close()
    assert_forgotten(library, secret)


def test_a_renamed_document_is_quoted_under_its_new_name_and_forgotten_under_it(
    library: Library, secret: int, tmp_path: Path, memory: Memory
) -> None:
    folder = tmp_path / "secret"
    (folder / "plan.md").rename(folder / "new.md")
    library.add([folder])
    assert memory.path.exists()
    with library.memory() as again:
        first = again.conversations.turns(secret)[0]
        assert first.turn.answer.citations[0].document == "new.md"
    library.remove(["new.md"])
    assert_forgotten(library, secret)


@pytest.fixture
def both(ask: Ask, memory: Memory) -> int:
    """The number of a conversation whose answer has passages of both reports; a gold line quotes one of them."""
    number = memory.conversations.begin()
    kept = memory.conversations.keep(number, ask("新建学校和新增航线各有多少？"))
    assert {passage.document for passage in kept.turn.answer.passages} == {"port.md", "school.md"}
    only = memory.conversations.keep(number, ask("青岛的教师有多少？", document="school.md"))
    memory.gold.judge(only.id, "right")
    return number


def texts_by_document(memory: Memory, number: int) -> dict[str, str]:
    """What the first answer of a conversation has of each document."""
    found: dict[str, str] = {}
    for passage in memory.conversations.turns(number)[0].turn.answer.passages:
        found[passage.document] = found.get(passage.document, "") + passage.text
    return found


def test_a_document_with_the_name_that_another_had_is_quoted_under_it(
    library: Library, both: int, memory: Memory, tmp_path: Path
) -> None:
    reports = tmp_path / "reports"
    (reports / "port.md").rename(reports / "once.md")
    (reports / "school.md").rename(reports / "port.md")
    (reports / "once.md").rename(reports / "school.md")
    changes = (("port.md", "school.md"), ("school.md", "reports/port.md"))
    assert library.add([reports]).renamed == changes
    texts = texts_by_document(memory, both)
    assert ("航线" in texts["school.md"], "学校" in texts["school.md"]) == (True, False)
    assert ("航线" in texts["reports/port.md"], "学校" in texts["reports/port.md"]) == (False, True)
    assert memory.conversations.turns(both)[1].turn.document == "reports/port.md"
    assert memory.gold.entries()[0].gold.document == "reports/port.md"
    library.remove(["school.md"])
    assert holding(library.folder, "货物吞吐量达到7.1亿吨") == []
    assert holding(library.folder, "学位两万个")


def test_two_documents_that_swapped_their_names_are_told_apart(library: Library, both: int, memory: Memory) -> None:
    store = Store.open(library.folder)
    numbers = {name: number for number, name in store.rows("SELECT id, name FROM documents")}
    with store.writing():
        for old, new in (("port.md", "once.md"), ("school.md", "port.md"), ("port.md", "school.md")):
            store.set_name(numbers[old], new)
        store.next_generation()
    store.close()
    texts = texts_by_document(memory, both)
    assert ("航线" in texts["school.md"], "学校" in texts["school.md"]) == (True, False)
    assert ("航线" in texts["port.md"], "学校" in texts["port.md"]) == (False, True)
    library.remove(["school.md"])
    assert holding(library.folder, "货物吞吐量达到7.1亿吨") == []


def test_a_document_with_the_name_of_a_removed_one_keeps_its_quotes(
    library: Library, both: int, memory: Memory
) -> None:
    store = Store.open(library.folder)
    numbers = {name: number for number, name in store.rows("SELECT id, name FROM documents")}
    store.remove([numbers["school.md"]])
    with store.writing():
        store.set_name(numbers["port.md"], "school.md")
        store.next_generation()
    store.close()
    texts = texts_by_document(memory, both)
    assert "航线" in texts["school.md"]
    assert "学校" not in "".join(texts.values())
    assert memory.gold.entries()[0].removed
    memory.close()
    Library.open(library.folder).close()
    assert holding(library.folder, "学位两万个") == []


def test_a_library_made_again_in_the_same_folder_keeps_what_it_still_has(
    library: Library, secret: int, memory: Memory, tmp_path: Path
) -> None:
    memory.close()
    library.close()
    for path in library.folder.iterdir():
        if not path.name.startswith("chat.sqlite"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    with Library.create(library.folder) as new:
        new.add([tmp_path / "reports"])
        assert_forgotten(new, secret)
        new.remove(["school.md"])
        with new.memory() as again:
            last = again.conversations.turns(secret)[2].turn
    assert shown(last.answer, "en").text == "source removed"


def test_what_was_removed_is_forgotten_in_the_users_own_folder_too(
    ask: Ask, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as closed:  # as it is where the library's folder cannot be written
        closed.setattr("rag.memory.chat_file", lambda folder: chat_files(folder)[1])
        with library.memory() as memory:
            number = memory.conversations.begin()
            memory.conversations.keep(number, ask("全年货物吞吐量达到多少？"))
    assert memory.path.is_relative_to(tmp_path / "home")
    assert holding(tmp_path / "home", "全年货物吞吐量达到7.1亿吨")
    library.remove(["port.md"])
    assert holding(tmp_path / "home", "7.1亿吨，比上年增长") == []


CLOSED = """
import os, sys
import rag.library, rag.memory, platformdirs.unix
if os.geteuid() == 0:
    os.setuid(65534)  # to whom writing there is forbidden
with rag.library.Library.open(sys.argv[1]) as library:
    with library.memory() as memory:
        memory.conversations.begin("x")
        print(len(memory.conversations.entries()))
"""


def test_where_the_library_cannot_be_written_it_is_kept_in_the_users_own_folder(library: Library) -> None:
    with tempfile.TemporaryDirectory() as place:
        closed = Path(shutil.copytree(library.folder, Path(place) / "closed"))
        home = Path(place) / "home"
        home.mkdir()
        home.chmod(0o777)
        Path(place).chmod(0o755)
        for path in (closed, *closed.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        command = [sys.executable, "-c", CLOSED, str(closed)]
        environment = os.environ | {"XDG_DATA_HOME": str(home)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
        assert (done.stdout, done.stderr) == ("1\n", "")
        assert [path.name for path in home.rglob("chat.sqlite")] == ["chat.sqlite"]
        assert not (closed / "chat.sqlite").exists()
        for path in (closed, *closed.rglob("*")):
            path.chmod(0o755)


def test_what_cannot_be_forgotten_is_said_when_a_document_is_removed(library: Library) -> None:
    (library.folder / "chat.sqlite").write_bytes(b"no database" * 999)
    with pytest.raises(LibraryError, match="damaged"):
        library.remove(["port.md"])
    assert [entry.name for entry in library.documents()] == ["school.md"]


REMOVER = """
import sys
from rag import Library
import rag.memory.forgetting
with Library.open(sys.argv[1]) as library:
    print("ready", flush=True)
    library.remove(["plan.md"])
"""

Ask = Callable[..., Turn]


@pytest.mark.parametrize("wait", [0.0, 0.01, 0.03, 0.06, 0.1])
def test_after_a_kill_at_any_moment_the_next_opening_forgets_what_is_gone(
    library: Library, secret: int, memory: Memory, wait: float
) -> None:
    memory.close()
    with subprocess.Popen(
        [sys.executable, "-c", REMOVER, str(library.folder)], stdout=subprocess.PIPE, text=True
    ) as remover:
        assert remover.stdout is not None
        assert remover.stdout.readline() == "ready\n"
        time.sleep(wait)
        remover.send_signal(signal.SIGKILL)
        remover.wait()
    with Library.open(library.folder) as again:
        if "plan.md" in [entry.name for entry in again.documents()]:
            assert holding(again.folder)
            again.remove(["plan.md"])
        assert_forgotten(again, secret)
