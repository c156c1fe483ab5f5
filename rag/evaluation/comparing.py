"""Two runs over the same questions: which differences are more than chance, by the paired bootstrap.

Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13 (percentile intervals); for paired
comparisons of systems Koehn, "Statistical Significance Tests for Machine Translation Evaluation", EMNLP 2004.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from rag.evaluation.errors import EvaluationError
from rag.evaluation.measuring import Columns
from rag.evaluation.names import SECTIONS, Name
from rag.evaluation.types import Record, Run

RESAMPLES = 10_000
_SEED = 20261122
_INTERVAL = (2.5, 97.5)  # percentiles: 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A measure of both runs over the questions that both have, and how sure the difference is.

    Attributes:
        low: the lower end of the 95 % interval of `second - first`.
        high: its upper end.
    """

    name: Name
    first: float
    second: float
    low: float
    high: float

    @property
    def value(self) -> float:
        """By how much the second run's is higher."""
        return self.second - self.first

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def pair(first: Run, second: Run) -> tuple[list[Record], list[Record]]:
    """Return the records of the questions that both runs have, in the same order; a question is its id and its words.

    Raises:
        EvaluationError: if the runs are of different forms, or share no question.
    """
    if first.form is not second.form:
        raise EvaluationError(f"The runs cannot be compared: one is of {first.form}, the other of {second.form}.")
    others = {(record.id, record.question): record for record in second.records}
    shared = [record for record in first.records if (record.id, record.question) in others]
    if not shared:
        raise EvaluationError("The runs cannot be compared: they have no question in common.")
    return shared, [others[record.id, record.question] for record in shared]


def compare(
    first: Sequence[Record],
    second: Sequence[Record],
    *,
    resamples: int = RESAMPLES,
    advance: Callable[[], None] = lambda: None,
) -> list[Difference]:
    """Compare two runs' records of the same questions, in the same order.

    Each resample draws as many questions as there are, with replacement, and measures both runs on them. The seed is
    fixed, so that the same runs give the same intervals.

    Args:
        first: one run's.
        second: the other's.
        resamples: how many are drawn.
        advance: called after each of them.
    """
    columns = Columns(first), Columns(second)
    whole = columns[0].measure(), columns[1].measure()
    names = [name for section in SECTIONS.values() for name in section if name in whole[0] and name in whole[1]]
    differences = np.empty((resamples, len(names)))
    rng = np.random.default_rng(_SEED)
    for row in range(resamples):
        drawn = rng.integers(len(first), size=len(first))
        counts = np.bincount(drawn, minlength=len(first)).astype(np.float64)
        one, other = columns[0].measure(counts), columns[1].measure(counts)
        differences[row] = [other[name] - one[name] for name in names]
        advance()
    found = []
    for name, drawn_differences in zip(names, differences.T, strict=True):
        known = drawn_differences[~np.isnan(drawn_differences)]  # a small resample may lack one kind of question
        if known.size and not np.isnan(whole[0][name] - whole[1][name]):
            low, high = np.percentile(known, _INTERVAL)
            found.append(
                Difference(name=name, first=whole[0][name], second=whole[1][name], low=float(low), high=float(high))
            )
    return found
