"""The tools and resources of the MCP server, through a client in the same process."""

from __future__ import annotations

import json
from typing import Any

import anyio
import pytest
from conftest import ARTICLES, make_article
from mcp import Client, MCPError
from mcp_fixtures import QUESTION, answerer_of, call, read_whole, said

from index.errors import LibraryBusyError, LibraryCorruptError
from index.library import Library
from rag.conversation import Conversations
from web.mcp_server import make_mcp_server
from web.mcp_tools import PAGE_CHARS


@pytest.fixture
def server(library: Library) -> Any:
    return make_mcp_server(Conversations(answerer_of(library)))


def test_the_nearest_passages_are_called_no_answer(library: Library) -> None:
    server = make_mcp_server(Conversations(answerer_of(library, "zeppelin")))
    reply = call(server, "ask", question="Who flew the zeppelin?")
    assert reply.is_error is False
    assert reply.structured_content["answers"] == reply.structured_content["quotes"] == []
    assert "None of them is an answer" in said(reply)
    assert said(reply).count("not an answer, ") == len(reply.structured_content["nearest"]) == 3


def test_a_long_article_is_read_in_parts_that_end_with_a_paragraph(library: Library, server: Any) -> None:
    text = "\n\n".join(f"Paragraph {number} tells of the weather over the Aa. 🌉" for number in range(600))
    article = make_article(text, name="long")
    library.add(article)

    async def run() -> None:
        async with Client(server) as client:
            first = await client.call_tool("read_article", {"article_id": article.id})
            part = first.structured_content
            assert PAGE_CHARS / 2 < part["to"] <= PAGE_CHARS
            assert part["text"].endswith("🌉\n\n")
            assert f"Characters 0 to {part['to']} of {len(text)}. Go on from {part['next']}." in said(first)
            assert await read_whole(client, article.id) == text
            exact = await client.call_tool("read_article", {"article_id": article.id, "from": 10, "to": 25})
            assert exact.structured_content["text"] == text[10:25]

    anyio.run(run)


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("ask", {}, "question: it is missing"),
        ("ask", {"question": "ice?", "sauce": "x"}, "sauce: there is no such parameter"),
        ("ask", {"question": "ice?", "since": "now"}, "since: not a day of the calendar"),
        ("ask", {"question": "?!"}, "There is no word in the question"),
        ("ask", {"question": "ice?", "history": "no list"}, "history: "),
        ("search", {"query": "ice", "limit": 51}, "limit: "),
        ("read_article", {"article_id": "0" * 16}, "has no article '0000000000000000'"),
        ("read_article", {"article_id": ARTICLES[0].id, "from": 9_999}, "nothing is left from 9,999 on"),
        ("read_article", {"article_id": ARTICLES[0].id, "from": 9, "to": 9}, "`to` is not after `from`"),
        ("verify", {"quotes": [{"article_id": "x"}]}, "quotes.0.start: it is missing"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(server: Any, tool: str, arguments: dict[str, Any], says: str) -> None:
    reply = call(server, tool, **arguments)
    assert reply.is_error is True
    assert says in said(reply)
    assert "pydantic" not in said(reply)


@pytest.mark.parametrize(
    ("error", "says"),
    [(LibraryBusyError("in /secret"), "Try again"), (LibraryCorruptError("in /secret"), "server's log")],
)
def test_a_library_that_fails_is_no_secret_and_keeps_its_own(
    library: Library, server: Any, monkeypatch: pytest.MonkeyPatch, error: Exception, says: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(library, "search", fail)
    reply = call(server, "search", query="ice")
    assert reply.is_error is True
    assert says in said(reply)
    assert "secret" not in said(reply)


def test_lists_may_come_as_their_json(server: Any) -> None:
    reply = call(server, "ask", question="And when was that?", history=json.dumps([QUESTION]))
    assert reply.structured_content["standalone_question"] is not None


def test_unknown_tools_and_articles_are_errors_of_the_protocol(server: Any) -> None:
    async def run() -> None:
        async with Client(server) as client:
            with pytest.raises(MCPError, match="There is no tool 'forget'"):
                await client.call_tool("forget", {})
            for address in ("footnote://articles/0000000000000000", "file:///etc/passwd"):
                with pytest.raises(MCPError, match="There is no article"):
                    await client.read_resource(address)
            with pytest.raises(MCPError, match="cursor"):
                await client.list_resources(cursor="-1")

    anyio.run(run)


def test_articles_are_resources(library: Library, server: Any) -> None:
    for number in range(100):
        library.add(make_article(f"Report {number} is about nothing.", name=f"report {number}"))

    listed = []

    async def run() -> None:
        async with Client(server) as client:
            [template] = (await client.list_resource_templates()).resource_templates
            assert template.uri_template == "footnote://articles/{article_id}"
            page = await client.list_resources()
            assert len(page.resources) == 100
            listed.extend(page.resources)
            page = await client.list_resources(cursor=page.next_cursor)
            assert page.next_cursor is None
            listed.extend(page.resources)
            for article in ARTICLES:
                [content] = (await client.read_resource(f"footnote://articles/{article.id}")).contents
                assert getattr(content, "text", None) == article.text

    anyio.run(run)
    assert [one.uri.removeprefix("footnote://articles/") for one in listed] == [
        summary.id for summary in library.summaries()
    ]
