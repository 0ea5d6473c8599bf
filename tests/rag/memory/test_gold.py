"""What people say of answers becomes gold lines; proposals are accepted, edited, rejected; all of it is exported."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag import Library
from rag.errors import LibraryError
from rag.memory import Gold, Memory, Verdict, Where
from rag.memory.records import KeptTurn
from rag.records import Carried, Turn

Ask = Callable[..., Turn]

QUESTION = "全年货物吞吐量达到多少？"
SENTENCE = "全年货物吞吐量达到7.1亿吨，比上年增长3.8%。"


@pytest.fixture
def kept(ask: Ask, memory: Memory) -> KeptTurn:
    return memory.conversations.keep(memory.conversations.begin(), ask(QUESTION))


def lines(memory: Memory) -> list[dict[str, object]]:
    return [json.loads(row) for row in memory.gold.export().splitlines()]


def test_right_makes_the_answer_and_its_sentence_a_gold_line(memory: Memory, kept: KeptTurn) -> None:
    entry = memory.gold.judge(kept.id, "right")
    assert lines(memory) == [
        {
            "id": f"g{entry.id:04}",
            "question": QUESTION,
            "answers": ["7.1亿吨"],
            "evidence": SENTENCE,
            "document": "port.md",
            "lang": "zh",
            "kind": "span",
        }
    ]
    assert memory.gold.of_turn(kept.id) == entry


def test_not_in_the_documents_makes_a_line_that_must_not_be_answered(memory: Memory, kept: KeptTurn) -> None:
    memory.gold.judge(kept.id, "not_in_documents")
    [line] = lines(memory)
    assert (line["answers"], line["evidence"], line["document"], line["kind"]) == ([], "", "", "none")


def test_right_said_of_a_not_found_is_that_it_is_not_there(ask: Ask, memory: Memory) -> None:
    number = memory.conversations.begin()
    turn = memory.conversations.keep(number, ask("火星上有几座城市？"))
    assert turn.turn.answer.status == "not_found"
    assert memory.gold.judge(turn.id, "right").gold.kind == "none"


def test_in_the_documents_needs_to_be_shown_where(memory: Memory, kept: KeptTurn) -> None:
    with pytest.raises(LibraryError, match="show where"):
        memory.gold.judge(kept.id, "in_documents")
    with pytest.raises(LibraryError, match=r"school\.md: no paragraph has this text"):
        memory.gold.judge(kept.id, "in_documents", Where("school.md", "货物吞吐量"))
    with pytest.raises(LibraryError, match="no such document"):
        memory.gold.judge(kept.id, "in_documents", Where("nowhere.md", "货物吞吐量"))
    with pytest.raises(LibraryError, match="which document"):
        memory.gold.judge(kept.id, "in_documents", Where("", "货物吞吐量"))
    memory.gold.judge(kept.id, "in_documents", Where("school", "青岛的\n教师 达到九万人", ("九万人",)))
    [line] = lines(memory)
    assert (line["document"], line["answers"], line["kind"]) == ("school.md", ["九万人"], "span")


@pytest.mark.parametrize(("verdict", "evidence"), [("wrong_piece", SENTENCE), ("wrong_paragraph", "")])
def test_what_says_too_little_is_kept_and_exported_when_it_has_been_edited(
    memory: Memory, kept: KeptTurn, verdict: Verdict, evidence: str
) -> None:
    entry = memory.gold.judge(kept.id, verdict)
    assert entry.gold.evidence == evidence
    assert lines(memory) == []
    gold = replace(entry.gold, answers=("7.1亿吨",), evidence="货物吞吐量", document="port.md", kind="span")
    assert memory.gold.edit(entry.id, gold).gold == gold
    assert [line["answers"] for line in lines(memory)] == [["7.1亿吨"]]


def test_a_second_verdict_takes_the_place_of_the_first(memory: Memory, kept: KeptTurn) -> None:
    memory.gold.judge(kept.id, "right")
    memory.gold.judge(kept.id, "not_in_documents")
    assert [entry.verdict for entry in memory.gold.entries()] == ["not_in_documents"]


def test_the_question_of_a_line_is_the_one_that_was_asked_not_the_short_one_typed(ask: Ask, memory: Memory) -> None:
    turn = ask("那吞吐量呢？", Carried("words", "货物"), asked=QUESTION)
    kept = memory.conversations.keep(memory.conversations.begin(), turn)
    assert memory.gold.judge(kept.id, "right").gold.question == QUESTION


def test_a_line_outlives_the_conversation_it_came_from(memory: Memory, kept: KeptTurn) -> None:
    memory.gold.judge(kept.id, "right")
    memory.conversations.delete(kept.conversation)
    [entry] = memory.gold.entries()
    assert entry.turn is None
    assert len(lines(memory)) == 1


def test_proposals_are_accepted_edited_or_rejected_and_not_proposed_twice(memory: Memory) -> None:
    golds = [Gold(f"问题{number}？", ("九万人",), "青岛的教师达到九万人", "school") for number in range(3)]
    first, second, third = memory.gold.propose(golds)
    assert memory.gold.export() == ""
    memory.gold.accept(first)
    memory.gold.reject(second)
    memory.gold.edit(third, replace(golds[2], question="青岛有多少教师？"))
    assert [line["question"] for line in lines(memory)] == ["问题0？", "青岛有多少教师？"]
    assert {entry.state for entry in memory.gold.entries()} == {"accepted", "rejected"}
    assert memory.gold.propose(golds[:2]) == ()
    memory.gold.delete(first)
    assert [entry.id for entry in memory.gold.entries("accepted")] == [third]


@pytest.fixture
def years(library: Library, tmp_path: Path) -> None:
    """Documents whose names are told apart by their folder, or only look as if they had a suffix."""
    for name in ("a/2024.md", "b/2024.md", "report v1.md"):
        path = tmp_path / "years" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n\n{name}的港口吞吐量达到8.2亿吨。\n", "utf-8")
    library.add([tmp_path / "years"])


@pytest.mark.usefixtures("years")
def test_a_gold_line_means_the_one_document_of_its_name_folder_and_suffix_aside(memory: Memory) -> None:
    assert memory.document("port")[0] == memory.document("old/port.PDF")[0] == "port.md"
    assert memory.document("report v1")[0] == "report v1.md"
    assert memory.document("b/2024.md")[0] == "b/2024.md"
    with pytest.raises(LibraryError, match="no such document"):
        memory.document("report v1.2")
    with pytest.raises(LibraryError, match=r"several documents could be meant \(a/2024.md · b/2024.md\)"):
        memory.document("2024")


def test_lines_that_are_not_there_or_too_long_are_refused(memory: Memory, kept: KeptTurn) -> None:
    for refused in (memory.gold.accept, memory.gold.reject, memory.gold.delete):
        with pytest.raises(LibraryError, match="no gold line 99"):
            refused(99)
    with pytest.raises(LibraryError, match="no gold line 99"):
        memory.gold.edit(99, Gold("问？"))
    with pytest.raises(LibraryError, match="no turn 99"):
        memory.gold.judge(99, "right")
    with pytest.raises(LibraryError, match="too long"):
        memory.gold.judge(kept.id, "in_documents", Where("port.md", "长" * 20_000))
    with pytest.raises(LibraryError, match="without its question"):
        memory.gold.propose([Gold(" ")])
