"""A worker process as its owner holds it: started, sent frames, waited for, ended, each within a time."""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO

from corpus.limits import Limits
from corpus.messages import MAX_HEADER_BYTES, PREFIX, READY, Ending, Frame, decode_outcome, write_header

# What a worker reads ahead waits in this pipe: about 200 news articles. Linux grants an ordinary user no more.
_PIPE_BYTES = 1_048_576
_END_S = 10.0


class WorkerStoppedError(Exception):
    """A worker has ended, or has to be; `str` says of what. It never leaves `corpus.parsing`."""


class WorkerTimeoutError(WorkerStoppedError):
    """A worker did not answer in time."""


class Child:
    """One running worker. It leads a process group of its own, so that Ctrl-C reaches its owner alone."""

    def __init__(self, module: str, *, limits: Limits) -> None:
        """Start `python -m module` and wait until it is ready.

        Raises:
            WorkerStoppedError: it does not start.
        """
        self._limits = limits
        lifeline, self._lifeline = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", module, str(lifeline)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                env=_make_environment(),
                pass_fds=(lifeline,),
                start_new_session=True,
            )
        except OSError as error:
            os.close(self._lifeline)
            raise WorkerStoppedError(f"{sys.executable} cannot be run: {error.strerror}") from error
        finally:
            os.close(lifeline)
        self._input, self._output = _pipe(self._process.stdin), _pipe(self._process.stdout)
        os.set_blocking(self._input.fileno(), False)
        os.set_blocking(self._output.fileno(), False)
        with contextlib.suppress(OSError, AttributeError):  # AttributeError: a system without such a setting
            fcntl.fcntl(self._output, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        try:
            self.send(Frame(write_header(**asdict(limits))), timeout_s=limits.start_s)
            ready = self.receive(timeout_s=limits.start_s)
            if ready != READY:
                ending = decode_outcome(ready, place="", limits=limits)
                raise WorkerStoppedError((isinstance(ending, Ending) and ending.reason) or "it answers unasked")
        except BaseException:
            self.end()
            raise

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._process.pid

    def send(self, frame: Frame, *, timeout_s: float) -> None:
        """Send a frame.

        Raises:
            WorkerStoppedError: the worker has ended, or does not take the frame in time.
        """
        rest = memoryview(frame.pack())
        deadline = time.monotonic() + timeout_s
        while rest:
            self._wait_for(self._input, select.POLLOUT, deadline=deadline)
            try:
                rest = rest[self._input.write(rest) or 0 :]
            except BrokenPipeError as error:
                raise WorkerStoppedError(self._tell_end()) from error

    def receive(self, *, timeout_s: float) -> Frame:
        """Return the next frame, its parts within the limits.

        Raises:
            WorkerTimeoutError: it is not here whole in time.
            WorkerStoppedError: the worker has ended.
            ValueError: it is longer than a worker may send.
        """
        deadline = time.monotonic() + timeout_s
        sizes = PREFIX.unpack(self._read(PREFIX.size, deadline=deadline))
        most = (MAX_HEADER_BYTES, self._limits.text_bytes, self._limits.removed_bytes)
        if any(size > allowed for size, allowed in zip(sizes, most, strict=True)):
            raise ValueError("a frame is too long")
        header, text, removed = (self._read(size, deadline=deadline) for size in sizes)
        return Frame(bytes(header), text, removed)

    def end(self) -> None:
        """End the worker and all that it may have started, at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):  # it hangs inside the system, as on a dead network drive
            self._process.wait(_END_S)
        os.close(self._lifeline)
        self._input.close()
        self._output.close()

    def _read(self, size: int, *, deadline: float) -> bytearray:
        received = bytearray(size)
        rest = memoryview(received)
        while rest:
            count = self._output.readinto(rest)  # type: ignore[attr-defined]  # it is a raw file
            if count is None:
                self._wait_for(self._output, select.POLLIN, deadline=deadline)
            elif count == 0:
                raise WorkerStoppedError(self._tell_end())
            else:
                rest = rest[count:]
        return received

    def _wait_for(self, pipe: IO[bytes], event: int, *, deadline: float) -> None:
        poll = select.poll()  # unlike select, for descriptors beyond 1,023 too
        poll.register(pipe, event)
        if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
            raise WorkerTimeoutError("it made no progress")

    def _tell_end(self) -> str:
        """Return how the worker ended, in a few words."""
        try:
            status = self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            return "its reader closed its output"
        if status == -signal.SIGXCPU:
            return "it used more processor time than is allowed"
        if status < 0:
            return f"its reader crashed ({signal.Signals(-status).name})"
        return f"its reader ended (exit status {status})"


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


def _make_environment() -> dict[str, str]:
    """Return the worker's environment: where to import from, UTF-8, and nothing of the user's."""
    folders = [str(Path(__file__).parents[1]), *(folder for folder in sys.path if Path(folder).is_absolute())]
    # NumPy, which comes with trafilatura, would start a thread for each core: memory, and outside of Landlock. For each
    # thread glibc would reserve 64 MB of address space.
    return {
        "PYTHONPATH": os.pathsep.join(folders),
        "PYTHONUTF8": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }
