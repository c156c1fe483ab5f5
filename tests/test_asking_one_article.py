"""Asking one article only: in the library, through the API and on the page."""

from __future__ import annotations

import pytest
from conftest import ARTICLES
from starlette.testclient import TestClient
from web_fixtures import Dom, assert_problem, open_page

from index.library import Library
from index.types import Filters
from web.problems import Problem

HARBOUR, BOOKS, _ = (article.id for article in ARTICLES)


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


@pytest.mark.parametrize("named", [BOOKS, BOOKS[:4]])
def test_only_the_article_that_is_named_is_searched(library: Library, named: str) -> None:
    hits = library.search("what did the ice do to the harbour", filters=Filters(article=named)).hits
    assert {hit.article.id for hit in hits} == {BOOKS}
    assert library.search("books", filters=Filters(article="0000")).hits == ()


def test_an_id_is_no_pattern(library: Library) -> None:
    assert library.search("books", filters=Filters(article="%")).hits == ()


def test_the_api_takes_an_article(client: TestClient) -> None:
    asked = {"question": "what had ice damaged"}
    assert client.post("/api/v1/ask", json=asked | {"article": HARBOUR}).json()["status"] == "answered"
    elsewhere = client.post("/api/v1/ask", json=asked | {"article": BOOKS}).json()
    assert (elsewhere["status"], elsewhere["filters"]["article"]) == ("not_in_sources", BOOKS)
    assert {quote["article_id"] for quote in elsewhere["nearest"]} == {BOOKS}


@pytest.mark.parametrize("wrong", ["abc", "not an id", "abcdefgh", "0" * 17])
def test_what_is_no_id_is_refused(client: TestClient, wrong: str) -> None:
    reply = client.get("/api/v1/search", params={"q": "ice", "article": wrong})
    assert_problem(reply, Problem.INVALID_REQUEST, says="article")


def test_the_articles_page_leads_to_asking_it(client: TestClient) -> None:
    links = [attributes.get("href") for attributes in Dom(client.get(f"/articles/{BOOKS}").text).attributes("a")]
    assert f"/?article={BOOKS}" in links
    page = client.get(f"/?article={BOOKS}")
    assert "only: More novels are lent" in page.text
    [field] = [i for i in Dom(page.text).attributes("input") if i.get("name") == "article"]
    assert (field["type"], field["value"]) == ("hidden", BOOKS)
    assert "only: Ice closes the harbour of Lund" in client.get(f"/?article={HARBOUR[:6]}&q=what+had+ice+damaged").text


def test_a_filter_for_an_article_can_be_taken_away(client: TestClient) -> None:
    page = Dom(client.get(f"/?q=what+had+ice+damaged&article={HARBOUR}").text)
    assert "/?q=what+had+ice+damaged" in [attributes.get("href") for attributes in page.attributes("a")]
