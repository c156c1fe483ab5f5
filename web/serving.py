"""Run the application on this machine."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys

import uvicorn

from corpus.errors import FootnoteError
from rag.answering import Answerer
from web.app import create_app
from web.security import LOOPBACK_HOSTS

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765
_SHUTDOWN_S = 5  # for questions that are being answered; one takes a fraction of a second


def serve(answerer: Answerer, *, host: str = DEFAULT_HOST, port: int = DEFAULT_PORT) -> None:
    """Serve pages and API until Ctrl-C.

    Args:
        answerer: answers every question.
        host: `localhost` or a loopback address.
        port: 0 takes a free one.

    Raises:
        FootnoteError: if the host is not this machine alone, or the address cannot be had.
    """
    listener = open_listener(host, port)
    with listener:
        name = f"[{host}]" if ":" in host else host
        sys.stderr.write(f"Footnote is at http://{name}:{listener.getsockname()[1]} (Ctrl-C stops it)\n")
        sys.stderr.flush()
        config = uvicorn.Config(
            create_app(answerer, allowed_hosts=(*LOOPBACK_HOSTS, name)),
            log_level="warning",
            access_log=False,  # questions are nobody's business
            server_header=False,
            proxy_headers=False,  # no proxy is trusted to say who is asking
            timeout_graceful_shutdown=_SHUTDOWN_S,
        )
        try:
            uvicorn.Server(config).run(sockets=[listener])
        except KeyboardInterrupt:
            return  # the server has finished what it was doing, and passes the signal on


def open_listener(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address of this machine alone.

    Raises:
        FootnoteError: if the host is not a loopback address, or the address cannot be had.
    """
    if not _is_loopback(host):
        raise FootnoteError(
            f"Footnote has no keys yet, so that it serves this machine only, not {host}. Use --host {DEFAULT_HOST}."
        )
    address = DEFAULT_HOST if host == "localhost" else host
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise FootnoteError(
                f"Port {port} is taken: is Footnote running already? Choose another with --port, or 0 for a free one."
            ) from error
        raise FootnoteError(f"{host}, port {port} cannot be used ({error}). Choose another with --port.") from error
    return listener


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
