"""Pairs out of plain text: sentences and what stands around them, openings and bodies, clauses and paragraphs."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

Pair = tuple[str, str]

SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
WINDOW = 200
"""Characters of a paragraph at most: what a passage has, about."""
REMOVED = 0.4
"""Share of the sentences that are taken out of their paragraph: the others teach that the same words count."""
NEWS_HEAD = re.compile(r"^[\d\-: ]+，正文：|原标题[：:]")
HEADING = re.compile(r"^(#+ |[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|第[一二三四五六七八九十百]+[章节])")
ARTICLE = re.compile(r"^第[一二三四五六七八九十百千零]+条")
NUMBER = re.compile(r"\d[\d,.]*(?:%|个百分点|[十百千万亿余多]*(?:美元|公里|[元吨件家人次个项户亩米名座条]{0,2}))")
PLACE = re.compile(r"(?P<year>\d{4})年(?P<place>\w+?(?:省|市|自治区))")
CHAPTER = re.compile(r"^[#\s]*第\S+[章节]\s*")
HEADLINE = re.compile(r"^\s*(?P<title>\S.{5,40}?)\s{6,}")


def lines_of(path: Path) -> Iterator[str]:
    """Lines of an xz file."""
    with lzma.open(path, "rt", encoding="utf8") as file:
        for line in file:
            yield line.rstrip("\n")


def sentences(text: str, least: int = 8) -> list[str]:
    """Sentences of at least so many characters."""
    return [found.strip() for found in SENTENCE.findall(text) if len(found.strip()) >= least]


def windows(text: str) -> list[list[str]]:
    """Sentences in groups of `WINDOW` characters about, in order."""
    groups: list[list[str]] = [[]]
    for sentence in sentences(text):
        if sum(map(len, groups[-1])) + len(sentence) > WINDOW and groups[-1]:
            groups.append([])
        groups[-1].append(sentence[:WINDOW])
    return groups if groups[-1] else groups[:-1]


def around(group: Sequence[str], rng: random.Random, above: str = "") -> Pair:
    """One sentence of a paragraph, and the paragraph under what stands above it, the sentence taken out at times."""
    chosen = rng.randrange(len(group))
    gone = len(group) > 1 and rng.random() < REMOVED
    return group[chosen], above + "".join(one for number, one in enumerate(group) if not gone or number != chosen)


def news(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Openings with their bodies, and sentences with what stands around them, of each article."""
    for line in lines_of(data / "text" / "news_2023.txt.xz"):
        text = NEWS_HEAD.sub("", line)
        title = HEADLINE.match(text)
        groups = windows(text[title.end() :] if title else text)
        if len(groups) < 2:
            continue
        opening = title["title"] if title else groups[0][0]
        if len(opening) >= 10:
            body = groups[0] if title else [*groups[0][1:], *groups[1]]
            yield "opening", (opening, "".join(body)[:WINDOW])
        for group in rng.sample(groups, min(5, len(groups))):
            yield "news", around(group, rng)


def laws(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Sentences of statutes with their articles, and title and chapter with an article."""
    for line in lines_of(data / "text" / "laws.jsonl.xz"):
        row = json.loads(line)
        title = re.sub(r"\(.*?\)$", "", row["title"])
        found, chapter = [], ""
        for text in filter(None, map(str.strip, row["text"].split("\n"))):
            if ARTICLE.match(text):
                found.append((chapter, ARTICLE.sub("", text).strip()[:WINDOW]))
            elif CHAPTER.match(text):
                chapter = CHAPTER.sub("", text)
        for section, text in rng.sample(found, min(14, len(found))):
            if group := sentences(text):
                yield "laws", around(group, rng, f"{title}\n{section}\n")
        for section, text in rng.sample(found, min(3, len(found))):
            yield "headings", (f"{title}{section}", text)


def reports(data: Path, rng: random.Random) -> Iterator[tuple[str, Pair]]:
    """Sentences, headings and clauses with a blank for a number, with their paragraphs as passages are encoded."""
    for title, text in report_texts(data):
        section = ""
        place = PLACE.search(title)
        for paragraph in map(str.strip, text.split("\n")):
            if HEADING.match(paragraph) and len(paragraph) < 40:
                section = HEADING.sub("", paragraph)
            elif len(paragraph) >= 40:
                above = f"{title}\n{section}\n"
                for group in windows(paragraph):
                    for _ in group:
                        yield "reports", around(group, rng, above)
                    yield from (("blanks", (blank, above + "".join(group))) for blank in blanks(group, place, rng))
                if section:
                    yield "report_headings", (section, paragraph[:WINDOW])


def report_texts(data: Path) -> Iterator[tuple[str, str]]:
    """Title and text of each report of a government."""
    for name, field in (("state_reports", "content"), ("provincial_reports_2026", "text")):
        for line in lines_of(data / "text" / f"{name}.jsonl.xz"):
            row = json.loads(line)
            yield row["title"], row[field]


def asked(data: Path, rng: random.Random) -> Iterator[Pair]:
    """Clauses of reports with a blank for a number, with their sentences under the title."""
    for title, text in report_texts(data):
        place = PLACE.search(title)
        for sentence in sentences(text):
            yield from ((blank, f"{title}\n{sentence[:WINDOW]}") for blank in blanks([sentence], place, rng))


def blanks(group: Sequence[str], place: re.Match[str] | None, rng: random.Random) -> list[str]:
    """Clauses with a number, which is asked for; with place and year before it half of the time."""
    found = []
    for clause in re.findall(r"[^，。；：、！？]{6,40}", "".join(group)):
        if number := NUMBER.search(clause):
            before = rng.choice(("", place["place"], place[0])) if place else ""
            found.append(f"{before}{clause[: number.start()]}多少{clause[number.end() :]}？")
    return found
