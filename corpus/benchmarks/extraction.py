"""Measure the main text found in real pages: `python -m corpus.benchmarks.extraction [--data FOLDER]`.

Pages, gold texts and metric are those of the article-extraction-benchmark (Scrapinghub, 2020). A text is its runs of
four words, with their counts; precision and recall are averaged over the pages, and F1 is that of the averages.
The pages are not part of this repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import trafilatura

from corpus.decoding import decode
from corpus.errors import CorpusError
from corpus.html import read_html
from corpus.loading import load_bytes

ROOT = Path(__file__).parents[2]
_RUN_WORDS = 4
_FOLDS = 5
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Page:
    """A real page and the article that people found in it."""

    name: str
    data: bytes
    gold: str


class Score(NamedTuple):
    """How much of what was found is right, and how much of what is right was found; `None` where there is nothing."""

    precision: float | None
    recall: float | None


class Averages(NamedTuple):
    """Precision and recall averaged over pages, and their F1."""

    precision: float
    recall: float
    f1: float


def read_pages(folder: Path) -> list[Page]:
    """Return the pages of `article_extraction` in the order of their names, which are hashes: in no order."""
    gold = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    return [
        Page(name, gzip.decompress((folder / f"html/{name}.html.gz").read_bytes()), gold[name]["articleBody"])
        for name in sorted(gold)
    ]


def score_text(found: str, *, gold: str) -> Score:
    """Return the share of runs of four words that two texts have in common, each counted as often as it occurs."""
    right, predicted = _count_runs(gold), _count_runs(found)
    common = (right & predicted).total()
    return Score(
        common / predicted.total() if predicted else None,
        common / right.total() if right else None,
    )


def average(scores: Sequence[Score]) -> Averages:
    """Return the averages over the pages that have something to be averaged."""
    precision = statistics.mean(score.precision for score in scores if score.precision is not None)
    recall = statistics.mean(score.recall for score in scores if score.recall is not None)
    return Averages(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def _count_runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    # A text of fewer than four words is one run.
    runs = (tuple(words[n : n + _RUN_WORDS]) for n in range(max(1, len(words) - _RUN_WORDS + 1)))
    return Counter(run for run in runs if run)


def _extract_alone(page: Page) -> str:
    return trafilatura.extract(_decode(page), include_comments=False) or ""


def _extract_precise(page: Page) -> str:
    return trafilatura.extract(_decode(page), include_comments=False, favor_precision=True) or ""


def _extract_draft(page: Page) -> str:
    try:
        return read_html(_decode(page), name=page.name).text
    except CorpusError:
        return ""


def _extract_stored(page: Page) -> str:
    try:
        return load_bytes(page.data, suffix=".html", name=page.name, origin=f"file:///{page.name}").text
    except CorpusError:
        return ""


def _decode(page: Page) -> str:
    return decode(page.data, name=page.name, is_html=True)


EXTRACTORS: dict[str, Callable[[Page], str]] = {
    "trafilatura": _extract_alone,
    "trafilatura, precise": _extract_precise,
    "read_html": _extract_draft,
    "the article as stored": _extract_stored,
}


def main(arguments: Iterable[str] | None = None) -> None:
    """Print the table of docs/html.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data", help="holds `article_extraction`")
    folder: Path = parser.parse_args(None if arguments is None else list(arguments)).data / "article_extraction"
    if not (folder / "ground-truth.json").exists():
        parser.error(f"{folder} holds no ground-truth.json. Name the folder that holds `article_extraction`.")
    pages = read_pages(folder)
    print(f"{len(pages)} pages; F1 of {_FOLDS} folds in the order of the pages' hashes\n")
    print("| text | precision | recall | F1 | F1 by fold | ms/page |\n|---|---|---|---|---|---|")
    for name, extract in EXTRACTORS.items():
        started = time.perf_counter()
        scores = [score_text(extract(page), gold=page.gold) for page in pages]
        took = (time.perf_counter() - started) / len(pages) * 1000
        total = average(scores)
        folds = " ".join(f"{average(scores[n::_FOLDS]).f1:.3f}" for n in range(_FOLDS))
        print(f"| {name} | {total.precision:.4f} | {total.recall:.4f} | {total.f1:.4f} | {folds} | {took:.0f} |")


if __name__ == "__main__":
    main()
