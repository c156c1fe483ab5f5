"""What is known of each request: an id, and afterwards how it went. Never what was asked."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.access import caller_of
from web.problems import Problem

REQUEST_ID = "X-Request-ID"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_SECRET = re.compile(r"fn_|sk-|Bearer", re.IGNORECASE)  # an id stands in logs; what may be a key must not
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NOTES = "footnote.notes"


@dataclass(slots=True)
class Notes:
    """What is noted of a request while it is served."""

    request_id: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """How a request went.

    Attributes:
        request_id: its id.
        method: its method; `OTHER` for what is none.
        route: the template of its address, such as `/articles/{article_id}`; `unmatched` where there is none.
        status: the HTTP status of the reply.
        seconds: how long it took, the sending of the reply included.
        problem: what it ended with, or `None`.
        key_id: the id of the key that it carried, or `None`.
    """

    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    problem: Problem | None
    key_id: str | None


def request_id_of(request: Request) -> str | None:
    """Return the id of a request; `None` where nobody observes."""
    notes = request.scope.get(_NOTES)
    return notes.request_id if isinstance(notes, Notes) else None


def note_problem(request: Request, problem: Problem) -> None:
    """Remember what a request ended with."""
    notes = request.scope.get(_NOTES)
    if isinstance(notes, Notes):
        notes.problem = problem


class Observer:
    """Gives each request an id, sends it back, and reports how it went.

    Args:
        app: what is observed.
        reports: called with every request that was served.
    """

    def __init__(self, app: ASGIApp, *, reports: tuple[Callable[[Served], None], ...]) -> None:
        self._app = app
        self._reports = reports

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        notes = scope[_NOTES] = Notes(choose_id(Headers(scope=scope)))
        status = 500  # what is sent from outside of here where something fails that should not
        began = time.perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = notes.request_id
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            served = Served(
                request_id=notes.request_id,
                method=scope["method"] if scope["method"] in _METHODS else "OTHER",
                route=_route_of(scope),
                status=status,
                seconds=time.perf_counter() - began,
                problem=notes.problem,
                key_id=key.id if (key := caller_of(Request(scope)).key) else None,
            )
            for report in self._reports:
                report(served)


def choose_id(headers: Headers) -> str:
    """Return the id that a request brings, if it is fit for a log, or a new one."""
    given = headers.get(REQUEST_ID, "")
    return given if _ID.fullmatch(given) and not _SECRET.search(given) else secrets.token_hex(8)


def _route_of(scope: Any) -> str:
    route = scope.get("route")
    template = getattr(route, "path", None)
    if isinstance(template, str):
        return template
    return "/static" if scope["path"].startswith("/static/") else "unmatched"
