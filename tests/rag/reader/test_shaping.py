"""Spans are given the form in which a person would copy them, and numbers of another sort are no answer."""

from __future__ import annotations

import pytest

from rag.folding import fold
from rag.question import Question, analyse
from rag.reader.looking import unfit
from rag.reader.shaping import bare, members, shaped
from rag.reader.signals import fit_of
from rag.reader.units import UNFIT, sort_of, told_fit, unit_fit
from rag.words import Words, words_in, write_words

TEXTS = (
    "城镇新增就业70万人以上，技术合同成交额达到5500亿元，占比超过四成。",
    "深刻吸取滨海“7·17”重大火灾教训，青石沟遗址入选名录。",
    "举办花样游泳世界杯、男排联赛和城市足球赛等活动。",
    "一是严格规范检查，减少打扰；二是当好店小二；三是有求必应。",
    "完善防止返贫机制，加强产业、就业等帮扶；建设农业强省。",
    "2021年3月，滨海大桥通车。",
    "Cargo reached 713 million tonnes in 2024, up from 650.",
    "南港、北港通车，珠江口获批国家湿地公园，法国队员夺冠。",
    "但由于连日暴雨，部分工程延期。",
    "外送电量935亿千瓦时。",
    "省长方岚作政府工作报告。代省长李文清作政府工作报告。",
)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    path = tmp_path_factory.mktemp("shaping") / "words.txt"
    write_words(path, words_in("".join(TEXTS)))
    return Words.open(path)


@pytest.mark.parametrize(
    ("asked", "found", "whole"),
    [
        ("新增就业多少人？", "70万人", "70万人以上"),
        ("成交额是多少亿元？", "技术合同成交额达到5500亿元", "5500亿元"),
        ("占比是多少？", "四成", "超过四成"),
        ("外送了多少电？", "935亿", "935亿千瓦时"),
        ("省长是谁？", "方岚作政府", "方岚"),
        ("省长是谁？", "方", "方岚"),
        ("代省长是谁？", "李文", "李文清"),
        ("What did the cargo reach?", "713", "713 million tonnes"),
        ("How many tonnes did the cargo reach?", "713 million", "713 million tonnes"),
        ("要从哪一起大火里吸取教训？", "7·17", "滨海“7·17”重大火灾"),
        ("哪处遗址入选名录？", "青石沟", "青石沟遗址"),
        ("举办了哪些活动？", "花样游泳世界杯", "花样游泳世界杯、男排联赛和城市足球赛"),
        ("怎么防止返贫？", "加强产业", "完善防止返贫机制，加强产业、就业等帮扶"),
        ("防止返贫有什么法子？", "加强产业", "完善防止返贫机制，加强产业、就业等帮扶"),
        ("大桥是哪一年通车的？", "2021年3月", "2021年"),
        ("大桥什么时候通车？", "2021年", "2021年3月"),
        ("什么样的检查？", "规范检查", "规范检查"),
        ("通车的有哪些？", "南港、北", "南港、北"),
        ("通车的有哪些？", "南", "南港、北港"),
        ("哪处湿地公园获批？", "珠江口", "珠江口"),
        ("哪国队员夺冠？", "法国", "法国"),
        ("为什么延期？", "由于连日暴雨", "由于连日暴雨"),
        ("为什么延期？", "连日暴雨", "由于连日暴雨"),
        ("怎么应对延期？", "由于连日暴雨", "但由于连日暴雨，部分工程延期"),
    ],
)
def test_a_span_grows_or_shrinks_to_what_would_be_copied(words: Words, asked: str, found: str, whole: str) -> None:
    text = next(text for text in TEXTS if found in text)
    folded, start = fold(text), text.index(found)
    first, last = shaped(analyse(asked, words), folded, start, start + len(found))
    assert text[first:last] == whole


@pytest.mark.parametrize(
    ("text", "members_only"),
    [
        ("办好花样游泳世界杯、世界男排联赛", "花样游泳世界杯、世界男排联赛"),
        ("培养引进10名科学家、100名工程师", "10名科学家、100名工程师"),
        ("青山、白鹭两座大桥建成通车", "青山、白鹭"),
        ("古动物馆、长城博物馆荣获国家大奖", "古动物馆、长城博物馆"),
        ("闽剧、梨园戏、高甲戏3个剧种", "闽剧、梨园戏、高甲戏"),
        ("甲项目、乙项目十二个项目", "甲项目、乙项目十二个项目"),
        ("完善机制、加强服务、推进改革", "完善机制、加强服务、推进改革"),
        ("大桥建成、铁路通车、机场启用", "大桥建成、铁路通车、机场启用"),
        ("第十二届运动会、第3届博览会", "第十二届运动会、第3届博览会"),
        ("建设、交通、水利", "建设、交通、水利"),
        ("引进800名医生、培养1250名教师", "引进800名医生、培养1250名教师"),
        ("800名医生、1250名教师", "800名医生、1250名教师"),
        ("建设银行、工商银行、农业银行", "建设银行、工商银行、农业银行"),
        ("同济大学、武汉大学", "同济大学、武汉大学"),
        ("重点高校、科研院所、三大实验室", "重点高校、科研院所、三大实验室"),
        ("子女入学、人才落户", "子女入学、人才落户"),
        ("污染防治、打好三大攻坚战", "污染防治、打好三大攻坚战"),
    ],
)
def test_a_list_is_its_members_without_what_is_done_with_them(words: Words, text: str, members_only: str) -> None:
    first, last = shaped(analyse("有哪些？", words), fold(text), 0, len(text))
    assert text[first:last] == members_only


def test_a_numbered_series_is_told_member_by_member(words: Words) -> None:
    text = fold(TEXTS[3])
    place = text.index("当好")
    several = ["严格规范检查，减少打扰", "当好店小二", "有求必应"]
    for asked in ("提出了哪些要求？", "政府怎么对待企业？"):
        found = members(analyse(asked, words), text, place, place + 2)
        assert [TEXTS[3][start:end] for start, end in found] == several
    assert members(analyse("政府要当好什么？", words), text, place, place + 2) == [(place, place + 2)]
    assert members(analyse("提出了哪些要求？", words), fold(TEXTS[4]), 0, 4) == [(0, 4)]


@pytest.mark.parametrize(
    ("text", "said"),
    [("海”两部", "海”两部"), ("海》", "海"), ("海”", "海"), ("《海》", "《海》"), ('，海"', "海"), ("“海”", "“海”")],
)
def test_a_closing_mark_that_nothing_opens_is_left_off(text: str, said: str) -> None:
    start, end = bare(text, 0, len(text))
    assert text[start:end] == said


@pytest.mark.parametrize(
    ("asked", "text", "number", "fit"),
    [
        ("城镇化率是多少？", "城镇化率提高1.1个百分点", "1.1个百分点", 0.3),
        ("城镇化率提高了多少？", "城镇化率提高1.1个百分点", "1.1个百分点", 1.0),
        ("铁路总里程是多少？", "新增铁路里程322公里", "322公里", 1.0),
        ("铁路总里程是多少？", "铁路里程新增322公里", "322公里", 0.4),
        ("总共多算出来多少亿元？", "全省共增加2702亿元", "2702亿元", 1.0),
        ("铁路里程新增多少？", "铁路里程新增322公里", "322公里", 1.0),
        ("产值有多少亿元？", "6个万亿级产业", "万亿", 0.4),
        ("人口出生率是多少？", "常住人口城镇化率达到56.83%", "56.83%", 0.3),
        ("人口城镇化率是多少？", "常住人口城镇化率达到56.83%", "56.83%", 1.0),
        ("不良率是多少？", "银行不良贷款率为0.77%", "0.77%", 1.0),
        ("增长率是多少？", "产能利用率为75%", "75%", 1.0),
    ],
)
def test_a_change_is_no_level_and_a_class_no_amount(
    words: Words, asked: str, text: str, number: str, fit: float
) -> None:
    start = text.index(number)
    assert told_fit(analyse(asked, words), text, start, start + len(number)) == fit


@pytest.mark.parametrize(
    ("number", "sort"),
    [
        ("5.4%", "share"), ("超过四成", "share"), ("1000个", "things"), ("1700亿元", "money"), ("70万人以上", "people"),
        ("2400万标准箱", "boxes"), ("5.1倍", "times"), ("240小时", "time"), ("2024年", "day"), ("6.2万亩", "area"),
        ("12平方公里", "area"), ("1194公里", "length"), ("853.2亿斤", "mass"), ("14", ""), ("5000多", ""),
        ("第3", "rank"),
    ],
)  # fmt: skip
def test_what_a_number_counts_is_known_by_its_unit(number: str, sort: str) -> None:
    assert sort_of(number) == sort


@pytest.mark.parametrize(
    ("asked", "number", "fits"),
    [
        ("增长了百分之几？", "1000个", False),
        ("增长了百分之几？", "5.4%", True),
        ("投资多少亿元？", "300个", False),
        ("投资多少亿元？", "1700亿元", True),
        ("有多少人参加？", "7.54万公里", False),
        ("有多少人参加？", "200万", True),
        ("多少户搬迁？", "3万家", True),
        ("要多长时间？", "3个", False),
        ("接待了多少游客？", "20%以上", False),
        ("运了多少旅客？", "91条", False),
        ("运了多少旅客？", "1700万人次", True),
        ("去年拉了多少货？", "3万人", False),
        ("风机功率是多少？", "26兆瓦", True),
        ("风机功率是多少？", "3.2万亿元", False),
        ("What was the population at the end of the year?", "190条", False),
        ("What share of the acreage is it?", "2000个", False),
        ("What share of the acreage is it?", "31.5%", True),
        ("贷款余额较年初涨了多少？", "341亿元", True),
        ("贷款余额较年初涨了多少？", "2024年", False),
        ("贷款余额的涨幅是多少？", "341亿元", False),
        ("By how much did loans grow?", "341亿元", True),
        ("What share of the loans is it?", "341亿元", False),
        ("How many people found jobs?", "434万亩", False),
        ("What was the population of the city?", "190个", False),
        ("How many green mines were built?", "117平方公里", False),
        ("How many green mines were built?", "437个", True),
        ("Wie viele Standardcontainer werden umgeschlagen?", "30万亩", False),
        ("Combien d'argent a été investi ?", "24个", False),
        ("몇 %입니까?", "35万个", False),
        ("何パーセントですか？", "12项", False),
        ("Сколько процентов?", "5%", True),
    ],
)
def test_a_number_of_another_sort_cannot_be_the_answer(words: Words, asked: str, number: str, fits: bool) -> None:
    question = analyse(asked, words)
    assert (unit_fit(question, number) >= UNFIT) is fits
    assert (not _no_answer(question, f"共有{number}，其他。", number)) is fits


@pytest.mark.parametrize(
    ("asked", "said", "fits"),
    [
        ("谁获得了奖？", "7.54万个", False),
        ("谁获得了奖？", "黄文秀", True),
        ("在哪里举行？", "30%", False),
        ("在哪里举行？", "滨海市", True),
        ("有几个兄弟？", "三兄弟", True),
        ("有几个兄弟？", "众多兄弟", False),
    ],
)
def test_a_number_is_no_person_or_place_and_nothing_but_one_is_a_number(
    words: Words, asked: str, said: str, fits: bool
) -> None:
    assert (not _no_answer(analyse(asked, words), f"是{said}，其他。", said)) is fits


@pytest.mark.parametrize(
    ("asked", "said", "fit"),
    [
        ("以哪两位同志为榜样？", "谷文昌、廖俊波", 1.0),
        ("以哪两位同志为榜样？", "甲、乙、丙、丁", -0.3),
        ("三个中心分别面向哪些学科？", "物理、应用数学、合成生物", 1.0),
        ("Which five clusters are based there?", "甲、乙、丙、丁和戊", 1.0),
        ("建成了哪些工程？", "甲、乙、丙", 0.5),
        ("建成了哪些工程？", "甲", -0.5),
    ],
)
def test_a_list_fits_when_it_has_as_many_members_as_are_asked_for(
    words: Words, asked: str, said: str, fit: float
) -> None:
    assert fit_of(analyse(asked, words), said, 0, len(said)) == fit


def _no_answer(question: Question, text: str, said: str) -> bool:
    folded, start = fold(text), text.index(said)
    end = start + len(said)
    return unfit(question, folded, start, end, fit_of(question, folded, start, end))
