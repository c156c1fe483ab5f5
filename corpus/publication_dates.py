"""Find the day on which a page was published, and say where it was found.

A date of modification is never taken for it. Evidence is asked in the order of how plainly it states the fact: JSON-LD,
`<meta>`, a `<time>` that is marked so, the page's address, a line beside the byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml import html  # type: ignore[import-untyped]

from corpus.types import DateOrigin

# Archives put newspapers of the eighteenth century online; earlier "dates" are placeholders, such as the year 1.
_FIRST_YEAR = 1700
_FIRST_WEB_YEAR = 1991
# What an unset date becomes in Unix, in SQL and in spreadsheets.
_PLACEHOLDERS = frozenset({date(1970, 1, 1), date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)})
# In the order in which they are asked, lower case. `date` alone may be anything, so it comes last.
_META_NAMES = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate",
    "datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "article.published",
    "article_date_original", "originalpublicationdate", "publishdate", "publish-date", "publish_date",
    "published_time", "published-date", "published_at", "publication_date", "publication-date", "pubdate",
    "pub_date", "pubdate_iso", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued",
    "dc.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "dcterms:date", "datecreated",
    "article.created", "article:post_date", "sn-post-date", "bt:pubdate", "displaydate", "rnews:datepublished",
    "date",
)  # fmt: skip
_PUBLISHED = re.compile(r"publish|pub-?date|posted|created|issued", re.IGNORECASE)
_ENTRY_DATE = re.compile(r"entry-date|post-?date", re.IGNORECASE)
_MODIFIED = re.compile(r"updat|modif|revis|edited|dateline-lm", re.IGNORECASE)
_DATE_LINE = re.compile(r"date|publish|byline|posted|time-?stamp|post-?meta|entry-meta|article-?info", re.IGNORECASE)
# A line that holds a date and a name or two; what is longer is text, with dates of its own in it.
_MAX_LINE = 160
_MAX_ELEMENTS = 20_000

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {name[:size]: n for n, name in enumerate(_MONTH_NAMES, 1) for size in (3, 4, len(name))}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:1[7-9]|20)\d\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month>[01]?\d)-(?P<day>[0-3]?\d)(?!\d)",
        rf"(?<!\d){_YEAR}[/.](?P<month>[01]?\d)[/.](?P<day>[0-3]?\d)(?!\d)",
        rf"^{_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",
        rf"\b{_MONTH}\s+{_DAY},?\s+(?:at\s+)?{_YEAR}\b",
        rf"\b{_DAY}[\s-]+(?:of\s+)?{_MONTH}[\s,-]+{_YEAR}\b",
        rf"(?<!\d)(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?{_YEAR}(?!\d)",
    )
)
_SLASHED = re.compile(rf"(?<!\d)(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)/{_YEAR}(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")  # a year and a month (201911) have fewer digits
_URL_DAY = re.compile(
    rf"/{_YEAR}[/-](?P<month>[01]?\d|{'|'.join(name[:3] for name in _MONTH_NAMES)})[/-](?P<day>[0-3]?\d)(?:[/-]|$)",
    re.I,
)
_URL_COMPACT = re.compile(rf"[/-]{_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?:/|$|\.html?)")
_IS_UTC = re.compile(r"T[\d:.]+\s*(?:Z|[+-]00:?00)$")


def find_published(
    tree: html.HtmlElement, *, linked: str | None, url: str | None, today: date
) -> tuple[date, DateOrigin] | None:
    """Return the day of publication and where it was found.

    Args:
        tree: the page, with its head.
        linked: `datePublished` of its JSON-LD.
        url: the page's address.
        today: later days are refused, all but tomorrow: it is later in the day elsewhere.
    """
    latest = today + timedelta(days=1)
    in_url = read_url_date(url or "", latest=latest)
    stated = [(value, DateOrigin.JSON_LD) for value in [linked] if value]
    stated += [(value, DateOrigin.META) for value in _meta_values(tree)]
    for value, origin in stated:
        if (day := read_date(value, latest=latest)) is not None:
            # Evening in New York is the next day in Greenwich; the address has the day where it was published.
            is_next_day = in_url is not None and day - in_url == timedelta(days=1) and _IS_UTC.search(value.strip())
            return (in_url if in_url is not None and is_next_day else day), origin
    for value in _time_values(tree):
        if (day := read_date(value, latest=latest)) is not None:
            return day, DateOrigin.TIME
    if in_url is not None:
        return in_url, DateOrigin.URL
    for value in _line_values(tree):
        if (day := read_date(value, latest=latest)) is not None and day.year >= _FIRST_WEB_YEAR:
            return day, DateOrigin.BYLINE
    return None


def read_date(value: str, *, latest: date) -> date | None:
    """Return the first possible day that is written in `value`, as it is written there (time zones are not applied).

    ISO 8601, RFC 5322, seconds or milliseconds since 1970, English month names, `2019/11/19` and `19.11.2019` are read.
    Of `03/04/2019` it is not known which is the month: `None`.
    """
    value = value.strip()[:300]
    if _EPOCH.fullmatch(value):
        return _check(datetime.fromtimestamp(int(value[:10]), tz=UTC).date(), latest=latest)
    for pattern in _PATTERNS:
        for match in pattern.finditer(value):
            month = match["month"].lower()
            if (day := _make(match["year"], _MONTHS.get(month, month), match["day"], latest=latest)) is not None:
                return day
    if (slashed := _SLASHED.search(value)) is not None:
        first, second = int(slashed["first"]), int(slashed["second"])
        if max(first, second) > 12 or first == second:
            return _make(slashed["year"], min(first, second), max(first, second), latest=latest)
        return None
    try:
        return _check(parsedate_to_datetime(value).date(), latest=latest)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_url_date(url: str, *, latest: date) -> date | None:
    """Return the day in an address such as `https://example.com/2019/11/19/title` or `…/2019/nov/19/title`."""
    for pattern in (_URL_DAY, _URL_COMPACT):
        if (match := pattern.search(url)) is not None:
            month = match["month"].lower()
            day = _make(match["year"], _MONTHS.get(month, month), match["day"], latest=latest)
            if day is not None and day.year >= _FIRST_WEB_YEAR:
                return day
    return None


def _make(year: str, month: str | int, day: str | int, *, latest: date) -> date | None:
    try:
        return _check(date(int(year), int(month), int(day)), latest=latest)
    except ValueError:  # such as the 31st of February
        return None


def _check(day: date, *, latest: date) -> date | None:
    return day if day.year >= _FIRST_YEAR and day <= latest and day not in _PLACEHOLDERS else None


def _meta_values(tree: html.HtmlElement) -> Iterator[str]:
    values: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (meta.get(key) or "").strip().lower()
            if name and (content := meta.get("content") or meta.get("datetime")):
                values.setdefault(name, content)
    yield from (values[name] for name in _META_NAMES if name in values)


def _time_values(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the times that are marked as publication, then, where there is but one unmarked, that one."""
    unmarked: list[str] = []
    for element in tree.iter("time", "span", "div", "abbr", "p", "relative-time"):
        value = element.get("datetime") or element.get("content") or ""
        if element.tag == "time":
            value = value or element.text_content()
        itemprop = (element.get("itemprop") or "").lower()
        if not value or len(value) > _MAX_LINE or itemprop in {"datemodified", "dateupdated"}:
            continue
        if itemprop == "datepublished" or "pubdate" in element.attrib:
            yield value
        elif element.tag == "time":
            marks = f"{itemprop} {element.get('class') or ''} {element.get('id') or ''}"
            # WordPress calls one element "published updated" where the two days are one.
            is_modified = bool(_MODIFIED.search(marks) or _MODIFIED.search(_lead(element)))
            if _PUBLISHED.search(marks) or (_ENTRY_DATE.search(marks) and not is_modified):
                yield value
            elif not is_modified:
                unmarked.append(value)
    if len({value[:10] for value in unmarked}) == 1:
        yield unmarked[0]


def _lead(element: html.HtmlElement) -> str:
    """Return the words just before an element, such as `Last updated `."""
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return (previous.tail or "").strip() or str(previous.text_content())[-40:]
    return (parent.text or "") if parent is not None else ""


def _line_values(tree: html.HtmlElement) -> Iterator[str]:
    """Yield the lines that are named a date or a byline, each up to the first word of an update."""
    for n, element in enumerate(tree.iter("div", "p", "span", "li", "small", "em", "h5", "h6")):
        if n > _MAX_ELEMENTS:
            return
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        if not _DATE_LINE.search(marks) or _MODIFIED.search(marks):
            continue
        line = " ".join(str(element.text_content()).split())
        if len(line) <= _MAX_LINE:
            yield _MODIFIED.split(line)[0]
