"""Who gets in: keys, scopes, signing in, and pages of other sites."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import ARTICLES
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, Dom, open_page

from index.keys import Scope
from index.library import Library
from web.protection import Protection
from web.sign_in import clean_onward

CLOSED = Protection(requires_key=True)
ADDRESSES = ("/", "/?q=ice", "/articles", f"/articles/{ARTICLES[0].id}", "/api/v1/articles", "/openapi.json",
             "/api/v1/search?q=ice", "/readyz", "/metrics", "/nowhere", "/problems/overloaded",
             "/export.md?q=ice")  # fmt: skip
FORM = {"content": "verdict=right", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}


@pytest.fixture
def client(library: Library) -> Iterator[TestClient]:
    with open_page(library) as opened:  # what reads files is a process of its own, which ends with the server
        yield opened


@pytest.fixture
def closed(library: Library) -> Iterator[TestClient]:
    with open_page(library, protection=CLOSED) as opened:
        yield opened


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_keys_are_needed_nothing_is_shown_without_one(closed: TestClient, library: Library, address: str) -> None:
    for headers in ({}, bearer("fn_" + "A" * 43), bearer("sk-other"), {"Cookie": "footnote_key=fn_" + "A" * 43}):
        response = closed.get(address, headers=headers)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert not any(article.title in response.text for article in ARTICLES)
    secret = library.keys.add("all", Scope)[1]
    assert closed.get(address, headers=bearer(secret)).status_code != 401


def test_what_says_nothing_of_the_library_needs_no_key(closed: TestClient) -> None:
    for address in ("/healthz", "/static/footnote.css", "/sign-in"):
        assert closed.get(address).status_code == 200


def test_a_key_does_what_its_scopes_say(closed: TestClient, library: Library) -> None:
    asking, writing, running = (library.keys.add(scope, [scope])[1] for scope in Scope)
    wants = {
        "/api/v1/articles": asking, "/?q=ice": asking, "/articles/add": None, "/metrics": running,
        "/api/v1/feedback": running,
    }  # fmt: skip
    for address, needed in wants.items():
        for secret in (asking, writing, running):
            response = closed.get(address, headers=bearer(secret))
            assert response.status_code == (200 if secret == needed else 403), address
    article = {"title": "Fox", "text": "The fox wrote a letter to the harbour."}
    for secret, status in ((asking, 403), (running, 403), (writing, 201)):
        assert closed.post("/api/v1/articles", json=article, headers=bearer(secret)).status_code == status
        assert closed.delete("/api/v1/articles/none", headers=bearer(secret)).status_code in (status, 404)
    for secret, status in ((writing, 403), (running, 403), (asking, 200)):
        sent = closed.post("/api/v1/ask", json={"question": "ice"}, headers=bearer(secret))
        assert sent.status_code == status


def test_a_key_that_is_taken_back_ends_at_once(closed: TestClient, library: Library) -> None:
    secret = library.keys.add("anna", [Scope.ASK])[1]
    assert closed.get("/api/v1/articles", headers=bearer(secret)).status_code == 200
    library.keys.revoke("anna")
    refused = closed.get("/api/v1/articles", headers=bearer(secret))
    assert refused.status_code == 401
    assert secret not in refused.text


def test_on_this_machine_a_key_is_optional_but_one_that_is_sent_counts(client: TestClient, library: Library) -> None:
    secret = library.keys.add("anna", [Scope.ASK])[1]
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", headers=bearer(secret)).status_code == 403
    assert client.get("/api/v1/articles", headers=bearer(secret)).status_code == 200
    assert client.get("/api/v1/articles", headers=bearer("sk-of-another-service")).status_code == 200
    library.keys.revoke("anna")
    assert client.get("/api/v1/articles", headers=bearer(secret)).status_code == 401


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:9999", "http://localhost",
                                    "http://127.0.0.1.evil.example", "file://",
                                    "http://127.0.0.1, https://evil.example"])  # fmt: skip
def test_pages_of_other_sites_are_refused_everywhere(client: TestClient, library: Library, origin: str) -> None:
    secret = library.keys.add("all", Scope)[1]
    for address in ("/", "/api/v1/articles", "/healthz", "/static/footnote.css"):
        response = client.get(address, headers={"Origin": origin})
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers
    for headers in ({"Origin": origin}, {"Origin": origin, **bearer(secret)}):
        for address in ("/api/v1/ask", "/api/v1/articles", "/articles", "/feedback"):
            sent = client.post(address, json={"question": "ice"}, headers=headers)
            assert sent.status_code == 403
    assert client.options("/api/v1/ask", headers={"Origin": origin}).status_code == 403
    assert library.status().articles == len(ARTICLES)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_what_a_browser_says_of_the_page_is_believed(client: TestClient, site: str) -> None:
    for mode in ("no-cors", "cors", "navigate"):
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": "empty"}
        assert client.get("/api/v1/search?q=ice", headers=headers).status_code == 403
        assert client.post("/api/v1/ask", json={"question": "ice"}, headers=headers).status_code == 403
    framed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    assert client.get("/?q=ice", headers=framed).status_code == 403
    linked = framed | {"Sec-Fetch-Dest": "document"}
    assert client.get("/?q=ice", headers=linked).status_code == 200  # a permalink in a letter
    assert client.post("/feedback", **FORM, params={}).status_code == 403


def test_our_own_pages_may_send_forms(client: TestClient) -> None:
    proofs = (
        {"Origin": ORIGIN},
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin"},
    )
    for proof in proofs:  # with `no-referrer` browsers send the second
        sent = client.post("/sign-out", headers=proof, follow_redirects=False)
        assert sent.status_code == 303
    for proof in ({}, {"Origin": "null"}, {"Sec-Fetch-Site": "none"}):
        assert client.post("/sign-out", headers=proof, follow_redirects=False).status_code == 403


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "text/plain",
                                  "TEXT/PLAIN; charset=utf-8", None])  # fmt: skip
def test_what_a_form_could_send_changes_nothing_without_proof(
    client: TestClient, library: Library, kind: str | None
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    body = b"The fox wrote a letter."
    for address in ("/api/v1/articles?name=fox.txt", "/articles", f"/articles/{ARTICLES[0].id}/remove", "/feedback"):
        refused = client.post(address, content=body, headers=headers)
        assert refused.status_code == 403
    assert "application/json" in client.post("/api/v1/articles", content=body, headers=headers).json()["detail"]
    assert library.status().articles == len(ARTICLES)


def test_programs_change_the_library_with_json_or_a_key_or_our_origin(client: TestClient, library: Library) -> None:
    secret = library.keys.add("robot", [Scope.WRITE])[1]
    text = {"Content-Type": "text/plain"}
    sent = [
        client.post("/api/v1/articles", json={"title": "One", "text": "The first fox wrote a letter."}),
        client.post("/api/v1/articles?name=2.txt", content=b"The second fox drew.", headers=text | bearer(secret)),
        client.post("/api/v1/articles?name=3.txt", content=b"The third fox sang.", headers=text | {"Origin": ORIGIN}),
    ]
    assert [reply.status_code for reply in sent] == [201, 201, 201]
    assert library.status().articles == len(ARTICLES) + 3


def test_a_person_signs_in_once_and_out(closed: TestClient, library: Library) -> None:
    secret = library.keys.add("anna", [Scope.ASK])[1]
    refused = closed.get("/?q=ice&source=a%26b")
    form = Dom(refused.text)
    assert refused.status_code == 401
    assert {"type": "hidden", "name": "next", "value": "/?q=ice&source=a%26b"} in form.attributes("input")

    wrong = closed.post("/sign-in", data={"key": "fn_" + "A" * 43, "next": "/"}, headers={"Origin": ORIGIN})
    assert wrong.status_code == 401
    assert "not known" in wrong.text
    assert "fn_AAA" not in wrong.text

    sent = closed.post(
        "/sign-in", data={"key": f" {secret} ", "next": "/?q=ice"}, headers={"Origin": "null"}, follow_redirects=False
    )
    assert (sent.status_code, sent.headers["location"]) == (303, "/?q=ice")
    cookie = sent.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/"))
    assert "secure" not in cookie  # plain HTTP; see the next test
    page = closed.get("/?q=ice")
    assert page.status_code == 200
    assert page.headers["cache-control"].startswith("private")
    assert "anna" in closed.get("/sign-in").text
    assert secret not in page.text + closed.get("/sign-in").text

    closed.post("/sign-out", headers={"Origin": ORIGIN}, follow_redirects=False)
    assert closed.get("/?q=ice").status_code == 401


def test_over_tls_the_cookie_stays_on_tls(library: Library) -> None:
    secret = library.keys.add("anna", [Scope.ASK])[1]
    host = "footnote.example"
    client = open_page(library, protection=CLOSED, allowed_hosts=[host])
    for headers in ({"Origin": f"https://{host}"}, {"Origin": "null", "Sec-Fetch-Site": "same-origin"}):
        sent = client.post("/sign-in", data={"key": secret}, headers={"Host": host} | headers, follow_redirects=False)
        assert sent.status_code == 303
        assert "secure" in sent.headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("address", "cleaned"),
    [("/", "/"), ("/?q=a%20b", "/?q=a%20b"), ("//evil.example", "/"), ("/\\evil.example", "/"),
     ("https://evil.example", "/"),
     ("/a\r\nX: y", "/"), ("javascript:alert(1)", "/"), ("", "/"), ("/" + "a" * 9000, "/"), ("/a\\b", "/")],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(address: str, cleaned: str) -> None:
    assert clean_onward(address) == cleaned
