"""Export a trained reader: `python -m rag.reader.training.export --weights DIR/reader.pt --out DIR`.

Writes `reader-fp32.onnx` (for comparison) and `reader-int8.onnx` (to be shipped).
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from corpus.tagging.exporting import TOLERANCE, export_fused, quantise
from index.models import find_packaged_model
from rag.reader.training.model import ReaderModel, load_encoder

LOG = logging.getLogger(__name__)
OUTPUTS = ("start", "end", "evidence", "answerable")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def load_model(weights: Path) -> ReaderModel:
    """Load a trained reader for inference."""
    model = ReaderModel(load_encoder(find_packaged_model()))
    model.load_state_dict(torch.load(weights, weights_only=True)["model"])
    return model.eval()


def export(model: ReaderModel, path: Path) -> None:
    """Write `model` as one ONNX file, fused, and check that it computes the same."""
    ids = torch.randint(1000, 20000, (2, 24))
    mask, types = torch.ones_like(ids), torch.zeros_like(ids)
    mask[1, 17:] = 0
    types[:, 8:] = 1
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, *OUTPUTS[:3])} | {"answerable": {0: "batch"}}
    example, config = (ids, mask, types), model.encoder.config
    export_fused(model, path, example=example, inputs=INPUTS, outputs=OUTPUTS, axes=axes, config=config)
    _check(model, path)


def _check(model: ReaderModel, path: Path) -> None:
    """Compare with torch at a batch and lengths that the export did not see."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    generator = torch.Generator().manual_seed(1)
    ids = torch.randint(1000, 20000, (3, 57), generator=generator)
    mask, types = torch.ones_like(ids), torch.zeros_like(ids)
    mask[0, 31:] = 0
    types[:, 11:] = 1
    with torch.inference_mode():
        expected = model(ids, mask, types)
    got = session.run(None, dict(zip(INPUTS, (ids.numpy(), mask.numpy(), types.numpy()), strict=True)))
    inside = mask.numpy() > 0
    for name, one, other in zip(OUTPUTS, expected, got, strict=True):
        difference = np.abs(one.numpy() - other)
        worst = float((difference if difference.ndim == 1 else difference[inside]).max())
        LOG.info("%s differs from torch by %.1e", name, worst)
        if worst > TOLERANCE:
            raise RuntimeError(f"The exported {name} differs from torch by {worst:.2g}; do not ship {path}.")


def main() -> None:
    """Export and quantise."""
    parser = argparse.ArgumentParser(description="Export a trained reader to ONNX, in fp32 and int8.")
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--reduce-range", action="store_true", help="7 bits, for processors without VNNI")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    arguments.out.mkdir(parents=True, exist_ok=True)
    full = arguments.out / "reader-fp32.onnx"
    export(load_model(arguments.weights), full)
    quantise(full, arguments.out / "reader-int8.onnx", reduce_range=arguments.reduce_range)


if __name__ == "__main__":
    main()
