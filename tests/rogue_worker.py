"""A worker with readers that do the worst they can: a file `NAME.rogue` is read by the function `NAME` below.

Any other file is its own article. The real readers, which take a second to load, are left out.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from corpus import worker
from corpus.errors import UnreadableFileError
from corpus.limits import Limits
from corpus.messages import PREFIX, Frame, encode_outcome, write_header
from corpus.types import Article, Failed, Loaded, Removal, hash_text, identify

_LIBC = ctypes.CDLL(None, use_errno=True)


def make(path: Path, *, part: int = 0, text: str = "Ice closed the harbour.", **fields: object) -> Loaded:
    origin = f"{path.as_uri()}#{part}"
    article = Article(
        id=identify(origin), origin=origin, title=f"Part {part}", text=text, sha256=hash_text(text), **fields
    )
    return Loaded(article=article, removed=(Removal("Subscribe", "phrase"),), kept_share=0.5)


def hang(path: Path) -> Iterator[Loaded]:
    yield make(path)
    while True:
        pass


def sleep(path: Path) -> Iterator[Loaded]:
    yield make(path)
    time.sleep(3600)


def drip(path: Path) -> Iterator[Loaded]:
    for part in range(1000):
        yield make(path, part=part)
        time.sleep(0.1)


def crash(path: Path) -> Iterator[Loaded]:
    yield make(path)
    ctypes.string_at(0)


def killed(path: Path) -> Iterator[Loaded]:
    yield make(path)
    signal.raise_signal(signal.SIGKILL)


def leave(path: Path) -> Iterator[Loaded]:
    yield make(path)
    os._exit(3)


def devour(path: Path) -> Iterator[Loaded]:
    yield make(path, text="x" * bytes(10**11)[0])


def stumble(path: Path) -> Iterator[Loaded]:
    yield make(path)
    raise KeyError("a\nname\x1b[31m")


def flood(path: Path) -> Iterator[Loaded]:
    for part in range(10**9):
        yield make(path, part=part)


def large(path: Path) -> Iterator[Loaded]:
    yield make(path, text="x" * 4_000_001)
    yield make(path, part=1, pages=(0,) * 300_000)
    yield make(path, part=2, text="x" * 4_000_000)


def chatter(path: Path) -> Iterator[Loaded]:
    print("noise", flush=True)
    os.write(1, b"noise")
    yield make(path)


def furnish(path: Path) -> Iterator[Loaded]:
    loaded = make(path)
    yield Loaded(article=loaded.article, removed=(Removal("a\nb\tc", "x\ty"),) * 20_000)


def send_garbage(path: Path) -> Iterator[Loaded]:
    yield make(path)
    os.write(_find_output(), b"\xff" * 100)


def send_nonsense(path: Path) -> Iterator[Loaded]:
    yield make(path)
    os.write(_find_output(), Frame(b"[" * 100_000).pack())


def claim(path: Path) -> Iterator[Loaded]:
    yield make(path.with_name("elsewhere.txt"))
    yield make(path, part=1)


def send_lies(path: Path) -> Iterator[Loaded]:
    lie = encode_outcome(make(path.with_name("elsewhere.txt")), name="lie", limits=Limits())
    os.write(_find_output(), lie.pack())
    yield make(path)


def send_half(path: Path) -> Iterator[Loaded]:
    yield make(path)
    os.write(_find_output(), PREFIX.pack(10, 1000, 0) + write_header(kind="end"))
    time.sleep(3600)


def refused(path: Path) -> Iterator[Failed]:
    """Try what a reader may not do, through Python."""
    attempts = {
        "connect": lambda: socket.create_connection(("127.0.0.1", 9)),
        "resolve": lambda: socket.getaddrinfo("localhost", 80),
        "run": lambda: os.system("true"),
        "fork": os.fork,
        "write": lambda: path.with_name("written").open("w"),
        "remove": path.unlink,
        "rename": lambda: path.rename(path.with_name("renamed")),
        "kill": lambda: os.kill(os.getppid(), signal.SIGTERM),
    }
    for name, attempt in attempts.items():
        try:
            attempt()
        except PermissionError:
            yield Failed(name=name, message="refused")
        else:
            yield Failed(name=name, message="allowed")


def native(path: Path) -> Iterator[Failed]:
    """Try the same through the C library, as a reader in C that a file took over could."""
    address = struct.pack("=HHI8x", socket.AF_INET, socket.htons(9), socket.htonl(0x7F000001))
    attempts = {
        "connect": lambda: _LIBC.connect(_LIBC.socket(socket.AF_INET, socket.SOCK_STREAM, 0), address, len(address)),
        "write": lambda: _LIBC.open(os.fsencode(path.with_name("written")), os.O_CREAT | os.O_WRONLY, 0o600),
        "remove": lambda: _LIBC.unlink(os.fsencode(path)),
        "run": lambda: _LIBC.execl(os.fsencode(sys.executable), b"python", b"-c", b"", None),
        "kill": lambda: _LIBC.kill(os.getppid(), signal.SIGTERM),
    }
    for name, attempt in attempts.items():
        status = attempt()
        yield Failed(name=name, message="allowed" if status >= 0 else os.strerror(ctypes.get_errno()))


def surroundings(path: Path) -> Iterator[Failed]:
    """Report what the worker has around it."""
    facts = {
        "variables": sorted(os.environ),
        "folder": str(Path.cwd()),
        "files": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
        "core": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "writable": resource.getrlimit(resource.RLIMIT_FSIZE)[1],
        "memory": resource.getrlimit(resource.RLIMIT_AS)[1],
        "leader": os.getsid(0) == os.getpid(),
        "threads": len(list(Path("/proc/self/task").iterdir())),
    }
    for name, value in facts.items():
        yield Failed(name=name, message=str(value))


def _find_output() -> int:
    """Return the descriptor that the worker writes its frames to: the one pipe that can be written."""
    import fcntl
    import stat

    for descriptor in range(3, 16):
        try:
            mode, flags = os.fstat(descriptor).st_mode, fcntl.fcntl(descriptor, fcntl.F_GETFL)
        except OSError:
            continue
        if stat.S_ISFIFO(mode) and flags & os.O_ACCMODE == os.O_WRONLY:
            return descriptor
    raise AssertionError("no output")


def _read_honestly(path: Path) -> Iterator[Loaded | Failed]:
    try:
        yield make(path, text=path.read_text().strip())
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{path} does not exist. Check the path.") from error


def load_all(path: Path) -> Iterator[Loaded | Failed]:
    if path.suffix != ".rogue":
        return _read_honestly(path)
    readings: Iterator[Loaded | Failed] = globals()[path.stem](path)
    return readings


def main() -> None:
    loading, languages = ModuleType("corpus.loading"), ModuleType("corpus.languages")
    vars(loading)["load_all"] = vars(loading)["load_data"] = load_all
    vars(languages)["detect_language"] = str
    sys.modules |= {"corpus.loading": loading, "corpus.languages": languages}
    worker.main()


if __name__ == "__main__":
    main()
