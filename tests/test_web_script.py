"""What the script adds, in a real browser: answers without a reload, chips, the article beside, keys, a theme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from browser_fixtures import Heard, serve_pages
from conftest import ARTICLES
from playwright.sync_api import Browser, Page, expect
from web_fixtures import FixedReader

from index.errors import LibraryBusyError
from index.feedback import Verdict
from index.library import Library
from rag.answering import Answerer
from rag.types import Answer

_QUOTE = "Gen. Ada Holt said that ice had damaged No. 2 crane."


class Moody(Answerer):
    """Is busy as long as it is told to be."""

    is_busy = False

    def ask(self, question: str, **how: Any) -> Answer:
        if self.is_busy and "busy" in question:
            raise LibraryBusyError("busy")
        return super().ask(question, **how)


@pytest.fixture
def answerer(library: Library) -> Moody:
    return Moody(library, FixedReader("ice had damaged No. 2 crane"))


@pytest.fixture
def origin(answerer: Moody) -> Iterator[str]:
    with serve_pages(answerer) as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        opened = context.new_page()
        opened.set_default_timeout(60_000)
        yield opened


def _ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def _focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.textContent.trim()"))


def test_a_conversation_grows_without_a_reload_and_says_each_answer_once(page: Page, origin: str) -> None:
    heard = Heard(page)
    page.goto(origin)
    page.evaluate(
        """() => {
          window.isSame = true;
          window.announced = [];
          const status = document.getElementById("status");
          new MutationObserver(() => announced.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    for number, question in enumerate(("What did the ice do?", "What did the crane do?"), start=1):
        _ask(page, question)
        expect(page.locator(f"#turn-{number} blockquote")).to_have_text(_QUOTE)
        assert page.evaluate("() => announced.length") == number
    assert page.evaluate("() => isSame && announced[0]") == (
        "Answer: ice had damaged No. 2 crane. Very likely right, 1 quote."
    )
    assert page.title() == "What did the crane do? – Footnote"
    asked = urlsplit(page.url)
    assert asked.query == "q=What+did+the+ice+do%3F&q=What+did+the+crane+do%3F"
    assert asked.fragment == "turn-2"

    page.go_back()
    expect(page.locator(".turn")).to_have_count(1)
    page.goto(f"{origin}/?{asked.query}")
    assert page.locator(".turn h2").all_inner_texts() == ["What did the ice do?", "What did the crane do?"]
    assert heard.said == []


def test_the_question_is_shown_while_it_is_answered(page: Page, origin: str) -> None:
    page.goto(origin)
    page.route("**/?q=*", lambda route: None)  # no reply comes
    _ask(page, "What did the ice do?")
    turn = page.locator(".turn")
    expect(turn).to_have_attribute("aria-busy", "true")
    assert turn.locator("h2").inner_text() == "What did the ice do?"
    assert turn.locator(".busy").inner_text() == "Reading the articles …"
    assert page.get_by_label("Your question").input_value() == ""


def test_shift_and_enter_begin_a_new_line(page: Page, origin: str) -> None:
    page.goto(origin)
    page.get_by_label("Your question").fill("What did")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("the ice do?")
    assert page.get_by_label("Your question").input_value() == "What did\nthe ice do?"
    page.keyboard.press("Enter")
    expect(page.locator("#turn-1 h2")).to_have_text("What did the ice do?")


def test_a_chip_shows_its_quote_on_hover_and_focus_until_escape(page: Page, origin: str) -> None:
    page.goto(f"{origin}/?q=what+did+the+ice+do")
    chip, peek = page.locator(".chip"), page.locator(".peek")
    chip.hover()
    expect(peek.locator(".peek-words")).to_have_text(_QUOTE)
    peek.locator(".peek-words").hover()
    page.wait_for_timeout(600)  # longer than it stays without the pointer
    expect(peek).to_be_visible()
    page.keyboard.press("Escape")
    expect(peek).to_have_count(0)

    page.locator("h2").first.hover()
    page.locator(".skip").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.className") == "chip":
            break
    expect(peek).to_be_visible()
    page.keyboard.press("Tab")
    assert _focused(page) == "Read it in its place"
    page.keyboard.press("Escape")
    expect(peek).to_have_count(0)
    assert page.evaluate("() => document.activeElement.className") == "chip"


def test_a_tap_on_a_chip_shows_its_quote(browser: Browser, origin: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 700}, has_touch=True) as context:
        page = context.new_page()
        page.goto(f"{origin}/?q=what+did+the+ice+do")
        page.locator(".chip").tap()
        expect(page.locator(".peek-words")).to_have_text(_QUOTE)
        assert urlsplit(page.url).fragment == ""
        page.get_by_role("link", name="Read it in its place").tap()
        page.wait_for_url("**/articles/**#quote")
        assert page.locator("mark#quote").text_content() == _QUOTE


def test_the_article_opens_beside_the_answer_and_gives_the_focus_back(page: Page, origin: str) -> None:
    heard = Heard(page)
    page.goto(f"{origin}/?q=what+did+the+ice+do")
    for opener in (page.locator("figcaption .title"), page.locator(".chip")):
        opener.click()
        mark = page.locator("#panel mark")
        expect(mark).to_have_text(_QUOTE)
        expect(page.locator("#panel h2.headline")).to_have_text(ARTICLES[0].title)
        expect(mark).to_be_focused()
        assert page.locator("#panel").bounding_box() is not None
        assert urlsplit(page.url).path == "/"
        page.keyboard.press("Escape")
        expect(page.locator("#panel")).to_be_hidden()
        expect(opener).to_be_focused()
        page.keyboard.press("Escape")
        page.mouse.move(0, 0)
    assert heard.said == []


def test_brackets_walk_the_citations_and_single_keys_can_be_switched_off(page: Page, origin: str) -> None:
    page.goto(f"{origin}/?q=what+did+the+ice+do&q=what+did+the+crane+do")
    page.keyboard.press("]")
    assert page.evaluate("() => document.activeElement.closest('.turn').id") == "turn-2"
    page.keyboard.press("[")
    assert page.evaluate("() => document.activeElement.closest('.turn').id") == "turn-1"
    page.keyboard.press("/")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type("?]")
    assert page.get_by_label("Your question").input_value() == "?]"
    page.get_by_role("button", name="Help").click()
    page.get_by_label("Single keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()
    page.get_by_role("button", name="Help").click()
    page.get_by_label("Single keys").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()


def test_a_theme_is_chosen_and_kept(page: Page, origin: str) -> None:
    def paper() -> str:
        return str(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))

    page.goto(origin)
    system = paper()
    button = page.locator("#theme")
    assert button.get_attribute("aria-label") == "Colours: As the system"
    button.click()
    assert paper() == system  # the test's system is light
    button.click()
    dark = paper()
    assert dark != system
    page.goto(f"{origin}/articles")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"
    assert paper() == dark
    page.locator("#theme").click()
    assert paper() == system


def test_a_busy_library_counts_down_and_is_asked_again(page: Page, origin: str, answerer: Moody) -> None:
    page.goto(f"{origin}/?q=what+did+the+ice+do")
    answerer.is_busy = True
    _ask(page, "what is the busy crane")
    failed = page.locator(".turn.failed")
    expect(failed.locator("h3")).to_have_text("The library is busy")
    expect(failed.locator("[data-retry]")).to_contain_text("Try again in")
    assert page.get_by_label("Your question").input_value() == "what is the busy crane"
    assert page.locator(".turn").count() == 2
    answerer.is_busy = False
    failed.locator("[data-retry]").click()
    expect(page.locator("#turn-2 blockquote")).to_have_text(_QUOTE)
    expect(page.locator(".turn.failed")).to_have_count(0)
    assert page.get_by_label("Your question").input_value() == ""


def test_a_lost_server_is_told_apart_from_an_answer(page: Page, origin: str) -> None:
    page.goto(origin)
    page.route("**/?q=*", lambda route: route.abort())
    _ask(page, "What did the ice do?")
    expect(page.locator(".turn.failed h3")).to_have_text("The server does not answer")
    page.unroute("**/?q=*")
    page.get_by_role("link", name="Try again").click()
    expect(page.locator("#turn-1 blockquote")).to_have_text(_QUOTE)
    expect(page.locator("#turn-1 h2")).to_be_focused()


def test_feedback_thanks_without_a_reload(page: Page, origin: str, library: Library) -> None:
    page.goto(f"{origin}/?q=what+did+the+ice+do")
    page.evaluate("() => { window.isSame = true; }")
    page.get_by_role("button", name="Right passage, wrong words").click()
    expect(page.locator(".thanks")).to_be_visible()
    assert page.evaluate("() => window.isSame")
    assert [said.verdict for said in library.feedback.list()] == [Verdict.WRONG_SPAN]


def test_feedback_works_without_a_script(browser: Browser, origin: str, library: Library) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{origin}/?q=what+did+the+ice+do")
        expect(page.locator(".thanks")).to_be_hidden()
        page.get_by_role("button", name="Wrong answer").click()
        page.wait_for_url("**#turn-1-thanks")
        expect(page.locator(".thanks")).to_be_visible()
    assert [said.verdict for said in library.feedback.list()] == [Verdict.WRONG_ANSWER]


def test_a_quote_is_copied_with_its_source(page: Page, origin: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    page.goto(f"{origin}/?q=what+did+the+ice+do")
    page.get_by_role("button", name="Copy quote 1 with its source").click()
    expect(page.locator(".copy")).to_have_text("Copied")
    href = page.locator("figcaption .title").get_attribute("href")
    assert page.evaluate("() => navigator.clipboard.readText()") == (
        f"“{_QUOTE}” — {ARTICLES[0].title}, The Test Courier, 5 January 2026\n{origin}{href}"
    )


def test_other_filters_load_the_conversation_anew(page: Page, origin: str) -> None:
    page.goto(f"{origin}/?q=what+did+the+ice+do")
    page.locator(".filters summary").click()
    page.get_by_role("textbox", name="Source").fill("courier")
    _ask(page, "what did the crane do")
    page.wait_for_url("**source=courier**")
    assert page.locator(".turn").count() == 2
    expect(page.locator(".active-filters a")).to_have_text("source: courier ×")
