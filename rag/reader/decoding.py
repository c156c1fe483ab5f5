"""From logits to an answer: the best span, each sentence's evidence, and how far the text seems to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Span

# SQuAD's answers have 3 words on average and 43 at most; longer spans are mistakes (0.3 % of the training answers).
MAX_ANSWER_TOKENS = 30
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """What the model says about one window: a logit for each token, and one for the whole."""

    start: Floats
    end: Floats
    evidence: Floats
    answerable: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowReading:
    """What was read in one window.

    Attributes:
        answer: the best span, in code points of the window's text.
        span_score: the sum of its start and end logits.
        margin: by how much that passes the null span's, `[CLS]`.
        evidence: a logit for each sentence: the mean of its tokens'.
        answerable: the logit that the window answers at all.
    """

    answer: Span
    span_score: float
    margin: float
    evidence: tuple[float, ...]
    answerable: float

    @property
    def signals(self) -> tuple[float, float, float]:
        """Return what the calibration is fitted on: `answerable`, `margin` and the highest `evidence`."""
        return self.answerable, self.margin, max(self.evidence)


def decode(
    outputs: Outputs,
    *,
    offsets: Sequence[tuple[int, int]],
    is_text: Sequence[bool] | NDArray[np.bool_],
    sentences: Sequence[Span],
) -> WindowReading:
    """Read a window's answer and evidence from the model's outputs.

    Args:
        outputs: the model's, at least as long as `offsets` (padding is ignored).
        offsets: each token's place in the window's text.
        is_text: for each token whether it is of the text, not of the question or a mark between them.
        sentences: the sentences of the text, at least one.
    """
    places = [int(p) for p in np.flatnonzero(np.asarray(is_text))]
    start, end = outputs.start[places], outputs.end[places]
    scores = start[:, None] + end[None, :]
    length = np.arange(len(places))[None, :] - np.arange(len(places))[:, None]
    allowed = (length >= 0) & (length < MAX_ANSWER_TOKENS)
    scores = np.where(allowed, scores, -np.inf)
    first, last = divmod(int(np.argmax(scores)), len(places))
    best = float(scores[first, last])
    evidence = []
    for sentence in sentences:
        inside = [p for p in places if sentence.start <= offsets[p][0] < sentence.end]
        evidence.append(float(outputs.evidence[inside].mean()) if inside else float("-inf"))
    return WindowReading(
        answer=Span(offsets[places[first]][0], offsets[places[last]][1]),
        span_score=best,
        margin=best - float(outputs.start[0] + outputs.end[0]),
        evidence=tuple(evidence),
        answerable=outputs.answerable,
    )
