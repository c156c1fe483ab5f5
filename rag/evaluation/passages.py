"""Questions read in the passage that stands beside them: no library, no search, the same deciding and quoting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from corpus.splitting import split
from corpus.types import Article, Span, hash_text, identify
from index.types import Hit
from rag.deciding import decide
from rag.evaluation.judging import RIGHT_F1, are_verbatim, score_answer, score_refusal
from rag.evaluation.names import Name
from rag.evaluation.scoring import score_f1
from rag.evaluation.types import Judgement, PassageQuestion, Record
from rag.quoting import quote_groups, quote_nearest
from rag.reader.protocol import Reader
from rag.types import Reading


def read_passages(
    reader: Reader, questions: Sequence[PassageQuestion], *, advance: Callable[[], None]
) -> Iterator[Record]:
    """Read each question's passage, chunk by chunk in one call, and yield what became of it."""
    for question in questions:
        readings = reader.read(question.text, make_hits(question.passage, question.title))
        yield _record(question, readings, threshold=reader.threshold)
        advance()


@lru_cache(maxsize=64)  # the questions of a passage stand together, about five of them
def make_hits(passage: str, title: str) -> tuple[Hit, ...]:
    """Return a passage's chunks as search would return them, in order; offsets point into `passage` as it is."""
    origin = f"passage:{hash_text(passage)}"
    article = Article(id=identify(origin), origin=origin, title=title, text=passage, sha256=hash_text(passage))
    return tuple(
        Hit(article=article, chunk=chunk, rank=rank, score=1.0 / rank)
        for rank, chunk in enumerate(split(article), start=1)
    )


def _record(question: PassageQuestion, readings: Sequence[Reading], *, threshold: float) -> Record:
    # The first answer is judged even where it is refused: SQuAD 1.1, the AUROC and the risk need it.
    answers, quotes = quote_groups(decide(readings, threshold=0.0))
    given, shown = quote_groups(decide(readings, threshold=threshold))
    first = answers[0]
    is_refused = not given
    golds = [answer.text for answer in question.answers]
    values = score_answer(first.text, golds, is_refused=is_refused, is_answerable=question.is_answerable)
    values |= score_refusal(is_answerable=question.is_answerable, is_refused=is_refused)
    values[Name.VERBATIM] = float(
        are_verbatim(given, shown or quote_nearest(readings), lambda article_id: question.passage)
    )
    starts = [answer.start for answer in question.answers if answer.start is not None]
    if starts:
        quote = quotes[first.quotes[0] - 1]
        values[Name.QUOTED_SENTENCE] = _holds(Span(quote.start, quote.end), starts)
        values[Name.EVIDENCE_SENTENCE] = _holds(best_evidence(readings), starts)
    return Record(
        id=question.id,
        question=question.text,
        values=values,
        judgement=Judgement(
            confidence=first.probability,
            is_answerable=question.is_answerable,
            is_right=question.is_answerable and score_f1(first.text, golds) >= RIGHT_F1,
            is_refused=is_refused,
        ),
        answer=first.text,
        quotes=tuple(quote.text for quote in shown),
    )


def best_evidence(readings: Sequence[Reading]) -> Span:
    """Return the sentence that is most probably evidence, over all chunks; the first of equals."""
    evidence = [one for reading in readings for one in reading.evidence]
    return max(evidence, key=lambda one: one.probability).sentence


def _holds(span: Span, starts: Sequence[int]) -> float:
    return float(any(span.start <= start < span.end for start in starts))
