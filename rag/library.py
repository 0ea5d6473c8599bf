"""The library: a folder on disk with all that was added, and everything that can be asked of it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING

from embeddings.encoder import Encoder
from rag import catalogue
from rag.derived import bring_in_step, stamped_at
from rag.encoding import loaded_encoder
from rag.errors import ChuchuError, LibraryError, ModelError
from rag.records import Answer, Document, Passage, RankedPassage
from rag.refusals import locked, refusals
from rag.rows import DocumentEntry, Holding, Ids
from rag.settling import catch_up, forget, writing
from rag.store import FILE, Store
from rag.uploads import forget_uploads

if TYPE_CHECKING:  # what reads files takes a while to import, and most commands read none
    from rag.adding import AddReport, Progress
    from rag.asking import Ground
    from rag.memory import Memory
    from rag.retrieve import Allowed, Index
    from rag.searching import Opened
    from rag.upkeep import Health
    from rag.upkeep import Progress as Rebuilding
    from rag.words import Words

PathLike = str | os.PathLike[str]


class Library:
    """An open library. ``notices``: what had to be put right when it was opened, as errors to be shown; ``reader``,
    ``reranker``: what questions are read with when they name nothing else.

    Threads may share it: they ask side by side, and of two that write the second is refused, as of two programs.
    """

    def __init__(self, store: Store) -> None:
        self.folder = store.folder
        self.notices: list[ChuchuError] = []
        self.reader = "bundled"
        self.reranker: str | None = None
        self._store = store
        self._encoder: Encoder | None = None
        self._opened: Opened | None = None
        self._opening = RLock()  # of several threads that want what is not loaded yet, one loads it

    @classmethod
    def create(cls, folder: PathLike, encoder: str = "bundled") -> Library:
        """A new, empty library.

        Raises LibraryError when the folder has one already or cannot be written, ModelError when the encoder cannot be
        loaded.
        """
        place, loaded = Path(folder), loaded_encoder(encoder)
        with refusals(place):
            place.mkdir(parents=True, exist_ok=True)
            with locked(place):
                if (place / FILE).exists():
                    raise LibraryError("library_exists", folder=place)
                library = cls(Store.create(place, loaded.name, loaded.fingerprint, loaded.dimension))
                library._encoder = loaded
                bring_in_step(library._store)
        return library

    @classmethod
    def open(cls, folder: PathLike) -> Library:
        """The library in a folder, with whatever was interrupted put right (see `notices`).

        Raises LibraryError when there is none, it is damaged or of a newer format.
        """
        place = Path(folder)
        with refusals(place):
            library = cls(Store.open(place))
            library.notices += catch_up(library._store)
        return library

    @property
    def generation(self) -> int:
        """Rises with everything that is written."""
        with refusals(self.folder):
            return self._store.setting("generation")

    @property
    def writable(self) -> bool:
        """Whether documents can be added and removed."""
        return not self._store.refuses

    def close(self) -> None:
        """Closes the library's files."""
        self._store.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    # reading

    def documents(self, glob: str | None = None) -> tuple[DocumentEntry, ...]:
        """The documents whose name or title matches ``glob``, by name."""
        with refusals(self.folder):
            return catalogue.documents(self._store, glob)

    def document(self, name: str) -> Document:
        """One document. Raises LibraryError when there is none of this name."""
        with refusals(self.folder):
            return catalogue.document(self._store, name)

    def passages(self, ids: Iterable[int]) -> dict[int, Passage]:
        """The passages of these numbers, by number; those that are gone are not among them."""
        with refusals(self.folder):
            return catalogue.passages(self._store, ids)

    def passage_ids(self, glob: str | None = None) -> Ids:
        """Numbers of the passages of all documents whose name or title matches ``glob``, ascending."""
        with refusals(self.folder):
            return catalogue.passage_ids(self._store, glob)

    def paragraphs(self, name: str, first: int, last: int) -> tuple[Passage, ...]:
        """The passages of paragraphs ``first`` to ``last`` of a document, in order. Raises as `document`."""
        with refusals(self.folder):
            return catalogue.paragraphs(self._store, name, first, last)

    def original(self, name: str) -> Path | None:
        """The file a document was read from, None when it is gone or has changed since. Raises as `document`."""
        with refusals(self.folder):
            return catalogue.original(self._store, name)

    def holding(self) -> Holding:
        """What the library holds, counted."""
        with refusals(self.folder):
            return catalogue.holding(self._store)

    def repeats(self, ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """For each passage the numbers of the others with the same text."""
        with refusals(self.folder):
            return catalogue.repeats(self._store, ids)

    # writing

    def add(self, paths: Iterable[PathLike], sync: bool = False, progress: Progress | None = None) -> AddReport:
        """Takes in files and folders; with ``sync`` removes documents whose files are gone from those folders.

        Files that cannot be read are in the report. Raises LibraryError when the library cannot be written; what was
        finished by then is kept.
        """
        from rag.adding import Adding
        from rag.walking import walk

        encoder = self.encoder
        with writing(self._store):
            adding = Adding(self._store, encoder, lambda: bring_in_step(self._store))
            report = adding.run(walk(os.fspath(path) for path in paths), sync, progress)
        try:
            forget(self._store)
        except LibraryError as error:  # what was added is reported all the same
            self.notices.append(error)
        return report

    def remove(self, names: Iterable[str]) -> tuple[str, ...]:
        """Takes documents out with every trace of their text; gives their names, in order.

        ``names``: whole names, or patterns of names and titles. Raises LibraryError, before anything is removed, for
        one that names none.
        """
        with writing(self._store):
            found = catalogue.numbers_of(self._store, names)
            files = [known.source.path for known in catalogue.known(self._store) if known.id in found]
            if found:
                self._store.remove(found)
        forget_uploads(self.folder, files)
        forget(self._store)
        return tuple(sorted(found.values()))

    def rebuild(self, encoder: str | None = None, progress: Rebuilding | None = None) -> None:
        """Makes the derived files again; with another encoder named, encodes everything with it first.

        When that is interrupted the old encoder stays in use, and the next time goes on where this one stopped.
        """
        from rag.upkeep import encode_anew

        loaded = None if encoder is None else loaded_encoder(encoder)
        with writing(self._store):
            if loaded:
                encode_anew(self._store, loaded, progress)
                self._encoder = loaded
            bring_in_step(self._store, anew=True)
            self._store.pack()

    def doctor(self, verify: bool = False) -> Health:
        """What the library holds and how it is; with ``verify`` everything stored is checked against the texts."""
        from rag.upkeep import health_of

        with refusals(self.folder):
            return health_of(self._store, verify)

    # asking

    def ask(
        self,
        question: str,
        top: int = 5,
        document: str | None = None,
        reader: str | None = None,
        reranker: str | None = None,
    ) -> Answer:
        """The answer to a question with the ``top`` best passages, among the documents matching ``document``.

        ``reader`` finds the answer in them, ``reranker`` orders them before; without one the library's own do. Raises
        QuestionError, UsageError for a ``top`` that cannot be meant, LibraryError when no document matches, ModelError.
        """
        from rag.asking import ask
        from rag.reader import load_models

        reader = self.reader if reader is None else reader
        model, ordering = load_models(reader, self.reranker if reranker is None else reranker)
        return ask(replace(self._ground(document), reranker=ordering), question, top, model)

    def search(self, query: str, top: int = 5, document: str | None = None) -> tuple[RankedPassage, ...]:
        """The ``top`` best passages for a query, nothing read. Raises as `ask`."""
        from rag.asking import search

        return search(self._ground(document), query, top)

    def _ground(self, document: str | None) -> Ground:
        from rag.asking import Ground

        allowed = self.allowed(document)
        if allowed is not None and not len(allowed.passages):
            if document and self.documents(wider := f"*{document}*"):
                raise LibraryError("document_none_match_near", glob=document, wider=wider)
            raise LibraryError("document_none_match", glob=document or "''")
        return Ground(self.index, self.words, allowed)

    def memory(self) -> Memory:
        """What the chat remembers of this library, opened; beside it, or in the user's data folder where the library
        cannot be written. Raises LibraryError."""
        from rag.memory import Memory

        return Memory.open(self.folder)

    @property
    def index(self) -> Index:
        """All that questions are asked of; follows what other programs add. Raises ModelError, LibraryError."""
        from rag.searching import index_of

        return index_of(self._store, self._derived(), self.encoder)

    @property
    def words(self) -> Words:
        """The dictionary that questions are cut with. Raises LibraryError."""
        return self._derived().words

    def allowed(self, glob: str | None) -> Allowed | None:
        """Passages that a search among the documents of a pattern is narrowed to; None without one."""
        from rag.searching import allowed

        with refusals(self.folder):
            return None if glob is None else allowed(self._store, glob)

    def _derived(self) -> Opened:
        """The derived files, opened again when they have changed, and made again when they are damaged."""
        from rag.searching import open_derived

        with self._opening:
            if self._opened is None or self._opened.stamped != stamped_at(self.folder):
                self._opened = open_derived(self.folder)
            if self._opened is None:
                with writing(self._store):
                    bring_in_step(self._store, anew=True)
                self.notices.append(LibraryError("derived_made_again", folder=self.folder))
                self._opened = open_derived(self.folder)
            if self._opened is None:
                raise LibraryError("derived_wrong", folder=self.folder)
            return self._opened

    @property
    def encoder(self) -> Encoder:
        """The encoder of the library, loaded when first wanted.

        Raises ModelError when it cannot be loaded, or gives other vectors than the library has.
        """
        with self._opening:
            if self._encoder is None:
                with refusals(self.folder):
                    entry = self._store.encoder()
                loaded = loaded_encoder(entry.name)
                if (loaded.fingerprint, loaded.dimension) != (entry.fingerprint, entry.dimension):
                    raise ModelError("encoder_changed", name=entry.name, folder=self.folder)
                self._encoder = loaded
            return self._encoder
