"""The web chat. Not built yet: it says so, and what to type instead."""

from __future__ import annotations

import sys
from pathlib import Path

from rag.messages import Language

NOT_BUILT: dict[Language, str] = {
    "zh": "网页对话尚未完成；请输入：chuchu ask “代表建议的落实率达到多少？”",
    "en": 'the web chat is not built yet; type: chuchu ask "代表建议的落实率达到多少？"',
}


def chat(folder: Path, language: Language) -> None:
    """Opens the chat over the library in ``folder``; the command line finds it through pyproject.toml's entry point."""
    del folder  # nothing to open yet
    sys.stdout.write(NOT_BUILT[language] + "\n")
