"""Read plain text, often copied from a web page: its date and author where a line of their own states them."""

from __future__ import annotations

import re
from datetime import date

from corpus.drafts import Draft, parse_date
from corpus.layout import is_dated, is_prose
from corpus.normalising import normalise, split_lines
from corpus.shapes import is_timestamp
from corpus.types import DateOrigin

_MONTHS = {
    name: i
    for i, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
# Only forms with the month as a word, or ISO 8601: 03/04/2024 is two different days.
_DATES = (
    re.compile(rf"\b{_MONTH} {_DAY},? (?P<year>\d{{4}})\b", re.IGNORECASE),
    re.compile(rf"\b{_DAY} {_MONTH},? (?P<year>\d{{4}})\b", re.IGNORECASE),
)
_ISO_DATE = re.compile(r"\b\d{4}-\d\d-\d\d(?!\d)")
_CHANGED = re.compile(r"\b(?:updated|modified)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted)\b", re.IGNORECASE)
_AUTHOR = re.compile(
    r"(?:by|written by|story by)[: ]\s*((?:[A-ZÀ-Þ][\w'’.-]*|de|van|von|der|al|bin|el)(?: (?:[A-ZÀ-Þ][\w'’.-]*"
    r"|de|van|von|der|al|bin|el)){1,3})"
    r"(?=$|,| ?[|/·•]| and\b| [-–—] | \d)"
)


def read_plaintext(text: str) -> Draft:
    """Return the text, its title still in it, and what the lines above its first paragraph say of date and author."""
    published_on = author = None
    for line in split_lines(normalise(text)):
        if is_prose(line):
            break
        published_on = published_on or _find_date(line)
        author = author or _find_author(line)
    return Draft(
        text=text,
        published_on=published_on,
        published_from=DateOrigin.BYLINE if published_on else None,
        author=author,
        is_scraped=True,
    )


def _find_date(line: str) -> date | None:
    """Return the day that a line of dates, or one that begins "By …" or "Posted …", gives for the publication."""
    dated, by, _ = line.partition(" by ")
    if not (is_dated(line) or _AUTHOR_LINE.match(line) or (by and is_timestamp(dated))):
        return None
    if _CHANGED.search(line) and not _PUBLISHED.search(line):
        return None
    if iso := _ISO_DATE.search(line):
        return parse_date(iso.group())
    for pattern in _DATES:
        if found := pattern.search(line):
            month = _MONTHS[found["month"][:3].lower()]
            return parse_date(f"{found['year']}-{month:02}-{int(found['day']):02}")
    return None


_AUTHOR_LINE = re.compile(r"(?:by|written by|story by)[: ]", re.IGNORECASE)


def _find_author(line: str) -> str | None:
    """Return the name in a byline, "By Ada Byron, Science Editor"."""
    if len(line) > 120 or not (opening := re.search(r"\b(?:By|by|BY|Written by|Story by)[: ]", line)):
        return None
    is_byline = opening.start() == 0 or is_timestamp(line[: opening.start()])
    found = _AUTHOR.match("by " + line[opening.end() :].lstrip()) if is_byline else None
    return found[1] if found else None
