"""The API's articles and collections: listed, read, added, removed, put together."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ARTICLES, make_article
from pdf_fixtures import make_pdf, set_lines
from starlette.testclient import TestClient
from web_fixtures import assert_problem, open_page

from index.library import Library
from rag.intake.handing import Handing
from web import library_models as models
from web.problems import Problem

ARTICLES_AT = "/api/v1/articles"
HARBOUR, BOOKS, BRIDGE = (article.id for article in ARTICLES)
FERRY = {
    "title": "Ferry to Norrholm runs again",
    "text": "The ferry to Norrholm runs again from Monday, the harbour office said.\nTickets cost 12 euros.",
    "url": "https://news.example/ferry",
    "publisher": "Harbour News",
    "author": "A. Holt",
    "published_on": "2026-11-20",
    "language": "en-GB",
    "collections": ["ports", "  ferries  of Norrholm "],
}


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with open_page(library) as client:  # as a context, so that it is shut down
        yield client


def add(client: TestClient, body: object, *, status: int) -> dict[str, Any]:
    response = client.post(ARTICLES_AT, json=body)
    assert response.status_code == status, response.text
    models.TakenIn.model_validate(response.json())
    (outcome,) = response.json()["outcomes"]
    return dict(outcome)


def send(client: TestClient, data: bytes, media_type: str, query: str = "") -> Any:
    headers = {"Content-Type": media_type, "Origin": "http://127.0.0.1"}
    return client.post(f"{ARTICLES_AT}{query}", content=data, headers=headers)


def ids(client: TestClient, query: str) -> list[str]:
    return [article["article_id"] for article in client.get(f"{ARTICLES_AT}?{query}").json()["articles"]]


def test_the_list_can_be_walked_by_its_links(client: TestClient) -> None:
    seen: list[str] = []
    address: str | None = f"{ARTICLES_AT}?limit=2"
    while address:
        reply = client.get(address)
        models.ArticleList.model_validate(reply.json())
        assert reply.json()["total"] == 3
        seen += [article["article_id"] for article in reply.json()["articles"]]
        address = reply.json()["next"]
        assert reply.headers.get("link") == (f'<{address}>; rel="next"' if address else None)
    assert seen == [BOOKS, HARBOUR, BRIDGE]
    assert client.get(f"{ARTICLES_AT}?offset=99").json()["articles"] == []


def test_the_list_keeps_to_filters_and_words_of_the_title_and_so_do_its_links(
    client: TestClient, library: Library
) -> None:
    library.collections.put("ports & ice", [HARBOUR, BRIDGE])
    assert ids(client, "source=news.gazette.example") == [BOOKS]
    assert ids(client, "since=2026-01-02&until=2026-02-01") == [HARBOUR]
    assert ids(client, "collection=ports%20%26%20ice") == [HARBOUR, BRIDGE]
    assert ids(client, "language=de") == []
    assert ids(client, "q=LUND%20ice") == [HARBOUR]
    assert ids(client, "q=ice%20novels") == []
    page = client.get(f"{ARTICLES_AT}?limit=1&collection=ports%20%26%20ice&language=en").json()
    assert page["total"] == 2
    assert client.get(page["next"]).json()["articles"][0]["article_id"] == BRIDGE


def test_an_article_comes_with_its_text_and_without_this_machines_paths(client: TestClient) -> None:
    article = ARTICLES[0]
    reply = client.get(f"{ARTICLES_AT}/{article.id}")
    models.WholeArticle.model_validate(reply.json())
    assert reply.json()["text"] == article.text
    assert reply.json()["article_sha256"] == article.sha256
    assert reply.json()["chars"] == len(article.text)
    assert "file://" not in reply.text + client.get(ARTICLES_AT).text


def test_an_etag_spares_the_text_until_the_article_changes(client: TestClient, library: Library) -> None:
    place = f"{ARTICLES_AT}/{HARBOUR}"
    etag = client.get(place).headers["etag"]
    assert etag.startswith('"')
    assert len({etag, client.get(f"{ARTICLES_AT}/{BOOKS}").headers["etag"]}) == 2
    for header in (etag, f'"x", W/{etag}', "*"):
        reply = client.get(place, headers={"If-None-Match": header})
        assert (reply.status_code, reply.content, reply.headers["etag"]) == (304, b"", etag)
    assert client.get(place, headers={"If-None-Match": etag.strip('"')}).status_code == 200
    library.add(make_article(ARTICLES[0].text, name="harbour", title="Another headline"))
    changed = client.get(place, headers={"If-None-Match": etag})
    assert (changed.status_code, changed.json()["title"]) == (200, "Another headline")


def test_an_article_is_removed_only_as_it_was_read(client: TestClient, library: Library) -> None:
    place = f"{ARTICLES_AT}/{HARBOUR}"
    etag = client.get(place).headers["etag"]
    for header in ('"x"', f"W/{etag}"):  # a weak tag does not say that it is byte for byte the same
        assert_problem(client.delete(place, headers={"If-Match": header}), Problem.PRECONDITION_FAILED)
    assert library.get(HARBOUR) is not None
    removed = client.delete(place, headers={"If-Match": f'"x", {etag}'})
    assert (removed.status_code, removed.content) == (204, b"")
    assert library.get(HARBOUR) is None
    assert_problem(client.delete(place), Problem.ARTICLE_NOT_FOUND)
    assert_problem(client.get(place), Problem.ARTICLE_NOT_FOUND)
    assert client.delete(f"{ARTICLES_AT}/{BOOKS}").status_code == 204


def test_an_article_is_added_as_json_and_replaced_by_its_url(client: TestClient, library: Library) -> None:
    added = client.post(ARTICLES_AT, json=FERRY)
    assert added.status_code == 201
    outcome = added.json()["outcomes"][0]
    assert (outcome["outcome"], outcome["title"], outcome["failure"]) == ("added", FERRY["title"], None)
    assert added.headers["location"] == f"{ARTICLES_AT}/{outcome['article_id']}"
    article = client.get(added.headers["location"]).json()
    assert article["text"] == str(FERRY["text"]).replace("\n", "\n\n")
    assert {name: article[name] for name in ("url", "publisher", "author", "published_on", "language")} == {
        name: FERRY[name] for name in ("url", "publisher", "author", "published_on", "language")
    }
    assert library.collections.of(outcome["article_id"]) == ("ferries of Norrholm", "ports")
    assert client.post("/api/v1/ask", json={"question": "Who runs the ferry to Norrholm?"}).status_code == 200

    assert add(client, FERRY, status=200)["outcome"] == "unchanged"
    again = add(client, FERRY | {"text": "The ferry runs until May, the office said."}, status=200)
    assert (again["outcome"], again["article_id"]) == ("replaced", outcome["article_id"])


def test_a_text_that_is_here_already_is_a_duplicate_and_one_without_a_url_is_known_by_its_words(
    client: TestClient,
) -> None:
    first = add(client, {"text": FERRY["text"]}, status=201)
    assert add(client, {"text": FERRY["text"], "title": "Ferry"}, status=200)["article_id"] == first["article_id"]
    copy = add(client, FERRY, status=200)
    assert (copy["outcome"], copy["duplicate_of"]) == ("duplicate", first["article_id"])


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.text"),
        ({"text": ""}, "body.text"),
        ({"text": " \n"}, "body"),
        ({"text": 5}, "body.text"),
        ({"text": "x", "txt": "y"}, "body.txt"),
        ({"text": "x", "url": "javascript:alert(1)"}, "body.url"),
        ({"text": "x", "url": "file:///etc/passwd"}, "body.url"),
        ({"text": "x", "language": "english please"}, "body.language"),
        ({"text": "x", "published_on": "yesterday"}, "body.published_on"),
        ({"text": "x", "collections": ["a\u202eb"]}, "body.collections"),
        ({"text": "x", "collections": "ports"}, "body.collections"),
        ([], "body"),
    ],
)
def test_an_article_that_is_not_as_described_is_refused_by_name(client: TestClient, body: object, where: str) -> None:
    problem = assert_problem(client.post(ARTICLES_AT, json=body), Problem.INVALID_REQUEST, says=where)
    assert [flaw["where"] for flaw in problem["errors"]] == [where]


def test_a_body_that_is_no_json_and_a_name_beside_json_are_refused(client: TestClient) -> None:
    assert_problem(send(client, b"{", "application/json"), Problem.INVALID_REQUEST, says="body")
    assert_problem(send(client, b'{"text": "x"}', "application/json", "?name=a.txt"), Problem.INVALID_REQUEST)
    assert_problem(send(client, b"x", "text/plain", "?name=%20"), Problem.INVALID_REQUEST, says="query.name")
    assert_problem(send(client, b"x", "text/plain", "?collection=%20"), Problem.INVALID_REQUEST)


def test_a_file_is_read_as_its_name_its_type_or_its_first_bytes_say(client: TestClient, library: Library) -> None:
    pdf = make_pdf(
        [set_lines(["The lighthouse of Norrholm was lit for the first time in 1861.", "It is 31 metres high."])]
    )
    for media_type, query in (("application/pdf", ""), ("application/octet-stream", "?name=light.pdf")):
        reply = send(client, pdf, media_type, query)
        assert reply.status_code in (200, 201), reply.text
    text = library.get(client.get(f"{ARTICLES_AT}?limit=1&q=1861").json()["articles"][0]["article_id"])
    assert text is not None
    assert "31 metres high" in text.text
    markdown = b"# Light\n\nThe light of Norrholm is seen from 20 miles away, sailors say."
    reply = send(client, markdown, "text/markdown", "?name=light.md&collection=lights&collection=Norrholm")
    assert reply.status_code == 201
    assert library.collections.of(reply.json()["outcomes"][0]["article_id"]) == ("Norrholm", "lights")
    assert send(client, markdown, "text/plain").json()["outcomes"][0]["outcome"] in ("added", "duplicate")


def test_a_file_of_many_articles_says_what_became_of_each(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", "The pier of Lund was painted green in May, the harbour office said.")
        archive.writestr("two.txt", "The pier of Aarhus was painted red in June, the harbour office said.")
        archive.writestr("three.pdf", b"%PDF-1.4 broken")
    reply = send(client, packed.getvalue(), "application/zip", "?name=piers.zip")
    assert reply.status_code == 201
    assert sorted(one["outcome"] for one in reply.json()["outcomes"]) == ["added", "added", "failed"]
    failed = next(one for one in reply.json()["outcomes"] if one["outcome"] == "failed")
    assert failed["name"] == "piers.zip: three.pdf"
    assert failed["failure"]
    assert "location" not in reply.headers


def test_what_holds_no_article_is_a_problem_that_says_why(client: TestClient, library: Library) -> None:
    version = library.version
    problem = assert_problem(send(client, b"%PDF-1.4 broken", "application/pdf"), Problem.UNREADABLE_FILE)
    assert len(problem["errors"]) == 1
    assert_problem(send(client, b"", "text/plain", "?name=empty.txt"), Problem.UNREADABLE_FILE, says="empty")
    unknown = send(client, b"\x00\x01\x02", "application/octet-stream")
    assert_problem(unknown, Problem.UNSUPPORTED_TYPE, says="?name=report.pdf")
    assert library.version == version


def test_questions_are_answered_while_articles_are_taken_in(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def wait(*_: Any, **__: Any) -> list[Any]:
        begun.set()
        assert may_end.wait(60)
        return []

    monkeypatch.setattr(Handing, "take_text", wait)
    statuses: list[int] = []
    senders = [
        threading.Thread(target=lambda: statuses.append(client.post(ARTICLES_AT, json=FERRY).status_code))
        for _ in range(3)
    ]
    for sender in senders:
        sender.start()
    assert begun.wait(60)
    for _ in range(5):
        assert client.post("/api/v1/ask", json={"question": "what did the ice do?"}).json()["status"] == "answered"
    assert statuses == []
    may_end.set()
    for sender in senders:
        sender.join(60)
    assert statuses == [Problem.UNREADABLE_FILE.status] * 3


def test_what_was_cut_from_an_article_is_listed(client: TestClient, tmp_path: Path) -> None:
    text = f"Share on Facebook\n{FERRY['text']}\nSign up for our newsletter"
    article_id = add(client, {"text": text}, status=201)["article_id"]
    reply = client.get(f"{ARTICLES_AT}/{article_id}/removals").json()
    models.Removals.model_validate(reply)
    assert [removal["text"] for removal in reply["removals"]] == ["Share on Facebook", "Sign up for our newsletter"]
    assert 0.5 < reply["kept_share"] < 1
    assert_problem(client.get(f"{ARTICLES_AT}/0/removals"), Problem.ARTICLE_NOT_FOUND)


def test_articles_are_put_into_collections_and_taken_out(client: TestClient) -> None:
    member = "/api/v1/collections/ice%2Fports/articles/"
    for _ in range(2):  # idempotent
        assert client.put(f"{member}{HARBOUR}").status_code == 204
    assert client.put(f"{member}{BRIDGE}").status_code == 204
    listed = client.get("/api/v1/collections").json()
    models.CollectionList.model_validate(listed)
    assert listed == {"collections": [{"name": "ice/ports", "articles": 2}]}
    for _ in range(2):
        assert client.delete(f"{member}{HARBOUR}").status_code == 204
    assert ids(client, "collection=ice/ports") == [BRIDGE]
    assert_problem(client.put(f"{member}0"), Problem.ARTICLE_NOT_FOUND)
    assert_problem(client.delete(f"{member}0"), Problem.ARTICLE_NOT_FOUND)
    assert_problem(client.put(f"/api/v1/collections/%20/articles/{HARBOUR}"), Problem.INVALID_REQUEST, says="path.name")
