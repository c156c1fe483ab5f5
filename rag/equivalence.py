"""Whether two answers say the same in other words. For comparing only: what is shown is always the article's own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable


def list_words(text: str) -> tuple[str, ...]:
    """Return the words of a text that are parted by blanks."""
    return tuple(text.split())


MONTHS = list_words(
    "january february march april may june july august september october november december",
)
_UNITS = list_words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = list_words("twenty thirty forty fifty sixty seventy eighty ninety")
_NUMBERS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
_SCALES = {"hundred": 100, "dozen": 12, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
# Words that change how sure or how polite a statement is, not what it states.
_IGNORED = frozenset(
    list_words(
        "a an the of about around roughly nearly almost approximately some over under than more less least most at up "
        "to mr mrs ms dr gen sen rep prof sir president minister"
    )
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[%$€£]")
_SYMBOLS = {"%": "percent", "$": "dollar", "€": "euro", "£": "pound", "dollars": "dollar", "euros": "euro"}


def fold_answer(text: str) -> tuple[str, ...]:
    """Return an answer's words in one form: numbers as digits, months by name, no titles, no words of degree."""
    words: list[str] = []
    for token in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()):
        words.append(_SYMBOLS.get(token) or _month(token) or token)
    return tuple(word for word in _join_numbers(words) if word not in _IGNORED)


def is_same_answer(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two folded answers say the same: one's words are among the other's, and no number differs.

    "Yoo" is "Yoo Sang-bum", and "one million rounds" is "over 1,000,000 artillery rounds"; "10" is not "10 million".
    """
    if not first or not second:
        return first == second
    fewer, more = sorted((set(first), set(second)), key=len)
    return fewer <= more and _numbers(fewer) == _numbers(more)


def _numbers(words: Iterable[str]) -> set[str]:
    return {word for word in words if word[0].isdigit()}


def _month(word: str) -> str | None:
    # "may" and "mar" are whole words too; they fold all the same, on both sides of a comparison.
    if word == "sept":
        return "september"
    return next((month for month in MONTHS if word == month[:3]), None)


def _join_numbers(words: list[str]) -> list[str]:
    """Replace runs such as `two hundred and five thousand` or `1.5 million` by their digits."""
    joined: list[str] = []
    place = 0
    while place < len(words):
        value, place_after = _read_number(words, place)
        if value is None:
            joined.append(words[place])
            place += 1
        else:
            joined.append(f"{value:.6f}".rstrip("0").rstrip("."))
            place = place_after
    return joined


def _read_number(words: list[str], place: int) -> tuple[float | None, int]:
    """Return the number that begins at `place`, and the place after it; `None` if none does."""
    total, current, after, is_spelled = 0.0, None, place, True
    while after < len(words):
        word = words[after]
        value, scale = _value(word), _SCALES.get(word)
        if value is not None and (current is None or (is_spelled and _may_follow(value, word, current, total))):
            current = (current or 0.0) + value
            is_spelled = is_spelled and not word[0].isdigit()
        elif scale is not None and scale <= 100:
            current = (current or 1.0) * scale
        elif scale is not None:
            total, current = total + (1.0 if current is None else current) * scale, 0.0
            is_spelled = True  # "1 million two hundred"
        elif word != "and" or current is None or current % 100 or not _is_followed(words, after, current, total):
            break
        after += 1
    return (None, place) if current is None else (total + current, after)


def _may_follow(value: float, word: str, current: float, total: float) -> bool:
    """Whether a spelled number goes on: `forty` with `two`, `two hundred` with `five`, `two thousand` with `ten`."""
    if word[0].isdigit():
        return False
    if current == 0:
        return total > 0
    return (current % 100 == 0 and value < 100) or (20 <= current % 100 < 100 and current % 10 == 0 and value < 10)


def _is_followed(words: list[str], place: int, current: float, total: float) -> bool:
    after = words[place + 1] if place + 1 < len(words) else ""
    value = _value(after) if after else None
    return value is not None and _may_follow(value, after, current, total)


def _value(word: str) -> float | None:
    if not word[0].isdigit():
        return float(_NUMBERS[word]) if word in _NUMBERS else None
    digits = word.replace(",", "")
    return float(digits) if digits.count(".") <= 1 else None
