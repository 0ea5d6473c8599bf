"""Everything that has to follow when the truth of a library changes, and whatever an interrupted program left of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from rag.chat_files import chat_files
from rag.derived import bring_in_step, in_step
from rag.errors import ChuchuError, LibraryError
from rag.refusals import locked, refusals
from rag.store import Store


@contextmanager
def writing(store: Store) -> Iterator[None]:
    """Inside, the library is this program's alone; at the end the derived files are in step. Raises LibraryError."""
    if store.refuses:
        raise LibraryError(store.refuses, folder=store.folder)
    with refusals(store.folder), locked(store.folder):
        yield
        _settle(store)


def forget(store: Store) -> None:
    """Takes what is gone from the library out of what the chat remembers, if it ever did. Raises LibraryError."""
    if any(map(os.path.isfile, chat_files(store.folder))):
        from rag.memory.forgetting import forget_removed  # most libraries have no chat

        forget_removed(store.folder, store)


def catch_up(store: Store) -> Iterator[ChuchuError]:
    """Finishes what an interrupted program left, if nobody else is writing; gives what there is to be said of it."""
    if not store.refuses and (not in_step(store) or store.setting("unpurged")):
        try:
            with refusals(store.folder), locked(store.folder, wait=0):
                if _settle(store):  # somebody else may just have done it
                    yield LibraryError("library_caught_up", folder=store.folder)
        except LibraryError as error:
            if error.key != "library_busy":  # somebody else is at it
                yield error
    try:
        forget(store)
    except LibraryError as error:
        yield error
    if name := store.unfinished_encoder():
        yield LibraryError("encoder_unfinished", folder=store.folder, name=name)


def _settle(store: Store) -> bool:
    """Brings the derived files in step, and removes the last traces of what was removed; for the holder of the
    lock. Whether there was anything to do."""
    unpurged = store.setting("unpurged")
    if in_step(store) and not unpurged:
        return False
    bring_in_step(store)
    if unpurged and store.pack():
        with store.writing():
            store.set("unpurged", 0)
    return True
