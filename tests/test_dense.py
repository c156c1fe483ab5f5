"""Dense search against NumPy's brute force."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.dense import DenseIndex


def unit_vectors(count: int, dimension: int = 32, *, seed: int = 0) -> NDArray[np.float16]:
    matrix = np.random.default_rng(seed).normal(size=(count, dimension))
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture
def keys() -> NDArray[np.int64]:
    return np.arange(100, 300, dtype=np.int64)


def test_it_finds_what_brute_force_finds(keys: NDArray[np.int64]) -> None:
    vectors = unit_vectors(200)
    dense = DenseIndex(32)
    dense.add(keys, vectors)
    for query in unit_vectors(20, seed=1).astype(np.float32):
        scores = vectors.astype(np.float32) @ query
        expected = np.argsort(-scores)[:10]
        found = dense.search(query, limit=10)
        assert list(found.keys) == [int(keys[row]) for row in expected]
        assert found.scores == pytest.approx(scores[expected], abs=1e-5)


def test_only_allowed_keys_come_back_and_as_many_as_there_are(keys: NDArray[np.int64]) -> None:
    dense = DenseIndex(32)
    dense.add(keys, unit_vectors(200))
    allowed = np.array([104, 250, 299], dtype=np.int64)
    query = unit_vectors(1, seed=2)[0].astype(np.float32)
    assert set(dense.search(query, limit=10, allowed=allowed).keys) == {104, 250, 299}
    assert dense.search(query, limit=10, allowed=np.array([], dtype=np.int64)).keys == []


def test_more_asked_than_there_are_gives_all_without_padding(keys: NDArray[np.int64]) -> None:
    dense = DenseIndex(32)
    dense.add(keys[:3], unit_vectors(3))
    assert sorted(dense.search(np.ones(32, dtype=np.float32), limit=10).keys) == [100, 101, 102]
    assert DenseIndex(32).search(np.ones(32, dtype=np.float32), limit=10).keys == []


def test_removed_keys_are_gone_and_the_others_keep_their_vectors(keys: NDArray[np.int64]) -> None:
    vectors = unit_vectors(200)
    dense = DenseIndex(32)
    dense.add(keys, vectors)
    dense.remove(np.arange(100, 200, dtype=np.int64))
    dense.remove(np.array([5], dtype=np.int64))
    assert len(dense) == 100
    assert dense.search(vectors[150].astype(np.float32), limit=1).keys == [250]
    assert dense.search(vectors[50].astype(np.float32), limit=1).keys != [150]


def test_shapes_that_do_not_agree_are_refused(keys: NDArray[np.int64]) -> None:
    with pytest.raises(ValueError, match=r"2 keys of dimension 32 but vectors of shape \(3, 32\)"):
        DenseIndex(32).add(keys[:2], unit_vectors(3))
