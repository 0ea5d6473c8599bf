"""Reports over a small library: what is measured, what is said about the gold, and the files written from it."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import ir_measures
import pytest

from rag import Library
from rag.errors import ChuchuError, LibraryError, ModelError, UsageError
from rag.evaluate.files import details_lines, report_json, trec_lines
from rag.evaluate.floors import Floor, floor_of, missed
from rag.evaluate.gold import Gold, GoldSet, Text
from rag.evaluate.html import page
from rag.evaluate.report import Plan, Report, evaluate, misses
from rag.evaluate.running import checked
from rag.evaluate.settings import MODES

QUESTIONS = (
    Gold("h1", "全港吞吐量达到多少？", ("7.1亿吨",), "吞吐量达到7.1亿吨", (("harbour", 1),), "zh", "span"),
    Gold("h2", "岸电使用率是多少？", ("95%",), "岸电使用率达到95%", (("harbour.txt", 1),), "zh", "span"),
    Gold(
        "f1",
        "森林覆盖率达到多少？",
        ("31.5%", "百分之三十一点五"),
        "森林覆盖率达到31.5%",
        (("forest", 1),),
        "zh",
        "span",
    ),
    Gold("f2", "护林员平均年龄多大？", ("35岁",), "平均年龄35岁", (("forest", 1),), "zh", "span"),
    Gold("n1", "市长叫什么名字？", (), "", (), "zh", "none"),
)


def gold(*questions: Gold) -> GoldSet:
    return GoldSet("gold.jsonl", "0" * 16, questions or QUESTIONS)


@pytest.fixture(scope="module")
def report(library: Library) -> Report:
    return evaluate(library, gold(), Plan(compare=("lexical", "dense", "fused", "dense+reader")))


def value(report: Report, measure: str, run: int = 0) -> float:
    return report.runs[run].groups[0].measures[measure].value


def test_what_is_found_and_answered_is_what_search_and_ask_say(library: Library, report: Report) -> None:
    base, fused = report.runs[0], report.runs[3]
    for one, passages in zip(base.outcomes, fused.outcomes, strict=True):
        answer = library.ask(one.gold.question)
        assert one.said is not None
        assert one.said.answer.text == answer.text
        assert one.said.answer.confidence == answer.confidence
        assert passages.passages == library.search(one.gold.question, 20)
        assert one.passages == library.ask(one.gold.question, 20).passages


def test_measuring_many_questions_is_measuring_each(library: Library, report: Report) -> None:
    for number, one in enumerate(QUESTIONS):
        alone = evaluate(library, gold(one), Plan()).runs[0].outcomes[0]
        assert replace(alone, seconds=0.0) == replace(report.runs[0].outcomes[number], seconds=0.0)


def test_the_small_reports_are_read_right(report: Report) -> None:
    assert value(report, "recall@1") == 1.0
    assert value(report, "near") >= 0.5
    assert report.runs[0].ranges > 20
    assert report.runs[0].wrong_ranges == 0
    assert report.notices == ()


def test_a_quote_that_is_not_what_its_document_says_is_seen(library: Library) -> None:
    answer = library.ask("全港吞吐量达到多少？")
    right = checked(answer, lambda name: library.document(name).text)
    assert (len(right), all(right)) == (len(answer.passages) + 3 * len(answer.citations), True)
    assert not any(checked(answer, lambda name: "x" + library.document(name).text))


def test_every_setting_is_measured_and_told_apart(report: Report) -> None:
    assert [run.setting.name for run in report.runs] == ["fused+reader", "lexical", "dense", "fused", "dense+reader"]
    assert [bool(run.trust) for run in report.runs] == [True, False, False, False, True]
    lexical, dense = ([one.passages for one in report.runs[number].outcomes] for number in (1, 2))
    assert lexical != dense
    assert MODES["lexical"].dense == 0
    assert {name for name in ("passage", "clause", "context") if getattr(MODES["dense"], name)} == set()
    measured = {(one.setting, one.measure) for one in report.differences}
    assert ("dense+reader", "em") in measured
    assert ("dense", "em") not in measured
    assert ("dense", "mrr@10") in measured


def test_the_same_run_gives_the_same_bytes(library: Library, report: Report) -> None:
    again = evaluate(library, gold(), Plan(compare=("lexical", "dense", "fused", "dense+reader")))
    for written in (report_json, lambda one: page(one, "zh"), lambda one: "".join(details_lines(one))):
        assert written(again) == written(report)
    assert list(trec_lines(again)) == list(trec_lines(report))


def test_reports_say_on_what_and_with_what_they_were_made(library: Library, report: Report) -> None:
    about = json.loads(report_json(report))["about"]
    assert (about["gold"], about["questions"], about["documents"]) == ("gold.jsonl", 5, 2)
    assert (about["seed"], about["depth"], about["top"]) == (0, 20, 5)
    assert about["versions"]["Python"]
    assert len(about["corpus_digest"]) == 16
    assert library.encoder.fingerprint in report.runs[0].encoder


def test_the_corpus_digest_changes_with_the_texts(tmp_path: Path, report: Report) -> None:
    (tmp_path / "harbour.txt").write_text("港口年报\n\n吞吐量达到7.2亿吨。\n", "utf-8")
    with Library.create(tmp_path / "library") as other:
        other.add([tmp_path / "harbour.txt"])
        assert evaluate(other, gold(), Plan()).about.corpus_digest != report.about.corpus_digest


def test_trouble_with_the_gold_is_named_and_counted(library: Library) -> None:
    asked = gold(
        Gold("ok", "吞吐量？", ("7.1亿吨",), "吞吐量达到7.1亿吨", (("harbour", 1),)),
        Gold("gone", "谁？", ("甲",), "没有写过这句话", (("harbour", 1),)),
        Gold("lost", "谁？", ("甲",), "吞吐量", (("no such report", 1),)),
        Gold("wide", "多少？", ("232条",), "达到232条。港口建成", (("harbour", 1),)),
        Gold("mute", "……", ("甲",), "吞吐量", (("harbour", 1),)),
    )
    found = evaluate(library, replace(asked, repeated=("ok",)), Plan())
    said = {notice.key: str(notice) for notice in found.notices}
    assert set(said) >= {"gold_repeated", "gold_no_document", "gold_no_evidence", "gold_across"}
    assert ("lost" in said["gold_no_document"], "gone" in said["gold_no_evidence"]) == (True, True)
    assert "wide" in said["gold_across"]
    assert found.runs[0].groups[0].measures["recall@20"].count == 5
    assert found.runs[0].groups[0].measures["recall@20"].value <= 3 / 5


def test_a_question_that_cannot_be_asked_counts_as_wrong_and_is_named(library: Library) -> None:
    found = evaluate(library, gold(*QUESTIONS, Gold("long", "长" * 3000, ("甲",), "吞吐量")), Plan())
    assert [notice.key for notice in found.notices] == ["gold_unasked"]
    assert found.runs[0].groups[0].measures["em"].count == 5
    assert [how for one, how in misses(found.runs[0].outcomes) if one.gold.id == "long"] == [("passage", "unasked")]


def test_texts_of_the_gold_can_be_the_corpus() -> None:
    texts = (
        Text("a/1", "港口", "港口吞吐量达到7.1亿吨，居全国第二。"),
        Text("a/2", "林业", "森林覆盖率达到31.5%，林场有护林员120名。"),
        Text("a/3", "林业", "森林覆盖率达到31.5%，林场有护林员120名。"),
        Text("a/4", "", ""),
    )
    asked = (
        Gold("1", "港口吞吐量达到多少？", ("7.1亿吨",), "", (("a/1", 1),)),
        Gold("2", "森林覆盖率是多少？", ("31.5%",), "", (("a/3", 1),)),
        Gold("3", "谁？", ("甲",), "", (("a/4", 1),)),
    )
    found = evaluate(None, GoldSet("set", "0" * 16, asked, texts), Plan(from_gold=True))
    assert (found.about.documents, found.about.from_gold) == (2, True)
    assert [one.rank for one in found.runs[0].outcomes] == [1, 1, 0]
    assert [notice.key for notice in found.notices] == ["gold_left_out", "gold_no_document"]
    with pytest.raises(LibraryError, match="no texts"):
        evaluate(None, gold(), Plan(from_gold=True))


def test_squad_questions_can_be_asked_of_a_library_by_their_sentence(library: Library) -> None:
    asked = (
        Gold("1", "全港吞吐量达到多少？", ("7.1亿吨",), "吞吐量达到7.1亿吨", (("000001", 1),)),
        Gold("2", "谁？", ("甲",), "", (("000001", 1),)),  # its answer is nowhere in its context
    )
    found = evaluate(library, GoldSet("set", "0", asked, (Text("000001", "", "……"),)), Plan())
    assert [one.rank for one in found.runs[0].outcomes] == [1, 0]
    assert [notice.key for notice in found.notices] == ["gold_no_document"]


def test_another_encoder_is_measured_on_a_copy(library: Library) -> None:
    before = library.encoder.fingerprint
    found = evaluate(library, gold(), Plan(encoder="hashing-v1", compare=("bundled", "chuchu-static-20")))
    encoders = [run.encoder.partition(" ")[0] for run in found.runs]
    assert encoders == ["hashing-v1", "hashing-v1", "chuchu-static-20"]
    assert library.encoder.fingerprint == before
    assert Library.open(library.folder).encoder.fingerprint == before


def test_settings_and_readers_that_there_are_not_are_refused_before_anything_is_asked(library: Library) -> None:
    with pytest.raises(UsageError, match="no such setting"):
        evaluate(library, gold(), Plan(compare=("fuzed",)))
    with pytest.raises(ModelError):
        evaluate(library, gold(), Plan(reader="nobody"))


def test_a_run_file_gives_ir_measures_the_same_order(report: Report, tmp_path: Path) -> None:
    (tmp_path / "run.trec").write_text("".join(trec_lines(report)), "utf-8")
    run = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    assert {one.query_id for one in run} == {one.id for one in QUESTIONS}
    assert next(one for one in run if one.query_id == "f1").doc_id == "forest.txt#1"
    assert all(one.score > other.score for one, other in pairwise(run) if one.query_id == other.query_id)


def test_details_have_a_line_for_each_question_of_each_setting(report: Report) -> None:
    lines = [json.loads(line) for line in details_lines(report)]
    assert len(lines) == len(report.runs) * len(QUESTIONS)
    first = lines[0]
    assert (first["id"], first["rank"], first["right"]["document"]) == ("h1", 1, "harbour.txt")
    assert first["passages"][0]["right"] is True
    assert "seconds" not in json.dumps(lines)


def test_floors_are_reached_or_named_with_what_there_is(report: Report) -> None:
    assert missed(report, [Floor("recall@1", 1.0), Floor("refused", 1.0)]) == ()
    (fallen,) = missed(report, [Floor("recall@5", 1.0), Floor("declined", 1.0), Floor("refused", -1.0)][2:])
    assert fallen.startswith("refused ")
    assert floor_of("Recall@5=.95") == Floor("recall@5", 0.95)
    for wrong in ("recall@5", "recall@7=0.5", "em=x", "em=2", "=1", "em=nan"):
        with pytest.raises(UsageError, match="METRIC=VALUE"):
            floor_of(wrong)


def test_a_floor_that_no_question_measures_is_refused(library: Library) -> None:
    found = evaluate(library, gold(QUESTIONS[0]), Plan())
    with pytest.raises(ChuchuError, match="no question to measure it with"):
        missed(found, [Floor("declined", 0.5)])
