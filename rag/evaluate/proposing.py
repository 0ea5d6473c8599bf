"""Gold questions proposed from a library's own sentences: a number, date or name is taken out and asked for.

No model: what comes out is worded as the report is, so that it is found more easily than what people ask. It is a
draft for a person to accept, edit or reject.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, zip_longest

from rag.evaluate.relevance import flat
from rag.kinds import UNITS
from rag.library import Library
from rag.memory.records import Gold
from rag.passages import sentences
from rag.records import Passage

LONGEST_EVIDENCE = 200
_SHORT = 8  # characters: a clause with fewer before what is asked has its subject in the clause before
_LEAST, _MOST = 8, 60  # characters of a question
_ENGLISH_LEAST, _ENGLISH_MOST = 20, 200
_CLAUSE = re.compile("[^，；。：！？,;:!?\n]+")
_MARKER = re.compile(r"^[\s—–]*(?:[（(]?[一二三四五六七八九十0-9]+[)）、.．]\s*|[-*•#]+\s*)*")
_UNIT = "|".join(["周年", *map(re.escape, UNITS)])
# No ordinal, no end of a range, no year.
_NUMBER = r"(?<![第年月0-9.,A-Za-z])(?<![0-9][至到~～—–-])(?!(?:19|20)[0-9]{2}年)[0-9][0-9,]*(?:\.[0-9]+)?"
# What is asked for, how, and what is left of it in the question: the first that fits counts.
_CHINESE = (
    (re.compile(r"(?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日"), "什么时候"),
    (re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}年(?!版|度|来|代|[0-9])"), "哪一年"),
    (re.compile(r"《[^《》]{2,40}》"), "什么"),
    (re.compile(rf"{_NUMBER}(?:[％%]|个百分点)"), "多少"),
    (re.compile(rf"{_NUMBER}[多余]?(?:[十百千]?[万亿]{{0,2}})(?!月|日)(?P<unit>{_UNIT})"), "多少{unit}"),
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_ENGLISH = (
    (re.compile(rf"\bon (?P<answer>[0-9]{{1,2}} (?:{_MONTHS})(?: [0-9]{{4}})?)\b"), "on which date"),
    (re.compile(r"\bin (?P<answer>(?:19|20)[0-9]{2})\b"), "in which year"),
    (re.compile(rf"(?P<answer>{_NUMBER} ?(?:%|per ?cent\b))"), "what percentage"),
    (
        re.compile(rf"(?P<answer>{_NUMBER}(?: (?:thousand|million|billion|trillion))?) (?P<unit>[a-z]{{3,}})\b"),
        "how many {unit}",
    ),
)
_CHINESE_TEXT = re.compile("[\u4e00-\u9fff]")
_KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")


def proposals(library: Library, document: str | None = None) -> Iterator[Gold]:
    """Questions in an order that goes round the documents, always the same for the same library; each from a sentence
    of its own that stands in one passage alone."""
    entries = library.documents()
    named = len(entries) > 1
    found = library.passages(library.passage_ids(document).tolist()).values()
    passages = sorted(found, key=lambda one: one.id)
    times = Counter(flat(one.text[start:end]) for one in passages for start, end in sentences(one.text))
    by_document: dict[str, list[Gold]] = {}
    for passage in passages:
        for start, end in sentences(passage.text):
            sentence = passage.text[start:end]
            gold = _asked(passage, sentence, named) if times[flat(sentence)] == 1 else None
            if gold:
                by_document.setdefault(passage.document, []).append(gold)
    shuffled = [sorted(golds, key=_shuffled) for golds in by_document.values()]
    seen: set[str] = set()
    for gold in chain.from_iterable(zip_longest(*shuffled)):
        if gold is not None and gold.question not in seen:
            seen.add(gold.question)
            yield gold


def _shuffled(gold: Gold) -> bytes:
    """A place in an order that has nothing to do with where a question comes from."""
    return hashlib.sha256(gold.question.encode()).digest()


def _asked(passage: Passage, sentence: str, named: bool) -> Gold | None:
    """A question whose answer is in a sentence; None where nothing fits."""
    if len(sentence) > LONGEST_EVIDENCE or _KANA_OR_HANGUL.search(sentence):
        return None
    chinese = bool(_CHINESE_TEXT.search(sentence))
    found = _chinese(sentence) if chinese else _english(sentence)
    if found is None:
        return None
    question, answer = found
    if named and passage.title:
        about = f"根据《{passage.title}》，" if chinese else f"According to “{passage.title}”: "
        question = f"{about}{question}"
    return Gold(question, (answer,), sentence, passage.document, "zh" if chinese else "en", "span")


def _chinese(sentence: str) -> tuple[str, str] | None:
    """Question and answer from the first clause that something can be asked of."""
    before = ""
    for match in _CLAUSE.finditer(sentence):
        clause = _MARKER.sub("", match[0]) if not before else match[0]
        for pattern, asking in _CHINESE:
            found = list(pattern.finditer(clause))
            if not found or sentence.count(found[-1][0]) > 1:
                continue
            answer = found[-1]
            said = clause[: answer.start()] + asking.format_map(answer.groupdict()) + clause[answer.end() :]
            if answer.start() < _SHORT:
                said = f"{before}，{said}" if before else said
            if _LEAST <= len(said) <= _MOST:
                return f"{said.strip()}？", answer[0]
        before = clause.strip()
    return None


def _english(sentence: str) -> tuple[str, str] | None:
    """Question and answer from a sentence that is one clause or a few, the question word where the answer stood."""
    for pattern, asking in _ENGLISH:
        match = pattern.search(sentence)
        if match and sentence.count(match["answer"]) == 1:
            asked = asking.format_map(match.groupdict())
            said = sentence[: match.start()] + asked + sentence[match.end() :]
            said = _MARKER.sub("", said).strip().rstrip(".")
            if _ENGLISH_LEAST <= len(said) <= _ENGLISH_MOST:
                return f"{said}?", match["answer"]
    return None
