"""Bytes as text, whatever encoding they came in."""

from __future__ import annotations

import codecs
import random
from pathlib import Path

import opencc
import pytest

from rag.errors import FileError
from rag.formats.decoding import decode

SEEDS = Path(__file__).parents[3] / "seeds"
REPORT = "".join(path.read_text("utf-8") for path in sorted(SEEDS.glob("*.md")))
SCRIPTS = {"simplified": REPORT, "traditional": opencc.OpenCC("s2t").convert(REPORT)}
MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
}


def short_texts(script: str, encoding: str, length: int) -> list[tuple[str, bytes]]:
    """A few hundred pieces of the reports, more than half Chinese, that the encoding can write."""
    text, random_places = SCRIPTS[script], random.Random(7)
    found = []
    for _ in range(600):
        start = random_places.randrange(len(text) - length)
        piece = text[start : start + length]
        try:
            content = piece.encode(encoding)
        except UnicodeEncodeError:
            continue
        if sum("\u4e00" <= character <= "\u9fff" for character in piece) * 2 > length:
            found.append((piece, content))
    assert len(found) > 200
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("script", SCRIPTS)
def test_twenty_characters_tell_their_encoding(script: str, encoding: str) -> None:
    wrong = [piece for piece, content in short_texts(script, encoding, 20) if decode(content, "a.txt") != piece]
    assert not wrong


@pytest.mark.parametrize("encoding", ["big5", "cp950", "big5hkscs"])
def test_twenty_traditional_characters_tell_big5(encoding: str) -> None:
    wrong = [piece for piece, content in short_texts("traditional", encoding, 20) if decode(content, "a.txt") != piece]
    assert not wrong


@pytest.mark.parametrize("encoding", MARKED)
def test_a_byte_order_mark_decides_and_is_no_text(encoding: str) -> None:
    assert decode(MARKED[encoding] + "报告\r\nok".encode(encoding), "a.txt") == "报告\nok"


def test_latin_text_in_utf_16_without_a_mark_is_read() -> None:
    assert decode("Annual report, 2024".encode("utf-16-le"), "a.txt") == "Annual report, 2024"


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_lines_end_in_a_line_feed_whatever_ended_them(ends: str) -> None:
    assert decode(f"一{ends}{ends}二{ends}".encode(), "a.txt") == "一\n\n二\n"


def test_other_separators_of_unicode_stay_characters() -> None:
    text = "a\u2028b\x85c\x1cd\ve\ff"
    assert decode(text.encode(), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_byte_that_fits_no_encoding_is_named_by_its_place(encoding: str) -> None:
    content = bytearray(REPORT[:1000].encode(encoding))
    place = len(REPORT[:700].encode(encoding))
    content[place] = 0xFF
    with pytest.raises(FileError) as refused:
        decode(bytes(content), "a.txt")
    assert refused.value.fields["place"] == place
    assert refused.value.fields["encoding"] == encoding


def test_a_nul_byte_is_refused_by_its_place() -> None:
    with pytest.raises(FileError, match="byte 5 is NUL"):
        decode(b"plain\0text", "a.txt")


@pytest.mark.parametrize("content", [b"\xed\xa0\x80 lone", codecs.BOM_UTF16_LE + b"a\0\x00\xd8b\0"])
def test_lone_surrogates_are_refused(content: bytes) -> None:
    with pytest.raises(FileError):
        decode(content, "a.txt")


def test_western_text_in_another_encoding_is_refused_rather_than_read_as_chinese() -> None:
    with pytest.raises(FileError, match="not utf-8"):
        decode("Le résumé de l’été, où ça a été décidé".encode("cp1252"), "a.txt")
