"""One GET request of one target: connect, send, read the head, and the body if it is wanted, all within limits."""

from __future__ import annotations

import functools
import http.client
import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import cast

from corpus.addresses import Network
from corpus.connecting import Deadline, Resolver, TooLargeError, Wire, open_wire
from corpus.errors import FetchError
from corpus.receiving import TruncatedError, UnknownCodingError, read_body
from corpus.targets import Target, show_url

# Real pages send 1 to 8 KB of headers; `http.client` would take 100 of them with 64 KB each.
_MAX_HEAD_BYTES = 65_536


class Reply:
    """The head of a response, and its body for as long as the request is open."""

    def __init__(self, response: http.client.HTTPResponse, wire: Wire, target: Target) -> None:
        self._response = response
        self._wire = wire
        self.target = target
        self.status = response.status

    def header(self, name: str) -> str | None:
        """Return a header's value, `None` if it is not there, blank, or holds control characters."""
        value = self._response.headers.get(name, "").strip(" \t")
        return value if value and value.isprintable() else None

    @property
    def location(self) -> str | None:
        """Where the reply points to, as it was sent: whoever parses it has to see what is wrong with it."""
        value = self._response.headers.get("Location")
        try:
            return value and value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value

    def read(self, *, max_bytes: int, is_cut: bool = False) -> bytes:
        """Return the body, decompressed; see `corpus.receiving.read_body`."""
        with _explained(self.target.url):
            return read_body(self._response, self._wire, max_bytes=max_bytes, is_cut=is_cut)


class Requester:
    """Sends requests: nothing is kept from one to the next, no cookie, no connection, no address."""

    def __init__(self, *, resolver: Resolver, allowed: Sequence[Network], tls: ssl.SSLContext | None) -> None:
        self._resolver = resolver
        self._allowed = tuple(allowed)
        self._tls = tls

    @contextmanager
    def get(self, target: Target, *, headers: Mapping[str, str], deadline: Deadline) -> Iterator[Reply]:
        """Ask for a target; the reply can be read until the context ends.

        Raises:
            ForbiddenAddressError: the host is not on the public internet; nothing was connected to.
            FetchError: it could not be reached, or what it says is no HTTP.
        """
        with _explained(target.url):
            wire = open_wire(
                target,
                resolver=self._resolver,
                allowed=self._allowed,
                tls=self._trust,
                deadline=deadline,
                max_bytes=_MAX_HEAD_BYTES,
            )
        try:
            with _explained(target.url):
                response = _send(target, wire, headers=headers)
            yield Reply(response, wire, target)
        finally:
            wire.end()

    def _trust(self) -> ssl.SSLContext:
        """Return the certificates to trust, loaded when they are first needed."""
        if self._tls is None:
            self._tls = _load_certificates()
        return self._tls


def _send(target: Target, wire: Wire, *, headers: Mapping[str, str]) -> http.client.HTTPResponse:
    """Send a request and return its response, of which the head was read."""
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = cast("socket.socket", wire)
    connection.putrequest("GET", target.path, skip_host=True, skip_accept_encoding=True)
    # Neither cookies, credentials nor a referrer are ever among them.
    for name, value in {"Host": target.authority, **headers, "Connection": "close"}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse()


@functools.cache
def _load_certificates() -> ssl.SSLContext:
    """Trust what the system trusts, and Mozilla's list, which a bare container may lack."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Turn everything that can go wrong with a connection into a message about a URL."""
    shown = show_url(url)
    try:
        yield
    except TooLargeError as error:
        raise FetchError(f"{shown} is too large ({error}). Give the address of a single article.") from error
    except TimeoutError as error:
        raise FetchError(f"{shown} did not come in time. Try again later.") from error
    except TruncatedError as error:
        raise FetchError(f"{shown} came only in part: {error}. Try again.") from error
    except UnknownCodingError as error:
        raise FetchError(f"{shown} cannot be read: {error}. Save the article to a file and add that.") from error
    except ssl.SSLCertVerificationError as error:
        raise FetchError(
            f"{shown} cannot show that it is the site it claims to be: {error.verify_message}."
            " Check the address; if it is right, save the article from a browser and add the file."
        ) from error
    except ssl.SSLError as error:
        raise FetchError(f"{shown} has no encryption that can be used: {error.reason}. Check the address.") from error
    except OSError as error:
        raise FetchError(f"{shown} could not be reached: {error.strerror or error}. Try again later.") from error
    # A ValueError comes out of `http.client` for a negative size of a chunk.
    except (http.client.HTTPException, zlib.error, ValueError) as error:
        raise FetchError(f"{shown} sent what is no page: {_describe(error)}. Try again later.") from error


def _describe(error: Exception) -> str:
    """Return what was wrong with a response, short and printable: a server may put anything into it."""
    text = show_url(str(error)) or "it closed the connection"
    return f"{type(error).__name__}: {text[:80]}"
