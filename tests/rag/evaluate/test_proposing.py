"""Questions proposed from sentences: what is asked for is in the sentence, and no longer in the question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag import Library
from rag.cli import main
from rag.evaluate.proposing import proposals
from rag.evaluate.relevance import Judge
from rag.evaluate.sets import read_gold

ROOT = Path(__file__).parent.parent.parent.parent


def proposed(tmp_path: Path, *sentences: str) -> dict[str, tuple[str, ...]]:
    (tmp_path / "report.md").write_text("\n\n".join(["# 年报", *sentences]), "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([tmp_path / "report.md"])
        return {gold.question: gold.answers for gold in proposals(library)}


@pytest.mark.parametrize(
    ("sentence", "question", "answer"),
    [
        ("全年648件代表建议落实率达到91.72%。", "全年648件代表建议落实率达到多少？", "91.72%"),
        ("全港货物吞吐量达到7.1亿吨，居全国第二。", "全港货物吞吐量达到多少吨？", "7.1亿吨"),
        ("2025年2月10日，常务委员会作了报告。", "", ""),  # a clause of nothing but the date asks nothing
        ("常务委员会于2025年2月10日作了报告。", "常务委员会于什么时候作了报告？", "2025年2月10日"),
        ("这座码头自1998年开始使用至今。", "这座码头自哪一年开始使用至今？", "1998年"),
        ("市人大审议通过了《海洋保护条例》。", "市人大审议通过了什么？", "《海洋保护条例》"),
        ("修订条例，新增12项。", "修订条例，新增多少项？", "12项"),
        ("港口的规模居全国第3位。", "", ""),
        ("各区计划建设5至10所学校。", "", ""),
        ("The port handled 34 ships before noon.", "The port handled how many ships before noon?", "34"),
        (
            "Costs at the old port rose by 5.4% that winter.",
            "Costs at the old port rose by what percentage that winter?",
            "5.4%",
        ),
        ("The harbour was opened to all ships in 1998.", "The harbour was opened to all ships in which year?", "1998"),
    ],
)
def test_what_is_asked_for_is_taken_out_of_its_clause(
    tmp_path: Path, sentence: str, question: str, answer: str
) -> None:
    found = proposed(tmp_path, sentence, "没有可以问的。")
    assert found == ({question: (answer,)} if question else {})


def test_a_sentence_that_stands_twice_is_not_asked_about(tmp_path: Path) -> None:
    assert proposed(tmp_path, "全年培训职工总计3400人次。", "全年培训职工总计3400人次。又说。") == {}


def test_proposals_over_the_sample_corpus_are_sound_gold_in_an_order_that_stays(tmp_path: Path) -> None:
    with Library.create(tmp_path / "library") as library:
        library.add(sorted((ROOT / "seeds").glob("*.md")))
        found = list(proposals(library))
        assert found == list(proposals(library))
        texts = [passage.text for passage in library.passages(library.passage_ids().tolist()).values()]
        assert len(found) > 10
        for gold in found:
            assert any(gold.evidence in text for text in texts)
            assert gold.answers[0] in gold.evidence
            assert gold.answers[0] not in gold.question
        assert len({gold.evidence for gold in found}) == len(found)


def test_the_command_proposes_each_question_once_and_prints_a_gold_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    with Library.create(tmp_path / "library") as library:
        library.add(sorted((ROOT / "seeds").glob("*.md")))
    words = ["gold", "--top", "8", "--library", str(tmp_path / "library")]
    printed = []
    for _ in range(2):
        assert main(words) == 0
        printed.append(capsys.readouterr().out)
    questions = [json.loads(line)["question"] for line in "".join(printed).splitlines()]
    assert len(questions) == len(set(questions)) == 16
    (tmp_path / "gold.jsonl").write_text(printed[0], "utf-8")
    gold = read_gold(tmp_path / "gold.jsonl")
    with Library.open(tmp_path / "library") as library, library.memory() as memory:
        entries = memory.gold.entries("proposed")
        assert [entry.gold.question for entry in entries] == questions
        judge = Judge(library)
        for one in gold.questions:
            target = judge.target(one)
            assert target is not None
            assert len(target.things) == 1


def test_when_all_has_been_asked_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.txt").write_text("没有数字的一句话。", "utf-8")
    with Library.create(tmp_path / "library") as library:
        library.add([tmp_path / "report.txt"])
    assert main(["gold", "--library", str(tmp_path / "library"), "--language", "en"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "nothing new to propose" in said.err
