"""Whole answers against a file of questions: `python -m rag.benchmarks.questions [--articles PATH --questions FILE]`.

A question file is JSONL: `question`, `answerable`, and for those that are `quote_contains`, a list of alternatives,
each a list of passages that must all stand in one quote; `must_not_quote` lists passages that no quote may hold.
Without arguments it asks the sample library the questions that come with the tests, and the seeds' if they are there.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.loading import discover, load
from rag.adding import SAMPLES
from rag.answering import Answerer
from rag.opening import open_library
from rag.reader.similarity import SimilarityReader
from rag.settings import Settings, read_settings
from rag.terminal import say
from rag.types import Answer

_HERE = Path(__file__).parents[2]
_SHARED = _HERE.parent / "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question and what a right answer quotes; see the module's docstring."""

    id: str
    text: str
    is_answerable: bool
    quote_contains: tuple[tuple[str, ...], ...]
    must_not_quote: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How one question went. `is_right`: quoted a listed passage and no forbidden one, or refused rightly."""

    question: Question
    answer: Answer
    is_right: bool
    is_first_right: bool

    @property
    def is_refused(self) -> bool:
        """Whether the answer was that the sources do not say."""
        return not self.answer.answers


def read_questions(path: Path) -> list[Question]:
    """Read a question file.

    Raises:
        ValueError: if a line is no such question; names the line.
    """
    questions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
            questions.append(
                Question(
                    id=str(fields.get("id", number)),
                    text=fields["question"],
                    is_answerable=fields["answerable"],
                    quote_contains=tuple(tuple(passages) for passages in fields.get("quote_contains", ())),
                    must_not_quote=tuple(fields.get("must_not_quote", ())),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path}, line {number} is not a question ({error})") from error
    return questions


def mark(question: Question, answer: Answer) -> Mark:
    """Mark an answer: a passage must stand in one of its quotes, word for word."""
    if not question.is_answerable:
        is_right = is_first_right = not answer.answers
    else:
        forbidden = any(passage in quote.text for quote in answer.quotes for passage in question.must_not_quote)
        holds = [
            any(all(passage in quote.text for passage in passages) for passages in question.quote_contains)
            for quote in answer.quotes
        ]
        is_right = any(holds) and not forbidden
        is_first_right = bool(holds) and holds[0] and not forbidden
    return Mark(question=question, answer=answer, is_right=is_right, is_first_right=is_first_right)


def ask_all(answerer: Answerer, questions: Sequence[Question]) -> list[Mark]:
    """Ask every question."""
    return [mark(question, answerer.ask(question.text)) for question in questions]


def print_table(name: str, marks: Sequence[Mark], *, details: bool) -> None:
    """Print the counts, and with `details` each question that went wrong."""
    answerable = [mark for mark in marks if mark.question.is_answerable]
    others = [mark for mark in marks if not mark.question.is_answerable]
    quotes = [quote for mark in marks for quote in mark.answer.quotes + mark.answer.nearest]
    verbatim = sum(quote.text == quote.article.text[quote.start : quote.end] for quote in quotes)
    print(
        f"{name:<10} quoted right {sum(m.is_right for m in answerable):3} of {len(answerable):3}  "
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
            print(f"{name:<10} left out: there is no {articles} or no {questions}")
            continue
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(library=Path(folder) / "library", cache=read_settings(None).cache)
            with open_library(settings, notify=say, create=True) as library:
                for path in discover(articles):
                    library.add(load(path))
                answerer = Answerer(library, SimilarityReader(library.encoder))
                print_table(name, ask_all(answerer, read_questions(questions)), details=options.details)


if __name__ == "__main__":
    main()
