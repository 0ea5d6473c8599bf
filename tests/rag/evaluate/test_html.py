"""The HTML of a report over what others wrote: escaped, whole, and needing nothing beside it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from rag import Library
from rag.evaluate.gold import Gold, GoldSet
from rag.evaluate.html import page
from rag.evaluate.report import Plan, Report, evaluate, misses

HOSTILE = '<script>alert("x")</script>&amp;'


# Every tag that a report writes itself.
TAG = re.compile(
    "body|h[123]|p|br?|span|d[ldt]|div|[uo]l|li|table|thead|tbody|t[rhd]|figure|figcaption|details|summary"
    "|svg|title|line|text|polyline|circle"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Markup wherever a report shows what others wrote."""
    place = tmp_path_factory.mktemp("hostile")
    files = place / "<b>files"
    files.mkdir()
    (files / "<img src=x>.txt").write_text(
        f"{HOSTILE} 报告\n\n{HOSTILE} 吞吐量达到7.1亿吨。\n\n别的{HOSTILE}吞吐量。\n", "utf-8"
    )
    asked = (
        Gold(
            f"1{HOSTILE}",
            f"吞吐量{HOSTILE}？",
            (HOSTILE,),
            "吞吐量达到7.1亿吨",
            (("<img src=x>", 1),),
            HOSTILE,
            HOSTILE,
        ),
        Gold("2", f"{HOSTILE}谁？", ("甲",), HOSTILE, ((HOSTILE, 1),)),
        Gold("3", "别的吞吐量？", ("甲",), f"别的{HOSTILE}吞吐量", (("<img src=x>", 1),)),
    )
    with Library.create(place / "library") as library:
        library.add([files])
        return evaluate(library, GoldSet(HOSTILE, "0", asked, repeated=(HOSTILE,)), Plan(compare=("lexical",)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_others_wrote_is_escaped_in_the_html(hostile: Report, language: str) -> None:
    html = page(hostile, "zh" if language == "zh" else "en")
    assert "&lt;script&gt;" in html
    body = html.partition("</style>")[2]
    assert not [tag for tag in re.findall(r"<(\w+)", body) if not TAG.fullmatch(tag)]


def test_the_html_needs_nothing_beside_it_and_its_plots_are_whole(hostile: Report) -> None:
    html = page(hostile, "en")
    assert not re.findall(r"<[^>]*\b(?:src|href)=|url\(|@import", html)
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    plots = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(plots) == 3
    for plot in plots:
        ElementTree.fromstring(plot)
        assert "NaN" not in plot.replace("nan", "NaN")


def test_each_miss_can_be_read(hostile: Report) -> None:
    html = page(hostile, "en")
    assert "right passage" in html
    assert "words in common" in html
    assert html.count('<details class="miss">') == len(list(misses(hostile.runs[0].outcomes))) >= 2
