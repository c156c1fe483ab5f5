"""Lets requests in, or not: where they come from, whose key they carry, and how many there have been."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from index.errors import LibraryError
from index.keys import Key, is_secret
from web.access import NOBODY, Caller, Scope, refusal, set_caller
from web.limiting import RateLimits
from web.origins import SAFE_METHODS, check_origin
from web.problems import Problem, RequestProblem
from web.security import Refuse

COOKIE = "footnote_key"
ANYBODY = Caller(scopes=frozenset(Scope))
_UNCOUNTED = re.compile(r"/static/.*|/healthz")
_OPEN = re.compile(rf"{_UNCOUNTED.pattern}|/sign-in|/sign-out")
# A POST to these only asks. Every other one changes something; it needs the scope to write, whatever its route says,
# except for what anybody who may ask may say of an answer.
_QUESTION = re.compile(r"/api/v1/(?:ask|search|verify)(?:/.*)?|/v1/chat/completions|/mcp/?")
_OPINION = re.compile(r"/api/v1/feedback|/feedback")
_ADMIN = re.compile(r"/metrics|/api/v1/feedback")
_BEARER = re.compile(r"bearer +(\S+) *", re.IGNORECASE)


class Gate:
    """Finds out who sent a request and refuses what may not come in.

    Args:
        app: what is behind the gate.
        find_key: returns the key that a secret is of, or `None`.
        requires_key: whether everything but static files, `/healthz` and signing in needs a key.
        rates: how many requests a key or an address may send.
        refuse: makes the reply to a request that is turned away.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        find_key: Callable[[str], Key | None],
        requires_key: bool,
        rates: RateLimits,
        refuse: Refuse,
    ) -> None:
        self._app = app
        self._find_key = find_key
        self._requires_key = requires_key
        self._rates = rates
        self._refuse = refuse

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            request = Request(scope)
            try:
                self._admit(request)
            except RequestProblem as problem:
                await self._refuse(request, problem)(scope, receive, send)
                return
            if self._requires_key and not _UNCOUNTED.fullmatch(scope["path"]):
                send = _keep_private(send)
        await self._app(scope, receive, send)

    def _admit(self, request: Request) -> None:
        bearer = _bearer_of(request)
        key = bearer_key = self._look_up(bearer or "")
        if bearer is None:
            key = self._look_up(request.cookies.get(COOKIE, ""))
        caller = self._caller(key)
        set_caller(request.scope, caller)
        path = request.scope["path"]
        check_origin(
            request,
            is_change=request.method not in SAFE_METHODS and not _QUESTION.fullmatch(path),
            has_bearer=bearer_key is not None,
            has_cookie=key is not None and bearer_key is None,
        )
        if _UNCOUNTED.fullmatch(path):
            return
        self._rates.take(request.client.host if request.client else "", key)
        if _OPEN.fullmatch(path):
            return
        if key is None and bearer and (self._requires_key or is_secret(bearer)):
            raise RequestProblem(Problem.KEY_REQUIRED, "The key is not known here. It may have been revoked.")
        needed = needed_scope(request.method, path)
        if needed not in caller.scopes:
            raise refusal(caller, needed)

    def _look_up(self, secret: str) -> Key | None:
        try:
            return self._find_key(secret) if is_secret(secret) else None
        except LibraryError as error:
            raise RequestProblem(Problem.LIBRARY_UNAVAILABLE, "The library's keys cannot be read.") from error

    def _caller(self, key: Key | None) -> Caller:
        if key is not None:
            return Caller(scopes=key.scopes, key=key)
        return NOBODY if self._requires_key else ANYBODY


def _keep_private(send: Send) -> Send:
    """Let no cache between here and the reader keep what a key was needed for."""

    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            given = headers.get("Cache-Control", "no-cache")
            if "no-store" not in given and "private" not in given:
                headers["Cache-Control"] = f"private, {given}"
        await send(message)

    return send_private


def needed_scope(method: str, path: str) -> Scope:
    """Return what a request needs at least; its route may need more."""
    if method in SAFE_METHODS and _ADMIN.fullmatch(path):
        return Scope.ADMIN
    return Scope.WRITE if changes_articles(method, path) else Scope.ASK


def changes_articles(method: str, path: str) -> bool:
    """Whether a request may change articles: any that is not known to do less."""
    is_less = _QUESTION.fullmatch(path) or _OPINION.fullmatch(path) or _OPEN.fullmatch(path)
    return method not in SAFE_METHODS and not is_less


def _bearer_of(request: Request) -> str | None:
    """Return what is sent as a key. What is no key of ours counts only where one is needed.

    Programs made for other services always send some key; where none is needed theirs does no harm.
    """
    match = _BEARER.fullmatch(request.headers.get("authorization", ""))
    return match[1] if match else None
