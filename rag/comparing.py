"""Whether a question would need several reports held against each other, or added up, which no single span can answer.

By patterns, and careful: a question is taken for one only when it asks which of the provinces or reports is ahead, or
holds two provinces against each other. Superlatives within one report (哪个产业增长最快) and questions about one
province (河北排第几) are ordinary.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.folding import fold
from rag.provinces import provinces
from rag.question import IN_FULL

_ONE_OF = (
    r"哪(?:一|两|几|三|四|五|[0-9]+)?(?:个|些)?(?:省区市|省市区|省份|省市|省(?!会|道|级|委|政|直|内|外|属|立)|自治区|直辖市|"
    r"(?:省|政府工作)?报告(?!期))|哪(?:一)?份(?:文件|报告|材料|文档)|哪(?:个|些)(?:文件|文档)"
)
_ALL_OF = (
    r"(?:各|所有|全部|多个|每个|这些|这几个|这十个|几个|[0-9]+个|[二三四五六七八九十]+个)(?:的)?(?:省区市|省份|省市|省(?!会|道|级|"
    r"委|政|直|内|外|属|立|力)|自治区|直辖市)|(?:各|所有|全部|这些|这几|这十|几|[0-9]+|[二三四五六七八九十]+)(?:份|个|篇)(?:政府工作|省)?报告|"
    r"(?:所有|全部)的?(?:政府工作|省)?报告"
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
_HOW_MANY = (
    r"(?:有)?(?:(?:几|多少)个?(?:省区市|省份|省(?!会|道|级|委|政|直|内|外|属|立|力))|"
    r"(?:几|多少)(?:份|个|篇)(?:政府工作|省)?报告)"
)
_MENTIONED = r"提到|提及|写到|说到|谈到|写了|提了"
_OTHERS = (
    r"(?:其[他它余]|别的?|另外几个|剩下)的?(?:省区市|省份|省市|省(?!会|道|级|委|政|直|内|外|属|立|力)|自治区|直辖市)"
)
_EVERY = r"(?:各|所有的?|全部|每个)(?:省区市|省份|省市|省(?!会|道|级|委|政|直|内|外|属|立|力))"
# Of a place or of whom is asked what statistics of all provinces have; 省内 keeps it to one.
_MEASURES = (
    r"增速|增长|增幅|涨|gdp|生产总值|经济|产量|产值|收入|人口|投资|投入|进口|出口|外贸|消费|财政|目标|失业率|就业|总量"
)
_WHERE = r"谁|哪里|哪儿|哪(?:一|几)?(?:个|些)?(?:地方|地区|区域|板块)"
_MOST = r"[最更](?:高|低|多|少|大|小|快|慢|强|长|短)"
_WITHIN = re.compile(r"[全我本][省市区县]|[省市县]内|自治区内")

_CHINESE_OF_ALL = re.compile(
    rf"(?:{_ONE_OF}|{_HOW_MANY})[^。?]*?(?:{_AHEAD})|(?:{_AHEAD})[^。?]*?(?:{_ONE_OF}|{_HOW_MANY})|"
    rf"(?:{_ALL_OF})[^。?]*?(?:{_ADDED}|{_AHEAD}|{_APART})|(?:{_ADDED})[^。?]*?(?:{_ALL_OF})|"
    rf"(?:{_AHEAD})[^。?]*?的(?:省份?|自治区|直辖市)(?:分别)?(?:是|有)?(?:哪|谁|什么)|"
    rf"{_HOW_MANY}[^。?]*?(?:{_MENTIONED})|(?:^|[;,])(?:那么?|在|而|[0-9]+年|[去今]年)?(?:{_OTHERS}|{_EVERY})[^。?]*(?:多少|几|何)"
)
_CHINESE_OF_WHOM = re.compile(
    rf"(?:{_MEASURES})[^。?]*(?:{_WHERE})的?{_MOST}|(?:{_WHERE})的?[^,;。?]{{0,4}}(?:{_MEASURES})[^,;。?]{{0,4}}{_MOST}"
)
# What two provinces do together is told in the report of either.
_TOGETHER = re.compile(r"共建|共同|联合|之间|合作|协同|两地|交界|\b(?:between|jointly|cooperat\w+)\b(?! which)")
_CHINESE_OF_TWO = re.compile(rf"{_ADDED}|{_APART}|{_THAN}")
_ENGLISH_OF_ALL = re.compile(
    r"^(?:the |all )*other provinces\b|"
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
# The same three in other languages: which province or report is ahead, what all of them come to, which of two.
_OTHER_OF_ALL = re.compile(
    r"(?:どの|いくつの|何)(?:省|報告|报告|地域)[^?]*(?:最|一番|1位|第一|上回|超え|以上|以下|より)|"
    r"(?:最も|最も?高|一番)[^?]*(?:省|地域)(?:は|が)?(?:どこ|どれ|どの|何)|(?:各|すべての|全ての)省の?[^?]*(?:平均|合计|最)|"
    r"\b(?:welche[rsnm]?|wie ?viele) (?:\w+ )?(?:provinz(?:en)?|berichte?n?)\b[^?]*\b(?:\w*(?:höchst|größt|meist|"
    r"schnellst|niedrigst|kleinst|wenigst|stärkst|längst)e\w*|mehr|weniger|über|unter|höher|niedriger)\b|"
    r"\b(?:durchschnitt\w*|zusammen|insgesamt|summe)\b[^?]*\baller (?:provinzen|berichte)\b|"
    r"\b(?:quelles?|combien de) (?:(?:est|sont) )?(?:(?:la|les|de ces) )?(?:provinces?|rapports?)\b[^?]*"
    r"\b(?:plus|moins|meilleure?s?|dépass\w+|supérieure?s?|inférieure?s?)\b|"
    r"\b(?:moyenne?|total|somme|ensemble)\b[^?]*\b(?:toutes les provinces|tous les rapports)\b|"
    r"\b(?:qué|cuál(?:es)?|cuántas) (?:(?:es|son|de) )?(?:las? )?(?:provincias?|informes?)\b[^?]*"
    r"\b(?:más|menos|(?:may|men|mej)or(?:es)?|super\w+)\b|"
    r"\b(?:promedio|media|total|suma)\b[^?]*\btod[oa]s l[oa]s (?:provincias|informes)\b|"
    r"(?:어느|어떤|몇 ?개?의?) ?(?:성|보고서|지역)[이의은가는에]? [^?]*(?:가장|제일|최[고대저소]|넘|이상|이하)|"
    r"(?:가장|제일|최[고대저소])[^?]* (?:성|지역)[은이] (?:어디|무엇)|모든 성의? [^?]*(?:평균|합계|최)"
)
_OTHER_OF_TWO = re.compile(
    r"どちら|どっち|より(?:も)?[^?]{0,12}(?:高|低|多|少な|大き|小さ|速)|差は|合わせて|合计|比べ|"
    r"\b(?:höher|größer|mehr|schneller|niedriger|kleiner|weniger|stärker)\w*\b|\b(?:zusammen|insgesamt|unterschied)\b|"
    r"\blaquelle\b|\b(?:plus|moins) [^?]*\bque?\b|\bqui\b[^?]*\b(?:plus|moins)\b|"
    r"\b(?:au total|ensemble|différence entre)\b|"
    r"\bcuál\b[^?]*\b(?:más|menos|mayor|menor)\b|\b(?:más|menos|mayor|menor)\b[^?]*\bque\b|"
    r"\b(?:en total|diferencia entre)\b|"
    r"어느 쪽|어디가 |더 (?:높|낮|많|적|크|작|빠르|빨)|보다 |합치|합계|합해|차이"
)
_ACROSS = re.compile(
    rf"{_ONE_OF}|{_HOW_MANY}|{_ALL_OF}|{_OTHERS}|谁的?[^,;。?]{{0,8}}{_MOST}|"
    r"\b(?:which|what|how many|(?:the )?other|all (?:the )?) (?:other )?(?:provinces?|regions of china)\b|"
    r"(?:どの|他の|ほかの)省|\b(?:welche[rsnm]?|andere[rn]?|übrigen) (?:\w+ )?provinz(?:en)?\b|"
    r"\b(?:quelles?|autres) (?:(?:est|sont) )?(?:(?:la|les) )?provinces?\b|"
    r"\b(?:qué|cuál(?:es)?(?: es| son)?(?: las?)?|(?:las )?(?:otras|demás)) provincias?\b|"
    r"(?:어느|어떤|다른) ?성(?![가-힣]{2})"
)
_SAID = re.compile(
    r"全国(?:第一|第1|首位|首个|之首|最|领先|榜首|第[二三23])|居首|首位|榜首|各省[^,]{0,6}(?:第|首|最)|第[1一](?:位|名|大省)|"
    r"(?:ranks?|ranked|rank(?:ing)?) (?:first|1st)|(?:first|largest|highest|fastest|most) (?:in|of) "
    r"(?:the country|china)"
)
_OF_REPORTS = re.compile(
    r"(?:哪|所有|全部|各|每|这|多少|几|[0-9二三四五六七八九十])(?:一|些|几|十)?(?:份|个|篇)?(?:政府工作|省)?报告|"
    r"\b(?:which|what|all|how many|across)\b[^?]*\breports?\b"
)
# Asked of the places, not of what is measured.
_ASIDE = re.compile(
    rf"{_ONE_OF}|{_ALL_OF}|{_HOW_MANY}|{_OTHERS}|{_AHEAD}|{_ADDED}|{_WHERE}|相差|差距|相比|比较|对比|全国|全省|中国|"
    r"[0-9.]+(?:万?亿|万|%)?(?:元|斤|吨|人)?|去年|今年|分别|一直|什么|多少|几|哪|谁|[的了是在有到得过和与年排名位省高低多少大小快慢个,;。?]"
)
_RUN = re.compile(r"[\u3400-\u9fff]{2,}|[a-z]{2,}")
_GROWTH = re.compile(r"增速|增长率?|增幅|涨幅?")
# A clause that says who stands first goes on from the one before it when it names nothing itself.
_GOES_ON = re.compile(r"^(?:增速|增幅|总量|规模)?(?:稳|位|保持|继续|连续\w{0,4}|跃|均|都|分别)?(?:居|排|列|全国|第)")


def compares(text: str) -> bool:
    """Whether a question asks for what several reports would have to be compared or added up for."""
    asked = fold(text)
    named = provinces(asked)
    if len(named) >= 2:
        apart = not _TOGETHER.search(asked) or "difference" in asked
        return apart and any(form.search(asked) for form in (_CHINESE_OF_TWO, _ENGLISH_OF_TWO, _OTHER_OF_TWO))
    if named:
        return False
    if any(form.search(asked) for form in (_CHINESE_OF_ALL, _ENGLISH_OF_ALL, _OTHER_OF_ALL)):
        return True
    return bool(_CHINESE_OF_WHOM.search(asked)) and not _WITHIN.search(asked)


def across(text: str) -> bool:
    """Whether a question is about other or all provinces, or asks which: no longer about the place last spoken of."""
    asked = fold(text)
    whom = _CHINESE_OF_WHOM.search(asked) and not _WITHIN.search(asked)
    return bool(whom or _ACROSS.search(asked)) and not provinces(asked)


def told(text: str, sentence: str) -> bool:
    """Whether a sentence itself says what the question ``text`` would have reports compared for: it speaks of the
    provinces named, or of two where none is, or of a first place among all, and of what is measured."""
    question, read = fold(text), fold(sentence)
    asked, said = provinces(question), provinces(read)
    if _OF_REPORTS.search(question) or (_added(question) and not _added(read)):
        return False  # a sentence of one report says nothing of the others
    if asked:
        return asked <= said
    if len(said) >= 2:
        return _measured(question, read)
    return any(_measured(question, clause) for clause in _first(read))


def _added(folded: str) -> bool:
    return bool(re.search(rf"{_ADDED}|\b(?:total|sum|average|altogether|combined)\b", folded))


def _first(sentence: str) -> Iterator[str]:
    """The clauses of a folded sentence that say a first place, with what they go on from."""
    before = ""
    for clause in re.split("[,;。、]", sentence):
        if _SAID.search(clause):
            yield before + clause if _GOES_ON.search(clause) else clause
        before = clause


def _measured(question: str, clause: str) -> bool:
    """Whether what a folded question measures stands in a clause, by half its pairs of characters; growth of nothing
    else is that of the economy, and where nothing is measured nothing is told. Another script than the question's says
    nothing against it."""
    if not re.search("[\u3400-\u9fff]", question):
        return True
    things = [run for run in _RUN.findall(_ASIDE.sub(" ", question)) if not _GROWTH.fullmatch(run)]
    if not things:
        return bool(_GROWTH.search(question) and re.search("生产总值|gdp|经济", clause))
    read = [IN_FULL.get(run, run) if run not in clause else run for run in things]
    pairs = [run[place : place + 2] for run in read for place in range(len(run) - 1)]
    return 2 * sum(pair in clause for pair in pairs) >= len(pairs)
