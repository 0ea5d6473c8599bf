"""PDF to text: what was set comes back, line by line, whatever the page looks like."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, PageTemplate, Paragraph

from rag.errors import FileError
from rag.formats import pdf, read
from rag.passages import title_of
from rag.records import Extract, cut
from rag.repair import repair

FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))
ROOT = Path(__file__).parents[3]
HEAD, FOOT = "滨海年鉴", "- {} -"
CHINESE = (
    "全市完成固定资产投资{n}亿元，同比增长{k}.5%，其中制造业投资占比超过三成。",
    "推动{n}个重点项目开工建设，累计到位资金{k}000万元，带动就业明显增加；",
    "修订《城镇供水管理办法》，把“最后一公里”的责任落实到具体部门，GDP总量居全省第{k}位。",
)
ENGLISH = (
    "The council approved {n} projects worth {k} million yuan in the first half-year.",
    "Spending on public transport rose by {k}.4 percent, while road building fell slightly.",
)


def written(sentences: Sequence[str], count: int, seed: int = 0) -> list[str]:
    """Paragraphs of one to nine sentences."""
    chance = random.Random(seed)
    between = " " if sentences is ENGLISH else ""

    def sentence() -> str:
        return chance.choice(sentences).format(n=chance.randint(10, 999), k=chance.randint(1, 9))

    return [between.join(sentence() for _ in range(chance.randint(1, 9))) for _ in range(count)]


def typeset(paragraphs: Sequence[str], columns: int, title: str = "", packed: bool = True) -> bytes:
    """Pages with head and page number; a ``title`` stands over the columns of the first."""
    stream = BytesIO()
    document = BaseDocTemplate(stream, pagesize=A4, pageCompression=int(packed))
    width, height = A4[0] - 144, A4[1] - 200
    each = (width - 18 * (columns - 1)) / columns
    frames = [Frame(72 + i * (each + 18), 80, each, height, 0, 0, 0, 0) for i in range(columns)]
    top = Frame(72, 85 + height, width, 40, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("first", [top, *frames], onPage=dress, autoNextPageTemplate="next"))
    document.addPageTemplates(PageTemplate("next", frames, onPage=dress))
    chinese = not paragraphs[0].isascii()
    font = FONT if chinese else "Times-Roman"
    body = ParagraphStyle("", fontName=font, fontSize=10, leading=15, firstLineIndent=20, alignment=TA_JUSTIFY)
    body.wordWrap = "CJK" if chinese else None
    heading = ParagraphStyle("", fontName=FONT, fontSize=20, leading=24)
    document.build([Paragraph(title, heading), FrameBreak(), *(Paragraph(words, body) for words in paragraphs)])
    return stream.getvalue()


def dress(canvas: Any, page: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawString(72, A4[1] - 40, HEAD)
    canvas.drawCentredString(A4[0] / 2, 40, FOOT.format(page.page))


def drawn(*draw: Callable[[Canvas], object], **settings: Any) -> bytes:
    """One page for each function, drawn by it."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=A4, **settings)
    for page in draw:
        canvas.setFont(FONT, 12)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines_of(draw: Callable[[Canvas], object]) -> list[str]:
    """The lines read from a page, after one that makes it a page of text."""

    def page(canvas: Canvas) -> None:
        canvas.drawString(72, 800, "一页有许多文字的报告，先来这一行，比后面所有的文字加在一起还多一些才行")
        draw(canvas)

    first, *lines = [line for line in read(drawn(page), "page.pdf").text.split("\n") if line]
    assert first == "一页有许多文字的报告，先来这一行，比后面所有的文字加在一起还多一些才行"
    return lines


def body_of(extract: Extract) -> list[str]:
    """Lines of all pages without heads and page numbers, which must be there once a page."""
    lines = [line.strip() for line in extract.text.split("\n") if line.strip()]
    numbers = [FOOT.format(page) for page in range(1, len(extract.pages) + 1)]
    assert lines.count(HEAD) == len(extract.pages)
    assert [line for line in lines if line in numbers] == numbers
    return [line for line in lines if line != HEAD and line not in numbers]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_chinese_text_comes_back_character_for_character(columns: int) -> None:
    paragraphs = written(CHINESE, 60)
    extract = read(typeset(paragraphs, columns, "滨海市政府工作报告"), "report.pdf")
    assert "".join(body_of(extract)) == "滨海市政府工作报告" + "".join(paragraphs)
    assert len(extract.pages) > 2
    assert all(extract.text.startswith(HEAD, start) for start in extract.pages)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_english_text_comes_back_word_for_word(columns: int) -> None:
    paragraphs = written(ENGLISH, 60)
    extract = read(typeset(paragraphs, columns, "Annual Report"), "report.pdf")
    assert " ".join(body_of(extract)).replace("half- year", "half-year") == " ".join(["Annual Report", *paragraphs])


def repaired(paragraphs: Sequence[str], columns: int) -> list[str]:
    extract = read(typeset(paragraphs, columns), "report.pdf")
    assert len(extract.pages) > 1
    found = [" ".join(cut(extract.text, paragraph.ranges).split()) for paragraph in repair(extract)]
    return [words for words in found if words != HEAD]


@pytest.mark.parametrize("columns", [1, 2])
def test_repair_finds_every_chinese_paragraph_and_drops_heads_and_page_numbers(columns: int) -> None:
    paragraphs = written(CHINESE, 40, seed=columns)
    assert repaired(paragraphs, columns) == paragraphs


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_repair_finds_every_english_paragraph(columns: int) -> None:
    paragraphs = written(ENGLISH, 40, seed=columns)
    assert repaired(paragraphs, columns) == paragraphs


@pytest.mark.parametrize(("sentences", "title"), [(CHINESE, "滨海市政府工作报告"), (ENGLISH, "Annual Report")])
def test_the_printed_title_is_the_title_not_the_running_head_above_it(sentences: Sequence[str], title: str) -> None:
    extract = read(typeset(written(sentences, 60), 1, title), "report.pdf")
    paragraphs = repair(extract)
    assert title_of(extract, paragraphs, "report.pdf") == title
    assert all(cut(extract.text, paragraph.ranges).strip() != HEAD for paragraph in paragraphs)


def test_lines_end_in_one_line_break_and_hold_no_control_characters() -> None:
    text = read(typeset(written(CHINESE, 20), 2), "report.pdf").text
    assert text.endswith("\n")
    assert all(c == "\n" or c.isprintable() or c == "\u3000" for c in text)


def test_spaces_are_those_of_the_text_and_none_come_between_chinese_characters() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "省长 胡玉亭　2025年1月")
        for i, character in enumerate("政府工作报告"):
            canvas.drawString(72 + 24 * i, 660, character)
        canvas.setFont("Helvetica", 12)
        for i, word in enumerate(("Ports", "and", "rails")):
            canvas.drawString(72 + 35 * i, 600, word)

    assert lines_of(draw) == ["省长 胡玉亭　2025年1月", "政府工作报告", "Ports and rails"]


@pytest.mark.parametrize("apart", [0, 1, 3])
def test_a_line_filled_by_moving_characters_apart_gets_no_spaces(apart: int) -> None:
    words = "2024年GDP总量达到15719.47亿元，增长5.7%"
    assert lines_of(lambda canvas: canvas.drawString(72, 700, words, charSpace=apart)) == [words]


def test_a_hyphen_at_the_end_of_a_line_is_a_hyphen() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700, "The office that keeps know-")
        canvas.drawString(72, 686, "ledge of the coast.")

    assert lines_of(draw) == ["The office that keeps know-", "ledge of the coast."]


def test_a_character_alone_on_its_line_is_kept() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "抢占高质量发展制高")
        canvas.drawString(72, 682, "点")

    assert lines_of(draw) == ["抢占高质量发展制高", "点"]


def test_text_is_read_from_the_top_whatever_the_order_in_the_file() -> None:
    def draw(canvas: Canvas) -> None:
        for line in (3, 1, 2):
            canvas.drawString(72, 700 - 18 * line, f"第{line}行文字")

    assert lines_of(draw) == ["第1行文字", "第2行文字", "第3行文字"]


def test_rows_of_a_table_are_read_across() -> None:
    rows = (("指标", "二〇二三年", "二〇二四年"), ("粮食", "65", "66"), ("财政收入", "800", "859"), ("外贸", "1", "2"))

    def draw(canvas: Canvas) -> None:
        for column in range(3):
            for row, cells in enumerate(rows):
                canvas.drawString(72 + 150 * column, 700 - 18 * row, cells[column])

    assert lines_of(draw) == [" ".join(row) for row in rows]


def test_options_beside_what_they_mean_are_read_across() -> None:
    rows = (("-c, --check", "checks the syntax only"), ("-o, --output=FILE", "output file"), ("-n, --name", "name"))

    def draw(canvas: Canvas) -> None:
        for row, (option, meaning) in enumerate(rows):
            canvas.drawString(72, 700 - 18 * row, option)
            canvas.drawString(250, 700 - 18 * row, meaning)

    assert lines_of(draw) == [" ".join(row) for row in rows]


def test_a_list_item_hangs_and_a_paragraph_opens_with_an_indent() -> None:
    def draw(canvas: Canvas) -> None:
        for row, (words, left) in enumerate(
            (("• 推动项目开工建设，累计到位资金", 72), ("六百万元", 84), ("下一段", 96))
        ):
            canvas.drawString(left, 700 - 18 * row, words)
        canvas.drawString(72, 640, "接着说完")

    assert lines_of(draw) == ["• 推动项目开工建设，累计到位资金", "六百万元", "　　下一段", "接着说完"]


def test_raised_marks_stay_in_their_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "面积12km")
        end = 72 + canvas.stringWidth("面积12km", FONT, 12)
        canvas.setFont(FONT, 7)
        canvas.drawString(end, 706, "2")
        canvas.setFont(FONT, 12)
        canvas.drawString(end + 4, 700, "以上")

    assert lines_of(draw) == ["面积12km2以上"]


@pytest.mark.parametrize("angle", [90, 180, 270, 45])
def test_turned_text_is_read_along_its_own_lines(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(angle)
        canvas.drawString(0, 0, "转过来的第一行")
        canvas.drawString(0, -18, "Second line, 2024")

    assert lines_of(draw) == ["转过来的第一行", "Second line, 2024"]


def test_chinese_written_downwards_is_read_column_by_column_from_the_right() -> None:
    def draw(canvas: Canvas) -> None:
        for column, words in enumerate(("滨海市政府", "工作报告全文")):
            for row, character in enumerate(words):
                canvas.drawString(300 - 20 * column, 700 - 13 * row, character)

    assert lines_of(draw) == ["滨海市政府", "工作报告全文"]


@pytest.mark.parametrize(
    ("given", "title"),
    [
        ("滨海市政府工作报告", "滨海市政府工作报告"),
        ("Microsoft Word - 报告(定稿).doc", ""),
        ("untitled", ""),
        ("(anonymous)", ""),
        ("报告.docx", ""),
    ],
)
def test_the_title_is_the_one_an_author_gave_not_a_program(given: str, title: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(given)
        canvas.drawString(72, 700, "一页有许多文字的报告，有标题也有正文")

    assert read(drawn(draw), "report.pdf").title == title


def refusal(content: bytes) -> str:
    with pytest.raises(FileError) as refused:
        read(content, "report.pdf")
    return refused.value.key


def test_a_locked_pdf_is_refused_and_one_that_opens_without_password_is_read() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "一页有许多文字的报告，不让人随便复制")

    assert refusal(drawn(draw, encrypt=StandardEncryption("secret"))) == "file_encrypted"
    assert "随便复制" in read(drawn(draw, encrypt=StandardEncryption("", "owner")), "report.pdf").text


def test_a_scan_is_refused_even_with_page_numbers_added() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.rect(72, 72, 400, 600)

    def numbered(canvas: Canvas) -> None:
        canvas.drawString(300, 40, f"- {canvas.getPageNumber()} -")

    assert refusal(drawn(scan)) == "pdf_no_text"
    assert refusal(drawn(*[numbered] * 30)) == "pdf_no_text"


def test_a_pdf_without_pages_is_refused() -> None:
    stream = BytesIO()
    with pypdfium2.PdfDocument.new() as empty:
        empty.save(stream)
    assert refusal(stream.getvalue()) == "pdf_no_pages"


def test_half_a_pdf_is_refused() -> None:
    assert refusal(typeset(written(CHINESE, 20), 1)[:400]) == "file_damaged"


@pytest.mark.parametrize(
    ("limit", "most", "key"), [("MOST_PAGES", 1, "pdf_many_pages"), ("MOST_ON_PAGE", 100, "pdf_too_much")]
)
def test_too_many_pages_and_too_full_pages_are_refused(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int, key: str
) -> None:
    monkeypatch.setattr(pdf, limit, most)
    with pytest.raises(FileError) as refused:
        pdf.read(typeset(written(CHINESE, 40), 1), "report.pdf")
    assert refused.value.key == key


def test_threads_read_at_the_same_time_what_one_reads_alone() -> None:
    contents = [typeset(written(CHINESE, 8, seed), 1 + seed % 2) for seed in range(8)]
    alone = [read(content, "report.pdf") for content in contents]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(lambda content: read(content, "report.pdf"), contents)) == alone


def damaged(content: bytes, seed: int) -> bytes:
    """``content`` with bytes changed, doubled or cut off."""
    chance = random.Random(seed)
    spoiled = bytearray(content)
    for _ in range(chance.choice((1, 5, 50, 500))):
        spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
    if chance.random() < 0.3:
        del spoiled[chance.randrange(len(spoiled)) :]
    if chance.random() < 0.2:
        start = chance.randrange(len(spoiled) + 1)
        spoiled[start:start] = spoiled[chance.randrange(len(spoiled) + 1) :]
    return bytes(spoiled)


# pdfium is native code: damage alone should not break it, although that would cost one file only.
READING = """
import pathlib, sys
from rag.errors import FileError
from rag.formats import read
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    print(path.name, flush=True)
    try:
        read(path.read_bytes(), "damaged.pdf")
    except FileError as refused:
        if refused.key == "pdf_broke_off":
            raise
"""


def read_damaged(folder: Path, seeds: range) -> None:
    """Reads damaged files in a process of its own; fails with the name of the one that ended it."""
    kinds = [typeset(written(CHINESE, 3), 2, packed=packed) for packed in (True, False)]
    kinds += [typeset(written(ENGLISH, 3), 1, packed=False)]
    for seed in seeds:
        (folder / f"{seed:06}.pdf").write_bytes(damaged(kinds[seed % 3], seed))
    command = [sys.executable, "-c", READING, str(folder)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60 + len(seeds), check=False)
    last = result.stdout.split()[-1:]
    assert (result.returncode, last) == (0, [f"{seeds[-1]:06}.pdf"]), result.stderr


def test_a_damaged_pdf_is_read_or_refused(tmp_path: Path) -> None:
    read_damaged(tmp_path, range(40))


@pytest.mark.long
@pytest.mark.parametrize("batch", range(10))
def test_thousands_of_damaged_pdfs_are_read_or_refused(tmp_path: Path, batch: int) -> None:
    read_damaged(tmp_path, range(1000 + 500 * batch, 1500 + 500 * batch))
