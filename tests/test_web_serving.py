"""The server: where it listens, for whom, what it says, and how it ends."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from conftest import Run
from web_fixtures import FixedReader

from corpus.errors import FootnoteError
from index.keys import Scope
from index.library import Library
from rag.answering import Answerer
from web import protocol
from web import serving as serving_module
from web.limiting import LOCAL_RATE, REMOTE_RATE
from web.listening import ServeOptions, choose_place, open_listener
from web.protocol import TimedProtocol

SERVER = """
import sys, time
from pathlib import Path
from conftest import HashEncoder, ARTICLES
from index.library import Library
from rag.answering import Answerer
from web.serving import serve
from web.listening import ServeOptions
from web_fixtures import FixedReader

class Reader(FixedReader):
    def read(self, question, hits):
        if "slowly" in question:
            sys.stdout.write("reading\\n")
            sys.stdout.flush()
            time.sleep(1)
        return super().read(question, hits)

with Library(Path(sys.argv[1]), lambda record: HashEncoder(), create=True) as library:
    for article in ARTICLES:
        library.add(article)
    serve(Answerer(library, Reader("ice")), options=ServeOptions(port=0, logs_json="json" in sys.argv))
print("ended")
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "footnote.example", "", "127.0.0.1.example"])
def test_a_host_that_others_could_reach_is_refused_without_keys(host: str) -> None:
    with pytest.raises(FootnoteError, match="this machine only") as caught:
        choose_place(ServeOptions(host=host), has_keys=False)
    assert "footnote keys add NAME" in str(caught.value)
    place = choose_place(ServeOptions(host=host), has_keys=True)
    assert place.protection.requires_key
    assert place.protection.rate == REMOTE_RATE
    assert "TLS" in place.warnings[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_on_this_machine_no_key_is_needed_unless_it_is_asked_for(host: str) -> None:
    for has_keys in (False, True):
        place = choose_place(ServeOptions(host=host), has_keys=has_keys)
        assert not place.protection.requires_key
        assert place.protection.rate == LOCAL_RATE
        assert place.warnings == ()
    assert choose_place(ServeOptions(host=host, requires_key=True), has_keys=True).protection.requires_key
    with pytest.raises(FootnoteError, match="--require-key would let nobody in"):
        choose_place(ServeOptions(host=host, requires_key=True), has_keys=False)


def test_a_name_that_leads_here_from_elsewhere_needs_keys_too() -> None:
    proxied = ServeOptions(allowed_hosts=("Footnote.example.",))
    with pytest.raises(FootnoteError, match=r"footnote\.example"):
        choose_place(proxied, has_keys=False)
    place = choose_place(proxied, has_keys=True)
    assert place.protection.requires_key
    assert "footnote.example" in place.names
    assert not choose_place(ServeOptions(allowed_hosts=("localhost", "::1")), has_keys=False).protection.requires_key


@pytest.mark.parametrize(
    "name", ["https://a.example", "a.example:80", "a/b", "", "*", "a b", "-a", "a..b", "[::g]", "a\x00"]
)
def test_what_is_no_name_is_said(name: str) -> None:
    with pytest.raises(FootnoteError, match=r"--allow-host footnote\.example"):
        choose_place(ServeOptions(allowed_hosts=(name,)), has_keys=True)


def test_who_listens_everywhere_is_told_to_name_itself() -> None:
    place = choose_place(ServeOptions(host="0.0.0.0"), has_keys=True)
    assert place.names == ("127.0.0.1", "localhost", "[::1]")
    assert "--allow-host NAME" in place.warnings[1]
    named = choose_place(ServeOptions(host="0.0.0.0", allowed_hosts=("a.example",)), has_keys=True)
    assert len(named.warnings) == 1
    assert choose_place(ServeOptions(host="192.168.1.2"), has_keys=True).names[-1] == "192.168.1.2"


def test_a_rate_is_taken_over() -> None:
    assert choose_place(ServeOptions(requests_per_minute=10), has_keys=False).protection.rate.per_minute == 10
    assert choose_place(ServeOptions(requests_per_minute=0), has_keys=False).protection.rate.per_minute == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_it_listens_on_this_machine_alone(host: str) -> None:
    with open_listener(host, 0) as listener:
        assert listener.getsockname()[0] == "127.0.0.1"
        assert listener.getsockname()[1] > 0


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(FootnoteError) as caught:
            open_listener("127.0.0.1", port)
    assert f"Port {port} is taken" in str(caught.value)
    assert "--port" in str(caught.value)


@pytest.mark.parametrize("port", [-1, 65_536, 10**9])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(FootnoteError, match=f"port {port}"):
        open_listener("127.0.0.1", port)


@contextmanager
def serving(tmp_path: Path, *how: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own process, and its origin."""
    tests = Path(__file__).parent
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "library"), *how],
        cwd=tests.parent,
        env={"PYTHONPATH": f"{tests.parent}:{tests}", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        try:
            said = process.stderr.readline()
            assert said.startswith("Footnote is at http://127.0.0.1:")
            assert said.endswith(" (Ctrl-C stops it)\n")
            yield process, said.split()[3]
        finally:
            process.kill()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_answers_what_it_was_asked_and_ends_quietly(tmp_path: Path, sign: signal.Signals) -> None:
    with serving(tmp_path) as (process, origin), socket.create_connection(("127.0.0.1", _port(origin))) as asking:
        assert process.stdout is not None
        assert process.stderr is not None
        with urllib.request.urlopen(f"{origin}/?q=what+did+the+ice+do", timeout=60) as reply:
            assert b"<blockquote" in reply.read()
            assert "server" not in reply.headers
        asking.sendall(b"GET /?q=what+did+the+ice+do+slowly HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert process.stdout.readline() == "reading\n"
        process.send_signal(sign)
        asking.settimeout(60)
        received = b""
        while part := asking.recv(65_536):
            received += part
        assert received.startswith(b"HTTP/1.1 200 OK\r\n")
        assert b"<blockquote" in received
        assert process.wait(timeout=60) == 0
        assert process.stdout.read() == "ended\n"
        assert process.stderr.read() == ""


def test_json_lines_are_all_that_a_server_then_says(tmp_path: Path) -> None:
    with serving(tmp_path, "json") as (process, origin):
        assert process.stderr is not None
        for address in ("/?q=ice", "/healthz"):
            with urllib.request.urlopen(origin + address, timeout=60) as reply:
                reply.read()
        with socket.create_connection(("127.0.0.1", _port(origin))) as garbled:
            garbled.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
            assert garbled.recv(100).startswith(b"HTTP/1.1 400")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        lines = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert [(line.get("route"), line.get("message")) for line in lines] == [
        ("/", None), ("/healthz", None), (None, "Invalid HTTP request received."),
    ]  # fmt: skip


def _port(origin: str) -> int:
    return int(origin.rpartition(":")[2])


def test_a_head_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.05)
    head = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    assert asyncio.run(talk([])) == b""
    assert asyncio.run(talk([head, b"X-A: b\r\n"])) == b""
    assert asyncio.run(talk([head + b"\r\n"])).startswith(b"HTTP/1.1 200")
    both = asyncio.run(talk([head + b"\r\n", None, head]))  # a second one begins on the same connection
    assert both.count(b"HTTP/1.1 200") == 1


async def talk(parts: Sequence[bytes | None], *, patience_s: float = 60) -> bytes:
    """Send parts to a server and return what comes until it closes; `None` waits for a reply."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.2)  # longer than a head may take: this is not what is limited
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        await send({"type": "http.response.body", "body": b"a"})

    config = uvicorn.Config(app, http=TimedProtocol, ws="none", lifespan="off", log_config=None, log_level="critical")
    server = uvicorn.Server(config)
    with open_listener("127.0.0.1", 0) as listener:
        running = asyncio.create_task(server.serve(sockets=[listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        received = b""
        for part in parts:
            if part is None:
                received += await reader.read(1000)
            else:
                writer.write(part)
                await writer.drain()
        try:
            async with asyncio.timeout(patience_s):
                received += await reader.read()
        finally:
            writer.close()
            server.should_exit = True
            await running
    return received


def test_the_command_says_what_to_do(run: Run, open_library: Callable[..., Library], tmp_path: Path) -> None:
    shown = run("footnote", "serve", "--help").out
    for words in ("footnote keys add", "--allow-host NAME", "--require-key", "--rate N", "--log-json", "TLS"):
        assert words in shown
    assert "scope" in run("footnote", "keys", "add", "--help").out
    for wrong in ("-1", "x", "1.5"):
        assert run("footnote", "serve", f"--rate={wrong}").status == 2


def test_keys_are_looked_for_before_a_socket_is_opened(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving_module, "open_listener", lambda *_: pytest.fail("it listens"))
    monkeypatch.setattr(serving_module, "set_up_logging", lambda **_: None)
    answerer = Answerer(library, FixedReader("ice"))
    with pytest.raises(FootnoteError, match="no keys"):
        serving_module.serve(answerer, options=ServeOptions(host="0.0.0.0"))
    library.keys.add("anna", [Scope.ASK])
    with pytest.raises(pytest.fail.Exception, match="it listens"):
        serving_module.serve(answerer, options=ServeOptions(host="0.0.0.0"))
