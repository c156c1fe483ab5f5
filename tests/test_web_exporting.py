"""Downloads of a conversation: word for word in every form, and safe to open anywhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re

import pytest
from conftest import make_article
from markdown_it import MarkdownIt
from starlette.testclient import TestClient
from web_fixtures import Dom, open_page

from index.library import Library

STRANGE = (
    "# 1. *Snow* fell on __Lund__ <script>alert(1)</script> & [Oslo](http://x.example), it cost $5 ~or~ so | 3.\n"
    "- not a list, `code` \\ nor &amp; entity"
)
ASKED = "/export.{}?q=what+did+the+ice+do&exact=who+%3Cb%3Ewon%3C/b%3E+*it*&since=2020-01-01"


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("suffix", "kind"), [("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")]
)
def test_a_download_is_a_file_with_a_dated_name(client: TestClient, suffix: str, kind: str) -> None:
    reply = client.get(ASKED.format(suffix))
    assert reply.headers["content-type"].startswith(kind)
    name = rf'attachment; filename="footnote-\d{{4}}-\d\d-\d\d\.{suffix}"'
    assert re.fullmatch(name, reply.headers["content-disposition"])
    assert client.get(f"/export.{suffix}").status_code == 422
    assert client.get(f"/export.{suffix}?q=ice&sauce=x").status_code == 422
    assert client.get(f"/export.{suffix}?q=%3F").status_code == 422


def test_json_has_the_answers_that_the_api_gives(client: TestClient) -> None:
    body = client.get(ASKED.format("json")).json()
    assert [answer["question"] for answer in body["answers"]] == ["what did the ice do", "who <b>won</b> *it*"]
    single = client.post("/api/v1/ask", json={"question": "what did the ice do", "since": "2020-01-01"}).json()
    assert {**body["answers"][0], "timings_ms": {}} == {**single, "timings_ms": {}}
    assert (body["library_version"], body["filters"]["since"]) == (3, "2020-01-01")
    assert body["href"].endswith("&since=2020-01-01&v=3")


def test_html_holds_every_quote_and_its_source_and_needs_nothing_else(client: TestClient) -> None:
    text = client.get(ASKED.format("html")).text
    page = Dom(text)
    answers = client.get(ASKED.format("json")).json()["answers"]
    assert page.texts("blockquote") == [quote["text"] for answer in answers for quote in answer["quotes"]]
    assert page.texts("h2") == ["what did the ice do", "who <b>won</b> *it*"]
    assert not {"script", "link", "img", "b", "form", "iframe"} & {name for name, _, _ in page.elements}
    assert "version 3, 3 articles" in page.texts("dd")
    assert "from 1 January 2020" in page.texts("dd")
    assert "Very likely right" in page.texts("strong")
    hrefs = [attrs["href"] for attrs in page.attributes("a")]
    assert f"http://127.0.0.1{answers[0]['quotes'][0]['href']}" in hrefs
    for piece in ("Ice closes the harbour of Lund, The Test Courier, 5 January 2026", "what did the ice do"):
        assert piece in text


def test_the_files_own_policy_allows_its_own_style_and_nothing_else(client: TestClient) -> None:
    page = Dom(client.get(ASKED.format("html")).text)
    (policy,) = [
        attrs["content"] for attrs in page.attributes("meta") if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    digest = base64.b64encode(hashlib.sha256(page.texts("style")[0].encode()).digest()).decode()
    assert policy == f"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-{digest}'"


def test_markdown_reads_word_for_word_whatever_the_article_says(library: Library) -> None:
    library.add(make_article(STRANGE, name="strange", title="*A* <title> | [x](y)", publisher="_P_ & <Co>"))
    client = open_page(library, answer="*Snow* fell on __Lund__")
    text = client.get("/export.md?q=where+did+snow+fall+%3Ci%3E+%2A&source=_P_").text
    shown = Dom(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text))
    quotes = client.post("/api/v1/ask", json={"question": "where did snow fall <i> *", "source": "_P_"}).json()[
        "quotes"
    ]
    words = plain(" ".join(shown.texts("blockquote")))
    assert quotes
    for quote in quotes:
        assert plain(quote["text"]) in words
    assert "*A* <title> | [x](y)" in words
    assert shown.texts("h2") == ["where did snow fall <i> *"]
    assert not {"script", "title", "i", "img", "table", "s", "code"} & {name for name, _, _ in shown.elements}
    facts = [plain(item) for item in shown.texts("li")]
    assert "Filters: source: _P_" in facts
    assert "Library: version 4, 4 articles" in facts


def test_every_form_says_where_the_sources_do_not(library: Library) -> None:
    client = open_page(library, answer="unheard of")
    query = "q=who+won+the+cup"
    nearest = json.loads(client.get(f"/export.json?{query}").text)["answers"][0]["nearest"]
    assert nearest
    for suffix in ("md", "html"):
        text = html.unescape(client.get(f"/export.{suffix}?{query}").text)
        assert "The sources do not say." in text
        assert "Not an answer" in text
        assert nearest[0]["text"].split(".")[0] in text


def test_what_a_follow_up_was_understood_as_is_told(client: TestClient) -> None:
    query = "q=what+did+the+ice+do+in+Lund&q=and+when+was+that%3F"
    understood = [answer["standalone_question"] for answer in client.get(f"/export.json?{query}").json()["answers"]]
    if understood[1] is None:
        pytest.fail("the follow-up was not understood as one: choose another for this test")
    for suffix in ("md", "html"):
        assert understood[1] in html.unescape(client.get(f"/export.{suffix}?{query}").text)


@pytest.mark.parametrize("suffix", ["md", "html"])
def test_an_article_filter_is_named_by_its_title(client: TestClient, library: Library, suffix: str) -> None:
    article = library.summaries(limit=1)[0]
    text = plain(html.unescape(client.get(f"/export.{suffix}?q=what+did+the+ice+do&article={article.id}").text))
    assert article.title in text.split("what did the ice do")[0]
    gone = client.get(f"/export.{suffix}?q=what+did+the+ice+do&article=0123456789abcdef")
    assert gone.status_code == 200
    assert "0123456789abcdef" in gone.text
