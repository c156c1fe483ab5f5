"""Read the body of a response within limits on what is received and on what it becomes when it is decompressed."""

from __future__ import annotations

import http.client
import zlib
from collections.abc import Iterator

from corpus.connecting import TooLargeError, Wire

# A chunked body has a size before each chunk, of 4 KB or more from common servers, and a read may take a buffer more
# than is needed.
_FRAMING_BYTES = 262_144
_READ_BYTES = 65_536
_GZIP_BITS = 16 + zlib.MAX_WBITS
_GZIP_MAGIC = b"\x1f"


class TruncatedError(OSError):
    """The connection ended before the body did."""


class UnknownCodingError(OSError):
    """The body is compressed in a way that was not asked for."""


def read_body(response: http.client.HTTPResponse, wire: Wire, *, max_bytes: int, is_cut: bool = False) -> bytes:
    """Return a body, decompressed.

    Args:
        response: a response of which only the head was read.
        wire: what it comes from.
        max_bytes: the most that may be received, and the most that it may become.
        is_cut: whether to return the first `max_bytes` of a larger body instead of refusing it.

    Raises:
        TooLargeError: it is larger, as sent or as decompressed.
        TruncatedError: it ends too early.
        UnknownCodingError: it is compressed otherwise than by gzip or deflate.
        zlib.error: it is not what its compression says.
        OSError, ValueError, http.client.HTTPException: the connection broke, or what came is no HTTP.
    """
    wire.allow(max_bytes + _FRAMING_BYTES)
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    pieces = _decode(_receive(response), coding)
    if not is_cut and response.length is not None and response.length > max_bytes:
        raise TooLargeError("by its length")
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > max_bytes:
            if is_cut:
                return bytes(body[:max_bytes])
            raise TooLargeError("when decompressed")
    return bytes(body)


def _receive(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """Give the body as it was sent."""
    while piece := response.read(_READ_BYTES):
        yield piece
    if response.length:  # what its Content-Length promised and did not come
        raise TruncatedError("it broke off")


def _decode(pieces: Iterator[bytes], coding: str) -> Iterator[bytes]:
    """Decompress a body, no more than a little at a time."""
    if coding in {"", "identity"}:
        return pieces
    if coding in {"gzip", "x-gzip", "deflate"}:
        return _inflate(pieces, is_gzip=coding != "deflate")
    raise UnknownCodingError(f"it is compressed as {coding[:40]!r}")


def _inflate(pieces: Iterator[bytes], *, is_gzip: bool) -> Iterator[bytes]:
    """Give a deflated body back, at most `_READ_BYTES` a step, however much they hold."""
    inflater = None
    members = 0
    for piece in pieces:
        rest = piece
        while rest:
            if inflater is None:
                if members:
                    rest = rest.lstrip(b"\0")  # padding
                    if not is_gzip or rest[:1] != _GZIP_MAGIC:
                        break  # browsers ignore what follows, too
                inflater = zlib.decompressobj(_GZIP_BITS if is_gzip else _find_window(rest))
                members += 1
            yield inflater.decompress(rest, _READ_BYTES)
            if inflater.eof:
                rest = inflater.unused_data
                inflater = None
            else:
                rest = inflater.unconsumed_tail
    while inflater is not None and not inflater.eof:
        if not (piece := inflater.decompress(b"", _READ_BYTES)):
            raise TruncatedError("its compressed data broke off")
        yield piece


def _find_window(start: bytes) -> int:
    """Return zlib's number for a deflated body: many servers leave out the header (RFC 1950) that belongs there."""
    has_header = len(start) > 1 and start[0] & 0x0F == zlib.DEFLATED and (start[0] * 256 + start[1]) % 31 == 0
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
