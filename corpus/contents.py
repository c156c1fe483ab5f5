"""Tell a table of contents: short lines in a row, each of which stands again below, in that order, over its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corpus.evidence import is_prose

REASON = "table of contents"
_LEAST_ENTRIES = 3
_MARK = re.compile(r"\s*(?:[-*•–·▪◦‣>]|\(?\d{1,2}(?:\.\d{1,2})*[.):]?(?=\s|\[))\s*")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_WORDS = re.compile(r"\w+")


def find_contents(lines: Sequence[str]) -> dict[int, str]:
    """Return which lines are entries of a table of contents, and why, by line number.

    An entry may have a mark of a list, a number or the target of a link that its heading does not have. Most sections
    have a paragraph; a table whose rows recur, or a menu that stands twice, is no table of contents. What goes is said
    again where it belongs, so that nothing is lost with it.
    """
    is_short = [not is_prose(line) for line in lines]
    keys = [_find_key(line) if short else "" for line, short in zip(lines, is_short, strict=True)]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        if key:
            places[key].append(number)
    found: dict[int, str] = {}
    start = 0
    while start < len(lines):
        end, headings = _follow(keys, places, start=start)
        if _is_contents(headings, is_short, end=end):
            found |= dict.fromkeys(range(start, end), REASON)
            start = end
        else:
            start += 1
    return found


def _follow(keys: Sequence[str], places: dict[str, list[int]], *, start: int) -> tuple[int, list[int]]:
    """Return where the entries from `start` on end, and where their headings stand."""
    headings: list[int] = []
    end = start
    while end < len(keys) and keys[end]:
        least = max(end, headings[-1] if headings else end)
        heading = next((place for place in places[keys[end]] if place > least), None)
        if heading is None or (headings and end >= headings[0]):
            break
        headings.append(heading)
        end += 1
    return end, headings


def _is_contents(headings: Sequence[int], is_short: Sequence[bool], *, end: int) -> bool:
    if len(headings) < _LEAST_ENTRIES or headings[0] < end:
        return False
    with_text = sum(not all(is_short[one:other]) for one, other in pairwise((*headings, len(is_short))))
    return 2 * with_text > len(headings)


def _find_key(line: str) -> str:
    """Return the words of an entry or a heading, without marks, numbers and targets of links."""
    bare = _LINK.sub(r"\1", _MARK.sub("", line, count=1) if _MARK.match(line) else line)
    return " ".join(_WORDS.findall(bare.casefold()))
