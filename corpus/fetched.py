"""What goes into a fetch, and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What one fetch may cost.

    Attributes:
        max_bytes: of the body, as it is sent and as it is decompressed; as much as a file may have.
        deadline_s: seconds for everything but polite pauses: names, connections, robots.txt, redirects and the body.
        max_redirects: how many redirects are followed.
        pause_s: seconds between requests to one host.
        max_pause_s: the longest pause that a robots.txt can ask for.
    """

    max_bytes: int = 20_000_000
    deadline_s: float = 60.0  # 20 MB at 3 Mbit/s
    max_redirects: int = 3
    pause_s: float = 1.0
    max_pause_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What an address gave.

    Attributes:
        url: where it was found, after redirects and without a fragment.
        requested_url: what was asked for.
        data: the body, decompressed.
        suffix: its format, such as `.html`.
        charset: what the server says about its encoding, by Python's name.
        etag: to be given back at the next fetch, as is `last_modified`.
        fetched_at: when it came (UTC).
    """

    url: str
    requested_url: str
    data: bytes
    suffix: str
    charset: str | None
    etag: str | None
    last_modified: str | None
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """What was fetched before is still so; the fields are those of `Fetched`."""

    url: str
    requested_url: str
    etag: str | None
    last_modified: str | None
    fetched_at: datetime
