"""Values told one after another go with the things named one after another."""

from __future__ import annotations

import pytest

from rag.folding import fold
from rag.reader.pairing import partner

PORTS = "东港、西港旅客吞吐量分别达20.5万人次、15.9万人次。"
MINES = "煤、铜矿、锡矿石产量达到60.8万吨、12.6万吨、9.1万吨，增长1%、9.3%、21.2%。"
ACCIDENTS = "事故起数和死亡人数分别下降4.5%、3.7%，"
TRADE = "接待游客2.4亿人次、旅游花费3100亿元，分别增长15.9%、25.7%。"
CHARGES = "科学研究和技术服务业、批发和零售业税收增长8%、6%。"


@pytest.mark.parametrize(
    ("asked", "text", "found", "said"),
    [
        ("东港旅客吞吐量是多少？", PORTS, "15.9万人次", "20.5万人次"),
        ("西港旅客吞吐量是多少？", PORTS, "20.5万人次", "15.9万人次"),
        ("两个港旅客吞吐量是多少？", PORTS, "20.5万人次", "20.5万人次"),
        ("南港旅客吞吐量是多少？", PORTS, "15.9万人次", "15.9万人次"),
        ("铜矿产量多少万吨？", MINES, "9.1万吨", "12.6万吨"),
        ("锡矿石产量增长多少？", MINES, "1%", "21.2%"),
        ("死亡人数下降了多少？", ACCIDENTS, "4.5%", "3.7%"),
        ("旅游花费增长多少？", TRADE, "15.9%", "25.7%"),
        ("批发和零售业税收增长多少？", CHARGES, "8%", "6%"),
        ("旅游花费是多少？", TRADE, "3100亿元", "3100亿元"),
    ],
)
def test_of_values_in_a_row_the_one_of_what_is_asked_about_is_said(
    asked: str, text: str, found: str, said: str
) -> None:
    folded = fold(text)
    start = folded.index(fold(found))
    low, high = partner(fold(asked), folded, start, start + len(fold(found)))
    assert folded[low:high] == fold(said)
