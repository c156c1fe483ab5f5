"""What the server writes to standard error: lines that are safe to read in a terminal and that give nothing away."""

from __future__ import annotations

import json
import logging
import re
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from web.observing import Served
from web.problems import Problem

_LOG = logging.getLogger("footnote.requests")
_QUIET_S = 10.0  # a server that is overloaded need not say so for every request
_KEY = re.compile(r"fn_[A-Za-z0-9_-]{8,}")
_MAX_CHARS = 4_000


class LineFormatter(logging.Formatter):
    """One line a record, for people."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return f"footnote: {clean(_message_of(record))}"


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        served = getattr(record, "served", None)
        if isinstance(served, Served):
            fields |= {
                "event": "request",
                "request_id": served.request_id,
                "method": served.method,
                "route": served.route,
                "status": served.status,
                "ms": round(1000 * served.seconds, 1),
                "problem": served.problem.slug if served.problem else None,
                "key": served.key_id,
            }
        else:
            fields |= {"event": "message", "logger": record.name, "message": clean(_message_of(record))}
        return json.dumps(fields)


class RequestLog:
    """Logs how requests went: all of them as JSON, or only those that failed by our fault.

    Args:
        is_json: log every request.
        clock: seconds that only grow.
    """

    def __init__(self, *, is_json: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._is_json = is_json
        self._clock = clock
        self._last: dict[Problem | None, float] = {}

    def report(self, served: Served) -> None:
        """Log a request, if it is one to log."""
        level = logging.WARNING if served.status >= 500 else logging.INFO
        if not self._is_json:
            now = self._clock()
            if served.status < 500 or now - self._last.get(served.problem, -_QUIET_S) < _QUIET_S:
                return
            self._last[served.problem] = now
        what = f": {served.problem.slug}" if served.problem else ""
        _LOG.log(
            level,
            "%d %s %s%s (request %s)", served.status, served.method, served.route, what, served.request_id,
            extra={"served": served},
        )  # fmt: skip


def set_up_logging(*, is_json: bool, stream: TextIO | None = None) -> None:
    """Send what this process logs to standard error; the server's own loggers among it."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if is_json else LineFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    _LOG.setLevel(logging.INFO if is_json else logging.WARNING)


def clean(text: str) -> str:
    """Return a text without control characters, keys, and what is too long for a line."""
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
    return _KEY.sub("fn_…", shown)[:_MAX_CHARS]


def describe_failure(error: BaseException, trace: TracebackType | None) -> str:
    """Return where an exception came from, without its message, which may hold what was asked."""
    frames = traceback.extract_tb(trace)[-12:]
    places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[::-1])
    cause = error.__cause__ or error.__context__
    return f"{type(error).__name__}{f' from {type(cause).__name__}' if cause else ''} at {places}"


def _message_of(record: logging.LogRecord) -> str:
    message = record.getMessage().strip()
    if record.exc_info and record.exc_info[1] is not None:
        message += f" {describe_failure(record.exc_info[1], record.exc_info[2])}"
    return message
