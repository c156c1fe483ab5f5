"""From readings to quotes: whole sentences, numbered, cited, and checked before they leave."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.types import Article, Span, hash_text
from rag.deciding import MAX_QUOTES_AN_ANSWER, Group, count_independent
from rag.types import Citation, FoundAnswer, Quote, Reading

MAX_NEAREST = 3
# English words that stand for something said before. "It appears that …" and its like point at nothing.
_POINTS_BACK = re.compile(
    r"""["“”'‘’(\[—–-]*(?:He|She|They|His|Her|Their|Its|Both|This|That|These|Those"""
    r"""|It(?! (?:appears|seems|is|was) (?:\w+ )?(?:that|to)\b))\b"""
)


def quote_groups(groups: Sequence[Group]) -> tuple[tuple[FoundAnswer, ...], tuple[Quote, ...]]:
    """Return the answers and their quotes, numbered from 1 in the order of the answers.

    Readings of the same sentences share one quote.
    """
    answers: list[FoundAnswer] = []
    quotes: list[Quote] = []
    for group in groups:
        numbers: list[int] = []
        for reading in _distinct_articles_first(group)[:MAX_QUOTES_AN_ANSWER]:
            span = quoted_sentences(reading)
            quote = next((q for q in quotes if (q.article.id, q.start, q.end) == (reading.hit.article.id, *span)), None)
            if quote is None:
                quote = _quote(reading, number=len(quotes) + 1)
                quotes.append(quote)
            if quote.number not in numbers:
                numbers.append(quote.number)
        first = group.readings[0]
        answers.append(
            FoundAnswer(
                article=first.hit.article,
                span=first.answer,
                quotes=tuple(numbers),
                independent_sources=count_independent(group),
                probability=group.probability,
            )
        )
    return tuple(answers), tuple(quotes)


def quote_nearest(readings: Sequence[Reading]) -> tuple[Quote, ...]:
    """Return the closest quotes, at most three, most probable first; none of them is an answer."""
    ordered = sorted(readings, key=lambda reading: (-reading.probability, reading.hit.rank))
    spans: set[tuple[str, Span]] = set()
    quotes: list[Quote] = []
    for reading in ordered:
        place = reading.hit.article.id, quoted_sentences(reading)
        if place not in spans and len(quotes) < MAX_NEAREST:
            spans.add(place)
            quotes.append(_quote(reading, number=len(quotes) + 1, answers=False))
    return tuple(quotes)


def quoted_sentences(reading: Reading) -> Span:
    """Return the whole sentences that hold a reading's answer, as one span of the article.

    Where the first of them opens by pointing back ("It will take a week to mend, she said"), the sentence before it in
    the chunk is quoted too: it says what "it" is.
    """
    sentences, text = reading.hit.chunk.sentences, reading.hit.article.text
    touched = [
        number
        for number, span in enumerate(sentences)
        if span.start < reading.answer.end and reading.answer.start < span.end
    ]
    if not touched:
        raise ValueError(f"the answer {reading.answer} lies outside its chunk's sentences")
    first = sentences[touched[0]]
    if touched[0] > 0 and _POINTS_BACK.match(text, first.start, first.end):
        first = sentences[touched[0] - 1]
    return Span(first.start, sentences[touched[-1]].end)


def cite(quotes: Sequence[Quote]) -> tuple[Citation, ...]:
    """Return the quoted articles with the numbers of their quotes, in the order of their first quote."""
    articles: dict[str, Article] = {}
    numbers: dict[str, list[int]] = {}
    for quote in quotes:
        articles.setdefault(quote.article.id, quote.article)
        numbers.setdefault(quote.article.id, []).append(quote.number)
    return tuple(Citation(article=article, quotes=tuple(numbers[key])) for key, article in articles.items())


def verify(answers: Sequence[FoundAnswer], quotes: Sequence[Quote]) -> None:
    """Make sure, before an answer leaves, that every word of it stands in an article as it was taken in.

    Raises:
        ValueError: if an article's text is not the one that was hashed, or a span lies outside its text or its quote.
    """
    for article in {id(quote.article): quote.article for quote in quotes}.values():
        if hash_text(article.text) != article.sha256:
            raise ValueError(f"the text of article {article.id} is not the one that was added")
    for quote in quotes:
        if not 0 <= quote.start < quote.end <= len(quote.article.text):
            raise ValueError(f"quote {quote.number} lies outside its article")
        if quote.answer is not None and not quote.start <= quote.answer.start < quote.answer.end <= quote.end:
            raise ValueError(f"the answer of quote {quote.number} lies outside it")
    texts = {quote.number: quote.text for quote in quotes}
    for answer in answers:
        if not any(answer.text in texts[number] for number in answer.quotes):
            raise ValueError("an answer stands in none of its quotes")


def _quote(reading: Reading, *, number: int, answers: bool = True) -> Quote:
    span = quoted_sentences(reading)
    return Quote(
        number=number,
        article=reading.hit.article,
        start=span.start,
        end=span.end,
        answer=reading.answer if answers else None,
        score=reading.probability,
    )


def _distinct_articles_first(group: Group) -> list[Reading]:
    """Order readings so that each source speaks once before any speaks twice: three versions are one source."""
    seen: set[str] = set()
    first: list[Reading] = []
    again: list[Reading] = []
    for reading in group.readings:
        (again if reading.hit.original_id in seen else first).append(reading)
        seen.add(reading.hit.original_id)
    return first + again
