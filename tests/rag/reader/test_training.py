"""What the trained reader is trained with."""

from __future__ import annotations

import functools
import random
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("torch")

import torch

from embeddings.encoder import load_encoder
from embeddings.static import bundled
from rag.reader.inputs import Alphabet
from rag.reader.network import load
from rag.reader.training import asking, cloze
from rag.reader.training.batches import Batch, Eyes, Window, batch, batches, windows
from rag.reader.training.examples import Example, place
from rag.reader.training.export import Finding, Ranking
from rag.reader.training.learning import Average, Opinion, best_spans, loss, opinion
from rag.reader.training.misleading import KEPT, misled, near, pool_of, sure, window
from rag.reader.training.network import Network, Scores, Side, span_scores
from rag.reader.training.strayed import with_strayed
from rag.reader.training.written import QUESTIONS, written
from rag.reader.training.wrong import elsewhere, with_wrong, without

TEXT = (
    "2024年，全市生产总值达到16719.46亿元，增长5.7%，规模以上工业增加值增长8.2%。新建幼儿园、小学、中学等项目36个，"
    "由于持续降雨，部分工程延期到2025年3月。《海洋发展规划》由市政府办公厅发布。"
)
ABOVE = "2025年青岛市政府工作报告\n一、过去一年\n"
PLAIN = cloze.Wording({})


def test_questions_made_from_a_passage_have_their_answer_in_it_and_not_in_themselves() -> None:
    rng = random.Random(1)
    made = [one for one in (cloze.asked(ABOVE, TEXT, rng, PLAIN) for _ in range(200)) if one]
    assert len(made) > 100
    for one in made:
        ((start, end),) = one.spans
        assert one.text[start:end].strip()
    assert {"5.7%", "《海洋发展规划》", "幼儿园、小学、中学"} <= {one.text[slice(*one.spans[0])] for one in made}


def test_the_same_seed_makes_the_same_questions() -> None:
    first, second = (
        [cloze.asked(ABOVE, TEXT, rng, PLAIN) for _ in range(20)] for rng in (random.Random(3), random.Random(3))
    )
    assert first == second


def test_words_of_a_question_are_said_in_another_way_and_its_answer_is_not() -> None:
    rng = random.Random(5)
    made = [cloze.asked(ABOVE, TEXT, rng, cloze.Wording({"新建": ("修建",), "发布": ("公布",)})) for _ in range(300)]
    questions = [one.question for one in made if one]
    assert any("修建" in one for one in questions)
    assert any("新建" in one for one in questions)
    assert all(one.text[slice(*one.spans[0])] in TEXT for one in made if one)


def test_a_question_in_another_language_has_its_words_and_its_way_of_asking() -> None:
    rng = random.Random(5)
    english = cloze.Wording({}, "en", lambda text, _: text.replace("增长", "growth"))
    made = [one for one in (cloze.asked(ABOVE, TEXT, rng, english) for _ in range(200)) if one]
    percent = [one.question for one in made if one.text[slice(*one.spans[0])] == "5.7%"]
    assert any("growth" in one for one in percent)
    assert all(one.startswith(asking.FOREIGN["en"]["percent"]) for one in percent)


def test_the_right_passage_is_wrong_under_another_year_only_when_the_question_names_its_year() -> None:
    others = [("2024年青岛市政府工作报告\n", TEXT)] * 8
    named = Example("2025年增长多少？", ABOVE, TEXT, ((0, 5),))
    assert elsewhere(named, others, random.Random(1)) == others[0][0]
    assert elsewhere(replace(named, question="增长多少？"), others, random.Random(1)) is None
    assert elsewhere(replace(named, above=""), others, random.Random(1)) is None


def test_wrong_passages_are_near_and_have_no_answer() -> None:
    said = [("", f"第{number}段说生产总值增长{number}%，绿化面积也有增加，其他不多说了。") for number in range(30)]
    start = said[7][1].index("7%")
    shown = Example("生产总值增长多少？", "", said[7][1], ((start, start + 2),))
    (made,) = with_wrong([shown], said, load_encoder("bundled"), random.Random(1))
    assert made.wrongs
    assert all("7%" not in text for _, text in made.wrongs)


def test_passages_that_mislead_are_of_its_report_and_the_surest_of_them(tmp_path: Path) -> None:
    torch.manual_seed(1)
    lines = [f"第{number}段说生产总值增长{number}%，绿化面积也有增加，其他不多说了。" for number in range(30)]
    passages = [(ABOVE if number % 2 else "2026年青岛市政府工作报告\n", line) for number, line in enumerate(lines)]
    shown = Example("生产总值增长多少？", ABOVE, lines[7], ((9, 11),), ((ABOVE, lines[9]), (ABOVE, lines[7][12:])))
    eyes, encoder = Eyes(Alphabet("年增长多少"), bundled()), load_encoder("bundled")
    network = Network(len(eyes.alphabet), width=16).eval()
    pool = pool_of(passages, encoder, tmp_path)
    (made,) = misled([shown], pool, [network], encoder, eyes)
    *found, last = made.wrongs
    assert len(found) == KEPT
    assert last == (ABOVE, lines[7][12:])  # its own without the sentence stays, another does not
    assert all(above == ABOVE and "7%" not in text for above, text in found)
    near_ones = near(shown, encoder.encode([shown.question])[0], pool)
    told = sure([window(shown.question, *one, eyes) for one in near_ones], [network], eyes)
    assert set(found) == {one for _, one in sorted(zip(told, near_ones, strict=True), reverse=True)[:KEPT]}


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
    shown = Example("生产总值增长多少？", ABOVE, TEXT, ((start, start + 4),), (wrong_passage,))
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


def test_a_network_is_taught_what_others_say_together_where_there_is_an_answer() -> None:
    torch.manual_seed(1)
    eyes = Eyes(Alphabet("年增长多少"), bundled())
    teachers = [Network(len(eyes.alphabet), width=16).eval() for _ in range(2)]
    for teacher in teachers:
        torch.nn.init.normal_(teacher.finder.border.weight, 0, 100)  # sure of something
    question, passage = eyes.see("增长多少？"), eyes.see(TEXT)
    answered, none = (batch([Window(question, passage, 0, spans, 0)], eyes) for spans in (((3, 5),), ()))
    assert opinion((), answered) is None
    told = opinion(teachers, answered)
    assert told is not None
    torch.testing.assert_close(told.odds.sum(1), torch.ones(1))
    pupil = Network(len(eyes.alphabet), width=32, dropout=0.0)
    torch.testing.assert_close(loss(pupil, none, told), loss(pupil, none))
    alone = after(answered, None, eyes)
    assert away(after(answered, told, eyes), answered, told) < away(alone, answered, told) / 2


def after(seen: Batch, told: Opinion | None, eyes: Eyes) -> Network:
    """A network that has learned from a batch."""
    torch.manual_seed(2)
    pupil = Network(len(eyes.alphabet), width=32, dropout=0.0)
    optimiser = torch.optim.AdamW(pupil.parameters(), lr=3e-3)
    for _ in range(40):
        optimiser.zero_grad()
        loss(pupil, seen, told).backward()
        optimiser.step()
    return pupil


def away(pupil: Network, seen: Batch, told: Opinion) -> float:
    """How far what a network says is from an opinion: Kullback and Leibler's divergence."""
    mine = opinion([pupil.eval()], seen)
    assert mine is not None
    return float((told.odds * (told.odds.clamp(min=1e-9) / mine.odds.clamp(min=1e-9)).log()).sum())


def test_a_question_strays_by_a_word_its_passage_has_to_one_it_has_not() -> None:
    start = TEXT.index("5.7%")
    shown = Example("全市生产总值增长多少？", ABOVE, TEXT, ((start, start + 4),))
    others = [Example(f"{word}增长多少？", "", TEXT, ()) for word in ("电影票房", "结婚人数", "货物吞吐量", "粮食产量")]
    made, *rest = with_strayed([shown, *others], load().meanings, random.Random(1))
    assert made.strayed
    assert made.strayed != shown.question
    assert replace(made, strayed="") == shown
    assert rest == others  # without an answer nothing is to be led astray from


def test_towers_are_one_network_that_averages_their_scores() -> None:
    torch.manual_seed(1)
    eyes = Eyes(Alphabet("年增长多少"), bundled())
    towers = [Network(len(eyes.alphabet), width=16).eval() for _ in range(3)]
    rows = [Window(eyes.see("增长多少？"), eyes.see(text), 0, (), 0) for text in (TEXT, "绿化面积有增加。")]
    seen = batch(rows, eyes)
    with torch.no_grad():
        told = [tower(seen.question, seen.passage) for tower in towers]
        relevance, states, summary = Ranking(towers)(*columns(seen.question), *columns(seen.passage))
        there = (seen.passage.characters > 0).unsqueeze(1).float()
        together = Scores(relevance, *Finding(towers)(states, summary, there))
    close = functools.partial(torch.testing.assert_close, rtol=1e-4, atol=1e-4)
    close(together.relevance, sum(one.relevance for one in told) / 3)
    close(together.absent, sum(one.absent for one in told) / 3)
    spans = [span_scores(one, seen.allowed) for one in (together, *told)]
    close(spans[0], sum(spans[1:]) / 3)


def columns(side: Side) -> list[torch.Tensor]:
    return [side.codes, side.characters, side.sorts, side.grams, side.above]


def test_written_questions_stand_where_their_evidence_does() -> None:
    lines = QUESTIONS.read_text("utf-8").splitlines()[1:]
    place, _, _, evidence, answer, question = next(line.split("\t") for line in lines if line.split("\t")[1] == "span")
    above = f"2026年{place}政府工作报告\n"
    passages = [(above, "别的段落，没有写到。"), (above, f"首先，{evidence}。")]
    found = next(one for one in written(passages) if one.question == question)
    assert [found.text[start:end] for start, end in found.spans] == [answer]
    assert any(line.split("\t")[1] == "none" and not line.split("\t")[4] for line in lines)
