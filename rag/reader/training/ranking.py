"""Measuring how candidate sentences are ranked (WikiQA, TREC-QA)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.reader.session import ReaderSession, Task
from rag.reader.training.data import SentenceQuestion
from rag.reader.training.measuring import Measure
from rag.reader.training.metrics import score_average_precision
from rag.reader.training.windows import join_candidates

_JOINED_CHARS = 500  # of neighbouring candidates in one window: about a chunk of the library
_LOWEST = -20.0  # a sentence of which no token was read


def measure_ranking(session: ReaderSession, questions: Sequence[SentenceQuestion], *, name: str) -> list[Measure]:
    """Measure the ranking of candidates, each read alone, among its neighbours, and both together."""
    clean = [q for q in questions if q.is_clean]
    alone, joined = score_alone(session, clean), score_joined(session, clean)
    both = [[a + b for a, b in zip(one, other, strict=True)] for one, other in zip(alone, joined, strict=True)]
    measures = []
    for metric, scores in (("MAP, read alone", alone), ("MAP, read joined", joined), ("MAP, both", both)):
        value = np.mean([score_average_precision(s, q.labels) for s, q in zip(scores, clean, strict=True)])
        measures.append(Measure(data=name, metric=metric, value=float(value), count=len(clean)))
    return measures


def score_alone(session: ReaderSession, questions: Sequence[SentenceQuestion]) -> list[list[float]]:
    """Return for each candidate the mean of its answerable and its evidence logit, read with nothing beside it."""
    tasks = []
    for question in questions:
        for i in range(len(question.sentences)):
            window, _ = join_candidates(question, order=[i], max_chars=0, kind="")
            tasks.append(Task(question=question.question, text=window.text, sentences=window.sentences))
    readings = iter(session.read(tasks))
    scores = []
    for question in questions:
        signals = [next(readings).signals for _ in question.sentences]
        scores.append([(answerable + max(evidence, _LOWEST)) / 2 for answerable, _, evidence in signals])
    return scores


def score_joined(session: ReaderSession, questions: Sequence[SentenceQuestion]) -> list[list[float]]:
    """Return for each candidate its evidence logit, read among those that stand beside it in the set."""
    tasks, places = [], []
    for number, question in enumerate(questions):
        taken = 0
        while taken < len(question.sentences):
            order = range(taken, len(question.sentences))
            window, count = join_candidates(question, order=order, max_chars=_JOINED_CHARS, kind="")
            tasks.append(Task(question=question.question, text=window.text, sentences=window.sentences))
            places.append((number, taken))
            taken += count
    scores = [[_LOWEST] * len(q.sentences) for q in questions]
    for (number, start), reading in zip(places, session.read(tasks), strict=True):
        for i, logit in enumerate(reading.evidence):
            scores[number][start + i] = max(logit, _LOWEST)
    return scores
