"""From the tagger's log odds to the lines that go: how sure it must be depends on a line's kind and its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf

from corpus.evidence import is_prose
from corpus.furniture import MAX_FURNITURE_CHARS
from corpus.languages import detect_language
from corpus.shapes import LIST_ITEM, is_sentence

# A text with less prose is no article on a page: notes, tables, poems, lists of links.
_LEAST_PROSE_LINES = 3
# One with more lines is a book or a list; reading it whole would take a worker's time.
_MOST_LINES = 600
_SAMPLE_CHARS = 4000  # of a page, to tell its language by; the tagger learnt from English pages
# Log odds, by what a line is and whether it stands around the article or between its paragraphs.
OUTSIDE, BETWEEN, SENTENCE, PROSE = 4.1, 4.1, 4.4, 4.4
# What does not read like furniture stays in any place; what is surely the article's, whatever its words speak for.
LIKELY, CERTAIN = 1.0, 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the tagger says of the lines of a page.

    Attributes:
        furniture: lines that go, and why.
        likely: lines that may well be the article's.
        certain: those of them that are hardly anything else.
    """

    furniture: Mapping[str, str]
    likely: frozenset[str]
    certain: frozenset[str]


NO_VERDICT = Verdict(furniture={}, likely=frozenset(), certain=frozenset())


def judge_page(lines: Sequence[str]) -> Verdict:
    """Return what the tagger says of the lines of a page; of a line that stands there twice, what it says of both."""
    prose = [number for number, line in enumerate(lines) if is_prose(line)]
    if len(prose) < _LEAST_PROSE_LINES or len(lines) > _MOST_LINES or not _is_english(lines):
        return NO_VERDICT
    from corpus.tagging.tagger import open_tagger  # its runtime is not loaded for texts that it does not read

    scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for number, (line, score) in enumerate(zip(lines, open_tagger().score(lines).tolist(), strict=True)):
        scores[line].append((score, _find_threshold(line, number, first=prose[0], last=prose[-1])))
    return Verdict(
        furniture={
            line: f"reads like page furniture ({1.0 / (1.0 + exp(-min(given)[0])):.0%})"
            for line, given in scores.items()
            if len(line) <= MAX_FURNITURE_CHARS and all(score > least for score, least in given)
        },
        likely=frozenset(line for line, given in scores.items() if max(given)[0] < LIKELY),
        certain=frozenset(line for line, given in scores.items() if max(given)[0] < CERTAIN),
    )


def _is_english(lines: Sequence[str]) -> bool:
    return detect_language("\n".join(lines)[:_SAMPLE_CHARS]) == "en"


def _find_threshold(line: str, number: int, *, first: int, last: int) -> float:
    if is_prose(line):
        return PROSE
    if not first < number < last:
        return OUTSIDE
    if is_sentence(line):
        return SENTENCE
    return inf if LIST_ITEM.match(line) else BETWEEN  # "11. Eufy RoboVac" heads what is said of it
