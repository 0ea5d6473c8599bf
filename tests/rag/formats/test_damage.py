"""Files of every format, damaged at random: read or refused, never a crash, a warning or a wait."""

from __future__ import annotations

import contextlib
import io
import random
import time
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest
from pptx import Presentation
from reportlab.pdfgen import canvas

from rag.errors import FileError
from rag.formats import SUFFIXES, read
from rag.records import Extract

Reading = Callable[[bytes, str], Extract]

REPORT = (
    "# 年度报告\n\n一、工作回顾\n\n2024年，全市产值增长5.7%，达到15760.34亿元。\n\n"
    "| 地区 | 产值 |\n|---|---|\n| 青岛 | 1 |\n"
)
PAGE = (
    f"<html><head><title>报告</title></head><body><h1>报告</h1><p>{REPORT}</p>"
    "<table><tr><th>a<th>b<tr><td>1<td>2</table>"
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030")
# Seconds for a damaged file of a few kilobytes, on a machine with much else to do.
PATIENCE = 20


def word() -> bytes:
    document = docx.Document()
    document.add_heading("报告", 1)
    document.add_paragraph(REPORT)
    table = document.add_table(3, 3)
    for place, cell in enumerate(table._cells):
        cell.text = str(place)
    table.cell(1, 1).merge(table.cell(2, 2))
    return saved(document)


def slides() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "报告"
    slide.placeholders[1].text = REPORT
    return saved(deck)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    for row in (["地区", "产值"], ["青岛", 1.5], ["济南", 2]):
        book.active.append(row)
    return saved(book)


def printed() -> bytes:
    stream = io.BytesIO()
    page = canvas.Canvas(stream)
    for line in range(20):
        page.drawString(72, 720 - 20 * line, f"Line {line} of the annual report of 2024, with words in it.")
    page.save()
    return stream.getvalue()


def saved(made: object) -> bytes:
    stream = io.BytesIO()
    made.save(stream)  # type: ignore[attr-defined]
    return stream.getvalue()


MADE = {".docx": word, ".pptx": slides, ".xlsx": workbook, ".pdf": printed}


def whole(suffix: str, chance: random.Random) -> bytes:
    if suffix in MADE:
        return MADE[suffix]()
    source = {".html": PAGE, ".htm": PAGE, ".csv": "地区,产值\n青岛,1\n", ".tsv": "地区\t产值\n青岛\t1\n"}.get(
        suffix, REPORT
    )
    return source.encode(chance.choice(ENCODINGS))


def damaged(content: bytes, chance: random.Random) -> bytes:
    """``content`` with bytes changed, cut away, repeated or put elsewhere; of an archive sometimes inside a part."""
    if content.startswith(b"PK") and chance.random() < 0.7:
        return with_damaged_part(content, chance)
    found = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20))):
        start = chance.randrange(len(found) + 1)
        end = min(len(found), start + chance.choice((1, 4, 100, len(found))))
        kind = chance.randrange(5)
        if kind == 0 and start < len(found):
            found[start] ^= 1 << chance.randrange(8)
        elif kind == 1 and start:
            del found[start:end]
        elif kind == 2 and len(found) < 1_000_000:
            found[start:start] = found[start:end] * chance.choice((1, 2, 50))
        elif kind == 3:
            found[start:end] = chance.randbytes(min(end - start, 100))
        else:
            found[start:end] = bytes(min(end - start, 100))
    return bytes(found)


def with_damaged_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = chance.choice([name for name in parts if "theme" not in name])
    if chance.random() < 0.1:
        del parts[name]
    else:
        parts[name] = damaged_words(parts[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for part, inside in parts.items():
            made.writestr(part, inside)
    return stream.getvalue()


def damaged_words(part: bytes, chance: random.Random) -> bytes:
    """XML that mostly stays XML: names, numbers and elements changed."""
    words = part.split(b" ")
    for _ in range(chance.choice((1, 3, 10))):
        place = chance.randrange(len(words))
        other = words[chance.randrange(len(words))]
        change = chance.randrange(4)
        if change == 0:
            words[place] = words[place].translate(
                bytes.maketrans(b"0123456789", bytes(chance.choices(b"0189-x", k=10)))
            )
        elif change == 1:
            words[place] = other
        elif change == 2:
            words[place] = words[place].replace(b"w:", b"x:").replace(b'"', b"'")
        else:
            words[place : place + 1] = []
            words = words or [b""]
    return b" ".join(words)


def survive(suffix: str, seed: int, extract_of: Reading) -> bool:
    """Whether a damaged file could still be read."""
    chance = random.Random(f"{suffix} {seed}")
    content = damaged(whole(suffix, chance), chance)
    started = time.monotonic()
    refused = ""
    try:
        extract_of(content, f"a{suffix}")
    except FileError as error:
        refused = error.in_language("zh") + error.in_language("en")
    assert time.monotonic() - started < PATIENCE
    assert "\n" not in refused
    return not refused


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_a_damaged_file_is_read_or_refused(suffix: str, extract_of: Reading) -> None:
    read_all_the_same = [survive(suffix, seed, extract_of) for seed in range(30)]
    assert True in read_all_the_same


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_the_undamaged_file_is_read(suffix: str) -> None:
    assert "2024" in (text := read(whole(suffix, random.Random(1)), f"a{suffix}").text) or "青岛" in text


@pytest.mark.long
@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_thousands_of_damaged_files_are_read_or_refused(suffix: str, extract_of: Reading) -> None:
    assert True in [survive(suffix, seed, extract_of) for seed in range(30, 2030)]


@pytest.mark.parametrize("suffix", [".txt", ".md", ".csv", ".html"])
def test_long_runs_of_marks_are_read_or_refused_in_time(suffix: str, extract_of: Reading) -> None:
    marks = ("#", "|", "`", "-", "\f", "\n#", "\n|-|", '"', "<", "<p>", "<td>", "<!--", "&", "&amp;", " ", "\n", "a,")
    for mark in marks:
        started = time.monotonic()
        with contextlib.suppress(FileError):
            extract_of((mark * (200_000 // len(mark))).encode() + b" x", f"a{suffix}")
        assert time.monotonic() - started < PATIENCE
