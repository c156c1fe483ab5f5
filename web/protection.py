"""What stands between the network and the routes, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI

from index.keys import find_key
from index.library import Library
from web.failures import Failures
from web.gate import Gate
from web.limiting import LOCAL_RATE, Rate, RateLimits
from web.logs import RequestLog
from web.metrics import Metrics
from web.observing import Observer
from web.security import SecurityMiddleware
from web.working import DEFAULT_WORK, WorkLimits, WorkMiddleware, WorkQueue


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """How a server is protected; what stands here is right for one that only this machine can reach.

    Attributes:
        requires_key: whether every request needs a key.
        rate: how many requests a key or an address may send.
        work: how much is done at once.
        logs_json: whether every request is logged.
    """

    requires_key: bool = False
    rate: Rate = LOCAL_RATE
    work: WorkLimits = DEFAULT_WORK
    logs_json: bool = False


LOCAL = Protection()


def protect(
    app: FastAPI,
    library: Library,
    failures: Failures,
    *,
    hosts: Sequence[str],
    protection: Protection,
    metrics: Metrics | None = None,
) -> None:
    """Put the middlewares around an application; the last one that is added sees a request first.

    Args:
        app: what is protected.
        library: has the keys.
        failures: makes the replies to what is turned away.
        hosts: names that may stand in `Host`, without a port.
        protection: who may send what.
        metrics: counts what happens; `None` counts for nobody.
    """
    metrics = metrics or Metrics(library)
    work = protection.work
    reading = WorkQueue(slots=work.readers, waiting=work.waiting, wait_s=work.wait_s)
    changing = WorkQueue(slots=work.changers, waiting=work.waiting, wait_s=work.wait_s)
    metrics.watch(reading=reading, changing=changing)
    refuse = failures.reply
    app.add_middleware(WorkMiddleware, limits=work, reading=reading, changing=changing, refuse=refuse)
    app.add_middleware(
        Gate,
        find_key=partial(find_key, library.folder),
        requires_key=protection.requires_key,
        rates=RateLimits(protection.rate),
        refuse=refuse,
    )
    app.add_middleware(SecurityMiddleware, hosts=[host.lower() for host in hosts], refuse=refuse)
    log = RequestLog(is_json=protection.logs_json)
    app.add_middleware(Observer, reports=(metrics.count_request, log.report))
