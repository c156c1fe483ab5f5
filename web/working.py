"""Bounded work: so many requests at once, so many that wait, and none for ever."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections import deque
from dataclasses import dataclass
from enum import Enum, auto

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.gate import changes_articles
from web.origins import SAFE_METHODS
from web.problems import Problem, RequestProblem
from web.security import Refuse

_UNLIMITED = re.compile(r"/static/.*|/healthz")
# Rows of the store, and no reader.
_ROWS = re.compile(
    r"/(?:articles|collections|problems|metrics|openapi\.json|sign-in|v1/models"
    r"|api/v1/(?:articles|collections|feedback|status))(?:/.*)?"
)


class Work(Enum):
    """How much a request asks for."""

    NONE = auto()
    ROWS = auto()
    READING = auto()
    CHANGE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkLimits:
    """How much is done at once.

    Attributes:
        readers: requests that are read for at a time; a reader keeps a core busy.
        changers: requests that change articles at a time.
        waiting: requests of each kind that may wait for their turn.
        wait_s: how long they wait.
        time_s: how long a request may take once it has its turn, until its reply begins.
        change_time_s: the same for one that changes articles; 32 MB of PDF take minutes.
    """

    readers: int = max(2, os.cpu_count() or 1)
    changers: int = 4  # each may hold 32 MB in memory; they take their turns at the store themselves
    waiting: int = 32
    wait_s: float = 10.0
    time_s: float = 60.0
    change_time_s: float = 300.0


DEFAULT_WORK = WorkLimits()


class WorkQueue:
    """Lets a number of requests work and others wait, in order.

    Args:
        slots: how many work at a time.
        waiting: how many may wait.
        wait_s: how long one waits.
    """

    def __init__(self, *, slots: int, waiting: int, wait_s: float) -> None:
        self._slots = slots
        self._max_waiting = waiting
        self._wait_s = wait_s
        self._lock = threading.Lock()  # tests run several event loops at once
        self._waiters: deque[tuple[asyncio.AbstractEventLoop, asyncio.Future[None]]] = deque()
        self._running = 0

    @property
    def running(self) -> int:
        """How many work."""
        return self._running

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiters)

    async def enter(self) -> None:
        """Wait for a turn.

        Raises:
            RequestProblem: `OVERLOADED`, if too many wait or it took too long.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            if self._running < self._slots:
                self._running += 1
                return
            if len(self._waiters) >= self._max_waiting:
                raise RequestProblem(Problem.OVERLOADED, "Too many requests are waiting already.")
            turn = loop.create_future()
            self._waiters.append((loop, turn))
        try:
            async with asyncio.timeout(self._wait_s):
                await turn
        except BaseException as error:
            with self._lock:
                was_given = (loop, turn) not in self._waiters
                if not was_given:
                    self._waiters.remove((loop, turn))
            if was_given:
                self.leave()
            if isinstance(error, TimeoutError):
                raise RequestProblem(Problem.OVERLOADED, "It was not its turn in time.") from error
            raise

    def leave(self) -> None:
        """Give the turn to the next."""
        with self._lock:
            if not self._waiters:
                self._running -= 1
                return
            loop, turn = self._waiters.popleft()
        loop.call_soon_threadsafe(_give, turn)


class WorkMiddleware:
    """Holds every request to the limits of its kind of work.

    A thread cannot be stopped: what is not done in time is answered for, and keeps its place until it is done.

    Args:
        app: what works.
        limits: how much.
        reading, changing: the queues.
        refuse: makes the reply to a request that is turned away.
    """

    def __init__(
        self, app: ASGIApp, *, limits: WorkLimits, reading: WorkQueue, changing: WorkQueue, refuse: Refuse
    ) -> None:
        self._app = app
        self._limits = limits
        self._queues = {Work.READING: reading, Work.CHANGE: changing}
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        work = work_of(scope) if scope["type"] == "http" else Work.NONE
        if work is Work.NONE:
            await self._app(scope, receive, send)
            return
        try:
            await self._work(work, scope, receive, send)
        except RequestProblem as problem:
            await self._refuse(Request(scope), problem)(scope, receive, send)

    async def _work(self, work: Work, scope: Scope, receive: Receive, send: Send) -> None:
        if work is Work.READING:
            receive = await _receive_whole(receive)  # so that nobody who sends slowly takes the place of one who asks
        queue = self._queues.get(work)
        if queue is not None:
            await queue.enter()
        reply = _Reply(send)
        task = asyncio.ensure_future(self._app(scope, receive, reply.send))
        if queue is not None:
            task.add_done_callback(lambda _: queue.leave())
        limit_s = self._limits.change_time_s if work is Work.CHANGE else self._limits.time_s
        try:
            await asyncio.wait({task}, timeout=limit_s)
            if not task.done() and not reply.is_begun:
                reply.is_dropped = True
                task.add_done_callback(_forget)
                raise RequestProblem(Problem.TIMED_OUT, f"It was not done within {limit_s:g} seconds.")
            await task
        except asyncio.CancelledError as error:  # the server ends, and has waited long enough
            task.cancel()
            if reply.is_begun:
                raise
            raise RequestProblem(Problem.OVERLOADED, "The server is being stopped.") from error


def work_of(scope: Scope) -> Work:
    """Return what kind of work a request asks for; what is not known to be less is reading."""
    method, path = scope["method"], scope["path"]
    if _UNLIMITED.fullmatch(path):
        return Work.NONE
    if changes_articles(method, path):
        return Work.CHANGE
    is_empty_page = path == "/" and not scope["query_string"]
    if method in SAFE_METHODS and (is_empty_page or _ROWS.fullmatch(path)):
        return Work.ROWS
    return Work.READING


class _Reply:
    """Passes a reply on until it is dropped."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.is_begun = False
        self.is_dropped = False

    async def send(self, message: Message) -> None:
        if not self.is_dropped:
            self.is_begun = True
            await self._send(message)


def _give(turn: asyncio.Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)


async def _receive_whole(receive: Receive) -> Receive:
    """Wait for the whole of a body, which is small. Returns what hands it out again."""
    messages = deque([await receive()])
    while messages[-1].get("more_body", False):
        messages.append(await receive())

    async def receive_again() -> Message:
        return messages.popleft() if messages else await receive()

    return receive_again


def _forget(task: asyncio.Future[None]) -> None:
    """Look at how it ended, so that nobody complains that nobody did."""
    if not task.cancelled():
        task.exception()
