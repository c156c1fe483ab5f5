"""Who did it to whom, through the whole path: `python -m rag.benchmarks.roles [--sets FOLDER] [--details]`.

Each set (two articles on the same parties; questions in both directions, a third of them answered by none) gets a
library of its own. Prints how often a quote holds the marked words, and how often it is refused where nothing answers.
The sets of `tests/data/roles` were never trained on; their form is that of `rag.reader.training.written`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from rag.benchmarks.small_libraries import open_answerer
from rag.reader.cross_encoder import CrossEncoderReader
from rag.reader.training.over_library import make_article
from rag.reader.training.written import SetQuestion, read_sets
from rag.settings import forbid_downloads
from rag.types import Answer

SETS = Path(__file__).parents[2] / "tests/data/roles"


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description="Who did it to whom, through the whole path.")
    parser.add_argument("--sets", type=Path, default=SETS, help="a folder of sets")
    parser.add_argument("--details", action="store_true", help="print each question that went wrong")
    options = parser.parse_args()
    forbid_downloads()
    reader = CrossEncoderReader()
    right, first, refused = [], [], []
    for item in read_sets(sorted(options.sets.glob("*.txt"))):
        articles = [make_article(one.text, title=one.title) for one in item.articles.values()]
        with open_answerer(articles, reader=reader) as answerer:
            for question in item.questions:
                answer = answerer.ask(question.question)
                is_good = _is_right(question, answer, quotes=len(answer.quotes))
                if question.answers:
                    right.append(is_good)
                    first.append(_is_right(question, answer, quotes=1))
                else:
                    refused.append(is_good)
                if options.details and not is_good:
                    said = answer.quotes[0].text if answer.quotes else "(refused)"
                    print(f"  {question.question}  ->  {said}")
    for name, hits in (
        ("answered: a quote holds the marked words", right),
        ("answered: the first quote does", first),
        ("answered by none: refused", refused),
    ):
        print(f"{name:<42} {sum(hits):3} of {len(hits)} ({sum(hits) / max(len(hits), 1):.1%})")


def _is_right(question: SetQuestion, answer: Answer, *, quotes: int) -> bool:
    """Whether the first `quotes` hold words that answer, or there are none where nothing answers."""
    if not question.answers:
        return not answer.answers
    texts = [quote.text for quote in answer.quotes[:quotes]]
    return any(words in text for words, _ in question.answers.values() for text in texts)


if __name__ == "__main__":
    main()
