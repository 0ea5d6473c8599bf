"""Hand-made rankings with their measures worked out on paper."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from rag.errors import QuestionError
from rag.evaluate.gold import Gold
from rag.evaluate.measures import MEASURES, RANKING, estimate, groups_of, values_of
from rag.evaluate.relevance import Target
from rag.evaluate.running import Outcome, Said
from rag.evaluate.scoring import Score
from rag.records import Answer


def outcome(
    found: Sequence[int] = (), grades: tuple[int, ...] | None = (1,), said: Said | None = None, name: str = "zh"
) -> Outcome:
    """``found``: as `Outcome.found`; ``grades``: of what is to be found, None where that is not known."""
    things = tuple(frozenset({("d", number, ())}) for number, _ in enumerate(grades or ()))
    wanted = None if grades is None else Target(things, grades, None)
    answers = ("x",) if said is None or said.answer.question else ()
    return Outcome(Gold("q", "?", answers, language=name), wanted, (), tuple(found), said, 0.0)


def spoken(text: str | None, em: float = 0.0, f1: float = 0.0, near: bool = False, answerable: bool = True) -> Said:
    answer = Answer("?" if answerable else "", "answered" if text else "not_found", text, 0.5, (), ())
    return Said(answer, text, Score(em, f1), Score(em, f1), near, near, 0, 0)


def only(found: Sequence[int], grades: tuple[int, ...] = (1,)) -> dict[str, float]:
    return {name: float(values[0]) for name, values in values_of([outcome(found, grades)]).items() if name in RANKING}


def test_one_right_passage_at_rank_three() -> None:
    measured = only([0, 0, 1, 0])
    expected = {f"{kind}@{cut}": float(cut >= 3) for kind in ("recall", "hit") for cut in (1, 5, 10, 20)}
    expected |= {"mrr@10": 1 / 3, "ndcg@10": 1 / math.log2(4), "map@10": 1 / 3}
    assert measured == pytest.approx(expected)


def test_two_right_passages_of_three_at_ranks_two_and_twelve() -> None:
    measured = only([0, 2, *[0] * 9, 1], (1, 1, 1))
    ideal = 1 + 1 / math.log2(3) + 1 / math.log2(4)
    assert measured == pytest.approx(
        {
            "recall@1": 0,
            "recall@5": 1 / 3,
            "recall@10": 1 / 3,
            "recall@20": 2 / 3,
            "hit@1": 0,
            "hit@5": 1,
            "hit@10": 1,
            "hit@20": 1,
            "mrr@10": 1 / 2,
            "ndcg@10": (1 / math.log2(3)) / ideal,
            "map@10": (1 / 2) / 3,  # of three that are right
        }
    )


def test_grades_count_in_ndcg_alone() -> None:
    measured = only([1, 2], (1, 3))
    assert measured["ndcg@10"] == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert (measured["recall@1"], measured["mrr@10"]) == (0.5, 1.0)


def test_a_right_passage_below_the_cut_counts_nothing() -> None:
    measured = only([0] * 10 + [1])
    assert (measured["mrr@10"], measured["ndcg@10"], measured["map@10"], measured["recall@20"]) == (0, 0, 0, 1)


def test_questions_without_results_and_things_that_are_nowhere_count_as_zero() -> None:
    values = values_of([outcome([1]), outcome([]), outcome([0, 0], grades=())])
    for name in RANKING:
        assert values[name].tolist() == [1.0, 0.0, 0.0]


def test_the_order_is_that_of_the_ranks_however_many_there_are() -> None:
    for rank in range(20):
        measured = only([0] * rank + [1] + [0] * (19 - rank))
        assert measured["mrr@10"] == pytest.approx(1 / (rank + 1) if rank < 10 else 0.0)


def test_questions_of_which_nothing_is_known_are_in_no_ranking() -> None:
    (group,) = groups_of([outcome([1]), outcome([], None)], values_of([outcome([1]), outcome([], None)]))[:1]
    assert (group.questions, group.measures["recall@1"].count, group.measures["recall@1"].value) == (2, 1, 1.0)


def test_answers_are_measured_where_there_is_one_and_declining_where_there_is_none() -> None:
    asked = [
        outcome(said=spoken("x", 1.0, 1.0, True)),
        outcome(said=spoken(None)),
        outcome(said=spoken("y", 0.0, 0.4)),
        outcome(grades=None, said=spoken(None, answerable=False)),
        outcome(grades=None, said=spoken("z", answerable=False)),
    ]
    measures = groups_of(asked, values_of(asked))[0].measures
    assert {name: (one.value, one.count) for name, one in measures.items() if name not in RANKING} == {
        "em": (pytest.approx(1 / 3, abs=1e-6), 3),
        "f1": (pytest.approx(1.4 / 3, abs=1e-6), 3),
        "squad_em": (pytest.approx(1 / 3, abs=1e-6), 3),
        "squad_f1": (pytest.approx(1.4 / 3, abs=1e-6), 3),
        "near": (pytest.approx(1 / 3, abs=1e-6), 3),
        "refused": (pytest.approx(1 / 3, abs=1e-6), 3),
        "declined": (0.5, 2),
    }


def test_a_question_that_cannot_be_asked_scores_nothing() -> None:
    wrong = Outcome(Gold("q", "?", ("x",)), None, (), (), None, 0.0, QuestionError("question_empty"))
    values = values_of([wrong, outcome(said=spoken("x", 1.0, 1.0, True))])
    assert values["em"].tolist() == [0.0, 1.0]
    assert values["refused"].tolist() == [1.0, 0.0]


def test_without_a_reader_no_answer_is_measured() -> None:
    wrong = Outcome(Gold("q", "?", ("x",)), None, (), (), None, 0.0, QuestionError("question_empty"))
    assert set(groups_of([wrong, outcome([1])], values_of([wrong, outcome([1])]))[0].measures) == set(RANKING)


def test_groups_are_named_in_order_and_hold_their_own_questions() -> None:
    asked = [outcome([1]), outcome([0], name="en"), outcome([1], name=""), outcome([0])]
    groups = groups_of(asked, values_of(asked))
    assert [(one.by, one.name, one.questions, one.measures["hit@1"].value) for one in groups] == [
        ("", "", 4, 0.5),
        ("language", "en", 1, 0.0),
        ("language", "zh", 2, 0.5),
    ]
    assert set(groups[0].measures) <= set(MEASURES)


def test_intervals_are_those_of_the_mean_and_the_same_every_time() -> None:
    values = np.array([0.0, 1.0] * 200)
    found = estimate(values)
    half = 1.96 * 0.5 / math.sqrt(400)
    assert (found.value, found.count) == (0.5, 400)
    assert (found.low, found.high) == (pytest.approx(0.5 - half, abs=0.01), pytest.approx(0.5 + half, abs=0.01))
    assert estimate(values) == found
    assert (estimate(np.array([0.3, math.nan])).low, estimate(np.array([0.3])).high) == (0.3, 0.3)
