"""What a reader makes of one file, before `corpus.loading` cleans it into an article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from corpus.types import DateOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text of a file and what the file says about itself, as found.

    Attributes:
        text: a line is a paragraph; not cleaned.
        title: the headline, `None` where it is still to be found in `text`.
        part: of a file of many articles, what tells this one from the others for good: an id, a URL, a path inside.
        published_from: where `published_on` was found.
        pages: of a paged file, where each page begins in `text`; the first is 0.
        is_scraped: whether `text` may be a whole page, so that position and repetition count as evidence of furniture.
    """

    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    published_on: date | None = None
    language: str | None = None
    part: str | None = None
    published_from: DateOrigin | None = None
    pages: tuple[int, ...] = ()
    is_scraped: bool = False


def parse_date(value: object) -> date | None:
    """Return the day of a date, a datetime or an ISO 8601 string; `None` for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return None


def parse_url(value: object) -> str | None:
    """Return an `http(s)` URL as it is, and `None` for every other value: links are followed by browsers."""
    if not isinstance(value, str):
        return None
    url = value.strip()
    if any(character <= " " or character in "<>\"'\\`\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
        is_web = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # such as an unclosed bracket in an IPv6 host
        return None
    return url if is_web else None
