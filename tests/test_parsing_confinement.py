"""A reader can read, and nothing else."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

import pytest

from corpus.limits import Limits
from corpus.parsing import Parser
from corpus.types import Failed


def ask(path: Path, *, limits: Limits | None = None) -> dict[str, str]:
    """Return what a rogue reader reports, by name."""
    with Parser(limits=limits, module="rogue_worker") as parser:
        return {outcome.name: outcome.message for outcome in parser.read(path) if isinstance(outcome, Failed)}


def test_python_code_in_the_worker_cannot_connect_run_or_change_anything(tmp_path: Path) -> None:
    path = tmp_path / "refused.rogue"
    path.touch()
    assert ask(path) == dict.fromkeys(
        ["connect", "resolve", "run", "fork", "write", "remove", "rename", "kill"], "refused"
    )
    assert list(tmp_path.iterdir()) == [path]


def test_native_code_in_the_worker_cannot_connect_run_or_change_anything(tmp_path: Path) -> None:
    if (version := ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), 1)) < 1:
        pytest.skip("this kernel has no Landlock")
    path = tmp_path / "native.rogue"
    path.touch()
    refusals = {"write": errno.EACCES, "remove": errno.EACCES, "run": errno.EACCES}
    if version >= 4:
        refusals["connect"] = errno.EACCES
    if version >= 6:
        refusals["kill"] = errno.EPERM
    reports = ask(path)
    assert {name: reports[name] for name in refusals} == {
        name: os.strerror(number) for name, number in refusals.items()
    }
    assert list(tmp_path.iterdir()) == [path]


def test_the_worker_has_little_around_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "swordfish")
    monkeypatch.chdir(tmp_path)
    facts = ask(tmp_path / "surroundings.rogue", limits=Limits(memory_bytes=700_000_000, open_files=32))
    assert facts == {
        "variables": str(
            sorted(["LC_ALL", "MALLOC_ARENA_MAX", "OPENBLAS_NUM_THREADS", "PYTHONPATH", "PYTHONUTF8", "TZ"])
        ),
        "folder": "/",
        "files": "32",
        "core": "0",
        "writable": "0",
        "memory": "700000000",
        "leader": "True",
        "threads": "2",  # one is ONNX Runtime's, begun when all this holds: Landlock covers it
    }
