"""The trained reader stays inside its passages, says the same each time, and says how sure it is."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.static import bundled, read_static
from rag.errors import ModelError
from rag.question import analyse
from rag.reader import trained
from rag.reader.choices import Choice, Worth
from rag.reader.inputs import Alphabet
from rag.reader.looking import Looked
from rag.reader.network import BUNDLED, RANKER, WINDOW, Ranked, Window, load
from rag.reader.signals import Signals
from rag.reader.sureness import SENTENCE
from rag.reader.trained import FOUND, TrainedReader, load_trained, placed, promising
from rag.records import Hit, Passage, Reading, Span, Why
from rag.words import Words, words_in, write_words

FACT = "2024年，滨海市新建污水处理厂35座，全市生产总值增长4.8%左右。"
OTHER = "我们坚持以水而定、量水而行，建成青石水库、白鹭灌渠等水利工程。"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    path = tmp_path_factory.mktemp("trained") / "words.txt"
    write_words(path, words_in(FACT + OTHER))
    return Words.open(path)


@pytest.fixture(scope="module")
def reader() -> TrainedReader:
    return load_trained()


def hits(texts: list[str]) -> list[Hit]:
    passages = [
        Passage(number, "binhai.md", "滨海市2025年政府工作报告", (), (), number + 1, text, ((0, len(text)),))
        for number, text in enumerate(texts)
    ]
    return [Hit(passage, 1.0 / (1 + passage.id), Why((), 1.0, 0.0), ()) for passage in passages]


def said(reading: Reading, found: list[Hit]) -> str:
    span = reading.spans[0]
    return found[span.hit].passage.text[span.start : span.end]


@pytest.mark.parametrize(
    ("question", "answer"), [("新建污水处理厂多少座？", "35座"), ("全市生产总值增长百分之几？", "4.8%左右")]
)
def test_the_number_asked_for_is_the_answer(reader: TrainedReader, words: Words, question: str, answer: str) -> None:
    found = hits([OTHER, FACT])
    assert said(reader.read(analyse(question, words), found), found) == answer


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("How many elevators were added to residential buildings?", "6748部"),
        ("Combien d'écoles ont été construites ?", "853所"),
        ("¿Cuántos kilómetros de carreteras rurales se renovaron?", "2700公里"),
    ],
)
def test_in_another_language_the_number_is_that_of_the_clause_asked_about(
    reader: TrainedReader, words: Words, asked: str, answer: str
) -> None:
    found = hits(["民生实事全部完成，新建学校853所、博物馆112座，老旧住宅加装电梯6748部，改造农村公路2700公里。"])
    assert said(reader.read(analyse(asked, words), found), found) == answer


@pytest.mark.parametrize(
    ("asked", "whole"), [("Which opera was performed at the opening?", True), ("开幕式上演了哪部歌剧？", False)]
)
def test_where_no_span_is_likely_a_question_in_another_language_is_answered_with_the_sentence(
    reader: TrainedReader, words: Words, monkeypatch: pytest.MonkeyPatch, asked: str, whole: bool
) -> None:
    monkeypatch.setattr(trained, "UNLIKELY", 1.0)
    sentence = "大剧院开幕式上演了原创歌剧《沧海》，两千名观众到场"
    found = hits([f"港口建设加快。{sentence}。绿化面积扩大。", OTHER])
    reading = reader.read(analyse(asked, words), found)
    assert (said(reading, found) == sentence) is whole
    assert not whole or reading.confidence <= SENTENCE


def test_an_answer_far_into_a_long_passage_is_found_where_it_stands(reader: TrainedReader, words: Words) -> None:
    filler = OTHER * (4 * WINDOW // len(OTHER))
    found = hits([filler + FACT + OTHER])
    span = reader.read(analyse("新建污水处理厂多少座？", words), found).spans[0]
    start = len(filler) + FACT.index("35座")
    assert (span.start, span.end) == (start, start + 3)


def test_of_a_long_passage_the_window_with_its_best_sentence_is_read_too() -> None:
    seen = Alphabet("").see("字" * 100, bundled().vocabulary)
    windows = [
        Ranked(Window(0, start, 20, seen), 0, relevance, np.zeros((1, 100)), np.zeros(1))
        for start, relevance in ((0, 0.5), (60, 2.0), (120, 1.0))
    ]
    sentence = Looked(0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for start, end, read in (
        (10, 50, [60, 0]), (60, 140, [60]), (70, 100, [60]), (150, 200, [60, 120]), (50, 130, [60]),
    ):  # fmt: skip
        found = promising(windows, replace(sentence, start=start, end=end))
        assert [one.window.start for one in found] == read
    assert [one.window.start for one in promising(windows, None)] == [60]


@given(st.text(min_size=1, max_size=60), st.lists(st.text(max_size=120), max_size=4))
@settings(max_examples=25, deadline=None)
def test_spans_of_any_text_are_inside_their_passages_and_the_same_each_time(
    reader: TrainedReader, words: Words, text: str, passages: list[str]
) -> None:
    question, found = analyse(f"{text.strip()}多少？".encode(errors="ignore").decode(), words), hits(passages)
    reading = reader.read(question, found)
    assert len(reading.relevance) == len(found)
    assert 0 <= reading.confidence <= 1
    for span in reading.spans:
        assert 0 <= span.start < span.end <= len(found[span.hit].passage.text)
    assert reading == reader.read(question, found)


def test_a_question_about_something_else_is_declined(reader: TrainedReader, words: Words) -> None:
    reading = reader.read(analyse("2024年足球联赛的冠军拿到多少奖金？", words), hits([OTHER, FACT]))
    assert not reading.answered


def test_nothing_to_read_is_no_answer(reader: TrainedReader, words: Words) -> None:
    question = analyse("收入多少？", words)
    assert reader.read(question, []) == Reading((), (), 0.0, False)
    assert reader.read(question, hits(["。。。", " \n"])).spans == ()


def test_every_one_of_many_hits_has_a_relevance_and_the_late_ones_stay_behind(
    reader: TrainedReader, words: Words
) -> None:
    reading = reader.read(analyse("新建污水处理厂多少座？", words), hits([FACT, *[OTHER] * 30]))
    assert len(reading.relevance) == 31
    assert max(reading.relevance) == reading.relevance[0]
    seen = sorted(reading.relevance, reverse=True)[:10]
    late = [one for one in reading.relevance if one not in seen]
    assert late == sorted(late, reverse=True)
    assert list(reading.relevance[20:]) == late[-11:]


def test_a_hit_with_a_better_span_passes_one_that_only_looked_better() -> None:
    def choice(hit: int, order: float, score: float) -> Choice:
        worth = Worth(order, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        return Choice(Span(hit, 0, 1, score), worth, Signals(1.0, 1.0, 0.0, 0.0, 0.0), None)

    orders = {0: 9.0, 1: 8.5, 2: 8.0}
    moved = placed(orders, [choice(1, 8.5, 14.5), choice(0, 9.0, 10.0), choice(1, 8.5, 9.0)], FOUND)
    assert sorted(moved, key=lambda hit: -moved[hit]) == [1, 0, 2]
    assert placed(orders, [], FOUND) == orders


def test_the_only_hit_with_a_span_passes_one_that_has_nothing_of_the_form_asked_for() -> None:
    worth = Worth(8.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    only = Choice(Span(1, 0, 1, 12.0), worth, Signals(1.0, 1.0, 0.0, 0.0, 0.0), None)
    moved = placed({0: 9.0, 1: 8.5}, [only], FOUND)
    assert moved[1] > moved[0]


@pytest.mark.parametrize("damage", ["missing", "changed"])
def test_weights_that_are_missing_or_damaged_are_one_line(tmp_path: Path, damage: str) -> None:
    shutil.copytree(BUNDLED, tmp_path / "model")
    path = tmp_path / "model" / RANKER
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(ModelError, match="install again") as refused:
        load(tmp_path / "model")
    assert "\n" not in str(refused.value)


def test_the_vectors_of_characters_that_are_missing_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(BUNDLED, tmp_path / "model")
    monkeypatch.setattr("rag.reader.network.bundled", lambda: read_static(tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="install again"):
        load(tmp_path / "model")
