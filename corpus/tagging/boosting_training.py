"""Fit the boosted trees: `python -m corpus.tagging.boosting_training --data ../shared/data --out corpus/tagging/model`.

They learn from pages that the tagger did not learn from (`tests/data/scraped/boost_*`, and news articles labelled for
them): what it says of pages that it knows is too good to be true. They learn, too, from what an earlier tagger said of
pages that it had not learnt from then (`boost_scores.json`). Needs scikit-learn; only the fitted trees stay.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

from corpus.benchmarks.cleaning import BOOST_LABELS, NEWS_LABELS, ROOT, read_pages
from corpus.benchmarks.news_pages import read_news_pages
from corpus.normalising import normalise, split_lines
from corpus.tagging.boosting import FEATURES, BoostedTrees, describe_lines
from corpus.tagging.tagger import PageTagger
from corpus.tagging.training_pages import LABELS

LOG = logging.getLogger("corpus.tagging")
FILE = "trees.npz"
SCORES = ROOT / "tests/data/scraped/boost_scores.json"  # by the CRC-32 of a page's lines
_FOLDS = 6
_TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Example:
    """What is known of the lines of a page, (lines, FEATURES), which of them are furniture, and which page it is."""

    described: NDArray[np.float32]
    labels: NDArray[np.bool_]
    page: int


def read_examples(data: Path, *, tagger: PageTagger) -> list[Example]:
    """Read the pages and say of each line what is known of it; lines of which nobody knows what they are stay out."""
    news = data / "realtimeqa2022" / "corpus.jsonl.gz"
    pages = _read_pages("boost_*")
    articles = read_news_pages(news, labels=BOOST_LABELS, is_held=False)
    pages += [(one.lines, [LABELS.get(label) for label in one.labels]) for one in articles]
    states = []
    for number, (lines, labels) in enumerate(pages):
        # A page without its furniture, too: most of what is asked about on later passes, and of texts that are clean.
        for left in (range(len(lines)), [i for i, label in enumerate(labels) if not label]):
            states.append((number, [lines[i] for i in left], [labels[i] for i in left]))
    with ThreadPoolExecutor(os.cpu_count()) as readers:
        scores = readers.map(lambda state: tagger.score(state[1]).tolist(), states)
        examples = []
        for (number, seen, known), given in zip(states, scores, strict=True):
            described, is_known = describe_lines(seen, given), [label is not None for label in known]
            truth = np.array([bool(label) for label in known])
            examples.append(Example(described[is_known], truth[is_known], number))
    return examples


def read_earlier(data: Path) -> list[Example]:
    """Read the pages of which an earlier tagger's scores are kept, as they are or without their furniture."""
    kept = json.loads(SCORES.read_text(encoding="utf-8"))
    news = data / "realtimeqa2022" / "corpus.jsonl.gz"
    articles = read_news_pages(news, labels=NEWS_LABELS, is_held=False)
    pages = _read_pages("read_*") + [(one.lines, [LABELS.get(label) for label in one.labels]) for one in articles]
    examples = []
    for number, (lines, labels) in enumerate(pages):
        article = [line for line, label in zip(lines, labels, strict=True) if not label]
        for seen, known in ((lines, labels), (article, [False] * len(article))):
            scores = kept.get(f"{crc32(chr(10).join(seen).encode()):08x}")
            if scores is not None and (seen is lines or len(seen) < len(lines)):
                examples.append(Example(describe_lines(seen, scores), np.array(known, dtype=np.bool_), number))
    return examples


def _read_pages(pattern: str) -> list[tuple[Sequence[str], Sequence[bool | None]]]:
    pages: list[tuple[Sequence[str], Sequence[bool | None]]] = []
    for page in read_pages(pattern):
        furniture = set(page.furniture)
        lines = split_lines(normalise(page.text))
        pages.append((lines, [line in furniture for line in lines]))
    return pages


def fit(described: NDArray[np.float32], labels: NDArray[np.bool_]) -> HistGradientBoostingClassifier:
    """Fit the trees; the numbers were chosen by cross-validation over pages."""
    trees = HistGradientBoostingClassifier(
        max_iter=400, learning_rate=0.04, max_leaf_nodes=12, min_samples_leaf=30, l2_regularization=5.0,
        max_features=0.4, early_stopping=False, random_state=20261123,
    )  # fmt: skip
    return trees.fit(described, labels)


def store(trees: HistGradientBoostingClassifier, path: Path) -> None:
    """Write the trees as plain arrays, a row for each tree; a leaf is its own child."""
    nodes = [predictor[0].nodes for predictor in trees._predictors]
    size = max(map(len, nodes))
    shape = (len(nodes), size)
    feature, threshold = np.zeros(shape, dtype=np.int16), np.zeros(shape, dtype=np.float32)
    missing_left, value = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.float32)
    children = np.zeros((*shape, 2), dtype=np.int16)
    for number, tree in enumerate(nodes):
        here = np.arange(len(tree))
        is_leaf = tree["is_leaf"].astype(bool)
        span = slice(0, len(tree))
        feature[number, span] = np.where(is_leaf, 0, tree["feature_idx"])
        # Compared in fp32: the largest number that is not above the threshold.
        rounded = tree["num_threshold"].astype(np.float32)
        too_large = rounded.astype(np.float64) > tree["num_threshold"]
        threshold[number, span] = np.where(too_large, np.nextafter(rounded, np.float32(-np.inf)), rounded)
        missing_left[number, span] = tree["missing_go_to_left"].astype(bool)
        value[number, span] = np.where(is_leaf, tree["value"], 0.0)
        children[number, span, 0] = np.where(is_leaf, here, tree["left"])
        children[number, span, 1] = np.where(is_leaf, here, tree["right"])
    np.savez_compressed(
        path, features=np.array(FEATURES), feature=feature, threshold=threshold, children=children,
        missing_left=missing_left, value=value, base=np.float32(trees._baseline_prediction.ravel()[0]),
    )  # fmt: skip


def main() -> None:
    """Fit, report what cross-validation finds, and write the trees beside the tagger."""
    parser = argparse.ArgumentParser(description="Fit the boosted trees over the tagger's scores.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds realtimeqa2022/")
    parser.add_argument("--out", type=Path, required=True, help="a tagger's folder; gets trees.npz")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples = read_examples(arguments.data, tagger=PageTagger(arguments.out))
    earlier = read_earlier(arguments.data)
    LOG.info("%d states of pages, %d of earlier pages", len(examples), len(earlier))
    described, labels = _join(examples)
    more_described, more_labels = _join(earlier)
    pages = np.concatenate([np.full(len(one.labels), one.page) for one in examples])
    held_out = np.zeros(len(labels))
    for rest, part in GroupKFold(_FOLDS).split(described, labels, pages):
        trees = fit(np.concatenate([described[rest], more_described]), np.concatenate([labels[rest], more_labels]))
        held_out[part] = trees.decision_function(described[part])
    for name, scores in (("tagger alone", described[:, 0]), ("with the trees", held_out)):
        LOG.info("%s: %s", name, describe_trade(scores, labels))
    described, labels = np.concatenate([described, more_described]), np.concatenate([labels, more_labels])
    trees = fit(described, labels)
    store(trees, arguments.out / FILE)
    worst = np.abs(BoostedTrees(arguments.out / FILE).score(described) - trees.decision_function(described)).max()
    if worst > _TOLERANCE:
        raise RuntimeError(f"The stored trees differ from the fitted ones by {worst:.2g}; do not ship them.")
    described_model = json.loads((arguments.out / "model.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((arguments.out / FILE).read_bytes()).hexdigest()
    described_model |= {"trees": FILE, "trees_sha256": digest}
    (arguments.out / "model.json").write_text(json.dumps(described_model, indent=1) + "\n", encoding="utf-8")


def _join(examples: Sequence[Example]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    return np.concatenate([one.described for one in examples]), np.concatenate([one.labels for one in examples])


def describe_trade(scores: NDArray[np.floating[Any]], labels: NDArray[np.bool_]) -> str:
    """Return how much furniture is above the score that so many of the other lines are above."""
    others = np.sort(scores[~labels])[::-1]
    shares = {share: others[int(share * len(others))] for share in (0.002, 0.005, 0.01, 0.02)}
    return ", ".join(f"{(scores[labels] > least).mean():.1%} at {share:.1%}" for share, least in shares.items())


if __name__ == "__main__":
    main()
