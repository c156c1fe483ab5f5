"""The reader as a torch module: the packaged encoder and four small heads, and its loss."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the customary name
from transformers import BertModel

from rag.reader.training.encoding import Batch

# An unanswerable window's span is [CLS]: half the weight of a real span, of which a window has only one kind.
NULL_SPAN_WEIGHT = 0.5
EVIDENCE_WEIGHT = 0.5


class ReaderModel(nn.Module):
    """Question and text in; start, end and evidence of each token and an answerable logit of each text out."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.tokens = nn.Linear(width, 3)
        self.pooler = nn.Linear(width, width)
        self.answerable = nn.Linear(width, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> tuple[Tensor, ...]:
        """Return start, end and evidence logits (B, T), and answerable logits (B)."""
        hidden = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state.float()
        with torch.autocast("cpu", enabled=False):
            start, end, evidence = self.tokens(hidden).unbind(-1)
            pooled = torch.tanh(self.pooler(hidden[:, 0]))
            return start, end, evidence, self.answerable(pooled).squeeze(-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """The parts of the loss and their weighted sum."""

    total: Tensor
    span: Tensor
    evidence: Tensor
    answerable: Tensor


def load_encoder(folder: Path, *, attention: str = "eager") -> BertModel:
    """Load the packaged weights, without dropout: under one epoch there is nothing to over-fit, and it is slow."""
    encoder: BertModel = BertModel.from_pretrained(
        str(folder),
        attn_implementation=attention,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    return encoder


def compute_losses(outputs: tuple[Tensor, ...], batch: Batch) -> Losses:
    """Compare the model's outputs with the batch's labels."""
    start, end, evidence, answerable = outputs
    outside = torch.from_numpy(batch.sentence_of < 0)
    outside[:, 0] = False  # the null span is allowed
    weight = torch.from_numpy((batch.first > 0) + NULL_SPAN_WEIGHT * (batch.first == 0).astype("float32")).float()
    span = torch.zeros(())
    for logits, target in ((start, batch.first), (end, batch.last)):
        each = F.cross_entropy(
            logits.masked_fill(outside, -1e4), torch.from_numpy(target).clamp(min=0), reduction="none"
        )
        span = span + (each * weight).sum() / weight.sum().clamp(min=1.0) / 2
    labels = torch.from_numpy(batch.evidence)
    pooled = pool_sentences(evidence, torch.from_numpy(batch.sentence_of), count=labels.shape[1])
    known = labels >= 0
    by_sentence = F.binary_cross_entropy_with_logits(pooled[known], labels[known].float())
    by_text = F.binary_cross_entropy_with_logits(answerable, torch.from_numpy(batch.is_answerable).float())
    return Losses(
        total=span + EVIDENCE_WEIGHT * by_sentence + by_text, span=span, evidence=by_sentence, answerable=by_text
    )


def pool_sentences(logits: Tensor, sentence_of: Tensor, *, count: int) -> Tensor:
    """Return the mean logit of each sentence's tokens, (B, count); 0 where there is no such sentence."""
    inside = F.one_hot(sentence_of + 1, count + 1)[:, :, 1:].float()
    return torch.einsum("bt,bts->bs", logits, inside) / inside.sum(dim=1).clamp(min=1.0)
