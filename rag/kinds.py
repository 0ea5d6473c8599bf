"""What kind of thing a question asks for, by its question words: tables of patterns, the first that matches counts.

Patterns see folded text (half width, lower case, simplified).
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "number", "percent", "amount", "date", "person", "place", "organisation", "name", "list", "reason", "yesno", "other"
]

# Measure words and units a number may be asked in, longest first.
_UNITS_LISTED = """
微克每立方米 平方公里 平方千米 万千瓦时 亿千瓦时 标准箱 平方米 立方米 百分点 千瓦时 人次 公里 公顷 千米 亿元 万元
亿斤 万亩 亿吨 万吨 万户 万人 万个 小时 分钟 千瓦 个月 人民币 美元 欧元 元 块 斤 吨 亩 人 户 名 位 家 所 座 条 项 件
部 个 头 颗 处 辆 台 套 间 张 艘 架 次 倍 年 月 日 天 周 级 类 种 层 届 号线 号 岁 米 里 秒 度 笔 批 场 片 门 支 只
箱 床 篇 字 股 省 市 县 镇 村 成
"""
UNITS = tuple(_UNITS_LISTED.split())
_UNIT = "|".join(UNITS)
_PLACE = "省份|省|城市|市县|市|县|区|地区|地方|国家|国|州|镇|乡|村|街道|口岸|港口|港|一带|岛|山|河|湖|地|海域|基地|站"
_BODY = (
    "公司|企业|央企|国企|银行|医院|大学|学校|学院|高校|研究院|机构|部门|单位|委员会|集团|协会|组织|局|厅|法院|报社|球队"
)
_MEASURE = "一?(?:个|条|部|座|项|本|片|起|种|款|号|届|场|艘|颗|处|只|支|类|份|首|台|次|张|位|名|家|所|门)"

_CHINESE: tuple[tuple[Kind, str], ...] = (
    (
        "list",
        (r"哪些|哪几|哪[二两三四五六七八九十]|分别|列出|列举|各(?:是|有|要|叫|自)?[^,]{0,8}(?:什么|哪|多少)|包括什么"),
    ),
    ("percent", r"百分之(?:几|多少)|多少个?百分点|几个(?:百分)?点|多少%|占(?:了|到|比)?多(?:少|大)比?"),
    (
        "reason",
        r"(?<![名称改作译视选任算成誉列定封认])为什么|为何|为啥|为的是什么|(?:什么|何种|啥)(?:原因|考虑|理由|缘故)|"
        r"凭什么|原因",
    ),
    (
        "date",
        r"什么时[候间]|何时|啥时候|哪一?[年月天日]|几月|几号(?!线|楼|院)|几点(?!几)|哪个(?:月|年)|何年|何月"
        r"|(?<!长)(?:时间|日期)是?$",
    ),
    ("amount", r"多少(?:[万亿千百]*(?:元|美元|欧元|钱|资金|人民币|块))|花多少|投资(?:了)?多少$|补(?:贴|助|偿)?多少"),
    ("number", rf"(?:多少|几)(?:[万亿千百]*(?:{_UNIT}|人次))|多(?:长时间|久|远|高|大|长|重|深|宽|快)"),
    ("person", r"谁|哪一?[位名](?!大学)|什么人|何人|哪个人|哪(?:个|一)?(?:院士|代表|书记|省长|市长|作者|人)|作者是"),
    ("organisation", rf"哪一?[家所]|(?:什么|哪个)[^,]{{0,6}}?(?:{_BODY})|(?:{_BODY})[^,]{{0,4}}(?:是哪个|叫什么)"),
    (
        "place",
        rf"哪里|哪儿|何处|何地|什么地方|哪一?[座个片处]?[^,]{{0,8}}?(?:{_PLACE})(?!级|队|人)|在哪|去哪|"
        rf"什么(?:{_PLACE})(?!级)",
    ),
    (
        "percent",
        r"(?:增速|增长|增幅|涨幅|涨|上升|下降|降低|比重|占比|比例|份额|率|强度)[^?]{0,14}?多少(?!\w{0,2}(?:个|人|家|"
        r"件|万|亿|吨))"
        r"|(?:增速|增长率|增幅|增长目标|占比|比重|[^频效功]率)(?:目标|是)?$",
    ),
    ("number", r"多少|第几|几"),
    (
        "name",
        rf"(?:叫|名)(?:什么|啥|作什么|做什么)|名字|名称|哪{_MEASURE}|哪一|(?:称为|称作|改名|起名|题为)[^,]{{0,5}}什么|"
        rf"书名|什么名",
    ),
    ("reason", r"怎么|怎样|如何|咋"),
    ("yesno", r"是否|是不是|有没有|能否|可否|能不能|会不会|吗"),
    ("number", r"(?:量|产量|总额|成交额|目标|gdp|数|人口|面积|收入|里程|规模)$"),
)
_ENGLISH: tuple[tuple[Kind, str], ...] = (
    (
        "percent",
        r"what (?:percentage|percent|share|proportion|fraction|rate)|by how much|how much of|what [^?]* rate\b|"
        r"how many per ?cent",
    ),
    (
        "list",
        r"which (?:two|three|four|five|six|seven|eight|nine|ten|\d+)|^(?:name|list)\b|what are the|which are|"
        r"what (?:two|three|four|five|six)",
    ),
    (
        "amount",
        r"how much (?:money|funding|investment|will|did|was|is|does|do|has|have)"
        r"|how many (?:[a-z]+ )?(?:yuan|dollars)",
    ),
    (
        "number",
        r"how (?:many|much|long|far|high|large|big|old|often|tall|fast)|what (?:number|edition|is the number)|"
        r"which edition|what (?:was|is|were) [^?]*(?:population|total|value|volume|output|size|area|length)",
    ),
    ("date", r"^(?:by |since |until |from )?when\b|what (?:date|year|day|month|time)|which (?:date|year|day|month)"),
    ("person", r"\bwho(?:m|se)?\b|which (?:person|academician|governor|leader|scientist|athlete)"),
    (
        "place",
        r"\bwhere\b|(?:which|what) (?:\w+ )?(?:city|country|province|place|region|county|town|port|area|district|"
        r"site)\b(?!-)",
    ),
    (
        "organisation",
        r"(?:which|what) (?:\w+ )?(?:company|university|hospital|bank|firm|institution|organi[sz]ation|department|"
        r"school|agency|group)\b",
    ),
    ("reason", r"\bwhy\b|\bhow\b|what (?:approach|reason|measures?|steps)"),
    (
        "name",
        r"\bwhat\b[^?]*\b(?:named?|called)\b|\bwhich\b|^what (?!does|do|did|is|are|was|were|approach|measures|"
        r"steps)\w+",
    ),
    ("yesno", r"^(?:is|are|was|were|do|does|did|has|have|had|will|can|could|should)\b"),
)
_JAPANESE: tuple[tuple[Kind, str], ...] = (
    (
        "percent",
        r"何(?:%|パーセント|割)|(?:率|割合|比率|比重|シェア|伸び)[^、]*(?:どこまで|どれ|いくら|何|どの(?:くらい|程度))",
    ),
    ("amount", r"いくら|何(?:億|万)?元"),
    ("date", r"いつ|何年|何月|何日(?!間)"),
    (
        "number",
        r"いくつ|何(?:人|件|個|社|本|台|校|つ|回|トン|キロ|時間|年間|万|億|戸|か所|箇所|隻|頭|位|番)|どれ(?:くらい|"
        r"だけ|ほど)",
    ),
    ("person", r"誰|だれ|どなた"),
    ("list", r"どの[二三四五2-9]|何と何|それぞれ|挙げ|どれとどれ"),
    ("place", r"どこ|どの(?:都市|国|省|地域|場所|港)"),
    ("reason", r"なぜ|どうして|どのよう|どうやって|理由"),
    ("name", r"何という|名前|名称|どの|どちら"),
)
_KOREAN: tuple[tuple[Kind, str], ...] = (
    ("percent", r"몇 ?(?:%|퍼센트|프로)|(?:율|률|비중|비율|점유율)[^?]*(?:얼마|몇|수치)"),
    ("date", r"언제|몇 ?년(?!간)|몇 ?월|며칠"),
    ("amount", r"몇 ?(?:억|만)? ?위안|얼마의 (?:돈|자금)"),
    ("number", r"얼마|몇"),
    ("person", r"누구|누가"),
    ("place", r"어디|어느 (?:도시|나라|성|지역)"),
    ("list", r"어떤 것들|나열|각각|무엇무엇"),
    ("reason", r"왜|어떻게|이유"),
    ("name", r"이름|어느|어떤|무엇"),
)
_OTHER: tuple[tuple[Kind, str], ...] = (
    ("percent", r"pour ?cent|prozent|porcentaje|por ciento|quel taux|welcher anteil|quelle (?:part|proportion)"),
    ("amount", r"combien (?:d[’'e] ?)?(?:argent|yuans?)|wie ?viel geld|cuánto (?:dinero|cuesta)"),
    ("number", r"\bcombien\b|\bwie ?viele?\b|\bcu[aá]nt[oa]s?\b|\bwie (?:lange|hoch|groß|weit)\b"),
    ("date", r"\bquand\b|\bwann\b|\bcuándo\b|en quelle année|quelle date|in welchem jahr|en qué año"),
    ("person", r"\bwer\b|\bwem\b|\bwen\b|\bqui\b|\bquién(?:es)?\b"),
    ("place", r"\boù\b|\bwo\b|\bdónde\b|quelle (?:ville|province)|welche (?:stadt|provinz)|qué (?:ciudad|provincia)"),
    ("list", r"\bquel(?:le)?s\b|\bcuáles\b|welche (?:zwei|drei|vier|fünf)"),
    ("reason", r"pourquoi|warum|weshalb|por qué|\bcomment\b|\bcómo\b|\bwie\b"),
    ("name", r"\bquel(?:le)?\b|\bwelche[rsnm]?\b|\bcuál\b|\bqué\b|comment s[’']appelle|wie heißt|cómo se llama"),
)


def _compiled(table: tuple[tuple[Kind, str], ...]) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in table)


_TABLES = {
    "zh": _compiled(_CHINESE),
    "en": _compiled(_ENGLISH),
    "ja": _compiled(_JAPANESE),
    "ko": _compiled(_KOREAN),
    "other": _compiled(_OTHER),
}
_ASKED_UNIT = re.compile(rf"(?:多少|几|第几)个?([万亿千百]*(?:{_UNIT})|[万亿]+)")
# What a unit named in an English question is called in Chinese text, 时间 being any length of time.
_ENGLISH_UNITS = (
    ("时间", r"how long|\b(?:minutes|hours|days|weeks|months|years)\b"),
    ("标准箱", "containers|teu"),
    ("公里", r"kilomet|\bkm\b"),
    ("人", "people|jobs|persons|residents|students|workers"),
    ("元", r"yuan|rmb|\bcny\b"),
    ("亩", r"\bmu\b"),
    ("吨", r"tonn?es|\btons\b"),
    ("户", "households"),
    ("所", "schools"),
    ("人次", r"trips|visits|visitors|passengers"),
)
_DURATION = re.compile("多长时间|多久")


def kind_of(asking: str, language: str) -> tuple[Kind, str]:
    """Kind and unit of what a folded asking sentence asks for; the unit is empty when it names none, 时间 for any
    length of time and 面积 for any area."""
    bare = asking.rstrip(" ?。.!")
    kind: Kind = next((kind for kind, pattern in _TABLES[language] if pattern.search(bare)), "other")
    if _DURATION.search(bare):
        return kind, "时间"
    if language == "en" and kind in ("number", "amount"):
        return kind, next((unit for unit, pattern in _ENGLISH_UNITS if re.search(pattern, bare)), "")
    if "多大" in bare and "面积" in bare:
        return kind, "面积"
    unit = _ASKED_UNIT.search(bare)
    return kind, unit[1] if unit else ""
