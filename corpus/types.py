"""What flows out of `corpus`: articles, and the chunks that they are split into."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of Unicode code points into an `Article.text`."""

    start: int
    end: int


class DateOrigin(StrEnum):
    """Where a publication date was found."""

    JSON_LD = "json-ld"
    META = "meta"
    FIELD = "field"  # of a front matter, a feed's entry, a row, a document's properties, a mail's header
    TIME = "time"
    BYLINE = "byline"
    URL = "url"

    @property
    def is_certain(self) -> bool:
        """Whether the source states it as the date of publication; the others were read off the page's words."""
        return self in {DateOrigin.JSON_LD, DateOrigin.META, DateOrigin.FIELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One cleaned, final text and where it came from.

    Attributes:
        id: 16 hexadecimal digits, derived from `origin`: the same place always has the same id.
        origin: the URI of the place it was read from (its canonical `http(s)` URL where it names one, else `file://…`).
        title: the headline, one line; never empty.
        text: the article as it is quoted: NFC, a blank line between paragraphs, furniture removed. Never edited after.
        sha256: SHA-256 of `text` in UTF-8, 64 hexadecimal digits.
        published_on: the day it was published, where it is known.
        published_from: where that day was found; `None` where there is none.
        language: a BCP 47 tag such as `en`, where it is known.
        pages: of a paged source, the first code point of each page in `text`, in order, the first page's being 0
            (page `n`, counted from 1, begins at `pages[n - 1]`; an empty page begins where the next one does);
            empty for everything else.
        added_at: when the library took it in (UTC); `None` before that.
    """

    id: str
    origin: str
    title: str
    text: str
    sha256: str
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published_on: date | None = None
    language: str | None = None
    published_from: DateOrigin | None = None
    pages: tuple[int, ...] = ()
    added_at: datetime | None = None

    def page_of(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that the code point at `offset` stands on; `None` if not paged."""
        return bisect_right(self.pages, offset) or None


@dataclass(frozen=True, slots=True)
class Removal:
    """A line, or a label glued to one, that was taken out, and the evidence in a word or two."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """An article that was read from a file, and what cleaning took out of it.

    Attributes:
        removed: in the order it was found.
        kept_share: characters kept of those there were, blank ones aside: 0 to 1.
        is_scraped: whether it comes from a web page, so that what its publisher repeats is furniture.
    """

    article: Article
    removed: tuple[Removal, ...] = ()
    kept_share: float = 1.0
    is_scraped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A file, or one part of a file of many articles, that could not be taken in.

    Attributes:
        name: what the user knows it by, such as `news.zip: june/report.pdf`.
        message: what failed and what to do next.
    """

    name: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Whole sentences of an article, `[start, end)`: the unit of retrieval.

    Attributes:
        article_id: the `Article.id` that `start`, `end` and `sentences` point into.
        start: first code point of the first sentence.
        end: one past the last code point of the last sentence.
        sentences: the sentences in order; each lies inside `[start, end)`, and none overlaps the next.
    """

    article_id: str
    start: int
    end: int
    sentences: tuple[Span, ...]


def hash_text(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8 as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def identify(origin: str) -> str:
    """Return the article id of a place: the first 16 hexadecimal digits of the SHA-256 of its URI."""
    return hash_text(origin)[:16]
