"""Fit the shipped confidence over a library: `python -m rag.reader.training.over_library --data … --model FILE.onnx`.

Beside one paragraph a reader is asked whether *this* text answers; a library gives it the ten likeliest chunks of many,
and the surest reading speaks. That is another question, with another threshold. Here the held titles' paragraphs make
a library, their questions (half of them near misses by people) are asked over all of it, and the surest reading's three
signals are fitted to whether it is right: it comes from the question's paragraph and its span has an F1 of 0.5 or more.
Prints the measures, each title judged by what was fitted on the others; with `--json` writes the calibration.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np

from corpus.types import Article, Span, hash_text, identify
from index.encoders import open_encoder
from index.library import Library
from index.models import find_packaged_model
from rag.limits import DEFAULT_TOP
from rag.reader.calibration import Signals
from rag.reader.decoding import WindowReading
from rag.reader.session import ReaderSession, Task
from rag.reader.training.calibration import fit, fit_apart
from rag.reader.training.data import Example
from rag.reader.training.encoding import load_tokenizer
from rag.reader.training.measuring import read_untrained
from rag.reader.training.metrics import score_auroc, score_calibration_error, score_f1
from rag.reader.training.titles import show_title
from rag.settings import forbid_downloads, read_settings

LOG = logging.getLogger("rag.reader.training")
_RIGHT_F1 = 0.5
_REFUSES = 2 / 3
_THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


def make_article(context: str, *, title: str) -> Article:
    """Return a paragraph as an article of its own."""
    origin = f"squad:{hash_text(context)}"
    text = " ".join(context.split())
    return Article(id=identify(origin), origin=origin, title=show_title(title), text=text, sha256=hash_text(text))


def read_surest(
    library: Library, session: ReaderSession, examples: Sequence[Example], *, with_titles: bool = True
) -> list[tuple[WindowReading, Article, str]]:
    """Return, for each question, the surest reading among the chunks found, its article and its answer."""
    surest = []
    for example in examples:
        hits = library.search(example.question, limit=DEFAULT_TOP).hits
        tasks = [
            Task(
                question=example.question,
                text=hit.text,
                sentences=tuple(Span(s.start - hit.chunk.start, s.end - hit.chunk.start) for s in hit.chunk.sentences),
                title=hit.article.title if with_titles else "",
            )
            for hit in hits
        ]
        windows = session.read(tasks)
        best = max(range(len(windows)), key=lambda number: sum_signals(windows[number]))
        answer = windows[best].answer
        surest.append((windows[best], hits[best].article, hits[best].text[answer.start : answer.end]))
    return surest


def sum_signals(reading: WindowReading) -> float:
    """Return the signals in one number: the logit and, at half weight, the margin and the best evidence."""
    answerable, margin, evidence = reading.signals
    return answerable + 0.5 * margin + 0.5 * evidence


def main() -> None:
    """Fit, measure and print."""
    parser = argparse.ArgumentParser(description="Fit the shipped confidence over a library.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=900, help="how many questions")
    parser.add_argument("--without-titles", action="store_true", help="read the passages alone, to compare")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    forbid_downloads()
    everything = read_untrained(arguments.data, "squad2_half_a", held_only=True)
    examples = everything[:: max(1, len(everything) // arguments.sample)]
    session = ReaderSession(arguments.model, tokenizer=load_tokenizer(find_packaged_model()))
    load = partial(open_encoder, choice=None, cache=read_settings(None).cache, notify=LOG.info)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), load, create=True) as library:
        for context, title in {e.context: e.title for e in everything}.items():
            library.add(make_article(context, title=title))
        LOG.info("%d paragraphs, %d questions", library.status().articles, len(examples))
        surest = read_surest(library, session, examples, with_titles=not arguments.without_titles)
    signals: Signals = [reading.signals for reading, _, _ in surest]
    right = [
        example.is_answerable
        and article.origin == f"squad:{hash_text(example.context)}"
        and score_f1(answer, [gold for gold, _ in example.answers]) >= _RIGHT_F1
        for example, (_, article, answer) in zip(examples, surest, strict=True)
    ]
    apart = fit_apart(signals, right, [e.title for e in examples])
    answerable = np.array([e.is_answerable for e in examples])
    truth = np.array(right)
    LOG.info("first reading right: %.3f of the answerable", truth[answerable].mean())
    LOG.info("AUROC answerable %.3f, right %.3f", score_auroc(apart, answerable), score_auroc(apart, truth))
    LOG.info("calibration error %.3f", score_calibration_error(list(apart), right))
    refuses: dict[float, float] = {}
    for threshold in _THRESHOLDS:
        given = apart >= threshold
        refuses[threshold] = float((~given[~answerable]).mean())
        LOG.info(
            "threshold %.2f: answers %.3f of the answerable, refuses %.3f of the near misses, right when given %.3f",
            threshold, given[answerable].mean(), (~given[~answerable]).mean(), truth[given].sum() / max(1, given.sum()),
        )  # fmt: skip
    # The lowest that refuses two of three near misses. People wrote these to trap a reader; of what is asked in earnest
    # and cannot be answered more is refused, so that a higher one would cost answers and prevent little.
    chosen = min((t for t, share in refuses.items() if share >= _REFUSES), default=_THRESHOLDS[-1])
    fitted = asdict(fit(signals, right)) | {"threshold": chosen}
    LOG.info("%s", fitted)
    if arguments.json:
        arguments.json.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
