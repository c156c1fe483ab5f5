"""Files into the library: what changed since the last time is read, and nothing else."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.errors import CorpusError
from corpus.formats import FORMATS
from corpus.loading import discover
from corpus.parsing import Parser
from corpus.types import Failed, Loaded
from index.library import Library
from index.sources import Source, SourceKind
from index.types import Addition, Change
from rag.intake.outcomes import Outcome

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
# Raise it when a reader or the cleaning makes something else of the same file: every file is then read again.
READING = 2


@dataclass(slots=True)
class _Run:
    """A file that is being read."""

    path: Path
    source: Source
    ids: list[str] = field(default_factory=list)
    failures: list[Failed] = field(default_factory=list)
    is_complete: bool = True


class Intake:
    """Brings a library up to date with files.

    Args:
        library: where articles go.
        parser: reads files; see `corpus.parsing`.
        collection: a collection to put every article into.
    """

    def __init__(self, library: Library, parser: Parser, *, collection: str | None = None) -> None:
        self.library = library
        self.parser = parser
        self.collection = collection

    def bring(self, paths: Iterable[Path], *, again: bool = False) -> Iterator[Outcome]:
        """Take in files, and yield what became of each article.

        A file that is as it was is not read. An article that a file gave before and gives no more is removed, unless
        another file gives it too. A file that cannot be read keeps the articles that it gave before.

        Args:
            paths: files.
            again: read those too that have not changed.
        """
        waiting: dict[Path, Source] = {}
        for path in paths:
            known = self._find_source(path)
            source = look_at(path, known=known)
            if source and known and not again and self._is_unchanged(source, known):
                yield from self._pass_over(path, known.origin)
            else:
                waiting[path] = source or Source(
                    origin="", kind=SourceKind.FILE, sha256="", size=0, reading=READING
                )  # whatever is wrong with it, the parser will say
        overtaken = yield from self._read(waiting)
        if overtaken:
            yield from self.bring(overtaken, again=True)

    def drop(self, origin: str, article_ids: Iterable[str], *, name: str) -> Iterator[Outcome | Path]:
        """Remove articles that a place gives no more; yields the files to be read again, for they give one too."""
        for article_id in article_ids:
            others = [other for other in self.library.sources.given_by(article_id) if other != origin]
            if others:
                # What is stored may be what this place gave: the other one's own words are to be read again.
                yield from (path for path in map(path_of, others) if path is not None and path.exists())
                continue
            article = self.library.get(article_id)
            if self.library.remove(article_id):
                title = article.title if article else None
                yield Outcome(name=name, change=Change.REMOVED, article_id=article_id, title=title)

    def take_in(self, loaded: Loaded, *, name: str) -> Outcome:
        """Add an article that was read from a place."""
        addition = self.library.add(loaded)
        if self.collection:
            self.library.collections.put(self.collection, [addition.article_id])
        return _outcome(addition, name=name, title=loaded.article.title)

    def _read(self, waiting: dict[Path, Source]) -> Generator[Outcome, None, list[Path]]:
        """Read files, and yield what became of their articles; returns those to be read again."""
        overtaken: list[Path] = []
        runs = iter([_Run(path, source) for path, source in waiting.items()])
        run: _Run | None = None
        for path, outcome in self.parser.read_many(list(waiting)):
            while run is None or run.path != path:
                if run is not None:
                    overtaken += yield from self._finish(run)
                run = next(runs)
            if isinstance(outcome, Failed):
                run.failures.append(outcome)
                # A failure of the file itself, not of a part: what follows was not read.
                run.is_complete = run.is_complete and outcome.name != _shown(path)
                yield Outcome(name=outcome.name, failure=outcome.message)
            else:
                run.ids.append(outcome.article.id)
                yield self.take_in(outcome, name=str(path))
        for rest in ([run] if run else []) + list(runs):
            overtaken += yield from self._finish(rest)
        return overtaken

    def _finish(self, run: _Run) -> Generator[Outcome, None, list[Path]]:
        """Remember what a file gave, and remove what it gives no more; returns the files to be read again."""
        overtaken: list[Path] = []
        if not run.source.origin or not run.is_complete:
            return overtaken
        before = self.library.sources.articles_of(run.source.origin)
        stale = [article_id for article_id in before if article_id not in set(run.ids)]
        for dropped in self.drop(run.source.origin, stale, name=str(run.path)):
            if isinstance(dropped, Outcome):
                yield dropped
            else:
                overtaken.append(dropped)
        self.library.sources.record(run.source, run.ids, run.failures)
        return overtaken

    def _find_source(self, path: Path) -> Source | None:
        try:
            return self.library.sources.find(path.resolve().as_uri())
        except (OSError, RuntimeError, ValueError):
            return None

    def _is_unchanged(self, source: Source, known: Source) -> bool:
        if (source.sha256, READING) != (known.sha256, known.reading):
            return False
        if source != known:  # it was only touched: the next look needs not read it
            failures = self.library.sources.failures_of(known.origin)
            self.library.sources.record(source, self.library.sources.articles_of(known.origin), failures)
        return True

    def _pass_over(self, path: Path, origin: str) -> Iterator[Outcome]:
        """Yield what is known of a file that has not changed."""
        ids = self.library.sources.articles_of(origin)
        if self.collection:
            self.library.collections.put(self.collection, ids)
        for article_id in ids:
            yield Outcome(name=str(path), change=Change.UNCHANGED, article_id=article_id)
        for failed in self.library.sources.failures_of(origin):
            yield Outcome(name=failed.name, failure=failed.message)


def find_files(paths: Sequence[Path]) -> tuple[list[Path], list[Outcome]]:
    """Return the files that are to be added, each once and in order, and the paths that hold none."""
    files: dict[Path, None] = {}
    failures = []
    for path in paths:
        try:
            found = discover(path)
        except CorpusError as error:
            failures.append(Outcome(name=str(path), failure=str(error)))
            continue
        files.update(dict.fromkeys(found))
        if not found:
            kinds = ", ".join(FORMATS)
            failures.append(
                Outcome(name=str(path), failure=f"The folder {path} is empty: no file in it ends in {kinds}.")
            )
    return list(files), failures


def look_at(path: Path, *, known: Source | None = None) -> Source | None:
    """Return a file as it stands now; `None` if it cannot be looked at.

    Args:
        path: a file.
        known: what was known of it: where size and time of change are the same, its bytes are not read again.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return None
        is_same = known is not None and (known.size, known.changed_ns) == (status.st_size, status.st_mtime_ns)
        return Source(
            origin=path.resolve().as_uri(),
            kind=SourceKind.FILE,
            sha256=known.sha256 if known is not None and is_same else hash_file(path),
            size=status.st_size,
            changed_ns=status.st_mtime_ns,
            reading=READING,
        )
    except (OSError, RuntimeError, ValueError):  # RuntimeError: links in a circle; ValueError: a NUL
        return None


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file, 64 hexadecimal digits.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def path_of(origin: str) -> Path | None:
    """Return the file that a `file://` origin names; `None` for any other origin."""
    parts = urlsplit(origin)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _shown(path: Path) -> str:
    from corpus.messages import show

    return show(str(path))


def _outcome(addition: Addition, *, name: str, title: str) -> Outcome:
    return Outcome(
        name=name,
        change=addition.change,
        article_id=addition.article_id,
        title=title,
        related_id=addition.duplicate_of or addition.version_of,
    )
