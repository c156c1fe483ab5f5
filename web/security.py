"""What holds for every request and every reply: known hosts, small bodies, headers that forbid the rest."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable, Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Problem, RequestProblem

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
MAX_BODY_BYTES = 64 * 1024  # a question of 1,000 characters, escaped as JSON in its longest form, has 12 KB
# Chat front ends send every reply again, 0.3 to 1.3 KB each over the samples: 64 KB would end at some 50 questions.
MAX_CHAT_BYTES = 1024 * 1024
MAX_ARTICLE_BYTES = 32 * 1024 * 1024
CHAT_PATH = "/v1/chat/completions"
_ARTICLE_PATHS = ("/api/v1/articles", "/articles")
BODY_START_S = 15.0  # for a body that does not come at all
BODY_BYTES_PER_S = 32 * 1024  # what has come buys time: 32 MB over a poor line are waited for, drops are not

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
_OWN_CHOICE = ("Cache-Control",)  # a route may set it itself

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
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    if name not in _OWN_CHOICE or name not in headers:
                        headers[name] = value
            await send(message)

        max_bytes = max_body_bytes(scope["method"], scope["path"])
        try:
            self._check(Headers(scope=scope), max_bytes)
        except RequestProblem as problem:
            await self._refuse(Request(scope), problem)(scope, receive, send_hardened)
            return
        await self._app(scope, _limit(receive, max_bytes), send_hardened)

    def _check(self, headers: Headers, max_bytes: int) -> None:
        hosts = headers.getlist("host")
        if len(hosts) != 1 or host_name(hosts[0]) not in self._hosts:
            raise RequestProblem(
                Problem.HOST_NOT_ALLOWED,
                f"This server does not answer to the host name {hosts[0][:100]!r}."
                if hosts
                else "There is no host name.",
            )
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > max_bytes:
            raise _too_large(max_bytes)


def max_body_bytes(method: str, path: str) -> int:
    """Return how large a request's body may be: an article may be large, and a chat that repeats what was said."""
    if method == "POST" and path == CHAT_PATH:
        return MAX_CHAT_BYTES
    return MAX_ARTICLE_BYTES if method == "POST" and path in _ARTICLE_PATHS else MAX_BODY_BYTES


def host_name(host: str) -> str:
    """Return the name in a `Host` header, in lower case and without the port; empty if there is none."""
    match = re.fullmatch(r"(\[[0-9a-f:.]+\]|[^\[\]:]+)(?::\d{1,5})?", host.strip().lower())
    return match[1] if match else ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, and only for itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _limit(receive: Receive, max_bytes: int) -> Callable[[], Awaitable[Message]]:
    """Count a body that does not say how long it is, and do not wait for ever for one that does not come."""
    received = 0
    started: float | None = None
    is_whole = False

    async def receive_some() -> Message:
        nonlocal received, started, is_whole
        if is_whole:
            return await receive()  # that the caller has gone
        now = asyncio.get_running_loop().time()
        started = now if started is None else started
        try:
            async with asyncio.timeout_at(started + BODY_START_S + received / BODY_BYTES_PER_S):
                message = await receive()
        except TimeoutError as error:
            raise RequestProblem(Problem.SLOW_BODY, "The request's body did not arrive in time.") from error
        received += len(message.get("body", b""))
        is_whole = not message.get("more_body", False)
        if received > max_bytes:
            raise _too_large(max_bytes)
        return message

    return receive_some


def _too_large(max_bytes: int) -> RequestProblem:
    size = f"{max_bytes // 1024} KB" if max_bytes < 1024 * 1024 else f"{max_bytes // (1024 * 1024)} MB"
    return RequestProblem(Problem.BODY_TOO_LARGE, f"The request's body is larger than {size}.")
