"""Measure what cleaning removes and loses: `python -m corpus.benchmarks.cleaning [--shared FOLDER]`.

Three kinds of text: our labelled pages (`tests/data/scraped`), gold article texts and scraped news of other publishers
(`../shared`, which is not part of this repository; those rows are left out where it is absent).
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import clean
from corpus.normalising import normalise

ROOT = Path(__file__).parents[2]
_LABELLED = re.compile(r"(\s*)([FAT])\|(.*)")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+")


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page of which every line is known to be furniture, the title or the article's own.

    In the file a line begins with `F|` (furniture), `T|` (title) or `A|` (article); blank lines have no label.
    """

    name: str
    text: str
    furniture: tuple[str, ...]
    article: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Furniture lines found and article lines (or sentences) lost, of how many."""

    removed: int
    furniture: int
    lost: int
    article: int


def read_pages(pattern: str) -> list[LabelledPage]:
    """Return the labelled pages whose file names match `pattern`, such as `held_*`."""
    pages = []
    for path in sorted((ROOT / "tests/data/scraped").glob(f"{pattern}.txt")):
        raw: list[str] = []
        furniture: list[str] = []
        article: list[str] = []
        for line in path.read_text(encoding="utf-8").split("\n"):
            found = _LABELLED.fullmatch(line)
            raw.append(found[1] + found[3] if found else line)
            if found:
                (furniture if found[2] == "F" else article).append(normalise(found[3]))
        pages.append(LabelledPage(path.stem, "\n".join(raw), tuple(furniture), tuple(article)))
    return pages


def score_pages(pages: Iterable[LabelledPage]) -> Score:
    """Count whole lines: a furniture line is removed, and an article line lost, when it is no paragraph of the text."""
    removed = furniture = lost = article = 0
    for page in pages:
        kept = set(clean(page.text).text.split("\n\n"))
        removed += sum(line not in kept for line in page.furniture)
        lost += sum(line not in kept for line in page.article)
        furniture += len(page.furniture)
        article += len(page.article)
    return Score(removed, furniture, lost, article)


def score_gold(path: Path) -> Score:
    """Count the sentences of gold article texts (`ground-truth.json`) that cleaning loses; they hold no furniture."""
    lost = article = 0
    for page in json.loads(path.read_text(encoding="utf-8")).values():
        kept = clean(page["articleBody"]).text.replace("\n\n", " ")
        for sentence in _split_sentences(page["articleBody"]):
            article += 1
            lost += sentence not in kept
    return Score(0, 0, lost, article)


def _split_sentences(text: str) -> list[str]:
    """Split by end punctuation, simply: pieces of three words or more, without the marks that close them."""
    pieces = (piece for line in normalise(text).split("\n") for piece in _SENTENCE.split(line))
    return [p.rstrip('"”’)]') for p in pieces if len(p.split()) >= 3 and re.search(r"[.!?…][\"”’)\]]*$", p)]


def main() -> None:
    """Print the tables of docs/cleaning.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared: Path = parser.parse_args().shared
    for pattern in ("tune_*", "held_*"):
        score = score_pages(read_pages(pattern))
        print(f"{pattern}: {score.removed}/{score.furniture} furniture out, {score.lost}/{score.article} lines lost")
    gold = shared / "data/article_extraction/ground-truth.json"
    if gold.exists():
        score = score_gold(gold)
        print(f"gold texts: {score.lost}/{score.article} sentences lost ({score.lost / score.article:.2%})")
    news = shared / "data/realtimeqa2022/corpus.jsonl.gz"
    if news.exists():
        _print_reasons(news)


def _print_reasons(path: Path) -> None:
    reasons: Counter[str] = Counter()
    started, articles, chars = time.perf_counter(), 0, 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            text = json.loads(line)["text"]
            reasons.update(removal.reason for removal in clean(text).removed)
            articles, chars = articles + 1, chars + len(text)
    speed = chars / 1e6 / (time.perf_counter() - started)
    print(f"scraped news: {articles} articles, {speed:.2f} million characters/s")
    for reason, count in reasons.most_common():
        print(f"  {count:6} {reason}")


if __name__ == "__main__":
    main()
