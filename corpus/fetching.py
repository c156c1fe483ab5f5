"""Fetch one address of the web, safely and politely: the only place of the project that opens a connection outwards.

What a fetch goes through, and again for each redirect: the address is read strictly (`targets`), robots.txt is asked
(`robots`), the host's turn is awaited (`pacing`), its addresses are checked and one of them is connected to
(`addresses`, `connecting`), and what comes is read within limits (`requesting`, `receiving`).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Self, TypeVar

from corpus.addresses import Network
from corpus.connecting import Deadline, Resolver, resolve
from corpus.errors import FetchError, ForbiddenAddressError
from corpus.fetched import Fetched, FetchLimits, NotModified
from corpus.mediatypes import find_suffix, may_hold_article, parse_charset, parse_media_type
from corpus.pacing import MAX_WAIT_S, Clock, Pacer, parse_retry_after
from corpus.requesting import Reply, Requester
from corpus.robots import MAX_ROBOTS_BYTES, Robots
from corpus.targets import Target, parse_redirect, parse_target, show_url

_REDIRECTS = {301, 302, 303, 307, 308}
_BUSY = {429, 503}
_REFUSALS = {
    401: "wants a login. Save the article from a browser and add the file.",
    402: "wants to be paid. Save the article from a browser and add the file.",
    403: "does not let programs in. Save the article from a browser and add the file.",
    404: "does not exist. Check the address.",
    410: "does not exist any more. Remove it, or add another copy.",
    451: "is withheld for legal reasons. Add another copy.",
}
_ACCEPT = "text/html, application/xhtml+xml, application/pdf, application/rss+xml, application/atom+xml, */*;q=0.5"
# Servers send some 20 to 70 characters; what is longer than this is no version of a page.
_MAX_VALIDATOR_CHARS = 1024
_LIMITS = FetchLimits()
_CLOCK = Clock()
_T = TypeVar("_T")


class _RedirectError(Exception):
    """A reply points elsewhere; its only argument is where to."""


def make_user_agent(contact: str | None = None) -> str:
    """Return how Footnote introduces itself: product, version, and whom to write to if it is a nuisance."""
    from importlib.metadata import version

    return f"Footnote/{version('footnote')} (fetches single articles for a reader; contact: {contact or 'not set'})"


class Fetcher:
    """Fetches addresses one after another, in one thread.

    What each robots.txt says and when a host was last asked is remembered until the context ends, and nothing else is.
    """

    def __init__(
        self,
        *,
        user_agent: str | None = None,
        limits: FetchLimits = _LIMITS,
        allowed_networks: Sequence[Network] = (),
        resolver: Resolver = resolve,
        clock: Clock = _CLOCK,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Prepare to fetch; nothing is opened yet.

        Args:
            user_agent: see `make_user_agent`; robots.txt is read for the product that stands before its slash.
            limits: what one fetch may cost.
            allowed_networks: networks to accept although they are not public. For tests.
            resolver: gives the addresses of a host.
            clock: gives the time.
            tls: which certificates to trust; by default the system's and Mozilla's.
        """
        self._user_agent = user_agent or make_user_agent()
        if not (self._user_agent.isascii() and self._user_agent.isprintable()):
            raise ValueError(f"a user agent is one line of ASCII, and {self._user_agent!r} is not")
        self._limits = limits
        self._clock = clock
        self._requester = Requester(resolver=resolver, allowed=allowed_networks, tls=tls)
        self._pacer = Pacer(clock)
        self._robots: dict[str, Robots | str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._robots.clear()

    def fetch(self, url: str, *, etag: str | None = None, last_modified: str | None = None) -> Fetched | NotModified:
        """Return what an address gives, or that it has not changed.

        Args:
            url: an `http` or `https` URL.
            etag: what the last fetch of it gave, to ask whether it has changed since.
            last_modified: as `etag`.

        Raises:
            ForbiddenAddressError: it leads outside the public internet; nothing was connected to there.
            FetchError: anything else; the message says what, and what to do next.
        """
        conditions = {"If-None-Match": _tidy_validator(etag), "If-Modified-Since": _tidy_validator(last_modified)}
        known = {name: value for name, value in conditions.items() if value}
        deadline = Deadline(self._limits.deadline_s, now=self._clock.monotonic)

        def ask(target: Target) -> Fetched | NotModified:
            robots = self._find_robots(target, deadline)
            if not robots.allows(target.url):
                raise FetchError(
                    f"{show_url(target.url)} is not fetched: the site's robots.txt asks programs not to."
                    " Save the article from a browser and add the file."
                )
            return self._ask_politely(target, robots, requested_url=url, conditions=known, deadline=deadline)

        return self._follow(parse_target(url), ask)

    def _follow(self, start: Target, ask: Callable[[Target], _T]) -> _T:
        """Ask for a target, then for what it redirects to; each is held to the same rules as the first."""
        target = start
        redirects = 0
        try:
            while True:
                try:
                    return ask(target)
                except _RedirectError as redirect:
                    location = str(redirect)
                redirects += 1
                if redirects > self._limits.max_redirects:
                    raise FetchError("it takes too many steps. Open it in a browser and add the address it ends at.")
                target = parse_redirect(location, source=target)
        except FetchError as error:
            if not redirects:
                raise
            raise type(error)(f"{show_url(start.url)} redirects, and what follows failed: {error}") from error

    def _find_robots(self, target: Target, deadline: Deadline) -> Robots:
        """Return what a site's robots.txt says, asked for once a run (RFC 9309, section 2.3.1)."""
        known = self._robots.get(target.site)
        if known is None:
            try:
                known = self._follow(
                    parse_target(f"{target.site}/robots.txt"), lambda place: self._ask_robots(place, deadline)
                )
            except ForbiddenAddressError:
                raise
            except FetchError as error:
                known = f"{error} Nothing is fetched from a site whose robots.txt cannot be read."
            self._robots[target.site] = known
        if isinstance(known, str):
            raise FetchError(known)
        return known

    def _ask_robots(self, target: Target, deadline: Deadline) -> Robots:
        """Return the rules in a robots.txt: none where the site has none, and an error where it is in trouble."""
        product = self._user_agent.partition("/")[0]
        with self._requester.get(target, headers=self._headers({}), deadline=deadline) as reply:
            if reply.status in _REDIRECTS:
                raise _find_location(reply)
            if reply.status == 429 or reply.status >= 500:
                raise FetchError(f"{show_url(target.url)} answered with status {reply.status}. Try again later.")
            data = reply.read(max_bytes=MAX_ROBOTS_BYTES, is_cut=True) if reply.status == 200 else b""
            return Robots(data, product=product)

    def _ask_politely(
        self, target: Target, robots: Robots, *, requested_url: str, conditions: Mapping[str, str], deadline: Deadline
    ) -> Fetched | NotModified:
        """Ask for a page when it is the host's turn, and once more if it asks for a short wait."""
        shown = show_url(target.url)
        pause = max(self._limits.pause_s, min(robots.crawl_delay_s or 0.0, self._limits.max_pause_s))
        for is_last in (False, True):
            if (wait := self._pacer.find_wait(target.host)) > MAX_WAIT_S:
                raise FetchError(
                    f"{shown}: {target.host} asks to be left alone for {wait:.0f} s. Try again after that."
                )
            deadline.extend(self._pacer.wait_for(target.host))
            try:
                with self._requester.get(target, headers=self._headers(conditions), deadline=deadline) as reply:
                    if reply.status not in _BUSY:
                        return self._judge(reply, requested_url=requested_url, is_conditional=bool(conditions))
                    asked = parse_retry_after(reply.header("Retry-After"), now=self._clock.now())
            finally:
                self._pacer.hold(target.host, seconds=pause)
            self._pacer.hold(target.host, seconds=asked or 0.0)
            if asked is None or is_last:
                break
        raise FetchError(f"{shown}: {target.host} is too busy (status {reply.status}). Try again later.")

    def _judge(self, reply: Reply, *, requested_url: str, is_conditional: bool) -> Fetched | NotModified:
        """Return what a reply says, and read its body if it is an article's."""
        url, shown = reply.target.url, show_url(reply.target.url)
        etag, last_modified = _tidy_validator(reply.header("ETag")), _tidy_validator(reply.header("Last-Modified"))
        if reply.status in _REDIRECTS:
            raise _find_location(reply)
        if reply.status == 304 and is_conditional:
            return NotModified(
                url=url,
                requested_url=requested_url,
                etag=etag,
                last_modified=last_modified,
                fetched_at=self._clock.now(),
            )
        if reply.status != 200:
            reason = _REFUSALS.get(reply.status, f"answered with status {reply.status}. Try again later.")
            raise FetchError(f"{shown} {reason}")
        content_type = reply.header("Content-Type")
        media_type = parse_media_type(content_type)
        no_article = FetchError(
            f"{shown} is no article: {media_type[:60] or 'its type is unknown'}. Give the address of a page or feed."
        )
        if not may_hold_article(media_type):
            raise no_article
        data = reply.read(max_bytes=self._limits.max_bytes)
        if not data:
            raise FetchError(f"{shown} is empty. Check the address in a browser.")
        suffix = find_suffix(data, media_type=media_type, path=reply.target.path)
        if suffix is None:
            raise no_article
        return Fetched(
            url=url,
            requested_url=requested_url,
            data=data,
            suffix=suffix,
            charset=parse_charset(content_type),
            etag=etag,
            last_modified=last_modified,
            fetched_at=self._clock.now(),
        )

    def _headers(self, conditions: Mapping[str, str]) -> dict[str, str]:
        return {"User-Agent": self._user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate", **conditions}


def _find_location(reply: Reply) -> _RedirectError:
    location = reply.location
    if not location:
        raise FetchError(f"{show_url(reply.target.url)} redirects to nowhere. Check the address in a browser.")
    return _RedirectError(location)


def _tidy_validator(value: str | None) -> str | None:
    """Return an ETag or a date fit to be sent in a header, `None` for anything else."""
    is_fit = value is not None and value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR_CHARS
    return value if is_fit else None
