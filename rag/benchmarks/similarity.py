"""Fit and measure the baseline reader: `python -m rag.benchmarks.similarity [--data FILE]`.

Reads a SQuAD-form JSONL file (`question, context, title?, answers[{text, start}], is_impossible`). Each question is
read beside its own paragraph, and once beside a paragraph of another title, which cannot answer it. Half of the titles
(of the contexts, where there are none) fit the three constants; the other half measures them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.sentences import sentence_spans
from index.encoders import open_encoder
from rag.reader.similarity import share_rare_words
from rag.settings import forbid_downloads, read_settings
from rag.terminal import say

DEFAULT_DATA = Path(__file__).parents[3] / "shared" / "data" / "span" / "squad2_half_a.jsonl.gz"
_WEIGHTS = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0]


@dataclass(frozen=True, slots=True)
class Case:
    """A question beside a paragraph's sentences: their cosines and overlaps, and which of them hold the answer."""

    cosines: NDArray[np.float64]
    overlaps: NDArray[np.float64]
    holds: tuple[bool, ...]
    is_for_fitting: bool

    def best(self, weight: float) -> tuple[float, bool]:
        """Return the best sentence's score, and whether it holds the answer."""
        scores = self.cosines + weight * self.overlaps
        row = int(np.argmax(scores))
        return float(scores[row]), self.holds[row]


def read_cases(path: Path, *, count: int) -> list[Case]:
    """Return `count` questions beside their own paragraph, and as many beside a strange one."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = random.Random(1).sample(rows, min(count, len(rows)))
    forbid_downloads()
    encoder = open_encoder(None, choice=None, cache=read_settings(None).cache, notify=say)
    questions = encoder.encode([row["question"] for row in rows], is_query=True)
    sentences = {row["context"]: sentence_spans(row["context"]) for row in rows}
    vectors = {
        context: encoder.encode([context[span.start : span.end] for span in spans])
        for context, spans in sentences.items()
    }
    cases = []
    for number, row in enumerate(rows):
        strange = next(other["context"] for other in rows[number + 1 :] + rows if _group(other) != _group(row))
        for context in (row["context"], strange):
            texts = [context[span.start : span.end] for span in sentences[context]]
            answers = row["answers"] if context == row["context"] and not row["is_impossible"] else []
            cases.append(
                Case(
                    cosines=(vectors[context] @ questions[number]).astype(np.float64),
                    overlaps=np.asarray(share_rare_words(row["question"], texts)),
                    holds=tuple(
                        any(span.start <= answer["start"] < span.end for answer in answers)
                        for span in sentences[context]
                    ),
                    is_for_fitting=zlib.crc32(_group(row).encode()) % 2 == 0,
                )
            )
    return cases


def fit_platt(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> tuple[float, float]:
    """Return slope and offset of the logistic curve that fits labels to scores, by Newton's method.

    Platt, "Probabilistic outputs for support vector machines", 1999.
    """
    design = np.stack([scores, np.ones_like(scores)], axis=1)
    beta = np.zeros(2)
    for _ in range(25):
        p = 1 / (1 + np.exp(-design @ beta))
        hessian = (design * (p * (1 - p))[:, None]).T @ design
        beta += np.linalg.solve(hessian + 1e-9 * np.eye(2), design.T @ (labels - p))
    return float(beta[0]), float(beta[1])


def auroc(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> float:
    """Return the chance that a positive has a higher score than a negative."""
    positive, negative = scores[labels], scores[~labels]
    return float(np.mean((positive[:, None] > negative[None]) + 0.5 * (positive[:, None] == negative[None])))


def _group(row: dict[str, Any]) -> str:
    return str(row.get("title") or row["context"])


def _scores(cases: Sequence[Case], weight: float) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    best = [case.best(weight) for case in cases]
    return np.array([score for score, _ in best]), np.array([holds for _, holds in best])


def main() -> None:
    """Print the constants and what they give."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--count", type=int, default=1500)
    options = parser.parse_args()
    if not options.data.is_file():
        raise SystemExit(f"There is no {options.data}. Name a SQuAD-form .jsonl.gz file with --data.")
    cases = read_cases(options.data, count=options.count)
    halves = {"fitted": [c for c in cases if c.is_for_fitting], "measured": [c for c in cases if not c.is_for_fitting]}
    print("weight of the overlap: share of answerable questions whose best sentence holds the answer")
    accuracy = {}
    for weight in _WEIGHTS:
        shares = {
            half: np.mean([case.best(weight)[1] for case in chosen if any(case.holds)])
            for half, chosen in halves.items()
        }
        accuracy[weight] = float(shares["fitted"])
        print(f"  {weight:.1f}   fitted {shares['fitted']:.3f}   measured {shares['measured']:.3f}")
    # The smallest that is within noise of the best: more would only fit this half better.
    weight = next(w for w in _WEIGHTS if accuracy[w] >= max(accuracy.values()) - 0.01)
    slope, offset = fit_platt(*_scores(halves["fitted"], weight))
    print(f"chosen: weight {weight}, slope {slope:.2f}, offset {offset:.2f}")
    for half, chosen in halves.items():
        scores, right = _scores(chosen, weight)
        p = 1 / (1 + np.exp(-(slope * scores + offset)))
        answerable = np.array([any(case.holds) for case in chosen])
        own = np.arange(len(chosen)) % 2 == 0
        print(
            f"{half:<9} AUROC answerable/not: own paragraph {auroc(scores[own], answerable[own]):.3f}, "
            f"with strange ones {auroc(scores, answerable):.3f}; Brier {np.mean((p - right) ** 2):.3f}"
        )
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
            given = p >= threshold
            print(
                f"          threshold {threshold}: answers {np.mean(given[answerable]):.2f} of the answerable, "
                f"refuses {np.mean(~given[~answerable & own]):.2f} of the near misses and "
                f"{np.mean(~given[~own]):.2f} of the strange; right when it answers {np.mean(right[given]):.2f}"
            )


if __name__ == "__main__":
    main()
