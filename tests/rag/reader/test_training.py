"""What the trained reader is trained with."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("torch")

import torch

from embeddings.static import bundled
from rag.reader.inputs import Alphabet
from rag.reader.training import cloze
from rag.reader.training.batches import Eyes, batches, windows
from rag.reader.training.examples import Example, place, without
from rag.reader.training.learning import Average, best_spans, loss
from rag.reader.training.network import Network

TEXT = (
    "2024年，全市生产总值达到16719.46亿元，增长5.7%，规模以上工业增加值增长8.2%。新建幼儿园、小学、中学等项目36个，"
    "由于持续降雨，部分工程延期到2025年3月。《海洋发展规划》由市政府办公厅发布。"
)
ABOVE = "2025年青岛市政府工作报告\n一、过去一年\n"


def test_questions_made_from_a_passage_have_their_answer_in_it_and_not_in_themselves() -> None:
    rng = random.Random(1)
    made = [one for one in (cloze.asked(ABOVE, TEXT, rng) for _ in range(200)) if one]
    assert len(made) > 100
    for one in made:
        ((start, end),) = one.spans
        assert one.text[start:end].strip()
    assert {"5.7%", "《海洋发展规划》", "幼儿园、小学、中学"} <= {one.text[slice(*one.spans[0])] for one in made}


def test_the_same_seed_makes_the_same_questions() -> None:
    first, second = random.Random(3), random.Random(3)
    assert [cloze.asked(ABOVE, TEXT, first) for _ in range(20)] == [cloze.asked(ABOVE, TEXT, second) for _ in range(20)]


def test_an_answer_is_found_where_the_set_says_or_nearest_to_it() -> None:
    assert place("甲乙甲乙", {"text": "乙", "answer_start": 3}) == (3, 4)
    assert place("甲乙甲乙", {"text": "乙", "answer_start": 0}) == (1, 2)
    assert place("甲乙", {"text": "丙", "answer_start": 0}) is None


def test_a_passage_without_its_sentence_no_longer_answers() -> None:
    start = TEXT.index("5.7%")
    left = without(Example("增长多少？", "", TEXT, ((start, start + 4),)))
    assert left is not None
    assert "5.7%" not in left


def test_a_small_network_learns_the_span_it_is_shown_and_that_there_is_none() -> None:
    torch.manual_seed(1)
    rng = random.Random(1)
    start = TEXT.index("5.7%")
    wrong_passage = ("", "这里没有写到任何有关的数字，只谈了绿化。" * 3)
    shown = Example("生产总值增长多少？", ABOVE, TEXT, ((start, start + 4),), wrong_passage)
    eyes = Eyes(Alphabet("年增长多少"), bundled())
    network = Network(len(eyes.alphabet), width=32, dropout=0.0)
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3)
    average = Average(network)
    for _ in range(60):
        for one in batches(windows([shown], eyes, 1.0, rng), eyes, 8, rng):
            optimiser.zero_grad()
            loss(network, one).backward()
            optimiser.step()
            average.take(network)
    network.eval()
    right, wrong = best_spans(network, batches(windows([shown], eyes, 1.0, rng), eyes, 8, rng))
    assert right[0] > 0 > wrong[0]
    assert right[1] > 0 > wrong[1]
    assert (right[2] - len(ABOVE), right[3] + 1 - len(ABOVE)) == (start, start + 4)
