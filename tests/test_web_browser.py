"""One walk through the pages in a real browser: ask, see the quote, open it in its place."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from browser_fixtures import Heard, serve_pages
from conftest import make_article
from playwright.sync_api import Browser
from web_fixtures import FixedReader

from index.library import Library
from rag.answering import Answerer

_LONG = "\n\n".join(f"Paragraph {number} tells of the weather over the Aa." for number in range(60))
_QUOTE = "The old ferry carried 412 people on its last day, <b>the harbour master</b> said."

_BOX = "document.getElementById('quote').getBoundingClientRect()"


@pytest.fixture
def origin(library: Library) -> Iterator[str]:
    library.add(make_article(f"{_LONG}\n\n{_QUOTE} It was sold.", name="ferry", title="The last ferry"))
    answerer = Answerer(library, FixedReader("412 people"))
    with serve_pages(answerer, examples=("How many people were on the ferry?",)) as served:
        yield served


@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without"])
def test_a_reader_asks_and_sees_the_quote_in_its_place(browser: Browser, origin: str, has_script: bool) -> None:
    with browser.new_context(java_script_enabled=has_script, viewport={"width": 360, "height": 640}) as context:
        page = context.new_page()
        heard = Heard(page)

        page.goto(origin)
        if has_script:
            page.get_by_role("link", name="Footnote", exact=False).focus()
            page.keyboard.press("/")
            page.keyboard.type("How many people did the ferry carry?")
            page.keyboard.press("Enter")
        else:
            page.get_by_label("Your question").fill("How many people did the ferry carry?")
            page.get_by_role("button", name="Ask").click()
        page.wait_for_url("**/?q=*")

        assert page.locator(".turn h2").inner_text() == "How many people did the ferry carry?"
        assert page.locator("blockquote").text_content() == _QUOTE
        assert page.locator("blockquote mark").text_content() == "412 people"
        if has_script:
            assert urlsplit(page.url).query == "q=How+many+people+did+the+ferry+carry%3F"
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

        page.locator("figcaption").get_by_role("link", name="The last ferry").click()
        page.wait_for_url("**#quote")
        mark = page.locator("mark#quote")
        assert mark.text_content() == _QUOTE
        box = mark.bounding_box()
        assert box is not None
        if has_script:
            # A function, not an expression: the page's policy forbids to evaluate text.
            page.wait_for_function(
                "() => document.getElementById('quote').getBoundingClientRect().bottom <= innerHeight"
            )
            assert page.evaluate(f"{_BOX}.top >= 0")
        else:
            page.wait_for_timeout(1_000)  # a smooth scroll; there is no script to ask whether it has ended
            box = mark.bounding_box()
            assert box is not None
            assert 0 <= box["y"] <= 640 - box["height"]

    assert heard.said == []
    assert heard.refused == []
    assert heard.hosts == {urlsplit(origin).netloc}
