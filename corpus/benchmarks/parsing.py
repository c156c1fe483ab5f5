"""Measure what reading through a worker costs: `python -m corpus.benchmarks.parsing [--files N] [--busy-ms MS]`.

Made news articles as plain text, HTML and Markdown are read in this process, through `Parser.read` and through
`Parser.read_many`, in turn; then again by a caller that works on each article, as embedding does.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from corpus.loading import load_all
from corpus.parsing import Parser
from corpus.types import Failed, Loaded

ROUNDS = 3
_WORDS = "ice harbour tug ship channel storm pilot cargo winter port crew deck signal light master sea".split()  # noqa: SIM905


def make_files(folder: Path, *, count: int) -> list[Path]:
    """Write `count` small articles of about 3,500 characters, a third each as text, HTML and Markdown."""
    chosen = random.Random(4)
    paths = []
    for number in range(count):
        sentences = [f"The {' '.join(chosen.choices(_WORDS, k=12))} of day {number}." for _ in range(45)]
        paragraphs = [" ".join(sentences[start : start + 3]) for start in range(0, 45, 3)]
        if number % 3 == 0:
            path, text = folder / f"{number}.txt", "\n\n".join([f"Harbour news {number}", *paragraphs])
        elif number % 3 == 1:
            body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
            path, text = folder / f"{number}.html", f"<title>News {number}</title><article>{body}</article>"
        else:
            path, text = folder / f"{number}.md", "\n\n".join([f"# Harbour news {number}", *paragraphs])
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def measure(read: Callable[[list[Path]], Iterable[Loaded | Failed]], paths: list[Path], *, busy_s: float) -> float:
    """Return the seconds that reading takes when the caller keeps its core busy for so long with each outcome."""
    started = time.perf_counter()
    articles = 0
    for outcome in read(paths):
        articles += isinstance(outcome, Loaded)
        until = time.perf_counter() + busy_s
        while time.perf_counter() < until:
            pass
    assert articles == len(paths)
    return time.perf_counter() - started


def main() -> None:
    """Print the table of docs/parsing.md."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--files", type=int, default=1000)
    options.add_argument("--busy-ms", type=float, default=10.0)
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, Parser() as parser:
        paths = make_files(Path(folder), count=arguments.files)
        ways: dict[str, Callable[[list[Path]], Iterable[Loaded | Failed]]] = {
            "in this process": lambda paths: (outcome for path in paths for outcome in load_all(path)),
            "Parser.read": lambda paths: (outcome for path in paths for outcome in parser.read(path)),
            "Parser.read_many": lambda paths: (outcome for _, outcome in parser.read_many(paths)),
        }
        started = time.perf_counter()
        list(parser.read(paths[0]))
        print(f"start and first file: {time.perf_counter() - started:.2f} s")
        list(load_all(paths[0]))
        for busy_s in (0.0, arguments.busy_ms / 1000):
            seconds: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(ROUNDS):
                for way, read in ways.items():
                    seconds[way].append(measure(read, paths, busy_s=busy_s))
            print(f"{len(paths)} files, {busy_s * 1000:g} ms of work on each, best of {ROUNDS}:")
            best = min(seconds["in this process"])
            for way, times in seconds.items():
                print(f"  {way:16} {min(times):7.2f} s  {min(times) / best:.2f} x")


if __name__ == "__main__":
    main()
