"""What a terminal shows: widths, line breaks, colours, and nothing that steers it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.cli.terminal import columns, fit, one_line, screen_of, visible, wrap

TEXTS = some.text(some.sampled_from("代表建议，落实率。“达到”91.72% ab é🙂e\u0301"), max_size=80)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_wide_character_takes_two_columns_and_a_combining_one_none() -> None:
    assert columns("出处 Chuchu") == 11
    assert columns("e\u0301") == 1
    assert columns("") == 0


@given(TEXTS, some.integers(2, 30))
def test_text_fitted_into_a_column_is_exactly_as_wide_as_it(text: str, width: int) -> None:
    assert columns(fit(text, width)) == width


@given(TEXTS, some.integers(6, 30))
def test_wrapped_lines_fit_and_together_leave_out_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(columns(text[start:end]) <= width for start, end in lines)
    assert "".join(text[start:end] for start, end in lines).replace(" ", "") == text.replace(" ", "")


def test_a_closing_mark_never_begins_a_line() -> None:
    text = "全年代表建议，落实率。"
    for width in range(6, 24):
        assert not [text[start] for start, _ in wrap(text, width) if text[start] in "，。"]


def test_a_word_of_latin_letters_is_not_cut_where_a_space_is_near() -> None:
    text = "the report says so"
    assert [text[start:end] for start, end in wrap(text, 14)] == ["the report", "says so"]


def test_without_a_width_nothing_is_broken() -> None:
    assert wrap("代" * 500, 0) == [(0, 500)]


def test_what_would_steer_a_terminal_is_shown_and_keeps_its_length() -> None:
    hostile = "a\x1b[2Jb\x07c\x9bd\u202ee\x7ff\ud800"
    assert visible(hostile) == "a␛[2Jb␇c�d�e␡f�"
    assert one_line("a\nb\tc") == "a b c"


def test_a_file_name_in_another_encoding_stays_as_it_is_on_the_disk() -> None:
    assert (
        visible(b"\xb1\xa8.txt".decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
        == b"\xb1\xa8.txt"
    )


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_is_for_terminals_and_is_left_out_on_request(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "40")
    assert not screen_of(io.StringIO(), "en").colour
    assert screen_of(Terminal(), "en").colour
    assert screen_of(Terminal(), "en").width == 40
    monkeypatch.setenv(name, value)
    assert not screen_of(Terminal(), "en").colour
