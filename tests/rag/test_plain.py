"""What only surrounds a question."""

from __future__ import annotations

import pytest

from rag.plain import plain, polite
from rag.question import analyse
from rag.words import Words


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("河北GDP增长多少？😊", "河北GDP增长多少？"),
        ("1. 河北GDP增长多少？", "河北GDP增长多少？"),
        ("（12）河北GDP增长多少？", "河北GDP增长多少？"),
        ("一、河北GDP增长多少？", "河北GDP增长多少？"),
        ("您好，请问一下，河北GDP增长多少？谢谢！", "河北GDP增长多少？"),
        ("请问一下，河北GDP增长多少呀？谢谢！", "河北GDP增长多少？"),
        ("河北GDP增长多少，谢谢啦", "河北GDP增长多少"),
        ("河北GDP增长多少？？？", "河北GDP增长多少？"),
        ("湖北有哪些产业\n迈入了万亿级规模？", "湖北有哪些产业迈入了万亿级规模？"),
        ("How much did\nGDP grow?", "How much did GDP grow?"),
        ("2024年增长多少？", "2024年增长多少？"),
        ("1.5亿元投到哪里？", "1.5亿元投到哪里？"),
        ("一、二、三产业各增长多少？", "一、二、三产业各增长多少？"),
        ("1、2号线各长多少？", "1、2号线各长多少？"),
        ("3个市是哪些？", "3个市是哪些？"),
        ("气温25℃以上的天数？", "气温25℃以上的天数？"),
        ("第一段。\n第二段是什么？", "第一段。\n第二段是什么？"),
        ("感谢信写给谁？", "感谢信写给谁？"),
        ("你好", "你好"),
        ("谢谢", "谢谢"),
        ("😊", "😊"),
    ],
)
def test_what_surrounds_a_question_is_not_read(text: str, asked: str) -> None:
    assert plain(text) == asked


@pytest.mark.parametrize(
    "text", ["你好", "您好！", "再见～", "好的，谢谢！", "辛苦了", "早上好呀😊", "Thank you", "ok", "！" * 5000]
)
def test_who_is_only_polite_asks_nothing(text: str) -> None:
    assert polite(text)


@pytest.mark.parametrize(
    "text",
    [
        "好的做法有哪些？",
        "谢谢谁？",
        "你好，河北GDP增长多少？",
        "早安工程",
        "收到多少件建议",
        "明白卡",
        "OKR",
        "你好" * 5000 + "吗",
    ],
)
def test_who_asks_is_not_only_polite(text: str) -> None:
    assert not polite(text)


def test_a_question_is_kept_as_it_was_typed() -> None:
    question = analyse(" 请问河北GDP增长多少？谢谢！ ", Words([]))
    assert question.text == "请问河北GDP增长多少？谢谢！"
    assert question.plain == question.asking == "河北GDP增长多少？"
