"""`footnote add`: files and folders into the library, one by one, with what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import CorpusError
from corpus.loading import FORMATS, discover, load
from index.library import Library
from index.types import Addition, Change

SAMPLES = Path(__file__).parent.parent / "corpus" / "samples"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that was taken in, or not: either `addition` and `title`, or `failure`, is set."""

    path: Path
    title: str | None = None
    addition: Addition | None = None
    failure: str | None = None


@dataclass(slots=True)
class Tally:
    """What became of the files of one run."""

    changes: Counter[Change] = field(default_factory=Counter)
    failures: list[Added] = field(default_factory=list)

    def count(self, added: Added) -> None:
        """Count one file."""
        if added.addition is None:
            self.failures.append(added)
        else:
            self.changes[added.addition.change] += 1

    def describe(self) -> str:
        """Return the counts in words."""
        counts = [f"{self.changes[change]} {change.value}" for change in Change if self.changes[change]]
        if self.failures:
            counts.append(f"{len(self.failures)} failed")
        return ", ".join(counts) or "nothing to add"


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Added]]:
    """Return the files that are to be added, each once and in order, and the paths that hold none."""
    files: dict[Path, None] = {}
    failures = []
    for path in paths:
        try:
            found = discover(path)
        except CorpusError as error:
            failures.append(Added(path=path, failure=str(error)))
            continue
        files.update(dict.fromkeys(found))
        if not found:
            kinds = ", ".join(FORMATS)
            failures.append(Added(path=path, failure=f"The folder {path} is empty: no file in it ends in {kinds}."))
    return list(files), failures


def add_files(library: Library, files: Sequence[Path]) -> Iterator[Added]:
    """Add files, and yield what became of each. A file that cannot be read does not stop the others."""
    for path in files:
        try:
            article = load(path)
        except CorpusError as error:
            yield Added(path=path, failure=str(error))
            continue
        yield Added(path=path, title=article.title, addition=library.add(article))
