"""HTTP/1.1 that does not wait for ever: a connection on which no whole request comes is closed."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_TIMEOUT_S = 15.0  # for a request's head; a browser that opens a connection ahead of time opens another one


class TimedProtocol(H11Protocol):
    """uvicorn's protocol, which itself has no limit on how long a request's head may take."""

    _head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """Begin to wait."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take in what came; until it makes a whole head the time runs on."""
        super().data_received(data)
        if self._is_serving():
            self._stop_waiting()
        elif self._head_timer is None:
            self._wait_for_head()  # the first bytes of the next request

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _is_serving(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait_for_head(self) -> None:
        self._head_timer = self.loop.call_later(HEAD_TIMEOUT_S, self._close_unless_serving)

    def _stop_waiting(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _close_unless_serving(self) -> None:
        self._head_timer = None
        if not self._is_serving() and not self.transport.is_closing():
            self.transport.close()
