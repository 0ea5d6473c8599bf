"""The FAISS side of `VectorIndex`: an inverted-file index with one list or many, and a last one nothing searches.

Its cosines are sums that depend on one vector at a time, so equal vectors have equal ones. All in one thread.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors

Ids = NDArray[np.int64]

SPLIT_BY = 64
"""Vectors a list that k-means sees; FAISS warns below 39."""
CODED_BY = 10_000
"""Vectors, at least, that the range of each dimension is taken from."""
SEED = 20250101


def single_list(dimension: int) -> Any:
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


def list_count(index: Any) -> int:
    """How many lists are searched; the one after them has the vectors that are 0."""
    return int(index.nlist) - 1


def searched_rows(index: Any) -> int:
    """How many of the vectors are not 0."""
    return int(index.ntotal) - int(index.invlists.list_size(list_count(index)))


def nearest_lists(index: Any, vectors: Vectors, count: int) -> Ids:
    """Numbers of the lists nearest to each vector, shape (len(vectors), count)."""
    searched = faiss.SearchParameters(sel=faiss.IDSelectorRange(0, list_count(index)))
    found: Ids = index.quantizer.search(vectors, count, params=searched)[1]
    return found


def append(index: Any, ids: Ids, vectors: Vectors) -> None:
    """Puts each vector into its list."""
    with _one_thread():
        lists = np.ascontiguousarray(nearest_lists(index, vectors, 1)[:, 0])
    lists[~vectors.any(axis=1)] = list_count(index)
    pointer = faiss.swig_ptr
    index.add_core(len(ids), pointer(vectors), pointer(ids), pointer(lists))


def search_lists(index: Any, vector: Vectors, limit: int, lists: Ids, chosen: Any) -> tuple[Ids, Vectors]:
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


def places_of(index: Any) -> tuple[Ids, Ids, Ids]:
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
    if number == list_count(index) or not size:
        return np.zeros((size, index.d), dtype=np.float32)
    codes = faiss.rev_swig_ptr(index.invlists.get_codes(number), size * index.code_size).reshape(size, -1)
    vectors: Vectors = index.sq.decode(codes) if coded(index) else codes.view(np.float32)
    return vectors


def coded(index: Any) -> bool:
    """Whether the vectors are kept in a byte a dimension."""
    return hasattr(index, "sq")


def split(index: Any, count: int) -> Any:
    """The same vectors in ``count`` lists, a byte a dimension; the lists as k-means finds them on a sample."""
    sample = _sample(index, max(CODED_BY, SPLIT_BY * count))
    centres = faiss.IndexFlatIP(index.d)
    if count > 1:
        with _one_thread():
            means = faiss.Kmeans(index.d, count, niter=10, seed=SEED, spherical=True, min_points_per_centroid=1)
            means.train(sample)
        centres.add(means.centroids)
    centres.add(np.zeros((1 if count > 1 else 2, index.d), dtype=np.float32))
    kind = faiss.ScalarQuantizer.QT_8bit
    whole = faiss.IndexIVFScalarQuantizer(centres, index.d, count + 1, kind, faiss.METRIC_INNER_PRODUCT, False)
    if coded(index):
        whole.sq = index.sq  # the same bytes again: nothing is lost twice
    else:
        # Wide enough also for vectors unlike those there so far: 4 standard deviations of a coordinate
        widest = np.full((1, index.d), 4 / math.sqrt(index.d), dtype=np.float32)
        whole.sq.train(np.concatenate([sample, widest, -widest]))
    whole.is_trained = True
    for number, ids in _contents(index):
        if len(ids):
            append(whole, ids, _vectors_in(index, number, len(ids)))
    return _holding(whole, centres)


def _sample(index: Any, size: int) -> Vectors:
    """About ``size`` of the vectors."""
    rng = np.random.default_rng(SEED)
    picked = []
    share = min(1.0, size / searched_rows(index))
    for number, ids in _contents(index):
        if number < list_count(index) and len(ids):
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
