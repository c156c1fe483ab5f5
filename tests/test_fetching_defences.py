"""Each defence matters: with it a request is refused, and with it taken out that request gets through."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import ssl
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from hostile_server import (
    FORBIDDEN,
    SITE,
    Canary,
    Site,
    make_certificate,
    make_fetcher,
    open_canary,
    open_site,
    reply,
)

from corpus import connecting, fetching, requesting, targets
from corpus.connecting import Deadline, Wire
from corpus.errors import FetchError
from corpus.fetched import Fetched, FetchLimits
from corpus.robots import Robots

PAGE = reply(b"<p>words")
TakeOut = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        opened.say("/page", PAGE)
        yield opened


@pytest.fixture
def canary() -> Iterator[Canary]:
    with open_canary() as opened:
        yield opened


def refuses(url: str, *, limits: FetchLimits | None = None, **options: Any) -> bool:
    """Whether a fetch ends in an error; if not, it has given something."""
    with make_fetcher(limits=limits, **options) as fetcher:
        try:
            fetched = fetcher.fetch(url)
        except FetchError:
            return True
    assert isinstance(fetched, Fetched)
    assert fetched.data
    return False


def test_without_the_address_check_the_canary_is_visited(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    urls = [f"http://{host}:{canary.port}/" for host in (FORBIDDEN, "localhost", "127.0.0.2")]
    options: dict[str, Any] = {"resolver": lambda _: [FORBIDDEN]}
    assert ([refuses(url, **options) for url in urls], canary.visits) == ([True] * 3, 0)
    monkeypatch.setattr(connecting, "require_public", lambda found, **_: [ip_address(address) for address in found])
    assert [refuses(url, **options) for url in urls] == [False] * 3
    assert canary.visits == 6


def test_without_the_check_after_a_redirect_the_canary_is_visited(
    site: Site, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = site.redirect("/moved", f"http://{FORBIDDEN}:{canary.port}/")
    assert (refuses(url), canary.visits) == (True, 0)
    check = connecting.require_public

    def check_the_first_host(found: list[str], **options: Any) -> Any:
        return check(found, **options) if found == [SITE] else [ip_address(address) for address in found]

    monkeypatch.setattr(connecting, "require_public", check_the_first_host)
    assert not refuses(url)
    assert canary.visits == 2


def test_without_the_check_of_all_addresses_a_second_one_is_connected_to(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    options: dict[str, Any] = {"resolver": lambda _: [SITE, FORBIDDEN]}
    url = f"http://two-faced.test:{canary.port}/"  # where the site does not listen
    assert (refuses(url, **options), canary.visits) == (True, 0)
    check = connecting.require_public

    def check_the_first(found: list[str], **settings: Any) -> Any:
        return check(found[:1], **settings) + [ip_address(address) for address in found[1:]]

    monkeypatch.setattr(connecting, "require_public", check_the_first)
    connect = connecting._connect
    monkeypatch.setattr(connecting, "_connect", lambda found, **settings: connect(found[1:], **settings))
    assert not refuses(url, **options)
    assert canary.visits == 2


def test_without_pinning_a_name_that_rebinds_reaches_the_canary(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rebind() -> Callable[[str], list[str]]:
        """Answers with the site when it is asked for a check, and then with the forbidden address."""
        answers = iter([SITE, FORBIDDEN] * 4)
        return lambda _: [next(answers)]

    url = f"http://rebinding.test:{canary.port}/"
    assert (refuses(url, resolver=rebind()), canary.visits) == (True, 0)

    resolver = rebind()
    connect = connecting._connect
    monkeypatch.setattr(
        connecting, "_connect", lambda _, **settings: connect([ip_address(resolver("again")[0])], **settings)
    )
    assert not refuses(url, resolver=resolver)
    assert canary.visits == 2


def test_without_the_check_of_the_notation_a_number_is_a_name(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.url("/page", host="2130706435")
    assert refuses(url)
    monkeypatch.setattr(targets, "_NUMBER", re.compile(r"(?!)"))
    assert not refuses(url)


def test_without_the_check_of_the_scheme_another_is_fetched(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.url("/page").replace("http:", "gopher:")
    assert refuses(url)
    monkeypatch.setitem(targets._DEFAULT_PORTS, "gopher", 70)
    assert not refuses(url)


def test_without_the_check_of_the_port_any_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(targets, "_FORBIDDEN_PORTS", {site.port})
    assert refuses(site.url("/page"))
    monkeypatch.setattr(targets, "_is_web_port", lambda _: True)
    assert not refuses(site.url("/page"))


def test_without_robots_a_page_that_is_denied_is_fetched(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.say("/robots.txt", reply(b"User-agent: *\nDisallow: /page"))
    assert refuses(site.url("/page"))
    monkeypatch.setattr(Robots, "allows", lambda *_: True)
    assert not refuses(site.url("/page"))


@pytest.mark.parametrize("is_compressed", [False, True])
def test_without_the_cap_a_large_body_is_taken(
    is_compressed: bool, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"a" * 1_000_000
    sent = reply(gzip.compress(body), headers={"Content-Encoding": "gzip"}) if is_compressed else reply(body)
    url = site.say("/large", sent)
    limits = FetchLimits(max_bytes=100_000, deadline_s=20)
    assert refuses(url, limits=limits)
    read = requesting.read_body
    monkeypatch.setattr(requesting, "read_body", lambda *replied, **_: read(*replied, max_bytes=10**9))
    assert not refuses(url, limits=limits)


def test_without_the_budget_long_headers_are_taken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.say("/page", reply(b"<p>words", headers={f"X-{number}": "a" * 2000 for number in range(50)}))
    assert refuses(url)
    monkeypatch.setattr(requesting, "_MAX_HEAD_BYTES", 10**9)
    assert not refuses(url)


def test_without_the_deadline_a_slow_body_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def send_slowly(_: object) -> Iterator[bytes]:
        yield reply(headers={"Content-Length": "20"})
        for _ in range(20):
            time.sleep(0.03)
            yield b"a"

    site.scripts["/slow"] = send_slowly
    limits = FetchLimits(deadline_s=0.2)
    assert refuses(site.url("/slow"), limits=limits)
    # A limit on each wait, as is usual, does not help: no wait is long.
    monkeypatch.setattr(Deadline, "left", lambda _: 5.0)
    assert not refuses(site.url("/slow"), limits=limits)


def test_without_a_look_at_the_length_half_a_page_is_taken(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    url = site.say("/half", reply(b"<p>half a", headers={"Content-Length": "18"}))
    assert refuses(url)

    def read_all(response: http.client.HTTPResponse, wire: Wire, **_: object) -> bytes:
        wire.allow(10**6)
        return response.read(1000)

    monkeypatch.setattr(requesting, "read_body", read_all)
    assert not refuses(url)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[Site, ssl.SSLContext]]:
    """A site under https://secure.test, and the certificates with which it can be trusted."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed, with which the certificate is made")
    server, trust = make_certificate(tmp_path, name="secure.test")
    with open_site(tls=server) as site:
        site.say("/page", PAGE)
        yield site, trust


def test_a_certificate_is_held_to_the_name_and_to_who_signed_it(secured: tuple[Site, ssl.SSLContext]) -> None:
    site, trust = secured
    assert not refuses(site.url("/page", host="secure.test"), tls=trust)
    for url, tls in (
        (site.url("/page", host="secure.test"), None),
        (site.url("/page", host="other.test"), trust),
        (site.url("/page"), trust),
    ):
        with make_fetcher(tls=tls) as fetcher, pytest.raises(FetchError, match="cannot show that it is the site"):
            fetcher.fetch(url)
    assert site.pages == ["/page"]


def test_without_verification_a_certificate_of_anybody_is_taken(
    secured: tuple[Site, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, _ = secured
    assert refuses(site.url("/page", host="other.test"))
    monkeypatch.setattr(requesting, "_load_certificates", ssl._create_unverified_context)
    assert not refuses(site.url("/page", host="other.test"))


def test_without_the_check_a_redirect_gives_up_encryption(
    secured: tuple[Site, ssl.SSLContext], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    safe, trust = secured
    safe.redirect("/down", site.url("/page"))
    url = safe.url("/down", host="secure.test")
    assert refuses(url, tls=trust)
    assert site.pages == []
    monkeypatch.setattr(
        fetching, "parse_redirect", lambda location, source: targets.parse_target(urljoin(source.url, location))
    )
    assert not refuses(url, tls=trust)


def test_plain_http_where_encryption_is_spoken_is_no_page(secured: tuple[Site, ssl.SSLContext], site: Site) -> None:
    safe, _ = secured
    assert refuses(safe.url("/page").replace("https:", "http:"))
    with make_fetcher() as fetcher, pytest.raises(FetchError, match="has no encryption that can be used"):
        fetcher.fetch(site.url("/page").replace("http:", "https:"))
