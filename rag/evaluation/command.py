"""The subcommand `footnote eval`: its options, and what it prints and writes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rag.evaluation.errors import EvaluationError
from rag.evaluation.types import ReaderChoice
from rag.limits import DEFAULT_TOP, MAX_TOP
from rag.settings import Settings
from rag.terminal import ExitStatus, say

if TYPE_CHECKING:
    from rag.evaluation.types import Run


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give a parser the options of `eval`; `--library` is common to all commands and added by them."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="questions over the library, in SQuAD's form, or with candidate sentences; or a folder in BEIR's form",
    )
    parser.add_argument("--json", type=Path, metavar="RUN", help="write every question's record to a file")
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw plots (needs the extra: footnote[eval])")
    parser.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("A", "B"),
        help="compare two files that --json wrote, and measure nothing",
    )
    parser.add_argument("--limit", type=_count, metavar="N", help="take N of the questions, always the same")
    parser.add_argument(
        "--top", type=_top, default=DEFAULT_TOP, metavar="N", help=f"how many passages to read (default {DEFAULT_TOP})"
    )
    parser.add_argument(
        "--reader",
        choices=[choice.value for choice in ReaderChoice],
        default=ReaderChoice.SHIPPED.value,
        metavar="NAME",
        help="what reads: shipped (default), or similarity, the baseline",
    )
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the library that is made of a BEIR folder, for the next run"
    )


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Measure, or compare; returns the exit status.

    Raises:
        EvaluationError: if the options, the question file or a saved run cannot be used.
        LibraryError: if the library cannot be opened; see `index.errors`.
    """
    if (options.file is None) is (options.compare is None):
        raise EvaluationError(
            "Name one question file (or folder) to measure, or two runs to compare: footnote eval FILE, "
            "or footnote eval --compare A.json B.json"
        )
    if options.plots is not None:
        from rag.evaluation.plots import require_matplotlib

        require_matplotlib()
    if options.json is not None and options.compare is not None:
        raise EvaluationError("--json writes a run, not a comparison: leave it out with --compare.")
    if options.json is not None and not options.json.parent.is_dir():
        raise EvaluationError(f"There is no folder {options.json.parent} to write {options.json.name} into.")
    if options.compare is not None:
        return _compare(options)
    return _measure(options, settings)


def _measure(options: argparse.Namespace, settings: Settings) -> int:
    from rag.evaluation.runs import write_run
    from rag.evaluation.tables import render_run

    found = _run_file(options, settings)
    sys.stdout.write(f"{render_run(found)}\n")
    if options.json is not None:
        write_run(found, options.json)
        say(f"Every question's record is in {options.json}.")
    if options.plots is not None:
        _draw({"this run": found}, options.plots)
    return ExitStatus.OK


def _run_file(options: argparse.Namespace, settings: Settings) -> Run:
    from rag.evaluation.files import read_questions
    from rag.evaluation.readers import open_answerer_with, open_reader
    from rag.evaluation.running import run_over_library, run_reader
    from rag.evaluation.types import Form

    path: Path = options.file
    if path.is_dir():
        return _run_folder(options, settings)
    questions = read_questions(path)
    if questions.form is not Form.LIBRARY:
        reader = open_reader(ReaderChoice(options.reader), settings, notify=say)
        return run_reader(reader, questions, name=path.name, limit=options.limit)
    answerer = open_answerer_with(ReaderChoice(options.reader), settings, notify=say)
    with answerer.library:
        return run_over_library(answerer, questions, name=path.name, top=options.top, limit=options.limit)


def _run_folder(options: argparse.Namespace, settings: Settings) -> Run:
    from dataclasses import replace

    from rag.evaluation.beir import is_collection, read_collection
    from rag.evaluation.running import run_search
    from rag.opening import open_library

    path: Path = options.file
    if not is_collection(path):
        raise EvaluationError(
            f"There is no corpus.jsonl in {path}. Name a question file, or a folder in BEIR's form "
            "(corpus.jsonl, queries.jsonl, qrels/test.tsv)."
        )
    return run_search(
        lambda folder: open_library(replace(settings, library=folder), notify=say, create=True),
        read_collection(path),
        name=path.resolve().name,
        keep=options.keep,
        limit=options.limit,
    )


def _compare(options: argparse.Namespace) -> int:
    from rag.evaluation.comparing import RESAMPLES, compare, pair
    from rag.evaluation.runs import read_run
    from rag.evaluation.tables import render_comparison
    from rag.progress import show_steps

    first, second = (read_run(path) for path in options.compare)
    shared = pair(first, second)
    with show_steps("Comparing", RESAMPLES) as advance:
        differences = compare(*shared, advance=advance)
    sys.stdout.write(f"{render_comparison(first, second, differences, count=len(shared[0]))}\n")
    if options.plots is not None:
        _draw({"A": first, "B": second}, options.plots)
    return ExitStatus.OK


def _draw(runs: dict[str, Run], folder: Path) -> None:
    from rag.evaluation.plots import write_plots

    for path in write_plots(runs, folder):
        say(f"Drawn: {path}")


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text[:9]) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1")
    return int(text)


def _top(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= MAX_TOP:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {MAX_TOP}")
    return int(text)
