"""Scores worked out on paper, on cases that tell the rules apart."""

from __future__ import annotations

import pytest

from rag.evaluate.scoring import cmrc, near, squad


@pytest.mark.parametrize(
    ("answers", "said", "em", "f1"),
    [
        (["燕赵钢铁实验室"], "燕赵钢铁实验室", 1, 1.0),
        (["《燕赵》"], " 燕赵。", 1, 1.0),  # marks of the list and white space around are dropped
        (["燕赵"], "燕 赵", 0, 1.0),  # a space within counts for the exact match and is no token
        (["5.4%"], "5.4", 0, 2 / 3),  # NLTK parts 5.4 and %
        (["5.4%"], "54%", 0, 2 / 4),  # the ASCII point stays: 54 is another token than 5.4
        (["5.4%"], "５.４％", 0, 0.0),  # full width is not made half: the rules have no such step
        (["（甲）"], "(甲)", 0, 2 * 1 / (1 + 3)),  # ASCII brackets are not on the list
        (["甲乙丙丁"], "甲丙乙丁", 0, 2 * 1 / 8),  # a run, not a bag: no two stand together in both
        (["甲乙丙丁"], "乙丙", 0, 2 * 2 / 6),
        (["甲", "甲乙丙丁"], "甲乙", 0, 2 * 2 / 6),  # the better of two references, one for each score: 2/3 either way
        (["不", "不是"], "不是", 1, 1.0),
        (["Bach"], "bach", 1, 1.0),
        (["the sea"], "sea", 0, 2 / 3),  # articles count
        (["GDP增长"], "GDP增长5%", 0, 2 * 3 / (3 + 5)),
        (["甲"], "", 0, 0.0),
        (["。"], "！", 1, 0.0),  # both empty when bare
        (["……"], "", 0, 0.0),  # … stays, whatever the list means
        (["甲"], None, 0, 0.0),
        ([], "甲", 0, 0.0),
    ],
)
def test_the_cmrc_rules_give_what_they_give_on_paper(answers: list[str], said: str | None, em: int, f1: float) -> None:
    score = cmrc(answers, said)
    assert (score.em, score.f1) == (em, pytest.approx(f1))


@pytest.mark.parametrize(
    ("answers", "said", "em", "f1"),
    [
        (["The Yellow Sea"], "yellow sea!", 1, 1.0),  # article, case, punctuation
        (["yellow sea"], "sea yellow", 0, 1.0),  # a bag
        (["cat cat dog"], "cat dog dog", 0, 2 * 2 / 6),  # each as often as it is in both
        (["b"], "b b", 0, 2 / 3),
        (["5.4%"], "54", 1, 1.0),  # ASCII punctuation is dropped everywhere
        (["甲乙丙"], "甲乙", 0, 0.0),  # one word each
        (["《甲》"], "甲", 0, 0.0),  # only ASCII punctuation is dropped
        (["red cat", "big red cat"], "big cat", 0, 2 * 2 / 5),
        (["the"], "", 1, 1.0),  # nothing is left of either
        (["cat"], "", 0, 0.0),
        (["cat"], None, 0, 0.0),
    ],
)
def test_the_squad_rules_give_what_they_give_on_paper(answers: list[str], said: str | None, em: int, f1: float) -> None:
    score = squad(answers, said)
    assert (score.em, score.f1) == (em, pytest.approx(f1))


@pytest.mark.parametrize(
    ("answers", "said", "expected"),
    [
        (["5.4%"], "增长5.4%", True),
        (["增长5.4%"], "5.4%", True),  # four of six characters
        (["沧州南大港候鸟栖息地"], "南大港", False),  # three of ten
        (["沧州南大港"], "５南大港", False),
        (["１２３４"], "共 1,234 件", True),  # full width, a comma
        (["5.4%"], "54%", False),  # the point makes the number
        (["12:30"], "1230", False),
        (["甲、乙"], "甲乙", True),
        (["甲"], "。", False),
        (["。"], "甲", False),
        (["甲"], None, False),
        ([], "甲", False),
    ],
)
def test_near_is_containing_or_half_contained(answers: list[str], said: str | None, expected: bool) -> None:
    assert near(answers, said) is expected
