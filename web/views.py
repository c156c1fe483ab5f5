"""Answers as the templates need them: text in segments, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from corpus.types import Article, Span
from rag.dates import DatedWords, date_words
from rag.types import Answer, FoundAnswer, Quote

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")  # the common part of BCP 47


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an article's text, and whether it is emphasised."""

    text: str
    is_marked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """A quote on a page; its segments, joined, are its text."""

    quote: Quote
    segments: tuple[Segment, ...]
    is_whole: bool
    dates: tuple[DatedWords, ...] = ()

    @property
    def article(self) -> Article:
        """Where it stands."""
        return self.quote.article


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundView:
    """One answer on a page.

    Attributes:
        text: the exact words; `None` if the first quote is the answer, whole, and would only say it again.
        quotes: the quotes that are shown with it.
        elsewhere: numbers of quotes that carry it too and are shown with an answer above.
    """

    found: FoundAnswer
    text: str | None
    quotes: tuple[QuoteView, ...]
    elsewhere: tuple[int, ...]


def view_answers(answer: Answer) -> list[FoundView]:
    """Return the answers with their quotes, each quote once."""
    shown: set[int] = set()
    views = []
    for found in answer.answers:
        quotes = tuple(
            view_quote(quote) for quote in answer.quotes if quote.number in found.quotes and quote.number not in shown
        )
        elsewhere = tuple(number for number in found.quotes if number in shown)
        shown.update(found.quotes)
        is_said = any(view.quote.text == found.text for view in quotes)
        views.append(FoundView(found=found, text=None if is_said else found.text, quotes=quotes, elsewhere=elsewhere))
    return views


def view_quote(quote: Quote) -> QuoteView:
    """Return a quote with the words that answer marked, unless all of them do."""
    whole = Span(quote.start, quote.end)
    is_whole = quote.answer == whole
    mark = None if is_whole else quote.answer
    segments = tuple(_cut(quote.article.text, whole, mark))
    return QuoteView(quote=quote, segments=segments, is_whole=is_whole, dates=date_words(quote))


def link_of(url: str | None) -> str | None:
    """Return a URL if it may be a link: `http` or `https`, with a host."""
    if url is None or any(char.isspace() or ord(char) < 32 for char in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def host_of(url: str) -> str:
    """Return the host of a link, as it is shown."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def language_of(article: Article) -> str | None:
    """Return the article's language if it is fit for a `lang` attribute."""
    return article.language if article.language and _LANGUAGE.fullmatch(article.language) else None


def _cut(text: str, span: Span, mark: Span | None) -> Iterator[Segment]:
    start, end = span
    if mark is not None:
        mark = Span(max(start, mark.start), min(end, mark.end))
    if mark is None or mark.start >= mark.end:
        yield Segment(text[start:end])
        return
    pieces = (
        Segment(text[start : mark.start]),
        Segment(text[mark.start : mark.end], True),
        Segment(text[mark.end : end]),
    )
    yield from (piece for piece in pieces if piece.text)
