"""Reports in, cited answers out."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.conversation import Conversation
    from rag.library import Library

__all__ = ["Conversation", "Library"]


def __getattr__(name: str) -> object:
    # Imported when asked for: saying --help needs none of it
    if name == "Conversation":
        from rag.conversation import Conversation

        return Conversation
    if name == "Library":
        from rag.library import Library

        return Library
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
