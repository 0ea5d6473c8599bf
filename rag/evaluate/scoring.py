"""What was said against the answers that are right: by the CMRC 2018 rules, by SQuAD's, and nearly.

CMRC: https://github.com/ymcui/cmrc2018, cmrc2018_evaluate.py (v5). Lower case, a fixed list of marks dropped, tokens
are single Chinese characters and what NLTK makes of the rest; F1 counts the longest common run of tokens.
SQuAD 2.0: https://rajpurkar.github.io/SQuAD-explorer, evaluate-v2.0.py. Lower case, ASCII punctuation and English
articles dropped, words at white space; F1 counts words in common. On Chinese, where nothing stands between words, it
is the exact match over again: read it for English.
"""

from __future__ import annotations

import functools
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# The script's list. It has …… as one mark of two characters, which therefore never matches: … stays.
_CMRC_DROPPED = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
_CMRC_CHINESE = re.compile("[\u4e00-\u9fa5]")
_SQUAD_DROPPED = str.maketrans("", "", string.punctuation)
_SQUAD_ARTICLES = re.compile(r"\b(a|an|the)\b")
_INSIDE_NUMBERS = ".:/-"  # marks that make another number of it when they are dropped


@dataclass(frozen=True, slots=True)
class Score:
    """Exact match, 0 or 1, and F1, each the best over the answers."""

    em: float
    f1: float


NOTHING = Score(0.0, 0.0)


def cmrc(answers: Sequence[str], said: str | None) -> Score:
    """By the CMRC 2018 rules; nothing said scores 0, whatever is asked."""
    if said is None:
        return NOTHING
    exact = any(_cmrc_bare(answer) == _cmrc_bare(said) for answer in answers)
    mine = _cmrc_tokens(said)
    return Score(float(exact), max((_run_f1(_cmrc_tokens(answer), mine) for answer in answers), default=0.0))


def squad(answers: Sequence[str], said: str | None) -> Score:
    """By the rules of SQuAD 2.0; nothing said scores 0."""
    if said is None:
        return NOTHING
    mine = _squad_words(said)
    exact = any(_squad_words(answer) == mine for answer in answers)
    return Score(float(exact), max((_bag_f1(_squad_words(answer), mine) for answer in answers), default=0.0))


def near(answers: Sequence[str], said: str | None) -> bool:
    """Whether an answer is contained in what was said or, where that has half its length or more, contains it; width,
    case, white space and punctuation aside, but for what stands inside numbers."""
    mine = _compared(said or "")
    for answer in map(_compared, answers):
        if mine and answer and (answer in mine or (mine in answer and 2 * len(mine) >= len(answer))):
            return True
    return False


def _cmrc_bare(text: str) -> str:
    return "".join(character for character in text.lower().strip() if character not in _CMRC_DROPPED)


def _cmrc_tokens(text: str) -> list[str]:
    found: list[str] = []
    other = ""
    for character in _cmrc_bare(text):
        if _CMRC_CHINESE.match(character):
            found += _words(other)
            found.append(character)
            other = ""
        else:
            other += character
    return found + _words(other)


def _words(text: str) -> list[str]:
    return list(_tokenizer()(text)) if text.strip() else []


@functools.cache
def _tokenizer() -> Callable[[str], list[str]]:
    """NLTK's word tokeniser without its sentence splitter, which would have to be downloaded."""
    from nltk.tokenize import NLTKWordTokenizer  # a second to import, and only these rules need it

    return NLTKWordTokenizer().tokenize  # type: ignore[no-any-return]


def _run_f1(answer: Sequence[str], said: Sequence[str]) -> float:
    longest = 0
    runs = [0] * (len(said) + 1)
    for one in answer:
        runs = [0] + [runs[place] + 1 if one == other else 0 for place, other in enumerate(said)]
        longest = max(longest, *runs)
    return 2 * longest / (len(answer) + len(said)) if longest else 0.0


def _squad_words(text: str) -> list[str]:
    return _SQUAD_ARTICLES.sub(" ", text.lower().translate(_SQUAD_DROPPED)).split()


def _bag_f1(answer: Sequence[str], said: Sequence[str]) -> float:
    if not answer or not said:
        return float(answer == said)
    common = (Counter(answer) & Counter(said)).total()
    return 2 * common / (len(answer) + len(said))


def _compared(text: str) -> str:
    flat = "".join(unicodedata.normalize("NFKC", text).lower().split())
    return "".join(
        character
        for place, character in enumerate(flat)
        if character.isalnum()
        or character in "%‰"
        or (character in _INSIDE_NUMBERS and _digit(flat, place - 1) and _digit(flat, place + 1))
    )


def _digit(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isdigit()
