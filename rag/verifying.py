"""Saved quotes against the library as it is now: do their words still stand where they stood?

Nothing that was saved is believed: every word is compared with the article's own text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any

from corpus.types import Article, Span
from index.library import Library
from rag.types import place_href

# Of a word that stands in a long article ten thousand times, which place was meant is anybody's guess.
_MAX_PLACES = 1_000


class QuoteState(StrEnum):
    """What became of a quote."""

    INTACT = "intact"
    """Its words stand where they stood."""
    MOVED = "moved"
    """They stand elsewhere in the article."""
    CHANGED = "changed"
    """The article was replaced, and they do not stand in it any more."""
    ALTERED = "altered"
    """The article is the very one that was quoted, and they never stood in it: the quote was changed."""
    ARTICLE_REMOVED = "article_removed"
    """The library has the article no more."""

    @property
    def is_verbatim(self) -> bool:
        """Whether the words stand in the article."""
        return self in {QuoteState.INTACT, QuoteState.MOVED}


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuote:
    """A quote as somebody kept it; the fields are those of a quote in docs/answer.md.

    Attributes:
        article_sha256: of the text that it was taken from; empty where it was not kept.
        prefix, suffix: what stood directly before and after it; empty where they were not kept.
    """

    number: int | None
    article_id: str
    article_sha256: str
    start: int
    end: int
    text: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """Quotes as somebody kept them, and the words that were given as the answers."""

    quotes: tuple[SavedQuote, ...]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuote:
    """A saved quote and what became of it.

    Attributes:
        article: where it stands; `None` where the library has it no more.
        span: where its words stand in the article; `None` where they do not.
    """

    saved: SavedQuote
    state: QuoteState
    article: Article | None = None
    span: Span | None = None

    @property
    def text(self) -> str | None:
        """The words as the article has them."""
        return None if self.article is None or self.span is None else self.article.text[self.span.start : self.span.end]

    @property
    def href(self) -> str | None:
        """The page that shows them in their place."""
        if self.article is None or self.span is None:
            return None
        start, end = self.span
        return place_href(self.article, start, end)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedAnswer:
    """The words of an answer, and whether they stand in one of its quotes that stand in their article."""

    text: str
    is_quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What became of a saved answer."""

    quotes: tuple[CheckedQuote, ...]
    answers: tuple[CheckedAnswer, ...]

    @property
    def is_verbatim(self) -> bool:
        """Whether every word of it stands in an article of the library."""
        return all(quote.state.is_verbatim for quote in self.quotes) and all(one.is_quoted for one in self.answers)


def check(saved: SavedAnswer, library: Library) -> Check:
    """Look for every word of a saved answer in the articles of a library."""

    @cache  # a text may have 4 MB, and an answer many quotes of it
    def find(article_id: str) -> Article | None:
        # Since it was quoted it may have become a copy of another article, which has its very text.
        return library.get(article_id) or library.get(library.original_of(article_id) or article_id)

    quotes = tuple(_check_quote(quote, find(quote.article_id)) for quote in saved.quotes)
    standing = [quote.text for quote in quotes if quote.text is not None]
    answers = tuple(
        CheckedAnswer(text=text, is_quoted=bool(text) and any(text in one for one in standing))
        for text in saved.answers
    )
    return Check(quotes=quotes, answers=answers)


def _check_quote(saved: SavedQuote, article: Article | None) -> CheckedQuote:
    if article is None:
        return CheckedQuote(saved=saved, state=QuoteState.ARTICLE_REMOVED)
    text, start = article.text, saved.start
    if saved.text and start >= 0 and saved.end == start + len(saved.text) and text.startswith(saved.text, start):
        return CheckedQuote(saved=saved, state=QuoteState.INTACT, article=article, span=Span(start, saved.end))
    places = list(islice(_find_all(saved.text, text), _MAX_PLACES))
    if places:
        best = max(places, key=lambda place: (_likeness(saved, text, place), -abs(place - start)))
        span = Span(best, best + len(saved.text))
        return CheckedQuote(saved=saved, state=QuoteState.MOVED, article=article, span=span)
    is_same = article.sha256 == saved.article_sha256
    state = QuoteState.ALTERED if is_same else QuoteState.CHANGED
    return CheckedQuote(saved=saved, state=state, article=article)


def _find_all(words: str, text: str) -> Iterator[int]:
    place = text.find(words) if words else -1
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _likeness(saved: SavedQuote, text: str, place: int) -> int:
    """Return how many characters beside a place are those that stood beside the quote."""
    before = text[max(0, place - len(saved.prefix)) : place]
    end = place + len(saved.text)
    after = text[end : end + len(saved.suffix)]
    return _shared(before[::-1], saved.prefix[::-1]) + _shared(after, saved.suffix)


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def summarise(quotes: Sequence[CheckedQuote]) -> str:
    """Return how many quotes there are of each state, in words."""
    counts = {state: sum(quote.state is state for quote in quotes) for state in QuoteState}
    return ", ".join(f"{count} {state.value.replace('_', ' ')}" for state, count in counts.items() if count) or "none"


def check_json(done: Check) -> dict[str, Any]:
    """Return what became of a saved answer as JSON values; docs/api.md describes them."""
    return {
        "is_verbatim": done.is_verbatim,
        "quotes": [_quote_json(quote) for quote in done.quotes],
        "answers": [{"text": one.text, "is_quoted": one.is_quoted} for one in done.answers],
    }


def _quote_json(quote: CheckedQuote) -> dict[str, Any]:
    article, span = quote.article, quote.span
    return {
        "number": quote.saved.number,
        "state": quote.state.value,
        "article_id": article.id if article else quote.saved.article_id,
        "article_sha256": article.sha256 if article else None,
        "title": article.title if article else None,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "text": quote.text,
        "href": quote.href,
    }
