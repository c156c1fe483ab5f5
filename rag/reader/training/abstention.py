"""Measuring when the reader should not answer, and fitting what decides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.reader.calibration import Calibration
from rag.reader.session import ReaderSession
from rag.reader.training.calibration import fit, fit_apart
from rag.reader.training.data import Example
from rag.reader.training.measuring import Measure, score_answers, share_of_evidence
from rag.reader.training.metrics import (
    find_threshold,
    score_auroc,
    score_calibration_error,
    score_exact,
    score_f1,
)
from rag.reader.training.passages import PassageReading, merge_windows, read_windows

# From this F1 on an answer counts as right: whoever reads "Iroquois rule" for "Iroquois" has been answered.
_RIGHT_F1 = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class AbstentionReport:
    """What the held titles say.

    Attributes:
        answers: the probability that the text answers the question.
        is_right: the probability that it does *and* that the span is right.
        threshold: of `answers`, where refusing below it gives the best F1.
        right_threshold: the same of `is_right`.
    """

    measures: list[Measure]
    answers: Calibration
    is_right: Calibration
    threshold: float
    right_threshold: float


def measure_abstention(
    session: ReaderSession, examples: Sequence[Example], *, max_tokens: int, name: str
) -> AbstentionReport:
    """Measure answering and refusing, each title judged by what was fitted on the others."""
    items = [(e.question, e.context) for e in examples]
    labels = [e.is_answerable for e in examples]
    titles = [e.title for e in examples]
    windows = read_windows(session, items, max_tokens=max_tokens)
    rough = fit([r.signals for r in merge_windows(windows)], labels)
    readings = merge_windows(windows, calibration=rough)
    signals = [r.signals for r in readings]
    f1, exact = score_answers(examples, readings, score_f1), score_answers(examples, readings, score_exact)
    right = [score >= _RIGHT_F1 for score in f1]
    refused = [float(not answerable) for answerable in labels]
    apart, right_apart = fit_apart(signals, labels, titles), fit_apart(signals, right, titles)
    answered = np.zeros(len(examples), dtype=bool)
    for title in set(titles):
        rest = [i for i, t in enumerate(titles) if t != title]
        found = find_threshold([apart[i] for i in rest], [f1[i] for i in rest], [refused[i] for i in rest])
        answered |= (np.asarray(titles) == title) & (apart >= found.value)
    unanswerable = ~np.asarray(labels)
    values = [
        ("AUROC, answerable logit", score_auroc([s[0] for s in signals], labels)),
        ("AUROC, null margin", score_auroc([s[1] for s in signals], labels)),
        ("AUROC, best evidence", score_auroc([s[2] for s in signals], labels)),
        ("AUROC, calibrated", score_auroc(apart, labels)),
        ("AUROC, calibrated to be right", score_auroc(right_apart, labels)),
        ("EM at the threshold", float(np.where(answered, exact, refused).mean())),
        ("F1 at the threshold", float(np.where(answered, f1, refused).mean())),
        ("refusals: precision", float(unanswerable[~answered].mean())),
        ("refusals: recall", float((~answered)[unanswerable].mean())),
        ("calibration error, answers", score_calibration_error(list(apart), labels)),
        ("calibration error, is right", score_calibration_error(list(right_apart), right)),
    ]
    measures = [Measure(data=name, metric=metric, value=value, count=len(examples)) for metric, value in values]
    answers, is_right = fit(signals, labels), fit(signals, right)
    return AbstentionReport(
        measures=measures + _measure_answerable(examples, readings, f1, name=name),
        answers=answers,
        is_right=is_right,
        threshold=find_threshold(list(answers.apply(signals)), f1, refused).value,
        right_threshold=find_threshold(list(is_right.apply(signals)), f1, refused).value,
    )


def _measure_answerable(
    examples: Sequence[Example], readings: Sequence[PassageReading], f1: Sequence[float], *, name: str
) -> list[Measure]:
    places = [i for i, e in enumerate(examples) if e.is_answerable]
    evidence = share_of_evidence([examples[i] for i in places], [readings[i] for i in places])
    values = (("answerable: F1", float(np.mean([f1[i] for i in places]))), ("answerable: evidence sentence", evidence))
    return [Measure(data=name, metric=metric, value=value, count=len(places)) for metric, value in values]
