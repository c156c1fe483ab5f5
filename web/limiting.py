"""How much at once: requests of one key or address, and work that reads the articles."""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from index.keys import Key
from web.problems import Problem, RequestProblem

_MAX_CALLERS = 10_000  # buckets that are remembered; a full one need not be


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many requests one key or address may send.

    Attributes:
        per_minute: for as long as one likes; 0 sets no limit.
        burst: at once, after a pause.
    """

    per_minute: int
    burst: int


LOCAL_RATE = Rate(per_minute=6_000, burst=1_000)  # nobody but this machine's users: only what has run wild is stopped
REMOTE_RATE = Rate(per_minute=120, burst=60)  # a person who reads asks a few questions a minute


class RateLimits:
    """Token buckets, one for each key, and one for each address that sends none. May be used from several threads.

    Args:
        rate: how fast they fill, and how much they hold.
        clock: seconds that only grow.
    """

    def __init__(self, rate: Rate, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, address: str, key: Key | None) -> None:
        """Count a request.

        Raises:
            RequestProblem: `TOO_MANY_REQUESTS`, with the seconds after which the next one passes.
        """
        if not self._rate.per_minute:
            return
        per_second = self._rate.per_minute / 60
        who = f"key {key.id}" if key else network_of(address)
        with self._lock:
            now = self._clock()
            tokens, since = self._buckets.pop(who, (float(self._rate.burst), now))
            tokens = min(float(self._rate.burst), tokens + (now - since) * per_second)
            is_allowed = tokens >= 1
            self._buckets[who] = (tokens - 1 if is_allowed else tokens, now)
            if len(self._buckets) > _MAX_CALLERS:
                self._buckets.popitem(last=False)
        if not is_allowed:
            wait_s = max(1, math.ceil((1 - tokens) / per_second))
            raise RequestProblem(
                Problem.TOO_MANY_REQUESTS,
                f"This {'key' if key else 'address'} may send {self._rate.per_minute} requests a minute.",
                retry_after_s=wait_s,
            )


def network_of(address: str) -> str:
    """Return what counts as one address: an IPv6 network of 64 bits is one household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
    return str(parsed)
