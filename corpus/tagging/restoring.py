"""Weights that training can go on from, read back from the ONNX file that ships.

They are those of the runs it was made from, less what int8 rounded off.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor

_PRODUCT = re.compile(r"onnx::MatMul_(\d+)")
_PRODUCTS = ("attention.output.dense", "intermediate.dense", "output.dense")  # of each layer, in the order of the graph
_HEADS = ("inner", "outer")


def restore(path: Path) -> dict[str, Tensor]:
    """Return the weights in a tagger's ONNX file by their names in the model, but for the word embeddings.

    Raises:
        ValueError: if the file is not one that `corpus.tagging.training.export` wrote.
    """
    stored = {one.name: onnx.numpy_helper.to_array(one) for one in onnx.load(str(path)).graph.initializer}
    state = {name: value for name, value in stored.items() if value.ndim and value.dtype == np.float32}
    state = {name: value for name, value in state.items() if name.startswith(("encoder.", *_HEADS))}
    for name in [one.removesuffix("_quantized") for one in stored if one.startswith("encoder.embeddings.")]:
        if f"{name}_quantized" in stored:
            state[name] = _expand(stored, name)
    numbers = sorted({int(found[1]) for name in stored if (found := _PRODUCT.match(name))})
    layers = sum(name.endswith("_qkv_weight_quantized") for name in stored)
    if len(numbers) != layers * len(_PRODUCTS) + len(_HEADS) or not layers:
        raise ValueError(f"{path} does not hold the weights of a tagger")
    for layer in range(layers):
        prefix = f"encoder.encoder.layer.{layer}"
        joined, biases = _expand(stored, f"Attention_{layer}_qkv_weight").T, stored[f"Attention_{layer}_qkv_bias"]
        for part, weight, bias in zip(("query", "key", "value"), np.split(joined, 3), np.split(biases, 3), strict=True):
            state[f"{prefix}.attention.self.{part}.weight"] = weight
            state[f"{prefix}.attention.self.{part}.bias"] = bias
        for place, product in enumerate(_PRODUCTS):
            number = numbers[layer * len(_PRODUCTS) + place]
            state[f"{prefix}.{product}.weight"] = _expand(stored, f"onnx::MatMul_{number}").T
    for name, number in zip(_HEADS, numbers[-len(_HEADS) :], strict=True):
        state[f"{name}.weight"] = stored[f"onnx::MatMul_{number}"].T
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in state.items()}


def _expand(stored: dict[str, NDArray[np.float32]], name: str) -> NDArray[np.float32]:
    if f"{name}_int8" in stored:
        return np.asarray(stored[f"{name}_int8"].astype(np.float32) * stored[f"{name}_scales"], dtype=np.float32)
    shifted = stored[f"{name}_quantized"].astype(np.float32) - stored[f"{name}_zero_point"].astype(np.float32)
    return np.asarray(shifted * stored[f"{name}_scale"], dtype=np.float32)
