"""The API: the published shapes, the errors, and the limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import ARTICLES
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, FixedReader, assert_problem, open_page

from index.errors import LibraryBusyError, LibraryCorruptError
from index.library import Library
from rag.answer_json import to_json
from rag.answering import Answerer
from web import models
from web.app import create_app
from web.problems import Problem

ASK = "/api/v1/ask"


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


@pytest.mark.parametrize("answer", ["ice had damaged", "unheard of"])
def test_ask_replies_with_the_answer_as_json(library: Library, answer: str) -> None:
    answerer = Answerer(library, FixedReader(answer))
    reply = TestClient(create_app(answerer), base_url=ORIGIN).post(ASK, json={"question": "what did the ice do?"})
    assert reply.status_code == 200
    assert reply.headers["content-type"] == "application/json"
    expected = to_json(answerer.ask("what did the ice do?"))
    assert {**reply.json(), "timings_ms": {}} == {**expected, "timings_ms": {}}
    assert list(reply.json()) == list(models.Answer.model_fields)
    models.Answer.model_validate(reply.json())


def test_filters_and_top_are_passed_on(client: TestClient) -> None:
    body = {"question": "what was lent?", "source": "gazette", "since": "2026-03-01", "until": "2026-05-01", "top": 1}
    reply = client.post(ASK, json=body).json()
    assert reply["filters"] == {
        "source": "gazette", "since": "2026-03-01", "until": "2026-05-01", "collection": None, "language": None,
        "article": None,
    }  # fmt: skip
    assert {quote["article_id"] for quote in reply["nearest"]} == {ARTICLES[1].id}
    assert len(reply["nearest"]) == 1


def test_search_returns_slices_of_articles_with_their_scores(client: TestClient) -> None:
    reply = client.get("/api/v1/search", params={"q": "cracks in the bridge", "limit": 2})
    models.SearchReply.model_validate(reply.json())
    hits = reply.json()["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2]
    assert hits[0]["article"]["article_id"] == ARTICLES[2].id
    texts = {article.id: article.text for article in ARTICLES}
    for hit in hits:
        assert texts[hit["article"]["article_id"]][hit["start"] : hit["end"]] == hit["text"]
        assert client.get(hit["href"]).text.count('<mark class="quoted" id="quote"') == 1


def test_search_keeps_to_the_filters(client: TestClient) -> None:
    hits = client.get("/api/v1/search?q=the&source=news.gazette.example").json()["hits"]
    assert {hit["article"]["article_id"] for hit in hits} == {ARTICLES[1].id}


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.question"),
        ({"question": 5}, "body.question"),
        ({"question": "\ud800"}, "body.question"),
        ({"question": "x", "top": 0}, "body.top"),
        ({"question": "x", "top": 51}, "body.top"),
        ({"question": "x", "top": True}, "body.top"),
        ({"question": "x", "top": 1.5}, "body.top"),
        ({"question": "x", "since": "2026-02-30"}, "body.since"),
        ({"question": "x", "since": 1700000000}, "body.since"),
        ({"question": "x", "until": "1700000000"}, "body.until"),
        ({"question": "x", "since": "2026-02-02", "until": "2026-02-01"}, "body"),
        ({"question": "x", "source": "s" * 201}, "body.source"),
        ({"question": "x", "sauce": "y"}, "body.sauce"),
        ([], "body"),
        (None, "body"),
    ],
)
def test_what_is_not_documented_is_refused_by_name(client: TestClient, body: Any, where: str) -> None:
    response = client.post(ASK, content=json.dumps(body), headers={"Content-Type": "application/json"})
    problem = assert_problem(response, Problem.INVALID_REQUEST, says=where)
    assert [flaw["where"] for flaw in problem["errors"]] == [where]


@pytest.mark.parametrize(
    "address",
    ["/api/v1/search", "/api/v1/search?q=x&limit=0", "/api/v1/search?q=x&limit=51", "/api/v1/search?q=x&page=2",
     "/api/v1/search?q=x&since=now", "/api/v1/articles?limit=101", "/api/v1/articles?limit=0",
     "/api/v1/articles?offset=-1", f"/api/v1/articles?offset={10**30}", "/api/v1/articles?page=2"],
)  # fmt: skip
def test_bad_parameters_are_refused(client: TestClient, address: str) -> None:
    assert_problem(client.get(address), Problem.INVALID_REQUEST)


@pytest.mark.parametrize("question", ["", "   ", "?!", "x" * 1001])
def test_a_question_that_cannot_be_asked_is_a_problem_of_its_own(client: TestClient, question: str) -> None:
    assert_problem(client.post(ASK, json={"question": question}), Problem.INVALID_QUESTION)
    assert_problem(client.get("/api/v1/search", params={"q": question}), Problem.INVALID_QUESTION)


@pytest.mark.parametrize("content", [b"{", b"hello", b"\xff\xfe", b"[" * 60_000])
def test_a_body_that_is_no_json_is_refused(client: TestClient, content: bytes) -> None:
    response = client.post(ASK, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert_problem(response, Problem.BAD_REQUEST if response.status_code == 400 else Problem.INVALID_REQUEST)


def test_a_body_of_another_type_is_refused(client: TestClient) -> None:
    # A page of another site could send it without asking first.
    response = client.post(ASK, content='{"question": "what did the ice do?"}', headers={"Content-Type": "text/plain"})
    assert_problem(response, Problem.INVALID_REQUEST)


def test_a_large_body_is_refused_whether_or_not_it_says_so(client: TestClient) -> None:
    def stream() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    headers = {"Content-Type": "application/json"}
    assert_problem(client.post(ASK, content=b" " * 65_537, headers=headers), Problem.BODY_TOO_LARGE)
    assert_problem(client.post(ASK, content=stream(), headers=headers), Problem.BODY_TOO_LARGE)
    padded = json.dumps({"question": "what did the ice do?"}).ljust(65_536)
    assert client.post(ASK, content=padded, headers=headers).status_code == 200


def test_unknown_places_and_methods_are_problems(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/articles/0000000000000000"), Problem.ARTICLE_NOT_FOUND)
    assert_problem(client.get("/api/v2/ask"), Problem.NOT_FOUND, says="/api/v2/ask")
    response = client.get(ASK)
    assert_problem(response, Problem.METHOD_NOT_ALLOWED)
    assert response.headers["allow"] == "POST"
    assert_problem(client.get("/api/v1/articles", headers={"Host": "evil.example"}), Problem.HOST_NOT_ALLOWED)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (LibraryBusyError("in /secret"), Problem.LIBRARY_BUSY),
        (LibraryCorruptError("in /secret"), Problem.LIBRARY_UNAVAILABLE),
    ],
)
def test_a_library_that_cannot_answer_is_a_503_that_says_when_to_try_again(
    library: Library, monkeypatch: pytest.MonkeyPatch, error: Exception, kind: Problem
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    client = open_page(library)
    assert client.get("/readyz").json() == {"status": "ready"}
    monkeypatch.setattr(library, "search", fail)
    response = client.post(ASK, json={"question": "what did the ice do?"})
    assert_problem(response, kind)
    assert response.headers["retry-after"] == "5"
    page = client.get("/?q=ice")
    assert page.status_code == 503
    assert "Try again in 5 seconds." in page.text
    assert page.headers["retry-after"] == "5"
    assert_problem(client.get("/readyz"), Problem.LIBRARY_UNAVAILABLE)
    assert client.get("/healthz").json() == {"status": "ok"}
    assert "secret" not in response.text + page.text


def test_every_kind_of_problem_has_the_page_that_its_type_names(client: TestClient) -> None:
    for kind in Problem:
        page = client.get(kind.type)
        assert page.status_code == 200
        assert kind.title in page.text
