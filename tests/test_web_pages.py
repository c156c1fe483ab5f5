"""The pages: quotes as they stand, everything escaped, and a page for every state."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from conftest import ARTICLES, make_article
from starlette.testclient import TestClient
from web_fixtures import ORIGIN, Dom, FixedReader, open_page

from index.library import Library
from rag.answering import Answerer
from rag.types import AnswerStatus
from web.app import create_app


@pytest.fixture
def client(library: Library) -> TestClient:
    return open_page(library)


def test_every_quote_on_the_page_is_the_slice_of_its_article(library: Library) -> None:
    for answer in (
        "ice had damaged No. 2 crane",
        "🌉 Trucks",
        "“It will take a week to mend,”",
        "two of three",
        "It has",
    ):
        client = open_page(library, answer=answer)
        page = Dom(client.get("/", params={"q": "what happened?"}).text)
        reply = client.post("/api/v1/ask", json={"question": "what happened?"}).json()
        shown = reply["quotes"] or reply["nearest"]
        assert page.texts("blockquote") == [quote["text"] for quote in shown]
        for quote in shown:
            article = library.get(quote["article_id"])
            assert article is not None
            assert article.text[quote["start"] : quote["end"]] == quote["text"]


def test_the_words_that_answer_are_marked_inside_the_quote(client: TestClient) -> None:
    page = Dom(client.get("/?q=what+did+the+ice+do").text)
    assert page.texts("mark") == ["ice had damaged No. 2 crane"]
    assert page.texts("blockquote") == ["Gen. Ada Holt said that ice had damaged No. 2 crane."]


def test_an_answer_says_how_sure_it_is_and_what_it_rests_on(client: TestClient) -> None:
    html = client.get("/?q=what+did+the+ice+do").text
    assert "Very likely right" in html
    assert "92 %" in html
    assert "1 source" in html
    page = Dom(html)
    place = f"/articles/{ARTICLES[0].id}?from=42&to=94&sha={ARTICLES[0].sha256[:12]}#quote"
    assert place in [a.get("href") for a in page.attributes("a")]
    assert "how probable it is that this answer is right" in html
    assert page.texts("h2")[0] == "what did the ice do"
    assert page.texts("h1") == ["Conversation"]
    assert page.texts("title") == ["what did the ice do – Footnote"]


def test_an_answer_that_is_more_likely_wrong_is_shown_as_one_that_may_be_none(library: Library) -> None:
    reader = FixedReader("ice had damaged", probability=0.3)
    reader.threshold = 0.25
    client = TestClient(create_app(Answerer(library, reader), examples=()), base_url=ORIGIN)
    page = Dom(client.get("/?q=what+did+the+ice+do").text)
    assert page.texts("h3")[0] == "This may not be the answer"
    assert "More likely wrong than right" in page.texts("strong")


def test_an_answer_that_is_a_whole_quote_is_not_said_twice(library: Library) -> None:
    sentence = "The repair costs 3.5 million euros, the U.S. firm that built it said."
    page = Dom(open_page(library, answer=sentence).get("/?q=what+does+it+cost").text)
    assert page.texts("main")[0].count("The repair costs") == 1
    assert page.texts("mark") == []


def test_a_quote_over_two_paragraphs_keeps_its_white_space(open_library: Callable[..., Library]) -> None:
    library = open_library()
    text = "One paragraph ends  here without a full stop\n\nand goes on in the next.\nA new line."
    library.add(make_article(text, name="odd"))
    page = Dom(open_page(library, answer="goes on").get("/?q=where+does+it+go").text)
    (quote,) = page.texts("blockquote")
    assert quote in text
    assert "goes on" in quote


def test_when_the_sources_do_not_say_the_nearest_passages_are_no_answers(library: Library) -> None:
    response = open_page(library, answer="unheard of").get("/?q=who+won+the+cup&source=courier")
    assert response.status_code == 200
    page = Dom(response.text)
    assert "The sources do not say." in page.texts("h3")
    assert len(page.texts("blockquote")) == response.text.count("Not an answer") > 0
    assert "source: courier ×" in page.texts("li")
    assert page.texts("mark") == []


def test_the_first_page_shows_the_form_and_the_size_of_the_library(client: TestClient) -> None:
    html = client.get("/").text
    page = Dom(html)
    assert page.texts("h1") == ["What do you want to know?"]
    assert "Answers come from 3 articles, word for word." in html
    labelled = {label.get("for") for label in page.attributes("label")}
    assert labelled == {"q", "source", "language", "since", "until", "single-keys"}
    assert ARTICLES[1].title in page.texts("a")


def test_an_empty_library_says_how_to_fill_it(open_library: Callable[..., Library]) -> None:
    client = open_page(open_library())
    assert "footnote add --samples" in client.get("/").text
    assert "footnote add --samples" in client.get("/articles").text
    assert client.get("/?q=anything+at+all").status_code == 200


def test_examples_are_only_those_that_this_library_answers(library: Library) -> None:
    class Asked(Answerer):
        asked = 0

        def ask(self, question: str, **how: Any) -> Any:
            self.asked += 1
            reader = FixedReader("ice" if "ice" in question else "unheard of")
            return Answerer(self.library, reader).ask(question, **how)

    answerer = Asked(library, FixedReader(""))
    app = create_app(answerer, examples=("What did the ice do?", "Who won?"))
    with TestClient(app, base_url=ORIGIN) as client:
        for count in (2, 4):
            html = _wait_for(client, "What did the ice do?")
            assert "Who won?" not in html
            assert client.get("/").text == html
            assert answerer.asked == count
            library.add(make_article("The ice is gone.", name="later"))


def _wait_for(client: TestClient, words: str) -> str:
    for _ in range(500):
        html = client.get("/").text
        if words in html:
            return html
        time.sleep(0.02)
    raise AssertionError(f"{words!r} never came")


def test_the_filters_of_a_conversation_stay_in_the_form_and_its_questions_beside_it(client: TestClient) -> None:
    page = Dom(client.get("/?q=the+ice&source=Courier&since=2026-01-01&until=2026-02-01").text)
    fields = [(field["name"], field["value"]) for field in page.attributes("input") if "name" in field]
    assert fields == [
        ("q", "the ice"), ("source", "Courier"), ("language", ""), ("since", "2026-01-01"), ("until", "2026-02-01"),
    ]  # fmt: skip
    assert page.texts("textarea") == [""]


def test_the_form_offers_the_collections_that_exist(library: Library) -> None:
    library.collections.put("Harbours", [ARTICLES[0].id])
    client = open_page(library)
    page = Dom(client.get("/?q=the+ice&collection=Harbours").text)
    assert page.texts("option") == ["All", "Harbours"]
    chosen = [option for option in page.attributes("option") if "selected" in option]
    assert chosen == [{"value": "Harbours", "selected": None}]
    assert Dom(client.get("/?q=the+ice&collection=Gone").text).texts("option") == ["All", "Gone", "Harbours"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("q=", "The question is empty"),
        ("q=+++", "The question is empty"),
        ("q=%3F%21", "There is no word in the question"),
        (f"q={'x' * 1001}", "at most 1,000"),
        ("q=ice&since=yesterday", "since: not a day of the calendar"),
        ("q=ice&until=2026-02-30", "until: not a day of the calendar"),
        ("q=ice&since=2026-02-01&until=2026-01-01", "`since` is after `until`"),
        ("q=ice&sauce=reuters", "sauce: there is no such parameter"),
        (f"q=ice&source={'x' * 201}", "source: "),
    ],
)
def test_a_question_that_cannot_be_asked_gets_a_page_that_says_why(client: TestClient, query: str, says: str) -> None:
    response = client.get(f"/?{query}")
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("text/html")
    assert says in response.text
    asked = query.split("&")[0].removeprefix("q=").strip("+").replace("%3F%21", "?!")
    assert Dom(response.text).texts("textarea") == [asked]


def test_empty_filters_of_a_form_filter_nothing(client: TestClient) -> None:
    assert client.get("/?q=what+did+the+ice+do&source=&since=&until=").text.count("<blockquote") == 1


@pytest.mark.parametrize(("start", "end"), [(41, 93), (0, 40), (84, 130), (20, 175), (0, 10_000_000)])
def test_an_article_marks_exactly_the_range_that_is_asked_for(client: TestClient, start: int, end: int) -> None:
    article = ARTICLES[0]
    page = Dom(client.get(f"/articles/{article.id}?from={start}&to={end}").text)
    if end > len(article.text):
        assert page.texts("mark") == []
        return
    marks = page.attributes("mark")
    assert "\n\n".join(page.texts("mark")) == article.text[start:end].strip("\n")
    assert [mark.get("id") for mark in marks] == ["quote"] + [None] * (len(marks) - 1)


@pytest.mark.parametrize(
    "query",
    ["from=5&to=5", "from=9&to=2", "from=-1&to=5", "from=0", "to=9", "from=a&to=b", "from=0&to=99999",
     "from=1e3&to=2e3", "from=٣&to=٩", "from=0&to=99999999999999999999", "from=&to="],
)  # fmt: skip
def test_a_bad_range_marks_nothing_and_says_so(client: TestClient, query: str) -> None:
    response = client.get(f"/articles/{ARTICLES[0].id}?{query}")
    assert response.status_code == 200
    page = Dom(response.text)
    assert page.texts("mark") == []
    assert "nothing is marked" in response.text
    assert ARTICLES[0].text.split("\n\n")[1] in page.texts("p")


def test_an_article_page_shows_its_paragraphs_and_where_it_came_from(client: TestClient) -> None:
    article = ARTICLES[1]
    html = client.get(f"/articles/{article.id}").text
    page = Dom(html)
    assert page.texts("h1") == [article.title]
    assert set(article.text.split("\n\n")) <= set(page.texts("p"))
    outside = [link for link in page.attributes("a") if link["href"] == article.url]
    assert [link["rel"] for link in outside] == ["noreferrer noopener"]
    assert {"datetime": "2026-04-01"} in page.attributes("time")
    assert "Evening Gazette" in html
    assert any(attrs.get("lang") == "en" for attrs in page.attributes("div"))
    assert "nothing is marked" not in html


@pytest.mark.parametrize(
    "address",
    ["/articles/0000000000000000", "/articles/x", "/articles/..%2f..%2fetc", "/nowhere", "/articles/",
     "/static/nothing.css", "/static/../app.py", "/problems/none", "/docs", "/redoc"],
)  # fmt: skip
def test_what_is_not_there_gets_a_page_that_says_so(client: TestClient, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "There is no such" in response.text


def test_the_library_page_lists_articles_page_by_page(open_library: Callable[..., Library]) -> None:
    library = open_library()
    for number in range(31):
        library.add(make_article(f"Text number {number}.", name=f"n{number}", title=f"Title {number}"))
    client = open_page(library)
    first, second = Dom(client.get("/articles").text), Dom(client.get("/articles?page=2").text)
    assert [text for text in first.texts("a") if text.startswith("Title")] == [f"Title {n}" for n in range(30)]
    assert [text for text in second.texts("a") if text.startswith("Title")] == ["Title 30"]
    assert "/articles?page=2" in [a.get("href") for a in first.attributes("a")]
    assert "There are no articles on this page." in client.get("/articles?page=9").text
    assert client.get("/articles?page=0").status_code == 422
    assert client.get("/articles?page=x").status_code == 422


def test_a_page_with_all_that_it_loads_is_small(client: TestClient) -> None:
    for address in ("/", "/?q=what+did+the+ice+do", "/articles", f"/articles/{ARTICLES[0].id}"):
        html = client.get(address).text
        page = Dom(html)
        waiting = [link["href"] or "" for link in page.attributes("link")]
        waiting += [script["src"] or "" for script in page.attributes("script")]
        loaded: dict[str, int] = {address: len(html.encode())}
        while waiting:
            path = waiting.pop()
            response = client.get(path)
            assert response.status_code == 200, path
            loaded[path] = len(response.content)
            modules = re.findall(r'from "\./([a-z]+\.js)"', response.text) if path.endswith(".js") else []
            waiting += [f"/static/{name}" for name in modules if f"/static/{name}" not in loaded]
        assert "/static/asking.js" in loaded
        assert sum(loaded.values()) <= 100_000, loaded


def test_a_status_that_is_not_not_in_sources_is_an_answer(client: TestClient, library: Library) -> None:
    answer = Answerer(library, FixedReader("ice")).ask("what did the ice do")
    assert answer.status is AnswerStatus.ANSWERED
    assert len(Dom(client.get("/?q=what+did+the+ice+do").text).texts("blockquote")) == len(answer.quotes)
