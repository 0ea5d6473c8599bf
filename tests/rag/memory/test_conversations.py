"""Conversations are kept with all their evidence, listed, renamed, deleted, exported."""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Library
from rag.errors import LibraryError
from rag.memory import Memory
from rag.memory.store import KeptStore
from rag.records import Carried, Turn, answer_of

Ask = Callable[..., Turn]

QUESTION = "全年货物吞吐量达到多少？"


def test_a_conversation_is_loaded_again_with_all_its_evidence(ask: Ask, library: Library, memory: Memory) -> None:
    first = ask(QUESTION)
    second = ask("那学校呢？", Carried("words", "全年"), asked="全年新建学校多少所？", document="school*")
    number = memory.conversations.begin()
    kept = [memory.conversations.keep(number, turn) for turn in (first, second)]
    assert first.answer.citations
    with library.memory() as again:
        loaded = again.conversations.turns(number)
    assert [turn.turn for turn in loaded] == [first, second]
    assert list(loaded) == kept


def test_an_answer_is_the_same_after_it_has_been_a_record(library: Library) -> None:
    for question in (QUESTION, "火星上有几座城市？"):
        answer = library.ask(question)
        assert answer_of(json.loads(json.dumps(answer.record()))) == answer


def test_conversations_are_listed_newest_first_under_their_first_question(ask: Ask, memory: Memory) -> None:
    old, new = memory.conversations.begin(), memory.conversations.begin("已有题目")
    memory.conversations.keep(new, ask(QUESTION))
    memory.conversations.keep(old, ask("  新建学校\n多少所？ "))
    entries = memory.conversations.entries()
    assert {(entry.id, entry.title, entry.turns) for entry in entries} == {
        (old, "新建学校 多少所？", 1),
        (new, "已有题目", 1),
    }
    assert list(entries) == sorted(entries, key=lambda entry: (entry.changed, entry.id), reverse=True)


def test_a_conversation_is_renamed_and_deleted_and_then_it_is_not_there(ask: Ask, memory: Memory) -> None:
    number = memory.conversations.begin()
    memory.conversations.keep(number, ask(QUESTION))
    memory.conversations.rename(number, "港口")
    memory.conversations.rename(number, " ")
    assert [entry.title for entry in memory.conversations.entries()] == ["港口"]
    memory.conversations.delete(number)
    assert memory.conversations.entries() == ()
    for refused in (
        lambda: memory.conversations.turns(number),
        lambda: memory.conversations.rename(number, "x"),
        lambda: memory.conversations.delete(number),
        lambda: memory.conversations.keep(number, ask(QUESTION)),
        lambda: memory.conversations.export(number, "json", "en"),
    ):
        with pytest.raises(LibraryError, match=f"no conversation {number}"):
            refused()


def test_a_deleted_conversation_leaves_no_byte(ask: Ask, library: Library, memory: Memory) -> None:
    number = memory.conversations.begin()
    memory.conversations.keep(number, ask("绝密计划第八号是什么？"))
    memory.conversations.delete(number)
    files = [path for path in library.folder.iterdir() if path.name.startswith("chat.sqlite")]
    assert files
    assert not [path for path in files if "绝密计划".encode() in path.read_bytes()]


def test_markdown_has_the_answer_with_its_source_as_a_footnote(ask: Ask, memory: Memory) -> None:
    number = memory.conversations.begin()
    memory.conversations.keep(number, ask(QUESTION))
    memory.conversations.keep(number, ask("<img onerror=x>火星*上*有几座城市？", Carried("name", "[火星]")))
    text = memory.conversations.export(number, "markdown", "en")
    assert text.splitlines()[:4] == [
        "# 全年货物吞吐量达到多少？",
        "",
        "## 全年货物吞吐量达到多少？",
        "",
    ]
    assert re.search(r"\n\n7.1亿吨\[\^1\]\n\n\*(very sure|fairly sure|not sure: [a-z ]+) \(\d+ %\)\*\n\n", text)
    assert "[^1]: 港口报告 · port.md · paragraph 1: “全年货物吞吐量达到7.1亿吨，比上年增长3.8%。”" in text
    assert "## \\<img onerror=x\\>火星\\*上\\*有几座城市？" in text
    assert "*carried over: \\[火星\\]*" in text
    assert "Not in these reports" in text


def test_json_has_the_answer_records(ask: Ask, memory: Memory) -> None:
    turn = ask(QUESTION)
    number = memory.conversations.begin()
    memory.conversations.keep(number, turn)
    exported = json.loads(memory.conversations.export(number, "json", "zh"))
    assert exported["title"] == QUESTION
    assert answer_of(exported["turns"][0]["answer"]) == turn.answer


def test_text_with_nul_lone_surrogates_and_a_million_characters_is_kept(ask: Ask, memory: Memory) -> None:
    turn = ask(QUESTION)
    hostile = "问\0题" + "长" * 1_000_000
    number = memory.conversations.begin("题\0目")
    kept = memory.conversations.keep(number, type(turn)(hostile, QUESTION, (), turn.answer, "\udcff*"))
    [loaded] = memory.conversations.turns(number)
    assert (loaded.turn.question, loaded.turn.answer) == (hostile, turn.answer)
    assert loaded.turn.document == "\\udcff*"
    assert kept.id == loaded.id
    assert memory.conversations.entries()[0].title == "题 目"
    assert len(memory.conversations.export(number, "markdown", "zh")) > 1_000_000


def test_twenty_threads_and_two_programs_keep_turns_at_once(ask: Ask, library: Library, memory: Memory) -> None:
    turn = ask(QUESTION)
    failed: list[BaseException] = []

    def talk(memory: Memory) -> None:
        try:
            number = memory.conversations.begin()
            for _ in range(3):
                memory.conversations.keep(number, turn)
            assert len(memory.conversations.turns(number)) == 3
        except BaseException as error:
            failed.append(error)

    with library.memory() as other:
        threads = [threading.Thread(target=talk, args=(each,)) for each in (memory, other) * 10]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not failed
    assert [entry.turns for entry in memory.conversations.entries()] == [3] * 20


def test_two_that_open_it_for_the_first_time_at_once_find_one_file(library: Library) -> None:
    failed: list[BaseException] = []

    def begin() -> None:
        try:
            with library.memory() as memory:
                memory.conversations.begin("x")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    with library.memory() as memory:
        assert len(memory.conversations.entries()) == 8


def test_only_its_owner_can_read_what_is_remembered(memory: Memory) -> None:
    memory.conversations.begin("x")
    assert {path.stat().st_mode & 0o777 for path in memory.path.parent.glob("chat.sqlite*")} == {0o600}


@pytest.mark.parametrize("content", [b"not a database" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_one_line_and_the_library_still_answers(library: Library, content: bytes) -> None:
    (library.folder / "chat.sqlite").write_bytes(content)
    with pytest.raises(LibraryError, match=r"chat\.sqlite: what the chat remembers is damaged") as refused:
        library.memory()
    assert "\n" not in str(refused.value)
    with Library.open(library.folder) as again:
        assert [notice.key for notice in again.notices] == ["chat_damaged"]
        assert again.ask(QUESTION).text == "7.1亿吨"


@pytest.mark.parametrize(
    "damage", ["answer = '{'", "answer = '{}'", "carried = '[3]'", "answer = CAST(x'22ff' AS TEXT)"]
)
def test_a_damaged_turn_is_one_line(ask: Ask, memory: Memory, damage: str) -> None:
    number = memory.conversations.begin()
    memory.conversations.keep(number, ask(QUESTION))
    with sqlite3.connect(memory.path) as connection:
        connection.execute(f"UPDATE turns SET {damage}")
    connection.close()
    with pytest.raises(LibraryError, match="damaged"):
        memory.conversations.turns(number)


def test_a_file_of_a_newer_format_is_refused(memory: Memory) -> None:
    memory.close()
    with sqlite3.connect(memory.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="newer version"):
        KeptStore.open(memory.path)


def test_a_file_that_was_begun_and_left_empty_is_begun_again(library: Library) -> None:
    Path(library.folder / "chat.sqlite").touch()
    with library.memory() as memory:
        assert memory.conversations.begin("x")
