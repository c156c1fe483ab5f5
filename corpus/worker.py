"""The process that reads untrusted files: `python -m corpus.worker LIFELINE`, started by `corpus.parsing.Parser`.

It reads requests from its standard input and writes what became of each article to its standard output, until its input
ends. An error that no reader foresaw ends it: what it left behind in memory is not to be trusted with the next file.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from corpus.confinement import allow_cpu, confine, end_with
from corpus.errors import CorpusError
from corpus.limits import Limits
from corpus.messages import (
    END,
    PREFIX,
    READY,
    DataRequest,
    FileRequest,
    Frame,
    decode_outcome,
    decode_request,
    encode_failure,
    encode_outcome,
    name_article,
    read_header,
    write_header,
)
from corpus.types import Failed, Loaded


def main() -> None:
    """Serve requests until standard input ends."""
    end_with(int(sys.argv[1]))
    requests = os.fdopen(os.dup(0), "rb")
    outcomes = _take_over_output()
    sys.excepthook = _report_to(outcomes)
    first = _receive(requests)
    if first is None:
        return
    limits = Limits(**read_header(first.header))  # type: ignore[arg-type]  # the parser writes it
    _prepare()
    confine(limits)
    _open_tagger()
    _send(outcomes, READY)
    while (frame := _receive(requests)) is not None:
        _serve(decode_request(frame), outcomes, limits=limits)


def _prepare() -> None:
    """Load what will be needed and has to be written in the course of it: bytecode, and a temporary file."""
    from corpus import loading  # noqa: F401
    from corpus.languages import detect_language

    detect_language("The model of languages is unpacked beside this text, and read from there.")


def _open_tagger() -> None:
    """Load the tagger, whose runtime starts a thread: after `confine`, which holds for threads that come later."""
    from corpus.tagging.tagger import open_tagger

    open_tagger()


def _serve(request: FileRequest | DataRequest, outcomes: int, *, limits: Limits) -> None:
    """Send every outcome of one file, then its end."""
    allow_cpu(limits.cpu_s)
    if isinstance(request, FileRequest):
        name, place = str(request.path), request.path.resolve().as_uri()
    else:
        name, place = request.name, request.origin
    try:
        for count, outcome in enumerate(_read(request)):
            if count == limits.articles:
                reason = f"it holds more than {limits.articles:,} articles; the first ones were read. Split it."
                _send(outcomes, encode_failure(name, reason))
                break
            _send(outcomes, _encode(outcome, name=name, place=place, limits=limits))
            allow_cpu(limits.cpu_s)
    except CorpusError as error:
        _send(outcomes, encode_outcome(Failed(name=name, message=str(error)), name=name, limits=limits))
    _send(outcomes, END)


def _encode(outcome: Loaded | Failed, *, name: str, place: str, limits: Limits) -> Frame:
    """Return the frame for an outcome; an article that the parser would refuse becomes a failure of that article."""
    frame = encode_outcome(outcome, name=name, limits=limits)
    try:
        decode_outcome(frame, place=place, limits=limits)
    except ValueError as error:
        assert isinstance(outcome, Loaded)
        reason = f"it is not as an article has to be ({error}). Save its text as .txt."
        return encode_failure(name_article(outcome.article, name=name), reason)
    return frame


def _read(request: FileRequest | DataRequest) -> Iterator[Loaded | Failed]:
    from corpus.loading import load_all, load_data

    if isinstance(request, FileRequest):
        return load_all(request.path)
    return load_data(request.data, suffix=request.suffix, name=request.name, origin=request.origin)


def _take_over_output() -> int:
    """Return a descriptor of the standard output that only this module knows; what libraries print goes nowhere."""
    own = os.dup(1)
    os.dup2(2, 1)
    return own


def _receive(requests: BinaryIO) -> Frame | None:
    """Return the next frame, `None` at the end of input."""
    prefix = requests.read(PREFIX.size)
    if len(prefix) < PREFIX.size:
        return None
    sizes = PREFIX.unpack(prefix)
    return Frame(*(requests.read(size) for size in sizes))


def _send(outcomes: int, frame: Frame) -> None:
    rest = memoryview(frame.pack())
    try:
        while rest:
            rest = rest[os.write(outcomes, rest) :]
    except BrokenPipeError:  # nobody waits for it any more
        os._exit(0)


def _report_to(outcomes: int) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return a hook that sends the error that ends this process, and where it arose, in place of a traceback."""

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, MemoryError):
            reason = "reading it needs more memory than is allowed"
        else:
            frames = traceback.extract_tb(trace)
            own = Path(__file__)
            readers = [frame for frame in frames if own.parent in Path(frame.filename).parents]
            frame = ([frame for frame in readers if frame.filename != str(own)] or frames)[-1]
            reason = f"its reader failed: {kind.__name__} in {Path(frame.filename).name}, line {frame.lineno}"
        if issubclass(kind, ImportError):  # what it names is ours, not a file's
            reason = f"{reason}: {error}"
        _send(outcomes, Frame(write_header(kind="stopped", reason=reason)))

    return report


if __name__ == "__main__":
    main()
