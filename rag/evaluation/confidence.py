"""What a confidence is worth: whether it tells answerable from not, right from wrong, and how often it is right.

Everything is computed on blocks of equal confidence, so that the order of a file never matters, and takes how often
each question counts, so that a bootstrap's resample is measured exactly as the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.types import Judgement

Floats = NDArray[np.float64]
_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliabilityBin:
    """A tenth of the questions, of about the same confidence: how sure they were, and how often right, both 0 to 1."""

    count: int
    confidence: float
    share_right: float


class Confidences:
    """The confidences of a run, highest first, and what is true of each.

    Args:
        judgements: one a question, at least one.
    """

    def __init__(self, judgements: Sequence[Judgement]) -> None:
        confidence = np.array([judgement.confidence for judgement in judgements], dtype=np.float64)
        negated, block = np.unique(-confidence, return_inverse=True)
        self._values: Floats = -negated  # of each block, highest first
        self._block = block
        self._answerable = np.array([judgement.is_answerable for judgement in judgements], dtype=np.float64)
        self._right = np.array([judgement.is_right for judgement in judgements], dtype=np.float64)

    def auroc(self, counts: Floats | None = None) -> float:
        """Return the chance that an answerable question is surer than one that is not; ties count half.

        NaN where there are not both kinds.
        """
        weights = self._weights(counts)
        positive = self._sum(weights * self._answerable)
        negative = self._sum(weights * (1 - self._answerable))
        pairs = positive.sum() * negative.sum()
        below = negative.sum() - np.cumsum(negative)
        return float((positive * (below + negative / 2)).sum() / pairs) if pairs else float("nan")

    def risk_area(self, counts: Floats | None = None) -> float:
        """Return the area under the risk-coverage curve, 0 (best) to 1 [1].

        It is the mean, over the questions, of the risk of answering whatever is at least as sure.

        [1] Geifman & El-Yaniv, "Selective Classification for Deep Neural Networks", NeurIPS 2017.
        """
        weights = self._weights(counts)
        mass = self._sum(weights)
        return float((mass * self._risks(weights)).sum() / mass.sum())

    def calibration_error(self, counts: Floats | None = None) -> float:
        """Return the expected calibration error, 0 to 1, over ten bins of equally many questions."""
        count, confidence, right = self._bins(self._weights(counts))
        return float(np.abs(confidence - right).sum() / count.sum())

    def risk_curve(self) -> tuple[Floats, Floats]:
        """Return coverage and risk, both 0 to 1, of every threshold, from the highest to the lowest."""
        weights = self._weights(None)
        return np.cumsum(self._sum(weights)) / weights.sum(), self._risks(weights)

    def reliability(self) -> list[ReliabilityBin]:
        """Return the ten bins of the calibration error, least sure first; fewer where many are equally sure."""
        rows = zip(*self._bins(self._weights(None)), strict=True)
        return [
            ReliabilityBin(count=int(count), confidence=float(confidence / count), share_right=float(right / count))
            for count, confidence, right in rows
            if count
        ][::-1]

    def _weights(self, counts: Floats | None) -> Floats:
        return np.ones(len(self._block)) if counts is None else counts

    def _sum(self, weights: Floats) -> Floats:
        return np.bincount(self._block, weights=weights, minlength=len(self._values)).astype(np.float64)

    def _risks(self, weights: Floats) -> Floats:
        covered = np.cumsum(self._sum(weights))
        wrong = np.cumsum(self._sum(weights * (1 - self._right)))
        return np.divide(wrong, covered, out=np.zeros_like(wrong), where=covered > 0)

    def _bins(self, weights: Floats) -> tuple[Floats, Floats, Floats]:
        """Return for each bin, surest first, how many questions, the sum of their confidences, how many right.

        Equal confidences stay together, in the bin that the middle of them falls into.
        """
        mass = self._sum(weights)
        middle = (np.cumsum(mass) - mass / 2) / mass.sum()
        place = np.minimum((middle * _BINS).astype(np.int64), _BINS - 1)
        columns = mass, mass * self._values, self._sum(weights * self._right)
        count, confidence, right = (
            np.bincount(place, weights=column, minlength=_BINS).astype(np.float64) for column in columns
        )
        return count, confidence, right
