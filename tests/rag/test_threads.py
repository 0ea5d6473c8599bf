"""One library and one memory, asked by many threads at once while others add, remove and remember."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from rag import Conversation, Library
from rag.records import Answer, cut

PLACES = ("青岛", "济南", "济宁", "威海", "潍坊", "临沂", "淄博", "泰安")
QUESTIONS = tuple(f"{place}{year}年新建学校多少所？" for place in PLACES for year in (2023, 2024))


def report(place: str) -> str:
    number = PLACES.index(place) + 11
    lines = (f"# {place}报告", f"{place}2023年新建学校{number}所。", f"{place}2024年新建学校{number + 50}所。")
    return "\n\n".join(lines) + "\n"


def together(count: int, work: Callable[[int], object]) -> None:
    """Does it in so many threads at once; raises what one of them raised."""
    failed: list[BaseException] = []
    ready = threading.Barrier(count)

    def one(number: int) -> None:
        try:
            ready.wait()
            work(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    for place in PLACES:
        (reports / f"{place}.md").write_text(report(place), "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([reports])
    return tmp_path / "library"


def test_twenty_threads_get_the_answers_that_one_gets(folder: Path) -> None:
    with Library.open(folder) as library:
        alone = {question: library.ask(question, document=question[:2] + "*") for question in QUESTIONS}
        alone |= {f"{question} ": library.ask(question) for question in QUESTIONS}
    assert {answer.status for answer in alone.values()} == {"answered"}
    with Library.open(folder) as library:  # nothing of it is loaded yet

        def ask(number: int) -> None:
            for step in range(len(QUESTIONS)):
                question = QUESTIONS[(step + number) % len(QUESTIONS)]
                assert library.ask(question, document=question[:2] + "*") == alone[question]
                assert library.ask(question) == alone[f"{question} "]

        together(20, ask)


def test_conversations_in_twenty_threads_do_not_mix(folder: Path) -> None:
    with Library.open(folder) as library, library.memory() as memory:

        def talk(number: int) -> None:
            place, other = PLACES[number % 8], PLACES[(number + 3) % 8]
            conversation = Conversation(library)
            kept = memory.conversations.begin()
            for text in (f"{place}2023年新建学校多少所？", "那2024年呢？", f"{other}呢？"):
                memory.conversations.keep(kept, conversation.ask(text))
            asked = [each.turn.asked for each in memory.conversations.turns(kept)]
            assert asked[1:] == [f"{place}2024年新建学校多少所？", f"{other}2024年新建学校多少所？"]
            assert tuple(each.turn for each in memory.conversations.turns(kept)) == conversation.turns
            memory.gold.judge(memory.conversations.turns(kept)[0].id, "right")

        together(20, talk)
        assert len(memory.conversations.entries()) == len(memory.gold.entries("accepted")) == 20


WRITER = """
import sys
from rag import Library
with Library.open(sys.argv[1]) as library:
    print("ready", flush=True)
    for _ in range(int(sys.argv[3])):
        library.remove(["青岛.md", "济南.md"])
        library.add([sys.argv[2]])
"""


def sound(answer: Answer) -> bool:
    """Whether every piece it shows is the text of its report."""
    text = {f"{place}.md": report(place) for place in PLACES}
    parts = [(one.document, one.ranges, one.quote) for one in answer.citations]
    parts += [(one.document, one.ranges, one.text) for one in answer.passages]
    return all(cut(text[document], ranges) == said for document, ranges, said in parts)


def test_threads_ask_soundly_while_another_program_adds_and_removes(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(folder), str(tmp_path / "reports"), "4"]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer,
        Library.open(folder) as library,
        library.memory() as memory,
    ):
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"

        def ask(number: int) -> None:
            kept = memory.conversations.begin()
            step = number
            while writer.poll() is None:
                step += 1
                turn = Conversation(library).ask(QUESTIONS[step % len(QUESTIONS)])
                assert sound(turn.answer)
                memory.conversations.keep(kept, turn)
                for each in memory.conversations.turns(kept):
                    assert all(one.document for one in each.turn.answer.citations if one.quote)

        together(6, ask)
        assert writer.wait() == 0
        assert len(library.documents()) == len(PLACES)


def test_threads_ask_soundly_while_one_of_them_adds_and_removes(folder: Path, tmp_path: Path) -> None:
    done = threading.Event()
    with Library.open(folder) as library:

        def work(number: int) -> None:
            if number == 0:
                try:
                    for _ in range(4):
                        library.remove(["青岛.md"])
                        assert library.add([tmp_path / "reports"]).added == ("青岛.md",)
                finally:
                    done.set()
            step = number
            while not done.is_set():
                step += 1
                assert sound(library.ask(QUESTIONS[step % len(QUESTIONS)]))
                assert len(library.documents()) in (len(PLACES) - 1, len(PLACES))

        together(6, work)
        assert library.doctor(verify=True).problems == ()


def test_threads_that_meet_damaged_indexes_at_once_all_get_an_answer(folder: Path) -> None:
    for path in folder.glob("vectors-*"):
        path.write_bytes(path.read_bytes()[:100])
    with Library.open(folder) as library:
        together(8, lambda number: library.ask(QUESTIONS[number]))
        assert [notice.key for notice in library.notices] == ["derived_made_again"]
