"""Fit the shipped confidence over a library: `python -m rag.reader.training.over_library --data … --model FILE.onnx`.

Beside one paragraph a reader is asked whether *this* text answers; a library gives it the ten likeliest chunks of many,
and the surest reading speaks. That is another question, with another threshold. Here the paragraphs of the held titles
and the articles of the held written sets make a library, their questions (many of them near misses) are asked over all
of it, and the surest reading's three signals are fitted to whether it is right: it comes from an article that answers
and its span has an F1 of 0.5 or more. Prints the measures, each title and each set judged by what was fitted on the
others; with `--json` writes the calibration.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np

from corpus.tagging.embeddings import load_tokenizer
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
from rag.reader.training.measuring import read_untrained
from rag.reader.training.metrics import score_auroc, score_calibration_error, score_f1
from rag.reader.training.titles import show_title
from rag.reader.training.written import ArticleSet, read_packaged_sets
from rag.settings import forbid_downloads, read_settings

LOG = logging.getLogger("rag.reader.training")
RIGHT_F1 = 0.5
_REFUSES = 2 / 3
_THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that is asked over the library.

    Attributes:
        answers: for each article that answers, by its origin, the words that do; empty where none does.
        group: what it is judged apart with: its title, or its set.
        source: the name of the collection that it comes from.
    """

    question: str
    answers: dict[str, tuple[str, ...]]
    group: str
    source: str


def make_article(text: str, *, title: str) -> Article:
    """Return a passage as an article of its own; those alike in title and text are one."""
    origin = origin_of(text)
    text = " ".join(text.split())
    return Article(id=identify(origin), origin=origin, title=show_title(title), text=text, sha256=hash_text(text))


def origin_of(text: str) -> str:
    """Return what `make_article` names as the origin of a passage."""
    return f"passage:{hash_text(text)}"


def ask_paragraphs(examples: Sequence[Example]) -> list[Asked]:
    """Return SQuAD's questions: each is answered by its own paragraph or by none."""
    return [
        Asked(
            question=e.question,
            answers={origin_of(e.context): tuple(text for text, _ in e.answers)} if e.is_answerable else {},
            group=e.title,
            source="SQuAD 2.0",
        )
        for e in examples
    ]


def ask_sets(sets: Sequence[ArticleSet]) -> list[Asked]:
    """Return the written sets' questions."""
    return [
        Asked(
            question=question.question,
            answers={origin_of(item.articles[letter].text): (text,) for letter, (text, _) in question.answers.items()},
            group=item.id,
            source="written sets",
        )
        for item in sets
        for question in item.questions
    ]


def read_surest(
    library: Library, session: ReaderSession, questions: Sequence[Asked], *, with_titles: bool = True
) -> list[tuple[WindowReading, Article, str]]:
    """Return, for each question, the surest reading among the chunks found, its article and its answer."""
    surest = []
    for asked in questions:
        hits = library.search(asked.question, limit=DEFAULT_TOP).hits
        tasks = [
            Task(
                question=asked.question,
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
    sets = read_packaged_sets(held=True)
    questions = ask_paragraphs(everything[:: max(1, len(everything) // arguments.sample)]) + ask_sets(sets)
    session = ReaderSession(arguments.model, tokenizer=load_tokenizer(find_packaged_model()))
    load = partial(open_encoder, choice=None, cache=read_settings(None).cache, notify=LOG.info)
    with tempfile.TemporaryDirectory() as folder, Library(Path(folder), load, create=True) as library:
        for context, title in {e.context: e.title for e in everything}.items():
            library.add(make_article(context, title=title))
        for article in (article for item in sets for article in item.articles.values()):
            library.add(make_article(article.text, title=article.title))
        LOG.info("%d articles, %d questions", library.status().articles, len(questions))
        surest = read_surest(library, session, questions, with_titles=not arguments.without_titles)
    signals: Signals = [reading.signals for reading, _, _ in surest]
    right = [
        article.origin in asked.answers and score_f1(answer, asked.answers[article.origin]) >= RIGHT_F1
        for asked, (_, article, answer) in zip(questions, surest, strict=True)
    ]
    apart = fit_apart(signals, right, [asked.group for asked in questions])
    refuses: dict[float, list[float]] = defaultdict(list)
    for source in dict.fromkeys(asked.source for asked in questions):
        chosen_rows = np.array([asked.source == source for asked in questions])
        answerable = np.array([bool(asked.answers) for asked in questions])[chosen_rows]
        truth, sure = np.array(right)[chosen_rows], apart[chosen_rows]
        LOG.info("%s: %d questions", source, len(truth))
        LOG.info("first reading right: %.3f of the answerable", truth[answerable].mean())
        LOG.info("AUROC answerable %.3f, right %.3f", score_auroc(sure, answerable), score_auroc(sure, truth))
        LOG.info("calibration error %.3f", score_calibration_error(list(sure), list(truth)))
        for threshold in _THRESHOLDS:
            given = sure >= threshold
            refuses[threshold].append(float((~given[~answerable]).mean()))
            LOG.info(
                "%.2f: of the answerable %.3f answered, %.3f rightly; of the rest %.3f refused; right if given %.3f",
                threshold, given[answerable].mean(), (truth & given)[answerable].mean(), refuses[threshold][-1],
                truth[given].sum() / max(1, given.sum()),
            )  # fmt: skip
    # The one that refuses nearest to two of three near misses of news (the last source): what people keep is more like
    # it than like SQuAD, whose near misses were written against one paragraph. All of them are traps; of what is asked
    # in earnest and cannot be answered more is refused, so that a higher one would cost answers and prevent little.
    chosen = min(refuses, key=lambda threshold: abs(refuses[threshold][-1] - _REFUSES))
    fitted = asdict(fit(signals, right)) | {"threshold": chosen}
    LOG.info("%s", fitted)
    if arguments.json:
        arguments.json.write_text(json.dumps(fitted, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
