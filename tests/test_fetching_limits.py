"""What a hostile or broken server sends ends at a limit, with a message and never with another error."""

from __future__ import annotations

import gzip
import itertools
import socket
import time
import tracemalloc
import zlib
from collections.abc import Iterable, Iterator

import pytest
from hostile_server import SITE, Request, Site, make_fetcher, open_site, reply

from corpus.errors import FetchError
from corpus.fetched import Fetched, FetchLimits

HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HTML + b"Transfer-Encoding: chunked\r\n\r\n"
ZIPPED = HTML + b"Content-Encoding: gzip\r\n\r\n"
SMALL = FetchLimits(max_bytes=100_000, deadline_s=20)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def refusal(url: str, *, limits: FetchLimits = SMALL) -> str:
    """The message with which a fetch ends."""
    with make_fetcher(limits=limits) as fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(url)
    assert str(caught.value).isprintable()
    return str(caught.value)


def endless(*pieces: bytes) -> Iterable[bytes]:
    return itertools.chain(pieces[:-1], itertools.repeat(pieces[-1]))


def slowly(*pieces: bytes) -> Iterator[bytes]:
    """The pieces, and the last of them again and again: each comes soon enough, all of them never."""
    yield from pieces[:-1]
    for _ in range(200):
        time.sleep(0.02)
        yield pieces[-1]


def gzip_bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(megabytes)) + packer.flush()


BOMB = gzip_bomb(200)


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([HTML + b"\r\n", b"a" * 10_000], id="endless body"),
        pytest.param([CHUNKED, b"2710\r\n" + b"a" * 10_000 + b"\r\n"], id="endless chunks"),
        pytest.param([CHUNKED, b"1\r\na\r\n" * 1000], id="endless chunks of a byte"),
        pytest.param([CHUNKED + b"0\r\n", b"X: " + b"a" * 1000 + b"\r\n"], id="endless trailers"),
        pytest.param([CHUNKED + b"fffffffffffffffff\r\n", b"a" * 10_000], id="one chunk without an end"),
        pytest.param([CHUNKED + b"-1\r\n", b"a" * 10_000], id="a chunk of -1 bytes"),
        pytest.param([ZIPPED, gzip.compress(b"")], id="endless empty gzip members"),
        pytest.param([ZIPPED, gzip.compress(b"a" * 50_000)], id="endless gzip members"),
        pytest.param([HTML, b"X: " + b"a" * 1000 + b"\r\n"], id="endless headers"),
        pytest.param([HTML + b"X: ", b"a" * 1000], id="an endless header"),
        pytest.param([b"HTTP/1.1 ", b"a" * 1000], id="an endless status line"),
        pytest.param([b"HTTP/1.1 100 Continue\r\n\r\n"], id="endless promises to continue"),
    ],
)
def test_what_has_no_end_is_cut_off(pieces: list[bytes], site: Site) -> None:
    site.scripts["/endless"] = lambda _: endless(*pieces)
    message = refusal(site.url("/endless"))
    assert "too large" in message or "sent what is no page" in message


def test_a_length_over_the_limit_is_refused_before_it_is_read(site: Site) -> None:
    site.scripts["/long"] = lambda _: endless(HTML + b"Content-Length: 100001\r\n\r\n", b"a")
    assert "too large (by its length)" in refusal(site.url("/long"))


def test_a_page_of_just_the_limit_is_taken(site: Site) -> None:
    for size in (SMALL.max_bytes, SMALL.max_bytes + 1):
        site.say(f"/{size}", HTML + b"\r\n", b"a" * size)
    with make_fetcher(limits=SMALL) as fetcher:
        fetched = fetcher.fetch(site.url(f"/{SMALL.max_bytes}"))
    assert isinstance(fetched, Fetched)
    assert len(fetched.data) == SMALL.max_bytes
    assert "too large" in refusal(site.url(f"/{SMALL.max_bytes + 1}"))


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_refused_without_being_unpacked(coding: str, site: Site) -> None:
    body = BOMB if coding == "gzip" else BOMB[10:-8]
    url = site.say("/bomb", reply(body, headers={"Content-Encoding": coding}))
    tracemalloc.start()
    try:
        assert "too large (when decompressed)" in refusal(url, limits=FetchLimits())
        # It would be 200 MB; the limit is 20 MB, held twice while it grows.
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_for_a_robots_txt_is_cut_off(site: Site) -> None:
    with open_site() as other:
        other.say("/robots.txt", reply(BOMB, headers={"Content-Encoding": "gzip"}))
        other.say("/page", reply(b"<p>words"))
        with make_fetcher() as fetcher:
            assert isinstance(fetcher.fetch(other.url("/page")), Fetched)


@pytest.mark.parametrize(
    "pieces",
    [
        pytest.param([HTML + b"\r\n", b"a"], id="body"),
        pytest.param([HTML + b"Content-Length: 1000\r\n\r\n", b"a"], id="body of a known length"),
        pytest.param([CHUNKED, b"1\r\na\r\n"], id="chunks"),
        pytest.param([ZIPPED, gzip.compress(b"a")], id="gzip members"),
        pytest.param([HTML + b"X: ", b"a"], id="headers"),
        pytest.param([b"H"], id="status line"),
        pytest.param([b"HTTP/1.1 100 Continue\r\n\r\n"], id="promises to continue"),
    ],
)
@pytest.mark.parametrize("path", ["/page", "/robots.txt"])
def test_a_server_that_sends_byte_by_byte_ends_at_the_deadline(path: str, pieces: list[bytes]) -> None:
    with open_site() as site:
        site.scripts[path] = lambda _: slowly(*pieces)
        assert "did not come in time" in refusal(site.url("/page"), limits=FetchLimits(deadline_s=0.3))


def test_the_deadline_is_one_for_all_redirects() -> None:
    def redirect_late(request: Request) -> Iterator[bytes]:
        time.sleep(0.2)
        yield reply(status=302, headers={"Location": "/" + str(int(request.path[1:]) + 1)})

    with open_site() as site:
        site.scripts |= {f"/{number}": redirect_late for number in range(4)}
        site.say("/3", reply(b"<p>words"))
        assert "did not come in time" in refusal(site.url("/0"), limits=FetchLimits(deadline_s=0.5))


def test_a_server_that_says_nothing_ends_at_the_deadline() -> None:
    with socket.socket() as silent:
        silent.bind((SITE, 0))
        silent.listen()
        for scheme in ("http", "https"):
            url = f"{scheme}://{SITE}:{silent.getsockname()[1]}/"
            assert "Try again later" in refusal(url, limits=FetchLimits(deadline_s=0.2))


def test_a_name_that_is_resolved_too_late_ends_at_the_deadline(site: Site) -> None:
    def resolver(_: str) -> list[str]:
        time.sleep(0.5)
        return [SITE]

    with (
        make_fetcher(resolver=resolver, limits=FetchLimits(deadline_s=0.1)) as fetcher,
        pytest.raises(FetchError, match="did not come in time"),
    ):
        fetcher.fetch(site.url("/", host="slow.test"))
    assert site.pages.count("/") == 0


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (HTML + b"Content-Length: 9\r\n\r\n12345678", "only in part"),
        (HTML + b"Content-Length: 9\r\nContent-Length: 8\r\n\r\n12345678", "only in part"),
        (CHUNKED + b"5\r\n1234", "IncompleteRead"),
        (CHUNKED + b"5\r\n12345\r\n", "IncompleteRead"),
        (CHUNKED + b"5\r\n12345--7\r\n", "IncompleteRead"),
        (CHUNKED + b"wat\r\n12345\r\n0\r\n\r\n", "IncompleteRead"),
        (CHUNKED + b"-5\r\n12345\r\n0\r\n\r\n", "sent what is no page"),
        (CHUNKED + b"9" * 70_000 + b"\r\n", "sent what is no page"),
        (ZIPPED + gzip.compress(b"words")[:-9], "only in part"),
        (ZIPPED + gzip.compress(b"words")[:-1], "only in part"),
        (ZIPPED + gzip.compress(b"words")[:-8] + bytes(8), "incorrect data check"),
        (ZIPPED + b"no gzip at all", "incorrect header check"),
        (HTML + b"Content-Encoding: deflate\r\n\r\n\x07none", "invalid block type"),
        (HTML + b"Content-Encoding: br\r\n\r\nwords", "compressed as 'br'"),
        (HTML + b"Content-Encoding: gzip, gzip\r\n\r\nwords", "compressed as 'gzip, gzip'"),
        (HTML + b"Content-Encoding: \x1b[31mzstd\r\n\r\nwords", "compressed as"),
        (HTML + b"\r\n", "is empty"),
        (HTML + b"X: 1\r\n" * 101 + b"\r\nwords", "more than 100 headers"),
        (b"", "closed connection without response"),
        (b"\r\n\r\n", "sent what is no page"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "sent what is no page"),
        (b"220 mail.test ESMTP\r\n", "sent what is no page"),
        (b"HTTP/1.1 2\x1b[31m00 OK\r\n\r\n", "sent what is no page"),
        (b"HTTP/1.1 99 OK\r\n\r\n", "sent what is no page"),
        (b"HTTP/3.0 200 OK\r\n\r\nwords", "sent what is no page"),
        (b"HTTP/1.1 302 Found\r\n\r\n", "redirects to nowhere"),
        (b"HTTP/1.1 302 Found\r\nLocation: \r\n\r\n", "redirects to nowhere"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n", "no address of a web page"),
        (b"HTTP/1.1 206 Partial\r\n\r\nwords", "status 206"),
        (b"HTTP/1.1 204 Empty\r\n\r\n", "status 204"),
        (b"HTTP/1.1 300 Choose\r\nLocation: /\r\n\r\n", "status 300"),
        (b"HTTP/1.1 401 Who\r\n\r\n", "wants a login"),
        (b"HTTP/1.1 403 No\r\n\r\n", "does not let programs in"),
        (b"HTTP/1.1 404 No\r\n\r\n", "does not exist. Check"),
        (b"HTTP/1.1 410 Gone\r\n\r\n", "does not exist any more"),
        (b"HTTP/1.1 500 Oh\r\n\r\n", "status 500"),
    ],
)
def test_what_is_broken_is_reported(sent: bytes, expected: str, site: Site) -> None:
    assert expected in refusal(site.say("/broken", sent))


def test_a_length_below_the_body_cuts_it(site: Site) -> None:
    with make_fetcher() as fetcher:
        fetched = fetcher.fetch(site.say("/page", HTML + b"Content-Length: 5\r\n\r\n<p>abcdef"))
    assert isinstance(fetched, Fetched)
    assert fetched.data == b"<p>ab"


def test_hosts_that_are_not_there_are_reported() -> None:
    def unknown(_: str) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for resolver in (unknown, lambda _: []):
        with (
            make_fetcher(resolver=resolver) as fetcher,
            pytest.raises(FetchError, match=r"nowhere\.test has no address"),
        ):
            fetcher.fetch("http://nowhere.test/")
    with socket.socket() as closed:
        closed.bind((SITE, 0))
        assert "could not be reached" in refusal(f"http://{SITE}:{closed.getsockname()[1]}/")
