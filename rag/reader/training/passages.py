"""Reading a passage that may be longer than a window: cut into overlapping windows, or whole, and merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Span
from rag.reader.calibration import Calibration
from rag.reader.decoding import WindowReading
from rag.reader.session import ReaderSession, Task
from rag.reader.training.windows import split_sentences

CHARS_PER_TOKEN = 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageReading:
    """What was read in a passage: the best window's answer in the passage's offsets, and all sentences' evidence.

    Attributes:
        signals: of the window that answers best, as the calibration takes them.
        sentences: the passage's sentences, beside `evidence`.
    """

    answer: Span
    signals: tuple[float, float, float]
    sentences: tuple[Span, ...]
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageWindow:
    """A window of a passage, and what was read in it.

    Attributes:
        first: the number of its first sentence in the passage.
        base: where that begins.
        sentences: those of the whole passage.
    """

    first: int
    base: int
    sentences: tuple[Span, ...]
    reading: WindowReading


def cut_windows(sentences: Sequence[Span], *, max_chars: int) -> list[tuple[int, int]]:
    """Return `(first, last)` sentences of windows of at most `max_chars` (a longer sentence stands alone).

    Each window begins with the sentence that the one before it ended with, where that leaves room for a new one.
    """
    windows, first = [], 0
    while True:
        last = first
        while last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= max_chars:
            last += 1
        windows.append((first, last))
        if last + 1 == len(sentences):
            return windows
        overlaps = last > first and sentences[last + 1].end - sentences[last].start <= max_chars
        first = last if overlaps else last + 1


def read_passages(
    session: ReaderSession,
    items: Sequence[tuple[str, str]],
    *,
    max_tokens: int,
    calibration: Calibration | None = None,
) -> list[PassageReading]:
    """Read `(question, passage)` pairs in windows of about `max_tokens` of passage; the likeliest window answers."""
    return merge_windows(read_windows(session, items, max_tokens=max_tokens), calibration=calibration)


def read_windows(
    session: ReaderSession, items: Sequence[tuple[str, str]], *, max_tokens: int
) -> list[list[PassageWindow]]:
    """Read every window of each `(question, passage)` pair."""
    tasks, owners, places = [], [], []
    for number, (question, passage) in enumerate(items):
        sentences = split_sentences(passage)
        for first, last in cut_windows(sentences, max_chars=int(max_tokens * CHARS_PER_TOKEN)):
            base = sentences[first].start
            inside = tuple(Span(s.start - base, s.end - base) for s in sentences[first : last + 1])
            tasks.append(Task(question=question, text=passage[base : sentences[last].end], sentences=inside))
            owners.append(number)
            places.append((first, base, sentences))
    grouped: list[list[PassageWindow]] = [[] for _ in items]
    for owner, (first, base, sentences), reading in zip(owners, places, session.read(tasks), strict=True):
        grouped[owner].append(PassageWindow(first=first, base=base, sentences=sentences, reading=reading))
    return grouped


def merge_windows(
    passages: Sequence[Sequence[PassageWindow]], *, calibration: Calibration | None = None
) -> list[PassageReading]:
    """Merge each passage's windows; without a calibration the sum of their logits says which one answers best."""
    return [_merge(windows, calibration) for windows in passages]


def _merge(windows: Sequence[PassageWindow], calibration: Calibration | None) -> PassageReading:
    def confidence(window: PassageWindow) -> float:
        if calibration is None:
            return window.reading.answerable + window.reading.margin / 2  # the margin is a sum of two logits
        return float(calibration.apply([window.reading.signals])[0])

    best = max(windows, key=confidence)
    sentences = best.sentences
    evidence = [float("-inf")] * len(sentences)
    for window in windows:
        for i, logit in enumerate(window.reading.evidence, start=window.first):
            evidence[i] = max(evidence[i], logit)
    answer = best.reading.answer
    return PassageReading(
        answer=Span(answer.start + best.base, answer.end + best.base),
        signals=best.reading.signals,
        sentences=sentences,
        evidence=tuple(evidence),
    )
