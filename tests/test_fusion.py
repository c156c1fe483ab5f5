"""Reciprocal rank fusion."""

import pytest

from index.fusion import RRF_K, fuse_ranks


def test_scores_are_the_sums_of_inverse_ranks() -> None:
    fused = dict(fuse_ranks([[7, 8], [8]], limit=5))
    assert fused[8] == pytest.approx(1 / (RRF_K + 2) + 1 / (RRF_K + 1))
    assert fused[7] == pytest.approx(1 / (RRF_K + 1))


def test_what_two_engines_find_comes_before_what_one_puts_first() -> None:
    assert fuse_ranks([[1, 2, 3], [4, 3, 5]], limit=5)[0][0] == 3


def test_equal_scores_are_ordered_by_best_rank_then_key() -> None:
    assert [key for key, _ in fuse_ranks([[9, 2], [4, 6]], limit=4)] == [4, 9, 2, 6]


def test_at_most_limit_come_back_and_nothing_comes_of_nothing() -> None:
    assert len(fuse_ranks([[1, 2, 3]], limit=2)) == 2
    assert fuse_ranks([[], []], limit=3) == []
