"""Real scraped news, labelled line by line: `tests/data/scraped/news_labels.json` says which lines are furniture.

The labels hold line numbers only; the articles are those of the scraped news (`corpus.jsonl.gz`) and stay where they
are. Language-model agents read them line by line under our brief, without having seen what cleaning does; articles of
which the tagger was unsure are most of them, so that the pages are harsher than news is.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from corpus.benchmarks.whole_pages import Label, WholePage
from corpus.normalising import normalise, split_lines

_PARTS = 8
_HELD_FROM = 6  # the two last of these are only reported; the two first are the articles that light pages are made of


def read_news_pages(news: Path, *, labels: Path, is_held: bool) -> list[WholePage]:
    """Return the labelled pages of one part: those that are only reported, never trained on, or the others.

    Args:
        news: JSON lines with `_id`, `text` and `url`.
        labels: for each id how many `lines` the article has, and the numbers, from 1, of those that are `furniture` and
            of those that may be (`unsure`), such as `1-4,9`.
        is_held: which part.

    Raises:
        ValueError: if an article has another number of lines than when it was labelled.
    """
    labelled = json.loads(labels.read_text(encoding="utf-8"))
    pages = []
    with gzip.open(news, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            entry = labelled.get(row["_id"])
            if entry is None or (crc32(row["_id"].encode()) % _PARTS >= _HELD_FROM) != is_held:
                continue
            lines = split_lines(normalise(row["text"]))
            if len(lines) != entry["lines"]:
                raise ValueError(f"{row['_id']} has {len(lines)} lines, not {entry['lines']}: label it anew.")
            furniture, unsure = set(parse_numbers(entry["furniture"])), set(parse_numbers(entry.get("unsure", "")))
            kinds = tuple(
                Label.FURNITURE if n in furniture else Label.UNSURE if n in unsure else Label.ARTICLE
                for n in range(1, len(lines) + 1)
            )
            gold = "\n\n".join(line for line, kind in zip(lines, kinds, strict=True) if kind is Label.ARTICLE)
            pages.append(WholePage(urlsplit(row["url"]).hostname or "", tuple(lines), kinds, gold))
    return pages


def parse_numbers(ranges: str) -> Iterable[int]:
    """Yield the numbers of `1-4,9`."""
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
