"""Whether two answers cannot both be right: another number of the same thing, or another date.

Both are shown, with their sources and days, and neither is called right. Only what can be compared is: a question that
asks for one number or one date, two answers that give one each, of the same unit or thing counted, and neither loosely
enough ("at least 12", "about 40,000") that the other agrees. Articles that are copies or versions of one another count
as one source and cannot disagree: the newer text is the older one's correction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from rag.deciding import Group
from rag.equivalence import MONTHS, fold_answer, list_words
from rag.types import Conflict, ConflictKind, Reading

_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|old|long|far|high|tall|deep|wide|large|big|fast|often|heavy)\b"
    r"|\b(?:what|which)(?: \w+)? (?:number|percentage|percent|share|proportion|amount|price|cost|rate|age|size)\b",
    re.IGNORECASE,
)
_ASKS_DATE = re.compile(r"\bwhen\b|\b(?:what|which|on what|in what) (?:year|month|day|date)\b", re.IGNORECASE)
_AT_LEAST = re.compile(r"\b(?:at least|more than|over|above|no (?:fewer|less) than|exceed\w*|from)\W+$", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:at most|less than|fewer than|under|below|up to|as (?:many|much) as)\W+$", re.IGNORECASE)
_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|nearly|almost|approximately|some|an estimated|estimated|close to)\W+$", re.IGNORECASE
)
# Where a number begins in an answer's own words.
_NUMBER = re.compile(
    r"\d|\b(?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:twen|thir|for|fif|six|seven"
    r"|eigh|nine)ty)\b",
    re.IGNORECASE,
)
_BEFORE_CHARS = 24  # long enough for the words of degree above
# What is counted stands in the answer or follows it: "50" of "50 Democrats" is no rival of "12" of "12 Republicans".
_COUNTED = re.compile(r"(?:[ -][\w'’-]+){1,3}")
_SMALL_WORDS = list_words(
    "of to in on at by for from with and or but that who which is are was were be been has have had will would it he "
    "she they them his her their its this these those as so then when while also not no other others i we you"
)
# Of 16 conflicts in 336 answers to a news quiz, most of those below were of different things.
_LEAST_PROBABILITY = 0.5
_TOLERANCE = 0.1  # "about 40,000" and 39,000 agree


def contradicts(question: str, first: Group, second: Group) -> ConflictKind | None:
    """Return about what two answers to a question disagree; `None` if they do not, or cannot be compared."""
    if {r.hit.original_id for r in first.readings} & {r.hit.original_id for r in second.readings}:
        return None
    if min(first.probability, second.probability) < _LEAST_PROBABILITY:
        return None
    one, other = first.readings[0], second.readings[0]
    if _ASKS_DATE.search(question):
        return ConflictKind.DATE if _differ_in_date(one, other) else None
    if _ASKS_NUMBER.search(question):
        return ConflictKind.NUMBER if _differ_in_number(one, other) else None
    return None


def find_conflicts(question: str, groups: Sequence[Group]) -> tuple[Conflict, ...]:
    """Return where the answers disagree, by their places in `groups`: one conflict of all that differ from another."""
    places: dict[ConflictKind, set[int]] = {}
    for (one, first), (other, second) in combinations(enumerate(groups), 2):
        kind = contradicts(question, first, second)
        if kind is not None:
            places.setdefault(kind, set()).update((one, other))
    return tuple(Conflict(kind=kind, answers=tuple(sorted(found))) for kind, found in places.items())


def _differ_in_number(first: Reading, second: Reading) -> bool:
    one, other = _read_number(first), _read_number(second)
    if one is None or other is None:
        return False
    (low, high, unit), (other_low, other_high, other_unit) = one, other
    is_same_thing = not unit or not other_unit or bool(unit & other_unit)
    return is_same_thing and (high < other_low or other_high < low)


def _read_number(reading: Reading) -> tuple[float, float, frozenset[str]] | None:
    """Return the range that a reading's one number stands for, and the words beside it; `None` if it has not one."""
    text = reading.hit.article.text
    words = fold_answer(text[reading.answer.start : reading.answer.end])
    numbers = [word for word in words if word[0].isdigit()]
    if len(numbers) != 1 or set(words) & set(MONTHS):
        return None
    value = float(numbers[0].replace(",", ""))
    number = _NUMBER.search(text, reading.answer.start, reading.answer.end)
    begins = number.start() if number else reading.answer.start
    before = text[max(0, begins - _BEFORE_CHARS) : begins]
    counted = _COUNTED.match(text, reading.answer.end)
    unit = frozenset(
        word.removesuffix("s")
        for word in (*words, *fold_answer(counted[0] if counted else ""))
        if not word[0].isdigit() and word not in _SMALL_WORDS
    )
    if _AT_LEAST.search(before):
        return value, float("inf"), unit
    if _AT_MOST.search(before):
        return float("-inf"), value, unit
    if _ROUGHLY.search(before):
        return value - _TOLERANCE * abs(value), value + _TOLERANCE * abs(value), unit
    return value, value, unit


def _differ_in_date(first: Reading, second: Reading) -> bool:
    one, other = _read_date(first), _read_date(second)
    return any(one[part] != other[part] for part in one.keys() & other.keys())


def _read_date(reading: Reading) -> dict[str, str]:
    """Return the year, month and day that a reading's answer names, as far as it names them; none if it names two."""
    words = fold_answer(reading.hit.article.text[reading.answer.start : reading.answer.end])
    months = [word for word in words if word in MONTHS]
    years = [word for word in words if re.fullmatch(r"1[0-9]{3}|20[0-9]{2}", word)]
    days = [word for word in words if re.fullmatch(r"[12]?[0-9]|3[01]", word)] if months else []
    if max(len(months), len(years), len(days)) > 1:
        return {}
    found = {"month": months, "year": years, "day": days}
    return {part: values[0] for part, values in found.items() if values}
