"""RGB through the whole path: `python -m rag.benchmarks.noise --data ../shared/data [--sample 150]`.

Each question gets a library of its own of five passages, without titles: four near misses and one that answers, and
then five near misses. Prints how often the quotes are right, and how often it is refused where nothing answers.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from rag.benchmarks.small_libraries import open_answerer
from rag.reader.cross_encoder import CrossEncoderReader
from rag.reader.training.metrics import normalise
from rag.reader.training.noise import NoisyQuestion, read_noisy_questions
from rag.reader.training.over_library import make_article
from rag.settings import forbid_downloads
from rag.types import Answer

_PASSAGES = 5
_TITLE = "Passage"  # every article has one; this says nothing


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description="RGB through the whole path.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=150, help="how many questions")
    options = parser.parse_args()
    forbid_downloads()
    questions = read_noisy_questions(options.data / "rgb" / "rgb_en_first150.jsonl.gz")[: options.sample]
    reader = CrossEncoderReader()
    noisy = [
        (question, _ask(question, (*question.negative[: _PASSAGES - 1], *question.positive[:1]), reader=reader))
        for question in questions
        if question.positive and question.negative
    ]
    misled = [
        _ask(question, question.negative[:_PASSAGES], reader=reader) for question in questions if question.negative
    ]
    texts = [(question, [quote.text for quote in answer.quotes]) for question, answer in noisy]
    _print("80 % noise: one of the quotes is right", [_is_right(q, " ".join(quotes)) for q, quotes in texts])
    _print("80 % noise: the first quote is right", [_is_right(q, "".join(quotes[:1])) for q, quotes in texts])
    _print("100 % noise: refused", [not answer.answers for answer in misled])


def _ask(question: NoisyQuestion, passages: Sequence[str], *, reader: CrossEncoderReader) -> Answer:
    with open_answerer([make_article(passage, title=_TITLE) for passage in passages], reader=reader) as answerer:
        return answerer.ask(question.question)


def _is_right(question: NoisyQuestion, quoted: str) -> bool:
    words = normalise(quoted)
    return all(any(normalise(answer) in words for answer in alternatives) for alternatives in question.answers)


def _print(name: str, hits: Sequence[bool]) -> None:
    print(f"{name:<40} {sum(hits):3} of {len(hits)} ({sum(hits) / max(len(hits), 1):.1%})")


if __name__ == "__main__":
    main()
