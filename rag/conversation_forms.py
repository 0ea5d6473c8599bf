"""By which forms a question follows the one before it, language by language: tables of patterns and words."""

from __future__ import annotations

import re

# Words that say how much, when or compared with what, and never of what.
_RELATIVE_LISTED = """
增长 增速 增幅 涨 涨幅 升幅 降幅 下降 减少 增加 比重 占比 比例 比率 份额 总额 总量 总数 总共 数量 总计 累计 合计 目标
排名 排 名次 位次 位 全国 全球 世界 国内 原因 时间 日期 上年 去年 同期 同比 年初 年底 全年 年 计划 任务 预期 完成 达到
突破 超过 实现 投资 金额 具体 情况 结果 内容 名字 名称 意思 一共 共 家 个 件 条 项 人 次 元 亿元 万元 公里 届 号 岁 多少
第几 水平 数字 数据 值 数值 标准 规模 速度 范围 期限 地点 地方 地址 作用 意义 办法 措施 怎么办 国 开始
结束
"""
_RELATIVE_LATIN_LISTED = """
increase increased grow grew grown growth rise rose fall fell rank ranked total percent percentage amount number
reason compared previous reach reached goal target exceed
"""
RELATIVE = frozenset(_RELATIVE_LISTED.split()) | frozenset(_RELATIVE_LATIN_LISTED.split())
EMPTY = re.compile("[了的是在有到得过比居能会要将又也还都和与]")

ASKING = re.compile(
    r"什么|多少|几|哪|谁|何时|何人|何地|何处|为何|如何|怎[么样]|咋|啥|是否|是不是|有没有|能不能|会不会|吗|百分之"
    r"|多[大高长久远重深宽快]"
)
OPENING = {
    "zh": re.compile(
        r"^(?:那么|那(?![个些里儿边种位样段场曲座条项])|然后|还有(?![哪吗什啥谁几多呢没别其])|另外|而且"
        r"|再(?=问))[,，、 ]*"
    ),
    "en": re.compile(
        r"^(?:(?:and|but|so|then|ok|okay)[, ]+)?(?:(?:what|how) about|what of)\s+"
        r"|^(?:and|but|so|then|also|ok|okay)[, ]+",
        re.I,
    ),
    "ja": re.compile(r"^(?:では|じゃあ|それでは|それじゃ|そして|また)[、, ]*"),
    "ko": re.compile(r"^(?:그럼|그러면|그리고|그렇다면)[, ]*"),
    "other": re.compile(
        r"^¿?(?:(?:et|und|y|e|aber|mais|pero)\s+)?(?:qu['’]en est-il (?:de|pour)|was ist mit"
        r"|wie (?:ist|steht|sieht) es (?:mit|in)|qué (?:hay|tal|pasa con))\s+"
        r"|^¿?(?:et|und|y|e|aber|mais|pero)\s+(?:(?:pour|en|au|aux|à|dans|in|für|im|mit|para|de|celui de|celle de"
        r"|ceux de)\s+)?",
        re.I,
    ),
}
CLOSING = {
    "zh": re.compile(r"(?:的话)?[呢嘞哩][?？。 ]*$"),
    "ja": re.compile(r"(?:の場合)?は[?？。 ]*$"),
    "ko": re.compile(r"(?:은|는|이|가)?요?[?？. ]*$"),
}
# Asks how it is with what stands before it, and nothing else
ABOUT = {
    "ja": re.compile(r"(?:の場合)?は(?:どう|いかが|如何)(?:ですか|でしょうか|なの)?[?。 ]*$"),
    "ko": re.compile(r"(?:은|는)\s*(?:어떻습니까|어떤가요|어때요?)[?. ]*$"),
}
PART = re.compile(
    r"^(?:在|从)?(?:这|那)?其中|^(?:这|那)(?:些|当)中|^그\s?중|^(?:うち|そのうち)|^of (?:these|those|them|which)\b",
    re.I,
)
PRONOUN = {
    "zh": re.compile(
        r"(?<!其)[它他她]们?(?!国|乡|山)|(?<![尤与极何土耳])其(?![中他它实余次])"
        r"|这(?:[些个项座条家种位里部](?![年月]|季度|阶段|时期)|(?=[是有排占在]))|那(?:[些个项座条家位里部](?![年月]))|上述|前者|后者|(?<![因如彼从])此(?=[项类举事])"
        r"|(?<![应本])该(?=[省市县区州项企公机工院校会法条报单地部])"
    ),
    "en": re.compile(
        r"\b(?:it|they|them|he|him|she|its|their|his|her|this(?! year)|these|those"
        r"|that (?:year|one|project|city|province|company|report|figure|number|plan)"
        r"|(?<!is )(?<!are )(?<!was )(?<!were )there(?! (?:is|are|was|were|has|have|will|exist|a|an|any)\b))\b",
        re.I,
    ),
    "ja": re.compile(
        r"それ(?!ぞれ|では|じゃ)|その(?!他|後)|これ(?!まで|から)|この(?!年)|彼(?:ら|女)?|そこ|同(?:県|省|市|社|年|港)"
    ),
    "ko": re.compile(r"그것|그곳|그녀|그는|그가|그들|그의|이것|이곳|거기"),
    "other": re.compile(
        r"\b(?:il|elle|ils|elles|celui|celle|ceux|celles|cela|ça|lui|leur|leurs|ses|er|sie|ihm|ihr\w{0,2}|sein\w{0,2}"
        r"|davon|dort|dessen|deren|él|ella|ellos|ellas|su|sus|ello|eso|esto|allí)\b",
        re.I,
    ),
}
REPLACED = ("它", "他", "她", "它们", "他们", "她们", "其")
PERSONAL = ("他", "她", "he", "him", "his", "she", "her", "彼", "彼女", "그는", "그가", "그녀")
IMPERSONAL = ("它", "它们", "it", "its")
OF_PLACE = re.compile(
    r"(?:该|这个?|那个?)(?:省|市(?!场)|区|县|州|自治区|直辖市)|\b(?:that|this) (?:province|city|region|county)\b"
)
OTHERS = re.compile(
    "(?:其[他它余]|别的?|另外几个|各|所有|全部)的?(?:省区市|省份|省市|自治区|直辖市|省(?![会道级委政直内外属立力长]))"
)
# What is planned is of a year to come
PLANNED = re.compile(
    r"目标|计划|预期|预计|力争|目標|计画|見込|予定|목표|계획|\b(?:targets?|goals?|plan(?:s|ned)?|ziele?|objectifs?|objetivos?)\b"
)
COMING = re.compile(r"今年|明年|来年|[要将]|올해|내년|\b(?:this|next) year\b")
# How what a word names is measured, right after the word
MEASURE = re.compile(r"^\s?(?:增速|增长率?|增幅|涨幅|降幅|占比|比重|总量|总额|规模|growth)")
# How a thing changes or what share it has, right after the thing or a word that is part of it (固定资产 投资 增长)
CHANGE = re.compile(r"(\w{0,2}?)(?:增速|增长率?|增幅|涨幅|降幅|占比|比重)")
# Between two names of a sort
AND = re.compile(r"\s*(?:[和与跟及、,]|以及|and|und|et|y)\s*")
KOREAN_PARTICLE = re.compile("(?:에서|의|은|는|이|가|에|도)$")
GERMAN = re.compile(r"\b(?:und|wie|hat|haben|ist|sind|wird|werden|der|dem|den|für|wer|wo|wann|welche\w*)\b")
OWNING = ("its", "their", "his", "her")
# What looks like a pronoun and stands for nothing
NO_PRONOUN = re.compile(
    r"\bis it (?:true|possible|right)\b|\bit (?:is|was) \w+ (?:that|to)\b|\b(?:does|did|will|would|do) it take\b"
    r"|\bil y a\b|\ba-t-il\b|\bfaut-il\b",
    re.I,
)
AFTER_VERB = re.compile(r"\b(?:do|does|did|is|was|are|were|has|have|had|will|would|can|could)\s+$", re.I)
REGION = {
    "zh": re.compile(r"[全我][省市区县州]|(?<![\u3400-\u9fff])本[省市区县州]|全自治区"),
    "en": re.compile(r"\bthe (?:province|city|region|county|company|airport|port|project|government)\b", re.I),
}
YEAR = re.compile(
    "(?<![0-9.])(?:1[89]|20)[0-9]{2}(?![0-9])年?(?!代)|[一二][零〇一二三四五六七八九]{3}年|(?<![比较])(?:去年|今年|明年|前年|上年)"
    "|(?:last|this|next) year|昨年|来年|작년|지난해|올해|내년"
)
COUNTING = re.compile("(?:几|多少|哪|哪几)(?:个|家|条|座|项|种|类|所|位|名)?$")
COMPARED = re.compile("[比较](?:上年|去年|年初|同期|上期|往年|前年)|排第")
QUOTED = re.compile("《[^》]+》|“[^”]+”|「[^」]+」|『[^』]+』")
# What of a question in another language can be a word
WORD = {
    "ja": r"[\u3400-\u9fff々〇]+|[\u30a0-\u30ff]{2,}|[0-9A-Za-z][0-9A-Za-z.,%-]*",
    "ko": r"[^\W_]+",
    "en": r"[^\W_]+(?:[.-][^\W_]+)*",
    "other": r"[^\W_]+(?:[.-][^\W_]+)*",
}
EDGE = " \t\n,，、。.?？!！:：;；"
