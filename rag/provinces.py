"""China's provinces in a text, by their Chinese names, in whichever of the languages questions are asked in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.records import Range

# Folded: the Chinese name; Latin ones; the Japanese where it is written otherwise; the Korean; Russian stems.
_LISTED = """
北京 beijing peking pékin pekín 베이징 пекин
天津 tianjin 톈진 тяньцзин
上海 shanghai schanghai 상하이 шанха
重庆 chongqing 충칭 чунцин
河北 hebei 허베이 хэбэ
山西 shanxi шаньси
辽宁 liaoning 랴오닝 ляонин
吉林 jilin 지린 цзилин гирин
黑龙江 heilongjiang 黒竜江 헤이룽장 хэйлунцзян
江苏 jiangsu 장쑤 цзянсу
浙江 zhejiang 저장성 чжэцзян
安徽 anhui 안후이 аньхо аньху
福建 fujian 푸젠 фуцзян
江西 jiangxi 장시성 цзянси
山东 shandong 산둥 шаньдун
河南 henan 허난 хэнан
湖北 hubei 후베이 хубэ
湖南 hunan 후난 хунан
广东 guangdong 広东 광둥 гуандун
海南 hainan 하이난 хайнан
四川 sichuan 쓰촨 сычуан
贵州 guizhou 구이저우 гуйчжоу
云南 yunnan 윈난 юньнан
陕西 shaanxi шэньси
甘肃 gansu 간쑤 ганьсу
青海 qinghai 칭하이 цинха
台湾 taiwan taïwan taiwán 대만 타이완 тайван
内蒙古 inner_mongolia mongolie_intérieure innere_mongolei mongolia_interior 内モンゴル 네이멍구
广西 guangxi 広西 광시 гуанси
西藏 tibet xizang チベット 티베트 시짱 тибет
宁夏 ningxia 닝샤 нинся
新疆 xinjiang 신장 синьцзян
香港 hong_kong hongkong 홍콩 гонконг
澳门 macau macao マカオ 마카오 макао
"""
_CHINESE = {name.replace("_", " "): line.split()[0] for line in _LISTED.splitlines() for name in line.split()}
_CYRILLIC = "а-я"
_SPACED = sorted(name for name in _CHINESE if re.match("[a-z]", name))
_STEMS = sorted(name for name in _CHINESE if re.match(f"[{_CYRILLIC}]", name))
_UNSPACED = sorted(set(_CHINESE) - {*_SPACED, *_STEMS})
# 北京路 is a street.
_NAMED = re.compile(
    rf"({'|'.join(_UNSPACED)})(?!路|街|籍|话|菜|舰|大学|银行)|\b({'|'.join(_SPACED)})\b|"
    rf"(?<![{_CYRILLIC}])({'|'.join(_STEMS)})"
)


def provinces(folded: str) -> frozenset[str]:
    """The Chinese names of those that a folded text names."""
    return frozenset(name for name, _ in named_at(folded))


def named_at(folded: str) -> Iterator[tuple[str, Range]]:
    """The Chinese name of each that a folded text names, and where; in order."""
    for match in _NAMED.finditer(folded):
        yield _CHINESE[next(filter(None, match.groups()))], match.span()
