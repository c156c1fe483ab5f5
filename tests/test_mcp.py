"""The MCP server, as the SDK's own client sees it: over stdin and stdout, and over HTTP."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import jsonschema
import pytest
from command_fixtures import Run
from mcp import Client, StdioServerParameters
from mcp_fixtures import QUESTION, answerer_of, read_whole, said
from serving_fixtures import serving

from index.keys import Scope
from index.library import Library
from rag import cli
from rag.conversation import Conversations
from web.app import create_app
from web.mcp_http import MCP_PATH, McpEndpoint, create_mcp_app
from web.protection import Protection

ROOT = Path(__file__).parents[1]
HELLO = {
    "jsonrpc": "2.0", "id": 1, "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}  # fmt: skip


@pytest.fixture
def mcp_address(library: Library) -> Iterator[str]:
    with serving(create_app(answerer_of(library), examples=())) as origin:
        yield f"{origin}/mcp"


async def converse(client: Client, *, question: str, follow_up: str) -> None:
    """Use every tool as an assistant would, and check every quote against the article that it reads."""
    tools = (await client.list_tools()).tools
    assert [tool.name for tool in tools] == ["ask", "search", "read_article", "verify"]
    for tool in tools:
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.open_world_hint) == (True, False)
        assert "word for word" in (tool.description or "")
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        jsonschema.Draft202012Validator.check_schema(tool.output_schema or {})

    answer = await client.call_tool("ask", {"question": question})
    assert answer.structured_content["status"] == "answered"
    quotes = answer.structured_content["quotes"]
    assert quotes
    for quote in quotes:
        text = await read_whole(client, quote["article_id"])
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert f"[{quote['number']}] “{quote['text']}”" in said(answer)
        assert f"article_id {quote['article_id']}, from {quote['start']} to {quote['end']}" in said(answer)

    again = await client.call_tool("ask", {"question": follow_up, "history": [question]})
    understood = again.structured_content["standalone_question"]
    assert understood is not None
    assert said(again).startswith(f"Understood as: {understood}\n")

    verified = await client.call_tool("verify", {"quotes": quotes, "answers": answer.structured_content["answers"]})
    assert verified.structured_content["is_verbatim"] is True
    assert said(verified).startswith("Every word stands in the articles.\n  [1] intact: ")
    altered = [quotes[0] | {"text": quotes[0]["text"].upper()}]
    verified = await client.call_tool("verify", {"quotes": altered})
    assert verified.structured_content["quotes"][0]["state"] == "altered"
    assert said(verified).startswith("Not every word stands")

    found = await client.call_tool("search", {"query": question, "limit": 2})
    hits = found.structured_content["hits"]
    assert len(hits) == 2
    for hit in hits:
        text = await read_whole(client, hit["article"]["article_id"])
        assert text[hit["start"] : hit["end"]] == hit["text"]
        assert f"“{hit['text']}”" in said(found)


def test_a_client_uses_every_tool_over_stdin_and_stdout(samples: Path) -> None:
    async def run() -> None:
        command = StdioServerParameters(
            command=sys.executable,
            args=["-m", "rag.cli", "mcp", "--library", str(samples)],
            cwd=ROOT,
            env={name: os.environ[name] for name in ("PATH", "HOME", "FOOTNOTE_CACHE") if name in os.environ},
        )
        async with Client(command) as client:
            assert client.server_info.name == "footnote"
            assert "must not be presented as one" in (client.instructions or "")
            await converse(client, question="What did Russia provide?", follow_up="And when was that?")
            refused = await client.call_tool("ask", {"question": "Who won the chess olympiad in Dresden?"})
            assert refused.structured_content["status"] == "not_in_sources"
            assert said(refused).startswith("The sources do not say.")

    anyio.run(run)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_uses_every_tool_over_http(mcp_address: str, mode: str) -> None:
    async def run() -> None:
        async with Client(mcp_address, mode=mode) as client:
            await converse(client, question=QUESTION, follow_up="And when was that?")

    anyio.run(run)


def test_stdout_belongs_to_the_protocol(samples: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rag.cli", "mcp", "--library", str(samples)],
        cwd=ROOT, input=f"{json.dumps(HELLO)}\nthis is no JSON\n", capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["result"]["serverInfo"]["name"] == "footnote"
    assert all(line["jsonrpc"] == "2.0" for line in lines)
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_it(samples: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "rag.cli", "mcp", "--library", str(samples)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(f"{json.dumps(HELLO)}\n")
            process.stdin.flush()
            assert "footnote" in process.stdout.readline()
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=60) == -signal.SIGINT
        finally:
            process.kill()


def test_without_the_sdk_the_command_says_how_to_get_it(
    run: Run, samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.cli.find_spec", lambda name: None)
    done = run("footnote", "mcp", "--library", str(samples))
    assert (done.status, done.out) == (2, "")
    assert done.err == "footnote: `footnote mcp` needs the MCP SDK: pip install 'footnote[mcp]'\n"


def test_without_the_sdk_the_rest_is_served(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(McpEndpoint, "is_installed", staticmethod(lambda: False))
    with serving(create_app(answerer_of(library), examples=())) as origin:
        assert httpx.post(f"{origin}/mcp", json={}).status_code == 404
        assert httpx.get(f"{origin}/healthz").status_code == 200


def post(address: str, **headers: str) -> httpx.Response:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    accept = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    return httpx.post(address, json=asked, headers=accept | headers, timeout=60)


def test_over_http_the_same_defences_hold(library: Library, mcp_address: str) -> None:
    assert len(post(mcp_address).json()["result"]["tools"]) == 4
    assert post(mcp_address, Host="evil.example").status_code == 421
    assert post(mcp_address, Origin="http://evil.example").status_code == 403
    assert post(mcp_address, Origin=mcp_address.removesuffix("/mcp")).status_code == 200
    assert httpx.get(mcp_address).status_code == 405
    assert httpx.post(mcp_address, content=b" " * 65_537).status_code == 413
    assert httpx.post(mcp_address, content=b"{}", headers={"Content-Type": "text/plain"}).status_code in (400, 403)

    _, secret = library.keys.add("assistant", [Scope.ASK])
    with serving(create_mcp_app(answerer_of(library), protection=Protection(requires_key=True))) as origin:
        assert post(f"{origin}/mcp").status_code == 401
        assert post(f"{origin}/mcp", Authorization=f"Bearer {secret}").status_code == 200
        assert httpx.get(f"{origin}/", headers={"Authorization": f"Bearer {secret}"}).status_code == 404


def test_a_server_that_cannot_start_says_so_to_every_request(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = McpEndpoint(Conversations(answerer_of(library)))

    def fail() -> None:
        raise ImportError("broken")

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    async def send(_: Any) -> None:
        raise AssertionError("nothing is sent")

    async def run() -> None:
        async with endpoint.running():
            for _ in range(2):
                with pytest.raises(ImportError, match="broken"):
                    await endpoint({"type": "http"}, receive, send)

    monkeypatch.setattr(endpoint, "_make_manager", fail)
    anyio.run(run)


def test_the_documented_configurations_are_understood() -> None:
    document = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")
    started, connected = (
        json.loads(block)["mcpServers"]["footnote"] for block in re.findall(r"```json\n(.*?)```", document, re.DOTALL)
    )
    assert started["command"] == "footnote"
    options = cli._parse(started["args"])
    assert (options.command, options.http) == (cli._mcp, False)
    assert connected["url"] == f"http://127.0.0.1:8765{MCP_PATH}"
    served = cli._parse(["mcp", "--http"])
    assert (served.http, served.host, served.port) == (True, "127.0.0.1", 8766)
