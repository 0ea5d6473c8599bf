"""Web pages: what is left is the article."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rag.errors import FileError
from rag.formats import read
from rag.records import Extract

Reading = Callable[[bytes, str], Extract]

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>青岛市工作报告_青岛政务网</title>
<style>p {{}}</style></head><body><div class="top nav"><a href="/">首页</a></div><header>政务网</header>
<ul><li><a href="1">要闻</a></li><li><a href="2">公开</a></li><li><a href="3">互动</a></li></ul>
<h1>青岛市<br>工作报告</h1>
<p>第一段，接着&amp;说&nbsp;AI
here。<br>第二行</p><p style="display: none">暗</p><p hidden>暗</p><script>var a = "<p>不是</p>"</script>
<h2>一、<b>经济</b></h2><div>文字<div>里面</div>尾</div><!-- 注 -->
<aside>推荐</aside><footer>版权</footer></body></html>"""
TEXT = "青岛市工作报告\n第一段，接着&说 AI here。\n第二行\n一、经济\n文字\n里面\n尾\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_the_article_is_kept_and_everything_around_it_is_not(extract_of: Reading, charset: str) -> None:
    extract = extract_of(PAGE.format(charset=charset).encode(charset), "a.html")
    assert extract.text == TEXT
    assert [(extract.text[line.start : line.end], line.level) for line in extract.lines] == [
        ("青岛市工作报告", 1),
        ("一、经济", 2),
    ]
    assert extract.title == "青岛市工作报告"


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1x", "no-such", "hex"])
def test_a_page_that_is_wrong_about_its_encoding_is_read_all_the_same(extract_of: Reading, declared: str) -> None:
    assert extract_of(PAGE.format(charset=declared).encode("gb18030"), "a.htm").text == TEXT


def test_a_page_in_utf_8_that_says_gb2312_is_read_as_utf_8(extract_of: Reading) -> None:
    assert extract_of(PAGE.format(charset="gb2312").encode(), "a.html").text == TEXT


def test_a_page_in_western_or_traditional_encoding_is_read_as_it_says(extract_of: Reading) -> None:
    western = '<meta charset="windows-1252"><p>“résumé” – été'
    assert extract_of(western.encode("cp1252"), "a.html").text == "“résumé” – été\n"
    traditional = '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>臺灣省政府'
    assert extract_of(traditional.encode("big5"), "a.html").text == "臺灣省政府\n"


@pytest.mark.parametrize("place", ["main", "article", "div role=main"])
def test_of_a_page_with_a_main_part_only_that_is_read(extract_of: Reading, place: str) -> None:
    page = (
        f"<body><p>外面</p><{place}><header><h1>题</h1></header><p>里面<ul><li><a>一</a><li><a>二</a><li><a>三</a></ul>"
    )
    assert extract_of((page + f"</{place.split()[0]}><p>外面").encode(), "a.html").text == "题\n里面\n一\n二\n三\n"


def test_tables_are_rows_with_merged_cells_and_the_caption_above(extract_of: Reading) -> None:
    page = (
        "<table><caption>表1</caption><tr><th rowspan=2>地区<th colspan=2>2023年<tr><th>产值<th>增速"
        "<tr><td>青岛<td>1<td>2%<tr><td rowspan=2>济南<td>3<td>4%<tr><td>5<br>亿<td></table><p>后"
    )
    assert extract_of(page.encode(), "a.html").text == (
        "表1\n地区：青岛；2023年 产值：1；2023年 增速：2%\n地区：济南；2023年 产值：3；2023年 增速：4%\n"
        "地区：济南；2023年 产值：5 亿\n后\n"
    )


def test_a_table_that_only_places_things_is_text(extract_of: Reading) -> None:
    page = "<table><tr><td><p>一<p>二<p>三<p>四<p>五<td>边</table><table><tr><td><table><tr><td>里</table></table>"
    extract = extract_of(page.encode(), "a.html")
    assert (extract.text, extract.lines) == ("一\n二\n三\n四\n五\n边\n里\n", ())


def test_preformatted_lines_stay_lines(extract_of: Reading) -> None:
    assert extract_of(b"<pre>one\n  two\n\nthree</pre>", "a.html").text == "one\ntwo\nthree\n"


def test_a_page_whose_body_is_named_like_a_menu_is_read(extract_of: Reading) -> None:
    assert extract_of('<body class="menu"><div class="nav">只有这些'.encode(), "a.html").text == "只有这些\n"


def test_surrogates_and_nul_written_as_entities_do_no_harm(extract_of: Reading) -> None:
    assert extract_of("<p>甲&#xD800;&#0;&#xFEFF;乙".encode(), "a.html").text.startswith("甲")


@pytest.mark.parametrize("tag", ["div", "b", "span", "font"])
def test_a_page_nested_thousands_deep_is_refused_before_it_is_parsed(tag: str) -> None:
    with pytest.raises(FileError, match="damaged"):
        read(f"<{tag}>".encode() * 200_000 + b"x", "a.html")
