"""Pairs across languages: bitext, dictionaries, languages that share an English text, and Chinese with words put
into another language."""

from __future__ import annotations

import gzip
import hashlib
import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from embeddings.training.text import Pair, lines_of, report_texts

LANGUAGES = (
    "zh", "fr", "es", "de", "ja", "ko", "pt", "ru", "it", "ar", "id", "hi", "tr", "pl", "el", "uk", "vi", "th", "ro",
)  # fmt: skip
WORD_LABELS = {"omw", "cldr", "cldr-emoji", "dbp15k-names"}
"""Labels of lists of words and names; all others are sentences."""
OFTEN = {"gwr2024": 12, "gwr2025": 12, "ud-pud": 4, "tico19": 2, "sdg": 2, "tatoeba": 2}
"""How often a pair of a label is taken: reports are what is asked about, and documentation is most of what there is."""
HELD_OUT_SEED = "chuchu held out 1"
HELD_OUT = 1000
MOST_WORD_PAIRS = 60_000
SKIPPED = re.compile(r"^(CL:|variant of|old variant|see |surname |also written|erhua|abbr\. for)|\(.*?\)|\[.*?\]")
LONGEST_ENTRY = 8
BEGINNING, SHORTEST = 30, 8
"""Characters of a sentence by which its paragraph is found, and those it must have."""
HAN = re.compile("([\u4e00-\u9fff]+)")


def bitext(data: Path, language: str) -> list[tuple[str, str, str]]:
    """English, the other language, label, of each pair."""
    rows = (line.split("\t") for line in lines_of(data / "bitext" / f"en-{language}.tsv.xz"))
    return [(row[0], row[1], row[2]) for row in rows if len(row) == 3 and row[0] and row[1]]


def held_out(rows: list[tuple[str, str, str]]) -> list[Pair]:
    """The sentence pairs that are kept for measuring: the first 1,000 by a digest of the English, each text once."""
    chosen: dict[str, Pair] = {}
    others: set[str] = set()
    for english, other, label in sorted(rows, key=lambda row: (digest(row[0]), row[1])):
        words = label in WORD_LABELS
        if not words and english not in chosen and other not in others and len(english) >= 15 and len(other) >= 4:
            chosen[english] = (english, other)
            others.add(other)
            if len(chosen) == HELD_OUT:
                break
    return list(chosen.values())


def digest(text: str) -> bytes:
    """By which texts are put in an order that nobody chose."""
    return hashlib.blake2b(f"{HELD_OUT_SEED}\0{text}".encode(), digest_size=8).digest()


def bridges(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Sentence and word pairs of every language with English, and through the same English with Chinese."""
    rows = {language: bitext(data, language) for language in LANGUAGES}
    kept_back = {english for found in rows.values() for english, _ in held_out(found)}
    kept_back_others = {other for found in rows.values() for _, other in held_out(found)}
    chinese: dict[str, str] = {}
    for language, found in rows.items():
        found = [row for row in found if row[0] not in kept_back and row[1] not in kept_back_others]
        words = [row[:2] for row in found if row[2] in WORD_LABELS]
        most = 2 * MOST_WORD_PAIRS if language == "zh" else MOST_WORD_PAIRS
        yield from ((f"words_{language}", pair) for pair in rng.sample(words, min(most, len(words))))
        for english, other, label in found:
            if label not in WORD_LABELS:
                for _ in range(OFTEN.get(label, 2 if language == "zh" else 1)):
                    yield f"sentences_{language}", (english, other)
        if language == "zh":
            chinese = {english: other for english, other, label in found if label not in WORD_LABELS}
        else:
            yield from (
                (f"through_english_{language}", (chinese[english], other))
                for english, other, label in found
                if english in chinese and label not in WORD_LABELS
            )


def english_reports(data: Path) -> Iterator[tuple[str, Pair]]:
    """English sentences of reports of the government with the Chinese paragraphs, under their titles."""
    rows = bitext(data, "zh")
    kept_back = {english for english, _ in held_out(rows)}
    learned = [row for row in rows if row[2].startswith("gwr") and row[0] not in kept_back]
    wanted = {other[:BEGINNING]: english for english, other, _ in learned if len(other) >= SHORTEST}
    for title, text in report_texts(data):
        for paragraph in text.split("\n") if title[:4] in ("2024", "2025") else ():
            for other, english in wanted.items():
                if (place := paragraph.find(other)) >= 0:
                    near = paragraph[max(0, place - 60) : place + 140]
                    yield from [("sentences_zh", (english, f"{title}\n{near}"))] * OFTEN["gwr2025"]


def cedict(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Traditional, simplified and the glosses of each entry of CC-CEDICT."""
    with gzip.open(data / "dictionary" / "cc-cedict.txt.gz", "rt", encoding="utf8") as file:
        yield from _entries(file)


def cfdict(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    """The same of CFDICT, in French."""
    yield from _entries(lines_of(data / "dictionary" / "cfdict.u8.xz"))


def _entries(lines: Iterator[str]) -> Iterator[tuple[str, str, list[str]]]:
    for line in lines:
        if match := re.match(r"(\S+) (\S+) \[.*?\] /(.*)/", line):
            pieces = (SKIPPED.sub("", piece).strip() for piece in re.split("[/;]", match[3]) if piece)
            glosses = [re.sub(r"^to ", "", piece) for piece in pieces if 1 < len(piece) < 60]
            if glosses:
                yield match[1], match[2], glosses


def entries(data: Path) -> Iterator[tuple[str, Pair]]:
    """Headwords with their glosses."""
    for name, found in (("cedict", cedict(data)), ("cfdict", cfdict(data))):
        for _, word, glosses in found:
            yield name, ("; ".join(glosses[:4]), word)


class Switcher:
    """Puts the words of a Chinese text into another language, as a dictionary has them, in their order."""

    def __init__(self, data: Path) -> None:
        english = {word: glosses[:3] for entry in cedict(data) for word in entry[:2] for glosses in [entry[2]]}
        french = {word: glosses[:3] for entry in cfdict(data) for word in entry[:2] for glosses in [entry[2]]}
        self.languages: dict[str, Mapping[str, list[str]]] = {"en": english, "fr": french}
        for language in ("ja", "ko", "es", "de", "ru"):
            self.languages[language] = self._through_english(english, data, language)

    @staticmethod
    def _through_english(english: Mapping[str, list[str]], data: Path, language: str) -> dict[str, list[str]]:
        other: dict[str, list[str]] = {}
        kept_back = {one for one, _ in held_out(bitext(data, language))}
        for source, target, label in bitext(data, language):
            if (label == "omw" or len(source) < 20) and source not in kept_back:
                other.setdefault(source.lower(), []).append(target)
        found: dict[str, list[str]] = {}
        for word, glosses in english.items():
            if ones := [one for gloss in glosses for one in other.get(gloss, [])[:2]]:
                found[word] = ones
        return found

    def switched(self, text: str, language: str, rng: random.Random) -> str:
        """The text with its words looked up, the longest first. What is not Chinese stays, characters that are no
        word of their own are left out."""
        known = self.languages[language]
        words = []
        for run in HAN.split(text):
            if HAN.match(run):
                words += [rng.choice(known[piece]) for piece in _longest(run, known)]
            else:
                words.append(run)
        return re.sub(r"\s+", " ", ("" if language == "ja" else " ").join(words)).strip()


def _longest(run: str, known: Mapping[str, list[str]]) -> Iterator[str]:
    """The words of a run of characters, each the longest that is known, and more than a character."""
    place = 0
    while place < len(run):
        sizes = range(min(LONGEST_ENTRY, len(run) - place), 0, -1)
        piece = next((run[place : place + size] for size in sizes if run[place : place + size] in known), run[place])
        if len(piece) > 1:
            yield piece
        place += len(piece)
