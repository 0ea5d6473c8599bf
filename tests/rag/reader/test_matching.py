"""Times and names asked about, and those that a passage speaks of."""

from __future__ import annotations

import pytest

from rag.question import analyse
from rag.reader.matching import ranked_sentences
from rag.reader.signals import Signals, signals_of
from rag.records import Hit, Passage, Why
from rag.words import Words, words_in, write_words

TITLE = "2025年海州省政府工作报告"
TEXT = "全省粮食产量280亿斤，增长3%。"


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    path = tmp_path_factory.mktemp("matching") / "words.txt"
    write_words(path, words_in(TITLE + TEXT))
    return Words.open(path)


def signals(words: Words, question: str, *section: str, text: str = TEXT) -> Signals:
    passage = Passage(0, "a.docx", TITLE, section, (), 1, text, ((0, len(text)),))
    asked, hits = analyse(question, words), [Hit(passage, 1.0, Why((), 1.0, 0.0), ())]
    [found] = signals_of(asked, hits, [text], ranked_sentences(asked, hits, [text]))
    return found


def test_a_yearly_report_speaks_of_its_own_year_and_the_one_before(words: Words) -> None:
    assert signals(words, "2024年粮食产量多少？", "一、2024年工作回顾").period == 1
    assert signals(words, "2025年粮食产量目标多少？", "二、2025年工作安排").period == 1
    assert signals(words, "2024年粮食产量多少？", "二、2025年工作安排").period == -0.5


def test_the_year_in_the_title_of_a_report_is_not_that_of_its_sections(words: Words) -> None:
    assert signals(words, "2024年粮食产量多少？", TITLE, "一、2024年工作回顾").period == 1
    assert signals(words, "2025年粮食产量目标多少？", TITLE, "一、2024年工作回顾").period == -0.5


def test_a_year_that_it_does_not_name_is_another(words: Words) -> None:
    assert signals(words, "2020年粮食产量多少？", "一、2024年工作回顾").period == -0.5
    assert signals(words, "2030年粮食产量多少？", "二、2025年工作安排").period == -0.5
    assert signals(words, "2030年粮食产量多少？", text="到2030年，全省粮食产量280亿斤。").period == 1


def test_a_place_that_no_document_names_is_a_name_all_the_same(words: Words) -> None:
    assert signals(words, "云南粮食产量多少？").named == 0
    assert signals(words, "粮食产量多少？").named == 1


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("河南粮食产量多少？", 0),
        ("粮食产量多少？", 0),
        ("青海粮食产量多少？", -1),
        ("青海和河南的粮食产量多少？", 0),
        ("What is the grain output of Qinghai?", -1),
        ("河南省の食糧生産量は？", 0),
    ],
)
def test_a_report_of_another_province_than_asked_about_is_elsewhere(
    words: Words, question: str, elsewhere: float
) -> None:
    assert signals(words, question, "2025年河南省政府工作报告").elsewhere == elsewhere


def test_what_is_said_of_a_province_in_the_report_of_another_is_not_elsewhere(words: Words) -> None:
    told = "对口支援青海，投入资金3亿元。"
    assert signals(words, "对口支援青海投入多少资金？", "2025年河南省政府工作报告", text=told).elsewhere == 0
