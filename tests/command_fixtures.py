"""What tests of the command lines share; the fixture `run` is in `conftest`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Run = Callable[..., "Done"]


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def assert_one_line(done: Done, *, status: int, said: str) -> None:
    assert done.status == status
    assert said in done.err, done.err
    lines = [line for line in done.err.splitlines() if line.startswith(("ask: ", "footnote: "))]
    assert len(lines) == 1, done.err
    assert "Traceback" not in done.err
