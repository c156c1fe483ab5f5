"""Tell the times above the entries of a live blog or a chronicle from those of publication and change."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from corpus.evidence import Line, look
from corpus.furniture import judge
from corpus.surroundings import find_comments

_LEAST_ENTRIES = 3
_NAMES = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|tember|ober)?\b"
    r"|\b(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|(?P<half>[ap]\.?m\b\.?)"
    r"|\b(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|[mh])\b(?=\s+ago)"
    r"|(?P<number>\d+)"
)
_COMMENTS = re.compile(r"(?:\d+ )?(?:readers?['\u2019]? )?(?:comments?|replies|responses)(?: ?\(?\d+\)?)?:?")
_ARTICLE_LINES = 3  # of prose; above it such a label is a button
_SHORT_UNIT = re.compile(r"(?<=0)[smh](?= ago)")


def find_entry_times(lines: Sequence[str]) -> frozenset[str]:
    """Return the lines that say when an entry was written: three or more times of one form, a paragraph below each.

    They are the article's, as its subheadings are; those of readers' comments below it are not.
    """
    times = [i for i, line in enumerate(lines) if judge(line) == "timestamp"]
    if len(times) < _LEAST_ENTRIES:
        return frozenset()
    seen = [look(line) for line in lines]
    comments = min(find_comments(seen), _find_label(seen))
    forms: defaultdict[str, list[int]] = defaultdict(list)
    for i in times:
        if i < comments:
            forms[_find_form(lines[i])].append(i)
    return frozenset(
        lines[i]
        for places in forms.values()
        if len(places) >= _LEAST_ENTRIES
        and all(any(line.is_prose for line in seen[one + 1 : other]) for one, other in pairwise(places))
        for i in places
    )


def _find_label(lines: Sequence[Line]) -> int:
    """Return where "3 comments" stands below the article, or the number of lines."""
    prose = 0
    for i, line in enumerate(lines):
        prose += line.is_prose
        if prose >= _ARTICLE_LINES and _COMMENTS.fullmatch(line.folded):
            return i
    return len(lines)


def _find_form(line: str) -> str:
    """Return a time without what differs between two that are written alike."""
    form = _NAMES.sub(lambda found: "0" if found["number"] else str(found.lastgroup), line.casefold())
    return _SHORT_UNIT.sub("unit", " ".join(form.split()))
