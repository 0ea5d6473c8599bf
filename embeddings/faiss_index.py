"""Vectors by number: add, remove, find the nearest, save, open.

One FAISS inverted-file index throughout. While it is small it has a single list of plain vectors, so that every
search is exact; past `EXACT_ROWS` a vector takes one byte per dimension, so that cosines are good to about .002; past
`PROBED_ROWS` there are many lists, and a search looks only into the nearest of them: figures are printed by
tests/benchmarks/vector_index.py. FAISS is asked one question at a time, which it does in one thread, so that
results are equal to the last bit from run to run. Vectors that are 0 are kept in a list nothing searches.
"""

from __future__ import annotations

import math
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from embeddings.encoder import Vectors
from embeddings.faiss_lists import (
    Ids,
    append,
    coded,
    list_count,
    nearest_lists,
    places_of,
    search_lists,
    searched_rows,
    single_list,
    split,
)

EXACT_ROWS = 30_000
"""Up to here every search is exact: a few milliseconds at 256 dimensions."""
LISTS = 2
"""As many lists, where there are several, as this times the square root of the rows."""
GROWTH = 4
"""Split anew when grown by this factor, so that lists stay about as long as they were chosen to be."""
FILTERED_EXACTLY = 0.2
"""Share of the rows up to which a filtered search looks at all of them."""
PROBED_ROWS = 100_000
"""So many rows are looked at, about, in as many of the nearest lists as that takes: some ten milliseconds."""

FOOTER = struct.Struct("<8sQII")
MAGIC = b"chuchuV1"
CHECKED = 4 << 20
"""Bytes from the start, and as many from the end, that are checked on opening: the structure, for speed not all of
the vectors."""


class VectorIndexError(Exception):
    """A vector index cannot be opened or saved; the text is one line."""


class VectorIndex:
    """Unit vectors of one dimension by id. Ids are int64, not negative."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._index = single_list(dimension)
        self._mapped = False  # opened from a file and unchanged since
        self._places: tuple[Ids, Ids, Ids] | None = None  # ids in order, the list and the place in it of each

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, ids: Ids, vectors: Vectors) -> None:
        """Takes in vectors, of length 1 or 0, shape (len(ids), dimension); an id already there gets the new one."""
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if vectors.shape != (len(ids), self.dimension):
            raise ValueError(f"{len(ids)} vectors of {self.dimension} dimensions wanted, not {vectors.shape}")
        if not len(ids):
            return
        # The last of equal ids counts
        last = len(ids) - 1 - np.unique(ids[::-1], return_index=True)[1]
        ids, vectors = ids[np.sort(last)], vectors[np.sort(last)]
        self.remove(ids)
        self._own()
        append(self._index, ids, vectors)
        self._places = None
        rows = searched_rows(self._index)
        if rows > PROBED_ROWS and rows > GROWTH * (list_count(self._index) / LISTS) ** 2:
            self._index = split(self._index, round(LISTS * math.sqrt(rows)))
        elif rows > EXACT_ROWS and not coded(self._index):
            self._index = split(self._index, 1)

    def remove(self, ids: Ids) -> None:
        """Takes vectors out; ids that are not there are passed over."""
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        if not len(ids) or not len(self):
            return
        self._own()
        self._index.remove_ids(faiss.IDSelectorBatch(ids))
        self._places = None

    def search(self, vector: Vectors, limit: int, only: Ids | None = None) -> tuple[Ids, Vectors]:
        """Ids and cosines of the nearest, at most ``limit``, of those in ``only`` if given.

        Cosine descending, then id ascending. Vectors that are 0 are never among them.
        """
        vector = np.ascontiguousarray(vector, dtype=np.float32)
        if limit < 1 or not vector.any() or (only is not None and not len(only)):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        chosen = None if only is None else faiss.IDSelectorBatch(np.ascontiguousarray(only, dtype=np.int64))
        count = list_count(self._index)
        probed = math.ceil(count * min(1.0, PROBED_ROWS / max(1, len(self))))
        if probed < count and (only is None or len(only) > FILTERED_EXACTLY * len(self)):
            near = nearest_lists(self._index, vector[None], probed)[0]
            ids, cosines = search_lists(self._index, vector, limit, near, chosen)
            if len(ids) == limit:
                return ids, cosines
        return search_lists(self._index, vector, limit, np.arange(count, dtype=np.int64), chosen)

    def vectors_of(self, ids: Ids) -> Vectors:
        """The vectors kept under the ids, shape (len(ids), dimension). Raises KeyError for one that is not there."""
        if self._places is None:
            self._places = places_of(self._index)
        known, lists, offsets = self._places
        where = np.searchsorted(known, ids)
        if len(ids) and (not len(known) or (known[np.minimum(where, len(known) - 1)] != ids).any()):
            raise KeyError("an id that is not in the index")
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for vector, place in zip(vectors, where, strict=True):
            if lists[place] < list_count(self._index):
                self._index.reconstruct_from_offset(int(lists[place]), int(offsets[place]), faiss.swig_ptr(vector))
        return vectors

    def save(self, path: Path) -> None:
        """Writes the index to a file, which is the old one or the new one at every moment.

        Raises VectorIndexError when it cannot be written.
        """
        content = memoryview(faiss.serialize_index(self._index))
        fresh = path.with_name(path.name + ".new")
        try:
            with fresh.open("wb") as file:
                file.write(content)
                file.write(FOOTER.pack(MAGIC, len(content), *_checksums(content)))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
            _sync_folder(path.parent)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise VectorIndexError(f"{path}: the vectors cannot be saved: {error.strerror}") from error

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """The saved index, mapped into memory: read as it is searched, copied when it is first changed.

        Raises VectorIndexError when the file is missing or damaged.
        """
        try:
            _check_file(path)
            index = _mapped(path)
        except OSError as error:
            raise VectorIndexError(f"{path}: the vectors cannot be read: {error.strerror}") from error
        except RuntimeError as error:  # all that FAISS raises
            raise VectorIndexError(f"{path}: the vectors are damaged; make them again") from error
        found = cls(index.d)
        found._index = index
        found._mapped = True
        return found

    def _own(self) -> None:
        """Copies a mapped index into memory, before a change."""
        if self._mapped:
            self._index = faiss.deserialize_index(faiss.serialize_index(self._index))
            self._mapped = False


def _mapped(path: Path) -> Any:
    try:
        return faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
    except TypeError:  # FAISS takes only names that are UTF-8
        return faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8))


def _sync_folder(folder: Path) -> None:
    """Sees to it that a new name survives a power cut; Windows has no such call, and needs none."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _checksums(content: memoryview) -> tuple[int, int]:
    return zlib.crc32(content[:CHECKED]), zlib.crc32(content[-CHECKED:])


def _check_file(path: Path) -> None:
    """Raises VectorIndexError unless the file is as long as it was and begins and ends as it did."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END) - FOOTER.size
        if size > 0:
            file.seek(size)
            magic, length, head, tail = FOOTER.unpack(file.read())
            file.seek(0)
            start = file.read(min(CHECKED, size))
            file.seek(max(0, size - CHECKED))
            end = file.read(min(CHECKED, size))
            if (magic, length, head, tail) == (MAGIC, size, zlib.crc32(start), zlib.crc32(end)):
                return
    raise VectorIndexError(f"{path}: the vectors are damaged; make them again")
