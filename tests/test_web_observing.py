"""What the server tells of its work: request ids, logs, figures; and what it never tells."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Sequence

import pytest
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, FixedReader, open_page

from index.keys import Scope
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Reading
from web.app import create_app
from web.logs import RequestLog, clean, set_up_logging
from web.observing import Served
from web.problems import Problem
from web.protection import Protection

SECRET_WORDS = "the heron's confession"


class Broken(FixedReader):
    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        raise RuntimeError(f"cannot read {question}")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged in this test."""
    root, requests = logging.getLogger(), logging.getLogger("footnote.requests")
    before = root.handlers[:], root.level, requests.level
    yield io.StringIO()
    root.handlers[:], root.level, requests.level = before


def served(status: int, *, problem: Problem | None = None, route: str = "/api/v1/ask") -> Served:
    return Served(request_id="0123456789abcdef", method="POST", route=route, status=status, seconds=0.0123,
                  problem=problem, key_id=None)  # fmt: skip


@pytest.mark.parametrize("given", ["a1b2c3d4", "trace-1.2_3", "A" * 64])
def test_an_id_that_is_fit_for_a_log_is_taken_over(library: Library, given: str) -> None:
    assert open_page(library).get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "a b c d e f g h", "-a1b2c3d4", "a1b2c3d4;",
                                   "<script>alert", "fn_" + "A" * 43, "é" * 10])  # fmt: skip
def test_any_other_is_replaced(library: Library, given: str) -> None:
    client = open_page(library)
    made = {client.get("/healthz", headers={"X-Request-ID": given.encode()}).headers["x-request-id"] for _ in range(3)}
    assert len(made) == 3
    assert all(len(one) == 16 and set(one) <= set("0123456789abcdef") for one in made)


def test_every_reply_has_an_id_and_a_problem_names_it(library: Library) -> None:
    app = create_app(Answerer(library, Broken("")), examples=())
    client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
    for address in ("/", "/articles", "/static/footnote.css", "/nowhere", "/api/v1/nothing", "/?q=ice"):
        assert client.get(address).headers["x-request-id"]
    for reply in (
        client.get("/api/v1/nothing"),
        client.post("/api/v1/ask", json={"question": "ice"}),
        client.get("/healthz", headers={"Host": "evil.example"}),
    ):
        assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_json_lines_say_how_it_went_and_not_what_was_asked(library: Library, log: io.StringIO) -> None:
    secret = library.keys.add("anna", [Scope.ASK])[1]
    app = create_app(Answerer(library, FixedReader("ice")), examples=(), protection=Protection(logs_json=True))
    set_up_logging(is_json=True, stream=log)
    client = TestClient(app, base_url=ORIGIN)
    key = {"Authorization": f"Bearer {secret}"}
    client.get("/", params={"q": SECRET_WORDS, "source": SECRET_WORDS}, headers=key)
    client.post("/api/v1/ask", json={"question": SECRET_WORDS}, headers=key)
    client.get(f"/articles/{secret}")
    client.get(f"/{secret}", headers={"Referer": SECRET_WORDS, "User-Agent": SECRET_WORDS})
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["method"], line["route"], line["status"], line["problem"]) for line in lines] == [
        ("GET", "/", 200, None),
        ("POST", "/api/v1/ask", 200, None),
        ("GET", "/articles/{article_id}", 404, "article-not-found"),
        ("GET", "unmatched", 404, "not-found"),
    ]
    assert [line["key"] for line in lines] == [library.keys.all()[0].id] * 2 + [None] * 2
    assert all(line["ms"] > 0 and line["time"].endswith("+00:00") for line in lines)
    for hidden in (SECRET_WORDS, "heron", secret, "confession", "127.0.0.1"):
        assert hidden not in log.getvalue()


def test_a_failure_is_logged_with_its_place_and_without_its_message(log: io.StringIO) -> None:
    set_up_logging(is_json=False, stream=log)
    try:
        Broken("").read(SECRET_WORDS, [])
    except RuntimeError as error:
        logging.getLogger("uvicorn.error").error("Exception in ASGI application\n", exc_info=error)
    assert "RuntimeError at test_web_observing.py" in log.getvalue()
    assert "heron" not in log.getvalue()
    assert log.getvalue().count("\n") == 1


def test_without_json_only_our_own_failures_are_logged_and_not_each(log: io.StringIO) -> None:
    now = [100.0]
    set_up_logging(is_json=False, stream=log)
    requests = RequestLog(is_json=False, clock=lambda: now[0])
    for one in (served(200), served(404), served(429), served(503, problem=Problem.OVERLOADED)):
        requests.report(one)
        requests.report(one)
    requests.report(served(500, problem=Problem.INTERNAL_ERROR))
    now[0] += 11
    requests.report(served(503, problem=Problem.OVERLOADED))
    assert log.getvalue().splitlines() == [
        "footnote: 503 POST /api/v1/ask: overloaded (request 0123456789abcdef)",
        "footnote: 500 POST /api/v1/ask: internal-error (request 0123456789abcdef)",
        "footnote: 503 POST /api/v1/ask: overloaded (request 0123456789abcdef)",
    ]


def test_a_log_line_has_neither_control_characters_nor_keys(log: io.StringIO) -> None:
    assert clean("a\x1b[31m\r\nb\u202e\x00") == r"a\x1b[31m\r\nb\u202e\x00"
    assert clean(f"key fn_{'A' * 43}.") == "key fn_…."
    assert len(clean("x" * 10_000)) == 4_000
    for is_json in (True, False):
        set_up_logging(is_json=is_json, stream=log)
        logging.getLogger("any").warning("a\x1b[31m\nb %s", f"fn_{'A' * 43}")
    assert len(log.getvalue().splitlines()) == 2
    assert "\x1b" not in log.getvalue()
    assert "fn_A" not in log.getvalue()


def test_the_figures_count_requests_answers_and_problems(library: Library) -> None:
    client = open_page(library)
    for question in ("ice", "ice again", "is the harbour closed?"):
        assert client.post("/api/v1/ask", json={"question": question}).status_code == 200
    assert open_page(library, answer="unheard of").get("/metrics").status_code == 200
    client.get("/articles/none")
    client.get("/articles/another")
    client.get(f"/{SECRET_WORDS}")
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = set(reply.text.splitlines())
    assert {
        'footnote_requests_total{method="POST",route="/api/v1/ask",status="200"} 3.0',
        'footnote_requests_total{method="GET",route="/articles/{article_id}",status="404"} 2.0',
        'footnote_requests_total{method="GET",route="unmatched",status="404"} 1.0',
        'footnote_request_seconds_count{method="POST",route="/api/v1/ask"} 3.0',
        'footnote_problems_total{problem="article-not-found"} 2.0',
        'footnote_answers_total{status="answered"} 3.0',
        'footnote_work_waiting{queue="reading"} 0.0',
        "footnote_library_articles 3.0",
        "footnote_library_version 3.0",
    } <= lines
    assert "heron" not in reply.text
    assert "another" not in reply.text
