"""What the tests of the evaluation share: a reader that is told what to find, and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.types import Span
from index.types import Hit
from rag.evaluation.types import Form, Judgement, Record, Run
from rag.types import Evidence, Reading


class ToldReader:
    """Finds, for each question, the words it was told, as surely as it was told; elsewhere it is nearly sure of none.

    Its evidence is the sentence that the words begin in.
    """

    name, threshold = "told", 0.5

    def __init__(self, told: Mapping[str, tuple[str, float]]) -> None:
        self._told = told
        self.calls: list[tuple[str, int]] = []

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.calls.append((question, len(hits)))
        return [self._read(hit, *self._told.get(question, ("\0", 0.0))) for hit in hits]

    def _read(self, hit: Hit, words: str, sureness: float) -> Reading:
        start = hit.article.text.find(words, hit.chunk.start, hit.chunk.end)
        is_found = start >= 0
        answer = Span(start, start + len(words)) if is_found else hit.chunk.sentences[0]
        evidence = tuple(
            Evidence(sentence=span, probability=sureness if span.start <= start < span.end else 0.01)
            for span in hit.chunk.sentences
        )
        return Reading(hit=hit, answer=answer, evidence=evidence, probability=sureness if is_found else 0.05)


def judged(confidence: float, *, right: bool, answerable: bool = True) -> Judgement:
    return Judgement(confidence=confidence, is_answerable=answerable, is_right=right, is_refused=confidence < 0.5)


def make_run(values: Sequence[Mapping[str, float]], *, form: Form = Form.SEARCH) -> Run:
    records = tuple(
        Record(id=str(number), question=f"question {number}?", values=one) for number, one in enumerate(values)
    )
    return Run(form=form, file="questions.jsonl", records=records)
