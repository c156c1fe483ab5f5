"""What stands around a line of a page, as numbers from 0 to 1, for `corpus.weighing`.

The article is the stretch of lines that holds most prose for the least of anything else (maximum subsequence
segmentation: Pasternack & Roth, WWW 2009); what a line's neighbours are tells nearly as much as what it is itself
(boilerpipe: Kohlschütter, Fankhauser & Nejdl, WSDM 2010).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from corpus.evidence import MOST_WORDS, Line, describe_shape


class _Price(NamedTuple):
    """What a line that is no sentence costs the stretch that holds it, and what each of its words gives back."""

    line: float
    word: float


# In words of prose. Of 24 pairs tried on the tune half, the narrow one leaves 301 of 1,366 article lines outside
# (tables and lists of dates, nearly all on four pages) and 331 lines of furniture inside; the wide one 65 and 868.
_NARROW = _Price(8, 0.25)
_WIDE = _Price(6, 0.5)
_SAYS = (" says", " said", " schreibt", " sagt", " dit", " dice", " disse")
_LEAST_COMMENTS = 3
_ARTICLE_WORDS = 60
_COMMENTS_BELOW = re.compile(
    r"(?:\d+|one|two|three|a|an) (?:thoughts?|responses?|replies|comments?|kommentare?|antworten|commentaires?"
    r"|comentarios?"
    r"|comentários?|commenti|risposte|respuestas?) (?:on|to|so far|zu|sur|à|en|a|su)\b"
)
_NEAR = 3
_FAR = 20
_WINDOW = 10
_MOULD_WINDOW = 4
# What counts for something else inside the article than outside it.
_CROSSED = (
    "title_case",
    "no_function_word",
    "question",
    "digits",
    "vocabulary",
    "no_vocabulary",
    "address",
    "time",
    "list_item",
    "colon_end",
    "quote_start",
    "repeated",
    "function_words",
    "capitals",
    "page_words",
    "reader_words",
    "bar",
    "number_start",
    "moulded",
)
# What the lines of a run have in common.
_SHARED = ("vocabulary", "has_digits", "list_item", "title_case", "function_words", "page_words", "repeated", "time")


class Stretch(NamedTuple):
    """Where the article stands: the first and last line of it, both inside, counted narrowly and widely.

    Attributes:
        strength: the share of the words in the narrow stretch that are prose.
    """

    first: int
    last: int
    wide_first: int
    wide_last: int
    strength: float


def find_stretch(lines: Sequence[Line]) -> Stretch:
    """Return the stretch with most prose for the least of anything else; an empty one where there is no prose."""
    talk = find_comments(lines)
    first, last = _find_densest(lines[:talk], price=_NARROW)
    wide_first, wide_last = _find_densest(lines[:talk], price=_WIDE)
    inside = lines[first : last + 1]
    words = sum(line.weight for line in inside)
    strength = sum(line.weight for line in inside if line.is_prose) / (words or 1)
    return Stretch(first, last, wide_first, wide_last, strength)


def _find_densest(lines: Sequence[Line], *, price: _Price) -> tuple[int, int]:
    """Return the bounds of the lines whose sum of gains is greatest (Kadane's algorithm)."""
    best, total, start, bounds = 0.0, 0.0, 0, (0, -1)
    for i, line in enumerate(lines):
        if total <= 0:
            total, start = 0.0, i
        if line.is_prose:
            total += line.weight
        elif not line.is_sentence:
            total += line.weight * price.word - price.line
        if total > best:
            best, bounds = total, (start, i)
    return bounds


def find_comments(lines: Sequence[Line]) -> int:
    """Return where readers' comments begin, or the number of lines: a heading over them, or a third name that "says:".

    They count only below an article of a few paragraphs: an interview names two people, and again and again.
    """
    prose = 0
    opening: dict[str, int] = {}
    for i, line in enumerate(lines):
        prose += line.weight if line.is_prose and not opening else 0
        if prose < _ARTICLE_WORDS:
            continue
        if line.words <= 25 and _COMMENTS_BELOW.match(line.folded):
            return i
        if line.words <= 6 and line.text.endswith(":") and line.folded.endswith(_SAYS):
            opening.setdefault(line.folded, i)
            if len(opening) == _LEAST_COMMENTS:
                return min(opening.values())
    return len(lines)


def describe(lines: Sequence[Line], *, stretch: Stretch, opens_list: Sequence[bool]) -> list[dict[str, float]]:
    """Return the evidence for and against each line by name; what is not named is 0.

    Args:
        lines: the lines of a page.
        stretch: where the article stands among them.
        opens_list: whether a line is a heading over links to other articles.
    """
    counts = Counter(line.folded for line in lines)
    topic = Counter(word for line in lines[stretch.first : stretch.last + 1] if line.is_prose for word in line.topic)
    runs = _find_runs(lines)
    described = []
    for i, line in enumerate(lines):
        is_inside = stretch.first <= i <= stretch.last
        features = describe_shape(line)
        features["repeated"] = float(counts[line.folded] > 1)
        known = sum(topic[word] > (is_inside and line.is_prose) for word in line.topic)
        features["vocabulary"] = known / (len(line.topic) or 1)
        features["no_vocabulary"] = float(bool(line.topic) and not known)
        features["moulded"] = _share_mould(lines, i)
        side = "inside" if is_inside else "outside"
        features |= {f"{side}_{name}": features[name] for name in _CROSSED}
        kind = "prose" if line.is_prose else "short"
        place = _describe_place(i, lines=lines, stretch=stretch, run=runs[i])
        place["below_heading"] = float(any(opens_list[max(0, i - 5) : i]))
        features |= {f"{kind}_{name}": value for name, value in place.items()}
        described.append(features)
    for run in dict.fromkeys(runs):
        members = [described[i] for i in run]
        for name in _SHARED:
            mean = sum(features[name] for features in members) / len(members)
            for features in members:
                features[f"run_{name}"] = mean
    return described


def _find_runs(lines: Sequence[Line]) -> list[range]:
    """Return for each line the run of lines that it belongs to: all prose, or all not."""
    starts = [0, *(i for i in range(1, len(lines)) if lines[i].is_prose != lines[i - 1].is_prose), len(lines)]
    return [range(start, end) for start, end in pairwise(starts) for _ in range(start, end)]


def _share_mould(lines: Sequence[Line], i: int) -> float:
    """Return how many neighbours, of four, have the same outline of words and numbers, as rows of a table do."""
    if not lines[i].mould:
        return 0.0
    near = lines[max(0, i - _MOULD_WINDOW) : i + _MOULD_WINDOW + 1]
    return min(sum(line.mould == lines[i].mould for line in near) - 1, _MOULD_WINDOW) / _MOULD_WINDOW


def _describe_place(i: int, *, lines: Sequence[Line], stretch: Stretch, run: range) -> dict[str, float]:
    where = "before" if i < stretch.first else "after" if i > stretch.last else "inside"
    window = lines[max(0, i - _WINDOW) : i + _WINDOW + 1]
    place = {
        where: 1.0,
        f"{where}_strength": stretch.strength,
        f"{where}_menu": min(stretch.first, _FAR) / _FAR,
        f"{where}_tail": min(len(lines) - 1 - stretch.last, _FAR) / _FAR,
        "run": min(len(run), 12) / 12,
        "alone": float(len(run) == 1),
        "density": sum(line.weight for line in window if line.is_prose) / (MOST_WORDS * len(window)),
    }
    if where != "inside":
        place[f"{where}_wide"] = float(stretch.wide_first <= i <= stretch.wide_last)
        distance = stretch.first - i if where == "before" else i - stretch.last
        place[f"{where}_far"] = min(distance, _FAR) / _FAR
        place[f"{where}_next"] = float(distance == 1)
    place |= _describe_side("previous", lines[i], lines[max(0, i - _NEAR) : i][::-1])
    return place | _describe_side("next", lines[i], lines[i + 1 : i + 1 + _NEAR])


def _describe_side(side: str, line: Line, near: Sequence[Line]) -> dict[str, float]:
    """Describe the lines on one side, the nearest first."""
    if not near:
        return {f"{side}_none": 1.0}
    nearest = near[0]
    return {
        f"{side}_prose": float(nearest.is_prose),
        f"{side}_words": nearest.weight / MOST_WORDS,
        f"{side}_near_prose": sum(other.is_prose for other in near) / _NEAR,
        f"{side}_short": sum(other.words <= 4 for other in near) / _NEAR,
        f"{side}_question": float(nearest.text.endswith(("?", "？", "؟"))),
        f"{side}_alike": float(abs(nearest.words - line.words) <= 2 and not nearest.is_prose),
    }
