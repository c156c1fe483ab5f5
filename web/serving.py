"""Run the application: listen, serve, and end when asked to."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

from rag.answering import Answerer
from web.app import create_app
from web.listening import ServeOptions, choose_place, open_listener
from web.logs import set_up_logging
from web.mcp_http import MCP_PATH, create_mcp_app
from web.protocol import TimedProtocol

DEFAULT_MCP_PORT = 8766
_GRACE_S = 5  # for what is being answered; a question takes a fraction of a second
_LAST_S = 10.0  # after that nothing is waited for: what is not committed by then was not done
_MAX_CONNECTIONS = 256  # the last line: rates and queues refuse before, with a reply that says when to come again
_MAX_HEAD_BYTES = 64 * 1024  # an address with ten long questions, each letter escaped
_LOG = logging.getLogger(__name__)

MakeApp = Callable[..., FastAPI]
_LOCAL = ServeOptions()


def serve(
    answerer: Answerer, *, options: ServeOptions = _LOCAL, make_app: MakeApp = create_app, path: str = ""
) -> None:
    """Serve pages and API until Ctrl-C or SIGTERM; what is being answered then is finished.

    Args:
        answerer: answers every question.
        options: where, and for whom.
        make_app: makes what is served; takes what `create_app` does.
        path: where on the server it is.

    Raises:
        FootnoteError: if others could reach it and there are no keys, or if the address cannot be had.
    """
    place = choose_place(options, has_keys=bool(answerer.library.keys.all()))
    set_up_logging(is_json=options.logs_json)
    with open_listener(place.host, place.port) as listener:
        _say(f"Footnote is at http://{place.address}:{listener.getsockname()[1]}{path} (Ctrl-C stops it)")
        for warning in place.warnings:
            _say(warning)
        config = uvicorn.Config(
            make_app(answerer, allowed_hosts=place.names, protection=place.protection),
            http=TimedProtocol,
            ws="none",
            log_config=None,
            log_level="warning",
            access_log=False,  # questions are nobody's business
            server_header=False,
            proxy_headers=False,  # no proxy is trusted to say who is asking
            limit_concurrency=_MAX_CONNECTIONS,
            h11_max_incomplete_event_size=_MAX_HEAD_BYTES,
            timeout_graceful_shutdown=_GRACE_S,
        )
        _Server(config).serve_until_asked(listener)


def serve_mcp(answerer: Answerer, *, options: ServeOptions = _LOCAL) -> None:
    """Serve assistants over the Model Context Protocol until Ctrl-C; see `serve`."""
    serve(answerer, options=options, make_app=create_mcp_app, path=MCP_PATH)


class _Server(uvicorn.Server):
    """Ends when it is asked to, in time and as done; uvicorn's own would end with the signal's status."""

    def serve_until_asked(self, listener: socket.socket) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        self._has_ended = threading.Event()
        signal.signal(signal.SIGTERM, _interrupt)  # until uvicorn looks at signals itself
        try:
            self.run(sockets=[listener])
        except KeyboardInterrupt:
            return  # it came before there was anything to finish
        finally:
            self._has_ended.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take no more requests, finish what is being answered, and end; at once when asked again by Ctrl-C."""
        if self.should_exit:
            self.force_exit = sig == signal.SIGINT
            return
        self.should_exit = True
        threading.Thread(target=_end_in_time, args=(self._has_ended,), name="last call", daemon=True).start()


def _interrupt(sig: int, frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _end_in_time(has_ended: threading.Event) -> None:
    """End the process if what it does then keeps it; a thread that reads cannot be stopped, and Python waits for it."""
    deadline = time.monotonic() + _LAST_S
    has_ended.wait(_LAST_S)
    while has_ended.is_set() and (threading.main_thread().is_alive() or time.monotonic() < deadline):
        time.sleep(0.2)  # what runs in the main thread now is not the server's
    # The library is safe: what is not committed is not there.
    _LOG.warning("What was not done in time after the signal was dropped.")
    sys.stderr.flush()
    os._exit(0)


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()
