"""Average the weights of several runs: `python -m rag.reader.training.averaging --weights A.pt B.pt … --out reader.pt`.

Runs that go on from one another lie in one basin of the loss; the mean of their weights reads better than any of them
and costs nothing when it reads (a "model soup" [1]). What it gave here is in docs/reader.md.

[1] Wortsman et al., "Model soups", ICML 2022, https://arxiv.org/abs/2203.05482
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch

from corpus.tagging.averaging import average


def average_weights(weights: Sequence[Path], target: Path) -> None:
    """Write the mean of the weights of several `reader.pt`; its progress is the sum of theirs.

    Raises:
        ValueError: if there are none, or they are not of one model.
    """
    saved = [torch.load(path, weights_only=True) for path in weights]
    mean = average([one["model"] for one in saved])
    progress = {name: sum(one["progress"][name] for one in saved) for name in saved[0]["progress"]}
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"model": mean, "progress": progress}, target)


def main() -> None:
    """Write the mean."""
    parser = argparse.ArgumentParser(description="Average the weights of several runs.")
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    average_weights(arguments.weights, arguments.out)


if __name__ == "__main__":
    main()
