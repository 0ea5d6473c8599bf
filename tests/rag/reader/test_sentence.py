"""The first reader finds the span a person would copy, and stays inside its passages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.question import analyse
from rag.reader import load_reader
from rag.reader.sentence import SentenceReader
from rag.records import Hit, Passage, Reading, Why
from rag.words import Words, words_in, write_words

REPORT = [
    "2024年，全市地区生产总值增长4.8%左右，一般公共预算收入859.85亿元，粮食产量突破120万吨。",
    "城镇、农村居民人均可支配收入分别增长5.1%、6.7%，城镇新增就业3.2万人。",
    "我们坚持以水而定、量水而行，建成青石水库、白鹭灌渠、望海泵站等12项水利工程。",
    "2023年11月18日，跨海大桥通车，往返两岸不到30分钟。",
    "市海洋研究院沈听潮院士获得省科学技术奖，话剧《潮汐》赴京演出。",
    "由于连年干旱，地下水位下降明显，全市暂停新打机井。",
    "空气中细颗粒物年均浓度不超过35微克每立方米。",
]


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    path = tmp_path_factory.mktemp("reader") / "words.txt"
    write_words(path, words_in("\n".join(REPORT)))
    return Words.open(path)


def hits(texts: list[str], title: str = "滨海市2025年政府工作报告") -> list[Hit]:
    passages = [
        Passage(number, "binhai.md", title, (), (), number + 1, text, ((0, len(text)),))
        for number, text in enumerate(texts)
    ]
    return [Hit(passage, 1.0 / (1 + passage.id), Why((), 1.0, 0.0), ()) for passage in passages]


def said(reading: Reading, given: list[Hit]) -> str:
    span = reading.spans[0]
    return given[span.hit].passage.text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("去年GDP增长了百分之几？", "4.8%左右"),
        ("一般公共预算收入是多少亿元？", "859.85亿元"),
        ("粮食产量有多少万吨？", "突破120万吨"),
        ("农村居民的收入增长了百分之几？", "6.7%"),
        ("城镇居民的收入增长了百分之几？", "5.1%"),
        ("新增就业多少人？", "3.2万人"),
        ("跨海大桥是什么时候通车的？", "2023年11月18日"),
        ("往返两岸要多长时间？", "30分钟"),
        ("哪位院士获得了省科学技术奖？", "沈听潮"),
        ("赴京演出的话剧叫什么名字？", "《潮汐》"),
        ("建成了哪些水利工程？", "青石水库、白鹭灌渠、望海泵站"),
        ("细颗粒物年均浓度是多少？", "不超过35微克每立方米"),
        ("为什么暂停新打机井？", "由于连年干旱，地下水位下降明显，全市暂停新打机井"),
        ("How many minutes does the crossing of 2023 take?", "30分钟"),
    ],
)
def test_the_span_is_what_a_person_would_copy(words: Words, text: str, expected: str) -> None:
    given = hits(REPORT)
    assert said(SentenceReader().read(analyse(text, words), given), given) == expected


def test_the_year_asked_about_decides_between_two_sentences(words: Words) -> None:
    given = hits(["2025年，地区生产总值增长5%左右。", "2024年，地区生产总值增长4.8%。"])
    for year, expected in (("2024年", "4.8%"), ("2025年", "5%左右"), ("去年", "4.8%"), ("今年", "5%左右")):
        reading = SentenceReader().read(analyse(f"{year}地区生产总值增长百分之几？", words), given)
        assert said(reading, given) == expected


def test_what_is_in_the_hits_is_believed_more_than_what_is_not(words: Words) -> None:
    given = hits(REPORT)
    there = SentenceReader().read(analyse("跨海大桥是什么时候通车的？", words), given)
    absent = SentenceReader().read(analyse("地铁一号线的票价是多少元？", words), given)
    assert there.confidence > absent.confidence + 0.1


def test_no_hits_give_no_spans_and_no_confidence(words: Words) -> None:
    assert SentenceReader().read(analyse("收入多少？", words), []) == Reading((), (), 0.0, False)


def test_hits_of_marks_only_give_no_spans(words: Words) -> None:
    reading = SentenceReader().read(analyse("收入多少？", words), hits(["。。。", " \n"]))
    assert (reading.spans, reading.confidence) == ((), 0.0)
    assert len(reading.relevance) == 2


QUESTIONS = [
    "收入多少？",
    "哪些工程？",
    "谁获奖？",
    "叫什么？",
    "在哪里？",
    "什么时候？",
    "为什么？",
    "How many?",
    "增长多少？",
]
PIECES = st.sampled_from(
    [
        *"，。；、：《》“”（）\n 等和了的",
        "分别",
        "增长",
        "5%",
        "2024年",
        "青石水库",
        "沈听潮院士",
        "Ⅲ",
        "a1",
        "百分之五",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    text=st.sampled_from(QUESTIONS),
    texts=st.lists(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=50), max_size=5),
)
def test_spans_are_always_inside_their_passage_and_never_blank(words: Words, text: str, texts: list[str]) -> None:
    given = hits(texts)
    reading = SentenceReader().read(analyse(text, words), given)
    assert len(reading.relevance) == len(texts)
    assert 0 <= reading.confidence <= 1
    for span in reading.spans:
        passage = texts[span.hit]
        assert 0 <= span.start < span.end <= len(passage)
        assert passage[span.start : span.end].strip()
    assert reading == SentenceReader().read(analyse(text, words), given)


def test_twenty_hits_are_read_in_a_few_milliseconds(words: Words) -> None:
    given = hits([text * 3 for text in REPORT] * 3)[:20]
    question = analyse("农村居民的收入增长了百分之几？", words)
    reader = SentenceReader()
    took = []
    for _ in range(10):
        start = time.process_time()
        reader.read(question, given)
        took.append(time.process_time() - start)
    assert min(took) < 0.04


@pytest.mark.parametrize("text", ["收入多少？", "哪些工程？", "谁获奖？", "哪家医院？", "什么时候？"])
@pytest.mark.parametrize("piece", ["一", "1", "1,", "、", "王·", "医院", "1年", "“", "百分之"])
def test_no_passage_keeps_the_reader_busy(words: Words, text: str, piece: str) -> None:
    question, given = analyse(text, words), hits([piece * (1500 // len(piece))])
    took = []
    for _ in range(3):
        start = time.process_time()
        SentenceReader().read(question, given)
        took.append(time.process_time() - start)
    assert min(took) < 0.2  # 0.4 without bounds in the patterns


def test_a_reader_nobody_knows_is_refused_with_the_known_ones() -> None:
    assert load_reader("bundled").name == "chuchu-reader-1"
    assert load_reader("chuchu-reader-1").name == "chuchu-reader-1"
    with pytest.raises(ModelError, match="bundled"):
        load_reader("oracle")
