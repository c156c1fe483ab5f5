"""What the words of a quote that name days mean ("on Monday", "last month"), beside the quote and never in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from corpus.types import DateOrigin, Span
from rag.types import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedWords:
    """Words of a quote that name days by the day of publication.

    Attributes:
        text: the words.
        span: where they stand in the article.
        first: the first day that they can mean.
        last: the last one, inclusive.
    """

    text: str
    span: Span
    first: date
    last: date


def date_words(quote: Quote) -> tuple[DatedWords, ...]:
    """Return the words of a quote that name days by the day of publication, in order.

    None where that day is not known or only the address seems to name it, and in an article that is not in English.
    """
    article = quote.article
    if article.published_on is None or article.published_from is DateOrigin.URL:
        return ()
    if article.language is not None and not article.language.casefold().startswith("en"):
        return ()
    from corpus.relative_dates import resolve  # its patterns are compiled only where there is a day to resolve by

    return tuple(
        DatedWords(
            text=quote.text[found.span.start : found.span.end],
            span=Span(quote.start + found.span.start, quote.start + found.span.end),
            first=found.first,
            last=found.last,
        )
        for found in resolve(quote.text, published_on=article.published_on)
    )
