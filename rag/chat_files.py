"""Where what the chat remembers of a library is kept."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs

CHAT_FILE = "chat.sqlite"


def chat_files(folder: Path) -> tuple[Path, Path]:
    """Where what is remembered of the library in a folder can be: beside it; in the user's own data folder."""
    named = hashlib.blake2b(os.fsencode(folder.resolve()), digest_size=12).hexdigest()
    return folder / CHAT_FILE, platformdirs.user_data_path("chuchu", appauthor=False) / "chats" / named / CHAT_FILE


def chat_file(folder: Path) -> Path:
    """Where it is kept: beside the library where that can be written, by this person."""
    beside, own = chat_files(folder)
    usable = not os.path.lexists(beside) or os.access(beside, os.R_OK | os.W_OK)
    return beside if usable and os.access(folder, os.W_OK) else own
