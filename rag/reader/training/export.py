"""Export a trained reader: `python -m rag.reader.training.export --weights DIR/reader.pt --out DIR`.

Writes `reader-fp32.onnx` (for comparison) and `reader-int8.onnx` (to be shipped).
"""

from __future__ import annotations

import argparse
import logging
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions

from index.models import find_packaged_model
from rag.reader.training.model import ReaderModel, load_encoder

LOG = logging.getLogger(__name__)
OUTPUTS = ("start", "end", "evidence", "answerable")
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
# The graph optimiser only reorders sums; beyond this its fusions would have changed the model.
_TOLERANCE = 2e-3


def load_model(weights: Path) -> ReaderModel:
    """Load a trained reader for inference."""
    model = ReaderModel(load_encoder(find_packaged_model()))
    model.load_state_dict(torch.load(weights, weights_only=True)["model"])
    return model.eval()


def export(model: ReaderModel, path: Path) -> None:
    """Write `model` as one ONNX file, fused, and check that it computes the same."""
    raw = path.with_suffix(".raw.onnx")
    ids = torch.randint(1000, 20000, (2, 24))
    mask, types = torch.ones_like(ids), torch.zeros_like(ids)
    mask[1, 17:] = 0
    types[:, 8:] = 1
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, *OUTPUTS[:3])} | {"answerable": {0: "batch"}}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer remarks on each shape that it makes constant; checked below
        # The legacy exporter: the optimiser below recognises none of what the newer one writes.
        torch.onnx.export(
            model,
            (ids, mask, types),
            str(raw),
            dynamo=False,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
        )
    config = model.encoder.config
    options = FusionOptions("bert")
    fused = optimizer.optimize_model(
        str(raw),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
        opt_level=0,
    )
    LOG.info("fused: %s", {k: v for k, v in fused.get_fused_operator_statistics().items() if v})
    fused.save_model_to_file(str(path))
    raw.unlink()
    _check(model, path)


def quantise(source: Path, target: Path, *, reduce_range: bool = False) -> None:
    """Quantise the weights to int8, by channel; the heads stay as they are, for they decide by small differences."""
    graph = onnx.load(str(source)).graph
    heads = [n.name for n in graph.node if n.op_type in ("MatMul", "Gemm") and "encoder" not in n.name]
    quantize_dynamic(
        str(source),
        str(target),
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[*heads, *(f"{name}_MatMul" for name in heads)],  # the quantiser renames a Gemm
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    LOG.info("%s: %.2f MB; kept in fp32: %s", target.name, target.stat().st_size / 1e6, heads)


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
        if worst > _TOLERANCE:
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
