"""From a torch module around a BERT encoder to a fused ONNX file, and from that to int8."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
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
_FEED_FORWARD = re.compile(r"/layer\.\d+/(?:intermediate|output)/dense/MatMul$")


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
    """Quantise the weights to int8, by channel; the heads stay as they are, for they decide by small differences.

    Around GELU a few numbers are far larger than the rest, and one scale for all of them leaves little of the others
    (Dettmers et al., "LLM.int8()", NeurIPS 2022). There only the weights are kept in int8, and computed with in fp32.
    """
    graph = onnx.load(str(source)).graph
    heads = [n.name for n in graph.node if n.op_type in ("MatMul", "Gemm") and "encoder" not in n.name]
    wide = [n.name for n in graph.node if n.op_type == "MatMul" and _FEED_FORWARD.search(n.name)]
    quantize_dynamic(
        str(source),
        str(target),
        per_channel=True,
        reduce_range=reduce_range,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=[*heads, *(f"{name}_MatMul" for name in heads), *wide],  # the quantiser renames a Gemm
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    model = onnx.load(str(target))
    _store_weights_in_int8(model.graph, wide)
    onnx.save(model, str(target))
    LOG.info(
        "%s: %.2f MB; kept in fp32: %s; only weights in int8: %d",
        target.name,
        target.stat().st_size / 1e6,
        heads,
        len(wide),
    )


def _store_weights_in_int8(graph: onnx.GraphProto, names: Sequence[str]) -> None:
    """Store the constant side of the named products in int8 with a scale for each column, expanded when it is used."""
    constants = {one.name: one for one in graph.initializer}
    nodes = []
    for node in graph.node:
        if node.name in names:
            name = node.input[1]
            weights = onnx.numpy_helper.to_array(constants[name])
            scales = np.maximum(np.abs(weights).max(axis=0) / 127.0, np.finfo(np.float32).tiny).astype(np.float32)
            rounded = np.rint(weights / scales).astype(np.int8)
            graph.initializer.remove(constants[name])
            graph.initializer.append(onnx.numpy_helper.from_array(rounded, f"{name}_int8"))
            graph.initializer.append(onnx.numpy_helper.from_array(scales, f"{name}_scales"))
            inputs, node.input[1] = [f"{name}_int8", f"{name}_scales"], f"{name}_expanded"
            nodes.append(
                onnx.helper.make_node("DequantizeLinear", inputs, [node.input[1]], f"{node.name}_expand", axis=1)
            )
        nodes.append(node)
    del graph.node[:]
    graph.node.extend(nodes)
