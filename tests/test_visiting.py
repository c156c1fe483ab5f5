"""Pages and feeds into the library: fetched when asked for, and again only where they have changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from corpus.errors import FetchError
from corpus.fetched import Fetched, NotModified
from corpus.parsing import Parser
from corpus.types import identify
from index.library import Library
from index.types import Change
from rag.intake.addresses import Visitor, is_address, is_same_site
from rag.intake.files import Intake
from rag.intake.outcomes import Outcome

Opener = Callable[..., Library]
PAGE = "https://news.example/ice"
FEED = "https://news.example/feed.rss"
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def page(day: str, *, canonical: str = "") -> bytes:
    link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    body = "".join(
        f"<p>The harbour of Lund was closed on {day} because of ice, the mayor of the town told us in part {part} of a "
        "long talk about ships, tugs and the price of salt in a winter that nobody had seen coming.</p>"
        for part in ("one", "two", "three", "four")
    )
    return (
        f"<html><head><title>Ice closes the harbour</title>{link}</head><body><article><h1>Ice closes the harbour"
        f"</h1>{body}</article></body></html>".encode()
    )


def feed(*entries: str) -> bytes:
    items = "".join(
        f"<item><title>{name}</title><guid>{name}</guid><link>https://news.example/{name}</link><description>The "
        f"town of {name} has a new bridge, opened by its mayor after nine years of building.</description></item>"
        for name in entries
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'.encode()


class Web:
    """Stands in for a fetcher: what each address holds, and what was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched | NotModified:
        self.asked.append((url, etag))
        if url not in self.pages:
            raise FetchError(f"{url} does not exist. Check the address.")
        data = self.pages[url]
        tag = f'"{identify(data.decode())}"'
        if tag == etag:
            return NotModified(url=url, requested_url=url, etag=tag, last_modified=None, fetched_at=NOW)
        suffix = ".rss" if b"<rss" in data else ".html"
        return Fetched(
            url=url, requested_url=url, data=data, suffix=suffix, charset="utf-8", etag=tag, last_modified=None,
            fetched_at=NOW,
        )  # fmt: skip


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser() as one:
        yield one


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def visitor(open_library: Opener, parser: Parser, web: Web) -> Visitor:
    return Visitor(Intake(open_library(), parser), web)  # type: ignore[arg-type]


def changes(outcomes: Iterator[Outcome]) -> list[str]:
    return [outcome.change.value if outcome.change else "failed" for outcome in outcomes]


def test_a_page_is_an_article_at_its_address(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday")
    assert changes(visitor.visit([PAGE])) == ["added"]
    article = visitor.intake.library.get(identify(PAGE))
    assert article is not None
    assert (article.url, article.origin, article.title) == (PAGE, PAGE, "Ice closes the harbour")


def test_what_has_not_changed_is_asked_for_with_its_tag_and_kept(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday")
    list(visitor.visit([PAGE]))
    version = visitor.intake.library.version
    assert changes(visitor.refresh()) == ["unchanged"]
    assert web.asked[0] == (PAGE, None)
    assert web.asked[1][1] is not None
    assert visitor.intake.library.version == version


def test_a_changed_page_replaces_its_article(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday")
    list(visitor.visit([PAGE]))
    web.pages[PAGE] = page("Friday")
    assert changes(visitor.refresh()) == ["replaced"]
    hits = visitor.intake.library.search("when was the harbour closed?").hits
    assert {"Friday" in hit.text for hit in hits} == {True}


def test_a_page_that_is_gone_is_reported_and_its_article_stays(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday")
    list(visitor.visit([PAGE]))
    del web.pages[PAGE]
    (outcome,) = visitor.refresh()
    assert outcome.failure is not None
    assert "does not exist" in outcome.failure
    assert visitor.intake.library.get(identify(PAGE)) is not None


def test_a_page_names_its_canonical_address_on_its_own_site_only(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday", canonical="https://www.news.example/ice-at-lund")
    other = "https://copy.example/ice"
    web.pages[other] = page("Friday", canonical="https://www.news.example/ice-at-lund")
    assert changes(visitor.visit([PAGE, other])) == ["added", "added"]
    found = {summary.url for summary in visitor.intake.library.summaries()}
    assert found == {"https://www.news.example/ice-at-lund", other}


def test_entries_that_fall_out_of_a_feed_stay(visitor: Visitor, web: Web) -> None:
    web.pages[FEED] = feed("Lund", "Velm")
    assert changes(visitor.visit([FEED])) == ["added", "added"]
    web.pages[FEED] = feed("Velm", "Tarn")
    assert sorted(changes(visitor.refresh())) == ["added", "unchanged"]
    assert sorted(summary.title for summary in visitor.intake.library.summaries()) == ["Lund", "Tarn", "Velm"]
    assert len(visitor.intake.library.sources.articles_of(FEED)) == 3


def test_entries_that_link_to_other_sites_are_cited_by_their_feed(visitor: Visitor, web: Web) -> None:
    web.pages[FEED] = feed("Lund", "Velm").replace(b"https://news.example/", b"https://elsewhere.example/")
    assert changes(visitor.visit([FEED])) == ["added", "added"]
    assert {summary.url for summary in visitor.intake.library.summaries()} == {FEED}
    assert changes(visitor.visit([FEED])) == ["unchanged", "unchanged"]


def test_one_address_that_fails_does_not_stop_the_others(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday")
    assert changes(visitor.visit(["https://news.example/none", PAGE])) == ["failed", "added"]


def test_an_unchanged_page_joins_a_collection_too(visitor: Visitor, web: Web) -> None:
    web.pages[PAGE] = page("Monday")
    list(visitor.visit([PAGE]))
    visitor.intake.collection = "ports"
    assert [outcome.change for outcome in visitor.visit([PAGE])] == [Change.UNCHANGED]
    assert visitor.intake.library.collections.counts() == {"ports": 1}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://news.example/a", "http://www.news.example/b", True),
        ("https://amp.news.example/a", "https://news.example/b", True),
        ("https://news.example/a", "https://badnews.example/b", False),
        ("https://news.example/a", "https://news.example.evil/b", False),
        ("https://news.example/a", "https://[", False),
    ],
)
def test_a_site_is_a_host_and_those_below_it(one: str, other: str, same: bool) -> None:
    assert is_same_site(one, other) is same


def test_an_address_is_told_from_a_path() -> None:
    assert [is_address(text) for text in ("https://a.example", "HTTP://a.example", "news/http", "file:///a")] == [
        True, True, False, False,
    ]  # fmt: skip
