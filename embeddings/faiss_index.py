"""Vectors by number: add, remove, find the nearest, save, open.

One FAISS inverted-file index throughout. While it is small it has a single list of plain vectors, so that every
search is exact; past `EXACT_ROWS` it is split into many lists of one byte per dimension, and a search looks into the
nearest of them (figures: tests/benchmarks). FAISS is asked one question at a time, which it does in one thread, so
that results are equal to the last bit from run to run. Vectors that are 0 are kept in a list nothing searches.
"""

from __future__ import annotations

import math
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

Ids = NDArray[np.int64]

EXACT_ROWS = 30_000
"""Up to here every search is exact: a few milliseconds at 256 dimensions."""
GROWTH = 4
"""Split anew when grown by this factor, so that lists stay about as long as they were chosen to be."""
FILTERED_EXACTLY = 0.2
"""Share of the rows up to which a filtered search looks at all of them."""
LISTS = 2
"""As many lists as this times the square root of the rows."""
SEED = 20250101
PROBED_ROWS = 100_000
"""So many rows are looked at, about, in as many of the nearest lists as that takes: some ten milliseconds."""

FOOTER = struct.Struct("<8sQII")
MAGIC = b"chuchuV1"
CHECKED = 4 << 20
"""Bytes from the start, and as many from the end, that are checked on opening: all of the structure, for speed not all
of the vectors."""


class VectorIndexError(Exception):
    """A vector index cannot be opened or saved; the text is one line."""


class VectorIndex:
    """Unit vectors of one dimension by id. Ids are int64, not negative."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._index = _single_list(dimension)
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
        _append(self._index, ids, vectors)
        self._places = None
        if _searched(self._index) > max(EXACT_ROWS, GROWTH * (_lists(self._index) / LISTS) ** 2):
            self._index = _split(self._index)

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
        count = _lists(self._index)
        probed = math.ceil(count * min(1.0, PROBED_ROWS / max(1, len(self))))
        if probed < count and (only is None or len(only) > FILTERED_EXACTLY * len(self)):
            near = _nearest_lists(self._index, vector[None], probed)[0]
            ids, cosines = _search_lists(self._index, vector, limit, near, chosen)
            if len(ids) == limit:
                return ids, cosines
        return _search_lists(self._index, vector, limit, np.arange(count, dtype=np.int64), chosen)

    def vectors_of(self, ids: Ids) -> Vectors:
        """The vectors kept under the ids, shape (len(ids), dimension). Raises KeyError for one that is not there."""
        if self._places is None:
            self._places = _places(self._index)
        known, lists, offsets = self._places
        where = np.searchsorted(known, ids)
        if len(ids) and (not len(known) or (known[np.minimum(where, len(known) - 1)] != ids).any()):
            raise KeyError("an id that is not in the index")
        vectors = np.zeros((len(ids), self.dimension), dtype=np.float32)
        for vector, place in zip(vectors, where, strict=True):
            if lists[place] < _lists(self._index):
                self._index.reconstruct_from_offset(int(lists[place]), int(offsets[place]), faiss.swig_ptr(vector))
        return vectors

    def save(self, path: Path) -> None:
        """Writes the index to a file, which is the old one or the new one at every moment.

        Raises VectorIndexError when it cannot be written.
        """
        content = faiss.serialize_index(self._index).tobytes()
        fresh = path.with_name(path.name + ".new")
        try:
            with fresh.open("wb") as file:
                file.write(content)
                file.write(FOOTER.pack(MAGIC, len(content), *_checksums(content)))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
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
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
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


def _single_list(dimension: int) -> Any:
    """An index with one list of plain vectors, and one for those that are 0."""
    centres = faiss.IndexFlatIP(dimension)
    centres.add(np.zeros((2, dimension), dtype=np.float32))
    index = faiss.IndexIVFFlat(centres, dimension, 2, faiss.METRIC_INNER_PRODUCT)
    index.is_trained = True
    return _holding(index, centres)


def _holding(index: Any, centres: Any) -> Any:
    """The index, which from now on keeps its centres alive."""
    centres.this.disown()
    index.own_fields = True
    return index


def _lists(index: Any) -> int:
    """How many lists are searched; the one after them has the vectors that are 0."""
    return int(index.nlist) - 1


def _searched(index: Any) -> int:
    """How many of the vectors are not 0."""
    return int(index.ntotal) - int(index.invlists.list_size(_lists(index)))


def _nearest_lists(index: Any, vectors: Vectors, count: int) -> Ids:
    """Numbers of the lists nearest to each vector, shape (len(vectors), count)."""
    searched = faiss.SearchParameters(sel=faiss.IDSelectorRange(0, _lists(index)))
    found: Ids = index.quantizer.search(vectors, count, params=searched)[1]
    return found


def _append(index: Any, ids: Ids, vectors: Vectors) -> None:
    """Puts each vector into its list."""
    with _one_thread():
        lists = np.ascontiguousarray(_nearest_lists(index, vectors, 1)[:, 0])
    lists[~vectors.any(axis=1)] = _lists(index)
    pointer = faiss.swig_ptr
    index.add_core(len(ids), pointer(vectors), pointer(ids), pointer(lists))


def _search_lists(index: Any, vector: Vectors, limit: int, lists: Ids, chosen: Any) -> tuple[Ids, Vectors]:
    """Ids and cosines of the ``limit`` nearest in the lists, in order."""
    pointer = faiss.swig_ptr
    options = faiss.SearchParametersIVF(sel=chosen, nprobe=len(lists))
    unused = np.zeros(len(lists), dtype=np.float32)
    fetched = limit + 1
    while True:
        cosines = np.empty(fetched, dtype=np.float32)
        ids = np.empty(fetched, dtype=np.int64)
        found = (pointer(cosines), pointer(ids))
        index.search_preassigned_c(1, pointer(vector), fetched, pointer(lists), pointer(unused), *found, False, options)
        # Among equal cosines FAISS keeps any: go on until the first that is left out is smaller
        if ids[-1] < 0 or cosines[-1] < cosines[limit - 1] or fetched >= index.ntotal:
            break
        fetched = min(4 * fetched, index.ntotal)
    ids, cosines = ids[ids >= 0], cosines[ids >= 0]
    order = np.lexsort((ids, -cosines))[:limit]
    return ids[order], cosines[order]


def _contents(index: Any) -> Iterator[tuple[int, Ids]]:
    """Number and ids of each list."""
    for number in range(index.nlist):
        size = index.invlists.list_size(number)
        yield number, faiss.rev_swig_ptr(index.invlists.get_ids(number), size).copy() if size else np.zeros(0, np.int64)


def _places(index: Any) -> tuple[Ids, Ids, Ids]:
    """All ids in order, with the list and the place in the list where each is."""
    contents = [ids for _, ids in _contents(index)]
    sizes = [len(ids) for ids in contents]
    ids = np.concatenate(contents)
    lists = np.repeat(np.arange(len(sizes)), sizes)
    offsets = np.concatenate([np.arange(size) for size in sizes])
    order = np.argsort(ids, kind="stable")
    return ids[order], lists[order], offsets[order]


def _vectors_in(index: Any, number: int, size: int) -> Vectors:
    """All vectors of one list; 0 for the last."""
    if number == _lists(index) or not size:
        return np.zeros((size, index.d), dtype=np.float32)
    codes = faiss.rev_swig_ptr(index.invlists.get_codes(number), size * index.code_size).reshape(size, -1)
    vectors: Vectors = index.sq.decode(codes) if _lists(index) > 1 else codes.view(np.float32)
    return vectors


def _split(index: Any) -> Any:
    """The same vectors in many lists, a byte a dimension; the lists as k-means finds them on a sample."""
    count = round(LISTS * math.sqrt(_searched(index)))
    sample = _sample(index, count)
    with _one_thread():
        means = faiss.Kmeans(index.d, count, niter=10, seed=SEED, spherical=True, min_points_per_centroid=1)
        means.train(sample)
    centres = faiss.IndexFlatIP(index.d)
    centres.add(np.concatenate([means.centroids, np.zeros((1, index.d), dtype=np.float32)]))
    kind = faiss.ScalarQuantizer.QT_8bit
    split = faiss.IndexIVFScalarQuantizer(centres, index.d, count + 1, kind, faiss.METRIC_INNER_PRODUCT, False)
    if _lists(index) > 1:
        split.sq = index.sq  # the same bytes again: nothing is lost twice
    else:
        # Wide enough also for vectors unlike those there so far: 4 standard deviations of a coordinate
        widest = np.full((1, index.d), 4 / math.sqrt(index.d), dtype=np.float32)
        split.sq.train(np.concatenate([sample, widest, -widest]))
    split.is_trained = True
    for number, ids in _contents(index):
        if len(ids):
            _append(split, ids, _vectors_in(index, number, len(ids)))
    return _holding(split, centres)


def _sample(index: Any, count: int) -> Vectors:
    """Vectors to find ``count`` lists by."""
    rng = np.random.default_rng(SEED)
    picked = []
    share = min(1.0, 64 * count / _searched(index))
    for number, ids in _contents(index):
        if number < _lists(index) and len(ids):
            rows = np.flatnonzero(rng.random(len(ids)) < share)
            picked.append(_vectors_in(index, number, len(ids))[rows])
    return np.concatenate(picked)


@contextmanager
def _one_thread() -> Iterator[None]:
    """FAISS in one thread, so that sums are added in one order."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)


def _checksums(content: bytes) -> tuple[int, int]:
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
