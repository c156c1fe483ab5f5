"""Train the reader: `python -m rag.reader.training.train --data ../shared/data --work DIR [--minutes 65] [--resume]`.

The schedule runs on training time, not on steps: the learning rate warms up, then falls to zero when the minutes are
spent, however fast the machine is. A checkpoint is written every ten minutes and at the end; `--resume` goes on from
it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import random
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from corpus.tagging.embeddings import load_tokenizer
from index.models import find_packaged_model
from rag.reader.training.data import held_titles, read_examples
from rag.reader.training.encoding import Features, collate, encode_windows, make_batches
from rag.reader.training.model import ReaderModel, compute_losses, load_encoder
from rag.reader.training.recipe import RECIPES, Recipe, make_final, make_main, read_sources
from rag.reader.training.weights import load_weights

LOG = logging.getLogger("rag.reader.training")
WARM_UP = 0.04  # of the time
FINAL_FROM = 0.8  # of the time; from there on the `final` windows
MAX_TOKENS = 256  # of a question and its window; the few longer ones are left out
EMA_DECAY = 0.995  # averages the last 200 steps or so
LOSS_NAMES = ("total", "span", "evidence", "answerable")


@dataclass(slots=True, kw_only=True)
class Progress:
    """How far a run has come; written into each checkpoint."""

    seconds: float = 0.0
    steps: int = 0
    tokens: int = 0
    windows: int = 0


def main() -> None:
    """Train, or go on training, and leave `reader.pt` in the working folder."""
    arguments = _parse()
    work: Path = arguments.work
    work.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(work / "train.log")],
    )
    torch.manual_seed(arguments.seed)
    torch.set_num_threads(1)  # before the workers are forked: no pool of threads may exist by then
    folder = find_packaged_model()
    parts = load_parts(arguments.data, work=work, folder=folder, recipe=RECIPES[arguments.recipe], seed=arguments.seed)
    model = ReaderModel(load_encoder(folder))
    if arguments.start:
        load_weights(model, arguments.start)
    model.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    train(model, parts, arguments=arguments)


def load_parts(
    data: Path, *, work: Path, folder: Path, recipe: Recipe, seed: int
) -> tuple[list[Features], list[Features]]:
    """Make both parts of the data, and write down which titles were held apart."""
    half = read_examples(data / "span" / "squad2_half_a.jsonl.gz")
    held = held_titles(e.title for e in half)
    split = {"held": sorted(held), "trained": sorted({e.title for e in half} - held)}
    (work / "squad2_titles.json").write_text(json.dumps(split, indent=1) + "\n", encoding="utf-8")
    sources = read_sources(data, encoder_folder=folder)
    tokenizer = load_tokenizer(folder)
    parts = []
    for make in (make_main, make_final):
        encoded = encode_windows(make(sources, recipe=recipe, seed=seed), tokenizer=tokenizer, max_tokens=MAX_TOKENS)
        kept = [f for f in encoded if f is not None]
        LOG.info(
            "%d windows, %d too long, %d tokens", len(kept), len(encoded) - len(kept), sum(len(f.ids) for f in kept)
        )
        parts.append(kept)
    return parts[0], parts[1]


def train(model: ReaderModel, parts: tuple[list[Features], list[Features]], *, arguments: argparse.Namespace) -> None:
    """Run until the minutes are spent.

    Workers of one thread each share the weights and the optimiser's state and take their steps in turn, each on a
    gradient that is at most a few steps old. Two threads of one process wait for each other in every operation, which
    on a machine with other work leaves a quarter of the speed; these wait only for the lock of a step.
    """
    state = TrainingState(model, rate=arguments.rate)
    checkpoint = arguments.work / "checkpoint.pt"
    if arguments.resume and checkpoint.exists():
        state.load(checkpoint)
        LOG.info("resumed at %s", state.progress())
    state.share()
    context = torch.multiprocessing.get_context("fork")
    lock = context.Lock()
    workers = [
        context.Process(target=_work, args=(state, parts, number, lock, arguments))
        for number in range(arguments.workers)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        if worker.exitcode:
            raise RuntimeError(f"A worker ended with status {worker.exitcode}; go on with --resume.")
    state.save(checkpoint)
    last = {"model": model.state_dict(), "progress": asdict(state.progress())}
    torch.save(last, arguments.work / "reader-last.pt")
    with torch.no_grad():
        for parameter, mean in zip(state.trained, state.average, strict=True):
            parameter.copy_(mean)
    torch.save({"model": model.state_dict(), "progress": asdict(state.progress())}, arguments.work / "reader.pt")
    LOG.info("finished: %s", state.progress())


class TrainingState:
    """Weights, their running average, the optimiser's state and how far the run has come."""

    def __init__(self, model: ReaderModel, *, rate: float) -> None:
        self.model = model
        body = [p for n, p in model.named_parameters() if p.requires_grad and n.startswith("encoder")]
        heads = [p for n, p in model.named_parameters() if not n.startswith("encoder")]
        self.trained = body + heads
        groups = [{"params": body, "peak": rate}, {"params": heads, "peak": 2.5 * rate}]
        self.optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01, betas=(0.9, 0.98), fused=True)
        for parameter in self.trained:
            self.optimizer.state[parameter] = {
                "step": torch.zeros(()),
                "exp_avg": torch.zeros_like(parameter),
                "exp_avg_sq": torch.zeros_like(parameter),
            }
        self.average = [p.detach().clone() for p in self.trained]
        self.counters = torch.zeros(4, dtype=torch.float64)
        self.losses = torch.zeros(4, dtype=torch.float64)

    def share(self) -> None:
        """Move everything into memory that forked workers share."""
        self.model.share_memory()
        for tensor in (*self.average, self.counters, self.losses):
            tensor.share_memory_()  # type: ignore[no-untyped-call]
        for values in self.optimizer.state.values():
            for tensor in values.values():
                tensor.share_memory_()

    def progress(self) -> Progress:
        """Return the counters as they stand."""
        seconds, steps, tokens, windows = self.counters.tolist()
        return Progress(seconds=seconds, steps=int(steps), tokens=int(tokens), windows=int(windows))

    def save(self, path: Path) -> None:
        """Write a checkpoint, whole or not at all."""
        state = {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
            "progress": asdict(self.progress()),
        }
        partial = path.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(path)
        LOG.info("checkpoint at step %d", self.progress().steps)

    def load(self, path: Path) -> None:
        """Read a checkpoint."""
        saved = torch.load(path, weights_only=True)
        self.model.load_state_dict(saved["model"])
        peaks = [group["peak"] for group in self.optimizer.param_groups]
        self.optimizer.load_state_dict(saved["optimizer"])
        for group, peak in zip(self.optimizer.param_groups, peaks, strict=True):
            group["peak"] = peak
        self.average = saved["average"]
        progress = Progress(**saved["progress"])
        self.counters[:] = torch.tensor(
            [progress.seconds, progress.steps, progress.tokens, progress.windows], dtype=torch.float64
        )


def _work(
    state: TrainingState,
    parts: tuple[list[Features], list[Features]],
    number: int,
    lock: AbstractContextManager[bool],
    arguments: argparse.Namespace,
) -> None:
    torch.set_num_threads(1)
    model, total = state.model, arguments.minutes * 60
    begun = state.progress()
    started, saved_at = time.monotonic(), begun.seconds
    seed = arguments.seed + begun.steps
    streams = [
        itertools.islice(_stream(p, tokens=arguments.batch_tokens, seed=seed), number, None, arguments.workers)
        for p in parts
    ]
    model.train()
    while True:
        seconds = begun.seconds + time.monotonic() - started
        share = seconds / total
        if share >= 1 or state.counters[1] >= arguments.max_steps:
            return
        batch = collate(next(streams[share >= FINAL_FROM]))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = model(*(torch.from_numpy(a) for a in (batch.ids, batch.mask, batch.types)))
        losses = compute_losses(outputs, batch)
        losses.total.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(state.trained, 1.0)
        with lock:
            for group in state.optimizer.param_groups:
                group["lr"] = group["peak"] * max(0.0, min(share / WARM_UP, (1 - share) / (1 - WARM_UP), 1.0))
            state.optimizer.step()
            state.counters += torch.tensor([0, 1, int(batch.mask.sum()), len(batch.ids)], dtype=torch.float64)
            state.counters[0] = max(float(state.counters[0]), seconds)
            state.losses += torch.stack([getattr(losses, n).detach() for n in LOSS_NAMES])
            steps = int(state.counters[1])
            decay = min(EMA_DECAY, steps / (steps + 10))
            torch._foreach_lerp_(state.average, [p.detach() for p in state.trained], 1 - decay)
            if steps % 50 == 0:
                means = " ".join(f"{n} {v / 50:.3f}" for n, v in zip(LOSS_NAMES, state.losses.tolist(), strict=True))
                LOG.info("%.1f%% step %d %d tokens %s", 100 * share, steps, int(state.counters[2]), means)
                state.losses.zero_()
            if number == 0 and seconds - saved_at > 600:
                saved_at = seconds
                state.save(arguments.work / "checkpoint.pt")
        state.optimizer.zero_grad(set_to_none=True)


def _stream(features: list[Features], *, tokens: int, seed: int) -> Iterator[list[Features]]:
    for epoch in itertools.count():
        rng = random.Random(1000 * epoch + seed)  # noqa: S311 - reproducible, not secret
        for batch in make_batches(features, tokens=tokens, rng=rng):
            yield [features[i] for i in batch]


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds span/ and answer_sentence/")
    parser.add_argument("--work", type=Path, required=True, help="where checkpoints and the log go")
    parser.add_argument("--minutes", type=float, default=65.0, help="of training; the learning rate ends with them")
    parser.add_argument("--rate", type=float, default=2.5e-4, help="the highest learning rate")
    parser.add_argument("--batch-tokens", type=int, default=3072)
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--recipe", choices=RECIPES, default="short", help="how long the windows are; see recipe.py")
    parser.add_argument("--max-steps", type=int, default=10**9)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in the working folder")
    parser.add_argument("--start", type=Path, help="weights of an earlier run, to train on with a new schedule")
    return parser.parse_args()


if __name__ == "__main__":
    main()
