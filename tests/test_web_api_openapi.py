"""The OpenAPI document: every route, every shape, every problem, and examples that are real."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter
from starlette.testclient import TestClient
from web_fixtures import assert_problem, open_page

from corpus.loading import load
from index.keys import Scope
from index.library import Library
from rag.intake.files import SAMPLES
from web import checking_models, library_models, models
from web.checking_requests import FeedbackRequest, VerifyRequest
from web.library_requests import NewArticle
from web.openapi import EXAMPLES
from web.problems import Problem
from web.protection import Protection
from web.queries import AskRequest, BatchRequest

ASK = "/api/v1/ask"
# Those of OpenAI's form are described with `web.chat_completions`.
OURS = {
    "post /api/v1/ask", "post /api/v1/ask/batch", "get /api/v1/search", "get /api/v1/articles", "post /api/v1/articles",
    "get /api/v1/articles/{article_id}", "delete /api/v1/articles/{article_id}",
    "get /api/v1/articles/{article_id}/removals", "get /api/v1/collections",
    "put /api/v1/collections/{name}/articles/{article_id}", "delete /api/v1/collections/{name}/articles/{article_id}",
    "post /api/v1/verify", "post /api/v1/feedback", "get /api/v1/feedback", "get /api/v1/status", "get /healthz",
    "get /readyz",
}  # fmt: skip
EVERY = {"200", "201", "204", "304"}


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method} {address}": operation
        for address, path in document["paths"].items()
        for method, operation in path.items()
        if f"{method} {address}" in OURS
    }


def test_every_route_is_described_with_its_problems_its_key_and_its_headers(document: dict[str, Any]) -> None:
    described = operations(document)
    assert set(described) == OURS
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for name, operation in described.items():
        assert operation["summary"]
        assert operation["description"]
        statuses = set(operation["responses"])
        assert statuses & EVERY
        if name != "get /healthz":
            assert operation["security"] == [{}, {"bearer": []}]
            assert {"401", "403", "421", "422", "429", "500", "503", "504"} <= statuses
        if name.startswith("post"):
            assert {"400", "408", "413"} <= statuses
        for status, reply in operation["responses"].items():
            assert "X-Request-ID" in reply["headers"]
            if status < "400":
                continue
            (media_type,) = reply["content"]
            assert media_type == "application/problem+json"
            assert reply["content"][media_type]["examples"]
            for slug, example in reply["content"][media_type]["examples"].items():
                models.ProblemDetails.model_validate(example["value"])
                assert example["value"]["type"] == f"/problems/{slug}"
                assert str(example["value"]["status"]) == status
            assert ("Retry-After" in reply["headers"]) == (status in {"429", "503", "504"})


def test_every_reply_with_a_body_has_a_real_example(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        for status, reply in operation["responses"].items():
            for content in reply.get("content", {}).values():
                assert content.get("example") or content.get("examples"), (operation["summary"], status)


def test_the_shapes_are_those_of_the_models(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    assert set(schemas["Answer"]["properties"]) == set(models.Answer.model_fields)
    assert "up to 1,000 characters" in schemas["AskRequest"]["properties"]["question"]["description"]
    assert schemas["AskRequest"]["properties"]["since"]["anyOf"][0] == {"type": "string", "format": "date"}
    assert set(schemas["NewArticle"]["properties"]) == set(NewArticle.model_fields)
    bodies = document["paths"]["/api/v1/articles"]["post"]["requestBody"]["content"]
    assert bodies["application/json"]["schema"] == {"$ref": "#/components/schemas/NewArticle"}
    assert bodies["application/pdf"]["schema"] == {"type": "string", "format": "binary"}


def test_the_examples_are_of_the_published_shapes() -> None:
    replies: dict[str, Any] = {
        "answer": models.Answer, "batch_reply": models.BatchReply, "search": models.SearchReply,
        "articles": library_models.ArticleList, "article": library_models.WholeArticle,
        "taken_in": library_models.TakenIn, "removals": library_models.Removals,
        "collections": library_models.CollectionList, "verified": checking_models.CheckReply,
        "feedback_reply": checking_models.FeedbackReply, "status": models.LibraryStatus, "healthz": models.Health,
        "readyz": models.Health,
    }  # fmt: skip
    for name, shape in replies.items():
        TypeAdapter(shape).validate_python(EXAMPLES[name])
    requests: dict[str, Any] = {
        "ask": AskRequest, "batch": BatchRequest, "new_article": NewArticle, "verify": VerifyRequest,
        "feedback": FeedbackRequest,
    }  # fmt: skip
    for name, shape in requests.items():
        assert EXAMPLES[name]
        for example in EXAMPLES[name].values():
            TypeAdapter(shape).validate_python(example["value"])


def test_the_examples_quote_the_samples() -> None:
    texts = {article.sha256: article.text for article in map(load, sorted(SAMPLES.glob("*.md")))}
    quoted = [*EXAMPLES["answer"]["quotes"], *EXAMPLES["search"]["hits"]]
    assert len(quoted) >= 2
    for quote in quoted:
        assert texts[quote["article_sha256"]][quote["start"] : quote["end"]] == quote["text"]
    assert texts[EXAMPLES["article"]["article_sha256"]] == EXAMPLES["article"]["text"]
    assert [quote["state"] for quote in EXAMPLES["verified"]["quotes"]] == ["intact", "altered"]
    assert EXAMPLES["removals"]["removals"]


def test_the_documentation_names_every_address_and_every_problem(document: dict[str, Any]) -> None:
    text = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    for kind in Problem:
        row = next((line for line in text.splitlines() if f"`{kind.slug}`" in line and line.startswith("|")), "")
        assert row.startswith(f"| {kind.status} |"), kind
    for operation in operations(document):
        method, address = operation.split()
        assert f"{method.upper()} {address}" in text, operation


def test_a_method_that_an_address_does_not_answer_is_told_which_ones_it_does(client: TestClient) -> None:
    for address, allowed in (("/api/v1/articles/x", "GET, DELETE"), ("/api/v1/articles", "GET, POST"), (ASK, "POST")):
        response = client.patch(address, json={})
        assert_problem(response, Problem.METHOD_NOT_ALLOWED)
        assert response.headers["allow"] == allowed


def test_every_route_needs_the_scope_that_the_documentation_says(library: Library) -> None:
    text = (Path(__file__).parents[1] / "docs" / "api.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([A-Z]+) ([^`?]+)[^`]*` \| (\w+) \|", text, re.MULTILINE)
    assert {f"{method.lower()} {address}" for method, address, _ in rows} == OURS
    client = open_page(library, protection=Protection(requires_key=True))
    for scope in Scope:
        _, secret = library.keys.add(f"for {scope}", [scope])
        for method, address, needed in rows:
            reply = client.request(
                method, address.format(name="x", article_id="y"), headers={"Authorization": f"Bearer {secret}"}
            )
            if needed in (scope.value, "none"):
                assert reply.status_code not in (401, 403), (method, address, reply.text)
            else:
                assert_problem(reply, Problem.FORBIDDEN, says=f"'{needed}'")
            unkeyed = client.request(method, address.format(name="x", article_id="y"))
            assert (unkeyed.status_code in (401, 403)) is (needed != "none")
