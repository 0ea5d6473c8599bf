"""The pieces of a sentence that could be what a kind of question asks for: numbers, dates, names, lists, clauses.

Everything is found by pattern in folded text, position by position that of the source. A `Candidate` is what a person
would copy: a number with its unit and qualifier, no punctuation at the ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.folding import fold
from rag.kinds import UNITS
from rag.question import Question
from rag.reader.units import told_fit, unit_fit


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece ``[start, end)`` of a folded text; ``fit`` in (0, 1]: how well its form is that of the kind asked for."""

    start: int
    end: int
    fit: float


_DIGITS = r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?"
# Bounded, or a page of 一 would take seconds.
_HAN_DIGITS = "[零〇一二两三四五六七八九十百千]{1,12}(?:点[零〇一二三四五六七八九]{1,12})?"
_UNIT = "|".join(UNITS)
_MORE_UNITS = (
    "千公里|万公里|毫克|千克|公斤|克|毫米|厘米|摄氏度|海里|节|篇|首|幅|枚|株|棵|匹|袋|瓶|桶|发|期|轮|步|点|卷|集|章|"
    "代|例|宗|起|千伏安|千伏|群|组|项次|车次|架次|"
    "[ezp]flops|美金|港元|日元|英镑|国|字|人口"
)
_MEASURED = rf"(?:%|‰|个百分点|{_UNIT}|{_MORE_UNITS})"
_SPELLED = r"\s(?:thousand|million|billion|trillion|percent|per cent|percentage points)(?![a-z])"
_SIZED = "[万亿千百]*(?:多|余)?"
# With a unit if there is one: 935亿千瓦时 is no 935亿千
_ARABIC = (
    rf"(?:百分之|[$€£¥]\s?)?{_DIGITS}(?:多|余)?"
    rf"(?:{_SIZED}(?:{_MEASURED}|{_SPELLED}|[a-z]{{1,3}}(?![a-z]))|{_SIZED})"
)
_HAN = (
    rf"(?:百分之{_HAN_DIGITS}|(?:{_HAN_DIGITS}|数[十百千万])(?:多|余|几)?[万亿]*(?:多|余)?{_MEASURED}|"
    rf"{_HAN_DIGITS}(?:多|余)?[万亿]+|一半|半数|过半)"
)
_AMOUNT = rf"(?:{_ARABIC}|{_HAN}|[Ⅰ-Ⅻ]+类?)"
_BEFORE = "不超过|不低于|不少于|不高于|超过|突破|接近|将近|大约|至少|最多|约|近|逾|超"
_AFTER = "(?:左右|以上|以下|以内|之多|上下)"
NUMBER = re.compile(
    rf"第(?:{_DIGITS}|{_HAN_DIGITS})(?:{_UNIT})?"
    rf"|(?:{_BEFORE})?(?<![0-9.]){_AMOUNT}(?:[—~～-]+{_AMOUNT}|[至到]{_AMOUNT})?(?:{_ARABIC})*{_AFTER}?"
)
_DAY = r"(?:上半月|上旬|中旬|下旬|[0-9]{1,2}[日号]|[一二三四五六七八九十]{1,3}日)"
_MONTH = r"(?:[0-9]{1,2}月|[一二三四五六七八九十]{1,2}月)(?:份|底|初)?"
_YEAR = (
    r"(?:公元前?)?(?:[0-9]{1,4}|[零〇一二三四五六七八九]{4})年(?!间|以上|左右|来|内|的时间)(?:底|初|末|春|夏|秋|冬)?"
)
_DATE_ONE = (
    rf"(?:{_YEAR}(?:{_MONTH}{_DAY}?)?|{_MONTH}{_DAY}?|(?:[0-9]{{1,2}}|"
    rf"[一二三四五六七八九十]+)世纪(?:[0-9]+年代)?(?:初|末|中叶)?|[0-9]{{2,4}}年代)"
)
DATE = re.compile(rf"{_DATE_ONE}(?:(?:至|到|[—~～-]+){_DATE_ONE})?")
YEAR_ONLY = re.compile(r"(?:公元前?)?(?:[0-9]{3,4}|[零〇一二三四五六七八九]{4})年")
QUOTED = re.compile(r"《[^《》]{1,40}》|“([^“”]{1,30})”|「([^「」]{1,30})」")
_TITLES = (
    "院士|代省长|省长|书记|市长|县长|区长|主席|总理|总统|同志|教授|先生|女士|主任|部长|局长|厅长|代表|教练|医生|博士|"
    "将军|演员|导演|校长|"
    "作家|作者|歌手|诗人|总经理|董事长|创始人|皇帝|国王|夫人|之子|之女|儿子|女儿|弟弟|哥哥|妻子|丈夫|父亲|母亲|主持人|"
    "记者|选手|球员"
)
# The hundred or so commonest family names: nine of ten Chinese people bear one (Ministry of Public Security, 2020).
_FAMILY = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江"
    "尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤谷温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕"
)
_GIVEN_NOT = "的是在了和与为及等对从到被把将让以也都就又后前中上下年月日其这那有会主席省市县区部委国家民政治工作产业"
# The commonest words that begin like a name (jieba's dictionary, frequency above 1000).
_NO_NAMES = (
    "文化|关系|石首|方面|许多|武汉|包括|方法|方式|任务|任何|关于|于是|范围|左右|严重|程度|安全|欧洲|武器|方向|安排|"
    "万元|苏联|方案|文学|文章|金融|曾经|高速|"
    "高度|毕业|高级|关键|周围|程序|任期|高兴|关注|武昌|万吨|江南|石油|文物|高中|严格|文字|武装|任免|毕竟|尚书|符合|"
    "金属|文件|方针|温度|高校|夏天|尚未|左手|"
    "江陵|方便|高考|韩国|江苏|高原|关心|黄河|万亩|颜色|黄金|罗马|向前|包含|文艺|黄冈|申请|白色|江湖|纪念|万岁|王国|"
    "江西|任职|安装|何况|周期|马上|文库|唐代|"
    "陆续|林区|施工|高等|黄色|任命|石头|宋代|关闭|安徽|高于|施行|周边|文献|万历|甘肃|夏季|沈阳|龙头|向来|方才|文教|"
    "高质|高标|高水|金额|纪律|高层|高效|万[人个户名吨亩辆元家]"
)
_BORNE = rf"(?!{_NO_NAMES})(?:欧阳|司马|诸葛|上官|[{_FAMILY}])[^\W\d_a-z{_GIVEN_NOT}]{{1,2}}"
_PERSON = re.compile(rf"[\u4e00-\u9fff]{{1,6}}(?:·[\u4e00-\u9fff]{{1,8}})+|{_BORNE}")
BEARER = re.compile(rf"(?:{_TITLES})\s*({_BORNE})(?=作|同志|主持|代表|宣|说|表示|指出|强调|[^\w]|$)")
"""A title and the name behind it, where that is seen to end."""
_SORTS = {
    "place": (
        "地区|自治区|自治州|自治县|口岸|市|省|县|区|镇|州|村|乡|国|山|河|湖|港|岛|湾|站|园|寺|海域|盆地|高原|流域|"
        "一带|街道|路|广场|沿线"
    ),
    "organisation": (
        "公司|集团|医院|大学|学院|研究院|研究所|实验室|中心|银行|学校|中学|小学|协会|学会|委员会|组织|法院|检察院|"
        "办公室|基金会|剧团|球队|俱乐部|电视台|出版社|局|厅|部|社|队|厂"
    ),
    "name": "",
}
# Sorts whose name is no part of the names: a city is rarely called so.
_VAGUE = frozenset(["国家", "城市", "地方", "地区", "省份", "名字", "名称", "公司", "人物", "人", "位", "单位", "机构"])
# Where a name cannot go on to the left: marks, function words, and verbs that names are objects of.
_EDGE = re.compile(
    r"[\W_]|的|了|是|在|和|与|及|将|由|为|把|被|对|从|到|向|以|于|等|有|让|给|使|并|其|该|这|那|已|正|就|都|也|成为|"
    r"建成|建设|建立|设立|成立|开通|启动|推动|推进|入选|"
    r"获批|获得|支持|加快|打造|举办|承办|完成|实施|开展|包括|位于|来自|叫|称为|名为|新增|新建|争取|争创|创建|促进|"
    r"确保|发布|出版|属于|担任|位列|加入|进入|前往|毕业于|就读"
)
ITEMS = re.compile(r"[^\s、,;:。!?()]{1,60}(?:、[^\s、,;:。!?()]{1,60})+")
_LIST_TAIL = re.compile(r"等(?:[^\w]|.{0,14}$|[0-9一二三四五六七八九十两]+[个项条家种类座部]?.*$)")
_ASKING_WORD = re.compile("(?:什么|哪一?[个家座位条所部项种片]?|哪里|哪儿|谁|啥|何)(?:样的?)?(?:人|地方|名字)?")
_MARK = re.compile(r"[,;:。!?\n]")
# What is done with the things listed, after the last of them.
_DONE = re.compile(
    "开工|建成|建设|投产|投用|投入|开通|通车|入选|获批|获得|获评|顺利|全面|加快|成功|开展|实施|落地|竣工|完工|举办|举行"
)
_CLAUSES = re.compile(r"[^,;:。!?\n]+")


def candidates(question: Question, text: str, first: int, last: int) -> list[Candidate]:
    """What in ``[first, last)`` of the folded ``text`` could answer ``question``, in order of place."""
    piece = text[first:last]
    kind = question.kind
    if kind in ("number", "percent", "amount"):
        found = list(_numbers(question, piece))
    elif kind == "date":
        found = list(_dates(question, piece))
    elif kind == "person":
        found = list(_people(piece))
    elif kind in ("place", "organisation", "name"):
        found = list(_names(question, piece))
    elif kind == "list":
        found = list(lists(piece))
    else:
        found = []
    if kind in ("person", "place", "organisation", "name", "other"):
        found += _between(question, piece)
    return [Candidate(first + one.start, first + one.end, one.fit) for one in found if one.start < one.end]


def _between(question: Question, piece: str) -> Iterator[Candidate]:
    """What stands where the question has its question word, when the words around it are the same.

    Words on one side are enough for people and places; other things are rarely so short.
    """
    asking = fold(question.asking).rstrip("?。. ")
    loose = question.kind in ("person", "place")
    for asked in _ASKING_WORD.finditer(asking):
        after = asking[asked.end() :]
        named = len(question.head) if question.head and after.startswith(question.head) else 0
        left, right = _anchor(piece, asking[: asked.start()], before=True), _anchor(piece, after, before=False)
        for place, length in left:
            ends = [(start + named, more) for start, more in right if 0 < start - place <= 40]
            if not ends and loose:
                mark = _MARK.search(piece, place + 1)
                ends = [(mark.start() if mark else len(piece), 0)]
            yield from (Candidate(place, end, min(1.0, 0.35 + 0.1 * length + 0.1 * more)) for end, more in ends[:1])
        if not left and loose:
            yield from (Candidate(left_edge(piece, start), start, 0.3 + 0.1 * length) for start, length in right)


def _anchor(piece: str, around: str, before: bool) -> list[tuple[int, int]]:
    """Where the longest piece of ``around`` next to the question word stands in the sentence: the edge of it on the
    side of the answer, and its length, 4 at most. Particles at its end may be missing."""
    particles = "的了是在有过为一个把将,"
    for words in (around, around.rstrip(particles) if before else around.lstrip(particles)):
        for length in range(min(4, len(words)), 1, -1):
            part = words[-length:] if before else words[:length]
            if places := [match.end() if before else match.start() for match in re.finditer(re.escape(part), piece)]:
                return [(place, length) for place in places]
    return []


def clauses(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """The clauses of ``[first, last)``, without the marks between them."""
    return [match.span() for match in _CLAUSES.finditer(text, first, last) if match[0].strip()]


def _numbers(question: Question, piece: str) -> Iterator[Candidate]:
    ordinal = "第" in question.asking or "edition" in question.asking.lower()
    for match in NUMBER.finditer(piece):
        number = match[0]
        if number.startswith("第"):
            if ordinal:
                yield Candidate(match.start(), match.end(), 1.0)
            continue
        fit = _number_fit(question, number) * told_fit(question, piece, *match.span()) * (0.3 if ordinal else 1.0)
        yield Candidate(match.start(), match.end(), fit)


def _number_fit(question: Question, number: str) -> float:
    """How well the unit of ``number`` is what is asked for; one in words (两个, 三次) is more often none at all."""
    worded = 1.0 if re.search("[0-9Ⅰ-Ⅻ成半]|百分之", number) else 0.7
    return worded * unit_fit(question, number)


def year_asked(question: Question) -> bool:
    """Whether a year is asked for rather than a day."""
    asked = fold(question.asking)
    return bool(
        re.search("哪一?年|何年|几几年|(?:what|which) year|quelle année|welchem jahr|qué año|каком году|몇 ?년", asked)
    )


def _dates(question: Question, piece: str) -> Iterator[Candidate]:
    only_year = year_asked(question)
    for match in DATE.finditer(piece):
        year = YEAR_ONLY.match(piece, match.start())
        if only_year:
            if year:
                yield Candidate(match.start(), year.end(), 1.0)
        else:
            yield Candidate(match.start(), match.end(), 1.0 if year else 0.8)


def _people(piece: str) -> Iterator[Candidate]:
    for match in _PERSON.finditer(piece):
        start, end = match.span()
        before = re.search(rf"(?:{_TITLES})[\s:]*$", piece[:start])
        after = re.match(rf"[\s]*(?:{_TITLES})", piece[end:])
        bounded = end == len(piece) or not piece[end].isalnum()
        if after is None and end - start == 3 and (shorter := re.match(rf"(?:{_TITLES})", piece[end - 1 :])):
            end, after = end - 1, shorter
        alone = start == 0 or not piece[start - 1].isalnum()
        titled = before or after or "·" in match[0]
        fit = 1.0 if titled else 0.7 if bounded and alone else 0.5 if bounded or alone else 0.2
        yield Candidate(start, end, fit)


def _names(question: Question, piece: str) -> Iterator[Candidate]:
    for match in QUOTED.finditer(piece):
        group = next((number for number in (1, 2) if match[number]), 0)
        yield Candidate(match.start(group), match.end(group), 0.8)
    heads = [head for head in (question.head, question.head[-2:]) if head and head not in _VAGUE]
    for head in dict.fromkeys(heads):
        for match in re.finditer(re.escape(head), piece):
            yield Candidate(left_edge(piece, match.start()), match.end(), 1.0 if head == question.head else 0.9)
    if sorts := _SORTS[question.kind]:
        for match in re.finditer(rf"(?:{sorts})(?!\w)|(?:{sorts})(?=[的等和与、])", piece):
            yield Candidate(left_edge(piece, match.start()), match.end(), 0.6)


def left_edge(piece: str, start: int) -> int:
    """Where the name that goes on at ``start`` begins: after the nearest edge, twenty characters at most."""
    nearest = max(0, start - 20)
    for match in _EDGE.finditer(piece, nearest, start):
        nearest = match.end()
    return nearest


def lists(piece: str) -> Iterator[Candidate]:
    for match in ITEMS.finditer(piece):
        start, end = match.span()
        first_item = piece.index("、", start)
        start = left_edge(piece, first_item) if first_item - start > 4 else start
        start = start if start < first_item else match.start()
        last_item = piece.rindex("、", start, end) + 1
        if tail := _LIST_TAIL.search(piece, last_item, end):
            end = tail.start()
        elif (edge := _DONE.search(piece, last_item + 2, end)) is not None:
            end = edge.start()
        yield Candidate(start, end, min(1.0, 0.6 + 0.1 * piece.count("、", start, end)))
