"""What kind of thing a question asks for, by its question words: tables of patterns, the first that matches counts.

Patterns see folded text (half width, lower case, simplified).
"""

from __future__ import annotations

import re
from typing import Literal, cast

from rag import foreign

Kind = Literal[
    "number", "percent", "amount", "date", "person", "place", "organisation", "name", "list", "reason", "yesno", "other"
]

# Measure words and units a number may be asked in, longest first.
_UNITS_LISTED = """
微克每立方米 微克 平方公里 平方千米 万千瓦时 亿千瓦时 兆瓦时 兆瓦 吉瓦 标准箱 平方米 立方米 百分点
千瓦时 人次 公里 公顷 千米 亿元 万元 亿斤 万亩 亿吨 万吨 万户 万人 万个 小时 分钟 千瓦 个月 人民币
美元 欧元 元 块 斤 吨 亩 人 户 名 位 家 所 座 条 项 件 部 个 头 颗 处 辆 台 套 间 张 艘
架 次 倍 年 月 日 天 周 级 类 种 层 届 号线 号 岁 米 里 秒 度 笔 批 场 片 门 支 只 箱 床
篇 字 股 省 市 县 镇 村 成
"""
UNITS = tuple(_UNITS_LISTED.split())
_UNIT = "|".join(UNITS)
_PLACE = "省份|省|城市|市县|市|县|区|地区|地方|国家|国|州|镇|乡|村|街道|口岸|港口|港|一带|岛|山|河|湖|地|海域|基地|站"
BODY = (
    "公司|企业|央企|国企|银行|医院|大学|学校|学院|高校|研究院|机构|部门|单位|委员会|集团|协会|组织|局|厅|法院|报社|"
    "球队|出版社|政府"
)
_MEASURE = "一?(?:个|条|部|座|项|本|片|起|种|款|号|届|场|艘|颗|处|只|支|类|份|首|台|次|张|位|名|家|所|门)"
WAY = (
    "(?:(?:什么|啥)(?:样的)?|怎么?样的)新?(?:措施|办法|举措|法子|招数?|路子|政策|扶持|支持|安排|打算|"
    "态度|改法|好处|动作)"
)

_CHINESE: tuple[tuple[Kind, str], ...] = (
    (
        "list",
        (
            r"哪些|哪几|哪“?[二两三四五六七八九十]|分别|列出|列举|各(?:是|有|要|叫|自)?[^,]{0,8}(?:什么|哪|多少)|包括什么"
        ),
    ),
    (
        "percent",
        r"百分之(?:几|多少)|多少个?百分点|几个(?:百分)?点|多少%|占(?:了|到|比)?多(?:少|大)比?|多大的?(?:比例|比重|份额)"
        r"|(?:比重|占比|比例|份额|增速|增幅|(?<![频效功])率)[^?,]{0,6}多[高大]",
    ),
    (
        "reason",
        r"(?<![名称改作译视选任算成誉列定封认变建命转换评])(?<!称[他她它])为什么|为何|为啥|为的是什么|(?:什么|何种|啥)(?:原因|考虑|理由|缘故)|"
        r"凭什么|原因",
    ),
    (
        "date",
        r"什么时[候间]|何时|啥时候|哪一?[年月天日]|几月|几号(?!线|楼|院)|几点(?!几)|哪个(?:月|年)|何年|何月"
        r"|(?<!长)(?:时间|日期)是?$",
    ),
    ("amount", r"多少(?:[万亿千百]*(?:元|美元|欧元|钱|资金|人民币|块))|花多少|投资(?:了)?多少$|补(?:贴|助|偿)?多少$"),
    ("number", rf"(?:多少|几)(?:[万亿千百]*(?:{_UNIT}|人次))|多(?:长时间|久|远|高|大|长|重|深|宽|快)"),
    ("person", r"谁|哪一?[位名](?!大学)|什么人|何人|哪个人|哪(?:个|一)?(?:院士|代表|书记|省长|市长|作者|人)|作者是"),
    ("organisation", rf"哪一?[家所]|(?:什么|哪个)[^,]{{0,6}}?(?:{BODY})|(?:{BODY})[^,]{{0,4}}(?:是哪个|叫什么)"),
    (
        "place",
        rf"哪里|哪儿|何处|何地|什么地方|哪一?[座个片处]?[^,]{{0,8}}?(?:{_PLACE})(?!级|队|人)|在哪|去哪|"
        rf"什么(?:{_PLACE})(?!级)",
    ),
    (
        "percent",
        r"(?:增速|增长|增幅|涨幅|涨|上升|下降|降低|比重|占比|比例|份额|(?<![频效功])率|强度)[^?]{0,14}?多少(?!\w{0,2}(?:个|人|家|"
        r"件|万|亿|吨))"
        r"|(?:增速|增长率|增幅|增长目标|占比|比重|比例|份额|[^频效功]率)\s*(?:目标|是)?$",
    ),
    ("number", r"多少|第几|几"),
    (
        "name",
        rf"(?:叫|名)(?:什么|啥|作什么|做什么)|名字|名称|哪{_MEASURE}|哪一|(?:称为|称作|改名|起名|题为)[^,]{{0,5}}什么|"
        rf"书名|什么名",
    ),
    ("reason", rf"怎么(?!样的\w)|怎样(?!的\w)|如何|咋|{WAY}"),
    ("yesno", r"是否|是不是|有没有|能否|可否|能不能|会不会|吗"),
    ("amount", r"(?:(?<![名份])额|总值|产值|gdp|收入)$"),
    ("number", r"(?:量|目标|数|人口|面积|里程|规模|浓度|寿命)$"),
)


def _compiled(table: tuple[tuple[str, str], ...]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((cast("Kind", kind), re.compile(foreign.as_folded(pattern))) for kind, pattern in table)


_TABLES = {
    "zh": _compiled(_CHINESE),
    "en": _compiled(foreign.ENGLISH),
    "ja": _compiled(foreign.JAPANESE),
    "ko": _compiled(foreign.KOREAN),
    "other": _compiled(foreign.OTHERS),
}
# What is counted in people, weighed and so on where no measure word says so.
_COUNTED = (
    (
        "人",
        re.compile(
            "(?:多少|几[个名位])[^,?]{0,2}(?:旅客|游客|乘客|观众|居民|学生|老人|孩子|儿童|姑娘|女孩|工人|职工|农民|人才|教师|老师|医生|运动员|选手|患者|病人|毕业生|志愿者)"
        ),
    ),
    ("吨", re.compile("多少(?:货物|货(?![车币款])|粮|煤|[原石]油|钢|水泥|蔬菜|水果|垃圾)")),
    ("千瓦时", re.compile("多少(?:度电|电(?![影视梯站脑池话商动车]))")),
    ("兆瓦", re.compile("功率|装机")),
    ("亩", re.compile("多少(?:耕地|农田|土地|地(?![方区铁级市]))")),
)
_ASKED_UNIT = re.compile(rf"(?:多少|几|第几)个?([万亿千百]*(?:{_UNIT})|[万亿]+)")
_DURATION = re.compile("多长时间|多久")
_POPULATION = re.compile("人口(?:数|总数|数量|规模|总量)?(?:[是为有达到]|大概|一共|总共)*多少(?!户|家|个)")


def kind_of(asking: str, language: str) -> tuple[Kind, str]:
    """Kind and unit of what a folded asking sentence asks for; the unit is empty when it names none, 时间 for any
    length of time, 面积 for any area and 个数 for any number of things."""
    bare = asking.strip(" ?¿。.!")
    kind: Kind = next((kind for kind, pattern in _TABLES[language] if pattern.search(bare)), "other")
    if language == "zh" and _DURATION.search(bare):
        return kind, "时间"
    if language != "zh":
        return kind, foreign.unit_asked(bare) if kind == "number" else ""
    if "多大" in bare and "面积" in bare:
        return kind, "面积"
    if _POPULATION.search(bare):
        return kind, "人"
    unit = _ASKED_UNIT.search(bare)
    return kind, unit[1] if unit else next((unit for unit, pattern in _COUNTED if pattern.search(bare)), "")
