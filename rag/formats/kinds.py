"""What a file really is, by its first bytes, and whether its suffix says so."""

from __future__ import annotations

from rag.errors import FileError
from rag.formats.archive import unpacked

# suffix: (what it is, suffix to save it as)
CONVERT = {
    ".doc": ("Word 97–2003", ".docx"),
    ".dot": ("Word 97–2003", ".docx"),
    ".wps": ("WPS", ".docx"),
    ".rtf": ("RTF", ".docx"),
    ".odt": ("OpenDocument", ".docx"),
    ".xls": ("Excel 97–2003", ".xlsx"),
    ".et": ("WPS", ".xlsx"),
    ".ods": ("OpenDocument", ".xlsx"),
    ".ppt": ("PowerPoint 97–2003", ".pptx"),
    ".dps": ("WPS", ".pptx"),
    ".odp": ("OpenDocument", ".pptx"),
    ".mht": ("MHTML", ".html"),
    ".mhtml": ("MHTML", ".html"),
}
OFFICE = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml", ".pptx": "ppt/presentation.xml"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (_OLE, "Office 97–2003"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\x7fELF", "ELF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
# Names of streams in an OLE container, in UTF-16: an encrypted package, and what old formats keep their text in.
_STREAMS = (
    ("EncryptedPackage", ""),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
# Junk before the header of a PDF that readers accept (ISO 32000-1, implementation note 13).
_PDF_WITHIN = 1024


def checked(content: bytes, name: str, suffix: str) -> bytes:
    """``content``, office archives unpacked. Raises FileError when it is not what ``suffix`` says."""
    kind = _kind(content)
    if suffix == ".pdf":
        if b"%PDF-" in content[:_PDF_WITHIN]:
            return content
        raise _lie(name, suffix, kind or _markup(content) or "?")
    if kind == "Office 97–2003":
        raise _ole(content, name)
    if kind == "RTF":
        raise FileError("file_convert", file=name, kind="RTF", suffix=".docx")
    if suffix in OFFICE:
        if kind != "ZIP":
            raise _lie(name, suffix, kind or _markup(content) or "?")
        return unpacked(content, name, OFFICE)
    if kind:
        raise _lie(name, suffix, kind)
    return content


def _kind(content: bytes) -> str:
    return next((kind for magic, kind in _MAGIC if content.startswith(magic)), "")


def _markup(content: bytes) -> str:
    start = content[:_PDF_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "HTML" if start.startswith((b"<!doctype html", b"<html")) else ""


def _lie(name: str, suffix: str, kind: str) -> FileError:
    if kind == "?":
        return FileError("file_damaged", file=name, reason=f"not {suffix}")
    return FileError("file_other_kind", file=name, suffix=suffix, kind=kind)


def _ole(content: bytes, name: str) -> FileError:
    for stream, suffix in _STREAMS:
        if stream.encode("utf-16-le") in content:
            if not suffix:
                return FileError("file_encrypted", file=name)
            return FileError("file_convert", file=name, kind=CONVERT[suffix][0], suffix=CONVERT[suffix][1])
    return FileError("file_convert", file=name, kind="Office 97–2003", suffix=".docx/.xlsx/.pptx")
