"""What sites ask of programs is done: robots.txt, pauses, and staying away for a while."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hostile_server import FakeClock, Site, make_fetcher, open_site, reply

from corpus.errors import FetchError
from corpus.fetched import Fetched
from corpus.pacing import parse_retry_after
from corpus.robots import Robots

PAGE = reply(b"<p>words")


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        opened.scripts |= dict.fromkeys(("/page", "/other", "/private/page"), lambda _: [PAGE])
        yield opened


def test_robots_txt_is_asked_first_and_once(site: Site) -> None:
    site.say("/robots.txt", reply(b"User-agent: *\nDisallow: /private\n"))
    with make_fetcher() as fetcher:
        assert isinstance(fetcher.fetch(site.url("/page")), Fetched)
        with pytest.raises(FetchError, match=r"robots\.txt asks programs not to"):
            fetcher.fetch(site.url("/private/page"))
        assert isinstance(fetcher.fetch(site.url("/other")), Fetched)
    assert [request.path for request in site.requests] == ["/robots.txt", "/page", "/other"]


def test_another_run_asks_again(site: Site) -> None:
    for _ in range(2):
        with make_fetcher() as fetcher:
            fetcher.fetch(site.url("/page"))
    assert [request.path for request in site.requests] == ["/robots.txt", "/page"] * 2


def test_a_redirect_is_held_to_robots_too(site: Site) -> None:
    site.say("/robots.txt", reply(b"User-agent: footnote\nDisallow: /private\n"))
    with make_fetcher() as fetcher, pytest.raises(FetchError, match=r"redirects, and what follows failed: .*robots"):
        fetcher.fetch(site.redirect("/moved", "/private/page"))
    assert site.pages == ["/moved"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 204])
def test_a_site_without_robots_txt_allows_all(status: int, site: Site) -> None:
    site.say("/robots.txt", reply(status=status))
    with make_fetcher() as fetcher:
        assert isinstance(fetcher.fetch(site.url("/page")), Fetched)


@pytest.mark.parametrize(
    "answer",
    [
        reply(status=500),
        reply(status=503),
        reply(status=429),
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nUser",
        reply(status=302, headers={"Location": "/robots.txt"}),
        reply(status=302, headers={"Location": "file:///etc/passwd"}),
    ],
)
def test_a_site_whose_robots_txt_cannot_be_read_is_left_alone(answer: bytes, site: Site) -> None:
    site.say("/robots.txt", answer)
    with make_fetcher() as fetcher:
        for _ in range(2):
            with pytest.raises(FetchError, match=r"Nothing is fetched from a site whose robots\.txt cannot be read"):
                fetcher.fetch(site.url("/page"))
    assert site.pages == []
    assert len(site.requests) <= 4


def test_a_robots_txt_may_have_moved(site: Site) -> None:
    site.redirect("/robots.txt", "/rules.txt")
    site.say("/rules.txt", reply(b"User-agent: *\nDisallow: /"))
    with make_fetcher() as fetcher, pytest.raises(FetchError, match="asks programs not to"):
        fetcher.fetch(site.url("/page"))


@pytest.mark.parametrize(
    ("rules", "path", "is_allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: Footnote\nDisallow: /", "/a", False),
        ("User-agent: FOOTNOTE/2.0 # we\nDisallow: /", "/a", False),
        ("User-agent: foot\nDisallow: /", "/a", True),
        ("User-agent: footnotes\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: footnote\nDisallow: /b", "/a", True),
        ("User-agent: other\nUser-agent: footnote\nDisallow: /", "/a", False),
        ("User-agent: other\nUser-agent: another\nAllow: /\n\nUser-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?b", True),
        ("User-agent: *\nDisallow: /*?b=", "/a?b=1", False),
        ("User-agent: *\nDisallow: /zoë", "/zo%C3%AB", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a", "/a", False),
        ("<html><p>no rules at all", "/a", True),
        ("Disallow: /", "/a", True),
    ],
)
def test_rules_are_read_as_rfc_9309_says(rules: str, path: str, is_allowed: bool) -> None:
    assert Robots(rules.encode(), product="Footnote").allows(f"https://host.test{path}") is is_allowed


def test_rules_are_read_in_any_bytes() -> None:
    assert Robots(bytes(range(256)) * 100, product="Footnote").allows("https://host.test/")
    assert not Robots(b"\xff\n\nUser-agent: *\nDisallow: /\xe9\nDisallow: /a", product="Footnote").allows(
        "https://host.test/a"
    )


def test_rules_made_to_be_copied_are_not() -> None:
    names = "".join(f"User-agent: {number}\n" for number in range(3000))
    paths = "".join(f"Disallow: /{number}\n" for number in range(3000))
    tracemalloc.start()
    try:
        assert Robots((names + paths).encode(), product="Footnote").allows("https://host.test/1")
        # Each name with its own copy of each rule would be 9 million rules and 500 MB; together they need 2 MB.
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_a_pattern_of_many_stars_is_matched() -> None:
    # A regular expression with as many would never end.
    robots = Robots(b"User-agent: *\nDisallow: /" + b"*a" * 200 + b"b$\n", product="Footnote")
    assert robots.allows("https://host.test/" + "a" * 7000)
    assert not robots.allows("https://host.test/" + "a" * 7000 + "b")


@pytest.mark.parametrize(
    ("rules", "pause"), [("", 1.0), ("Crawl-delay: 4", 4.0), ("Crawl-delay: 0.1", 1.0), ("Crawl-delay: 600", 10.0)]
)
def test_a_host_gets_a_pause_between_pages(rules: str, pause: float, site: Site) -> None:
    site.say("/robots.txt", reply(f"User-agent: *\n{rules}\n".encode()))
    clock = FakeClock(stands_still=True)
    with make_fetcher(clock=clock) as fetcher:
        fetcher.fetch(site.url("/page"))
        assert clock.slept == []
        fetcher.fetch(site.url("/other"))
        fetcher.fetch(site.url("/page", host="another.test"))
    assert clock.slept == [pause]


@pytest.mark.parametrize("status", [429, 503])
def test_a_short_wait_is_waited_for_once(status: int, site: Site) -> None:
    answers = [reply(status=status, headers={"Retry-After": "7"}), PAGE]
    site.scripts["/busy"] = lambda _: [answers.pop(0)]
    clock = FakeClock(stands_still=True)
    with make_fetcher(clock=clock) as fetcher:
        assert isinstance(fetcher.fetch(site.url("/busy")), Fetched)
    assert site.pages == ["/busy", "/busy"]
    assert clock.slept == [7]


def test_a_host_that_stays_busy_is_reported(site: Site) -> None:
    url = site.say("/busy", reply(status=503, headers={"Retry-After": "2"}))
    with make_fetcher() as fetcher, pytest.raises(FetchError, match=r"is too busy \(status 503\)"):
        fetcher.fetch(url)
    assert site.pages == ["/busy", "/busy"]


def test_a_host_that_is_busy_and_does_not_say_for_how_long_is_reported(site: Site) -> None:
    with make_fetcher() as fetcher, pytest.raises(FetchError, match=r"is too busy \(status 429\)"):
        fetcher.fetch(site.say("/busy", reply(status=429)))
    assert site.pages == ["/busy"]


def test_a_long_wait_is_reported_and_kept_to(site: Site) -> None:
    url = site.say("/busy", reply(status=429, headers={"Retry-After": "Fri, 02 Jan 2026 04:04:05 GMT"}))
    clock = FakeClock(stands_still=True)
    with make_fetcher(clock=clock) as fetcher:
        for address in (url, site.url("/page")):
            with pytest.raises(FetchError, match=r"asks to be left alone for 3600 s\. Try again after that"):
                fetcher.fetch(address)
    assert (site.pages, clock.slept) == (["/busy"], [])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        ("120", 120),
        ("9" * 5000, 999_999_999),
        ("Fri, 02 Jan 2026 00:01:00 GMT", 60),
        ("Fri, 02 Jan 2026 00:01:00", 60),
        ("Thu, 01 Jan 2026 00:00:00 GMT", 0),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("Fri, 99 Jan 2026 00:00:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, expected: float | None) -> None:
    assert parse_retry_after(value, now=datetime(2026, 1, 2, tzinfo=UTC)) == expected
