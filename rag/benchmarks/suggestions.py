"""Whether suggested questions are answered, and their cost: `python -m rag.benchmarks.suggestions --data DIR`.

Over the samples, and over news articles of 2022 that hold answers to RealTimeQA's quiz [1]. Every example and, for each
question that the library answers, every follow-up is printed with its answer, to be judged by eye.

[1] Kasai et al., "RealTime QA: What's the Answer Right Now?", NeurIPS 2023, https://arxiv.org/abs/2207.13332
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
from collections import Counter
from pathlib import Path
from time import perf_counter

from corpus.parsing import Parser
from rag.answering import Answerer
from rag.intake.files import SAMPLES, Intake, find_files
from rag.opening import open_answerer, open_library
from rag.settings import Settings, read_settings
from rag.suggesting import Suggester
from rag.terminal import say
from rag.types import AnswerStatus

_ARTICLES = 200
_ARTICLES_A_QUESTION = 2


def take_news(data: Path) -> tuple[list[str], list[str]]:
    """Return questions of the quiz, evenly taken, and some 200 articles: two for each question that hold its answer."""
    with gzip.open(data / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if len(row["gcs_docs_with_answer_string"]) >= _ARTICLES_A_QUESTION]
    rows = rows[:: max(1, len(rows) * _ARTICLES_A_QUESTION // _ARTICLES)]
    wanted = {key for row in rows for key in row["gcs_docs_with_answer_string"][:_ARTICLES_A_QUESTION]}
    with gzip.open(data / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [line for line in lines if json.loads(line)["_id"] in wanted]
    return [row["question"] for row in rows], articles


def take_sample_questions() -> list[str]:
    """Return the questions over the samples that the tests ask."""
    path = Path(__file__).parents[2] / "tests" / "data" / "sample_questions.jsonl"
    return [json.loads(line)["question"] for line in path.read_text(encoding="utf-8").splitlines()]


def measure(name: str, answerer: Answerer, questions: list[str]) -> None:
    """Print the examples of a library, and the follow-ups of every question that it answers."""
    suggester = Suggester(answerer)
    began = perf_counter()
    examples = suggester.examples()
    print(f"\n# {name}: {len(examples)} examples in {perf_counter() - began:.1f} s")
    for example in examples:
        _print_answered(answerer, example)
    counts: Counter[int] = Counter()
    times: list[float] = []
    for question in questions:
        answer = answerer.ask(question)
        if answer.status is AnswerStatus.NOT_IN_SOURCES:
            continue
        began = perf_counter()
        follow_ups = suggester.follow_ups(answer)
        times.append(1000 * (perf_counter() - began))
        counts[len(follow_ups)] += 1
        print(f"\n{question} -> {answer.answers[0].text[:80]!r}")
        for follow_up in follow_ups:
            _print_answered(answerer, follow_up)
    total = max(1, counts.total())
    share = (counts[2] + counts[3]) / total
    print(
        f"\n# {name}: {counts.total()} of {len(questions)} answered; follow-ups {dict(sorted(counts.items()))}, "
        f"two or three for {share:.0%}; ms each: median {statistics.median(times):.0f}, "
        f"p95 {sorted(times)[int(0.95 * (len(times) - 1))]:.0f}"
    )


def _print_answered(answerer: Answerer, question: str) -> None:
    answer = answerer.ask(question)
    first = " ".join(answer.answers[0].text.split()) if answer.answers else "(refused)"
    quote = " ".join(answer.quotes[0].text.split()) if answer.quotes else ""
    print(f"  * {question}\n      {answer.confidence:.2f} {first[:120]!r} in {quote[:300]!r}")


def main() -> None:
    """Print the questions and the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds realtimeqa2022/")
    parser.add_argument("--library", type=Path, help="where the library of news is, or is to be; else a temporary one")
    options = parser.parse_args()
    cache = read_settings(None).cache
    questions, articles = take_news(options.data / "realtimeqa2022")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        news = Settings(library=options.library or folder / "news", cache=cache)
        samples = Settings(library=folder / "samples", cache=cache)
        (folder / "articles.jsonl").write_text("".join(articles), encoding="utf-8")
        _fill(samples, find_files([SAMPLES])[0])
        if not news.library.exists():
            _fill(news, [folder / "articles.jsonl"])
        for name, settings, asked in (
            ("samples", samples, take_sample_questions()),
            (f"{len(articles)} news articles", news, questions),
        ):
            answerer = open_answerer(settings, notify=say)
            measure(name, answerer, asked)
            answerer.library.close()


def _fill(settings: Settings, files: list[Path]) -> None:
    with open_library(settings, notify=say, create=True) as library, Parser() as parser:
        for outcome in Intake(library, parser).bring(files):
            if outcome.failure:
                say(outcome.failure)


if __name__ == "__main__":
    main()
