"""Answers cite what the reader found, or decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from rag.answer import READ, answer
from rag.question import Question, analyse
from rag.reader import load_reader
from rag.records import Hit, Passage, Place, Reading, Span, Why, cut
from rag.words import Words, words_in, write_words

DOCUMENT = "跨海大桥通车。\n\n往返两岸不到30\n\n分钟，票价8元。市民叫好。\n\n青石水库蓄水。\n"
FIRST, SECOND, THIRD = ((0, 7),), ((9, 17), (19, 32)), ((34, 41),)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    path = tmp_path_factory.mktemp("answer") / "words.txt"
    write_words(path, words_in(DOCUMENT))
    return Words.open(path)


def hits() -> list[Hit]:
    passages = [
        Passage(number, "bridge.md", "跨海大桥", ("一、通车",), (number,), number, cut(DOCUMENT, ranges), ranges)
        for number, ranges in enumerate((FIRST, SECOND, THIRD), 1)
    ]
    also = (Place("copy.md", 4, ((0, 7),)),)
    return [Hit(passage, 3.0 - passage.id / 10, Why((), 1.0, 0.5), also) for passage in passages]


@dataclass(frozen=True, slots=True)
class Told:
    """A reader that says what it was told to."""

    reading: Reading
    name: str = "told"

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:  # noqa: ARG002 (the protocol's)
        return self.reading


def test_a_quote_over_a_page_break_is_cited_with_ranges_on_both_sides(words: Words) -> None:
    found = answer(analyse("往返两岸不到多少分钟？", words), hits(), load_reader("bundled"), 5)
    assert (found.status, found.text) == ("answered", "30分钟")
    (citation,) = found.citations
    assert citation.ranges == ((15, 17), (19, 21))
    assert (citation.document, citation.paragraph, citation.section) == ("bridge.md", 2, ("一、通车",))
    assert citation.also_in[0].document == "copy.md"


def test_a_greeting_is_not_answered_whatever_a_reader_says(words: Words) -> None:
    said = Told(Reading((Span(0, 0, 4, 1.0),), (1.0, 0.5, 0.2), 0.9, True))
    assert answer(analyse("大桥？", words), hits(), said, 5).status == "answered"
    greeted = answer(analyse("你好！", words), hits(), said, 5)
    assert (greeted.status, greeted.confidence, len(greeted.passages)) == ("not_found", 0.0, 3)


@dataclass(frozen=True, slots=True)
class Counting:
    """A reader that finds nothing and says how many hits it was given."""

    name: str = "counting"

    def read(self, question: Question, hits: Sequence[Hit]) -> Reading:  # noqa: ARG002 (the protocol's)
        return Reading((), tuple(float(number) for number in range(len(hits))), len(hits) / 100, False)


@pytest.mark.parametrize("top", [1, 5, 12, 30])
def test_what_is_said_does_not_hang_on_how_many_passages_are_shown(words: Words, top: int) -> None:
    [hit, *_] = hits()
    many = [replace(hit, passage=replace(hit.passage, paragraph=number)) for number in range(max(top, READ))]
    found = answer(analyse("票价是多少元？", words), many, Counting(), top)
    assert found.confidence == READ / 100
    assert [one.paragraph for one in found.passages] == [*reversed(range(READ)), *range(READ, top)][:top]
    assert [one.score for one in found.passages] == sorted((one.score for one in found.passages), reverse=True)


def test_joined_ranges_are_the_text_of_quote_sentence_and_passage(words: Words) -> None:
    for text in ("往返两岸要多长时间？", "票价是多少元？", "青石水库怎么样了？"):
        found = answer(analyse(text, words), hits(), load_reader("bundled"), 5)
        for citation in found.citations:
            assert cut(DOCUMENT, citation.ranges) == citation.quote
            assert cut(DOCUMENT, citation.sentence_ranges) == citation.sentence
            assert cut(DOCUMENT, citation.passage_ranges) == citation.passage
            assert citation.quote in citation.sentence
            assert citation.sentence in citation.passage
        for passage in found.passages:
            assert cut(DOCUMENT, passage.ranges) == passage.text


def test_several_spans_are_several_citations_joined_with_a_semicolon(words: Words) -> None:
    told = Told(Reading((Span(0, 0, 4, 2.0), Span(2, 0, 4, 1.0)), (1.0, 0.0, 1.0), 0.9, True))
    found = answer(analyse("建成了哪些工程？", words), hits(), told, 5)
    assert found.text == "跨海大桥；青石水库"
    assert [citation.rank for citation in found.citations] == [1, 2]


@pytest.mark.parametrize(
    "reading", [Reading((), (0.0,) * 3, 0.0, False), Reading((Span(0, 0, 4, 1.0),), (1.0,) * 3, 0.4, False)]
)
def test_without_a_span_that_is_believed_the_answer_is_not_found_with_the_nearest_passages(
    words: Words, reading: Reading
) -> None:
    found = answer(analyse("地铁票价多少元？", words), hits(), Told(reading), 2)
    assert (found.status, found.text, found.citations) == ("not_found", None, ())
    assert found.confidence == reading.confidence
    assert [passage.rank for passage in found.passages] == [1, 2]


def test_scores_of_the_passages_fall_with_their_rank(words: Words) -> None:
    told = Told(Reading((Span(2, 0, 4, 2.0),), (0.1, 0.2, 0.9), 0.9, True))
    found = answer(analyse("水库叫什么？", words), hits(), told, 5)
    assert [passage.paragraph for passage in found.passages] == [3, 2, 1]
    scores = [passage.score for passage in found.passages]
    assert scores == sorted(scores, reverse=True)


def test_no_hits_are_an_honest_not_found(words: Words) -> None:
    found = answer(analyse("票价多少元？", words), [], load_reader("bundled"), 5)
    assert (found.status, found.confidence, found.passages) == ("not_found", 0.0, ())


def test_what_reports_would_have_to_be_compared_for_is_not_found_with_the_nearest_passages(words: Words) -> None:
    found = [replace(hit, passage=replace(hit.passage, document=f"{rank}.md")) for rank, hit in enumerate(hits())]
    told = Told(Reading((Span(1, 5, 9, 2.0),), (1.0, 2.0, 0.0), 0.9, True))
    across = answer(analyse("哪个省的票价最低？", words), found, told, 2)
    assert (across.status, across.text, across.confidence) == ("not_found", None, 0.0)
    assert [passage.document for passage in across.passages] == ["1.md", "0.md"]
    assert answer(analyse("票价是多少？", words), found, told, 2).status == "answered"
    assert answer(analyse("哪个省的票价最低？", words), hits(), told, 2).status == "answered", (
        "one document compares nothing"
    )
