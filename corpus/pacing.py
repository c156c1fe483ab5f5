"""Be a polite guest: a pause between requests to one host, and stay away for as long as it asks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# What a host may make a person wait for one article; beyond it, it is reported instead.
MAX_WAIT_S = 30.0


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What time it is, and how to let it pass.

    Attributes:
        monotonic: seconds from some point on, never going back.
        sleep: waits for a number of seconds.
        now: the date and time in UTC.
    """

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = _now


class Pacer:
    """Knows when each host may be asked again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free_at: dict[str, float] = {}

    def wait_for(self, host: str) -> float:
        """Wait for the host's turn and return the seconds that it took, at most `MAX_WAIT_S`; see `find_wait`."""
        wait = min(self.find_wait(host), MAX_WAIT_S)
        if wait > 0:
            self._clock.sleep(wait)
        return wait

    def find_wait(self, host: str) -> float:
        """Return for how many seconds the host must not be asked, 0 if it may be."""
        return max(0.0, self._free_at.get(host, 0.0) - self._clock.monotonic())

    def hold(self, host: str, *, seconds: float) -> None:
        """Leave the host alone for some seconds from now, and no less than was promised before."""
        self._free_at[host] = max(self._free_at.get(host, 0.0), self._clock.monotonic() + seconds)


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Return the seconds that a `Retry-After` header asks for, 0 or more; `None` if it says nothing that is understood.

    It holds either a number of seconds or a date (RFC 9110, section 10.2.3).
    """
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])  # some thirty years
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
