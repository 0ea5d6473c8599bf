"""Questions that several reports would have to be compared for are known, and others are let alone."""

from __future__ import annotations

import pytest

from rag.comparing import compares, told

ACROSS = """
哪个省最高？
哪个省GDP最高？
2024年哪些省GDP超过5万亿？
哪个省份增速最快？
哪些省的粮食产量突破1000亿斤？
增速最快的是哪个省？
江苏和浙江哪个GDP更高？
山东和河南谁的粮食产量多？
四川比陕西多多少人？
各省平均增速是多少？
这十份报告里一共提到多少个新增就业？
所有省份的财政收入合计是多少？
哪几个省的增长目标高于5%？
有多少个省的目标超过5%？
哪份报告提到的城镇新增就业最多？
河北、山西两省的新增就业一共多少？
江苏和浙江的进出口相差多少？
全国粮食产量第一的是哪个省？
十个省里谁的增速最低？
甘肃与陕西相比谁的外贸增长快？
哪个自治区的目标定得最低？
去年GDP增速排名前三的省份是哪些？
四川和湖北加起来有多少亿元？
Which province has the highest GDP?
Which provinces grew by more than 6%?
Did Hebei grow faster than Shandong?
Which grew faster, Jiangsu or Zhejiang?
How many provinces set a target above 5 percent?
What is the combined output of Jilin and Hubei?
What is the average growth across all provinces?
哪个省的R&D投入强度更大？
吉林粮食产量比河北高吗？
天津和北京哪一个失业率低？
谁的增速最快？
东中西部哪个地区增速更快？
哪里的粮食产量最多？
哪个地方的经济增长最快？
几个省提到了人工智能？
所有报告里最大的投资数字是多少？
2024年 GDP；谁最高？
其他省份2024年GDP增长多少？
GDP成長率が最も高い省はどこですか？
どの省の成長率が最も高いですか？
河北省と江蘇省ではどちらの成長率が高いですか？
江蘇省の成長率は河北省より高いですか？
Welche Provinz hat das höchste Wachstum?
In welcher Provinz ist das Wachstum am höchsten?
Ist das Wachstum in Hebei höher als in Jiangsu?
Wie viele Provinzen wachsen um mehr als 6 Prozent?
Quelle province a la croissance la plus élevée ?
La croissance du Hebei est-elle plus forte que celle du Jiangsu ?
Quelle est la croissance moyenne de toutes les provinces ?
¿Qué provincia tiene el mayor crecimiento?
¿Cuál creció más, Jiangsu o Zhejiang?
어느 성의 성장률이 가장 높습니까?
성장률이 가장 높은 성은 어디입니까?
허베이와 장쑤 중 어느 쪽의 성장률이 더 높습니까?
"""
ORDINARY = """
增长最快的是哪个产业？
河北粮食产量居全国第几位？
福建哪个城市GDP增速最快？
成都天府、双流两座机场加起来，2024年运送旅客多少人次？
全省一共新建了多少座污水处理厂？
四川合计投资多少亿元？
去年有哪个国家新在成都设立了总领馆？
甘肃与哪个省签了合作协议？
陕西今年要承办哪些国际体育赛事？
桂林所在的自治区，2025年外贸进出口想涨多少？
兰州所在省份2025年还要完成多少户搬迁？
江苏最大的港口是哪个？
河北超过多少家企业进入全国500强？
广西2025年要建成的铁路是哪一条？
京津冀协同发展中哪个项目投资最大？
天津港集装箱吞吐量超过多少标准箱？
吉林哪家企业最大？
福建的省会城市是哪个？
四川、重庆共建的双城经济圈项目有多少个？
最低工资标准是多少？
全国最大的页岩油基地在哪里？
湖北省最高的山是什么？
哪些省级领导出席了会议？
浙江对口支援哪些省？
哪个省会城市通了地铁？
河北与北京、天津签署了什么协议？
北京向河北转移了多少家企业？
四川到2025年高速公路总里程超过多少公里？
政府工作报告最后提到了什么？
2024年全省最重要的成绩是什么？
Which province neighbours Sichuan?
Which industry grew fastest in Hubei?
What is the largest port in Tianjin?
How many households in total did Gansu relocate?
Which city in Fujian has the most airports?
Name the international sports events that Shaanxi staged in 2024.
闽江学院以后要改名成什么大学？
广东省今年目标是增长多少以上？
江西和湖南交界的景区叫什么？
西安和成都之间的高铁最快多长时间？
粮食总产量比上年增长多少？
外贸增速比全国高几个百分点？
河北比全国平均高多少？
北京、天津、河北三地共同举办了什么活动？
哪几项工作做得最好？
报告中哪个部分提到了最低工资？
省内哪个市的进出口总额最高？
谁的专辑销量最高？
全省哪个地区的粮食产量最多？
省内哪里的经济增长最快？
哪里的风景最美？
谁最早提出了一带一路？
与其他省份签署了多少协议？
与几个省签署了合作协议？
江蘇省で最も高い山は何ですか？
どの省と協力協定を結びましたか？
Welche Provinz grenzt an Sichuan?
Welche Branche wuchs in Hubei am stärksten?
Quelle province est voisine du Sichuan ?
Quelle est la plus grande ville du Fujian ?
¿Qué ciudad de Fujian creció más?
푸젠성에서 가장 빨리 성장한 도시는 어디입니까?
"""


@pytest.mark.parametrize("question", ACROSS.strip().splitlines())
def test_a_question_across_reports_is_known_as_one(question: str) -> None:
    assert compares(question)


@pytest.mark.parametrize("question", ORDINARY.strip().splitlines())
def test_a_superlative_or_a_sum_within_one_report_is_an_ordinary_question(question: str) -> None:
    assert not compares(question)


@pytest.mark.parametrize(
    ("question", "sentence", "says"),
    [
        ("全国粮食产量第一的是哪个省？", "粮食产量居全国第一，达到1600亿斤。", True),
        ("全国粮食产量第一的是哪个省？", "第一产业增加值增长4%，为近五年最高。", False),
        ("哪些省GDP超过5万亿？", "广东、江苏、山东等省GDP超过5万亿元。", True),
        ("江苏和浙江哪个GDP更高？", "江苏GDP高于浙江。", True),
        ("江苏和浙江哪个GDP更高？", "江苏GDP达到14万亿元。", False),
        ("各省平均增速是多少？", "地区生产总值增速居全国第一。", False),
        ("增速排第一的省是哪个？", "获得国家科技奖励19项、全国第2。", False),
        ("增速排第一的省是哪个？", "地区生产总值增长6%，增速居全国第一。", True),
        ("所有报告里最大的投资数字是多少？", "投资规模居全国第一。", False),
        ("哪个省新能源汽车产量最高？", "新能源汽车产量超过150万辆，居全国首位。", True),
        ("哪个省新能源汽车产量最高？", "新能源汽车产量超过150万辆，粮食产量居全国首位。", False),
        ("哪些省出口超过5万亿？", "与湖北、湖南共建长江中游城市群。", False),
        ("Which province has the highest output?", "Its output ranks first in China.", True),
        ("哪个省最高？", "粮食产量居全国第一", False),
    ],
)
def test_a_sentence_that_says_it_itself_is_known(question: str, sentence: str, says: bool) -> None:
    assert told(question, sentence) is says
