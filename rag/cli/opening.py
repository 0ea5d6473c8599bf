"""What every command begins and ends with: the library it is about, and the streams it writes on."""

from __future__ import annotations

import json
import os
import re
import sys
from argparse import Namespace
from pathlib import Path

import platformdirs

from rag.cli.terminal import HARMFUL, one_line
from rag.library import Library
from rag.messages import Language

ESCAPED = re.compile(f"{HARMFUL.pattern}|[\u2028\u2029\ud800-\udfff]")


def write(text: str) -> None:
    """Writes what was asked for, on standard output."""
    sys.stdout.write(text)


def note(text: str) -> None:
    """Writes a line on the side, on standard error, where no program reads it."""
    sys.stderr.write(one_line(text) + "\n")


def json_line(record: object) -> str:
    """One line of JSON, in UTF-8 and harmless to a terminal: what would steer one, undecodable bytes of a file name
    and everything that some programs take for a line break are escaped."""
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    return ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def folder_of(asked: Namespace) -> Path:
    """Where the library is: ``--library``, else $CHUCHU_LIBRARY, else the platform's user data folder."""
    named = asked.library or os.environ.get("CHUCHU_LIBRARY")
    return Path(named) if named else platformdirs.user_data_path("chuchu", appauthor=False)


def opened(folder: Path, language: Language) -> Library:
    """The library there; what had to be put right in it is said. Raises LibraryError."""
    library = Library.open(folder)
    for notice in library.notices:
        note(notice.in_language(language))
    return library
