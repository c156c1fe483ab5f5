"""What flows out of `corpus`: articles, and the chunks that they are split into."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of Unicode code points into an `Article.text`."""

    start: int
    end: int


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
        language: a BCP 47 tag such as `en`, where it is known.
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
    added_at: datetime | None = None


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
