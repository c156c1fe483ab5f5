"""What an article, a question or a request may not do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from conftest import ARTICLES, make_article
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, Dom, FixedReader, open_page

from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Reading
from web.app import create_app
from web.security import SECURITY_HEADERS
from web.views import link_of

PAYLOADS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "' autofocus onfocus='alert(1)",
    "</title><script>alert(1)</script>",
    "</blockquote><iframe src=//evil.example></iframe>",
    "{{ 7 * 7 }}{% raw %}",
    "{{ cycler.__init__.__globals__ }}",
    "<!--", "]]>", "&lt;script&gt;", "<style>*{display:none}</style>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content=0;url=//evil.example>",
)  # fmt: skip


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_in_an_article_or_a_question_is_only_text(open_library: Callable[..., Library], payload: str) -> None:
    library = open_library()
    article = make_article(
        f"The fox wrote {payload} on the wall.",
        title=f"Fox {payload}",
        publisher=f"Fox {payload}",
        url=f"https://fox.example/?{payload}",
    )
    article = replace(article, author=payload, language=payload)
    library.add(article)
    safe = Dom(open_page(library, answer="fox wrote").get("/").text)
    for address in (
        f"/articles/{article.id}?from=0&to=12", "/articles", "/",
    ):  # fmt: skip
        _assert_inert(open_page(library).get(address).text, safe)
    for answer in ("fox wrote", "unheard of", payload):
        html = open_page(library, answer=answer).get("/", params={"q": f"fox {payload}", "source": "fox"}).text
        _assert_inert(html, safe)
        assert Dom(html).texts("blockquote") == [article.text]


def _assert_inert(html: str, safe: Dom) -> None:
    page = Dom(html)
    assert all((script["src"] or "").startswith("/static/") for script in page.attributes("script"))
    assert "".join(page.texts("script")) == ""
    for tag, attributes, _ in page.elements:
        assert tag not in {"iframe", "img", "style", "base", "object", "embed"}
        assert not any(name.startswith("on") or name == "style" for name in attributes), (tag, attributes)
        assert "lang" not in attributes or attributes["lang"] == "en"
        assert not (tag == "meta" and "http-equiv" in attributes)
        assert (attributes.get("href") or "/").startswith(("/", "#", "https://fox.example/"))


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.example/x?y=1", True), ("http://a.example", True), ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False), ("data:text/html,<b>", False), ("file:///etc/passwd", False),
        ("https://", False), ("//a.example", False), ("https://a.example/\nx", False), (" javascript:alert(1)", False),
        ("http://[::1", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None, is_link: bool) -> None:
    assert link_of(url) == (url if is_link else None)


def test_an_address_that_is_no_link_is_not_one_on_the_page(open_library: Callable[..., Library]) -> None:
    library = open_library()
    article = make_article("The fox wrote.", url="javascript:alert(1)")
    library.add(article)
    client = open_page(library, answer="fox")
    for address in (f"/articles/{article.id}", "/?q=fox"):
        assert "javascript:" not in client.get(address).text


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=ice", "/?q=", "/articles", f"/articles/{ARTICLES[0].id}", "/articles/none", "/nowhere", "/healthz",
     "/readyz", "/openapi.json", "/api/v1/articles", "/api/v1/search?q=ice", "/api/v1/nothing", "/static/footnote.css",
     "/static/nothing", "/problems/library-busy"],
)  # fmt: skip
def test_every_reply_carries_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_the_policy_allows_nothing_inline_and_nothing_remote(client: TestClient) -> None:
    policy = dict(part.strip().split(" ", 1) for part in client.get("/").headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "connect-src", "form-action")} == {"'self'"}
    assert set(policy) == {"default-src", "base-uri", "frame-ancestors", "script-src", "style-src", "img-src",
                           "connect-src", "form-action"}  # fmt: skip


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "[::1]x",
                                  "10.0.0.1", "127.0.0.1:x", "localhost:80:80"])  # fmt: skip
def test_another_host_name_is_refused_everywhere(client: TestClient, host: str) -> None:
    for address in ("/", "/api/v1/articles", "/static/footnote.css"):
        response = client.get(address, headers={"Host": host})
        assert response.status_code == 421
        assert response.headers["content-security-policy"] == SECURITY_HEADERS["Content-Security-Policy"]
        assert ARTICLES[0].title not in response.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:1", "LOCALHOST", "[::1]:8765"])
def test_the_names_of_this_machine_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_other_names_are_served_where_they_are_configured(library: Library) -> None:
    client = open_page(library, allowed_hosts=["Footnote.example"])
    assert client.get("/", headers={"Host": "footnote.example:443"}).status_code == 200
    assert client.get("/", headers={"Host": "localhost"}).status_code == 421


def test_an_unexpected_error_shows_no_traceback(library: Library) -> None:
    class Broken(FixedReader):
        def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
            raise RuntimeError("secret detail")

    app = create_app(Answerer(library, Broken("")), examples=())
    client = TestClient(app, base_url=ORIGIN, raise_server_exceptions=False)
    page = client.get("/?q=ice")
    problem = client.post("/api/v1/ask", json={"question": "ice"})
    assert page.status_code == problem.status_code == 500
    assert page.headers["content-type"].startswith("text/html")
    assert problem.headers["content-type"] == "application/problem+json"
    for response in (page, problem):
        assert "secret" not in response.text
        assert "Traceback" not in response.text
        assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_head_is_answered_like_get_without_a_body(client: TestClient) -> None:
    response = client.head("/?q=ice")
    assert response.status_code == 200
    assert response.text == ""


def test_a_large_body_is_refused_where_none_is_read(client: TestClient) -> None:
    response = client.request("GET", "/", content=b" " * 65_537)
    assert response.status_code == 413
    assert response.headers["content-type"].startswith("text/html")
