"""`ask` and `footnote` between other programs: pipes, readers that go away, terminals."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest


def start(*command: str, stdin: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        input=stdin or b"",
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_the_question_may_come_through_a_pipe(samples: Path) -> None:
    for arguments in ([], ["-"]):
        done = start("rag.ask", "--library", str(samples), *arguments, stdin=b"what did Russia provide?\n")
        assert (done.returncode, b"[1]" in done.stdout, done.stderr) == (0, True, b"")


def test_a_reader_that_goes_away_is_no_error(samples: Path) -> None:
    (article, *_) = json.loads(start("rag.cli", "list", "--json", "--library", str(samples)).stdout)
    command = f"{sys.executable} -m rag.cli show --library {samples} {article['id']} | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(("no_color", "is_coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colour_unless_it_is_refused(samples: Path, no_color: str, is_coloured: bool) -> None:
    out = run_on_terminal(["rag.ask", "--library", str(samples), "what did Russia provide?"], NO_COLOR=no_color)
    assert ("\x1b[" in out) is is_coloured
    assert "[1]" in out


def run_on_terminal(command: Sequence[str], **environment: str) -> str:
    main, side = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", **environment}
    process = subprocess.Popen([sys.executable, "-m", *command], stdin=side, stdout=side, stderr=side, env=env)
    os.close(side)
    parts = []
    while True:
        try:
            part = os.read(main, 4096)
        except OSError:  # the other side has closed
            break
        if not part:
            break
        parts.append(part)
    process.wait()
    os.close(main)
    return b"".join(parts).decode()
