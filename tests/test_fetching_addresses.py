"""However an address is written, and whoever leads to it: nothing outside the public internet is connected to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from hostile_server import FORBIDDEN, SITE, Canary, Site, make_fetcher, open_canary, open_site, reply
from hostile_urls import HOSTILE_URLS

from corpus.errors import FetchError, ForbiddenAddressError
from corpus.targets import show_url


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    with open_canary() as opened:
        yield opened


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.fixture
def peers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where connections were attempted to; those that would leave this machine are refused."""
    attempted: list[str] = []
    connect = socket.socket.connect

    def record(sock: socket.socket, address: Any) -> None:
        attempted.append(address[0])
        if address[0] != SITE:
            raise ConnectionRefusedError("not in a test")
        connect(sock, address)

    monkeypatch.setattr(socket.socket, "connect", record)
    return attempted


def test_the_hostile_addresses_are_many() -> None:
    assert len(HOSTILE_URLS) >= 240


def test_a_hostile_address_is_refused_without_a_connection(canary: Canary, peers: list[str]) -> None:
    through, messages = [], []
    for form in HOSTILE_URLS:
        with make_fetcher(resolver=lambda _: [FORBIDDEN]) as fetcher:
            try:
                fetcher.fetch(form.replace("{port}", str(canary.port)))
            except FetchError as error:
                messages.append(str(error))
            else:
                through.append(form)
    assert (through, peers, canary.visits) == ([], [], 0)
    assert [message for message in messages if not message.isprintable() or "secret" in message] == []


def test_a_redirect_to_a_hostile_address_is_not_followed(canary: Canary, site: Site, peers: list[str]) -> None:
    through, messages = [], []
    for number, form in enumerate(HOSTILE_URLS):
        path = f"/from/{number}"
        url = site.redirect(path, form.replace("{port}", str(canary.port)))
        with make_fetcher(resolver=lambda _: [FORBIDDEN]) as fetcher:
            try:
                fetcher.fetch(url)
            except FetchError as error:
                messages.append(str(error))
            else:
                through.append(form)
        assert path in site.pages
    assert (through, canary.visits) == ([], 0)
    assert [message for message in messages if not message.isprintable() or "secret" in message] == []
    assert set(peers) == {SITE}


def test_robots_that_redirect_to_a_hostile_address_are_not_followed(canary: Canary, peers: list[str]) -> None:
    with open_site() as site, make_fetcher() as fetcher:
        site.redirect("/robots.txt", f"http://{FORBIDDEN}:{canary.port}/")
        site.say("/page", reply(b"<p>words"))
        with pytest.raises(ForbiddenAddressError):
            fetcher.fetch(site.url("/page"))
        assert site.pages == []
    assert (set(peers), canary.visits) == ({SITE}, 0)


@pytest.mark.parametrize(
    "addresses",
    [
        [SITE, FORBIDDEN],
        [FORBIDDEN, SITE],
        [SITE, "::1"],
        [SITE, "fe80::1%lo"],
        [SITE, "::ffff:127.0.0.3"],
        [SITE, "10.0.0.1"],
        [SITE, "169.254.169.254"],
        [SITE, "no address"],
    ],
)
def test_one_forbidden_address_condemns_the_host(
    addresses: list[str], canary: Canary, site: Site, peers: list[str]
) -> None:
    before = len(site.requests)
    with make_fetcher(resolver=lambda _: addresses) as fetcher, pytest.raises(ForbiddenAddressError):
        fetcher.fetch(site.url("/", host="two-faced.test"))
    assert (peers, canary.visits, len(site.requests) - before) == ([], 0, 0)


def test_a_host_that_resolves_otherwise_the_second_time_is_not_followed_there(canary: Canary, peers: list[str]) -> None:
    answers = [[SITE], [FORBIDDEN]]
    with make_fetcher(resolver=lambda _: answers.pop(0)) as fetcher, open_site() as site:
        site.say("/page", reply(b"<p>words"))
        with pytest.raises(ForbiddenAddressError, match=r"rebinding.test resolves to 127.0.0.1"):
            fetcher.fetch(site.url("/page", host="rebinding.test"))
        assert [request.path for request in site.requests] == ["/robots.txt"]
    assert (peers, answers, canary.visits) == ([SITE], [], 0)


def test_the_host_of_a_public_address_is_resolved_once_a_connection(peers: list[str]) -> None:
    asked: list[str] = []

    def resolver(host: str) -> list[str]:
        asked.append(host)
        return ["8.8.4.4"] if len(asked) == 1 else [FORBIDDEN]

    with make_fetcher(resolver=resolver) as fetcher, pytest.raises(FetchError, match="could not be reached"):
        fetcher.fetch("http://rebinding.test/")
    assert (asked, peers) == (["rebinding.test"], ["8.8.4.4"])


def test_proxies_of_the_environment_are_ignored(canary: Canary, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{FORBIDDEN}:{canary.port}")
    url = site.say("/direct", reply(b"<p>words"))
    with make_fetcher() as fetcher:
        assert fetcher.fetch(url).url == url
    assert canary.visits == 0


def test_the_canary_counts_who_comes(canary: Canary) -> None:
    with open_canary() as other:
        for host in (FORBIDDEN, "127.0.0.2"):
            with socket.create_connection((host, other.port)) as visitor:
                visitor.sendall(b"GET / HTTP/1.1\r\n\r\n")
                assert b"secret" in visitor.recv(65_536)
        assert (other.visits, canary.visits) == (2, 0)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:pass@host.test/a", "https://host.test/a"),
        ("https://us:er:pa@ss@host.test/a?b=c@d", "https://host.test/a?b=c@d"),
        ("http:\\\\user:pass@host.test", "http:\\\\host.test"),
        ("ftp:user:pass@host.test", "host.test"),
        ("//user:pass@host.test/", "//host.test/"),
        ("user:pass@host.test", "host.test"),
        (
            "https://host.test/\r\n\x1b[31m\u202e",
            "https://host.test/\N{REPLACEMENT CHARACTER}"
            + "\N{REPLACEMENT CHARACTER}" * 2
            + "[31m\N{REPLACEMENT CHARACTER}",
        ),
        ("https://host.test/@user:pass@", "https://host.test/@user:pass@"),
    ],
)
def test_messages_show_neither_credentials_nor_controls(url: str, shown: str) -> None:
    assert show_url(url) == shown
