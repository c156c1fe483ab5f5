"""Measures of answers given the passage, and of evidence sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.reader.session import ReaderSession
from rag.reader.training.data import Example, held_titles, read_examples
from rag.reader.training.metrics import score_exact, score_f1
from rag.reader.training.passages import PassageReading, read_passages

Score = Callable[[str, Sequence[str]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line of the table."""

    data: str
    metric: str
    value: float
    count: int


def measure_spans(session: ReaderSession, examples: Sequence[Example], *, max_tokens: int, name: str) -> list[Measure]:
    """Measure answers given the passage, where every question has one."""
    readings = read_passages(session, [(e.question, e.context) for e in examples], max_tokens=max_tokens)
    values = (
        ("EM", float(np.mean(score_answers(examples, readings, score_exact)))),
        ("F1", float(np.mean(score_answers(examples, readings, score_f1)))),
        ("evidence sentence", share_of_evidence(examples, readings)),
    )
    return [Measure(data=name, metric=metric, value=value, count=len(examples)) for metric, value in values]


def score_answers(examples: Sequence[Example], readings: Sequence[PassageReading], score: Score) -> list[float]:
    """Return what answering each question would score: nothing where the passage does not say."""
    return [
        score(e.context[r.answer.start : r.answer.end], [text for text, _ in e.answers]) if e.is_answerable else 0.0
        for e, r in zip(examples, readings, strict=True)
    ]


def share_of_evidence(examples: Sequence[Example], readings: Sequence[PassageReading]) -> float:
    """Return how often the sentence of the highest evidence holds the start of one of the marked answers."""
    hits = []
    for example, reading in zip(examples, readings, strict=True):
        best = reading.sentences[int(np.argmax(reading.evidence))]
        hits.append(any(best.start <= start < best.end for _, start in example.answers))
    return float(np.mean(hits))


def read_untrained(data: Path, name: str, *, held_only: bool) -> list[Example]:
    """Return a SQuAD half's examples on titles not trained on; with `held_only` those of SQuAD 2.0's held titles."""
    half = read_examples(data / "span" / "squad2_half_a.jsonl.gz")
    held = held_titles(e.title for e in half)
    trained = {e.title for e in half} - held
    examples = read_examples(data / "span" / f"{name}.jsonl.gz")
    return [e for e in examples if (e.title in held if held_only else e.title not in trained)]
