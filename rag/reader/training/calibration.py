"""From a reader's three signals to a probability: a logistic regression, Platt's with three inputs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.reader.calibration import Calibration, Floats, Signals


def fit(signals: Signals, labels: Sequence[bool], *, ridge: float = 1.0) -> Calibration:
    """Fit by Newton's method on standardised signals; `ridge` keeps near-equal signals from opposing each other."""
    raw = np.asarray(signals, dtype=np.float64)
    mean, scale = raw.mean(axis=0), raw.std(axis=0) + 1e-9
    inputs = np.hstack([(raw - mean) / scale, np.ones((len(raw), 1))])
    truth = np.asarray(labels, dtype=np.float64)
    penalty = np.diag([ridge] * raw.shape[1] + [0.0])
    weights = np.zeros(inputs.shape[1])
    for _ in range(50):
        p = 1.0 / (1.0 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (p - truth) + penalty @ weights
        hessian = (inputs * (p * (1 - p))[:, None]).T @ inputs + penalty
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    slopes = weights[:-1] / scale
    return Calibration(
        weights=(float(slopes[0]), float(slopes[1]), float(slopes[2])),
        bias=float(weights[-1] - (slopes * mean).sum()),
    )


def fit_apart(signals: Signals, labels: Sequence[bool], groups: Sequence[str]) -> Floats:
    """Return each row's probability by a calibration fitted on the other groups, so that none judges itself."""
    rows, truth, names = np.asarray(signals, dtype=np.float64), np.asarray(labels, dtype=bool), np.asarray(groups)
    probabilities = np.zeros(len(rows))
    for group in sorted(set(groups)):
        inside = names == group
        fitted = fit([tuple(r) for r in rows[~inside]], list(truth[~inside]))
        probabilities[inside] = fitted.apply([tuple(r) for r in rows[inside]])
    return probabilities
