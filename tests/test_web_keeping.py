"""The pages that change the library: plain forms, of this server's own pages, for those who may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from conftest import ARTICLES
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, Dom, open_page

from corpus.types import identify
from index.keys import Scope
from index.library import Library
from web.protection import Protection

HARBOUR, BOOKS, _ = ARTICLES
OWN = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}
STORY = "The harbour of Tarn was closed on Monday because of ice, so the mayor said. Three ships wait outside."


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with open_page(library) as client:  # its end ends the process that reads files
        yield client


def said(html: str) -> list[str]:
    return [" ".join(text.split()) for text in Dom(html).texts("li")]


def test_files_are_added_and_each_outcome_is_said(library: Library, client: TestClient) -> None:
    files = [("ice.txt", STORY), ("books.txt", BOOKS.text), ("<img src=x>.xyz", "1,2")]
    parts = [("files", (name, text.encode())) for name, text in files]
    first = client.post("/articles", files=parts, data={"collection": "ports"}, headers=OWN)
    assert first.status_code == 200
    added, duplicate, failed = said(first.text)
    assert added.startswith("Added The harbour of Tarn")
    assert duplicate.startswith("Duplicate")
    assert f"It has the same text as {BOOKS.title}" in duplicate
    assert failed.startswith("Failed <img src=x>.xyz: .xyz files are not supported")
    assert not Dom(first.text).attributes("img")
    assert len(library.collections.members("ports")) == 2

    (again,) = said(client.post("/articles", files=parts[:1], headers=OWN).text)
    assert again.startswith("Unchanged The harbour of Tarn")
    changed = [("files", ("ice.txt", STORY.replace("Monday", "Tuesday").encode()))]
    assert said(client.post("/articles", files=changed, headers=OWN).text)[0].startswith("Replaced")

    pasted = {"title": "Snow & <b>ice</b>", "text": f"{STORY} Snow fell.", "publisher": "Tarn Post"}
    pasted |= {"published_on": "2026-02-03", "url": "https://tarn.example/snow", "author": "Ola Berg"}
    (outcome,) = said(client.post("/articles", data=pasted, files={"none": ("", b"")}, headers=OWN).text)
    assert outcome.startswith("Added Snow & <b>ice</b>")
    article = library.get(identify("https://tarn.example/snow"))
    assert article is not None
    assert (article.title, article.publisher, str(article.published_on), article.author) == (
        "Snow & <b>ice</b>", "Tarn Post", "2026-02-03", "Ola Berg",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title": "x", "text": " "}, "There is nothing to add."),
        ({"title": "x", "text": STORY, "published_on": "yesterday"}, "The date is not a day"),
        ({"title": "x", "text": STORY, "url": "javascript:alert(1)"}, "The web address does not begin with"),
        ({"title": "x", "text": STORY, "collection": "\x07"}, "cannot name a collection"),
        ({"title": "x", "text": "ä" * 2_000_001}, "The text is too long."),
    ],
)
def test_what_cannot_be_added_comes_back_with_the_reason(
    library: Library, client: TestClient, fields: dict[str, str], says: str
) -> None:
    before = library.version
    reply = client.post("/articles", data=fields, files={"none": ("", b"")}, headers=OWN)
    assert reply.status_code == 422
    assert says in Dom(reply.text).texts("p")[0] + reply.text
    page = Dom(reply.text)
    assert any(attrs.get("id") == "title" and attrs.get("value") == "x" for attrs in page.attributes("input"))
    assert page.texts("textarea")[0].lstrip("\n").strip() == fields["text"].strip()
    assert library.version == before


def test_an_article_is_removed_only_after_it_was_asked_whether_it_should_be(
    library: Library, client: TestClient
) -> None:
    page = Dom(client.get(f"/articles/{HARBOUR.id}/remove").text)
    assert page.texts("h1") == ["Remove this article?"]
    assert HARBOUR.title in page.texts("a")
    assert {"class": "actions", "action": f"/articles/{HARBOUR.id}/remove", "method": "post"} in page.attributes("form")
    assert library.get(HARBOUR.id) is not None

    reply = client.post(f"/articles/{HARBOUR.id}/remove", headers=OWN, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/articles?notice=removed")
    assert library.get(HARBOUR.id) is None
    assert "The article was removed." in Dom(client.get("/articles?notice=removed").text).texts("p")
    assert client.post(f"/articles/{HARBOUR.id}/remove", headers=OWN).status_code == 404


def test_a_notice_is_one_of_ours(client: TestClient) -> None:
    assert "bought" not in client.get("/articles?notice=bought").text
    assert "bought" not in client.get(f"/articles/{HARBOUR.id}?notice=bought").text


def test_removing_says_so_where_a_copy_takes_the_place(library: Library, client: TestClient) -> None:
    library.add(replace(HARBOUR, id=identify("https://w.example/"), origin="https://w.example/"))
    assert "that copy takes its place" in client.get(f"/articles/{HARBOUR.id}/remove").text


def test_an_article_is_put_into_a_collection_and_taken_out(library: Library, client: TestClient) -> None:
    where = f"/articles/{HARBOUR.id}/collections"
    page = client.post(where, data={"put": "  two   words "}, headers=OWN)
    assert library.collections.of(HARBOUR.id) == ("two words",)
    assert "The article was put into the collection." in Dom(page.text).texts("p")
    assert "/articles?collection=two%20words" in [attrs.get("href") for attrs in Dom(page.text).attributes("a")]
    client.post(where, data={"take-out": "two words"}, headers=OWN)
    assert library.collections.of(HARBOUR.id) == ()
    for fields in ({}, {"put": "\x07"}, {"put": "x" * 101}):
        assert client.post(where, data=fields, headers=OWN).status_code == 422
    assert client.post("/articles/0000000000000000/collections", data={"put": "x"}, headers=OWN).status_code == 404
    assert library.collections.counts() == {}


@pytest.mark.parametrize("path", ["/articles", f"/articles/{HARBOUR.id}/remove", f"/articles/{HARBOUR.id}/collections"])
@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_sites_form_changes_nothing(
    library: Library, client: TestClient, path: str, headers: dict[str, str]
) -> None:
    before = library.version, library.collections.counts()
    reply = client.post(path, data={"title": "x", "text": STORY, "put": "x"}, headers=headers)
    assert reply.status_code == 403
    assert (library.version, library.collections.counts()) == before


def test_who_may_only_ask_is_shown_no_way_to_change_anything_and_has_none(library: Library) -> None:
    key, secret = library.keys.add("reader", [Scope.ASK])
    assert key.scopes == {Scope.ASK}
    bearer = {"Authorization": f"Bearer {secret}"}
    with open_page(library, protection=Protection(requires_key=True)) as client:
        pages = client.get("/articles", headers=bearer), client.get(f"/articles/{HARBOUR.id}", headers=bearer)
        for page in pages:
            assert page.status_code == 200
            hrefs = [attrs.get("href") or "" for attrs in Dom(page.text).attributes("a")]
            assert not [href for href in hrefs if href.endswith(("/add", "/remove"))]
            assert all(attrs.get("method") != "post" for attrs in Dom(page.text).attributes("form"))
        for method, path in (
            ("GET", "/articles/add"), ("GET", f"/articles/{HARBOUR.id}/remove"), ("POST", "/articles"),
            ("POST", f"/articles/{HARBOUR.id}/remove"), ("POST", f"/articles/{HARBOUR.id}/collections"),
        ):  # fmt: skip
            assert client.request(method, path, headers=bearer | OWN).status_code == 403
    assert library.get(HARBOUR.id) is not None
