"""Answer sentence selection: candidate sentences ranked by what the reader says of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from corpus.types import Article, Chunk, Span, hash_text, identify
from index.types import Hit
from rag.evaluation.names import Name
from rag.evaluation.ranking import measure_rankings, rank_by_score
from rag.evaluation.types import Record, SentenceQuestion
from rag.reader.protocol import Reader

_JOINED_CHARS = 500  # of neighbouring candidates in one text: about a chunk of a library
_NEAREST_TO_CERTAIN = 1e-6  # a probability of 0 or 1 has no logit
_WAYS = (
    (Name.MAP_ALONE, Name.MRR_ALONE),
    (Name.MAP_JOINED, Name.MRR_JOINED),
    (Name.MAP_BOTH, Name.MRR_BOTH),
)


def rank_sentences(
    reader: Reader, questions: Sequence[SentenceQuestion], *, advance: Callable[[], None]
) -> Iterator[Record]:
    """Rank each question's candidates, and yield how well.

    Each is read alone (the mean of the logits that it answers and that it is evidence) and among its neighbours in the
    file (the logit that it is evidence); the third ranking is by the sum of both. Questions without a right and a wrong
    candidate are left out, as is usual.
    """
    for question in questions:
        if question.is_clean:
            alone, joined = score_alone(reader, question), score_joined(reader, question)
            both = [one + other for one, other in zip(alone, joined, strict=True)]
            values: dict[str, float] = {}
            for (precision, rank), scores in zip(_WAYS, (alone, joined, both), strict=True):
                rankings = {question.id: rank_by_score(scores, question.labels)}
                values |= measure_rankings(rankings, {"AP": precision.value, "RR": rank.value})[question.id]
            best = max(range(len(both)), key=both.__getitem__)
            yield Record(id=question.id, question=question.text, values=values, answer=question.sentences[best])
        advance()


def score_alone(reader: Reader, question: SentenceQuestion) -> list[float]:
    """Return each candidate's score with nothing beside it: one call for all of them."""
    hits = [_make_hit([sentence], rank=rank) for rank, sentence in enumerate(question.sentences, start=1)]
    return [
        (_logit(reading.probability) + _logit(reading.evidence[0].probability)) / 2
        for reading in reader.read(question.text, hits)
    ]


def score_joined(reader: Reader, question: SentenceQuestion) -> list[float]:
    """Return each candidate's score among its neighbours, about a chunk of them at a time."""
    hits = [_make_hit(sentences, rank=rank) for rank, sentences in enumerate(_pack(question.sentences), start=1)]
    return [_logit(one.probability) for reading in reader.read(question.text, hits) for one in reading.evidence]


def _pack(sentences: Sequence[str]) -> Iterator[list[str]]:
    pack: list[str] = []
    for sentence in sentences:
        if pack and len(" ".join([*pack, sentence])) > _JOINED_CHARS:
            yield pack
            pack = []
        pack.append(sentence)
    yield pack


def _make_hit(sentences: Sequence[str], *, rank: int) -> Hit:
    text, spans = " ".join(sentences), []
    start = 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    origin = f"sentences:{hash_text(text)}"
    article = Article(id=identify(origin), origin=origin, title="-", text=text, sha256=hash_text(text))
    chunk = Chunk(article_id=article.id, start=0, end=len(text), sentences=tuple(spans))
    return Hit(article=article, chunk=chunk, rank=rank, score=1.0 / rank)


def _logit(probability: float) -> float:
    bounded = min(max(probability, _NEAREST_TO_CERTAIN), 1 - _NEAREST_TO_CERTAIN)
    return math.log(bounded / (1 - bounded))
