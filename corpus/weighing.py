"""Weigh the evidence for and against each line of a page: a logistic model over what it and its surroundings show.

It finds what no phrase or rule can name: the menus, link lists, captions and teasers of sites never seen. Its weights
are in `corpus.weights`; docs/cleaning.md says how they were fitted and measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from corpus.evidence import Line, look
from corpus.furniture import opens_a_list_of_articles
from corpus.surroundings import Stretch, describe, find_comments, find_stretch
from corpus.weights import BIAS, WEIGHTS

# A page with less prose has no article to tell the rest from: notes, tables, poems, lists of links.
_LEAST_PROSE_LINES = 3
# Where the narrow stretch holds less than this share of the wide one's words, it may be small print below a long table.
_LEAST_AGREEMENT = 0.25
# A stretch of so few words, and of so small a share of the page's, may be a remark beside a table.
_FEW_WORDS = 200
_LEAST_SHARE = 0.21
# One that begins so far down a long page and goes on to its end is small print.
_LONG_PAGE = 60
_FAR_DOWN = 0.85
# A headline stands near the article and says what it is about.
_HEADLINE_REACH = 60
_HEADLINE_WORDS = range(3, 31)
_HEADLINE_VOCABULARY = 0.4
# How surely a line must be furniture (in log odds) to go, by where it stands. Chosen on the tune half, cross-validated
# over its sites, and on 350 news articles that are nearly free of furniture; see docs/cleaning.md.
THRESHOLDS: Mapping[str, float] = {
    "short_before": 0.5,
    "short_near": 2.0,
    "short_inside": 4.0,
    "short_after": 2.5,
    "sentence_before": 1.0,
    "sentence_near": 3.5,
    "sentence_inside": 4.0,
    "sentence_after": 2.5,
    "prose_before": 3.0,
    "prose_near": 3.0,
    "prose_inside": 3.0,
    "prose_after": 1.0,
}
# In a run of rows that directly follows the last paragraph a looser likeness is enough.
_ROW_BELOW, _ROW = 0.5, 0.75
_LABEL_WORDS = 4
_DATE_DIGITS = 0.3
_EVIDENCE = {
    "title_case": "title case",
    "no_function_word": "no function word",
    "capitals": "capitals",
    "no_vocabulary": "shares no word with the article",
    "repeated": "occurs more than once",
    "page_words": "words of web pages",
    "reader_words": "addresses the reader",
    "time": "a time",
    "address": "an address",
    "bar": "bars or arrows",
    "short_run": "a run of short lines",
    "run_title_case": "among lines in title case",
    "run_page_words": "among words of web pages",
}
_PLACES = {
    "before": "above the article",
    "inside": "between paragraphs",
    "after": "below the article",
    "near": "beside the article",
}


def find_outweighed(lines: list[str]) -> dict[int, str]:
    """Return which lines of a page are furniture by the weight of the evidence, and why, by line number."""
    seen = [look(line) for line in lines]
    comments = find_comments(seen)
    found = dict.fromkeys(range(comments, len(lines)), "readers' comments")
    stretch = find_stretch(seen[:comments])
    if sum(line.is_prose for line in seen) < _LEAST_PROSE_LINES or _is_doubtful(seen[:comments], stretch):
        return found
    described = describe(seen, stretch=stretch, opens_list=[opens_a_list_of_articles(line) for line in lines])
    headline = _find_headline(seen, described, stretch=stretch)
    table = range(stretch.last + 1, _find_prose(seen, stretch.last + 1))
    for i, features in enumerate(described[:comments]):
        is_row = features["moulded"] >= (_ROW_BELOW if i in table else _ROW)
        is_announced = i > 0 and i - 1 not in found and lines[i - 1].endswith((":", ";", "："))
        if i == headline or is_row or is_announced:
            continue
        place = find_place(i, line=seen[i], stretch=stretch)
        if weigh(features) > THRESHOLDS[place]:
            found[i] = _explain(features, line=seen[i], place=place)
    return found


def weigh(features: Mapping[str, float]) -> float:
    """Return the log odds that a line is furniture."""
    return BIAS + sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())


def find_place(i: int, *, line: Line, stretch: Stretch) -> str:
    """Return what a line is and where it stands: a key of `THRESHOLDS`."""
    kind = "prose" if line.is_prose else "sentence" if line.is_sentence else "short"
    if stretch.first <= i <= stretch.last:
        return f"{kind}_inside"
    if stretch.wide_first <= i <= stretch.wide_last:
        return f"{kind}_near"
    return f"{kind}_before" if i < stretch.first else f"{kind}_after"


def _is_doubtful(lines: Sequence[Line], stretch: Stretch) -> bool:
    """Tell whether the stretch of prose may well not be the article, as on a page of tables."""
    narrow = sum(line.weight for line in lines[stretch.first : stretch.last + 1])
    wide = sum(line.weight for line in lines[stretch.wide_first : stretch.wide_last + 1])
    whole = sum(line.weight for line in lines)
    is_small_print = (
        len(lines) > _LONG_PAGE and stretch.first > _FAR_DOWN * len(lines) and stretch.last >= len(lines) - 3
    )
    return narrow < _LEAST_AGREEMENT * wide or (narrow < _FEW_WORDS and narrow < _LEAST_SHARE * whole) or is_small_print


def _find_headline(lines: Sequence[Line], described: Sequence[Mapping[str, float]], *, stretch: Stretch) -> int | None:
    """Return the line above the article that shares most words with it: a headline, or a link to what it is about."""
    best, place = 0.0, None
    for i in range(max(0, stretch.first - _HEADLINE_REACH), stretch.first + 1):
        line, features = lines[i], described[i]
        if line.words not in _HEADLINE_WORDS or features["vocabulary"] < _HEADLINE_VOCABULARY or line.is_prose:
            continue
        score = features["vocabulary"] * min(len(line.topic), 6)
        if score >= max(best, 1.0):
            best, place = score, i
    return place


def _find_prose(lines: Sequence[Line], start: int) -> int:
    """Return the place of the first paragraph from `start` on, or the number of lines."""
    return next((i for i in range(start, len(lines)) if lines[i].is_prose), len(lines))


def _explain(features: Mapping[str, float], *, line: Line, place: str) -> str:
    """Return what the line seems to be, where it stands, and what speaks most for its being furniture."""
    if line.is_sentence:
        what = "notice or teaser"
    elif features["time"] or features["digits"] > _DATE_DIGITS:
        what = "date or count"
    else:
        what = "label" if line.words <= _LABEL_WORDS else "link or caption"
    shares = {word: WEIGHTS.get(name, 0.0) * features.get(name, 0.0) for name, word in _EVIDENCE.items()}
    heaviest = [word for word in sorted(shares, key=lambda word: -shares[word])[:2] if shares[word] > 0]
    shown = f" ({', '.join(heaviest)})" if heaviest else ""
    return f"{what} {_PLACES[place.partition('_')[2]]}{shown}"
