"""Whether a question would need several reports held against each other, or added up, which no single span can answer.

By patterns, and careful: a question is taken for one only when it asks which of the provinces or reports is ahead, or
holds two provinces against each other. Superlatives within one report (哪个产业增长最快) and questions about one
province (河北排第几) are ordinary.
"""

from __future__ import annotations

import re

from rag.folding import fold
from rag.provinces import provinces

_ONE_OF = (
    r"哪(?:一|两|几|三|四|五|[0-9]+)?(?:个|些)?(?:省区市|省市区|省份|省市|省(?!会|道|级|委|政|直|内|外|属|立)|自治区|直辖市|"
    r"(?:省|政府工作)?报告(?!期))|哪(?:一)?份(?:文件|报告|材料|文档)|哪(?:个|些)(?:文件|文档)"
)
_ALL_OF = (
    r"(?:各|所有|全部|多个|每个|这些|这几个|这十个|几个|[0-9]+个|[二三四五六七八九十]+个)(?:的)?(?:省区市|省份|省市|省(?!会|道|级|"
    r"委|政|直|内|外|属|立|力)|自治区|直辖市)|(?:各|所有|全部|这些|这几|这十|几|[0-9]+|[二三四五六七八九十]+)(?:份|个|篇)(?:政府工作|省)?报告"
)
_AHEAD = (
    r"最|第一|第二|第三|排名|排行|前[三五十0-9]|倒数|更[高低多少大小快慢长短强]|高于|低于|超过|超|突破|不到|不足|不低于|以上|"
    r"以下|大于|小于|领先|垫底|居首|相同|一样"
)
_ADDED = r"一共|总共|合计|共计|加起来|加在一起|总和|之和|总数|平均|相加|加总"
_APART = (
    r"相差|差多少|差距|相比|比较|对比|谁的?[^,]{0,12}[高低多少大小快慢长短强]|"
    r"哪(?:一)?个[^,]{0,12}[高低多少大小快慢长短强]|哪(?:边|里|家|省)[^,]{0,12}(?:更|最|高|低|多|快)"
)
_THAN = r"比[^,?]{0,6}(?:高|低|多|少|大|小|快|慢|强)(?:多少|几|出|了|吗)?"
_HOW_MANY = r"(?:有)?(?:几|多少)个?(?:省区市|省份|省(?!会|道|级|委|政|直|内|外|属|立|力))"

_CHINESE_OF_ALL = re.compile(
    rf"(?:{_ONE_OF}|{_HOW_MANY})[^。?]*?(?:{_AHEAD})|(?:{_AHEAD})[^。?]*?(?:{_ONE_OF}|{_HOW_MANY})|"
    rf"(?:{_ALL_OF})[^。?]*?(?:{_ADDED}|{_AHEAD}|{_APART})|(?:{_ADDED})[^。?]*?(?:{_ALL_OF})|"
    rf"(?:{_AHEAD})[^。?]*?的(?:省份?|自治区|直辖市)(?:分别)?(?:是|有)?(?:哪|谁|什么)"
)
# What two provinces do together is told in the report of either.
_TOGETHER = re.compile(r"共建|共同|联合|之间|合作|协同|两地|交界|\b(?:between|jointly|cooperat\w+)\b(?! which)")
_CHINESE_OF_TWO = re.compile(rf"{_ADDED}|{_APART}|{_THAN}")
_ENGLISH_OF_ALL = re.compile(
    r"(?:which|what|how many) (?:of the )?(?:\w+ )?(?:provinces?|reports?|regions? of china)\b[^?]*\b(?:most|least|"
    r"highest|lowest|largest|smallest|biggest|fastest|slowest|longest|best|more than|less than|fewer than|over|above|"
    r"below|exceed\w*|top|higher|lower)\b|\b(?:most|highest|lowest|largest|biggest|fastest)\b[^?]*\b(?:of all|among|"
    r"across) (?:all )?(?:the )?(?:\w+ )?(?:provinces|reports)\b|\b(?:total|sum|average|altogether|combined)\b[^?]*"
    r"\b(?:of all|across|over all|in all) (?:the )?(?:\w+ )?(?:provinces|reports)\b"
)
_ENGLISH_OF_TWO = re.compile(
    r"\b(?:which|who)\b[^?]*\b(?:more|higher|lower|faster|larger|bigger|smaller|fewer|less|better|greater|most|highest|"
    r"lowest|fastest)\b|\b(?:more|higher|lower|faster|larger|bigger|smaller|fewer|less|greater) [^?]*\bthan\b|"
    r"\b(?:combined|together|in total|difference between|compared? (?:with|to)|sum of)\b"
)
_SAID = re.compile(
    r"全国(?:第一|第1|首位|首个|之首|最|领先|榜首|第[二三23])|居首|首位|榜首|各省[^,]{0,6}(?:第|首|最)|第[1一](?:位|名|大省)|"
    r"(?:ranks?|ranked|rank(?:ing)?) (?:first|1st)|(?:first|largest|highest|fastest|most) (?:in|of) "
    r"(?:the country|china)"
)


def compares(text: str) -> bool:
    """Whether a question asks for what several reports would have to be compared or added up for."""
    asked = fold(text)
    named = provinces(asked)
    if len(named) >= 2:
        apart = not _TOGETHER.search(asked) or "difference" in asked
        return apart and bool(_CHINESE_OF_TWO.search(asked) or _ENGLISH_OF_TWO.search(asked))
    return not named and bool(_CHINESE_OF_ALL.search(asked) or _ENGLISH_OF_ALL.search(asked))


def told(text: str, sentence: str) -> bool:
    """Whether a sentence itself says what the question ``text`` would have reports compared for: it speaks of the
    provinces named, or of two where none is, or of a first place among all."""
    asked, said = provinces(fold(text)), provinces(fold(sentence))
    if asked:
        return asked <= said
    return len(said) >= 2 or bool(_SAID.search(fold(sentence)))
