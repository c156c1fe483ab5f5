"""The last word on a line: boosted trees over what the tagger, the rules and the evidence say of it and its neighbours.

The tagger reads words; how sure it should be depends on what it says of the lines around, on whether a rule names the
line, and on its shape and place. Trees that learn from pages which the tagger did not learn from weigh these against
each other: stacking (Wolpert, "Stacked generalization", Neural Networks 1992) with gradient boosting (Friedman, "Greedy
function approximation", Annals of Statistics 2001).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.evidence import look
from corpus.furniture import judge, opens_a_list_of_articles
from corpus.layout import find_furniture, find_headline, find_repeated
from corpus.surroundings import describe, find_stretch
from corpus.tagging.packaged import MODEL_FOLDER, read_packaged, telling_what_to_do
from corpus.weighing import weigh

_NEAR = 3  # lines on either side whose scores count
_NONE = np.float32(np.nan)
_REASONS = (
    "above the headline", "after the last sentence", "appeal", "beside the headline", "byline", "credit",
    "list of other articles", "navigation", "picture credit", "promotion", "repeated label", "timestamp",
)  # fmt: skip
_WORD = re.compile(r"\w+")
_LEAST_QUOTED_RUNS = 2  # of three words
_PLACES = ("density", "run", "alone", "below_heading")
_SIDES = ("none", "prose", "words", "near_prose", "short", "question", "alike")
_SHAPES = (
    "address", "bar", "capitals", "colon_end", "comma_end", "digits", "ellipsis", "exclamation", "function_words",
    "has_digits", "list_item", "lower_start", "money", "no_function_word", "number_start", "page_words", "question",
    "quote_inside", "quote_start", "reader_words", "says", "speech", "time", "title_case",
)  # fmt: skip
_OVER_RUNS = ("function_words", "has_digits", "list_item", "page_words", "repeated", "time", "title_case", "vocabulary")
FEATURES: tuple[str, ...] = (
    "score",
    *(f"score_{side}_{far}" for side in ("before", "after") for far in range(1, _NEAR + 1)),
    "score_mean", "score_share", "weighed", "rule", "rule_share", *_REASONS,
    "is_prose", "is_sentence", "is_inside", "before_article", "after_article",
    "is_headline", "from_headline", "from_top", "from_end", "place",
    "lines", "prose_lines", "words", "characters", "quoted", "quotes",
    "repeated", "vocabulary", "moulded", *_SHAPES, *(f"run_{name}" for name in _OVER_RUNS), *_PLACES,
    *(f"{side}_{name}" for side in ("previous", "next") for name in _SIDES),
)  # fmt: skip


class BoostedTrees:
    """Regression trees whose values add up to log odds. May be used from several threads.

    Args:
        file: an `.npz` file that `corpus.tagging.boosting_training` wrote.

    Raises:
        ValueError: if it was made for other features.
    """

    def __init__(self, file: Path | BytesIO) -> None:
        with np.load(file) as stored:
            if tuple(stored["features"].tolist()) != FEATURES:
                raise ValueError("the trees were made for other features")
            self._feature, self._threshold = stored["feature"], stored["threshold"]
            self._children, self._value = stored["children"], stored["value"]
            self._goes_left, self._base = stored["missing_left"], float(stored["base"])

    def score(self, described: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return log odds, (lines,), from what is known of each line, (lines, FEATURES)."""
        lines, trees = np.arange(len(described))[:, None], np.arange(len(self._feature))[None, :]
        node = np.zeros((len(described), len(self._feature)), dtype=np.intp)
        while True:
            children = self._children[trees, node]  # (lines, trees, 2); a leaf is its own child
            seen = described[lines, self._feature[trees, node]]
            left = np.where(np.isnan(seen), self._goes_left[trees, node], seen <= self._threshold[trees, node])
            following = np.where(left, children[..., 0], children[..., 1])
            if np.array_equal(following, node):
                break
            node = following
        return np.asarray(self._base + self._value[trees, node].sum(axis=1), dtype=np.float32)


def describe_lines(lines: Sequence[str], scores: Sequence[float]) -> NDArray[np.float32]:
    """Return what is known of each line of a page, (lines, FEATURES); not a number where there is nothing to know."""
    seen = [look(line) for line in lines]
    stretch = find_stretch(seen)
    evidence = describe(seen, stretch=stretch, opens_list=[opens_a_list_of_articles(line) for line in lines])
    prose = [i for i, line in enumerate(seen) if line.is_prose]
    headline = find_headline(list(lines[: prose[0] + 1])) if prose else None
    reasons, quoted = find_reasons(lines), measure_quoted(lines)
    page = {
        "score_mean": float(np.mean(scores)),
        "score_share": float(np.mean(np.asarray(scores) > 0)),
        "rule_share": len(reasons) / len(lines),
        "lines": len(lines),
        "prose_lines": len(prose),
    }
    table = np.full((len(lines), len(FEATURES)), _NONE, dtype=np.float32)
    sides = [f"{where}_{name}" for where in ("previous", "next") for name in _SIDES]
    column = {name: place for place, name in enumerate(FEATURES)}
    for i, (line, shown) in enumerate(zip(seen, evidence, strict=True)):
        reason = reasons.get(i, "")
        side = "prose" if line.is_prose else "short"
        known = page | {
            "score": scores[i], "weighed": weigh(shown), "rule": float(bool(reason)),
            "is_prose": float(line.is_prose), "is_sentence": float(line.is_sentence),
            "is_inside": float(bool(prose) and prose[0] < i < prose[-1]),
            "before_article": float(i < stretch.first), "after_article": float(i > stretch.last),
            "is_headline": float(i == headline), "from_headline": i - headline if headline is not None else _NONE,
            "from_top": i, "from_end": len(lines) - 1 - i, "place": i / len(lines),
            "words": line.words, "characters": len(line.text),
            "quoted": quoted[i][0], "quotes": quoted[i][1],
        } | {name: float(name == reason) for name in _REASONS}  # fmt: skip
        for far in range(1, _NEAR + 1):
            if i >= far:
                known[f"score_before_{far}"] = scores[i - far]
            if i + far < len(lines):
                known[f"score_after_{far}"] = scores[i + far]
        known |= {name: shown.get(name, 0.0) for name in ("repeated", "vocabulary", "moulded", *_SHAPES)}
        known |= {f"run_{name}": shown.get(f"run_{name}", 0.0) for name in _OVER_RUNS}
        known |= {name: shown.get(f"{side}_{name}", 0.0) for name in (*_PLACES, *sides)}
        table[i, [column[name] for name in known]] = list(known.values())
    return table


def find_reasons(lines: Sequence[str]) -> Mapping[int, str]:
    """Return which lines the rules name on their first look at a page, and why, without what is in brackets."""
    reasons = {i: reason for i, line in enumerate(lines) if (reason := judge(line))}
    left = [i for i in range(len(lines)) if i not in reasons]
    texts = [lines[i] for i in left]
    for shown in (find_repeated(texts), find_furniture(texts)):
        reasons |= {left[i]: why.partition(" (")[0] for i, why in shown.items()}
    return reasons


def measure_quoted(lines: Sequence[str]) -> NDArray[np.float32]:
    """Return how much of each line stands in a longer one, and of a shorter one in it: (lines, 2), from 0 to 1.

    A share is that of the shorter line's runs of three words, of its likest other line. Pull quotes are quoted; titles
    with the name of the site behind them, and breadcrumbs that end in the headline, quote it.
    """
    runs = [set(zip(words, words[1:], words[2:], strict=False)) for words in map(_split_words, lines)]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, some in enumerate(runs):
        for run in some:
            places[run].append(number)
    shares = np.zeros((len(lines), 2), dtype=np.float32)
    for number, some in enumerate(runs):
        if len(some) < _LEAST_QUOTED_RUNS:
            continue
        for other, count in Counter(place for run in some for place in places[run]).items():
            if len(runs[other]) > len(some):
                share = count / len(some)
                shares[number, 0] = max(shares[number, 0], share)
                shares[other, 1] = max(shares[other, 1], share)
    return shares


def _split_words(line: str) -> list[str]:
    return _WORD.findall(line.casefold())


@lru_cache(maxsize=1)
def open_trees() -> BoostedTrees:
    """Return the trees that are packaged with the tagger, loaded once.

    Raises:
        ModelMissingError: if their file is missing or damaged.
    """
    with telling_what_to_do(MODEL_FOLDER):
        return BoostedTrees(BytesIO(read_packaged(MODEL_FOLDER, name="trees", digest="trees_sha256")[1]))
