"""Word documents made here come back line by line."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from rag.records import Extract

Reading = Callable[[bytes, str], Extract]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Any) -> bytes:
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_body(inside: str) -> bytes:
    """A document whose body is the XML given."""
    document = docx.Document()
    body = parse_xml(f'<w:body xmlns:w="{W}">{inside}</w:body>')
    for element in list(body):
        document.element.body.insert(len(document.element.body) - 1, element)
    return saved(document)


def run(words: str) -> str:
    return f"<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>"


def test_paragraphs_tables_and_headings_come_in_the_order_of_the_document(extract_of: Reading) -> None:
    document = docx.Document()
    document.add_heading("年度报告", 0)
    document.add_heading("一、产值", 1)
    document.add_paragraph("全市产值增长5.7%。")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ["地区", "产值", "青岛", "15760亿元"], strict=True):
        cell.text = words
    document.add_heading("（一）工业", 2)
    document.add_paragraph("  工业平稳。 ")
    extract = extract_of(saved(document), "a.docx")
    assert (
        extract.text == "年度报告\n一、产值\n全市产值增长5.7%。\n地区：青岛；产值：15760亿元\n（一）工业\n工业平稳。\n"
    )
    found = [(extract.text[line.start : line.end], line.kind, line.level) for line in extract.lines]
    assert found == [
        ("年度报告", "heading", 1),
        ("一、产值", "heading", 2),
        ("地区：青岛；产值：15760亿元", "row", 0),
        ("（一）工业", "heading", 3),
    ]
    assert extract.title == "年度报告"


def test_what_is_deleted_or_hidden_is_left_out_and_what_is_inserted_linked_or_controlled_is_in(
    extract_of: Reading,
) -> None:
    content = with_body(
        f"<w:p>{run('甲')}<w:del><w:r><w:delText>删</w:delText></w:r></w:del><w:ins>{run('乙')}</w:ins>"
        f"<w:hyperlink>{run('丙')}</w:hyperlink><w:sdt><w:sdtContent>{run('丁')}</w:sdtContent></w:sdt>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>暗</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        f"<w:moveFrom>{run('移')}</w:moveFrom></w:p><w:sdt><w:sdtContent><w:p>{run('戊')}</w:p></w:sdtContent></w:sdt>"
    )
    assert extract_of(content, "a.docx").text == "甲乙丙丁\n戊\n"


def test_a_break_inside_a_sentence_is_none_and_one_after_a_sentence_ends_a_line(extract_of: Reading) -> None:
    content = with_body(
        f"<w:p>{run('前半')}<w:r><w:br/></w:r>{run('后半。')}<w:r><w:br/></w:r>{run('two')}<w:r><w:br/></w:r>{run('words')}"
        "</w:p>"
    )
    assert extract_of(content, "a.docx").text == "前半后半。\ntwo words\n"


def test_merged_cells_are_written_once_across_and_in_each_row_down(extract_of: Reading) -> None:
    document = docx.Document()
    words = [
        ["地区", "2023年", "", "2024年", ""],
        ["", "产值", "增速", "产值", "增速"],
        ["青岛", "1", "2%", "3", "4%"],
        ["", "5", "", "7", "8%"],
    ]
    table = document.add_table(4, 5)
    for row, line in enumerate(words):
        for column, value in enumerate(line):
            table.cell(row, column).text = value
    for first, last in (((0, 1), (0, 2)), ((0, 3), (0, 4)), ((0, 0), (1, 0)), ((2, 0), (3, 0))):
        table.cell(*first).merge(table.cell(*last))
    assert extract_of(saved(document), "a.docx").text == (
        "地区：青岛；2023年 产值：1；2023年 增速：2%；2024年 产值：3；2024年 增速：4%\n"
        "地区：青岛；2023年 产值：5；2024年 产值：7；2024年 增速：8%\n"
    )


def test_a_frame_of_one_column_is_text(extract_of: Reading) -> None:
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "第一段"
    cell.add_paragraph("第二段")
    extract = extract_of(saved(document), "a.docx")
    assert (extract.text, extract.lines) == ("第一段\n第二段\n", ())


def test_text_boxes_follow_their_paragraph_once(extract_of: Reading) -> None:
    box = f"<w:txbxContent><w:p>{run('框中')}</w:p></w:txbxContent>"
    content = with_body(
        "<w:p><w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        f"{run('段落')}</w:p><w:p>{run('下一段')}</w:p>"
    )
    assert extract_of(content, "a.docx").text == "段落\n框中\n下一段\n"


def test_footnotes_come_at_the_end_without_their_separators(extract_of: Reading) -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    notes = (
        f"<w:footnotes xmlns:w='{W}'><w:footnote w:type='separator'><w:p>{run('—')}</w:p></w:footnote>"
        f"<w:footnote w:id='1'><w:p>{run('注一')}</w:p></w:footnote></w:footnotes>"
    )
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert extract_of(saved(document), "a.docx").text == "正文\n注一\n"


def test_a_heading_of_a_chinese_or_inherited_style_or_by_outline_level_is_one(extract_of: Reading) -> None:
    document = docx.Document()
    chinese = document.styles.add_style("标题 3", 1)
    heir = document.styles.add_style("Mine", 1)
    heir.base_style = document.styles["Heading 2"]
    document.add_paragraph("甲", style=chinese)
    document.add_paragraph("乙", style=heir)
    outlined = document.add_paragraph("丙")
    outlined._p.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl xmlns:w='{W}' w:val='0'/>"))
    document.add_paragraph("丁")
    assert [line.level for line in extract_of(saved(document), "a.docx").lines] == [3, 2, 1]
