"""Everything Chuchu refuses, and how it says so.

    ChuchuError             could not be done: exit status 1, one line
    ├── UsageError          asked for in a way that cannot be meant: exit status 2
    ├── FileError           one file cannot be read; the others go on
    ├── QuestionError       one question cannot be asked; the others go on
    ├── LibraryError        the library cannot be opened, read or written
    ├── ModelError          a model cannot be loaded or does not fit the library
    └── FloorError          measured below what --fail-under asks for: exit status 3

Each is raised with the name of its line in `rag.messages` and that line's fields:
``raise FileError("file_empty", file=name)``. ``str(error)`` is the English line; `in_language` gives either.
`embeddings` has its own `embeddings.EncoderError`, which `rag` turns into a ModelError at the door.
"""

from __future__ import annotations

from rag.messages import Language, message


class ChuchuError(Exception):
    """Could not be done. ``key`` names the line in `rag.messages`, ``fields`` fill it."""

    def __init__(self, key: str, **fields: object) -> None:
        self.key = key
        self.fields = fields
        super().__init__(self.in_language("en"))

    def in_language(self, language: Language) -> str:
        """One line: what, why, what to do next."""
        return message(self.key, language, **self.fields)


class UsageError(ChuchuError):
    """Asked for in a way that cannot be meant."""


class FileError(ChuchuError):
    """One file cannot be read."""


class QuestionError(ChuchuError):
    """One question cannot be asked."""


class LibraryError(ChuchuError):
    """The library cannot be opened, read or written."""


class ModelError(ChuchuError):
    """A model cannot be loaded or does not fit the library."""


class FloorError(ChuchuError):
    """Measured, and below what was asked for."""
