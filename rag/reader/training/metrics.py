"""How good a reader is: exact match and F1 of words, ranking, and knowing when not to answer."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_PUNCTUATION = str.maketrans("", "", string.punctuation)
Floats = NDArray[np.float64]


def normalise(answer: str) -> str:
    """Lower case, no ASCII punctuation, no articles, single spaces: SQuAD's official normalisation [1].

    [1] https://rajpurkar.github.io/SQuAD-explorer/, evaluate-v2.0.py
    """
    words = re.sub(r"\b(a|an|the)\b", " ", answer.lower().translate(_PUNCTUATION))
    return " ".join(words.split())


def score_exact(predicted: str, golds: Sequence[str]) -> float:
    """Return 1 where `predicted` is one of `golds` after normalisation; no golds means that nothing is right."""
    return float(any(normalise(predicted) == normalise(gold) for gold in golds or ("",)))


def score_f1(predicted: str, golds: Sequence[str]) -> float:
    """Return the best word F1 of `predicted` against `golds`; for no golds 1 where nothing was predicted."""
    return max(_f1(normalise(predicted).split(), normalise(gold).split()) for gold in golds or ("",))


def _f1(predicted: list[str], gold: list[str]) -> float:
    if not predicted or not gold:
        return float(predicted == gold)
    shared = sum((Counter(predicted) & Counter(gold)).values())
    return 2 * shared / (len(predicted) + len(gold))


def score_average_precision(scores: Sequence[float], labels: Sequence[bool]) -> float:
    """Return the average precision of ranking by `scores`; equal scores keep their order."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    hits = np.asarray(labels, dtype=np.float64)[order]
    if not hits.any():
        raise ValueError("average precision needs at least one right candidate")
    precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precision * hits).sum() / hits.sum())


def score_auroc(scores: Sequence[float] | Floats, labels: Sequence[bool] | NDArray[np.bool_]) -> float:
    """Return the probability that a random true one scores above a random false one, ties counting half."""
    values, truth = np.asarray(scores, dtype=np.float64), np.asarray(labels, dtype=bool)
    if truth.all() or not truth.any():
        raise ValueError("the AUROC needs both kinds")
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    mean_rank = np.cumsum(counts) - (counts - 1) / 2
    positives = int(truth.sum())
    total = float(mean_rank[inverse][truth].sum())
    return (total - positives * (positives + 1) / 2) / (positives * (len(values) - positives))


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The confidence from which on answering gives the best mean score, and that score."""

    value: float
    score: float


def find_threshold(confidences: Sequence[float], answered: Sequence[float], refused: Sequence[float]) -> Threshold:
    """Find where to refuse: each question scores `answered` at or above the threshold and `refused` below it."""
    order = np.argsort(np.asarray(confidences))
    ranked = np.asarray(confidences)[order]
    gain = np.asarray(answered, dtype=np.float64)[order]
    loss = np.asarray(refused, dtype=np.float64)[order]
    # totals[i]: the lowest i are refused.
    totals = np.concatenate(([0.0], np.cumsum(loss))) + (gain.sum() - np.concatenate(([0.0], np.cumsum(gain))))
    best = int(np.argmax(totals))
    if best == 0:
        value = float(ranked[0])
    elif best == len(ranked):
        value = float(np.nextafter(ranked[-1], np.inf))
    else:
        value = float((ranked[best - 1] + ranked[best]) / 2)
    return Threshold(value=value, score=float(totals[best] / len(ranked)))


def score_calibration_error(confidences: Sequence[float], correct: Sequence[bool], *, bins: int = 10) -> float:
    """Return the expected calibration error over `bins` of equal width."""
    values, truth = np.asarray(confidences, dtype=np.float64), np.asarray(correct, dtype=np.float64)
    place = np.minimum((values * bins).astype(int), bins - 1)
    error = 0.0
    for number in range(bins):
        inside = place == number
        if inside.any():
            error += inside.mean() * abs(values[inside].mean() - truth[inside].mean())
    return float(error)
