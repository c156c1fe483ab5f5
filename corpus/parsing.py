"""Read files that nobody vouches for: in a worker process of few rights, whose every answer is checked.

Whatever a file does to its reader, the caller gets outcomes: articles, and one `Failed` where the reader was stopped.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.child import Child, WorkerStoppedError, WorkerTimeoutError
from corpus.errors import CorpusError
from corpus.limits import Limits
from corpus.messages import DataRequest, Ending, FileRequest, decode_outcome, encode_request, show
from corpus.types import Failed, Loaded

# The file that is read, and the next one: the worker reads ahead only as far as its pipe holds, so more gains nothing.
_AHEAD = 2


@dataclass(slots=True)
class _Job:
    """One file to read.

    Attributes:
        path: what `read_many` was given.
        name: what the user calls it.
        place: the URI that the origins of its articles begin with.
        request: `None` where the path leads nowhere.
        sent_to: the worker that has the request.
    """

    path: Path
    name: str
    place: str
    request: FileRequest | DataRequest | None
    sent_to: Child | None = None


class Parser:
    """Reads files in a worker process, which is started for the first file and again after each one that ended it.

    Use it as a context manager and from one thread. One reading runs at a time: a new one gives up the one before.
    """

    def __init__(self, *, limits: Limits | None = None, module: str = "corpus.worker") -> None:
        """Prepare to read; nothing is started yet.

        Args:
            limits: what one file may cost.
            module: the worker's main module.
        """
        self._limits = limits or Limits()
        self._module = module
        self._child: Child | None = None
        self._reading: object = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, if there is one, and give up what it reads."""
        self._reading = None
        self._end_worker()

    @property
    def worker_pid(self) -> int | None:
        """The process id of the worker, `None` while there is none."""
        return self._child.pid if self._child else None

    def read(self, path: Path) -> Iterator[Loaded | Failed]:
        """Yield what became of each article in a file.

        Raises:
            CorpusError: the worker cannot be started at all.
        """
        return (outcome for _, outcome in self._serve(iter([_ask_for(path)])))

    def read_data(self, data: bytes, *, suffix: str, name: str, origin: str) -> Iterator[Loaded | Failed]:
        """Yield what became of each article in the bytes of a file, as `corpus.loading.load_data` takes them.

        Raises:
            CorpusError: the worker cannot be started at all.
        """
        request = DataRequest(data=data, suffix=suffix, name=name, origin=origin)
        return (outcome for _, outcome in self._serve(iter([_Job(Path(), name, origin, request)])))

    def read_many(self, paths: Iterable[Path]) -> Iterator[tuple[Path, Loaded | Failed]]:
        """Yield what became of each article in each file; the worker reads on while the caller works on one.

        `paths` is taken one ahead of what is yielded.

        Raises:
            CorpusError: the worker cannot be started at all.
        """
        return self._serve(_ask_for(path) for path in paths)

    def _serve(self, jobs: Iterator[_Job]) -> Iterator[tuple[Path, Loaded | Failed]]:
        if self._reading is not None:
            self.close()
        reading = self._reading = object()
        waiting = deque(islice(jobs, _AHEAD))
        try:
            while waiting:
                for outcome in self._read_job(waiting[0], following=list(waiting)[1:]):
                    yield waiting[0].path, outcome
                    del outcome  # it may be large, and so may the next one
                    if self._reading is not reading:
                        raise ValueError("This reading was given up: its parser was closed, or began another one.")
                waiting.popleft()
                waiting.extend(islice(jobs, 1))
        finally:
            if self._reading is reading:
                self._reading = None
                if waiting:  # the worker is still at what nobody wants any more
                    self._end_worker()

    def _read_job(self, job: _Job, *, following: list[_Job]) -> Iterator[Loaded | Failed]:
        if job.request is None:
            yield _fail(job, "its name is no path, or its links lead in a circle")
            return
        waited_s = timeout_s = 0.0
        try:
            child = self._ask(job, following=following)
            for _ in range(self._limits.articles + 2):  # one more that says so, and the end
                started = time.monotonic()
                timeout_s = max(0.0, min(self._limits.stall_s, self._limits.file_s - waited_s))
                outcome = decode_outcome(child.receive(timeout_s=timeout_s), place=job.place, limits=self._limits)
                waited_s += time.monotonic() - started
                if isinstance(outcome, Ending):
                    if outcome.reason:
                        raise WorkerStoppedError(outcome.reason)
                    return
                yield _rename(outcome, job=job)
                del outcome
            raise ValueError("too many articles")
        except WorkerTimeoutError:
            reason = f"reading it was stopped after {timeout_s:g} s in which nothing came of it"
        except WorkerStoppedError as error:
            reason = str(error)
        except ValueError as error:
            reason = f"its reader broke the rules, as a malicious file can make it ({error})"
        self._end_worker()
        yield _fail(job, reason)

    def _ask(self, job: _Job, *, following: list[_Job]) -> Child:
        """Return the worker that has been sent these jobs."""
        child = self._child or self._start_worker()
        try:
            self._send(job, to=child)
        except WorkerTimeoutError:
            raise
        except WorkerStoppedError:  # it died before it was asked: no fault of this file
            self._end_worker()
            child = self._start_worker()
            self._send(job, to=child)
        try:
            for later in following:
                self._send(later, to=child)
        except WorkerTimeoutError:
            raise
        except WorkerStoppedError:  # what it said before it died is still to be read
            pass
        return child

    def _send(self, job: _Job, *, to: Child) -> None:
        if job.request is not None and job.sent_to is not to:
            to.send(encode_request(job.request), timeout_s=self._limits.stall_s)
            job.sent_to = to

    def _start_worker(self) -> Child:
        try:
            self._child = Child(self._module, limits=self._limits)
        except (WorkerStoppedError, ValueError) as error:
            raise CorpusError(
                f"The process that reads files does not start: {error}. Free some memory, or install Footnote again."
            ) from error
        return self._child

    def _end_worker(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.end()


def _ask_for(path: Path) -> _Job:
    try:
        place = path.resolve().as_uri()
        request = FileRequest(path.absolute())
    except (OSError, RuntimeError, ValueError):  # RuntimeError: links in a circle; ValueError: a NUL
        return _Job(path, str(path), "", None)
    return _Job(path, str(path), place, request)


def _rename(outcome: Loaded | Failed, *, job: _Job) -> Loaded | Failed:
    """Call a file what the user calls it; the worker, which is in another folder, knows it by its absolute path."""
    if isinstance(outcome, Loaded) or not isinstance(job.request, FileRequest):
        return outcome
    absolute, name = show(str(job.request.path)), show(job.name)
    return replace(outcome, name=outcome.name.replace(absolute, name), message=outcome.message.replace(absolute, name))


def _fail(job: _Job, reason: str) -> Failed:
    name = show(job.name)
    return Failed(name=name, message=show(f"{name}: {reason}. Get the file again, or save its text as .txt."))
