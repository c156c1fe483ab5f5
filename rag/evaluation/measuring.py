"""From records to measures: of a run as it is, or of a resample of its questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.evaluation.confidence import Confidences
from rag.evaluation.names import SECTIONS, Name
from rag.evaluation.types import Record

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line of the table: 0 to 1, over `count` questions."""

    name: Name
    value: float
    count: int


class Columns:
    """The records of a run as columns, so that ten thousand resamples are measured in seconds.

    Args:
        records: at least one.
    """

    def __init__(self, records: Sequence[Record]) -> None:
        found = {name for record in records for name in record.values}
        self._names = [name for section in SECTIONS.values() for name in section if name in found]
        values = [[record.values.get(name, np.nan) for name in self._names] for record in records]
        matrix = np.array(values, dtype=np.float64).reshape(len(records), len(self._names))
        self._applies: Floats = (~np.isnan(matrix)).astype(np.float64)
        self._values: Floats = np.nan_to_num(matrix)
        judgements = [record.judgement for record in records if record.judgement is not None]
        self._places = np.array([place for place, record in enumerate(records) if record.judgement is not None])
        self._confidences = Confidences(judgements) if judgements else None

    def count(self) -> dict[Name, int]:
        """Return how many questions each measure is over."""
        counts = dict(zip(self._names, self._applies.sum(axis=0).astype(int).tolist(), strict=True))
        if self._confidences is not None:
            counts |= dict.fromkeys((Name.AUROC, Name.RISK_AREA, Name.CALIBRATION_ERROR), len(self._places))
        return counts

    def measure(self, counts: Floats | None = None) -> dict[Name, float]:
        """Return the value of each measure.

        Args:
            counts: how often each record counts; once where it is `None`.

        Returns:
            NaN for a measure that applies to none of the records.
        """
        weights = np.ones(len(self._values)) if counts is None else counts
        applied = weights @ self._applies
        means = np.divide(weights @ self._values, applied, out=np.full_like(applied, np.nan), where=applied > 0)
        measures = dict(zip(self._names, means.tolist(), strict=True))
        if self._confidences is not None:
            judged = weights[self._places]
            measures[Name.AUROC] = self._confidences.auroc(judged)
            measures[Name.RISK_AREA] = self._confidences.risk_area(judged)
            measures[Name.CALIBRATION_ERROR] = self._confidences.calibration_error(judged)
        return measures


def measure_records(records: Sequence[Record]) -> list[Measure]:
    """Return every measure that applies to the records, in the order of the table."""
    if not records:
        return []
    columns = Columns(records)
    values, counts = columns.measure(), columns.count()
    ordered = [name for section in SECTIONS.values() for name in section if name in values]
    return [
        Measure(name=name, value=values[name], count=counts[name]) for name in ordered if not np.isnan(values[name])
    ]
