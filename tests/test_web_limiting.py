"""How much at once: rates, queues, time, and bodies that do not come."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, FixedReader, open_page

from index.keys import Key, Scope
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Reading
from web import limiting, security
from web.app import create_app
from web.limiting import Rate, RateLimits, network_of
from web.problems import Problem, RequestProblem
from web.protection import Protection
from web.security import SecurityMiddleware
from web.working import Work, WorkLimits, WorkQueue, work_of

ANNA = Key(id="aaaaaaaa", name="anna", scopes=frozenset({Scope.ASK}), created_at="")
BOB = Key(id="bbbbbbbb", name="bob", scopes=frozenset({Scope.ASK}), created_at="")


class Clock:
    """Stands still until it is moved."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class HeldReader(FixedReader):
    """Reads when it is let; says when it has begun."""

    def __init__(self) -> None:
        super().__init__("ice")
        self.begun = threading.Semaphore(0)
        self.let = threading.Event()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.begun.release()
        assert self.let.wait(60)
        return super().read(question, hits)


def take(limits: RateLimits, address: str = "192.0.2.1", key: Key | None = None) -> int | None:
    """Count a request; returns when to come again if it is one too many."""
    try:
        limits.take(address, key)
    except RequestProblem as problem:
        return problem.retry_after_s if problem.problem is Problem.TOO_MANY_REQUESTS else -1
    return None


def test_a_bucket_holds_a_burst_and_fills_again() -> None:
    clock = Clock()
    limits = RateLimits(Rate(per_minute=6, burst=3), clock=clock)
    assert [take(limits) for _ in range(5)] == [None, None, None, 10, 10]
    clock.now = 9.5
    assert take(limits) == 1
    clock.now = 10
    assert (take(limits), take(limits)) == (None, 10)
    clock.now = 10_000
    assert [take(limits) for _ in range(4)] == [None, None, None, 10]


def test_keys_and_addresses_are_counted_apart() -> None:
    limits = RateLimits(Rate(per_minute=6, burst=1), clock=Clock())
    assert [take(limits, key=ANNA), take(limits, key=BOB), take(limits), take(limits, "192.0.2.2")] == [None] * 4
    assert [take(limits, "192.0.2.9", ANNA), take(limits)] == [10, 10]


def test_a_household_is_one_address() -> None:
    assert network_of("2001:db8:1:2::7") == network_of("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::7") != network_of("2001:db8:1:2::7")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("") == ""


def test_a_rate_of_zero_limits_nothing() -> None:
    limits = RateLimits(Rate(per_minute=0, burst=1), clock=Clock())
    assert [take(limits) for _ in range(100)] == [None] * 100


def test_addresses_without_end_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "_MAX_CALLERS", 10)
    limits = RateLimits(Rate(per_minute=6, burst=1), clock=Clock())
    for number in range(100):
        assert take(limits, f"192.0.2.{number}") is None
    assert len(limits._buckets) == 10


def test_one_request_too_many_says_when_to_come_again(library: Library) -> None:
    client = open_page(library, protection=Protection(rate=Rate(per_minute=2, burst=3)))
    statuses = [client.get(address).status_code for address in ("/articles", "/api/v1/articles", "/nowhere")]
    assert statuses == [200, 200, 404]
    page, problem = client.get("/articles"), client.get("/api/v1/articles")
    assert page.status_code == problem.status_code == 429
    assert 1 <= int(problem.headers["retry-after"]) <= 30
    assert problem.json()["type"] == "/problems/too-many-requests"
    for _ in range(20):
        assert client.get("/static/footnote.css").status_code == client.get("/healthz").status_code == 200


def test_those_who_are_turned_away_are_counted_too(library: Library) -> None:
    closed = Protection(requires_key=True, rate=Rate(per_minute=2, burst=3))
    client = open_page(library, protection=closed)
    wrong = {"Authorization": f"Bearer fn_{'A' * 43}"}
    assert [client.get("/articles", headers=wrong).status_code for _ in range(4)] == [401, 401, 401, 429]
    mine = {"Authorization": f"Bearer {library.keys.add('anna', [Scope.ASK])[1]}"}
    assert client.get("/articles", headers=mine).status_code == 200


@pytest.mark.parametrize(
    ("method", "target", "work"),
    [
        ("GET", "/static/footnote.css", Work.NONE), ("GET", "/healthz", Work.NONE), ("GET", "/", Work.ROWS),
        ("GET", "/?q=ice", Work.READING), ("GET", "/?exact=ice", Work.READING), ("GET", "/articles", Work.ROWS),
        ("GET", "/articles/x?from=1&to=2", Work.ROWS), ("GET", "/api/v1/articles/x", Work.ROWS),
        ("GET", "/api/v1/search?q=ice", Work.READING), ("POST", "/api/v1/ask", Work.READING),
        ("POST", "/api/v1/ask/batch", Work.READING), ("POST", "/v1/chat/completions", Work.READING),
        ("POST", "/mcp", Work.READING), ("GET", "/export.md?q=ice", Work.READING), ("GET", "/readyz", Work.READING),
        ("GET", "/what/is/new", Work.READING), ("POST", "/what/is/new", Work.CHANGE),
        ("POST", "/articles", Work.CHANGE), ("DELETE", "/api/v1/articles/x", Work.CHANGE),
    ],
)  # fmt: skip
def test_what_is_not_known_to_be_less_is_work(method: str, target: str, work: Work) -> None:
    path, _, query = target.partition("?")
    assert work_of({"method": method, "path": path, "query_string": query.encode()}) is work


def test_a_queue_lets_in_so_many_lets_others_wait_in_order_and_refuses_the_rest() -> None:
    order: list[int] = []

    async def work(queue: WorkQueue, number: int, done: asyncio.Event) -> str:
        try:
            await queue.enter()
        except RequestProblem as problem:
            return problem.problem.slug
        order.append(number)
        await done.wait()
        queue.leave()
        return "done"

    async def play() -> None:
        queue, done = WorkQueue(slots=2, waiting=3, wait_s=60), asyncio.Event()
        tasks = []
        for number in range(7):
            tasks.append(asyncio.create_task(work(queue, number, done)))
            await asyncio.sleep(0)
        assert (queue.running, queue.waiting) == (2, 3)
        done.set()
        assert await asyncio.gather(*tasks) == ["done"] * 5 + ["overloaded"] * 2
        assert (queue.running, queue.waiting) == (0, 0)

    asyncio.run(play())
    assert order == [0, 1, 2, 3, 4]


def test_who_waits_too_long_or_goes_away_leaves_no_hole() -> None:
    async def play() -> None:
        queue = WorkQueue(slots=1, waiting=5, wait_s=0.01)
        await queue.enter()
        with pytest.raises(RequestProblem, match="not its turn"):
            await queue.enter()
        gone = asyncio.create_task(queue.enter())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.wait({gone})
        assert (queue.running, queue.waiting) == (1, 0)
        late = asyncio.create_task(queue.enter())
        await asyncio.sleep(0)
        queue.leave()  # it is given the turn,
        late.cancel()  # and goes away before it takes it
        await asyncio.wait({late})
        assert (queue.running, queue.waiting) == (0, 0)

    asyncio.run(play())


def test_a_full_server_refuses_questions_and_still_shows_articles(library: Library) -> None:
    reader = HeldReader()
    app = create_app(
        Answerer(library, reader), examples=(), protection=Protection(work=WorkLimits(readers=1, waiting=0))
    )
    with TestClient(app, base_url=ORIGIN) as client, ThreadPoolExecutor() as pool:
        try:
            first = pool.submit(client.post, "/api/v1/ask", json={"question": "ice?"})
            assert reader.begun.acquire(timeout=60)
            refused = client.post("/api/v1/ask", json={"question": "ice"})
            page = client.get("/?q=ice")
            assert client.get("/articles").status_code == client.get("/api/v1/articles").status_code == 200
            assert 'footnote_work_running{queue="reading"} 1.0' in client.get("/metrics").text
        finally:
            reader.let.set()
        assert refused.status_code == page.status_code == 503
        assert refused.json()["type"] == "/problems/overloaded"
        assert refused.headers["retry-after"] == page.headers["retry-after"] == "3"
        assert first.result(60).status_code == 200
        assert client.post("/api/v1/ask", json={"question": "ice"}).status_code == 200


def test_what_takes_too_long_is_answered_for_and_keeps_its_place(library: Library) -> None:
    reader = HeldReader()
    limits = WorkLimits(readers=1, waiting=0, time_s=0.05)
    app = create_app(Answerer(library, reader), examples=(), protection=Protection(work=limits))
    with TestClient(app, base_url=ORIGIN) as client:
        try:
            late = client.post("/api/v1/ask", json={"question": "ice?"})
            assert (late.status_code, late.json()["type"]) == (504, "/problems/timed-out")
            assert int(late.headers["retry-after"]) > 0
            assert client.post("/api/v1/ask", json={"question": "ice"}).status_code == 503  # the thread still reads
        finally:
            reader.let.set()


def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "BODY_START_S", 0.05)
    monkeypatch.setattr(security, "BODY_BYTES_PER_S", 100)
    assert receive_parts([(b"a", 0.0), (b"b", 5.0)]) == "slow-body"
    assert receive_parts([(b"a" * 1000, 0.0), (b"b", 0.1), (b"", 0.0)]) == "1001 bytes"  # what has come buys time
    assert receive_parts([(b"a", 0.0), (b"b", 0.0)]) == "2 bytes"


def receive_parts(parts: list[tuple[bytes, float]]) -> str:
    """What an application gets of a body whose parts come after so many seconds."""
    coming = iter(parts)
    left = len(parts)

    async def receive() -> dict[str, Any]:
        nonlocal left
        body, pause_s = next(coming)
        left -= 1
        await asyncio.sleep(pause_s)
        return {"type": "http.request", "body": body, "more_body": left > 0}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        raise AssertionError(f"{size} bytes")

    guarded = SecurityMiddleware(app, hosts=["127.0.0.1"], refuse=lambda *_: pytest.fail("refused"))
    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
    try:
        asyncio.run(guarded(scope, receive, lambda _: asyncio.sleep(0)))
    except RequestProblem as problem:
        return problem.problem.slug
    except AssertionError as error:
        return str(error)
    raise AssertionError("it ended without a word")


@pytest.mark.parametrize(
    ("method", "path", "size", "status"),
    [("POST", "/api/v1/ask", 64 * 1024 + 1, 413), ("POST", "/api/v1/articles", 64 * 1024 + 1, 422),
     ("POST", "/api/v1/articles", 32 * 1024 * 1024 + 1, 413), ("PUT", "/api/v1/articles", 64 * 1024 + 1, 413)],
)  # fmt: skip
def test_only_an_article_may_be_large(library: Library, method: str, path: str, size: int, status: int) -> None:
    sent = open_page(library).request(
        method, path, content=b" " * size, headers={"Content-Type": "application/json", "Origin": ORIGIN}
    )
    assert sent.status_code == status
