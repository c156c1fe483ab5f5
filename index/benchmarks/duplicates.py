"""Near-duplicates, on news: `python -m index.benchmarks.duplicates [--data ../shared/data] [--sample 200]`.

Copies of real articles are made by code, one of each kind for each original; the corpus's own copies and versions were
labelled by eye (`duplicate_groups.txt`). Every pair of a copy, or an article, with any other article is in the set;
what is not labelled a duplicate is none. Half of the articles served to choose the thresholds, the other half reports.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time

import numpy as np
from numpy.typing import NDArray

from index.benchmarks.duplicate_copies import KINDS
from index.fingerprints import bands, compare_shingles, fingerprint, shingle

DEFAULT_DATA = Path(__file__).parents[3] / "shared" / "data"
CORPUS = Path("realtimeqa2022", "corpus.jsonl.gz")
GROUPS = Path(__file__).with_name("duplicate_groups.txt")
NATURAL = "copies and versions in the corpus"
_SEED = 2022
# A copy of fewer words is only ever found when it is exact; nothing under 60 words can be cut to half of it.
_MIN_WORDS = 60


@dataclass(slots=True)
class Tally:
    """Counts over pairs: duplicates found, missed (by the bands, or by the rule), and others taken for duplicates."""

    found: int = 0
    missed_by_bands: int = 0
    missed_by_rule: int = 0
    wrong: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return the sum of both."""
        return Tally(
            self.found + other.found,
            self.missed_by_bands + other.missed_by_bands,
            self.missed_by_rule + other.missed_by_rule,
            self.wrong + other.wrong,
        )

    @property
    def duplicates(self) -> int:
        """The number of pairs that are duplicates."""
        return self.found + self.missed_by_bands + self.missed_by_rule

    @property
    def precision(self) -> float:
        """The share of pairs taken for duplicates that are, 0 to 1; 1 where none was."""
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """The share of duplicates that were found, 0 to 1; 1 where there are none."""
        return self.found / self.duplicates if self.duplicates else 1.0


@dataclass(slots=True)
class Measured:
    """What one run found.

    Attributes:
        tallies: by half (`tuned`, `reported`) and kind.
        wrong: the ids of the two articles of each wrong pair, with its kind.
        candidates: the number of candidates of each article among the others.
        fingerprint_s: seconds of processor time to fingerprint an article, mean.
        compare_s: seconds of processor time to compare two shingled articles, mean.
    """

    tallies: dict[str, dict[str, Tally]]
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)
    fingerprint_s: float = 0.0
    compare_s: float = 0.0


class Shelf:
    """Articles in memory, as a store keeps them: bands for candidates, shingles for the decision."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.shingles: dict[str, NDArray[np.uint64]] = {}
        self.bands: dict[str, tuple[bytes, ...]] = {}
        self._holders: dict[bytes, list[str]] = defaultdict(list)
        began = process_time()
        for article, text in texts.items():
            self.bands[article] = bands(fingerprint(text))
        self.fingerprint_s = (process_time() - began) / max(1, len(texts))
        for article, text in texts.items():
            self.shingles[article] = shingle(text)
            for band in self.bands[article]:
                self._holders[band].append(article)

    def candidates(self, keys: tuple[bytes, ...]) -> set[str]:
        """Return the articles that share a key."""
        return {article for band in keys for article in self._holders.get(band, ())}


def read_articles(path: Path) -> dict[str, str]:
    """Return texts by id; of articles with the same text, the first."""
    texts: dict[str, str] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            texts.setdefault(fields["text"], fields["_id"])
    return {article: text for text, article in texts.items()}


def read_groups(path: Path = GROUPS) -> dict[str, int]:
    """Return, by article id, the number of the group of copies and versions that it is in."""
    lines = path.read_text(encoding="ascii").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    return {article: number for number, group in enumerate(groups) for article in group}


def measure(texts: dict[str, str], groups: dict[str, int], *, sample: int) -> Measured:
    """Measure all pairs of the articles, and copies of a sample of them against all of them."""
    shelf = Shelf(texts)
    measured = Measured({half: defaultdict(Tally) for half in ("tuned", "reported")})
    measured.fingerprint_s = shelf.fingerprint_s
    _measure_corpus(shelf, groups, measured)
    random = Random(_SEED)
    originals = sorted(article for article, text in texts.items() if len(text.split()) >= _MIN_WORDS)
    for original in random.sample(originals, min(sample, len(originals))):
        for kind, change in KINDS.items():
            other = texts[random.choice(originals)]
            copy = change(texts[original], random, other)
            _measure_copy(shelf, original, copy, kind=kind, groups=groups, measured=measured)
    return measured


def _measure_corpus(shelf: Shelf, groups: dict[str, int], measured: Measured) -> None:
    members: dict[int, list[str]] = defaultdict(list)
    for article in shelf.shingles:
        if article in groups:
            members[groups[article]].append(article)
    seconds = compared = 0.0
    for article, shingles in shelf.shingles.items():
        nearby = shelf.candidates(shelf.bands[article]) - {article}
        measured.candidates.append(len(nearby))
        family = set(members[groups[article]]) if article in groups else set()
        for other in sorted(nearby | family):
            if other <= article:
                continue  # each pair once
            began = process_time()
            is_found = compare_shingles(shingles, shelf.shingles[other]).is_near_duplicate
            seconds, compared = seconds + process_time() - began, compared + 1
            tally = measured.tallies[_half(article, groups)][NATURAL]
            _count(tally, is_true=other in family, is_candidate=other in nearby, is_found=is_found)
            if other in nearby and other not in family and is_found:
                measured.wrong.append((article, other, NATURAL))
    measured.compare_s = seconds / max(1.0, compared)


def _measure_copy(
    shelf: Shelf, original: str, copy: str, *, kind: str, groups: dict[str, int], measured: Measured
) -> None:
    tally = measured.tallies[_half(original, groups)][kind]
    nearby = shelf.candidates(bands(fingerprint(copy)))
    shingles = shingle(copy)
    for article in sorted(nearby | {original}):
        if article != original and article in groups and groups[article] == groups.get(original):
            continue  # another version of the original: neither right nor wrong
        is_found = compare_shingles(shingles, shelf.shingles[article]).is_near_duplicate
        _count(tally, is_true=article == original, is_candidate=article in nearby, is_found=is_found)
        if article != original and is_found:
            measured.wrong.append((original, article, kind))


def _count(tally: Tally, *, is_true: bool, is_candidate: bool, is_found: bool) -> None:
    if not is_true:
        tally.wrong += is_candidate and is_found
    elif not is_candidate:
        tally.missed_by_bands += 1
    elif is_found:
        tally.found += 1
    else:
        tally.missed_by_rule += 1


def _half(article: str, groups: dict[str, int]) -> str:
    """Return the half that an article is in: all of a group in one, and the same one in every run."""
    number = groups[article] if article in groups else int(article, 16)
    return "tuned" if number % 2 else "reported"


def describe(tallies: dict[str, Tally]) -> Iterator[str]:
    """Yield the lines of a table: a row for each kind, the natural ones, and all together."""
    yield f"{'':<34} pairs  found  missed: bands, rule  wrong  precision  recall"
    total = sum(tallies.values(), Tally())
    rows = [(kind, tallies[kind]) for kind in (*KINDS, NATURAL) if kind in tallies]
    for kind, tally in [*rows, ("all", total)]:
        yield (
            f"{kind:<34} {tally.duplicates:5}  {tally.found:5}  {tally.missed_by_bands:13}, {tally.missed_by_rule:4}"
            f"  {tally.wrong:5}  {tally.precision:9.3f}  {tally.recall:6.3f}"
        )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--sample", type=int, default=200, help="originals to make copies of (200)")
    parser.add_argument("--articles", type=int, help="take only the first so many articles")
    parser.add_argument("--show-wrong", action="store_true", help="name the articles of each wrong pair")
    options = parser.parse_args()
    if not (options.data / CORPUS).is_file():
        raise SystemExit(f"There is no {options.data / CORPUS}. Name the folder that holds it with --data.")
    texts = dict(list(read_articles(options.data / CORPUS).items())[: options.articles])
    measured = measure(texts, read_groups(), sample=options.sample)
    words = sum(len(text) for text in texts.values()) / max(1, len(texts))
    print(
        f"{len(texts)} articles with a text of their own, {words:,.0f} characters each; up to {options.sample} copied"
    )
    for half, tallies in measured.tallies.items():
        print(f"\n{half}")
        print("\n".join(describe(tallies)))
    counts = sorted(measured.candidates)
    print(
        f"\nfingerprint {1000 * measured.fingerprint_s:.1f} ms an article, comparing {1000 * measured.compare_s:.1f} ms"
        f" a pair; candidates an article: mean {sum(counts) / max(1, len(counts)):.1f},"
        f" median {counts[len(counts) // 2]}, most {counts[-1]}"
    )
    if options.show_wrong:
        print("\n".join(map(" ".join, measured.wrong)))


if __name__ == "__main__":
    main()
