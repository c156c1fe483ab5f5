"""The baseline reader: the sentence most similar to the question, by meaning and by words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.encoder import Encoder
from index.lexical import content_stems
from index.types import Hit
from rag.types import Evidence, Reading

# Fitted by `python -m rag.benchmarks.similarity --count 2500`; the figures stand in docs/evaluation.md.
_OVERLAP_WEIGHT = 1.0
_SLOPE = 3.13
_OFFSET = -4.20
# Answers 8 of 10 answerable questions and refuses every strange one; near misses it cannot tell at any threshold.
_THRESHOLD = 0.25


class SimilarityReader:
    """Takes whole sentences for answers, by the cosine of their vectors and the share of the question's rare words.

    Needs no trained weights of its own. It cannot tell who gave from who received, and it gives a near miss as high a
    score as an answer: it is what a trained reader is measured against.

    Args:
        encoder: makes the sentences' vectors.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def name(self) -> str:
        """What an answer says of who read."""
        return "similarity"

    @property
    def threshold(self) -> float:
        """The probability, 0 to 1, below which a reading is no answer."""
        return _THRESHOLD

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return one reading a hit: its answer is the chunk's best sentence, whole."""
        texts = [hit.article.text[span.start : span.end] for hit in hits for span in hit.chunk.sentences]
        if not texts:
            return []
        scores = iter(self._score(question, texts))
        return [_read_chunk(hit, [next(scores) for _ in hit.chunk.sentences]) for hit in hits]

    def _score(self, question: str, texts: Sequence[str]) -> list[float]:
        cosines = self._encoder.encode(texts) @ self._encoder.encode([question], is_query=True)[0]
        overlaps = share_rare_words(question, texts)
        return [float(score) for score in cosines + _OVERLAP_WEIGHT * np.asarray(overlaps)]


def share_rare_words(question: str, texts: Sequence[str]) -> list[float]:
    """Return, for each text, the share of the question's words that stand in it, 0 to 1, rare words counting more.

    A word's weight is its inverse frequency among `texts`, `log(1 + n / (1 + n_with_it))`.
    """
    asked = content_stems(question)
    stems = [set(content_stems(text)) & set(asked) for text in texts]
    frequency = Counter(stem for found in stems for stem in found)
    weights = {stem: math.log(1 + len(texts) / (1 + frequency[stem])) for stem in asked}
    whole = sum(weights.values()) or 1.0
    return [sum(weights[stem] for stem in sorted(found)) / whole for found in stems]


def _read_chunk(hit: Hit, scores: Sequence[float]) -> Reading:
    evidence = tuple(
        Evidence(sentence=span, probability=_to_probability(score))
        for span, score in zip(hit.chunk.sentences, scores, strict=True)
    )
    best = max(evidence, key=lambda sentence: sentence.probability)
    return Reading(hit=hit, answer=best.sentence, evidence=evidence, probability=best.probability)


def _to_probability(score: float) -> float:
    return 1.0 / (1.0 + math.exp(-(_SLOPE * score + _OFFSET)))
