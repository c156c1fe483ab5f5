"""Measures of a ranking, computed by `ir-measures` with TREC's own `trec_eval`; docs/questions.md says why with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.errors import EvaluationError


@dataclass(frozen=True, slots=True)
class Ranking:
    """What was ranked for one question, best first, and the gain of each thing that is relevant, found or not."""

    ranked: Sequence[str]
    gains: Mapping[str, int]


def measure_rankings(rankings: Mapping[str, Ranking], names: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Return, for each question, the value of each measure.

    Args:
        rankings: by the question's id; each has something relevant, and nothing twice.
        names: our name of a measure by `ir-measures`' own (https://ir-measur.es): `nDCG@10`, `R@5`, `RR`, `AP`.
            nDCG's gains are linear (Järvelin & Kekäläinen, ACM TOIS 20(4), 2002).
    """
    if not rankings:
        return {}
    try:
        import ir_measures  # it loads a C extension, and only this needs it
    except ModuleNotFoundError as error:
        raise EvaluationError(
            "Rankings are measured with ir-measures, which is not installed. Get it with: pip install 'footnote[eval]'"
        ) from error
    measures = {ir_measures.parse_measure(theirs): ours for theirs, ours in names.items()}
    relevant = {question: dict(ranking.gains) for question, ranking in rankings.items()}
    # trec_eval sorts by score, and equal scores by name: places as scores leave it nothing to break.
    found = {
        question: {one: -float(place) for place, one in enumerate(ranking.ranked)}
        for question, ranking in rankings.items()
    }
    values: dict[str, dict[str, float]] = {question: {} for question in rankings}
    for metric in ir_measures.iter_calc(list(measures), relevant, found):
        values[metric.query_id][measures[metric.measure]] = float(metric.value)
    return values


def rank_by_score(scores: Sequence[float], labels: Sequence[bool]) -> Ranking:
    """Return the ranking of candidates by score; equal scores keep their order."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    return Ranking(
        ranked=[str(place) for place in order],
        gains={str(place): 1 for place, label in enumerate(labels) if label},
    )
