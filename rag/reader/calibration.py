"""From a reader's three signals to a probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Signals = Sequence[tuple[float, float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A probability from `(answerable, margin, max evidence)`: `sigmoid(weights . signals + bias)`."""

    weights: tuple[float, float, float]
    bias: float

    def apply(self, signals: Signals) -> Floats:
        """Return the probability for each row of `signals`."""
        logits = np.asarray(signals, dtype=np.float64) @ np.asarray(self.weights) + self.bias
        return np.asarray(1.0 / (1.0 + np.exp(-logits)), dtype=np.float64)
