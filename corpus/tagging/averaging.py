"""Ship the mean of several runs: `python -m corpus.tagging.averaging --weights ONE/weights.pt … --out FOLDER`.

Runs that began from one another's weights lie in one basin of the loss; the mean of their weights reads better than any
of them and costs nothing when it reads (a "model soup": Wortsman et al., ICML 2022, https://arxiv.org/abs/2203.05482).
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from corpus.tagging.embeddings import find_weights
from corpus.tagging.training import WEIGHTS, TaggerModel, count_layers, export


def average(states: Sequence[Mapping[str, Tensor]]) -> dict[str, Tensor]:
    """Return the mean of the weights of several runs.

    Raises:
        ValueError: if there are none, or they are not of one model.
    """
    if not states:
        raise ValueError("there are no weights to average")
    if any(state.keys() != states[0].keys() for state in states):
        raise ValueError("the weights are of different models")
    return {
        name: torch.stack([state[name].float() for state in states]).mean(dim=0).to(value.dtype)
        if value.is_floating_point()
        else value
        for name, value in states[0].items()
    }


def main() -> None:
    """Average and export."""
    parser = argparse.ArgumentParser(description="Average the weights of several runs, and export the mean.")
    parser.add_argument("--weights", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True, help="gets the ONNX file, model.json and weights.pt")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    state = average([torch.load(path, weights_only=True) for path in arguments.weights])
    model = TaggerModel(find_weights(), layers=count_layers(state))
    model.load_state_dict(state)
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.save(state, arguments.out / WEIGHTS)
    export(model, arguments.out, described={"layers": count_layers(state), "runs": len(arguments.weights)})


if __name__ == "__main__":
    main()
