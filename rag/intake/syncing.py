"""A folder mirrored: what is new or changed in it is read, and what is gone from it is removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError, UnreadableFileError
from corpus.loading import discover
from index.library import Library
from index.sources import Source
from rag.intake.files import READING, Intake, look_at, path_of
from rag.intake.outcomes import Outcome


class FolderError(CorpusError):
    """A folder cannot be mirrored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What mirroring a folder would do.

    Attributes:
        new, changed, unchanged: its files.
        gone: the places below it that are no files any more.
    """

    new: tuple[Path, ...]
    changed: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    gone: tuple[Source, ...]


def make_plan(library: Library, folder: Path) -> Plan:
    """Compare a folder with what the library knows of it; reads no file whose size and time are as they were.

    Raises:
        UnreadableFileError: there is no such folder, or it may not be read.
    """
    if not folder.is_dir():
        raise UnreadableFileError(f"{folder} is no folder. Name the folder that holds your articles.")
    new, changed, unchanged, seen = [], [], [], set()
    for path in discover(folder):
        origin = path.resolve().as_uri()
        seen.add(origin)
        known = library.sources.find(origin)
        if known is None:  # its bytes are read when it is taken in, not here too
            new.append(path)
            continue
        source = look_at(path, known=known)
        if source is not None and (source.sha256, READING) == (known.sha256, known.reading):
            unchanged.append(path)
        else:
            changed.append(path)
    below = library.sources.below(f"{folder.resolve().as_uri().rstrip('/')}/")
    gone = tuple(source for source in below if source.origin not in seen and _is_gone(source))
    return Plan(new=tuple(new), changed=tuple(changed), unchanged=tuple(unchanged), gone=gone)


def synchronise(intake: Intake, folder: Path, *, plan: Plan, may_empty: bool = False) -> Iterator[Outcome]:
    """Do what a plan says, and yield what became of each article.

    Files are taken in before anything is removed, so that a file that was only moved is not embedded again.

    Args:
        intake: brings the files.
        folder: the one that the plan was made for, as messages call it.
        plan: see `make_plan`.
        may_empty: whether every article of the folder may go. A disk that is not there looks like an empty folder.

    Raises:
        FolderError: nothing of it would be left, and `may_empty` is false.
    """
    files = sorted((*plan.new, *plan.changed, *plan.unchanged))
    if plan.gone and not files and not may_empty:
        raise FolderError(
            f"{folder} holds no article any more, and {len(plan.gone)} files of it are in the library. "
            "If they are to go, say so with --allow-empty; else look whether the folder is the right one."
        )
    yield from intake.bring(files)
    again: list[Path] = []
    for source in plan.gone:
        name = str(path_of(source.origin) or source.origin)
        for dropped in intake.drop(source.origin, intake.library.sources.articles_of(source.origin), name=name):
            if isinstance(dropped, Outcome):
                yield dropped
            else:
                again.append(dropped)
        intake.library.sources.forget(source.origin)
    if again:
        yield from intake.bring(dict.fromkeys(again), again=True)


def _is_gone(source: Source) -> bool:
    """Whether a place is no file any more: one whose folder may not be entered is not known to be gone."""
    path = path_of(source.origin)
    if path is None:
        return False
    try:
        return not path.is_file()
    except OSError:
        return False
