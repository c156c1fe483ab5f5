"""Open a connection to the very address that was checked, and keep to a deadline and a budget while reading from it."""

from __future__ import annotations

import io
import itertools
import queue
import socket
import ssl
import threading
from collections.abc import Callable, Sequence

from corpus.addresses import Address, Network, is_address, require_public
from corpus.errors import FetchError
from corpus.targets import Target

Resolver = Callable[[str], Sequence[str]]

# A host that has not answered by then on one of its addresses is tried on the next; TCP resends after 1, 3 and 7 s.
_CONNECT_TIMEOUT_S = 8.0
# Two addresses of each family; the rest would fail alike.
_MAX_ATTEMPTS = 4


class TooLargeError(OSError):
    """More bytes came in than were allowed."""


class Deadline:
    """A point in time for everything that one fetch does, so that a server cannot hold it up byte by byte."""

    def __init__(self, seconds: float, *, now: Callable[[], float]) -> None:
        self._now = now
        self._at = now() + seconds

    def left(self) -> float:
        """Return the seconds that are left, more than 0.

        Raises:
            TimeoutError: none is left.
        """
        left = self._at - self._now()
        if left <= 0:
            raise TimeoutError
        return left

    def extend(self, seconds: float) -> None:
        """Leave the time that was spent waiting out of politeness out of the account."""
        self._at += seconds


class Wire:
    """A connected socket that reads no later than a deadline and no more than a budget.

    `http.client` uses of a socket only what is here.
    """

    def __init__(self, sock: socket.socket, *, deadline: Deadline, max_bytes: int) -> None:
        self._socket = sock
        self._deadline = deadline
        self._bytes_left = max_bytes

    def allow(self, max_bytes: int) -> None:
        """Set how many bytes may still come in."""
        self._bytes_left = max_bytes

    def receive_into(self, buffer: memoryview) -> int:
        """Read some bytes; 0 at the end.

        Raises:
            TooLargeError: more than the allowed number came in.
            TimeoutError: the deadline has passed.
        """
        self._socket.settimeout(self._deadline.left())
        count = self._socket.recv_into(buffer)
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise TooLargeError("more came than may")
        return count

    def sendall(self, data: bytes) -> None:
        """Send all bytes before the deadline."""
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, mode: str, *_: object) -> io.BufferedReader:
        """Return what is received as a file."""
        if mode != "rb":
            raise ValueError(f"mode {mode!r}")
        return io.BufferedReader(_Receiver(self))

    def close(self) -> None:
        """Do nothing: `http.client` closes once it has read the head; who opened the wire ends it."""

    def end(self) -> None:
        """Close the socket."""
        self._socket.close()


class _Receiver(io.RawIOBase):
    """The receiving side of a `Wire`, as Python's buffering wants it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._wire.receive_into(buffer)


def resolve(host: str) -> list[str]:
    """Return the addresses that the system knows for a host, in the order to try them."""
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def open_wire(
    target: Target,
    *,
    resolver: Resolver,
    allowed: Sequence[Network],
    tls: Callable[[], ssl.SSLContext],
    deadline: Deadline,
    max_bytes: int,
) -> Wire:
    """Connect to a target: resolve its host once, check every address, and connect to one that was checked.

    Raises:
        ForbiddenAddressError: an address of the host is not on the public internet.
        FetchError: the host has no address.
        OSError: no connection came about, or its certificate is not the host's.
    """
    found = [target.host] if is_address(target.host) else _resolve(target.host, resolver, deadline)
    addresses = require_public(found, host=target.host, allowed=allowed)
    sock = _connect(addresses, port=target.port, deadline=deadline)
    try:
        if target.scheme == "https":
            sock.settimeout(deadline.left())
            sock = tls().wrap_socket(sock, server_hostname=target.host)
    except BaseException:
        sock.close()
        raise
    return Wire(sock, deadline=deadline, max_bytes=max_bytes)


def _resolve(host: str, resolver: Resolver, deadline: Deadline) -> Sequence[str]:
    """Resolve in a thread of its own: the system's resolver knows no deadline."""
    answers: queue.SimpleQueue[Sequence[str] | OSError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(resolver(host))
        except OSError as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left())
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, OSError) or not answer:
        raise FetchError(f"{host} has no address. Check its spelling, and that you are connected to the internet.")
    return answer


def _alternate(addresses: Sequence[Address]) -> list[Address]:
    """Put addresses of both families in turn (RFC 8305, section 4): a network may carry one of them to nowhere."""
    families = [[address for address in addresses if address.version == version] for version in (4, 6)]
    families.sort(key=lambda family: addresses[0] not in family)
    return [address for pair in itertools.zip_longest(*families) for address in pair if address is not None]


def _connect(addresses: Sequence[Address], *, port: int, deadline: Deadline) -> socket.socket:
    """Connect to the first address that answers; none is resolved again, since it is given as a number."""
    failure = OSError("no address answers")
    for address in _alternate(addresses)[:_MAX_ATTEMPTS]:
        sock = socket.socket(socket.AF_INET if address.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)
        try:
            sock.settimeout(min(deadline.left(), _CONNECT_TIMEOUT_S))
            sock.connect((str(address), port))
        except OSError as error:
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failure
