"""The CMRC 2018 rules, for measuring on the way."""

from __future__ import annotations

import re
from collections.abc import Sequence

DROPPED = set("-:_*^/\\~`+=，。：？！“”；’《》……·、「」（）－～『』,.?!\"';()<>[]{}| ")


def bare(text: str) -> str:
    return "".join(character for character in text.lower().strip() if character not in DROPPED)


def exact(answers: Sequence[str], said: str) -> bool:
    return any(bare(answer) == bare(said) for answer in answers)


def f1(answers: Sequence[str], said: str) -> float:
    return max((_f1(_pieces(answer), _pieces(said)) for answer in answers), default=0.0)


def _pieces(text: str) -> list[str]:
    return re.findall("[\u4e00-\u9fa5]|[^\u4e00-\u9fa5\\s]+", bare(text))


def _f1(answer: list[str], said: list[str]) -> float:
    longest = 0
    runs = [0] * (len(said) + 1)
    for one in answer:
        runs = [0] + [runs[place] + 1 if one == other else 0 for place, other in enumerate(said)]
        longest = max(longest, *runs)
    return 2 * longest / (len(answer) + len(said)) if longest else 0.0
