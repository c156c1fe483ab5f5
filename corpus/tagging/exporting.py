"""From a torch module around a BERT encoder to a fused ONNX file, and from that to int8."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from onnxruntime.transformers.fusion_options import FusionOptions
from torch import Tensor, nn
from transformers import BertConfig

LOG = logging.getLogger(__name__)
# The graph optimiser only reorders sums; beyond this its fusions would have changed the model.
TOLERANCE = 2e-3


def export_fused(
    model: nn.Module,
    path: Path,
    *,
    example: tuple[Tensor, ...],
    inputs: Sequence[str],
    outputs: Sequence[str],
    axes: Mapping[str, Mapping[int, str]],
    config: BertConfig,
    fuse_embeddings: bool = True,
) -> None:
    """Write `model` as one ONNX file with the optimiser's fusions for BERT.

    Args:
        model: in evaluation mode.
        path: what to write.
        example: one input of each name, whose dynamic sizes do not matter.
        inputs: their names.
        outputs: what it returns.
        axes: of each input and output the dimensions that vary, by number.
        config: the encoder's.
        fuse_embeddings: whether the encoder looks up its word embeddings itself.
    """
    raw = path.with_suffix(".raw.onnx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer remarks on each shape that it makes constant; callers compare
        # The legacy exporter: the optimiser below recognises none of what the newer one writes.
        torch.onnx.export(
            model,
            example,
            str(raw),
            dynamo=False,
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
        )
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = fuse_embeddings
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
