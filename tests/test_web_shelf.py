"""The library page and the article page: what is marked is the quote, and everything else is as the library has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import ARTICLES, make_article
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient
from web_fixtures import Dom, open_page

from corpus.types import Article, Loaded, Removal, Span, identify
from index.library import Library
from web.article_views import view_paragraphs

HARBOUR, BOOKS, BRIDGE = ARTICLES
PAGED = replace(
    make_article(
        "The first page ends in the middle\nof a line. It goes on here.\n\nThe third page has this. 🌉 And this.",
        name="paged",
        title="A paged report",
    ),
    pages=(0, 42, 42, 63),
)


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


def address(article: Article, start: int, end: int, **more: str) -> str:
    return f"/articles/{article.id}?" + "&".join(
        f"{name}={value}" for name, value in ({"from": start, "to": end} | more).items()
    )


def marked(page: Dom) -> str:
    """What a page marks: its marks, with the blank line between two paragraphs that it leaves out."""
    return "\n\n".join(page.texts("mark"))


@pytest.mark.parametrize("path", ["", "/reading"], ids=["page", "beside"])
@pytest.mark.parametrize(("start", "end"), [(42, 94), (0, 40), (84, 130), (0, len(HARBOUR.text))])
def test_the_marks_are_the_quote_word_for_word(client: TestClient, path: str, start: int, end: int) -> None:
    href = address(HARBOUR, start, end, sha=HARBOUR.sha256[:12]).replace("?", f"{path}?")
    page = Dom(client.get(href).text)
    assert marked(page) == HARBOUR.text[start:end]
    assert [mark.get("id") for mark in page.attributes("mark")] == ["quote"] + [None] * (len(page.texts("mark")) - 1)


@given(st.data())
def test_no_character_is_lost_between_paragraphs_marks_and_pages(data: Any) -> None:
    line = st.text(alphabet="ab \t.\ne\u0301🌉", min_size=1).map(lambda text: " ".join(text.split()) or "x")
    text = "\n\n".join(data.draw(st.lists(line, min_size=1, max_size=4)))
    pages = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    start = data.draw(st.integers(0, len(text) - 1))
    mark = Span(start, data.draw(st.integers(start + 1, len(text))))
    article = replace(make_article(text), pages=(0, *pages))
    paragraphs = list(view_paragraphs(article, mark))
    assert "\n\n".join("".join(run.text for run in runs) for runs in paragraphs) == text
    runs = [run for paragraph in paragraphs for run in paragraph if run.is_marked]
    assert "\n\n".join(run.text for run in runs) == text[mark.start : mark.end].strip("\n")
    assert [run.is_first_mark for run in runs] == [place == 0 for place in range(len(runs))]
    shown = [page for paragraph in paragraphs for run in paragraph for piece in run.pieces for page in piece.pages]
    ends = [page for page, place in enumerate(article.pages, start=1) if place < len(text)]
    assert shown == (ends if len(article.pages) > 1 else [])


def test_a_page_break_is_shown_where_the_page_begins_and_is_no_part_of_the_quote(library: Library) -> None:
    library.add(PAGED)
    html = open_page(library).get(address(PAGED, 20, 60)).text
    page = Dom(html)
    assert marked(page) == PAGED.text[20:60]
    breaks = [span for span in page.attributes("span") if span.get("class") == "page-break"]
    assert [span["data-page"] for span in breaks] == ["p. 1", "p. 2", "p. 3", "p. 4"]
    assert "4 pages" in page.texts("span")
    assert f"{PAGED.text[34:42]}<span" in html
    assert ", p. 1," not in html
    assert "no date" not in html
    citation = next(attrs["data-copy"] for attrs in page.attributes("button") if "data-copy" in attrs)
    assert citation is not None
    assert citation.splitlines()[-2].endswith("A paged report, The Test Courier, 2 January 2026, p. 1")


def test_a_quote_is_copied_with_its_source_and_its_link(client: TestClient) -> None:
    page = Dom(client.get(address(BOOKS, 0, 60)).text)
    citation = next(attrs["data-copy"] for attrs in page.attributes("button") if "data-copy" in attrs)
    assert citation == (
        f"“{BOOKS.text[:60]}” — More novels are lent, Evening Gazette, 1 April 2026, "
        "https://news.gazette.example/books\n"
        f"http://127.0.0.1/articles/{BOOKS.id}?from=0&to=60&sha={BOOKS.sha256[:12]}#quote"
    )
    assert citation in page.texts("p")  # and can be selected where there is no script


@pytest.mark.parametrize(
    "query",
    ["from=5&to=5", "from=9&to=2", "from=-1&to=5", "from=0", "to=9", "from=a&to=b", "from=0&to=99999", "from=&to=",
     "from=1e3&to=2e3", "from=٣&to=٩", "from=0&to=99999999999999999999", "from=0&to=40&sha=zz", "from=0&to=40&sha="],
)  # fmt: skip
def test_a_place_that_is_none_marks_nothing_and_says_so(client: TestClient, query: str) -> None:
    html = client.get(f"/articles/{HARBOUR.id}?{query}").text
    assert Dom(html).texts("mark") == []
    assert "The link does not name a place" in html


def test_where_the_text_was_replaced_nothing_is_marked(library: Library) -> None:
    href = address(HARBOUR, 42, 94, sha=HARBOUR.sha256[:12])
    changed = HARBOUR.text.replace("Monday", "Friday")
    library.add(make_article(changed, name="harbour", title=HARBOUR.title))
    html = open_page(library).get(href).text
    assert Dom(html).texts("mark") == []
    assert "The article was replaced since this link was made" in html


def test_beside_an_answer_comes_the_article_alone(client: TestClient) -> None:
    reply = client.get(f"/articles/{HARBOUR.id}/reading?from=42&to=94")
    page = Dom(reply.text)
    assert not {"html", "head", "main", "h1", "form"} & {name for name, _, _ in page.elements}
    assert page.texts("h2") == [HARBOUR.title]
    assert len(page.attributes("article")) == 1
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert client.get("/articles/0000000000000000/reading").status_code == 404


def test_copies_and_versions_are_named_by_their_titles_and_a_copys_link_leads_to_the_text(library: Library) -> None:
    origin = "https://wire.example/ice"
    library.add(replace(HARBOUR, id=identify(origin), origin=origin, title="From the wire", url=origin))
    client = open_page(library)
    page = Dom(client.get(f"/articles/{HARBOUR.id}").text)
    assert "From the wire" in page.texts("a")
    assert {"href": origin, "rel": "noreferrer noopener", "dir": "auto"} in page.attributes("a")
    reply = client.get(f"/articles/{identify(origin)}?from=42&to=94", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (307, f"/articles/{HARBOUR.id}?from=42&to=94")


def test_what_was_cut_is_shown_with_its_reason_and_as_text(open_library: Callable[..., Library]) -> None:
    library = open_library()
    cut = Removal("<b>Read more</b>", "a link")
    library.add(Loaded(article=HARBOUR, removed=(cut,), kept_share=0.899))
    client = open_page(library)
    page = Dom(client.get(f"/articles/{HARBOUR.id}").text)
    assert "89 % kept; 1 line cut as page furniture" in page.texts("summary")
    assert cut.text in page.texts("span")
    assert cut.reason in page.texts("span")
    assert "89 % kept" in Dom(client.get("/articles").text).texts("span")


def test_an_article_leads_to_asking_it_and_its_source(client: TestClient) -> None:
    page = Dom(client.get(f"/articles/{BOOKS.id}").text)
    hrefs = [attrs["href"] for attrs in page.attributes("a")]
    assert {"/?source=Evening%20Gazette", f"/?article={BOOKS.id}"} <= set(hrefs)


def test_the_list_is_searched_filtered_and_put_in_order(library: Library) -> None:
    library.collections.put("ports", [HARBOUR.id])
    client = open_page(library)

    def titles(query: str) -> list[str]:
        page = Dom(client.get(f"/articles?{query}").text)
        return [text for text in page.texts("a") if text in {article.title for article in ARTICLES}]

    assert titles("") == [BOOKS.title, HARBOUR.title, BRIDGE.title]
    assert titles("find=courier&order=added&source=&since=") == [BRIDGE.title, HARBOUR.title]
    assert titles("collection=ports") == [HARBOUR.title]
    assert titles("until=2026-02-01&find=") == [HARBOUR.title]
    assert titles("find=zeppelin") == []
    assert "No article passes these filters." in client.get("/articles?find=zeppelin").text
    page = client.get("/articles?find=courier").text
    assert "2 articles found" in page
    assert "3 articles, 3 passages, version 3" in page
    assert 'value="courier"' in page


@pytest.mark.parametrize("query", ["page=0", "page=x", "order=size", "sauce=x", "since=yesterday", f"find={'x' * 201}"])
def test_a_list_that_cannot_be_made_says_why(client: TestClient, query: str) -> None:
    reply = client.get(f"/articles?{query}")
    assert reply.status_code == 422
    assert query.partition("=")[0] in reply.text


def test_the_pages_of_a_filtered_list_keep_its_filters(open_library: Callable[..., Library]) -> None:
    library = open_library()
    for number in range(31):
        library.add(make_article(f"Text number {number}.", name=f"n{number}", title=f"Title {number}"))
    client = open_page(library)
    href = "/articles?source=courier&since=2026-01-01&find=title&order=added&page=2"
    page = Dom(client.get(href.replace("&page=2", "")).text)
    (onward,) = [attrs["href"] for attrs in page.attributes("a") if attrs.get("rel") == "next"]
    assert onward is not None
    second = Dom(client.get(onward).text)
    assert [text for text in second.texts("a") if text.startswith("Title")] == ["Title 0"]
    assert "There are no articles on this page." in client.get("/articles?page=9").text
