"""Keep trained weights small enough to commit: `python -m rag.reader.training.weights --weights reader.pt --out FILE`.

Half precision, and without the word embeddings: these are frozen in training, so that they are the packaged encoder's.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from rag.reader.training.model import ReaderModel

_FROZEN = "encoder.embeddings.word_embeddings.weight"


def save_weights(weights: Path, target: Path) -> None:
    """Write the trained weights of a `reader.pt` as a safetensors file in half precision."""
    model = torch.load(weights, weights_only=True)["model"]
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.half().contiguous() for name, value in model.items() if name != _FROZEN}, str(target))


def load_weights(model: ReaderModel, path: Path) -> None:
    """Load a `reader.pt`, or a file that `save_weights` wrote, into a model made from the packaged encoder.

    Raises:
        ValueError: if the file lacks weights of the model, or has others.
    """
    if path.suffix != ".safetensors":
        model.load_state_dict(torch.load(path, weights_only=True)["model"])
        return
    found = {name: value.float() for name, value in load_file(str(path)).items()}
    missing, unknown = model.load_state_dict(found, strict=False)
    if unknown or set(missing) - {_FROZEN}:
        raise ValueError(f"{path} does not fit the model: missing {missing}, unknown {unknown}")


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description="Keep trained weights small enough to commit.")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "weights" / "reader-fp16.safetensors")
    arguments = parser.parse_args()
    save_weights(arguments.weights, arguments.out)


if __name__ == "__main__":
    main()
