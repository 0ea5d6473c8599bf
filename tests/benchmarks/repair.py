"""How well broken text is put together again, the truth being known: joins right, wrong and missed.

python tests/benchmarks/repair.py                         text of our own, broken by page ends
python tests/benchmarks/repair.py --data ../shared/data   and the reports beside that folder, broken the same way
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

from rag.passages import passages_of
from rag.records import Extract, cut
from rag.repair import repair

Style = Literal["blank", "indent", "flush", "lines"]
STYLES: tuple[Style, ...] = ("blank", "indent", "flush", "lines")
PLACES = ("全市", "各区市", "开发区", "沿海乡镇", "老城区", "城乡结合部", "产业园区", "重点企业")
DEEDS = (
    "新建改建学校{n}所，新增学位{m}个，义务教育优质均衡水平进一步提高",
    "完成固定资产投资{m}亿元，同比增长{n}%，其中制造业投资占比超过三成",
    "推动{n}个重点项目开工建设，累计到位资金{m}万元，带动就业明显增加",
    "持续优化营商环境，政务服务事项网上可办率达到{n}.{k}%，企业办事平均少跑{k}次",
    "修订《城镇供水管理办法》，把“最后一公里”的责任落实到具体部门",
    "空气质量优良天数比例为{n}.{k}%，主要河流断面水质全部达标",
    "引进高层次人才{m}人，支持科研院所与企业共建实验室{n}家",
    "粮食总产量稳定在{m}万吨以上，高标准农田面积继续扩大",
    "深入开展安全生产检查，整改各类隐患{m}处，较大事故起数下降{n}%",
    "发放消费券{n}批，拉动零售额{m}万元，夜间经济、首店经济活力增强",
    "港口货物吞吐量突破{m}万吨，国际航线增加到{n}条",
    "健全分级诊疗制度，县域内就诊率保持在九成左右",
    "盘活闲置土地{m}亩，工业用地亩均税收提高{n}%",
    "我们清醒看到，创新能力还不够强，财政收支矛盾仍然突出",
    "坚持以人民为中心的发展思想，在发展中保障和改善民生",
    "统筹新型城镇化和乡村全面振兴，促进要素双向流动",
)
ENGLISH = (
    "The council approved {n} projects worth {m} million yuan during the first half of the year.",
    "Spending on public transport rose by {n}.{k} percent, while road building fell slightly.",
    "According to the audit office, {m} households received support under the new scheme.",
    "Dr. Hall said that the U.S. market remained the largest buyer of machine parts.",
    "Water quality improved in {n} of the rivers that are monitored along the coast.",
    "We will continue to simplify procedures so that small firms can open within {k} days.",
    "The number of hospital beds grew to {m}, and waiting times were cut by a third.",
    "Training programmes for older workers were extended to every district in the province.",
)
HEADS = (
    *("{h}、推动产业结构优化升级", "{h}、持续保障和改善民生", "{h}、2024年工作回顾"),
    *("（{h}）扩大有效需求，稳住经济基本盘", "（{h}）加强生态环境治理"),
)
ENGLISH_HEADS = ("{n}. Public Finance", "Chapter {n} Transport and Housing", "Outlook for the Coming Year")
# A paragraph of the truth: whether it is a heading, and its text.
Source = tuple[bool, str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken text. ``owner``: for each visible character in order the paragraph it belongs to, -1 for furniture;
    ``cuts``: offsets of first characters after a cut inside a paragraph that is not just a line's end."""

    extract: Extract
    owner: tuple[int, ...]
    cuts: frozenset[int]
    truth: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts. Joins: of two neighbouring lines; ``cut_*``: those where a page end or blank line lies between."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    cut_right: int = 0
    cut_missed: int = 0
    paragraphs: int = 0
    exact: int = 0
    headings: int = 0
    headings_found: int = 0
    headings_false: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(self)))


def own_report(seed: int, english: bool = False) -> list[Source]:
    """A report made up from the sentences above."""
    chance = random.Random(seed)
    report: list[Source] = [(True, "Annual Report of the Harbour Council" if english else "滨海市政府工作报告")]
    report += [(False, "Source: Harbour Daily" if english else "来源：滨海日报")]
    for number in range(12):
        if number % 3 == 0:
            head = chance.choice(ENGLISH_HEADS if english else HEADS)
            report.append((True, head.format(n=number // 3 + 1, h="一二三四五六七八九"[number // 3])))
        for _ in range(chance.randint(2, 4)):
            report.append((False, _paragraph(chance, english)))
    return report


def _paragraph(chance: random.Random, english: bool) -> str:
    found = []
    for _ in range(chance.randint(1, 6)):
        words = chance.choice(ENGLISH if english else DEEDS)
        words = words.format(n=chance.randint(2, 99), m=chance.randint(100, 9999), k=chance.randint(1, 9))
        found.append(words if english else f"{chance.choice(PLACES)}{words}。")
    return " ".join(found) if english else "".join(found)


def break_up(report: Sequence[Source], seed: int, style: Style, width: int) -> Broken:
    """``report`` as a text file full of page ends: wrapped at ``width`` columns with running heads and page numbers,
    or (style "lines") a line for each paragraph. Blank lines cut paragraphs anywhere, inside words too."""
    chance = random.Random(f"{seed} {style} {width}")
    out, owner, cuts = [], [], set()
    rows, page = 0, 1
    for number, (heading, words) in enumerate(report):
        indent = "　　" if style == "indent" and not heading else ""
        lines, breaks = _set_lines(words, chance, style, width, heading)
        for place, line in enumerate(lines):
            if rows >= 24 and not heading and style != "lines":
                furniture = f"\n- {page} -\n\f滨海年鉴 {page + 1}\n" if chance.random() < 0.5 else f"\n\n第{page}页\n\n"
                out.append(furniture)
                owner += [-1] * _visible(furniture)
                page, rows = page + 1, 0
                breaks = breaks | {place} if place else breaks
            if place in breaks:
                out.append("\n")
                cuts.add(len(owner))
            out.append((indent if place == 0 else "") + line + "\n")
            owner += [number] * _visible(line)
            rows += 1
        if style == "blank" or heading or (style == "lines" and seed % 2):
            out.append("\n")
    return Broken(Extract("".join(out), wrapped=True), tuple(owner), frozenset(cuts), tuple(report))


def _set_lines(
    words: str, chance: random.Random, style: Style, width: int, heading: bool
) -> tuple[list[str], frozenset[int]]:
    """Lines of a paragraph, and which of them come after a cut."""
    halves = [words]
    if not heading and len(words) > 60 and chance.random() < 0.15:
        at = chance.randint(8, len(words) - 8)
        if words[:at].isascii():
            at = words.find(" ", at) + 1 or len(words)
        halves = [half for half in (words[:at].rstrip(), words[at:].lstrip()) if half]
    lines: list[str] = []
    cuts: set[int] = set()
    for half in halves:
        if lines:
            cuts.add(len(lines))
        first = width - 4 if style == "indent" and not lines else width
        lines += [half] if style == "lines" else _wrap(half, width, first)
    return lines, frozenset(cuts)


def _wrap(words: str, width: int, first: int) -> list[str]:
    """``words`` in lines of at most ``width`` columns, the first of ``first``; words of spaced scripts stay whole."""
    lines: list[str] = []
    line, used, room = "", 0, first
    for token in _tokens(words):
        size = sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in token)
        if used + size > room and line.strip() and token not in "，。、；：”）！":
            lines.append(line.rstrip())
            line, used, room = "", 0, width
            token = token.lstrip()
        line, used = line + token, used + size
    return [*lines, line.rstrip()] if line.strip() else lines


def _tokens(words: str) -> Iterator[str]:
    token = ""
    for c in words:
        if c.isascii() and not c.isspace() and (not token or token.isascii()) and not token.endswith(" "):
            token += c
            continue
        yield from filter(None, (token, c if c.isspace() or not c.isascii() else ""))
        token = c if c.isascii() and not c.isspace() else ""
    yield from filter(None, (token,))


def _visible(words: str) -> int:
    return sum(not c.isspace() for c in words)


def score(broken: Broken) -> Score:
    """What repair makes of ``broken``."""
    text = broken.extract.text
    visible = [i for i, c in enumerate(text) if not c.isspace()]
    rank = {position: i for i, position in enumerate(visible)}
    guess = [-1] * len(visible)
    paragraphs = repair(broken.extract)
    for number, paragraph in enumerate(paragraphs):
        for start, end in paragraph.ranges:
            for position in range(start, end):
                if position in rank:
                    guess[rank[position]] = number
    seams = [i for i in range(1, len(visible)) if "\n" in text[visible[i - 1] : visible[i]]]
    joins = _joins(broken, guess, seams)
    bodies = Counter(_bare(cut(text, p.ranges)) for p in paragraphs if p.kind == "text")
    wanted = Counter(_bare(words) for heading, words in broken.truth if not heading)
    heads = Counter(_bare(cut(text, p.ranges)) for p in paragraphs if p.kind == "heading")
    named = Counter(_bare(words) for heading, words in broken.truth if heading)
    found = (heads & named).total()
    return Score(*joins, wanted.total(), (bodies & wanted).total(), named.total(), found, heads.total() - found)


def _joins(broken: Broken, guess: Sequence[int], seams: Sequence[int]) -> tuple[int, int, int, int, int]:
    """Right, wrong, missed; right and missed at cuts. Furniture between two lines does not part them."""
    right = wrong = missed = cut_right = cut_missed = 0
    last = -1
    for i in sorted({0, *seams}):
        if broken.owner[i] < 0:
            wrong += guess[i] >= 0 and i > 0 and guess[i] == guess[i - 1]
            continue
        if last >= 0:
            before = max(j for j in range(last, i) if broken.owner[j] >= 0)
            together, joined = broken.owner[before] == broken.owner[i], guess[before] == guess[i]
            right += together and joined
            wrong += joined and not together
            missed += together and not joined
            cut_right += i in broken.cuts and together and joined
            cut_missed += i in broken.cuts and together and not joined
        last = i
    return right, wrong, missed, cut_right, cut_missed


def _bare(words: str) -> str:
    return "".join(words.split())


def reports(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Name of a set and the lines of one of its reports: the .docx beside ``folder``, the provincial ones in it."""
    import docx

    for path in sorted((folder.parent / "gold" / "reports").glob("*.docx")):
        yield "docx", [p.text.strip() for p in docx.Document(str(path)).paragraphs if p.text.strip()]
    with lzma.open(folder / "text" / "provincial_reports_2026.jsonl.xz", "rt", encoding="utf8") as rows:
        for row in rows:
            yield "provincial", [line.strip() for line in json.loads(row)["text"].split("\n") if line.strip()]


def with_headings(lines: Sequence[str]) -> list[Source]:
    """The lines of an unbroken report; which of them are headings is what repair finds before it is broken."""
    text = "\n".join(lines)
    heads = {cut(text, p.ranges) for p in repair(Extract(text)) if p.kind == "heading"}
    return [(line in heads, line) for line in lines]


def line_of(name: str, result: Score) -> str:
    """One line of the table."""
    return (
        f"{name:24} joins right {result.right:6} wrong {result.wrong:4} missed {result.missed:4}"
        f" | at cuts right {result.cut_right:5} missed {result.cut_missed:4}"
        f" | paragraphs exact {result.exact}/{result.paragraphs}"
        f" | headings {result.headings_found}/{result.headings}, false {result.headings_false}"
    )


def speed(report: Sequence[Source]) -> str:
    """Characters a second, repaired and cut into passages, wrapped and not."""
    results: list[str] = []
    for style in STYLES[1::2]:
        text = break_up(report, 0, style, 76).extract.text * 40
        extract = Extract(text, wrapped=True)
        started = time.perf_counter()
        passages_of(extract, repair(extract))
        results.append(f"{style} {len(text) / (time.perf_counter() - started) / 1e6:.1f}")
    return f"million characters a second: {', '.join(results)}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with text/; the .docx are in ../gold/reports beside it")
    data = parser.parse_args().data
    ours = [("own zh", own_report(seed)) for seed in range(10)]
    ours += [("own en", own_report(seed, english=True)) for seed in range(10)]
    theirs = [(name, with_headings(lines)) for name, lines in reports(data)] if data else []
    totals: dict[str, Score] = {}
    for seed, (name, report) in enumerate([*ours, *theirs]):
        for style in STYLES:
            for width in (56, 76):
                if style != "lines" or width == 56:
                    key = f"{name}, {style}"
                    totals[key] = totals.get(key, Score()) + score(break_up(report, seed, style, width))
    print(*(line_of(name, total) for name, total in totals.items()), sep="\n")
    print(speed([source for _, report in [*ours, *theirs][:40] for source in report]))


if __name__ == "__main__":
    main()
