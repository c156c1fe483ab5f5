"""What a reader makes of one file, before `corpus.loading` cleans it into an article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import TypeAlias
from urllib.parse import urlsplit

from corpus.types import DateOrigin, Failed, Removal

# Dates as people and feeds write them beside ISO 8601. Never 03/04/2024, which is two different days.
_WRITTEN_DATES = ("%Y/%m/%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,4}")


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
        is_page: whether `text` was extracted from a web page or a feed, whose publisher may repeat itself in it.
        removed: what the reader itself left out as furniture, such as the running heads of a PDF.
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
    is_page: bool = False
    removed: tuple[Removal, ...] = ()


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file inside a file: of an archive, or attached to a mail.

    Attributes:
        path: its name there, which is never used as a path on disk.
    """

    path: str
    data: bytes


Part: TypeAlias = Draft | Embedded | Failed


def parse_date(value: object) -> date | None:
    """Return the day of a date, or of one written in ISO 8601, as mail and feeds do, or with its month as a word."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.split())
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    for written in _WRITTEN_DATES:
        try:
            return datetime.strptime(text, written).date()
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, IndexError, OverflowError):
        return None


def parse_language(value: object) -> str | None:
    """Return a language tag such as `en-GB`, and `None` for every other value, "english" included."""
    text = value.strip() if isinstance(value, str) else ""
    return text.replace("_", "-") if _LANGUAGE.fullmatch(text) else None


def parse_line(value: object) -> str | None:
    """Return a scalar, or a list of them, as one line; `None` where there is nothing to show."""
    if isinstance(value, list | tuple):
        value = ", ".join(str(item) for item in value if isinstance(item, str | int | float))
    if isinstance(value, str | int | float | date) and not isinstance(value, bool):
        return " ".join(str(value).split()) or None
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
