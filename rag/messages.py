"""Every line Chuchu says on the command line, in Chinese and English, by name.

A line about something that failed says what, why, and what to do next.
"""

from __future__ import annotations

from typing import Literal

Language = Literal["zh", "en"]

# name: (中文, English)
MESSAGES: dict[str, tuple[str, str]] = {
    # files
    "file_missing": (
        "{file}：没有这个文件或文件夹；请检查路径",
        "{file}: no such file or folder; check the path",
    ),
    "file_empty": ("{file}：文件是空的；请换一个有内容的文件", "{file}: the file is empty; give one with text in it"),
}


def message(key: str, language: Language, **fields: object) -> str:
    """The line named ``key`` in ``language``, filled with ``fields``. Raises KeyError for a name not in the table."""
    chinese, english = MESSAGES[key]
    return (chinese if language == "zh" else english).format(**fields)
