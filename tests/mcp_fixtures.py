"""What the tests of the MCP server share: a client's calls, and its reading of a whole article."""

from __future__ import annotations

from typing import Any

import anyio
from mcp import Client
from web_fixtures import FixedReader

from index.library import Library
from rag.answering import Answerer

QUESTION = "What had ice damaged in the harbour of Lund?"


def answerer_of(library: Library, words: str = "ice had damaged No. 2 crane") -> Answerer:
    return Answerer(library, FixedReader(words))


def call(server: Any, tool: str, **arguments: Any) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await client.call_tool(tool, arguments)

    return anyio.run(run)


def said(result: Any) -> str:
    [content] = result.content
    assert content.type == "text"
    text: str = content.text
    return text


async def read_whole(client: Client, article_id: str) -> str:
    """Read an article through the tool, part by part."""
    parts, onward = [], 0
    while onward is not None:
        reply = await client.call_tool("read_article", {"article_id": article_id, "from": onward})
        part = reply.structured_content
        assert part["from"] == onward
        assert part["to"] == onward + len(part["text"])
        assert part["text"] in said(reply)
        parts.append(part["text"])
        onward = part["next"]
    return "".join(parts)
