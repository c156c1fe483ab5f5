"""Years and ordinals a little before or after: what news of another year is about."""

from __future__ import annotations

import random
import re

from rag.reader.training.windows import Window

_NUMBER = re.compile(r"(?<![\w,.])(?:1\d{3}|20[0-2]\d|\d{1,2}(?:st|nd|rd|th))(?![\w,]|\.\d)")


def shift_number(text: str, *, rng: random.Random) -> str | None:
    """Return the year or ordinal a little before or after; `None` for what is neither."""
    parts = re.fullmatch(r"(\d{1,4})(st|nd|rd|th)?", text)
    if parts is None or not (parts.group(2) or 1000 < int(parts.group(1)) < 2100):
        return None
    number = int(parts.group(1)) + rng.choice((-3, -2, -1, -1, -1, 1, 1, 1, 2, 3))
    if number < 1:
        return None
    if not parts.group(2):
        return str(number)
    suffix = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def draw_shift(window: Window, *, rng: random.Random) -> tuple[str, str] | None:
    """Return a year or ordinal that question and window share, and one near to it that the window does not name."""
    if window.answer is None:
        return None
    shared = [n for n in _NUMBER.findall(window.question) if re.search(rf"(?<!\w){n}(?!\w)", window.text)]
    if not shared:
        return None
    number = rng.choice(shared)
    other = shift_number(number, rng=rng)
    return None if other is None or other in window.text or other in window.question else (number, other)
