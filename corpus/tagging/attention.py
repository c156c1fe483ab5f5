"""Self-attention for training on processors: the same sums as the encoder's own, in bf16, without its detours.

Under autocast the encoder's own attention adds its mask in fp32, and takes the softmax and its gradient there; on
processors with bf16 products that took two thirds of a training step.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.masking_utils import eager_mask

NAME = "footnote_bf16"
_AT_ONCE = 6  # heads of a window: their scores fit the cache of a core


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
        weights, result = query.new_empty(*query.shape[:2], key.shape[1]), torch.empty_like(query)
        for some in _split(len(query)):
            scores = torch.bmm(query[some], key[some].transpose(1, 2)).add_(bias[some])
            torch.softmax(scores, dim=-1, out=weights[some])
            torch.bmm(weights[some], value[some], out=result[some])
        context.save_for_backward(query, key, value, weights, result)
        return result

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        query, key, value, weights, result = context.saved_tensors
        # The gradient of a softmax without a sum over all weights (Dao et al., "FlashAttention", 2022, appendix B).
        mean = (gradient.float() * result.float()).sum(-1, keepdim=True).to(gradient.dtype)
        to_query, to_key, to_value = torch.empty_like(query), torch.empty_like(key), torch.empty_like(value)
        for some in _split(len(query)):
            scores = torch.bmm(gradient[some], value[some].transpose(1, 2)).sub_(mean[some]).mul_(weights[some])
            torch.bmm(scores, key[some], out=to_query[some])
            torch.bmm(scores.transpose(1, 2), query[some], out=to_key[some])
            torch.bmm(weights[some].transpose(1, 2), gradient[some], out=to_value[some])
        return to_query, to_key, to_value, None


def _split(count: int) -> Iterator[slice]:
    for start in range(0, count, _AT_ONCE):
        yield slice(start, start + _AT_ONCE)


def attend(
    module: nn.Module, query: Tensor, key: Tensor, value: Tensor, attention_mask: Tensor | None, **options: Any
) -> tuple[Tensor, None]:
    """Return what each token takes from the others, (B, T, heads, width of a head), from three (B, heads, T, width).

    Its arguments are those of transformers' attention functions; attention weights are neither dropped nor returned.
    """
    batch, heads, tokens, width = query.shape
    scale = options.get("scaling") or 1.0 / math.sqrt(width)
    three = [
        (one * factor).reshape(batch * heads, tokens, width) for one, factor in ((query, scale), (key, 1), (value, 1))
    ]
    bias = query.new_zeros(batch, tokens) if attention_mask is None else attention_mask[:, 0, 0].to(query.dtype)
    bias = bias.clamp_min(-1e4)[:, None, None].expand(batch, heads, 1, tokens).reshape(batch * heads, 1, tokens)
    result: Tensor = _Attention.apply(*three, bias)  # type: ignore[no-untyped-call]
    return result.view(batch, heads, tokens, width).transpose(1, 2), None


AttentionInterface.register(NAME, attend)
AttentionMaskInterface.register(NAME, eager_mask)
