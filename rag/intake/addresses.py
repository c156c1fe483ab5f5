"""Pages and feeds of the web into the library, and again when they have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from corpus.errors import FetchError
from corpus.fetched import Fetched, NotModified
from corpus.types import Failed, Loaded, identify
from index.library import Library
from index.sources import Source, SourceKind
from index.types import Change
from rag.intake.files import READING, Intake
from rag.intake.outcomes import Outcome

if TYPE_CHECKING:
    from corpus.fetching import Fetcher  # adding files must not load what opens connections

_FEED_SUFFIXES = {".rss", ".atom", ".xml"}


def is_address(text: str) -> bool:
    """Whether what a user wrote is an address of the web and no path."""
    return text.lower().startswith(("http://", "https://"))


def known_addresses(library: Library) -> list[str]:
    """Return every page and feed that a library knows, in order."""
    return [source.origin for source in library.sources.of_kinds((SourceKind.PAGE, SourceKind.FEED))]


class Visitor:
    """Fetches pages and feeds for an intake; nothing else in the product opens a connection outwards."""

    def __init__(self, intake: Intake, fetcher: Fetcher) -> None:
        self.intake = intake
        self.fetcher = fetcher

    def visit(self, urls: Iterable[str]) -> Iterator[Outcome]:
        """Fetch addresses, those that have not changed since the last time aside; yields what became of each article.

        A page that gives another article than before gives that one only. Of a feed, whose entries come and go, every
        entry stays. What cannot be fetched keeps the articles that it gave before.
        """
        sources = self.intake.library.sources
        for url in urls:
            known = sources.find(url)
            is_current = known is not None and known.reading == READING
            try:
                got = self.fetcher.fetch(
                    url,
                    etag=known.etag if known and is_current else None,
                    last_modified=known.last_modified if known and is_current else None,
                )
            except FetchError as error:
                yield Outcome(name=url, failure=str(error))
                continue
            if known is not None and (isinstance(got, NotModified) or (is_current and _digest(got) == known.sha256)):
                ids = sources.articles_of(url)
                if self.intake.collection:
                    self.intake.library.collections.put(self.intake.collection, ids)
                yield from (Outcome(name=url, change=Change.UNCHANGED, article_id=article_id) for article_id in ids)
                yield from (Outcome(name=f.name, failure=f.message) for f in sources.failures_of(url))
            elif isinstance(got, Fetched):
                yield from self._take_in(url, got)

    def refresh(self) -> Iterator[Outcome]:
        """Visit every page and feed that the library knows."""
        yield from self.visit(known_addresses(self.intake.library))

    def _take_in(self, url: str, got: Fetched) -> Iterator[Outcome]:
        kind = SourceKind.FEED if got.suffix in _FEED_SUFFIXES else SourceKind.PAGE
        ids: list[str] = []
        failures: list[Failed] = []
        parser, sources = self.intake.parser, self.intake.library.sources
        for outcome in parser.read_data(got.data, suffix=got.suffix, name=url, origin=got.url):
            if isinstance(outcome, Failed):
                failures.append(outcome)
                yield Outcome(name=outcome.name, failure=outcome.message)
                continue
            loaded = place_on_web(outcome, fetched_from=got.url, is_feed=kind is SourceKind.FEED)
            ids.append(loaded.article.id)
            yield self.intake.take_in(loaded, name=url)
        if not ids:
            return  # what it gave before stays, and it is read again the next time
        before = sources.articles_of(url)
        if kind is SourceKind.PAGE:
            stale = [article_id for article_id in before if article_id not in ids]
            for dropped in self.intake.drop(url, stale, name=url):
                if isinstance(dropped, Outcome):
                    yield dropped
        else:
            library = self.intake.library
            ids += [known for known in before if library.get(known) or library.original_of(known)]
        source = Source(
            origin=url,
            kind=kind,
            sha256=_digest(got),
            size=len(got.data),
            reading=READING,
            etag=got.etag,
            last_modified=got.last_modified,
        )
        sources.record(source, ids, failures)


def place_on_web(loaded: Loaded, *, fetched_from: str, is_feed: bool) -> Loaded:
    """Return an article with the address that it is cited by.

    A page may name its own canonical address, and a feed its entries', but only on its own site: else any page could
    pass for another's. An entry that links elsewhere is cited by its feed, which is where its words were found.
    """
    article = loaded.article
    if article.url is not None and is_same_site(article.url, fetched_from):
        return loaded
    origin = fetched_from
    if article.origin.startswith(f"{fetched_from}#"):
        origin = article.origin  # an entry without a link keeps what tells it from the others
    elif is_feed:
        origin = f"{fetched_from}#{quote(article.url or article.origin, safe='')}"
    placed = replace(article, url=fetched_from, origin=origin, id=identify(origin))
    return replace(loaded, article=placed)


def is_same_site(one: str, other: str) -> bool:
    """Whether two addresses lie on one host, or one's host is part of the other's; `www.` does not count."""
    first, second = (_host(url) for url in (one, other))
    return bool(first and second) and (first == second or first.endswith(f".{second}") or second.endswith(f".{first}"))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""


def _digest(got: Fetched) -> str:
    return hashlib.sha256(got.data).hexdigest()
