"""An article as its page shows it: paragraphs with a range marked and page breaks, and what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.types import Article, Removal, Span
from index.catalogue import Copy
from index.library import Library
from index.types import Summary
from rag.types import Quote
from web.citing import cite_quote
from web.strings import Strings

_OFFSET = re.compile(r"[0-9]{1,9}")
_HASH = re.compile(r"[0-9a-f]{12,64}")  # a link carries the first 12 digits of the text's SHA-256


class Standing(StrEnum):
    """What became of the range that an address names."""

    WHOLE = "whole"  # it names none
    MARKED = "marked"
    BAD_RANGE = "bad-range"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What an address says of a place in an article, as it says it."""

    start: str | None = None
    end: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one page; `pages` are the numbers of the pages that begin before them."""

    text: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A part of a paragraph that is marked or is not; its pieces, joined, are its text."""

    pieces: tuple[Piece, ...]
    is_marked: bool = False
    is_first_mark: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """An article on a page.

    Attributes:
        paragraphs: joined by the blank lines between them they are the text; the marked runs are the quote.
        quote: the marked range; `None` if nothing is marked.
        citation: the quote's words and where they stand, as plain text.
        original: the article that this one is a version of.
        versions: those that are versions of this one.
    """

    article: Article
    summary: Summary
    paragraphs: tuple[tuple[Run, ...], ...]
    standing: Standing
    quote: Quote | None
    citation: str | None
    removals: tuple[Removal, ...]
    copies: tuple[Copy, ...]
    original: Summary | None
    versions: tuple[Summary, ...]


def view_article(
    library: Library, article_id: str, place: Place, *, strings: Strings, origin: str
) -> ArticleView | None:
    """Return an article with the range marked that a place names, or `None` if it is not there.

    Args:
        library: where it is.
        article_id: its id.
        place: what the address says.
        strings: the words of the citation.
        origin: scheme, host and port of this server; the citation's link begins with it.
    """
    article, summary = library.get(article_id), library.summary(article_id)
    if article is None or summary is None:
        return None
    standing, mark = find_place(article, place)
    quote = Quote(number=1, article=article, start=mark.start, end=mark.end, answer=None, score=0.0) if mark else None
    versions = (library.summary(other) for other in library.relatives(article_id).versions)
    return ArticleView(
        article=article,
        summary=summary,
        paragraphs=tuple(view_paragraphs(article, mark)),
        standing=standing,
        quote=quote,
        citation=cite_quote(quote, strings=strings, origin=origin) if quote else None,
        removals=library.removals_of(article_id),
        copies=library.catalogue.copies_of(article_id),
        original=library.summary(summary.version_of) if summary.version_of else None,
        versions=tuple(version for version in versions if version is not None),
    )


def find_place(article: Article, place: Place) -> tuple[Standing, Span | None]:
    """Return what becomes of a place, and the range to mark: none where the text is not the one that was quoted."""
    if place.sha256 is not None and _HASH.fullmatch(place.sha256) and not article.sha256.startswith(place.sha256):
        return Standing.REPLACED, None
    if place.start is None and place.end is None:
        return Standing.WHOLE, None
    if place.sha256 is not None and not _HASH.fullmatch(place.sha256):
        return Standing.BAD_RANGE, None
    if not (place.start and place.end and _OFFSET.fullmatch(place.start) and _OFFSET.fullmatch(place.end)):
        return Standing.BAD_RANGE, None
    span = Span(int(place.start), int(place.end))
    if not span.start < span.end <= len(article.text) or not article.text[span.start : span.end].strip():
        return Standing.BAD_RANGE, None
    return Standing.MARKED, span


def view_paragraphs(article: Article, mark: Span | None) -> Iterator[tuple[Run, ...]]:
    """Yield the paragraphs of an article with a range marked; a range over several is marked in each."""
    breaks = list(enumerate(article.pages, start=1)) if len(article.pages) > 1 else []
    has_mark = False
    for paragraph in _paragraphs(article.text):
        runs = []
        for span, is_marked in _cut(paragraph, mark):
            is_first = is_marked and not has_mark
            has_mark = has_mark or is_marked
            pieces = tuple(_break(article.text, span, breaks))
            runs.append(Run(pieces=pieces, is_marked=is_marked, is_first_mark=is_first))
        yield tuple(runs)


def _break(text: str, span: Span, breaks: list[tuple[int, int]]) -> Iterator[Piece]:
    """Cut a span where pages begin, and take those that have begun from `breaks`."""
    start = span.start
    pages: tuple[int, ...] = ()
    while breaks and breaks[0][1] < span.end:
        number, place = breaks.pop(0)
        if place > start:
            yield Piece(text[start:place], pages)
            start, pages = place, ()
        pages += (number,)
    yield Piece(text[start : span.end], pages)


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for gap in re.finditer(r"\n{2,}", text):
        if gap.start() > start:
            yield Span(start, gap.start())
        start = gap.end()
    if start < len(text):
        yield Span(start, len(text))


def _cut(span: Span, mark: Span | None) -> Iterator[tuple[Span, bool]]:
    start, end = span
    if mark is None or max(start, mark.start) >= min(end, mark.end):
        yield span, False
        return
    first, last = max(start, mark.start), min(end, mark.end)
    for part, is_marked in ((Span(start, first), False), (Span(first, last), True), (Span(last, end), False)):
        if part.start < part.end:
            yield part, is_marked
