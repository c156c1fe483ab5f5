"""The labelled pages that the tagger learns from, and the ways in which it sees them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from corpus.benchmarks.cleaning import NEWS_LABELS, read_pages
from corpus.benchmarks.light_pages import make_light_pages
from corpus.benchmarks.news_pages import read_news_pages
from corpus.benchmarks.whole_pages import Label, read_whole_pages
from corpus.cleaning import clean_by_rules
from corpus.evidence import is_prose
from corpus.normalising import normalise, split_lines

_WEIGHT = 2.0  # how often a page is drawn
_WHOLE_WEIGHT = 8.0  # few, long, and each window is but a part of one
_LIGHT_PAGES = 120
_THINNED = 0.3  # of the pages lose some of their article: a share between these
_LESS = 0.05, 0.4
_HEADLINES = 0.3  # of what one page lends another: a link to another article is its headline
LABELS = {Label.ARTICLE: False, Label.TITLE: False, Label.FURNITURE: True}  # of the others nobody knows


@dataclass(frozen=True, slots=True)
class TrainingPage:
    """The lines of a page; for each whether it is furniture (`None`: nobody knows), and whether the rules leave it."""

    lines: tuple[str, ...]
    labels: tuple[bool | None, ...]
    is_left: tuple[bool, ...]
    weight: float
    title: str = ""


def read_training_pages(data: Path, *, new: Sequence[str] = (), times: float = 1.0) -> list[TrainingPage]:
    """Read every page that may be learnt from.

    Args:
        data: the folder that holds article_extraction/ and realtimeqa2022/.
        new: patterns of names (`read_ga*`) of pages that an earlier run had not seen.
        times: how many times as often as the others those are drawn.
    """
    pages = []
    for pattern in ("read_*", "tune_*"):
        for page in read_pages(pattern):
            furniture = set(page.furniture)
            lines = split_lines(normalise(page.text))
            labels: list[bool | None] = [line in furniture for line in lines]
            weight = _WEIGHT * (times if any(fnmatchcase(page.name, one) for one in new) else 1.0)
            pages.append(_make_page(lines, labels, weight=weight, title=page.title))
    whole = [page for page in read_whole_pages(data / "article_extraction") if not page.is_held]
    news = data / "realtimeqa2022" / "corpus.jsonl.gz"
    real = read_news_pages(news, labels=NEWS_LABELS, is_held=False)
    for group, weight in ((whole, _WHOLE_WEIGHT), (real, _WEIGHT)):
        pages += [_make_page(one.lines, [LABELS.get(label) for label in one.labels], weight=weight) for one in group]
    for light in make_light_pages(news, whole=whole, is_held=False, count=_LIGHT_PAGES):
        # News as it was scraped: what is no paragraph may be furniture that nobody labelled.
        labels = [
            None if label is Label.ARTICLE and not is_prose(line) else LABELS.get(label)
            for line, label in zip(light.lines, light.labels, strict=True)
        ]
        pages.append(_make_page(light.lines, labels, weight=0.5))
    return pages


def draw_lines(page: TrainingPage, *, rng: random.Random) -> tuple[list[str], list[bool | None]]:
    """Return a page as it is, without some of its furniture, or as the rules leave it."""
    draw = rng.random()
    share = rng.random() if 0.5 <= draw < 0.75 else 0.0
    thinned = rng.uniform(*_LESS) if rng.random() < _THINNED else 0.0
    kept = [
        (line, label)
        for line, label, is_left in zip(page.lines, page.labels, page.is_left, strict=True)
        if (is_left or draw >= 0.5) and not rng.random() < (share if label else thinned)
    ]
    return [line for line, _ in kept], [label for _, label in kept]


def transplant(
    lines: list[str], labels: list[bool | None], *, donors: Sequence[TrainingPage], rng: random.Random
) -> None:
    """Put some furniture of other pages, or their headlines, between the lines of a page, in place."""
    for _ in range(rng.randint(1, 3)):
        donor = rng.choice(donors)
        starts = [number for number, label in enumerate(donor.labels) if label]
        if donor.title and rng.random() < _HEADLINES:
            run = [donor.title]
        elif starts:
            start = rng.choice(starts)
            numbers = range(start, min(start + rng.randint(1, 3), len(donor.lines)))
            run = [donor.lines[number] for number in numbers if donor.labels[number]]
        else:
            continue
        place = rng.randint(1, len(lines))
        lines[place:place] = run
        labels[place:place] = [True] * len(run)


def _make_page(lines: Sequence[str], labels: Sequence[bool | None], *, weight: float, title: str = "") -> TrainingPage:
    left = set(clean_by_rules("\n".join(lines)).text.split("\n\n"))
    return TrainingPage(tuple(lines), tuple(labels), tuple(line in left for line in lines), weight, title)
