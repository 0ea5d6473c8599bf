"""Records as HTML: whatever a document says, the page shows it and does nothing else."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.memory import KeptTurn
from rag.records import Answer, Carried, Turn
from ui.render import Told, thread
from ui.render.marks import attributes, element, marked, text
from ui.render.results import places_of

WORDS = st.text(st.sampled_from("<>&\"'`=/ a好。\u202e\u2066\x00\n{}$mark"), max_size=60)


class Read(HTMLParser):
    """What a browser makes of HTML: the text, the names of the elements, and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words, self.names = "", set[str]()
        self.given: dict[str, str | None] = {}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.given |= dict(attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def visible(words: str) -> str:
    return words.replace("\u202e", "").replace("\u2066", "").replace("\x00", "")


@given(WORDS)
def test_text_is_read_as_what_it_is_without_what_steers_the_writing(words: str) -> None:
    read = Read(text(words))
    assert read.words == visible(words)
    assert read.names <= {"i"}


@given(WORDS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_marks_and_breaks_change_nothing_of_the_text(words: str, places: list[tuple[int, int]]) -> None:
    marks = [("quote", (min(place), min(max(place), len(words)))) for place in places]
    read = Read(marked(words, marks, [(start, "a < b") for start, _ in places if 0 < start < len(words)]))
    assert read.words == visible(words)
    assert read.names <= {"i", "mark", "span"}


@given(WORDS)
def test_an_attribute_is_read_as_it_was_given_and_ends_where_it_should(words: str) -> None:
    read = Read(f"<p{attributes(data_copy=words)}>x</p>")
    assert read.words == "x"
    assert set(read.given) == {"data-copy"}


def test_the_last_mark_named_wins_and_both_ends_are_kept() -> None:
    html = marked("全年落实率91.72%。", [("sentence", (0, 12)), ("quote", (5, 11))])
    assert html == (
        '<mark class="sentence">全年落实率</mark><mark class="quote">91.72%</mark><mark class="sentence">。</mark>'
    )


def test_an_attribute_that_is_none_is_left_out() -> None:
    assert element("a", "x", href=None, download=True, class_="y") == '<a download class="y">x</a>'


@pytest.mark.parametrize(
    ("carried", "shown"),
    [
        (Carried("words", "的省长是谁"), "省长是谁 ×"),
        (Carried("words", "的士有多少辆"), "的士有多少辆 ×"),
        (Carried("document", "的里雅斯特.md"), "的里雅斯特.md ×"),
    ],
)
def test_what_is_carried_over_is_shown_without_the_word_that_tied_it_to_others(carried: Carried, shown: str) -> None:
    answer = Answer("浙江呢？", "not_found", None, 0.1, (), ())
    turn = Turn("浙江呢？", "浙江的省长是谁？", (carried,), answer)
    html = thread([Told(KeptTurn(1, 1, "2025-01-01", turn), None)], 1, "zh")
    assert f">{shown}</button>" in html


def test_words_are_found_where_they_stand_whatever_their_width() -> None:
    assert places_of(("海域",), "在海域，又在海域") == [(1, 3), (6, 8)]
    assert places_of(("gdp",), "ＧＤＰ增长") == [(0, 3)]
