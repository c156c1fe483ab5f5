"""What somebody hands over into the library: the bytes of a file, or a text that was pasted."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import quote

from corpus.messages import show
from corpus.parsing import Parser
from corpus.types import Failed
from index.errors import LibraryBusyError
from index.library import Library
from rag.intake.files import Intake
from rag.intake.outcomes import Outcome

_MAX_NAME_CHARS = 200
_NAMELESS = "file"
_PASTED = "text"
# Reading one article takes about a second, and starting its reader up to six on a machine under load.
_WAIT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedFile:
    """A file as a browser or a program sends it.

    Attributes:
        name: as its owner calls it; what stands before the last slash is left out. Its suffix says its format.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedText:
    """A text without a file, and what is known of it. With a URL it is the article of that address."""

    text: str
    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published_on: date | None = None
    language: str | None = None
    url: str | None = None


class Handing:
    """Takes in what is handed over, one delivery at a time. May be used from several threads.

    Files are read as `footnote add` reads them: by a worker process of few rights. A file of the name of an earlier one
    takes its place; a pasted text without a URL is known by its words.

    Args:
        library: where articles go.
        wait_s: how long a delivery waits for the one before it.
    """

    def __init__(self, library: Library, *, wait_s: float = _WAIT_S) -> None:
        self._library = library
        self._wait_s = wait_s
        self._turn = threading.Lock()  # a reader may use 1.5 GB: never two at once
        self._parser = Parser()  # its process starts with the first delivery, and stays for the next one

    def close(self) -> None:
        """End the process that reads files, after the delivery that it is at."""
        with self._turn:
            self._parser.close()

    def take_files(self, files: Iterable[HandedFile], *, collection: str | None = None) -> list[Outcome]:
        """Take in files, and return what became of each article in them.

        Raises:
            LibraryBusyError: if the delivery before takes too long, or another process keeps the library locked; what
                was taken in until then stays.
            CorpusError: if the process that reads files cannot be started.
        """
        jobs = []
        for file in files:
            name = _plain_name(file.name)
            jobs.append(_Job(name, _suffix_of(name), file.data, f"upload:///{quote(name, safe='')}"))
        return self._take(jobs, collection=collection)

    def take_text(self, pasted: PastedText, *, collection: str | None = None) -> list[Outcome]:
        """Take in a text, and return what became of it.

        Raises:
            LibraryBusyError, CorpusError: see `take_files`.
        """
        line = {
            "text": pasted.text,
            "title": pasted.title,
            "publisher": pasted.publisher,
            "author": pasted.author,
            "published_on": pasted.published_on and pasted.published_on.isoformat(),
            "language": pasted.language,
            "url": pasted.url,
        }
        # A title may be changed later: the words are what it is known by.
        place = f"pasted:///{hashlib.sha256(pasted.text.encode()).hexdigest()[:16]}"
        job = _Job(_plain_name(pasted.title or _PASTED), ".jsonl", json.dumps(line).encode(), place)
        return [_without_line(outcome, job.name) for outcome in self._take([job], collection=collection)]

    def _take(self, jobs: list[_Job], *, collection: str | None) -> list[Outcome]:
        if not self._turn.acquire(timeout=self._wait_s):
            raise LibraryBusyError("The library is taking in other articles. Try again in a moment.")
        try:
            intake = Intake(self._library, self._parser, collection=collection)
            outcomes = [outcome for job in jobs for outcome in _bring(intake, job)]
            self._library.refresh()
            return outcomes
        finally:
            self._turn.release()


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    suffix: str
    data: bytes
    place: str  # the URI that its articles' origins begin with


def _bring(intake: Intake, job: _Job) -> Iterator[Outcome]:
    for outcome in intake.parser.read_data(job.data, suffix=job.suffix, name=job.name, origin=job.place):
        if isinstance(outcome, Failed):
            yield Outcome(name=outcome.name, failure=outcome.message)
        else:
            yield intake.take_in(outcome, name=job.name)


def _without_line(outcome: Outcome, name: str) -> Outcome:
    """Return an outcome that does not speak of the line of a file that nobody wrote."""
    if outcome.failure is None:
        return outcome
    return replace(outcome, name=name, failure=outcome.failure.replace(f"{name}: line 1", name))


def _plain_name(name: str) -> str:
    plain = name.replace("\\", "/").rpartition("/")[2].strip()
    return show(plain)[-_MAX_NAME_CHARS:] if plain else _NAMELESS


def _suffix_of(name: str) -> str:
    """Return the suffix of a file's name, and with `.gz` the one before it."""
    path = PurePosixPath(name)
    return "".join(path.suffixes[-2:]) if path.suffix.lower() == ".gz" else path.suffix
