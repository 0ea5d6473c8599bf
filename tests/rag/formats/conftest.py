"""What holds for the text of any file, whatever its format."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from rag.formats import read
from rag.records import Extract, Line

UNWANTED = re.compile("[\r\0\ufeff\ud800-\udfff]")


@pytest.fixture
def extract_of() -> Callable[[bytes, str], Extract]:
    """Reads a file and makes sure of what everything after relies on."""

    def extract_of(content: bytes, name: str) -> Extract:
        extract = read(content, name)
        text = extract.text
        assert text.strip()
        assert not UNWANTED.search(text)
        assert not re.search("[\n\r\0]", extract.title)
        assert all(first.end <= second.start for first, second in pairwise(extract.lines))
        for line in extract.lines:
            assert_is_line(text, line)
        assert not extract.pages or extract.pages[0] == 0
        assert all(first < second for first, second in pairwise(extract.pages))
        assert all(page < len(text) for page in extract.pages)
        return extract

    return extract_of


def assert_is_line(text: str, line: Line) -> None:
    assert 0 <= line.start < line.end <= len(text)
    assert "\n" not in text[line.start : line.end]
    before = text[text.rfind("\n", 0, line.start) + 1 : line.start]
    after = text[line.end :].partition("\n")[0]
    if line.kind == "heading":
        assert not before.replace("#", "").strip()
        assert not after.replace("#", "").strip()
        assert line.level >= 1
    else:
        assert not before
        assert not after
        assert line.level == 0
