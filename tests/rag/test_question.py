"""What a question is taken to ask."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import QuestionError
from rag.question import LONGEST, analyse
from rag.words import Words, words_in, write_words

# The words of a small library about a harbour town, its budget and its hospitals.
LIBRARY = (
    "滨海市政府工作报告。港口集装箱吞吐量，城镇居民人均可支配收入，财政收入，森林覆盖率，院士，市长，医院，大桥，海洋公园，养殖户，水稻，"
    "补贴，建成，开通，获奖，台风，登陆，实验室，企业，目标，增长，完成，今年，去年，张衡路，青石县，《潮汐》，垃圾分类"
)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    path = tmp_path_factory.mktemp("question") / "words.txt"
    write_words(path, words_in(LIBRARY))
    return Words.open(path)


def test_a_pasted_row_of_one_word_is_analysed_at_once(words: Words) -> None:
    assert analyse("人口" + "达到" * 900 + "吗", words).kind == "yesno"


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("滨海市去年财政收入增长了百分之几？", "percent", ""),
        ("森林覆盖率提高到多少？", "percent", ""),
        ("去年财政收入是多少亿元？", "amount", "亿元"),
        ("养殖户每亩能拿多少钱补贴？", "amount", ""),
        ("今年补贴多少姑娘打疫苗？", "number", "人"),
        ("有多大比例的成果在本省落地？", "percent", ""),
        ("研发经费占GDP的比重有多高？", "percent", ""),
        ("成熟时转变为什么颜色？", "other", ""),
        ("比赛以怎样的形式进行？", "other", ""),
        ("比赛怎样进行？", "reason", ""),
        ("去年接待了多少游客？", "number", "人"),
        ("多少货车停运？", "number", ""),
        ("农机化率 目标", "percent", ""),
        ("全市人口有多少？", "number", "人"),
        ("人口出生率是多少？", "percent", ""),
        ("全市有几家三甲医院？", "number", "家"),
        ("海洋公园占地有多少亩？", "number", "亩"),
        ("坐船到对岸要多长时间？", "number", "时间"),
        ("滨海港 集装箱吞吐量", "number", ""),
        ("滨海市 进出口总额", "amount", ""),
        ("滨海市PM2.5平均浓度", "number", ""),
        ("新能源车 市场份额", "percent", ""),
        ("滨海中学 招生名额", "other", ""),
        ("跨海大桥是什么时候开通的？", "date", ""),
        ("台风是哪一年登陆的？", "date", ""),
        ("谁获得了滨海市科技奖？", "person", ""),
        ("哪位院士来讲过课？", "person", ""),
        ("垃圾分类试点在哪个县？", "place", ""),
        ("是哪家医院建成了实验室？", "organisation", ""),
        ("那座大桥叫什么名字？", "name", ""),
        ("今年要建成哪些医院？", "list", ""),
        ("三个实验室分别研究什么？", "list", ""),
        ("为什么要推行垃圾分类？", "reason", ""),
        ("滨海市怎么治理海洋污染？", "reason", ""),
        ("物流太贵，滨海市有什么办法？", "reason", ""),
        ("要整治哪“四乱”？", "list", ""),
        ("滨海市对小企业有什么新政策？", "reason", ""),
        ("滨海市有没有地铁？", "yesno", ""),
        ("学校后来改名为什么？", "name", ""),
        ("市长提出了什么？", "other", ""),
        ("How many hospitals does Binhai have?", "number", "个数"),
        ("How many kilometres long is the road?", "number", "公里"),
        ("By what percentage did revenue grow last year?", "percent", ""),
        ("Which three laboratories were opened?", "list", ""),
        ("Why does the city sort its waste?", "reason", ""),
        ("When did the bridge open?", "date", ""),
        ("病院はいくつありますか？", "number", "个数"),
        ("大橋はいつ開通しましたか？", "date", ""),
        ("병원은 몇 개입니까?", "number", "个数"),
        ("대교는 언제 개통되었습니까?", "date", ""),
        ("Combien d'hôpitaux la ville compte-t-elle ?", "number", "个数"),
        ("Wann wurde die Brücke eröffnet?", "date", ""),
        ("¿Cuántos hospitales tiene la ciudad?", "number", "个数"),
    ],
)
def test_the_kind_of_thing_asked_for_is_told_by_the_question_word(
    words: Words, text: str, kind: str, unit: str
) -> None:
    question = analyse(text, words)
    assert (question.kind, question.unit) == (kind, unit)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("财政收入是多少？", "zh"),
        ("財政收入是多少？", "zh"),
        ("GDP 目标", "zh"),
        ("What is the target?", "en"),
        ("GDP growth target", "en"),
        ("目標はどれくらいですか", "ja"),
        ("목표는 얼마입니까", "ko"),
        ("Quel est le taux de croissance ?", "other"),
        ("Сколько больниц?", "other"),
    ],
)
def test_the_language_is_told_by_script_and_function_words(words: Words, text: str, language: str) -> None:
    assert analyse(text, words).language == language


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("他是哪国的歌手？", "国"), ("他是哪个国家的歌手？", "国家"), ("由哪家医院负责养殖户？", "医院"),
        ("在哪里举行？", ""),
        ("哪座大桥通车？", "大桥"),
    ],
)  # fmt: skip
def test_the_head_is_the_thing_asked_for_and_not_what_it_is_of(words: Words, text: str, head: str) -> None:
    assert analyse(text, words).head == head


def test_question_words_and_politeness_carry_nothing_and_names_weigh_most(words: Words) -> None:
    question = analyse("请问滨海市去年的集装箱吞吐量一共是多少？谢谢", words)
    weights = dict(question.words)
    assert {"集装箱", "吞吐量"} <= set(weights)
    assert not {"请问", "的", "多少", "一共", "是", "谢谢"} & set(weights)
    assert weights["集装箱"] > weights["去年"]
    assert all(0 < weight <= 2 for weight in weights.values())


def test_the_sentence_that_asks_is_found_and_the_others_weigh_less(words: Words) -> None:
    question = analyse("今年水稻要保住多少亩？我记得去年是养殖户六千多亩", words)
    assert question.asking == "今年水稻要保住多少亩？"
    assert (question.kind, question.unit) == ("number", "亩")
    weights = dict(question.words)
    assert weights["水稻"] > weights["养殖户"]


def test_what_is_put_in_brackets_as_not_meant_is_left_out(words: Words) -> None:
    question = analyse("今年城镇居民（不是养殖户）的收入目标是多少？", words)
    assert "养殖户" not in dict(question.words)
    for asked in ("今年养殖户收入目标是多少，不要水稻的", "How many farmers were helped in 2024, not the rice target?"):
        assert not {"水稻", "rice", "target"} & set(dict(analyse(asked, words).words))
    assert "水稻" in dict(analyse("今年养殖户要种什么，不是水稻吗？", words).words)


def test_years_are_kept_in_digits_or_as_the_relative_word(words: Words) -> None:
    assert analyse("二〇二四年和2025年的目标是多少？去年呢？", words).years == ("2024", "2025", "去年")
    assert analyse("How many were built last year, and in 2023?", words).years == ("last year", "2023")
    assert analyse("全市有2024万人吗？", words).years == ()


def test_names_are_places_quoted_titles_and_latin_names(words: Words) -> None:
    assert analyse("去年的GDP是多少？", words).names == ()
    assert analyse("《潮汐》是谁写的？", words).names == ("潮汐",)
    assert "Qingshi County" in analyse("Which bridge opened in Qingshi County?", words).names


@pytest.mark.parametrize(
    ("text", "head"), [("哪位院士来讲课？", "院士"), ("那家医院叫什么？", "医院"), ("多少亩？", "")]
)
def test_the_sort_of_thing_asked_for_is_the_noun_at_the_question_word(words: Words, text: str, head: str) -> None:
    assert analyse(text, words).head == head


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "question_empty"),
        (" \n\u3000", "question_empty"),
        ("？！……", "question_empty"),
        ("问" * (LONGEST + 1), "question_long"),
        ("问" * 100_000, "question_long"),
        ("财政\udcff收入是多少？", "question_not_text"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(words: Words, text: str, key: str) -> None:
    with pytest.raises(QuestionError) as refused:
        analyse(text, words)
    assert refused.value.key == key
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 120


def test_a_question_is_analysed_in_less_than_a_few_milliseconds(words: Words) -> None:
    took = []
    for _ in range(20):
        start = time.process_time()
        analyse("滨海市今年水稻要保住多少亩？我记得去年是养殖户六千多亩", words)
        took.append(time.process_time() - start)
    assert min(took) < 0.005


@pytest.mark.parametrize("piece", ["率", "哪", "为什么", "what is the ", "（不是", "一", "a“", "A B "])
def test_no_question_of_the_longest_kind_keeps_anyone_waiting(words: Words, piece: str) -> None:
    start = time.process_time()
    analyse((piece * LONGEST)[:LONGEST], words)
    assert time.process_time() - start < 1


@given(text=st.text(max_size=200))
def test_any_text_is_a_question_or_refused(words: Words, text: str) -> None:
    try:
        question = analyse(text, words)
    except QuestionError:
        return
    assert question.text == text.strip()
    assert question == analyse(text, words)
    assert len(dict(question.words)) == len(question.words)
