"""Search on a collection in BEIR form: `python -m index.benchmarks.retrieval [--data FOLDER]`.

Prints nDCG@10 and recall@10 of articles (an article's rank is that of its best chunk) for each engine alone and for
both fused, with pools of several sizes.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import statistics
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from corpus.cleaning import clean
from corpus.types import Article, hash_text, identify
from index.encoders import open_encoder
from index.fusion import fuse_ranks
from index.library import Library
from index.types import Hit

DEFAULT_DATA = Path(__file__).parents[3] / "shared" / "data" / "ir" / "time"
_DEPTH = 10
_POOLS = (20, 50, 100, 200)


def read_articles(path: Path) -> list[Article]:
    """Return the articles of a `corpus.jsonl`; `origin` is `beir:` and their id there."""
    articles = []
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        text = clean(fields["text"], is_scraped=False).text
        if not text:
            continue
        origin = f"beir:{fields['_id']}"
        articles.append(
            Article(
                id=identify(origin), origin=origin, title=fields.get("title") or "-", text=text, sha256=hash_text(text)
            )
        )
    return articles


def read_relevant(path: Path) -> dict[str, dict[str, int]]:
    """Return, by question id, the gains of its relevant articles by article id."""
    relevant: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if int(row["score"]) > 0:
                relevant.setdefault(row["query-id"], {})[row["corpus-id"]] = int(row["score"])
    return relevant


def ndcg(ranked: Sequence[str], gains: dict[str, int]) -> float:
    """Return nDCG@10 with linear gains. Järvelin & Kekäläinen, ACM TOIS 20(4), 2002."""
    found = sum(gains.get(one, 0) / math.log2(rank + 1) for rank, one in enumerate(ranked[:_DEPTH], start=1))
    ideal = sorted(gains.values(), reverse=True)[:_DEPTH]
    return found / sum(gain / math.log2(rank + 1) for rank, gain in enumerate(ideal, start=1))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    options = parser.parse_args()
    if not (options.data / "corpus.jsonl").is_file():
        raise SystemExit(f"There is no {options.data / 'corpus.jsonl'}. Name a collection in BEIR form with --data.")
    queries = [json.loads(line) for line in (options.data / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    relevant = read_relevant(options.data / "qrels" / "test.tsv")
    with tempfile.TemporaryDirectory() as folder:
        load = partial(open_encoder, choice=None, cache=Path(folder) / "models", notify=print)
        library = Library(Path(folder) / "library", load, create=True)
        for article in read_articles(options.data / "corpus.jsonl"):
            library.add(article)
        library.refresh()
        status = library.status()
        print(f"{options.data.name}: {status.articles} articles, {status.chunks} chunks, {len(queries)} questions")
        found = {
            query["_id"]: library.search(query["text"], limit=2 * max(_POOLS), pool=max(_POOLS)).hits
            for query in queries
            if query["_id"] in relevant
        }
        library.close()
    print("engine             nDCG@10  recall@10")
    for name, rank in ENGINES.items():
        ndcgs, recalls = [], []
        for query_id, hits in found.items():
            ranked = list(dict.fromkeys(hit.article.origin.removeprefix("beir:") for hit in rank(hits)))
            gains = relevant[query_id]
            ndcgs.append(ndcg(ranked, gains))
            recalls.append(len(set(ranked[:_DEPTH]) & set(gains)) / len(gains))
        print(f"{name:<18} {statistics.fmean(ndcgs):7.3f}  {statistics.fmean(recalls):9.3f}")


def rank_dense(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits of dense search, in its order."""
    return sorted((hit for hit in hits if hit.dense_score is not None), key=lambda hit: -(hit.dense_score or 0.0))


def rank_lexical(hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits of lexical search, in its order."""
    return sorted((hit for hit in hits if hit.lexical_score is not None), key=lambda hit: -(hit.lexical_score or 0.0))


def rank_fused(hits: Sequence[Hit], *, pool: int) -> list[Hit]:
    """Return the order that fusing the first `pool` of both would have given."""
    by_place = {(hit.article.id, hit.chunk.start): hit for hit in hits}
    numbers = {place: number for number, place in enumerate(sorted(by_place))}
    places = {number: place for place, number in numbers.items()}
    rankings = [
        [numbers[hit.article.id, hit.chunk.start] for hit in rank(hits)[:pool]] for rank in (rank_dense, rank_lexical)
    ]
    return [by_place[places[number]] for number, _ in fuse_ranks(rankings, limit=2 * pool)]


ENGINES: dict[str, Callable[[Sequence[Hit]], Sequence[Hit]]] = {
    "dense": rank_dense,
    "lexical": rank_lexical,
    **{f"fused, {pool} each": partial(rank_fused, pool=pool) for pool in _POOLS},
}


if __name__ == "__main__":
    main()
