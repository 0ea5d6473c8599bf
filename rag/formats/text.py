"""Plain text: its lines as they stand, form feeds beginning pages."""

from __future__ import annotations

import re

from rag.formats.decoding import decode
from rag.records import Extract


def read(content: bytes, name: str) -> Extract:
    """The text; ``wrapped``, since nobody knows whether its lines end where the author or the margin ended them."""
    text = decode(content, name)
    feeds = [match.end() for match in re.finditer("\f", text) if match.end() < len(text)]
    return Extract(text, pages=(0, *feeds) if feeds else (), wrapped=True)
