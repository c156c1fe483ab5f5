"""The server: where it listens, what it says, and how it ends."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from corpus.errors import FootnoteError
from web.serving import open_listener

SERVER = """
import sys
from pathlib import Path
from conftest import HashEncoder, ARTICLES
from index.library import Library
from rag.answering import Answerer
from web.serving import serve
from web_fixtures import FixedReader
with Library(Path(sys.argv[1]), lambda record: HashEncoder(), create=True) as library:
    for article in ARTICLES:
        library.add(article)
    serve(Answerer(library, FixedReader("ice")), port=0)
print("ended")
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.2", "footnote.example", "", "127.0.0.1.example"])
def test_a_host_that_others_could_reach_is_refused(host: str) -> None:
    with pytest.raises(FootnoteError, match="this machine only"):
        open_listener(host, 0)


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


def test_a_server_says_where_it_is_answers_and_ends_quietly_on_ctrl_c(tmp_path: Path) -> None:
    tests = Path(__file__).parent
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "library")],
        cwd=tests.parent,
        env={"PYTHONPATH": f"{tests.parent}:{tests}", "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            said = process.stderr.readline()
            assert said.startswith("Footnote is at http://127.0.0.1:")
            assert said.endswith(" (Ctrl-C stops it)\n")
            origin = said.split()[3]
            with urllib.request.urlopen(f"{origin}/?q=what+did+the+ice+do", timeout=30) as reply:
                assert b"<blockquote" in reply.read()
                assert "server" not in reply.headers
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 0
            assert process.stdout.read() == "ended\n"
            assert process.stderr.read() == ""
        finally:
            process.kill()
