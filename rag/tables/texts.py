"""A text file as a stream of characters, whatever its encoding."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import TextIO

from rag.formats import kinds
from rag.formats.decoding import encoding_of

_STEP = 1 << 16
_UTF_8 = "utf-8-sig"


def encoding(path: Path) -> str:
    """Encoding of a text file, every byte of which has been looked at. Raises FileError."""
    with path.open("rb") as file:
        kinds.checked(file.read(_STEP), str(path), path.suffix.lower())
    if _is_utf_8(path):
        return _UTF_8
    found = encoding_of(path.read_bytes(), str(path))
    return _UTF_8 if found == "utf-8" else found


def characters(path: Path, encoding: str) -> TextIO:
    """The file, to be read as text from behind any byte order mark; line breaks are as they stand."""
    file = path.open(encoding=encoding, newline="")
    if encoding != _UTF_8 and file.read(1) != "\ufeff":
        file.seek(0)
    return file


def _is_utf_8(path: Path) -> bool:
    """Whether the whole file is UTF-8, looked at piece by piece."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while piece := file.read(_STEP):
                if b"\0" in piece:
                    return False
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
