"""Whatever bytes a server sends, a fetch ends with what it gave or with a message."""

from __future__ import annotations

import contextlib
import gzip
import random
import socket
import zlib
from typing import Any

import pytest
from hostile_server import SITE, make_fetcher, reply

from corpus import connecting
from corpus.errors import FetchError

PAGE = b"<html><p>" + b"words and more " * 40
CHUNKS = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (PAGE[:50], PAGE[50:])) + b"0\r\n\r\n"
SOUND = [
    reply(PAGE),
    reply(gzip.compress(PAGE), headers={"Content-Encoding": "gzip"}),
    reply(zlib.compress(PAGE), headers={"Content-Encoding": "deflate"}),
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + CHUNKS,
    reply(status=302, headers={"Location": f"http://{SITE}:9999/a?b#c"}),
    reply(status=503, headers={"Retry-After": "Fri, 02 Jan 2026 04:04:05 GMT"}),
    b"HTTP/1.1 100 Continue\r\n\r\n" + reply(PAGE),
    reply(b"%PDF-1.4 x", headers={"Content-Type": "application/octet-stream"}),
]
INSERTED = [
    *(b"\r\n", b"\n", b"\r\n ", b"\t", b" ", b"\0", b"\xff", b":", b";", b"[", b"%", b"@", b"-1", b"9" * 5000),
    *(b"Transfer-Encoding: chunked\r\n", b"Content-Length: 5\r\n", b"Content-Encoding: gzip\r\n", b"charset*=x''y"),
]


def damage(sent: bytes, chance: random.Random) -> bytes:
    """Change, insert, remove or cut off a few bytes, mostly in the head."""
    broken = bytearray(sent)
    for _ in range(chance.randint(1, 6)):
        if not broken:
            break
        place = chance.randrange(min(len(broken), chance.choice([200, len(broken)])))
        match chance.randrange(4):
            case 0:
                broken[place] = chance.randrange(256)
            case 1:
                broken[place:place] = chance.choice(INSERTED)
            case 2:
                del broken[place : place + chance.randint(1, 20)]
            case _:
                del broken[chance.randrange(len(broken) + 1) :]
    return bytes(broken)


@pytest.mark.parametrize("seed", range(8))
def test_damaged_responses_end_with_a_page_or_a_message(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    outcomes = {"page": 0, "message": 0}
    with contextlib.ExitStack() as stack:
        answers: list[bytes] = []

        def connect(*_: Any, **__: Any) -> socket.socket:
            near, far = socket.socketpair()
            stack.enter_context(far)
            far.sendall(answers.pop(0) if answers else reply(status=404))
            far.shutdown(socket.SHUT_WR)
            return near

        monkeypatch.setattr(connecting, "_connect", connect)
        for _ in range(100):
            robots = damage(SOUND[0], chance) if chance.random() < 0.2 else reply(status=404)
            answers[:] = [robots, damage(chance.choice(SOUND), chance), damage(SOUND[0], chance)]
            with make_fetcher() as fetcher:
                try:
                    fetcher.fetch(f"http://{SITE}:9999/")
                except FetchError as error:
                    outcomes["message"] += str(error).isprintable()
                else:
                    outcomes["page"] += 1
    assert sum(outcomes.values()) == 100
    assert min(outcomes.values()) > 0
