"""Whole answers against a file of questions: `python -m rag.benchmarks.questions [--articles PATH --questions FILE]`.

Question files are described in docs/questions.md; `footnote eval` measures more of them, over a library of yours.
Without arguments this asks the sample library the questions that come with the tests, and the seeds' if they are there.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from corpus.loading import discover, load
from rag.answering import Answerer
from rag.evaluation.files import read_library_questions
from rag.evaluation.judging import Mark, ask_all
from rag.intake.files import SAMPLES
from rag.opening import open_library
from rag.reader.cross_encoder import CrossEncoderReader
from rag.reader.similarity import SimilarityReader
from rag.settings import Settings, read_settings
from rag.terminal import say

_HERE = Path(__file__).parents[2]
_SHARED = _HERE.parent / "shared"


def print_table(name: str, marks: Sequence[Mark], *, details: bool) -> None:
    """Print the counts, and with `details` each question that went wrong."""
    answerable = [mark for mark in marks if mark.question.is_answerable]
    others = [mark for mark in marks if not mark.question.is_answerable]
    quotes = [quote for mark in marks for quote in mark.answer.quotes + mark.answer.nearest]
    verbatim = sum(quote.text == quote.article.text[quote.start : quote.end] for quote in quotes)
    print(
        f"{name:<30} quoted right {sum(m.is_right for m in answerable):3} of {len(answerable):3}  "
        f"(first quote {sum(m.is_first_right for m in answerable):3}, "
        f"refused {sum(m.is_refused for m in answerable):3})   "
        f"rightly refused {sum(m.is_right for m in others):3} of {len(others):3}   verbatim {verbatim} of {len(quotes)}"
    )
    for wrong in marks:
        if details and not wrong.is_right:
            first = wrong.answer.quotes[0].text if wrong.answer.quotes else "(refused)"
            print(
                f"    {wrong.question.id} {wrong.answer.confidence:.2f} {wrong.question.text}\n         {first[:150]}"
            )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--details", action="store_true", help="print each question that went wrong")
    options = parser.parse_args()
    sets = {
        "samples": (SAMPLES, _HERE / "tests" / "data" / "sample_questions.jsonl"),
        "seeds": (_SHARED / "seeds", _SHARED / "questions" / "seeds_dev.jsonl"),
    }
    if options.articles and options.questions:
        sets = {"given": (options.articles, options.questions)}
    for name, (articles, questions) in sets.items():
        if not articles.exists() or not questions.exists():
            print(f"{name:<30} left out: there is no {articles} or no {questions}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(library=Path(folder) / "library", cache=read_settings(None).cache)
            with open_library(settings, notify=say, create=True) as library:
                for path in discover(articles):
                    library.add(load(path))
                for reader in (SimilarityReader(library.encoder), CrossEncoderReader()):
                    marks = ask_all(Answerer(library, reader), read_library_questions(questions))
                    print_table(f"{name}, {reader.name}", marks, details=options.details)


if __name__ == "__main__":
    main()
