"""Give up what reading files does not need, before the first one is read. It cannot be taken back.

Limits on resources hold whatever the process runs. Landlock, where Linux has it, keeps even native code that a file
took over from writing, running programs and connecting by TCP; it holds for the thread that asks for it and for those
that come after (https://docs.kernel.org/userspace-api/landlock.html). The audit hook holds for Python code everywhere.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import resource
import select
import struct
import sys
from math import ceil
from pathlib import Path

from corpus.limits import Limits

_FORBIDDEN_EVENTS = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "pty.")
_CHANGING_EVENTS = frozenset(
    {"os.chmod", "os.chown", "os.kill", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"}
    | {"os.killpg", "os.truncate", "os.utime"}
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# System call numbers are the same on every architecture for calls as new as these; prctl goes by its C name.
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_LANDLOCK_VERSION_FLAG = 1
_PR_SET_NO_NEW_PRIVS = 38
# Rights over files by the version of Landlock that knows them: all except reading a file (bit 2) and a folder (bit 3).
_FILE_RIGHTS = {1: 0x1FFF & ~0b1100, 2: 1 << 13, 3: 1 << 14}
_TCP_RIGHTS = 0b11  # bind and connect, from version 4 on
_SCOPES = 0b11  # abstract sockets and signals to other processes, from version 6 on


def confine(limits: Limits) -> None:
    """Limit this process, for good, to reading files and writing to what is open already."""
    with contextlib.suppress(OSError):  # where memory runs out, the system ends this process before any other
        Path("/proc/self/oom_score_adj").write_text("1000")
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, limits.open_files)
    _limit(resource.RLIMIT_AS, limits.memory_bytes)
    _restrict_by_landlock()
    sys.addaudithook(_refuse)


def allow_cpu(seconds: int) -> None:
    """Let this process use the processor for so many seconds more before the system ends it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = ceil(usage.ru_utime + usage.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def end_with(lifeline: int) -> None:
    """Let the system end this process when the other end of a pipe is closed, as when its owner dies.

    The kernel sends SIGIO then, whose effect is to end the process, even inside native code that never returns. A
    parent death signal would also come when only the thread that started this process ends.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([lifeline], [], [], 0)[0]:  # it was closed before the signal was asked for
        os._exit(0)


def _limit(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with contextlib.suppress(OSError, ValueError):  # macOS knows RLIMIT_AS and refuses it
        resource.setrlimit(kind, (value, value))


def _restrict_by_landlock() -> None:
    """Forbid everything that Landlock knows except reading, where the kernel has it."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_VERSION_FLAG)
    if version < 1:
        return
    files = sum(rights for known, rights in _FILE_RIGHTS.items() if version >= known)
    attributes = struct.pack(
        "=QQQ", files, _TCP_RIGHTS if version >= 4 else 0, _SCOPES if version >= 6 else 0
    )  # an older kernel takes the longer structure as long as what it does not know is 0
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse what reading does not need; an audit hook can be added, never removed."""
    if event == "open":
        flags = arguments[2]
        is_writing = isinstance(flags, int) and flags & _WRITING
        if is_writing:
            raise PermissionError("A reader tried to write a file.")
    elif event in _CHANGING_EVENTS or event.startswith(_FORBIDDEN_EVENTS):
        raise PermissionError(f"A reader tried what it may not do: {event}.")
