"""Reciprocal rank fusion: one order out of several."""

from __future__ import annotations

from collections.abc import Sequence

# [1] Cormack, Clarke & Büttcher, "Reciprocal rank fusion outperforms Condorcet and individual rank learning methods",
#     SIGIR 2009, https://doi.org/10.1145/1571941.1572114: k = 60 was fixed there on pilot data.
RRF_K = 60


def fuse_ranks(rankings: Sequence[Sequence[int]], *, limit: int, k: int = RRF_K) -> list[tuple[int, float]]:
    """Fuse rankings of keys into one, by the sum over rankings of `1 / (k + rank)`, ranks from 1 [1].

    Args:
        rankings: each holds distinct keys, best first; a key absent from one adds nothing there.
        limit: how many to return at most.
        k: how little the first ranks stand out; larger is flatter.

    Returns:
        `(key, score)`, best first. Equal scores are ordered by the best single rank, then by key, so that the same
        rankings always give the same order.
    """
    scores: dict[int, float] = {}
    best: dict[int, int] = {}
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + 1.0 / (k + rank)
            best[key] = min(best.get(key, rank), rank)
    order = sorted(scores, key=lambda key: (-scores[key], best[key], key))
    return [(key, scores[key]) for key in order[:limit]]
