"""A news quiz over thousands of scraped articles: `python -m rag.benchmarks.news --data ../shared/data --library DIR`.

RealTimeQA's questions of 2022 [1], asked over all the articles that a search engine returned for them, not over each
question's own. A question counts where its answer stands in one of its own articles (the set's weak label); a quote is
right if it holds the answer. `DIR` keeps the library between runs; it is made if it is not there. With `--upkeep` the
articles go in in steps, and after each step 100 of them are removed and 100 others added: what that costs must not grow
with the library.

[1] Kasai et al., "RealTime QA: What's the Answer Right Now?", NeurIPS 2023, https://arxiv.org/abs/2207.13332
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path

from corpus.parsing import Parser
from index.library import Library
from rag.answering import Answerer
from rag.benchmarks.questions import print_table
from rag.evaluation.judging import ask_all
from rag.evaluation.types import LibraryQuestion
from rag.intake.files import Intake
from rag.intake.outcomes import Tally
from rag.opening import open_library
from rag.reader.cross_encoder import CrossEncoderReader
from rag.reader.similarity import SimilarityReader
from rag.settings import Settings, read_settings
from rag.terminal import say

_STEPS = (500, 1000, 2000, 4000)
_SWAPPED = 100


def read_quiz(path: Path) -> list[LibraryQuestion]:
    """Return the questions whose answer stands in an article, those that ask what is not or whether aside."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        LibraryQuestion(
            id=row["id"],
            text=row["question"],
            is_answerable=True,
            answers=tuple(a.strip('“”"') for a in row["answers"]),
        )
        for row in rows
        if row["gcs_docs_with_answer_string"] and not row["negated_or_tf"]
    ]


def add_rows(intake: Intake, rows: Sequence[str], *, folder: Path, name: str) -> Tally:
    """Add articles given as lines of JSON, as a file that holds them."""
    path = folder / f"{name}.jsonl"
    path.write_text("".join(rows), encoding="utf-8")
    tally = Tally()
    for outcome in intake.bring([path]):
        tally.count(outcome)
    return tally


def measure_upkeep(library: Library, corpus: Path) -> None:
    """Fill a library in steps, and print what a change of 200 articles costs at each size."""
    print("| articles | chunks | minutes to here | remove 100, s | add 100, s | first question after, s | peak MiB |")
    print("|---|---|---|---|---|---|---|")
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Parser() as parser:
        intake = Intake(library, parser)
        rows = _lines(corpus)
        others = list(islice(rows, _SWAPPED * (len(_STEPS) + 1)))
        size = 0
        for number, step in enumerate((*_STEPS, None)):
            add_rows(
                intake, list(islice(rows, None if step is None else step - size)), folder=Path(folder), name=f"{number}"
            )
            size = step or size
            library.refresh()
            status, minutes = library.status(), (time.perf_counter() - began) / 60
            taken = [summary.id for summary in library.summaries(limit=_SWAPPED)]
            swap = others[number * _SWAPPED : (number + 1) * _SWAPPED]
            removed = _time(partial(_remove, library, taken))
            added = _time(partial(add_rows, intake, swap, folder=Path(folder), name=f"swap{number}"))
            asked = _time(lambda: library.search("what did the president announce?"))
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"| {status.articles} | {status.chunks} | {minutes:.1f} | {removed:.2f} | {added:.1f} | {asked:.2f} "
                f"| {peak:.0f} |",
                flush=True,
            )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds realtimeqa2022/")
    parser.add_argument("--library", type=Path, required=True, help="where the library is, or is to be")
    parser.add_argument("--upkeep", action="store_true", help="fill a new library in steps, and measure changes")
    parser.add_argument("--encoder", help="onnx-int8 fills a new library twice as fast")
    options = parser.parse_args()
    data = options.data / "realtimeqa2022"
    settings = Settings(library=options.library, cache=read_settings(None).cache)
    is_new = not options.library.exists()
    with open_library(settings, notify=say, create=True, encoder=options.encoder if is_new else None) as library:
        if is_new and options.upkeep:
            measure_upkeep(library, data / "corpus.jsonl.gz")
        elif is_new:
            with Parser() as reading:
                for outcome in Intake(library, reading).bring([data / "corpus.jsonl.gz"]):
                    if outcome.failure:
                        say(outcome.failure)
        questions = read_quiz(data / "queries.jsonl.gz")
        for reader in (SimilarityReader(library.encoder), CrossEncoderReader()):
            print_table(reader.name, ask_all(Answerer(library, reader), questions), details=False)


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from lines


def _remove(library: Library, article_ids: Sequence[str]) -> None:
    for article_id in article_ids:
        library.remove(article_id)


def _time(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
