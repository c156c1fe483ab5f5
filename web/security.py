"""What holds for every request and every reply: known hosts, small bodies, headers that forbid the rest."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Problem, RequestProblem

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
MAX_BODY_BYTES = 64 * 1024  # a question of 1,000 characters, escaped as JSON in its longest form, has 12 KB

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # The library may change at any time; what is unchanged is answered with 304 where there is an ETag.
    "Cache-Control": "no-cache",
}

Refuse = Callable[[Request, RequestProblem], Response]


class SecurityMiddleware:
    """Checks the `Host` header and the body's size, and adds the security headers to every reply.

    The host check is what keeps another site's page from reading the library by DNS rebinding.

    Args:
        app: what is protected.
        hosts: names that may stand in `Host`, in lower case, without a port.
        refuse: makes the reply to a request that is turned away.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], refuse: Refuse) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # there are no web sockets here; the server closes them

        async def send_hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        try:
            self._check(Headers(scope=scope))
        except RequestProblem as problem:
            await self._refuse(Request(scope), problem)(scope, receive, send_hardened)
            return
        await self._app(scope, _limit(receive), send_hardened)

    def _check(self, headers: Headers) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or _host_name(hosts[0]) not in self._hosts:
            raise RequestProblem(
                Problem.HOST_NOT_ALLOWED,
                f"This server does not answer to the host name {hosts[0][:100]!r}."
                if hosts
                else "There is no host name.",
            )
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > MAX_BODY_BYTES:
            raise _too_large()


def _host_name(host: str) -> str:
    match = re.fullmatch(r"(\[[0-9a-f:.]+\]|[^\[\]:]+)(?::\d{1,5})?", host.strip().lower())
    return match[1] if match else ""


def _limit(receive: Receive) -> Callable[[], Awaitable[Message]]:
    """Count a body that does not say how long it is."""
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY_BYTES:
            raise _too_large()
        return message

    return receive_some


def _too_large() -> RequestProblem:
    return RequestProblem(Problem.BODY_TOO_LARGE, f"The request's body is larger than {MAX_BODY_BYTES // 1024} KB.")
