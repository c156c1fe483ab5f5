"""What a fetch gives when nothing is wrong."""

from __future__ import annotations

import gzip
import re
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from hostile_server import SITE, FakeClock, Site, make_fetcher, open_site, reply

from corpus.connecting import _alternate
from corpus.errors import FetchError
from corpus.fetched import Fetched, NotModified
from corpus.fetching import Fetcher, make_user_agent

PAGE = "<html><p>Zoë measured the tide.</html>".encode()


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def fetch(url: str) -> Fetched:
    with make_fetcher() as fetcher:
        fetched = fetcher.fetch(url)
    assert isinstance(fetched, Fetched)
    return fetched


def test_a_page_comes_with_all_that_is_known_of_it(site: Site) -> None:
    headers = {
        "Content-Type": 'Text/HTML; Charset="ISO-8859-1"',
        "ETag": 'W/"one"',
        "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT",
    }
    url = site.say("/page?a=1", reply(PAGE, headers=headers))
    assert fetch(url + "#part") == Fetched(
        url=url,
        requested_url=url + "#part",
        data=PAGE,
        suffix=".html",
        charset="iso8859-1",
        etag='W/"one"',
        last_modified="Thu, 01 Jan 2026 00:00:00 GMT",
        fetched_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )


def test_a_request_says_who_asks_and_nothing_about_the_reader(site: Site) -> None:
    first = site.say("/first", reply(status=302, headers={"Location": "/second", "Set-Cookie": "a=b"}))
    site.say("/second", reply(PAGE, headers={"Set-Cookie": "c=d"}))
    with make_fetcher() as fetcher:
        fetcher.fetch(first)
        fetcher.fetch(site.url("/second"))
    assert [request.path for request in site.requests] == ["/robots.txt", "/first", "/second", "/second"]
    for request in site.requests:
        assert set(request.headers) == {"host", "user-agent", "accept", "accept-encoding", "connection"}
        assert request.headers["host"] == f"{SITE}:{site.port}"
        assert request.headers["user-agent"] == make_user_agent()
        assert request.headers["accept-encoding"] == "gzip, deflate"


def test_the_user_agent_names_product_version_and_contact() -> None:
    from importlib.metadata import version

    assert make_user_agent().startswith(f"Footnote/{version('footnote')} (")
    assert "contact: not set" in make_user_agent()
    assert "contact: https://example.org/us" in make_user_agent("https://example.org/us")


@pytest.mark.parametrize("contact", ["us\r\nCookie: a=b", "zoë@example.org", "\x00"])
def test_a_user_agent_is_one_line_of_ascii(contact: str) -> None:
    with pytest.raises(ValueError, match="one line of ASCII"):
        Fetcher(user_agent=make_user_agent(contact))


def test_three_redirects_are_followed_and_a_fourth_is_not(site: Site) -> None:
    for number, status in enumerate((301, 303, 307, 308)):
        site.redirect(f"/{number}", f"/{number + 1}", status=status)
    page = site.say("/4", reply(PAGE))
    found = fetch(site.url("/1"))
    assert (found.url, found.requested_url, found.data) == (page, site.url("/1"), PAGE)
    with pytest.raises(FetchError, match="too many steps"):
        fetch(site.url("/0"))


def test_a_loop_of_redirects_ends(site: Site) -> None:
    url = site.redirect("/loop", "/loop")
    with pytest.raises(FetchError, match="too many steps"):
        fetch(url)
    assert site.pages == ["/loop"] * 4


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    site.scripts["/page"] = lambda request: [
        reply(status=304, headers={"ETag": '"one"'})
        if request.headers.get("if-none-match") == '"one"'
        and request.headers.get("if-modified-since") == "Thu, 01 Jan 2026 00:00:00 GMT"
        else reply(PAGE, headers={"ETag": '"two"'})
    ]
    url = site.url("/page")
    with make_fetcher(clock=FakeClock()) as fetcher:
        same = fetcher.fetch(url, etag='"one"', last_modified="Thu, 01 Jan 2026 00:00:00 GMT")
        other = fetcher.fetch(url, etag='"old"')
    assert same == NotModified(
        url=url, requested_url=url, etag='"one"', last_modified=None, fetched_at=FakeClock().today
    )
    assert isinstance(other, Fetched)
    assert other.etag == '"two"'
    assert {field.name for field in fields(NotModified)} < {field.name for field in fields(Fetched)}


def test_not_modified_without_a_question_is_an_error(site: Site) -> None:
    with pytest.raises(FetchError, match="status 304"):
        fetch(site.say("/page", reply(status=304)))


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', '"\x00"', '"é"', '"' + "a" * 2000])
def test_an_etag_that_is_none_is_neither_kept_nor_sent(etag: str, site: Site) -> None:
    url = site.say("/page", reply(PAGE, headers={"ETag": etag} if "\r" not in etag else {}))
    assert fetch(url).etag is None
    with make_fetcher() as fetcher:
        fetcher.fetch(url, etag=etag)
    assert all("if-none-match" not in request.headers and "x-evil" not in request.headers for request in site.requests)


def deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("GZIP ", gzip.compress(PAGE)),
        ("x-gzip", gzip.compress(PAGE[:5]) + gzip.compress(PAGE[5:])),
        ("gzip", gzip.compress(PAGE) + bytes(5) + b"what follows is not read"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", deflate_raw(PAGE)),
        ("identity", PAGE),
    ],
)
@pytest.mark.parametrize("is_split", [False, True])
def test_compressed_pages_are_decompressed(coding: str, body: bytes, is_split: bool, site: Site) -> None:
    head = reply(headers={"Content-Encoding": coding, "Content-Length": str(len(body))})
    pieces = [body[i : i + 1] for i in range(len(body))] if is_split else [body]
    assert fetch(site.say("/page", head, *pieces)).data == PAGE


def test_a_large_compressed_page_is_whole(site: Site) -> None:
    words = b"".join(b"%d word " % n for n in range(300_000))
    url = site.say("/page", reply(gzip.compress(words, 1), headers={"Content-Encoding": "gzip"}))
    assert fetch(url).data == words


def test_a_chunked_page_is_joined(site: Site) -> None:
    chunks = b"".join(b"%x;note=1\r\n%s\r\n" % (len(word), word) for word in PAGE.split(b"h")) + b"0\r\nX: y\r\n\r\n"
    url = site.say("/page", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n", chunks)
    assert fetch(url).data == PAGE.replace(b"h", b"")


def test_a_page_without_a_length_ends_with_the_connection(site: Site) -> None:
    assert fetch(site.say("/page", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", PAGE)).data == PAGE


def test_a_redirect_in_raw_letters_is_followed(site: Site) -> None:
    site.redirect("/page", "/zoë")
    site.say("/zo%C3%AB", reply(PAGE))
    assert fetch(site.url("/page")).url == site.url("/zo%C3%AB")


def test_an_ipv6_host_is_fetched_where_it_is_allowed() -> None:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with open_site(host="::1") as site, make_fetcher(allowed="::1/128") as fetcher:
        site.say("/page", reply(PAGE))
        assert fetcher.fetch(site.url("/page", host="[0:0::1]")).url == site.url("/page", host="[::1]")
        assert site.requests[0].headers["host"] == f"[::1]:{site.port}"


def test_the_next_address_is_tried_when_one_does_not_answer(site: Site) -> None:
    site.say("/page", reply(PAGE))
    with make_fetcher(resolver=lambda _: ["127.0.0.4", SITE], allowed="127.0.0.0/29") as fetcher:
        assert fetcher.fetch(site.url("/page", host="two.test")).url == site.url("/page", host="two.test")


def test_both_families_of_addresses_are_tried_in_turn() -> None:
    given = [ip_address(address) for address in ("2606:4700::1", "2606:4700::2", "2606:4700::3", "8.8.8.8", "8.8.4.4")]
    found = _alternate(given)
    assert [str(a) for a in found] == ["2606:4700::1", "8.8.8.8", "2606:4700::2", "8.8.4.4", "2606:4700::3"]
    assert _alternate(given[3:]) == given[3:]


def test_nothing_else_opens_a_connection() -> None:
    root = Path(__file__).parents[1]
    sources = [path for top in ("corpus", "index", "rag", "web") for path in (root / top).rglob("*.py")]
    libraries = (
        r"socket|ssl|http\.client|urllib\.request|urllib3|requests|httpx|aiohttp|asyncio|ftplib|smtplib|webbrowser"
    )
    opening = re.compile(
        rf"^\s*(?:import|from) (?:{libraries})\b|\b(?:urlopen|fetch_url|fetch_response)\(", re.MULTILINE
    )
    users = {path.relative_to(root).as_posix() for path in sources if opening.search(path.read_text())}
    # The web server listens, and waits on its event loop; `fetching` and `receiving` name types.
    assert users == {
        "corpus/connecting.py",
        "corpus/fetching.py",
        "corpus/receiving.py",
        "corpus/requesting.py",
        "web/listening.py",
        "web/mcp_http.py",
        "web/protocol.py",
        "web/security.py",
        "web/serving.py",
        "web/uploads.py",
        "web/working.py",
    }


def test_loading_files_imports_nothing_of_the_network() -> None:
    names = ("protego", "corpus.connecting", "corpus.requesting", "corpus.fetching")
    probe = f"import sys, corpus.loading; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
