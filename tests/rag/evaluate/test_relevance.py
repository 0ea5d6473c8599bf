"""What is right for a question, whatever the paragraphs are cut into."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag import Library, passages
from rag.evaluate.gold import Gold
from rag.evaluate.relevance import Judge, Target, flat, found_in
from rag.records import Place, RankedPassage, Why

SAME = "全年培训职工3,400人次，没有发生重大安全事故。"


def gold(evidence: str = "", *documents: str, answers: tuple[str, ...] | None = ("x",)) -> Gold:
    return Gold("q", "？", answers, evidence, tuple((name, 1) for name in documents))


def target(library: Library, one: Gold) -> Target:
    found = Judge(library).target(one)
    assert found is not None
    return found


def paragraphs(found: Target) -> list[list[tuple[str, int]]]:
    return [sorted((document, paragraph) for document, paragraph, _ in thing) for thing in found.things]


def ranked(rank: int, document: str, paragraph: int, *also: Place) -> RankedPassage:
    ranges = ((0, 1),)
    return RankedPassage(rank, document, "", (), (), paragraph, 1.0, "", ranges, also, Why((), 0.0, 0.0))


def test_a_passage_with_the_evidence_in_it_is_right_white_space_and_width_aside(library: Library) -> None:
    found = target(library, gold("吞吐量 达到\n７.１亿吨，", "reports/harbour.docx"))
    assert paragraphs(found) == [[("harbour.txt", 1)]]
    assert found.trouble == ""
    assert found.passage is not None
    assert "7.1亿吨" in found.passage.text


def test_the_document_named_must_be_the_one(library: Library) -> None:
    assert paragraphs(target(library, gold("岸电使用率", "harbour"))) == [[("harbour.txt", 2)]]
    assert target(library, gold("岸电使用率", "forest")) == Target((), (), None, "no_evidence")
    assert target(library, gold("岸电使用率", "sea")) == Target((), (), None, "no_document")
    assert target(library, gold("没有这句话")).trouble == "no_evidence"


def test_passages_that_say_the_same_are_one_thing_to_be_found(library: Library) -> None:
    assert paragraphs(target(library, gold(SAME))) == [[("forest.txt", 3), ("harbour.txt", 3)]]
    assert paragraphs(target(library, gold(SAME, "forest"))) == [[("forest.txt", 3)]]
    assert len(target(library, gold("2024年，全")).things) == 2


def test_without_evidence_the_document_decides(library: Library) -> None:
    found = target(library, gold("", "forest.md"))
    assert [len(thing) for thing in found.things] == [3]
    found = target(library, gold("", "forest", "sea"))
    assert (len(found.things), found.trouble) == (2, "no_document")


def test_of_a_document_that_decides_the_passage_shown_is_one_that_says_an_answer(library: Library) -> None:
    shown = target(library, gold("", "harbour", answers=("nowhere", "３,400人次"))).passage
    assert shown is not None
    assert shown.paragraph == 3
    first = target(library, gold("", "harbour")).passage
    assert first is not None
    assert first.paragraph == 1


def test_nothing_is_to_be_found_where_nothing_is_known_or_there_is_no_answer(library: Library) -> None:
    judge = Judge(library)
    assert judge.target(gold()) is None
    assert judge.target(gold("吞吐量", "harbour", answers=())) is None
    assert judge.target(gold("吞吐量", "harbour", answers=None)) is not None


def test_evidence_over_several_paragraphs_is_where_most_of_it_is(library: Library) -> None:
    found = target(library, gold("共232条。港口建成全自动化码头3个".removeprefix("共"), "harbour"))
    assert (paragraphs(found), found.trouble) == ([[("harbour.txt", 2)]], "across")


def test_a_hit_finds_what_it_stands_for_and_nothing_twice() -> None:
    spot = ("a.txt", 1, ((0, 1),))
    other = ("b.txt", 7, ((0, 1),))
    wanted = Target((frozenset({spot}), frozenset({other})), (1, 1), None)
    passages = [ranked(1, "c.txt", 1), ranked(2, "c.txt", 2, Place("b.txt", 7, ((0, 1),))), ranked(3, "b.txt", 7)]
    assert found_in(wanted, [*passages, ranked(4, "a.txt", 1)]) == (0, 2, 0, 1)


def test_gold_survives_a_new_split_of_the_paragraphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same gold, before and after passages became a tenth as long."""
    sentences = [f"第{number}项工作完成了{number * 37}件，群众都说好。" for number in range(60)]
    text = "".join(sentences)
    asked = [gold(sentence, "long") for sentence in sentences] + [gold(sentences[7] + sentences[8], "long")]
    (tmp_path / "long.txt").write_text(text, "utf-8")
    for most, pieces in ((1500, 1), (150, 9)):
        monkeypatch.setattr(passages, "MOST_CHARACTERS", most)
        with Library.create(tmp_path / str(most)) as library:
            library.add([tmp_path / "long.txt"])
            assert len(library.passage_ids()) >= pieces
            judge = Judge(library)
            for one in asked:
                found = judge.target(one)
                assert found is not None
                assert found.passage is not None
                shown = flat(found.passage.text)
                assert flat(one.evidence) in shown or (found.trouble == "across" and one is asked[-1])
                assert len(found.things) == 1
