"""Train and export the tagger: `python -m corpus.tagging.training --data ../shared/data --out FOLDER --steps 2000`.

It learns from our labelled pages (`tests/data/scraped/read_*`, `tune_*`; never `blind_*` or `held_*`), from real news
that was labelled (two thirds of it), from whole pages of the tune half of article-extraction-benchmark, and from
light pages made of their furniture and of news. A page is seen as it is, with some of its furniture gone, or as the
rules of `corpus.cleaning` leave it, which is what the tagger is asked about; now and then with furniture of other pages
between its lines. Needs torch, transformers and onnx.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the customary name
from transformers import BertModel

from corpus.tagging.attention import NAME as ATTENTION
from corpus.tagging.embeddings import find_weights, load_tokenizer
from corpus.tagging.exporting import TOLERANCE, export_fused, quantise
from corpus.tagging.restoring import restore
from corpus.tagging.tagger import pool_lines
from corpus.tagging.training_pages import TrainingPage, draw_lines, read_training_pages, transplant
from corpus.tagging.windows import SHAPES, PageWindow, cut_page

LOG = logging.getLogger("corpus.tagging")
FILE = "tagger-int8.onnx"
WEIGHTS = "weights.pt"
INPUTS = ("embedded", "mask", "pool", "shapes")
_WIDTH = 64
_WARM_UP = 0.08
_PAGES_A_STEP = 6
_HEADS_RATE = 8.0
_SMOOTHING = 0.01
_MASKED = 0.1  # of the tokens: read as if they were not there, so that no single word decides
_MASK = 103  # [MASK]
_LEAST_LINES = 3
_DONOR_WEIGHT = 2.0  # light pages have less: their furniture is that of the whole pages
_TRANSPLANTED = 0.4  # of the pages get up to three runs of another's furniture, of up to three lines


class TaggerModel(nn.Module):
    """The packaged encoder's layers over whole pages, and a small head for each line."""

    def __init__(self, folder: Path, *, layers: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(
            str(folder),
            attn_implementation="eager",
            add_pooling_layer=False,
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
        self.encoder.config.num_hidden_layers = layers
        width = self.encoder.config.hidden_size
        self.inner = nn.Linear(width + SHAPES, _WIDTH)
        self.outer = nn.Linear(_WIDTH, 1)

    def forward(self, embedded: Tensor, mask: Tensor, pool: Tensor, shapes: Tensor) -> Tensor:
        """Return log odds, (B, lines), from (B, T, width), (B, T), (B, lines, T), (B, lines, SHAPES)."""
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state.float()
        with torch.autocast("cpu", enabled=False):
            joined = torch.cat([torch.bmm(pool, hidden), shapes], dim=-1)
            logits: Tensor = self.outer(torch.tanh(self.inner(joined))).squeeze(-1)
            return logits


def count_layers(state: Mapping[str, Tensor]) -> int:
    """Return how many of the encoder's layers some weights are of."""
    return 1 + max(int(name.split(".")[3]) for name in state if name.startswith("encoder.encoder.layer."))


def begin_from(model: TaggerModel, state: Mapping[str, Tensor]) -> None:
    """Load the weights of an earlier run; layers that it did not have stay the packaged encoder's.

    Raises:
        ValueError: if it had more layers.
    """
    had, has = count_layers(state), count_layers(model.state_dict())
    if had > has:
        raise ValueError(f"these weights are of {had} layers, the model has {has}; give --layers {had}")
    model.load_state_dict({**model.state_dict(), **state})


def train(
    model: TaggerModel, pages: Sequence[TrainingPage], *, tokenizer: Tokenizer, steps: int, rate: float, seed: int = 0
) -> None:
    """Run `steps` of six windows each; the rate warms up, then falls to zero."""
    model.encoder.config._attn_implementation = ATTENTION
    words = model.encoder.embeddings.word_embeddings
    words.weight.requires_grad_(False)
    heads = [*model.inner.parameters(), *model.outer.parameters()]
    known = {id(p) for p in heads}
    body = [p for p in model.parameters() if p.requires_grad and id(p) not in known]
    groups = [{"params": body, "peak": rate}, {"params": heads, "peak": _HEADS_RATE * rate}]
    descent = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    rng = random.Random(20261122 + seed)  # noqa: S311 - reproducible, not secret
    donors = [page for page in pages if page.weight >= _DONOR_WEIGHT]
    began, total = time.monotonic(), 0.0
    model.train()
    for step in range(steps):
        windows, labels = [], []
        for page in rng.choices(pages, [p.weight for p in pages], k=_PAGES_A_STEP):
            lines, known_labels = draw_lines(page, rng=rng)
            if len(lines) < _LEAST_LINES:
                continue
            if rng.random() < _TRANSPLANTED:
                transplant(lines, known_labels, donors=donors, rng=rng)
            window = rng.choice(cut_page(lines, tokenizer=tokenizer))
            windows.append(_mask_tokens(window, rng=rng))
            labels.append([known_labels[i] for i in window.lines])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(*collate(windows, words))
        truth = torch.full_like(logits, -1.0)
        for number, row in enumerate(labels):
            truth[number, : len(row)] = torch.tensor([-1.0 if label is None else float(label) for label in row])
        is_known = truth >= 0
        smooth = truth[is_known] * (1 - _SMOOTHING) + _SMOOTHING / 2
        loss = F.binary_cross_entropy_with_logits(logits[is_known], smooth)
        share = min((step + 1) / (_WARM_UP * steps), (steps - step) / ((1 - _WARM_UP) * steps), 1.0)
        for group in descent.param_groups:
            group["lr"] = group["peak"] * share
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([*body, *heads], 1.0)
        descent.step()
        descent.zero_grad()
        total += float(loss.detach())
        if (step + 1) % 20 == 0:
            LOG.info("step %d of %d, %.0f s, loss %.3f", step + 1, steps, time.monotonic() - began, total / 20)
            total = 0.0


def export(model: TaggerModel, folder: Path, *, described: dict[str, object]) -> Path:
    """Write the int8 ONNX file and `model.json` beside it; check the fused graph against torch.

    Raises:
        RuntimeError: if the exported graph computes something else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    fused, target = folder / "fp32.onnx", folder / FILE
    model.encoder.config._attn_implementation = "eager"  # what the graph optimiser recognises
    axes = {
        "embedded": {0: "batch", 1: "tokens"}, "mask": {0: "batch", 1: "tokens"},
        "pool": {0: "batch", 1: "lines", 2: "tokens"}, "shapes": {0: "batch", 1: "lines"},
        "logits": {0: "batch", 1: "lines"},
    }  # fmt: skip
    example, config = _make_example(model, tokens=24, lines=3), model.eval().encoder.config
    export_fused(
        model, fused, example=example, inputs=INPUTS, outputs=("logits",), axes=axes, config=config,
        fuse_embeddings=False,
    )  # fmt: skip
    other = _make_example(model, tokens=57, lines=5)
    session = onnxruntime.InferenceSession(str(fused), providers=["CPUExecutionProvider"])
    got = session.run(None, dict(zip(INPUTS, (t.numpy() for t in other), strict=True)))[0]
    with torch.inference_mode():
        worst = float(np.abs(model(*other).numpy() - got).max())
    LOG.info("differs from torch by %.1e", worst)
    if worst > TOLERANCE:
        raise RuntimeError(f"The exported tagger differs from torch by {worst:.2g}; do not ship it.")
    quantise(fused, target)
    fused.unlink()
    size, digest = target.stat().st_size, hashlib.sha256(target.read_bytes()).hexdigest()
    described = {"format": 1, "file": FILE, "bytes": size, "sha256": digest} | described
    (folder / "model.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")
    return target


def main() -> None:
    """Train and export."""
    parser = argparse.ArgumentParser(description="Train and export the tagger.")
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds article_extraction/")
    parser.add_argument("--out", type=Path, required=True, help="gets the ONNX file, model.json and weights.pt")
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rate", type=float, default=1.2e-4)
    parser.add_argument("--dropout", type=float, default=0.1, help="of what each layer adds, while it learns")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0, help="another order of the pages")
    parser.add_argument("--new", nargs="*", default=[], metavar="PATTERN", help="pages to draw oftener: 'read_ga*'")
    parser.add_argument("--times", type=float, default=3.0, help="how many times as often")
    parser.add_argument("--start", type=Path, help="go on from a run's weights.pt, or the ONNX file that ships")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.manual_seed(20261122)
    torch.set_num_threads(arguments.threads)
    folder = find_weights()
    tokenizer = load_tokenizer(folder)
    pages = read_training_pages(arguments.data, new=arguments.new, times=arguments.times)
    LOG.info("%d pages, %d lines", len(pages), sum(len(page.lines) for page in pages))
    model = TaggerModel(folder, layers=arguments.layers, dropout=arguments.dropout)
    if arguments.start:
        is_shipped = arguments.start.suffix == ".onnx"
        begin_from(model, restore(arguments.start) if is_shipped else torch.load(arguments.start, weights_only=True))
    train(model, pages, tokenizer=tokenizer, steps=arguments.steps, rate=arguments.rate, seed=arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    torch.save(model.state_dict(), arguments.out / WEIGHTS)
    export(model, arguments.out, described={"layers": arguments.layers, "steps": arguments.steps, "pages": len(pages)})


def _mask_tokens(window: PageWindow, *, rng: random.Random) -> PageWindow:
    ids = [
        _MASK if line >= 0 and rng.random() < _MASKED else token
        for token, line in zip(window.ids, window.line_of, strict=True)
    ]
    return replace(window, ids=tuple(ids))


def collate(windows: Sequence[PageWindow], words: nn.Embedding) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return what the model takes, for some windows together; see `TaggerModel.forward`."""
    tokens = -(-max(len(w.ids) for w in windows) // 32) * 32
    lines = max(len(w.lines) for w in windows)
    ids, mask = torch.zeros(len(windows), tokens, dtype=torch.long), torch.zeros(len(windows), tokens, dtype=torch.long)
    pool, shapes = torch.zeros(len(windows), lines, tokens), torch.zeros(len(windows), lines, SHAPES)
    for number, window in enumerate(windows):
        ids[number, : len(window.ids)] = torch.tensor(window.ids)
        mask[number, : len(window.ids)] = 1
        pool[number] = torch.from_numpy(pool_lines(window, lines=lines, tokens=tokens))
        shapes[number, : len(window.lines)] = torch.from_numpy(window.shapes)
    with torch.no_grad():
        embedded = words(ids)
    return embedded, mask, pool, shapes


def _make_example(model: TaggerModel, *, tokens: int, lines: int) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(tokens)
    embedded = torch.randn(2, tokens, model.encoder.config.hidden_size, generator=generator) * 0.05
    mask = torch.ones(2, tokens, dtype=torch.long)
    mask[1, tokens - 7 :] = 0
    pool = torch.rand(2, lines, tokens, generator=generator) / tokens
    return embedded, mask, pool, torch.rand(2, lines, SHAPES, generator=generator)


if __name__ == "__main__":
    main()
