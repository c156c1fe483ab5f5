"""Find English words that name days by the day of publication ("on Monday", "last month"), and say which they mean.

For display beside a quote and for filters; a quote itself is never changed. Rules and limits: `docs/html.md`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from corpus.tenses import is_future
from corpus.types import Span

_DAY = timedelta(days=1)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_ABBREVIATIONS = r"Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec"
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + ")"
_PART = r"(?:\s+(?:morning|afternoon|evening|night|lunchtime))?"
_NAMED_DAYS = {
    "the day before yesterday": -2, "yesterday": -1, "last night": -1, "overnight": 0, "today": 0, "tonight": 0,
    "this morning": 0, "this afternoon": 0, "this evening": 0, "tomorrow": 1, "the day after tomorrow": 2,
}  # fmt: skip

# "Wednesday, Nov. 20" and "Wednesday 20 November" say their day themselves; "Wednesdays", "every Wednesday" mean many.
_DATE_AFTER = rf"(?!s\b|['’]s\s+(?:Times|Post)|,?\s+(?:the\s+)?(?:\d|(?:{'|'.join(_MONTHS)}|{_MONTH_ABBREVIATIONS})\b))"
_WEEKDAY = re.compile(
    rf"(?:(?P<which>last|next|this(?:\s+coming|\s+past)?|(?:the\s+)?coming|(?:the\s+)?following|(?:this\s+)?past)\s+)?"
    rf"\b(?P<day>{'|'.join(_WEEKDAYS)})\b{_PART}{_DATE_AFTER}",
)
_NO_DAY_BEFORE = re.compile(
    r"(?:\b(?:every|each|a|an|any|most|some|one|Ash|Black|Bloody|Good|Cyber|Easter|Fat|Giving|Palm|Super|Shrove|Spy|Holy"
    r"|Sheffield|Freaky|Bowl|Whit|Red|the\s+previous|the\s+following)|\d)\s+$",
    re.IGNORECASE,
)
_NO_DAY_AFTER = re.compile(
    r"\s+(?:Times|Mirror|Telegraph|Post|Express|Herald|Mail|Sun\b|Night\s+(?:Live|Football|Lights)|Review|Morning\b"
    r"|(?:morning|night)s\b|the\s+13th|of\s+(?:each|every))"
)
_NAMED_DAY = re.compile(rf"\b(?P<name>{'|'.join(_NAMED_DAYS)})\b{_PART}", re.IGNORECASE)
_PERIOD = re.compile(
    r"\b(?<!the )(?:(?P<when>earlier|later|early|late)\s+)?(?P<which>last|this|next)\s+"
    r"(?P<unit>week(?:end)?|month|year|quarter)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext)\s+(?P<month>{'|'.join(_MONTHS)})\b(?!,?\s+\d)")
_AGO = re.compile(rf"\b{_NUMBER}\s+(?P<unit>hour|day|week|month|year)s?\s+ago\b", re.IGNORECASE)
_AHEAD = re.compile(
    rf"\b(?:in\s+{_NUMBER}\s+(?P<unit>day|week|month|year)(?:s['’]?|['’]s)?\s+time"
    rf"|{_NUMBER.replace('number', 'number2')}\s+(?P<unit2>day|week|month|year)s?\s+from\s+(?:now|today))\b",
    re.IGNORECASE,
)
_STRETCH = re.compile(
    rf"\bthe\s+(?P<which>last|past|next|coming)\s+(?:{_NUMBER}\s+)?(?P<unit>day|week|month|year)s?\b", re.IGNORECASE
)
_WEEKEND = re.compile(r"\b(?:over|at|during)\s+the\s+weekend\b", re.IGNORECASE)
# What somebody says is relative to when it was said, which is not known.
_SPEECH = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """Words that name days by the day of publication.

    Attributes:
        span: the words, in the text that was given.
        first: the first day they can mean.
        last: the last day they can mean, inclusive; `first` where they mean one day.
    """

    span: Span
    first: date
    last: date


def resolve(text: str, *, published_on: date) -> tuple[RelativeDate, ...]:
    """Return the relative dates in an English article, in order; none overlaps another.

    Args:
        text: the article; spans point into it.
        published_on: the day that "today" is.
    """
    speech = [match.span() for match in _SPEECH.finditer(text)]
    found: list[RelativeDate] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            place = bisect_right(speech, (start, end)) - 1
            if place >= 0 and start < speech[place][1]:
                continue
            try:
                days = read(match, published_on)
            except (OverflowError, ValueError):  # before the year 1 or after 9999
                continue
            if days is not None:
                found.append(RelativeDate(Span(start, end), *days))
    kept: list[RelativeDate] = []
    for relative in sorted(found, key=lambda relative: (relative.span.start, -relative.span.end)):
        if not kept or relative.span.start >= kept[-1].span.end:
            kept.append(relative)
    return tuple(kept)


_Days = tuple[date, date]


def _read_weekday(match: re.Match[str], today: date) -> _Days | None:
    text, (start, end) = match.string, match.span()
    if _NO_DAY_BEFORE.search(text, max(0, start - 20), start) or _NO_DAY_AFTER.match(text, end):
        return None
    weekday = _WEEKDAYS.index(match["day"])
    back = (today.weekday() - weekday) % 7
    which = " ".join((match["which"] or "").split())
    if which in {"last", "past", "this past"}:
        day = today - (back or 7) * _DAY
    elif "following" in which:
        return None  # following what was told before
    elif which in {"next", "this coming", "coming", "the coming"}:
        day = today + (7 - back) * _DAY
    elif which == "this":
        day = today + (weekday - today.weekday()) * _DAY
    elif is_future(text, start, end):
        day = today + (-back % 7) * _DAY
    else:
        day = today - back * _DAY
    return day, day


def _read_named_day(match: re.Match[str], today: date) -> _Days:
    day = today + _NAMED_DAYS[" ".join(match["name"].lower().split())] * _DAY
    return day, day


def _read_period(match: re.Match[str], today: date) -> _Days:
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    first, last = _find_period(match["unit"].lower(), today, step)
    if step == 0 and (match["when"] or "").lower() == "earlier":
        return first, min(today, last)
    if step == 0 and (match["when"] or "").lower() == "later":
        return max(today, first), last
    return first, last


def _read_month(match: re.Match[str], today: date) -> _Days:
    month = _MONTHS.index(match["month"]) + 1
    which = match["which"].lower()
    year = today.year
    if which == "last" and month >= today.month:
        year -= 1
    elif which == "next" and month <= today.month:
        year += 1
    return _find_period("month", date(year, month, 1), 0)


def _read_ago(match: re.Match[str], today: date) -> _Days | None:
    number, unit = _count(match["number"]), match["unit"].lower()
    if unit == "hour":
        return (today - _DAY if number > 12 else today, today) if number <= 24 else None
    return _find_period(unit, today, -number)


def _read_ahead(match: re.Match[str], today: date) -> _Days:
    number = _count(match["number"] or match["number2"])
    return _find_period((match["unit"] or match["unit2"]).lower(), today, number)


def _read_stretch(match: re.Match[str], today: date) -> _Days | None:
    if match["number"] is None and (match["which"].lower() == "last" or match["unit"].lower() == "day"):
        return None  # "the last week of the campaign"
    number, unit = _count(match["number"] or "one"), match["unit"].lower()
    is_past = match["which"].lower() in {"last", "past"}
    far = _move(today, unit, -number if is_past else number)
    return (far, today) if is_past else (today, far)


def _read_weekend(match: re.Match[str], today: date) -> _Days:
    if is_future(match.string, *match.span()):
        return _find_period("weekend", today, 0)
    sunday = today - (today.weekday() + 1) % 7 * _DAY
    return sunday - _DAY, sunday


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], _Days | None]], ...] = (
    (_WEEKDAY, _read_weekday),
    (_NAMED_DAY, _read_named_day),
    (_PERIOD, _read_period),
    (_MONTH, _read_month),
    (_AGO, _read_ago),
    (_AHEAD, _read_ahead),
    (_STRETCH, _read_stretch),
    (_WEEKEND, _read_weekend),
)


def _count(words: str) -> int:
    return int(words) if words.isdecimal() else _NUMBERS[" ".join(words.lower().split())]


def _find_period(unit: str, today: date, step: int) -> _Days:
    """Return the first and last day of the day, week (from Monday), weekend, month, quarter or year `step` on."""
    day = _move(today, unit, step)
    if unit in {"week", "weekend"}:
        monday = day - day.weekday() * _DAY
        return (monday + 5 * _DAY if unit == "weekend" else monday), monday + 6 * _DAY
    if unit == "month":
        return day.replace(day=1), _move(day.replace(day=1), "month", 1) - _DAY
    if unit == "quarter":
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return first, _move(first, "quarter", 1) - _DAY
    if unit == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def _move(day: date, unit: str, step: int) -> date:
    """Return the day `step` units on; of a month without such a day, its last.

    Raises:
        OverflowError: there is no such year.
        ValueError: the same.
    """
    if unit in {"day", "week", "weekend"}:
        return day + step * (1 if unit == "day" else 7) * _DAY
    months = day.year * 12 + day.month - 1 + step * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(months, 12)
    if year >= MAXYEAR:
        raise OverflowError(year)
    first, following = date(year, month + 1, 1), date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(first + (day.day - 1) * _DAY, following - _DAY)
