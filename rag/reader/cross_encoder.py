"""The trained reader: question and chunk in one input."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from corpus.tagging.embeddings import load_tokenizer
from corpus.tagging.packaged import read_packaged
from corpus.types import Span
from index.errors import ModelNotFoundError
from index.models import find_packaged_model
from index.types import Hit
from rag.reader.calibration import Calibration
from rag.reader.decoding import WindowReading
from rag.reader.recipients import without_recipient
from rag.reader.roles import is_reversed
from rag.reader.session import ReaderSession, Task
from rag.types import Evidence, Reading

MODEL_FOLDER = Path(__file__).parent / "model"
_LIKELY = 0.1  # what is less probable is shown as no answer, and hardly adds to one that other sources give


class CrossEncoderReader:
    """Reads question and chunk together; says which words answer, which sentences are evidence, and how sure it is.

    Args:
        folder: with `model.json` and the ONNX file that it names.
        threads: how many; 0 lets ONNX Runtime take one a core.

    Raises:
        ModelNotFoundError: if a file is missing or damaged.
    """

    def __init__(self, folder: Path = MODEL_FOLDER, *, threads: int = 0) -> None:
        try:
            described, model = read_packaged(folder)
            fitted = described["calibration"]["over_library"]
            self._calibration = Calibration(weights=tuple(fitted["weights"]), bias=fitted["bias"])
            self._threshold = float(fitted["threshold"])
            tokenizer = load_tokenizer(find_packaged_model())
            self._session = ReaderSession(model, tokenizer=tokenizer, threads=threads)
        except ModelNotFoundError:
            raise
        except Exception as error:  # both libraries raise a bare Exception for a damaged file
            reason = str(error).strip().splitlines()[0]
            raise ModelNotFoundError(
                f"The reader in {folder} cannot be loaded ({reason}). Install Footnote again."
            ) from error
        self._name = f"cross-encoder {described['sha256'][:8]}"

    @property
    def name(self) -> str:
        """What an answer says of who read."""
        return self._name

    @property
    def threshold(self) -> float:
        """The probability, 0 to 1, below which a reading is no answer."""
        return self._threshold

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return one reading a hit, in the order of the hits."""
        tasks = [Task(question=question, text=hit.text, sentences=_sentences_of(hit)) for hit in hits]
        titles = [hit.article.title for hit in hits]
        read = self._read(tasks, titles)
        left: Sequence[int] = range(len(tasks))
        while left:
            # What is told the other way round is no answer; the rest of the chunk may hold one.
            likely = [number for number in left if read[number][1] >= _LIKELY]
            rest = {number: _without_reversed(tasks[number], read[number][0]) for number in likely}
            changed = {number: task for number, task in rest.items() if task is not tasks[number]}
            for number, task in changed.items():
                tasks[number], read[number] = task, (read[number][0], 0.0)
            left = [number for number, task in changed.items() if task.text.strip()]
            anew = self._read([tasks[number] for number in left], [titles[number] for number in left])
            for number, reading in zip(left, anew, strict=True):
                read[number] = reading
        return [_place(hit, window, probability) for hit, (window, probability) in zip(hits, read, strict=True)]

    def _read(self, tasks: Sequence[Task], titles: Sequence[str]) -> list[tuple[WindowReading, float]]:
        """Return for each task what was read and the probability that it answers."""
        if not tasks:
            return []
        windows = self._session.read([replace(task, title=title) for task, title in zip(tasks, titles, strict=True)])
        probabilities = self._calibration.apply([window.signals for window in windows]).tolist()
        # A title says what the words are about, and so whether they answer; which words do is read off them alone.
        likely = [number for number, probability in enumerate(probabilities) if probability >= _LIKELY]
        for number, window in zip(likely, self._session.read([tasks[number] for number in likely]), strict=True):
            task = tasks[number]
            answer = without_recipient(task.question, task.text, window.answer)
            windows[number] = replace(windows[number], answer=answer)
        return list(zip(windows, probabilities, strict=True))


def _without_reversed(task: Task, window: WindowReading) -> Task:
    """Return a task with the sentence of its answer blank, if that tells what is asked the other way round."""
    answer = window.answer
    for sentence in task.sentences:
        if not sentence.start <= answer.start < sentence.end:
            continue
        words = Span(answer.start - sentence.start, min(answer.end, sentence.end) - sentence.start)
        if not is_reversed(task.question, task.text[sentence.start : sentence.end], words):
            break
        blank = " " * (sentence.end - sentence.start)
        return replace(task, text=task.text[: sentence.start] + blank + task.text[sentence.end :])
    return task


def _sentences_of(hit: Hit) -> tuple[Span, ...]:
    start = hit.chunk.start
    return tuple(Span(span.start - start, span.end - start) for span in hit.chunk.sentences)


def _place(hit: Hit, window: WindowReading, probability: float) -> Reading:
    """Return what was read in a chunk's words as a reading of its article."""
    start = hit.chunk.start
    return Reading(
        hit=hit,
        answer=Span(start + window.answer.start, start + window.answer.end),
        evidence=tuple(
            Evidence(sentence=span, probability=1.0 / (1.0 + math.exp(-max(logit, -50.0))))
            for span, logit in zip(hit.chunk.sentences, window.evidence, strict=True)
        ),
        probability=probability,
    )
