"""A site that says whatever a test wants, and a canary that counts who comes to where nobody must come.

The site listens on 127.0.0.3 and tests allow that address alone, so that all others of this machine stay forbidden.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from corpus.connecting import Resolver
from corpus.fetched import FetchLimits
from corpus.fetching import Fetcher
from corpus.pacing import Clock

SITE = "127.0.0.3"
FORBIDDEN = "127.0.0.1"
Script = Callable[["Request"], Iterable[bytes]]


@dataclass(frozen=True)
class Request:
    """What a client asked for; header names are in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Site:
    """A server that answers each path with the raw bytes that its script gives, and remembers who asked for what."""

    port: int
    scheme: str = "http"
    scripts: dict[str, Script] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def url(self, path: str, *, host: str = SITE) -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def say(self, path: str, *pieces: bytes) -> str:
        """Answer a path with fixed bytes, and return its URL."""
        self.scripts[path] = lambda _: pieces
        return self.url(path)

    def redirect(self, path: str, location: str, *, status: int = 302) -> str:
        return self.say(path, reply(status=status, headers={"Location": location}))

    @property
    def pages(self) -> list[str]:
        """The paths that were asked for, robots.txt aside."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]


def reply(body: bytes = b"", *, status: int = 200, headers: dict[str, str] | None = None) -> bytes:
    """A whole response; `Content-Type` is HTML unless it is given."""
    fields = {"Content-Type": "text/html", "Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("utf-8", "surrogatepass") + body


@contextlib.contextmanager
def open_site(*, host: str = SITE, tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve until the context ends."""
    with _listen(host, 0) as listener:
        site = Site(port=listener.getsockname()[1], scheme="https" if tls else "http")

        def answer(connection: socket.socket) -> None:
            with contextlib.suppress(OSError, ValueError), connection:
                served = tls.wrap_socket(connection, server_side=True) if tls else connection
                with served:
                    request = _read(served)
                    site.requests.append(request)
                    missing = [reply(status=404)]
                    script = site.scripts.get(request.path)
                    for piece in script(request) if script else missing:
                        served.sendall(piece)

        with _accepting(listener, answer):
            yield site


@dataclass
class Canary:
    """Counts the connections to every address of this machine but the site's, at one port."""

    port: int
    visits: int = 0


@contextlib.contextmanager
def open_canary() -> Iterator[Canary]:
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(_listen("0.0.0.0", 0))
        canary = Canary(port=first.getsockname()[1])

        def count(connection: socket.socket) -> None:
            canary.visits += connection.getsockname()[0] != SITE
            with contextlib.suppress(OSError, ValueError), connection:
                _read(connection)
                connection.sendall(reply(b"<p>secret"))

        stack.enter_context(_accepting(first, count))
        with contextlib.suppress(OSError):  # no IPv6 here, or the port is taken there
            second = stack.enter_context(_listen("::", canary.port))
            stack.enter_context(_accepting(second, count))
        yield canary


class FakeClock:
    """A clock that skips what is slept, and goes on by itself unless it stands still."""

    def __init__(self, *, stands_still: bool = False) -> None:
        self._stands_still = stands_still
        self.slept: list[float] = []
        self.today = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

    def make(self) -> Clock:
        return Clock(
            monotonic=lambda: sum(self.slept) + (0 if self._stands_still else time.monotonic()),
            sleep=self.slept.append,
            now=lambda: self.today,
        )


def make_fetcher(
    *,
    resolver: Resolver | None = None,
    limits: FetchLimits | None = None,
    clock: FakeClock | None = None,
    tls: ssl.SSLContext | None = None,
    allowed: str = f"{SITE}/32",
) -> Fetcher:
    """A fetcher that may visit the site alone, under any name, and never really sleeps."""
    return Fetcher(
        limits=limits or FetchLimits(deadline_s=20),
        allowed_networks=[ipaddress.ip_network(allowed)],
        resolver=resolver or (lambda _: [SITE]),
        clock=(clock or FakeClock()).make(),
        tls=tls,
    )


def make_certificate(folder: Path, *, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return what serves a self-signed certificate for a name, and what trusts it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30"
    extensions = [f"subjectAltName=DNS:{name}", "keyUsage=critical,digitalSignature,keyCertSign"]
    options = ["-subj", f"/CN={name}", "-keyout", str(key), "-out", str(certificate)]
    added = [word for extension in extensions for word in ("-addext", extension)]
    subprocess.run([*command.split(), *options, *added], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)
    return server, ssl.create_default_context(cafile=str(certificate))


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if ":" in host:
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def _accepting(listener: socket.socket, serve: Callable[[socket.socket], None]) -> Iterator[None]:
    """Give each connection to `serve`, one thread a connection, until the context ends."""
    listener.settimeout(0.02)
    is_over = threading.Event()
    workers: list[threading.Thread] = []

    def accept() -> None:
        while not is_over.is_set():
            with contextlib.suppress(TimeoutError):
                connection, _ = listener.accept()
                connection.settimeout(5)
                workers.append(threading.Thread(target=serve, args=(connection,)))
                workers[-1].start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in (accepting, *workers):
            thread.join()


def _read(connection: socket.socket) -> Request:
    head = b""
    while b"\r\n\r\n" not in head:
        if not (piece := connection.recv(65_536)):
            raise ValueError("nobody asks")
        head += piece
        if head.startswith(b"\x16"):
            raise ValueError("this is TLS")
    first, *rest = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    fields = (line.partition(":") for line in rest)
    return Request(path=first.split(" ")[1], headers={name.lower(): value.strip() for name, _, value in fields})
