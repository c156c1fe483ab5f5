"""Hundreds of files that were built to break a reader: none does more than fail, and each is reported."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hostile_files import make_hostile_files

# The growth is read from the system's high-water mark of this process alone; `ru_maxrss` would start at pytest's.
PROBE = """
import json, os, sys, threading
from pathlib import Path

from corpus.limits import Limits
from corpus.parsing import Parser
from corpus.types import Loaded

def peak():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) * 1024

paths = [Path(os.fsdecode(bytes.fromhex(line))) for line in sys.stdin.read().split()]
changing, done = Path(sys.argv[1]), threading.Event()

def change():
    turn = 0
    while not done.wait(0.005):
        changing.write_bytes(b"PK\\x03\\x04" * (turn % 7_000) if turn % 2 else b"Ice came. " * (turn % 70_000))
        turn += 1

changing.write_text("Ice came.")
thread = threading.Thread(target=change, daemon=True)
thread.start()
before = peak()
with Parser(limits=Limits(stall_s=3.0, cpu_s=20, articles=2_000)) as parser:
    for path, outcome in parser.read_many([changing, *paths, changing]):
        report = {"path": os.fsencode(path).hex(), "is_article": isinstance(outcome, Loaded)}
        if isinstance(outcome, Loaded):
            report["title"] = outcome.article.title
            report["has_secret"] = "swordfish" in f"{outcome.article} {outcome.removed}"
        else:
            report |= {"name": outcome.name, "message": outcome.message}
        print(json.dumps(report))
        del outcome
done.set()
thread.join()
print(json.dumps({"grown_bytes": peak() - before}))
"""


@dataclass(frozen=True)
class Run:
    """One reading of all the files.

    Attributes:
        paths: what was to be read.
        reports: what came of it, in order.
        grown_bytes: how much more memory the reading process, not its worker, came to use.
        connections: how many reached the address that the files name.
        stray: names of files that were not there before.
    """

    paths: list[Path]
    reports: list[dict[str, object]]
    grown_bytes: int
    connections: int
    stray: set[str]
    errors: str


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    home = tmp_path_factory.mktemp("hostile")
    folder = home / "files"
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        paths = make_hostile_files(folder, server=f"http://127.0.0.1:{server.getsockname()[1]}")
        before = _list(home)
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(home / "changing.zip")],
            input=" ".join(os.fsencode(path).hex() for path in paths),
            capture_output=True,
            text=True,
            check=False,
            cwd=home,
            env={"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, sys.path)])},
        )
        connections = _count_connections(server)
    *reports, last = [json.loads(line) for line in done.stdout.splitlines()] or [{}]
    assert done.returncode == 0, done.stderr
    stray = _list(home) - before - {str(home / "changing.zip")}
    stray |= {str(path) for path in (Path("/tmp/escaped.txt"), Path("/escaped.txt")) if path.exists()}
    yield Run(paths, reports, last["grown_bytes"], connections, stray, done.stderr)
    for path in paths:
        if path.name == "unreadable.txt":
            path.chmod(0o600)


def _list(folder: Path) -> set[str]:
    return {str(Path(parent, name)) for parent, _, names in os.walk(folder) for name in names}


def _count_connections(server: socket.socket) -> int:
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


def test_there_are_at_least_200_hostile_files_and_each_has_an_outcome(run: Run) -> None:
    reported = {report["path"] for report in run.reports}
    assert len(run.paths) >= 200
    assert [path for path in run.paths if os.fsencode(path).hex() not in reported] == []
    assert run.errors == ""


def test_what_is_no_article_is_reported_in_one_printable_line(run: Run) -> None:
    messages = [str(report["message"]) for report in run.reports if not report["is_article"]]
    assert len(messages) >= 200
    assert [message for message in messages if not message.isprintable() or len(message) > 3_000] == []
    assert [message for message in messages if "Traceback" in message or message.strip() in {"", "None"}] == []


def test_titles_hold_nothing_that_a_terminal_obeys(run: Run) -> None:
    titles = [str(report["title"]) for report in run.reports if report["is_article"]]
    assert titles
    assert [title for title in titles if any(c < " " or c in "\x7f\x9b\u202e\u2066" for c in title)] == []


def test_no_reader_met_an_error_that_it_did_not_foresee(run: Run) -> None:
    messages = [str(report["message"]) for report in run.reports if not report["is_article"]]
    assert [message for message in messages if "its reader" in message] == []


def test_the_reading_process_stays_small(run: Run) -> None:
    assert run.grown_bytes < 50 * 1024 * 1024


def test_nothing_is_fetched_written_or_leaked(run: Run) -> None:
    assert run.connections == 0
    assert run.stray == set()
    assert [report["path"] for report in run.reports if report.get("has_secret")] == []
