"""Files that cannot be read: each gets one line that says what it is and what to do."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest

from rag import formats
from rag.errors import FileError
from rag.formats import MAX_BYTES, SUFFIXES, archive, read

TEXTS = [".txt", ".md", ".csv", ".tsv", ".html"]
OFFICE = [".docx", ".xlsx", ".pptx"]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(content: bytes, name: str) -> FileError:
    with pytest.raises(FileError) as refused:
        read(content, name)
    assert refused.value.fields["file"] == name
    for language in ("zh", "en"):
        line = refused.value.in_language(language)
        assert line.startswith(name)
        assert "\n" not in line
    return refused.value


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return stream.getvalue()


def word(words: str = "正文") -> bytes:
    document = docx.Document()
    document.add_paragraph(words)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The archive ``content`` with one part replaced."""
    with zipfile.ZipFile(BytesIO(content)) as old:
        return zipped({member: old.read(member) for member in old.namelist()} | {name: part})


@pytest.mark.parametrize("suffix", sorted(SUFFIXES))
def test_an_empty_file_is_refused(suffix: str) -> None:
    assert refusal(b"", f"a{suffix}").key == "file_empty"


@pytest.mark.parametrize("suffix", TEXTS)
def test_a_file_of_white_space_is_refused(suffix: str) -> None:
    assert refusal(" \n\u3000\t\n".encode(), f"a{suffix}").key == "file_no_text"


def test_a_document_without_words_is_refused() -> None:
    assert refusal(word("  "), "a.docx").key == "file_no_text"


@pytest.mark.parametrize("suffix", [*TEXTS, ".docx"])
def test_a_file_too_large_is_refused_unread(suffix: str) -> None:
    assert refusal(bytes(MAX_BYTES + 1), f"a{suffix}").key == "file_large"


@pytest.mark.parametrize("suffix", TEXTS)
def test_two_hundred_megabytes_of_text_are_refused(suffix: str) -> None:
    assert refusal(b"words\n" * 35_000_000, f"a{suffix}").key == "file_long"


@pytest.mark.parametrize("name", ["a.exe", "a", "a.json", ".docx"])
def test_a_suffix_that_is_not_read_is_refused_with_those_that_are(name: str) -> None:
    error = refusal(b"text", name)
    assert error.key == "file_unsupported"
    assert ".docx" in str(error)


@pytest.mark.parametrize("suffix", sorted(formats.CONVERTIBLE))
def test_an_old_format_is_told_what_to_become(suffix: str) -> None:
    error = refusal(OLE, f"a{suffix.upper()}")
    assert error.key == "file_convert"
    assert error.fields["suffix"] in SUFFIXES


@pytest.mark.parametrize(
    ("stream", "kind"), [("WordDocument", "Word"), ("Workbook", "Excel"), ("PowerPoint Document", "Po")]
)
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".txt"])
def test_an_old_office_file_is_known_whatever_it_is_called(suffix: str, stream: str, kind: str) -> None:
    error = refusal(OLE + stream.encode("utf-16-le"), f"a{suffix}")
    assert error.key == "file_convert"
    assert str(error.fields["kind"]).startswith(kind)


@pytest.mark.parametrize("suffix", OFFICE)
def test_an_encrypted_office_file_is_refused(suffix: str) -> None:
    assert refusal(OLE + "EncryptedPackage".encode("utf-16-le"), f"a{suffix}").key == "file_encrypted"


def test_an_archive_with_a_password_is_refused() -> None:
    content = bytearray(zipped({"word/document.xml": b"<a/>"}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    assert refusal(bytes(content), "a.docx").key == "file_encrypted"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7\n", "PDF"), (b"\x89PNG\r\n\x1a\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"), (b"Rar!\x1a\x07", "RAR")],
)
@pytest.mark.parametrize("suffix", [*TEXTS, *OFFICE])
def test_a_lying_suffix_is_told_what_the_file_is(suffix: str, content: bytes, kind: str) -> None:
    error = refusal(content + bytes(100), f"a{suffix}")
    assert (error.key, error.fields["kind"]) == ("file_other_kind", kind)


@pytest.mark.parametrize(("suffix", "kind"), [(".xlsx", ".docx"), (".pptx", ".docx"), (".txt", "ZIP"), (".pdf", "ZIP")])
def test_a_word_file_called_otherwise_is_told_so(suffix: str, kind: str) -> None:
    error = refusal(word(), f"a{suffix}")
    assert (error.key, error.fields["kind"]) == ("file_other_kind", kind)


def test_a_page_that_says_it_is_a_workbook_is_told_so() -> None:
    assert refusal(b"\n<!DOCTYPE html><table>", "a.xlsx").fields["kind"] == "HTML"


def test_rtf_and_open_document_are_known_by_their_content() -> None:
    assert refusal(rb"{\rtf1 text}", "a.docx").fields["kind"] == "RTF"
    odt = zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"})
    assert refusal(odt, "a.docx").fields["kind"] == "OpenDocument"


@pytest.mark.parametrize("suffix", TEXTS)
def test_binary_content_in_a_text_file_is_refused(suffix: str) -> None:
    assert refusal(bytes(range(256)) * 8, f"a{suffix}").key in {"file_nul", "file_undecodable"}


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx", ".pdf"])
def test_text_in_a_file_that_should_be_none_is_refused(suffix: str) -> None:
    assert refusal("只是文字".encode(), f"a{suffix}").key in {"file_damaged", "file_other_kind"}


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.99])
def test_a_document_cut_short_is_refused(cut: float) -> None:
    content = word()
    assert refusal(content[: int(len(content) * cut)], "a.docx").key == "file_damaged"


def test_a_bomb_is_refused_by_its_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_UNPACKED", 1 << 20)
    bomb = zipped({"word/document.xml": bytes(2 << 20), "[Content_Types].xml": b""})
    assert refusal(bomb, "a.docx").key == "file_bomb"


def test_a_bomb_that_lies_about_its_size_is_refused_too() -> None:
    content = bytearray(with_part(word(), "word/document.xml", bytes(8 << 20)))
    true, false = struct.pack("<I", 8 << 20), struct.pack("<I", 100)
    assert content.count(true) >= 2
    assert refusal(bytes(content).replace(true, false), "a.docx").key == "file_damaged"


def test_what_an_archive_says_of_its_sizes_is_true_after_unpacking() -> None:
    with zipfile.ZipFile(BytesIO(archive.unpacked(word(), "a.docx", {".docx": "word/document.xml"}))) as made:
        assert all(len(made.read(member)) == member.file_size == member.compress_size for member in made.infolist())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'.encode(encoding)
    assert refusal(with_part(word(), "word/document.xml", bomb), "a.docx").key == "file_damaged"


def test_entities_are_refused_wherever_the_reading_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "ha">]><a>&b;</a>'
    for step in range(1, 12):
        monkeypatch.setattr(archive, "_STEP", step)
        assert refusal(with_part(word(), "word/document.xml", bomb), "a.docx").fields["reason"] == "DOCTYPE"


def test_a_sheet_that_claims_to_be_endless_is_read_at_its_true_size() -> None:
    book = openpyxl.Workbook()
    book.active.append(["一", "二"])
    stream = BytesIO()
    book.save(stream)
    with zipfile.ZipFile(BytesIO(stream.getvalue())) as old:
        sheet = old.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"')
    assert b"XFD1048576" in sheet
    assert read(with_part(stream.getvalue(), "xl/worksheets/sheet1.xml", sheet), "a.xlsx").text == "Sheet\n一；二\n"


def test_cells_at_the_far_end_of_a_sheet_do_not_take_forever() -> None:
    rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 2000))
    sheet = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
    stream = BytesIO()
    openpyxl.Workbook().save(stream)
    assert (
        refusal(with_part(stream.getvalue(), "xl/worksheets/sheet1.xml", sheet.encode()), "a.xlsx").key == "file_vast"
    )
