"""Light pages: real news articles with a few runs of real furniture put around and between their paragraphs.

Scraped articles mostly come like that: a line or two of the menu, a button between paragraphs, some links at the end.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from zlib import crc32

from corpus.benchmarks.news_pages import parse_numbers
from corpus.benchmarks.whole_pages import Label, WholePage
from corpus.evidence import is_prose
from corpus.furniture import judge, trim
from corpus.normalising import normalise, split_lines

_Labelled = list[tuple[str, Label]]
_MOST_LINES = 150
_LEAST_PROSE = 5


def make_light_pages(
    news: Path, *, whole: Sequence[WholePage], is_held: bool, count: int, labelled: Sequence[Path] = ()
) -> list[WholePage]:
    """Return `count` pages, always the same, of the articles in `news` and the furniture of `whole`.

    Args:
        news: JSON lines with a `text` and a `title`.
        whole: the pages whose furniture is used.
        is_held: which half of the articles is used.
        count: how many pages there are to be.
        labelled: files of labels, see `read_news_pages`; if any are given, only articles that they label are used, and
            captions, links and notices that stand among their paragraphs are furniture.
    """
    known = {name: entry for path in labelled for name, entry in json.loads(path.read_text(encoding="utf-8")).items()}
    source = random.Random(count + is_held)
    above, between, below = (_collect(whole, place) for place in ("above", "between", "below"))
    pages: list[WholePage] = []
    for title, paragraphs in _read_news(news, is_held=is_held, known=known if labelled else None):
        if len(pages) == count:
            break
        page: _Labelled = []
        if source.random() < 0.6:
            page += _take(source, above, most=10)
        page.append((title, Label.TITLE))
        if source.random() < 0.5:
            page += _take(source, above, most=4)
        holes = Counter(source.randrange(1, len(paragraphs)) for _ in range(source.choice([0, 1, 1, 2, 3, 4])))
        for i, (paragraph, label) in enumerate(paragraphs):
            for _ in range(holes[i]):
                page += _take(source, source.choice([between, between, below]), most=4)
            page.append((paragraph, label))
        if source.random() < 0.6:
            page += _take(source, below, most=12)
        lines, labels = zip(*page, strict=True)
        # Only prose is surely the article's: names of authors and links stand among the other lines of scraped news.
        prose = [line for line, label in paragraphs if label is Label.ARTICLE and is_prose(line)]
        pages.append(WholePage("light", lines, labels, "\n\n".join(prose)))
    return pages


def _read_news(
    path: Path, *, is_held: bool, known: Mapping[str, Mapping[str, str]] | None
) -> list[tuple[str, list[tuple[str, Label]]]]:
    """Return the titles and paragraphs of one half of the news articles, without what lines show by themselves."""
    articles = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            # A quarter of them is plenty, and cleaning the rest would take minutes.
            if crc32(row["_id"].encode()) % 8 != is_held or (known is not None and row["_id"] not in known):
                continue
            entry = known[row["_id"]] if known else {}
            kinds = dict.fromkeys(parse_numbers(entry.get("unsure", "")), Label.UNSURE)
            kinds |= dict.fromkeys(parse_numbers(entry.get("furniture", "")), Label.FURNITURE)
            lines = enumerate(split_lines(normalise(row["text"]))[:_MOST_LINES], start=1)
            trimmed = [(trim(line)[0], kinds.get(i, Label.ARTICLE)) for i, line in lines if not judge(line)]
            paragraphs = [(line, label) for line, label in trimmed if line]
            if sum(is_prose(line) for line, _ in paragraphs) >= _LEAST_PROSE:
                articles.append((normalise(row["title"]).rsplit(" - ", 1)[0].strip(), paragraphs))
    return [article for article in articles if article[0]]


def _collect(pages: Sequence[WholePage], place: str) -> list[list[str]]:
    """Return the runs of furniture above, between or below the lines of the articles."""
    runs = []
    for page in pages:
        article = [i for i, kind in enumerate(page.labels) if kind is Label.ARTICLE]
        for kind, run in groupby(range(len(page.lines)), key=lambda i, page=page: page.labels[i]):  # type: ignore[misc]
            places = list(run)
            where = "above" if places[-1] < article[0] else "below" if places[0] > article[-1] else "between"
            if kind is Label.FURNITURE and where == place:
                runs.append([page.lines[i] for i in places])
    return runs


def _take(source: random.Random, runs: list[list[str]], *, most: int) -> _Labelled:
    """Return up to `most` lines of a run, one after the other."""
    run = source.choice(runs)
    start = source.randrange(len(run))
    return [(line, Label.FURNITURE) for line in run[start : start + source.randint(1, most)]]
