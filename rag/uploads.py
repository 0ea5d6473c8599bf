"""Files that somebody handed to the chat: kept beside the library, so that the original can be opened, and gone with
their document."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

UPLOADS = "uploads"


def forget_uploads(library: Path, paths: Iterable[bytes | str | Path]) -> None:
    """Deletes those of the files that were handed over; any other is left where it is."""
    for path in (Path(os.fsdecode(each)) for each in paths):
        if path.is_relative_to(library.absolute() / UPLOADS):
            path.unlink(missing_ok=True)
            with suppress(OSError):  # another file of the same bytes is in it
                path.parent.rmdir()
