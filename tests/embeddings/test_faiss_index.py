"""The vector index against exact search and against a dict."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings import faiss_index
from embeddings.encoder import Vectors
from embeddings.faiss_index import VectorIndex, VectorIndexError

Ids = NDArray[np.int64]


def unit_vectors(count: int, dimension: int = 64, seed: int = 0) -> Vectors:
    """Around a few centres, as those of texts are."""
    rng = np.random.default_rng(seed)
    centres = np.random.default_rng(99).normal(size=(20, dimension))
    vectors = centres[rng.integers(20, size=count)] + rng.normal(size=(count, dimension))
    unit: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def exact(ids: Ids, vectors: Vectors, question: Vectors, limit: int) -> tuple[Ids, Vectors]:
    cosines = vectors @ question
    order = np.lexsort((ids, -cosines))[:limit]
    return ids[order], cosines[order]


def filled(count: int) -> tuple[VectorIndex, Ids, Vectors]:
    ids = np.random.default_rng(1).permutation(count).astype(np.int64) << 12
    index = VectorIndex(64)
    index.add(ids, unit_vectors(count))
    return index, ids, unit_vectors(count)


@pytest.fixture
def small_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    """An index is split from 500 rows on, and probed: settings, so that tests are quick."""
    monkeypatch.setattr(faiss_index, "EXACT_ROWS", 500)
    monkeypatch.setattr(faiss_index, "PROBED_ROWS", 600)


def test_results_over_200_vectors_are_those_of_exact_search() -> None:
    index, ids, vectors = filled(200)
    for question in unit_vectors(20, seed=2):
        for limit in (1, 10, 200, 500):
            found, cosines = index.search(question, limit)
            wanted, exact_cosines = exact(ids, vectors, question, limit)
            assert found.tolist() == wanted.tolist()
            np.testing.assert_allclose(cosines, exact_cosines, atol=1e-6)


def test_a_filtered_search_is_the_exact_search_in_the_subset() -> None:
    index, ids, vectors = filled(200)
    for question in unit_vectors(10, seed=2):
        for share in (1, 20, 150, 200):
            found, _ = index.search(question, 10, only=ids[:share])
            assert found.tolist() == exact(ids[:share], vectors[:share], question, 10)[0].tolist()
    assert not len(index.search(vectors[0], 10, only=np.array([], dtype=np.int64))[0])
    assert not len(index.search(vectors[0], 10, only=np.array([1], dtype=np.int64))[0])


@pytest.mark.usefixtures("small_threshold")
def test_a_large_index_finds_nearly_all_that_exact_search_finds() -> None:
    index, ids, vectors = filled(3000)
    kept = []
    for question in unit_vectors(30, seed=2):
        found, cosines = index.search(question, 20)
        wanted, exact_cosines = exact(ids, vectors, question, 20)
        kept.append(len(np.intersect1d(found, wanted)) / 20)
        np.testing.assert_allclose(cosines[0], exact_cosines[0], atol=0.01)
    assert np.mean(kept) > 0.9
    assert np.abs(index.vectors_of(ids) - vectors).max() < 0.02


@pytest.mark.usefixtures("small_threshold")
def test_a_large_index_filtered_to_few_rows_looks_at_all_of_them() -> None:
    index, ids, _ = filled(3000)
    for question in unit_vectors(10, seed=2):
        found, _ = index.search(question, 300, only=ids[:300])
        assert sorted(found.tolist()) == sorted(ids[:300].tolist())
        assert len(index.search(question, 900, only=ids[:900])[0]) == 900


@pytest.mark.usefixtures("small_threshold")
def test_two_runs_of_the_same_steps_give_the_same_bits() -> None:
    results = []
    for _ in range(2):
        index, _, _ = filled(3000)
        results.append([index.search(question, 50) for question in unit_vectors(20, seed=2)])
    for one, other in zip(*results, strict=True):
        assert np.array_equal(one[0], other[0])
        assert np.array_equal(one[1], other[1])


@pytest.mark.parametrize("count", [300, 900])
@pytest.mark.usefixtures("small_threshold")
def test_equal_vectors_come_in_the_order_of_their_ids_and_the_limit_cuts_the_last(count: int) -> None:
    index, ids, vectors = filled(count)
    same = np.arange(count, dtype=np.int64)[::-1] * 2 + 10_000_001
    index.add(same, np.repeat(vectors[:1], count, axis=0))
    index.remove(ids[:1])
    found, cosines = index.search(vectors[0], 40)
    assert found.tolist() == sorted(same.tolist())[:40]
    assert len(set(cosines.tolist())) == 1


@pytest.mark.parametrize("count", [300, 900])
@pytest.mark.usefixtures("small_threshold")
def test_a_zero_vector_is_kept_but_never_found(count: int) -> None:
    index, ids, vectors = filled(count)
    zero = np.array([7], dtype=np.int64)
    index.add(zero, np.zeros((1, 64), dtype=np.float32))
    index.add(ids, vectors)
    assert len(index) == count + 1
    assert not index.vectors_of(zero).any()
    assert 7 not in index.search(vectors[0], count + 1)[0]
    assert not len(index.search(vectors[0], 5, only=zero)[0])
    assert not len(index.search(np.zeros(64, dtype=np.float32), 5)[0])
    index.remove(zero)
    assert len(index) == count


def test_an_id_that_is_not_there_has_no_vector() -> None:
    index, ids, _ = filled(10)
    with pytest.raises(KeyError):
        index.vectors_of(np.array([ids[0], 1], dtype=np.int64))
    with pytest.raises(KeyError):
        VectorIndex(64).vectors_of(ids)


def test_vectors_of_another_dimension_are_refused() -> None:
    with pytest.raises(ValueError, match="64 dimensions"):
        VectorIndex(64).add(np.array([1], dtype=np.int64), unit_vectors(1, dimension=32))


@pytest.mark.parametrize("count", [0, 300, 900])
@pytest.mark.usefixtures("small_threshold")
def test_a_saved_index_opens_as_it_was_and_can_be_changed(tmp_path: Path, count: int) -> None:
    index, ids, _ = filled(count)
    path = tmp_path / "索引 1"
    index.save(path)
    assert list(tmp_path.iterdir()) == [path]
    opened = VectorIndex.open(path)
    question = unit_vectors(1, seed=2)[0]
    for one, other in zip(index.search(question, 50), opened.search(question, 50), strict=True):
        assert np.array_equal(one, other)
    before = path.read_bytes()
    opened.remove(ids[:1])
    opened.add(np.array([5], dtype=np.int64), question[None])
    assert opened.search(question, 1)[0].tolist() == [5]
    assert len(opened) == max(count, 1)
    assert path.read_bytes() == before
    opened.save(path)
    assert VectorIndex.open(path).search(question, 1)[0].tolist() == [5]


def test_an_open_index_goes_on_reading_what_it_opened_while_another_is_saved(tmp_path: Path) -> None:
    index, ids, vectors = filled(100)
    index.save(tmp_path / "index")
    opened = VectorIndex.open(tmp_path / "index")
    VectorIndex(64).save(tmp_path / "index")
    assert opened.search(vectors[3], 1)[0].tolist() == [ids[3]]
    assert len(VectorIndex.open(tmp_path / "index")) == 0


@pytest.mark.parametrize("damage", ["missing", "empty", "cut", "start", "end", "folder", "other"])
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "index"
    filled(100)[0].save(path)
    content = bytearray(path.read_bytes())
    if damage in ("missing", "folder"):
        path.unlink()
    if damage == "folder":
        path.mkdir()
    changed = {"empty": b"", "cut": content[:-50], "other": b"PK" * 5000}
    changed["start"] = bytes([content[0] ^ 1]) + content[1:]
    changed["end"] = content[:-1] + bytes([content[-1] ^ 1])
    if damage in changed:
        path.write_bytes(changed[damage])
    with pytest.raises(VectorIndexError) as refused:
        VectorIndex.open(path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_an_index_that_cannot_be_saved_says_so_and_leaves_the_old_file(tmp_path: Path) -> None:
    with pytest.raises(VectorIndexError, match="cannot be saved"):
        VectorIndex(64).save(tmp_path / "no" / "index")


step = st.tuples(st.sampled_from(["add", "remove"]), st.lists(st.integers(0, 30), max_size=8), st.integers(0, 5))


@settings(deadline=None, max_examples=60)
@given(st.lists(step, max_size=12), st.sampled_from([5, 10_000]))
def test_whatever_is_added_and_removed_the_index_has_what_a_dict_would(
    steps: list[tuple[str, list[int], int]], threshold: int
) -> None:
    kinds = np.concatenate([np.eye(5, 8, dtype=np.float32), np.zeros((1, 8), dtype=np.float32)])
    index, model = VectorIndex(8), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faiss_index, "EXACT_ROWS", threshold)
        for what, ids, kind in steps:
            if what == "add":
                index.add(np.array(ids, dtype=np.int64), np.repeat(kinds[kind][None], len(ids), axis=0))
                model.update(dict.fromkeys(ids, kind))
            else:
                index.remove(np.array(ids, dtype=np.int64))
                model = {id_: kind for id_, kind in model.items() if id_ not in ids}
        assert len(index) == len(model)
        question = np.array([0.7, 0.5, 0.4, 0.3, 0.1, 0, 0, 0], dtype=np.float32)
        wanted = sorted((kind, id_) for id_, kind in model.items() if kind < 5)
        assert index.search(question, 100)[0].tolist() == [id_ for _, id_ in wanted]
        known = np.array(list(model), dtype=np.int64)
        np.testing.assert_allclose(index.vectors_of(known), kinds[list(model.values())].reshape(-1, 8), atol=0.01)


@pytest.mark.skipif(os.name != "posix", reason="only there are file names bytes")
def test_an_index_is_saved_and_opened_under_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    index, ids, vectors = filled(20)
    path = tmp_path / os.fsdecode(b"\xff\xfe")
    index.save(path)
    assert VectorIndex.open(path).search(vectors[4], 1)[0].tolist() == [ids[4]]
