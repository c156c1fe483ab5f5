"""Make words whole that were hyphenated at the end of a line, and leave compounds their hyphen.

The text itself is the dictionary: no word list is needed, and any language works that hyphenates with a hyphen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

HYPHENS = ("-", "\u2010", "\xad")
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_HEAD = re.compile(r"[\w-]*$")
_TAIL = re.compile(r"\w*")
_LONG_WORD = 60
# Lines that end in a hyphen: of 60 paragraphs of news, 1.0 to 1.5 % where only compounds are broken ("zero-emission"),
# 14 % in one column and 22 % in two where words are hyphenated by syllables.
_MIN_BROKEN_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Break:
    """The two halves of what a hyphen at the end of a line parted, and whether another hyphen follows the second."""

    first: str
    second: str
    is_chained: bool = False


def find_break(line: str, following: str) -> Break:
    """Return what is parted between a line, without its hyphen, and the next one."""
    head = _HEAD.search(line[-_LONG_WORD:])
    tail = _TAIL.match(following[:_LONG_WORD])
    second = tail.group() if tail else ""
    return Break(head.group() if head else "", second, following[len(second) : len(second) + 1] in HYPHENS)


class Dictionary:
    """The words of a text, as evidence for what a hyphen at the end of a line is."""

    def __init__(self, lines: Sequence[tuple[str, bool]]) -> None:
        """Count the words of lines, each with whether a hyphen, in it or left out of it, ends it."""
        self._words: Counter[str] = Counter()
        is_half = False
        for line, ends_in_hyphen in lines:
            found = [word.lower().replace("‐", "-") for word in _WORD.findall(line)]
            self._words.update(found[is_half : len(found) - ends_in_hyphen])  # halves of words are none
            is_half = ends_in_hyphen
        self._parts = {part for word in self._words for part in word.split("-")}
        broken = sum(ends_in_hyphen for _, ends_in_hyphen in lines)
        self._is_hyphenated = broken > _MIN_BROKEN_SHARE * len(lines)

    def is_one_word(self, parted: Break) -> bool:
        """Tell whether the setting put the hyphen there, so that it is none of the word's own."""
        first, second = parted.first.lower(), parted.second.lower()
        if not first or not first[-1].isalpha() or not parted.second[:1].islower() or parted.is_chained:
            return False  # COVID-19, Anglo-Saxon, first-in-the-nation
        joined, compound = self._words[f"{first}{second}"], self._words[f"{first}-{second}"]
        if joined != compound:
            return joined > compound
        return self._is_hyphenated and not (first.rpartition("-")[2] in self._parts and second in self._parts)
