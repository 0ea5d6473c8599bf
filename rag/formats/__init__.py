"""Files as text: one module per format, found by the suffix of the name and imported when first needed.

Each has ``read(content: bytes, name: str) -> Extract`` and raises FileError for what it knows is wrong; whatever else
goes wrong inside a library that met a damaged file becomes one here.
"""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Callable
from pathlib import PurePath

from rag.errors import FileError
from rag.formats import kinds
from rag.formats.decoding import MOST_CHARACTERS
from rag.records import Extract

__all__ = ["CONVERTIBLE", "MAX_BYTES", "SUFFIXES", "read"]

FORMATS = {
    ".txt": "rag.formats.text",
    ".md": "rag.formats.markdown",
    ".markdown": "rag.formats.markdown",
    ".html": "rag.formats.html",
    ".htm": "rag.formats.html",
    ".docx": "rag.formats.word",
    ".pdf": "rag.formats.contained",
    ".pptx": "rag.formats.slides",
    ".xlsx": "rag.formats.sheets",
    ".csv": "rag.formats.separated",
    ".tsv": "rag.formats.separated",
}
SUFFIXES = frozenset(FORMATS)
CONVERTIBLE = frozenset(kinds.CONVERT)
"""Suffixes of formats that are not read, but whose files `read` says how to convert."""
_SAID = re.compile(r"[^\W_]")  # a letter, a character or a digit: rules, marks and zero-width spaces say nothing
MAX_BYTES = 256 << 20
"""Largest file read: thick yearbooks with pictures stay below it."""


def read(content: bytes, name: str) -> Extract:
    """Text of a file, with what its format says about it. ``name`` tells the format and appears in messages.

    Raises FileError when it is no such file, is damaged, or has no text.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in kinds.CONVERT:
        raise FileError("file_convert", file=name, kind=kinds.CONVERT[suffix][0], suffix=kinds.CONVERT[suffix][1])
    if suffix not in FORMATS:
        raise FileError("file_unsupported", file=name, suffix=suffix or "?", known=" ".join(sorted(SUFFIXES)))
    if len(content) > MAX_BYTES:
        raise FileError("file_large", file=name, most=MAX_BYTES >> 20)
    if not content:
        raise FileError("file_empty", file=name)
    content = kinds.checked(content, name, suffix)
    extract = _contained(importlib.import_module(FORMATS[suffix]).read, content, name)
    if len(extract.text) > MOST_CHARACTERS:
        raise FileError("file_long", file=name, most=MOST_CHARACTERS)
    if not _SAID.search(extract.text):
        raise FileError("file_no_text", file=name)
    return extract


def _contained(reader: Callable[[bytes, str], Extract], content: bytes, name: str) -> Extract:
    """What ``reader`` returns, whatever a damaged file makes the libraries under it do."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the libraries' remarks on files are for their developers
            extract = reader(content, name)
        extract.text.encode()
    except FileError:
        raise
    except UnicodeEncodeError as error:
        raise FileError("file_not_text", file=name) from error
    except Exception as error:
        raise FileError("file_damaged", file=name, reason=f"{type(error).__name__}") from error
    return extract
