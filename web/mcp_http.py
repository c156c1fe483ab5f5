"""The MCP server over streamable HTTP: at `/mcp` of the application, and on a port of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from rag.answering import Answerer
from rag.conversation import Conversations
from web.failures import Failures
from web.pages import Pages
from web.protection import LOCAL, Protection, protect
from web.security import LOOPBACK_HOSTS
from web.strings import ENGLISH

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

MCP_PATH = "/mcp"


def create_mcp_app(
    answerer: Answerer, *, allowed_hosts: Sequence[str] = LOOPBACK_HOSTS, protection: Protection = LOCAL
) -> FastAPI:
    """Return an application that has the MCP server and nothing else, protected as the whole one is.

    Args:
        answerer: answers every question.
        allowed_hosts: names that requests may have in `Host`.
        protection: who may send requests, and how many.
    """
    endpoint = McpEndpoint(Conversations(answerer))

    @asynccontextmanager
    async def run(_: FastAPI) -> AsyncIterator[None]:
        async with endpoint.running():
            yield

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=run)
    app.router.routes.append(endpoint.route())
    failures = Failures(Pages(ENGLISH))
    protect(app, answerer.library, failures, hosts=allowed_hosts, protection=protection)
    failures.install(app)
    return app


class McpEndpoint:
    """An ASGI application that answers MCP requests, each for itself: no session is kept.

    The SDK is loaded when the first request comes, because that takes longer than all the rest of a start.

    Args:
        conversations: answers.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._lock = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._manager: asyncio.Future[StreamableHTTPSessionManager] | None = None

    @staticmethod
    def is_installed() -> bool:
        """Whether the SDK is there; it is the extra `mcp`."""
        return find_spec("mcp") is not None

    def route(self) -> Route:
        """Return the route: POST alone, because there is nothing that the server would say unasked."""
        return Route(MCP_PATH, self, methods=["POST"], include_in_schema=False)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve for as long as the context lasts."""
        try:
            yield
        finally:
            self._stopping.set()
            if self._task is not None:
                await asyncio.wait({self._task})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        async with self._lock:
            if self._manager is None:
                self._manager = asyncio.get_running_loop().create_future()
                # A task of its own, because the SDK must be left by the task that entered it.
                self._task = asyncio.create_task(self._run(self._manager))
                self._task.add_done_callback(self._end)
        manager = await asyncio.shield(self._manager)
        await manager.handle_request(scope, receive, send)

    async def _run(self, started: asyncio.Future[StreamableHTTPSessionManager]) -> None:
        manager = await asyncio.to_thread(self._make_manager)
        async with manager.run():
            started.set_result(manager)
            await self._stopping.wait()

    def _end(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if self._manager is not None and not self._manager.done():  # or requests would wait for ever
            self._manager.set_exception(error or RuntimeError("The MCP server was stopped before it had started."))

    def _make_manager(self) -> StreamableHTTPSessionManager:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        from mcp.server.transport_security import TransportSecuritySettings

        from web.mcp_server import make_mcp_server

        return StreamableHTTPSessionManager(
            make_mcp_server(self._conversations),
            json_response=True,
            stateless=True,
            # `Host` and `Origin` have been checked by `web.protection`, as for every route.
            security_settings=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
