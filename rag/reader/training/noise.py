"""Measuring answers among distracting passages, and refusals where only distraction is there (RGB)."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.reader.calibration import Calibration
from rag.reader.session import ReaderSession
from rag.reader.training.measuring import Measure
from rag.reader.training.metrics import normalise
from rag.reader.training.passages import read_passages

_PASSAGES = 5  # shown with each question, as the benchmark does
_WINDOW_TOKENS = 120  # about a chunk of the library


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisyQuestion:
    """A question of RGB.

    Attributes:
        answers: all that a right answer names, each in its alternative wordings.
    """

    question: str
    answers: tuple[tuple[str, ...], ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]


def read_noisy_questions(path: Path) -> list[NoisyQuestion]:
    """Read `rgb/*.jsonl.gz`."""
    questions = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            answers = tuple(tuple(a) if isinstance(a, list) else (a,) for a in row["answer"])
            questions.append(
                NoisyQuestion(
                    question=row["query"],
                    answers=answers,
                    positive=tuple(p for p in row["positive"] if p.strip()),
                    negative=tuple(n for n in row["negative"] if n.strip()),
                )
            )
    return questions


def measure_noise(
    session: ReaderSession, questions: list[NoisyQuestion], *, calibration: Calibration, threshold: float
) -> list[Measure]:
    """Measure the answer of the surest passage at 80 % noise, and refusals at 100 %."""
    noisy = [(q, (*q.negative[: _PASSAGES - 1], *q.positive[:1])) for q in questions if q.positive and q.negative]
    distracting = [(q, q.negative[:_PASSAGES]) for q in questions if q.negative]
    found, sure = [], []
    for (question, _), (quote, confidence) in zip(noisy, _ask(session, noisy, calibration), strict=True):
        words = normalise(quote)
        found.append(all(any(normalise(a) in words for a in alternatives) for alternatives in question.answers))
        sure.append(confidence >= threshold)
    refused = [confidence < threshold for _, confidence in _ask(session, distracting, calibration)]
    values = (
        ("80 % noise: first quote is right", float(np.mean(found)), len(found)),
        ("80 % noise: and is given", float(np.mean(np.asarray(found) & np.asarray(sure))), len(found)),
        ("100 % noise: refused", float(np.mean(refused)), len(refused)),
    )
    return [Measure(data="RGB", metric=metric, value=value, count=count) for metric, value, count in values]


def _ask(
    session: ReaderSession, asked: list[tuple[NoisyQuestion, tuple[str, ...]]], calibration: Calibration
) -> list[tuple[str, float]]:
    """Return for each question the sentence that holds the surest answer, and how sure it is."""
    items = [(question.question, passage) for question, passages in asked for passage in passages]
    readings = iter(read_passages(session, items, max_tokens=_WINDOW_TOKENS, calibration=calibration))
    answers = []
    for _, passages in asked:
        options = []
        for passage in passages:
            reading = next(readings)
            confidence = float(calibration.apply([reading.signals])[0])
            sentence = next(
                (s for s in reading.sentences if s.start <= reading.answer.start < s.end), reading.sentences[0]
            )
            options.append((confidence, passage[sentence.start : sentence.end]))
        confidence, quote = max(options)
        answers.append((quote, confidence))
    return answers
