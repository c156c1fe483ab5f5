"""The library over the Model Context Protocol, by the official SDK: for assistants that call tools."""

from __future__ import annotations

import json
import logging
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Any

import anyio.to_thread
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel.server import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError

from corpus.errors import FootnoteError
from index.errors import LibraryBusyError, LibraryError
from index.library import Library
from rag.answering import Answerer
from rag.conversation import Conversations
from web.failures import describe_validation
from web.mcp_tools import INSTRUCTIONS, LibraryTool, make_tools

_LOG = logging.getLogger(__name__)
_SCHEME = "footnote://articles/"
_RESOURCES_PER_PAGE = 100
_Context = ServerRequestContext[Any]
# Nothing here changes the library or asks anything outside it.
_ANNOTATIONS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def make_mcp_server(conversations: Conversations) -> Server[Any]:
    """Return the server; it is connected to stdio or HTTP elsewhere."""
    tools = make_tools(conversations)
    by_name = {tool.name: tool for tool in tools}
    library = conversations.answerer.library

    async def list_tools(_: _Context, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_describe(tools))

    async def call_tool(_: _Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        tool = by_name.get(params.name)
        if tool is None:
            raise MCPError(
                types.INVALID_PARAMS, f"There is no tool {params.name[:100]!r}. There are: {', '.join(by_name)}."
            )
        return await anyio.to_thread.run_sync(_call, tool, params.arguments or {})

    async def list_resources(_: _Context, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return await anyio.to_thread.run_sync(_list_resources, library, params.cursor if params else None)

    async def list_templates(_: _Context, __: types.PaginatedRequestParams | None) -> types.ListResourceTemplatesResult:
        template = types.ResourceTemplate(
            name="article",
            title="An article of the library",
            uri_template=f"{_SCHEME}{{article_id}}",
            description="The whole text of an article, which the offsets of quotes point into.",
            mime_type="text/plain",
        )
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(_: _Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await anyio.to_thread.run_sync(_read_resource, library, str(params.uri))

    return Server(
        "footnote",
        version=version("footnote"),
        title="Footnote",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


def serve_stdio(answerer: Answerer) -> None:
    """Serve one client over stdin and stdout until it closes them; while it does, stdout is the protocol's alone."""
    server = make_mcp_server(Conversations(answerer))

    async def run() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    # A thread waits for a line of stdin, and Python would wait for the thread: Ctrl-C would do nothing.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    anyio.run(run)


def _describe(tools: Sequence[LibraryTool]) -> list[types.Tool]:
    return [
        types.Tool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.arguments.model_json_schema(),
            output_schema=tool.reply.model_json_schema(mode="serialization"),
            annotations=_ANNOTATIONS,
        )
        for tool in tools
    ]


def _call(tool: LibraryTool, arguments: dict[str, Any]) -> types.CallToolResult:
    try:
        reply = tool.call(tool.arguments.model_validate(_parse_lists(tool, arguments)))
    except ValidationError as error:
        return _refuse(f"The arguments are not valid: {describe_validation(error).detail}.")
    except LibraryError as error:
        return _refuse(_describe_failure(error))
    except FootnoteError as error:
        return _refuse(str(error))
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=reply.text)], structured_content=reply.data
    )


def _parse_lists(tool: LibraryTool, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return arguments in which a list is one: some clients send the JSON text of it."""
    properties = tool.arguments.model_json_schema()["properties"]
    parsed = dict(arguments)
    for name, value in arguments.items():
        if isinstance(value, str) and properties.get(name, {}).get("type") == "array":
            with suppress(ValueError, RecursionError):
                parsed[name] = json.loads(value)
    return parsed


def _refuse(message: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=message)], is_error=True)


def _describe_failure(error: LibraryError) -> str:
    if isinstance(error, LibraryBusyError):
        return "Another process is writing to the library. Try again in a few seconds."
    # The message names places on this machine: it is for whoever runs the server.
    _LOG.error("%s: %s", type(error).__name__, error)
    return "The library or its encoder cannot be used. What failed stands in the server's log (stderr)."


def _list_resources(library: Library, cursor: str | None) -> types.ListResourcesResult:
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise MCPError(types.INVALID_PARAMS, "The cursor is none that this server gave.")
    offset = int(cursor or 0)
    try:
        rows = library.summaries(limit=_RESOURCES_PER_PAGE + 1, offset=offset)
    except LibraryError as error:
        raise MCPError(types.INTERNAL_ERROR, _describe_failure(error)) from error
    resources = [
        types.Resource(uri=f"{_SCHEME}{row.id}", name=row.id, title=row.title, mime_type="text/plain")
        for row in rows[:_RESOURCES_PER_PAGE]
    ]
    onward = str(offset + _RESOURCES_PER_PAGE) if len(rows) > _RESOURCES_PER_PAGE else None
    return types.ListResourcesResult(resources=resources, next_cursor=onward)


def _read_resource(library: Library, uri: str) -> types.ReadResourceResult:
    try:
        article = library.get(uri.removeprefix(_SCHEME)) if uri.startswith(_SCHEME) else None
    except LibraryError as error:
        raise MCPError(types.INTERNAL_ERROR, _describe_failure(error)) from error
    if article is None:
        raise MCPError(types.INVALID_PARAMS, f"There is no article at {uri[:100]!r}.")
    text = types.TextResourceContents(uri=uri, text=article.text, mime_type="text/plain")
    return types.ReadResourceResult(contents=[text])
