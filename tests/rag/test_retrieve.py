from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import load_encoder
from embeddings.faiss_index import VectorIndex
from rag.encoding import context, texts_of, vector_ids
from rag.lexical import LexicalIndex
from rag.question import analyse
from rag.records import Hit, Passage
from rag.retrieve import Allowed, Index, retrieve
from rag.weights import FUSED, LEXICAL, Weights, gated, sureness
from rag.words import Words, words_in, write_words

RATE = "全年648件代表建议落实率达到91.72%，实现“四连升”。"
LOANS = "截至2024年底，主要银行机构涉海贷款余额达859.85亿元，较年初增加341.12亿元。"
STATIONS = "新建代表联络站200个，新增专业化联络站12个，线上线下织密织牢代表联系群众网络。"
GREETING = "各位代表，现在我代表常务委员会向大会报告工作，请予审议。"

Search = Callable[..., tuple[Hit, ...]]


def passage(number: int, text: str, document: str = "a.md", title: str = "工作报告") -> Passage:
    return Passage(number, document, title, ("主要工作",), (), number, text, ((0, len(text)),))


@pytest.fixture
def search(tmp_path: Path) -> Callable[[Sequence[Passage]], Search]:
    """Makes a search over passages."""

    def over(passages: Sequence[Passage]) -> Search:
        encoder = load_encoder("hashing-v1")
        lexical = LexicalIndex(tmp_path / "lexical")
        lexical.add([(one.id, one.text, context(one.title, one.section)) for one in passages])
        lexical.commit()
        vectors = VectorIndex(encoder.dimension)
        for one in passages:
            texts = texts_of(one.title, one.section, one.text)
            vectors.add(vector_ids([(one.id, len(texts))]), encoder.encode(texts))
        by_id = {one.id: one for one in passages}
        index = Index(lexical, vectors, encoder, lambda ids: {n: by_id[n] for n in ids}, lambda _: {})
        write_words(tmp_path / "words.txt", set().union(*(words_in(one.text) for one in passages)))
        words = Words.open(tmp_path / "words.txt")

        def ask(text: str, top: int = 5, allowed: Allowed | None = None, weights: Weights = FUSED) -> tuple[Hit, ...]:
            return retrieve(analyse(text, words), index, top, allowed, weights)

        return ask

    return over


def found(hits: Sequence[Hit]) -> list[int]:
    return [hit.passage.id for hit in hits]


def test_the_passage_that_shares_most_comes_first_and_scores_descend(search: Callable[..., Search]) -> None:
    ask = search([passage(1, GREETING), passage(2, STATIONS), passage(3, LOANS), passage(4, RATE)])
    hits = ask("代表建议的落实率达到多少？")
    assert found(hits)[0] == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert found(ask("涉海貸款餘額是多少"))[0] == 3


def test_asking_again_gives_the_same_to_the_last_bit(search: Callable[..., Search]) -> None:
    ask = search([passage(1, GREETING), passage(2, STATIONS), passage(3, LOANS), passage(4, RATE)])
    assert ask("代表联络站有多少个？") == ask("代表联络站有多少个？")


def test_equal_scores_go_by_document_and_position(search: Callable[..., Search]) -> None:
    # The texts differ in one number, so that they are two facts, but share the same with the question.
    twins = [
        passage(1, RATE.replace("648", "123"), "b.md"),
        passage(2, RATE.replace("648", "321"), "a.md"),
        passage(3, RATE.replace("648", "213"), "a.md"),
    ]
    hits = search(twins)("代表建议落实率", weights=LEXICAL)
    assert len({hit.score for hit in hits}) == 1
    assert found(hits) == [2, 3, 1]


def test_a_repeated_passage_is_one_hit_that_lists_the_other_places(search: Callable[..., Search]) -> None:
    ask = search([passage(1, RATE), passage(2, RATE, "b.md"), passage(3, RATE.replace("，", ","), "c.md")])
    (hit,) = ask("代表建议落实率")
    assert {hit.passage.document, *(place.document for place in hit.also_in)} == {"a.md", "b.md", "c.md"}
    assert [place.document for place in hit.also_in] == sorted(place.document for place in hit.also_in)


def test_the_same_words_with_another_number_stay_two_hits(search: Callable[..., Search]) -> None:
    ask = search([passage(1, RATE), passage(2, RATE.replace("91.72", "90.01"), "b.md")])
    hits = ask("代表建议落实率")
    assert len(hits) == 2
    assert not any(hit.also_in for hit in hits)


def test_a_paragraph_repeated_hundreds_of_times_does_not_crowd_out_the_others(search: Callable[..., Search]) -> None:
    boilerplate = "代表建议落实率代表建议落实率。"
    copies = [passage(number, boilerplate, f"{number:03}.md") for number in range(10, 410)]
    hits = search([passage(1, RATE), passage(2, STATIONS), *copies])("代表建议落实率达到多少？", top=3)
    assert {1, 2} <= set(found(hits))


def test_a_search_narrowed_to_some_passages_finds_no_other_and_lists_no_other_place(
    search: Callable[..., Search],
) -> None:
    ask = search([passage(1, RATE), passage(2, RATE, "b.md"), passage(3, STATIONS, "b.md")])
    only = np.array([2, 3])
    vectors = np.concatenate([vector_ids([(2, 2)]), vector_ids([(3, 2)])])
    hits = ask("代表建议落实率", allowed=Allowed(only, vectors))
    assert set(found(hits)) <= {2, 3}
    assert not any(hit.also_in for hit in hits)


def test_why_names_the_words_in_common(search: Callable[..., Search]) -> None:
    hit = search([passage(1, RATE), passage(2, LOANS)])("代表建议的落实率是多少？")[0]
    assert "建议" in hit.why.words
    assert hit.why.lexical > 0


def test_what_has_nothing_in_common_with_any_passage_finds_nothing(search: Callable[..., Search]) -> None:
    assert search([passage(1, GREETING)])("zebra") == ()


def test_a_question_of_question_words_alone_is_no_error(search: Callable[..., Search]) -> None:
    assert len(search([passage(1, GREETING)])("多少？")) <= 1


def test_meaning_counts_in_full_where_words_tell_nothing_and_the_less_the_surer_they_are() -> None:
    sure = [sureness(share, (0.9, 0.9 - lead)) for share, lead in ((0.0, 0.5), (0.8, 0.0), (0.4, 0.2), (0.8, 0.5))]
    dense = [gated(FUSED, one).dense for one in sure]
    assert dense[0] == dense[1] == FUSED.dense
    assert dense[1] > dense[2] > dense[3]
    assert gated(FUSED, sureness(0.5, ())) == FUSED
