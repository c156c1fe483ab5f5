"""The pages by keyboard alone: everything is reached in order, seen where it is, and left again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from web_states import (
    ANSWERED,
    BOX,
    CHIP,
    COMPOSER,
    DISPUTED,
    FOLLOWING,
    HELP,
    LEADS_TO_ARTICLE,
    PANEL,
    PEEK,
    THEME,
    TURN,
    UNANSWERED,
    Site,
    serve_states,
)  # fmt: skip

# What has the focus, and whether a person who looks at the page can tell: its frame is inside the window and not under
# what stays there (what a popover holds lies above that), and something is drawn around it.
_FOCUSED = """(composer) => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const box = e.getBoundingClientRect(), form = document.querySelector(composer);
    const over = form && !form.contains(e) && getComputedStyle(form).position === "sticky"
        && !e.closest("dialog, .panel, :popover-open");
    const floor = over ? form.getBoundingClientRect().top : innerHeight;
    const frame = e.closest(".box"), style = getComputedStyle(e);
    return {
        name: (e.getAttribute("aria-label") || e.textContent.trim() || e.id || e.name || e.tagName).slice(0, 40),
        id: e.id, place: e.matches(`${composer} *`) ? "form" : e.closest("main") ? "main" : "",
        isSeen: box.width > 0 && box.top >= -1 && box.left >= -1 && box.right <= innerWidth + 1
            && (box.bottom <= floor + 1 || (box.height > floor && box.top < floor)),
        isMarked: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
            || (frame !== null && getComputedStyle(frame).boxShadow !== "none"),
    };
}"""


# Where a page begins; the question has the focus on the first one.
_FOCUS_START = "document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve_states(tmp_path_factory.mktemp("keys") / "library") as served:
        yield served


@contextmanager
def open_page(browser: Browser, *, width: int = 1280, height: int = 800, has_script: bool = True) -> Iterator[Page]:
    size = {"width": width, "height": height}
    with browser.new_context(viewport=size, java_script_enabled=has_script, reduced_motion="reduce") as context:
        yield context.new_page()


def tab_through(page: Page, *, most: int = 150) -> list[dict[str, Any]]:
    """Press Tab until the focus leaves the page again; returns each stop."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(_FOCUSED, COMPOSER)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus never leaves the page: {[stop['name'] for stop in stops[-12:]]}")


@pytest.mark.parametrize("has_script", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (320, 568), (320, 256)], ids=["wide", "narrow", "zoomed"])
@pytest.mark.parametrize("questions", [(), (ANSWERED,), (DISPUTED, UNANSWERED)], ids=["empty", "one", "two"])
def test_tab_reaches_everything_in_order_and_it_is_seen(
    browser: Browser, site: Site, questions: tuple[str, ...], width: int, height: int, has_script: bool
) -> None:
    with open_page(browser, width=width, height=height, has_script=has_script) as page:
        page.goto(site.ask(*questions) if questions else site.origin)
        page.evaluate(_FOCUS_START)
        stops = tab_through(page)

    names = [stop["name"] for stop in stops]
    assert names[:2] == ["Skip to the content", "Footnote1"]
    assert names[2:4] == ["Ask", "Library"]
    switches = [stop["id"] for stop in stops[4:6]]
    assert switches == ["theme", "show-help"] if has_script else "theme" not in switches
    assert BOX.removeprefix("#") in [stop["id"] for stop in stops]
    places = [stop["place"] for stop in stops if stop["place"]]
    if questions:  # the turns, then the form below them, once
        assert places == sorted(places, reverse=True)
    assert [stop for stop in stops if not stop["isSeen"]] == []
    assert [stop for stop in stops if not stop["isMarked"]] == []


def test_the_skip_link_leads_to_the_content(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(f"{site.origin}/articles")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


def test_help_keeps_the_focus_until_it_is_closed(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(ANSWERED))
        page.locator(THEME).focus()
        page.keyboard.press("?")
        assert page.locator(HELP).is_visible()
        for _ in range(6):
            page.keyboard.press("Tab")
            assert page.evaluate("!document.activeElement || document.activeElement === document.body"
                                 " || document.activeElement.closest('dialog') !== null")  # fmt: skip
        page.keyboard.press("Escape")
        assert not page.locator(HELP).is_visible()
        assert page.evaluate("document.activeElement.id") == "theme"


def test_the_question_is_written_sent_and_followed_up(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(UNANSWERED))
        page.locator(THEME).focus()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type(ANSWERED)
        page.keyboard.press("Shift+Enter")
        assert page.locator(BOX).input_value() == f"{ANSWERED}\n"
        page.keyboard.press("Enter")
        page.locator("#turn-2").wait_for()
        assert page.locator("#turn-2 .said").first.text_content() == "412 people"
        assert page.evaluate("document.activeElement.id") == "q"
        page.keyboard.type(FOLLOWING)
        page.keyboard.press("Enter")
        page.locator("#turn-3").wait_for()
        assert page.locator(f"{TURN} > header h2").all_text_contents() == [UNANSWERED, ANSWERED, FOLLOWING]


def test_brackets_walk_the_citations(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(ANSWERED))
        page.locator(THEME).focus()
        links = page.locator(f"{TURN} {LEADS_TO_ARTICLE}").evaluate_all("(links) => links.map((link) => link.href)")
        assert len(links) == 2
        walked = []
        for key in ("]", "]", "]", "["):
            page.keyboard.press(key)
            walked.append(page.evaluate("document.activeElement.href"))
            assert page.evaluate(_FOCUSED, COMPOSER)["isSeen"]
        assert walked == [links[0], links[1], links[0], links[1]]


def test_single_keys_can_be_switched_off(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(ANSWERED))
        page.locator("#show-help").click()
        page.locator("#single-keys").uncheck()
        page.keyboard.press("Escape")
        page.locator(THEME).focus()
        for key in ("/", "?", "]"):
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == "theme"
        assert not page.locator(HELP).is_visible()
        page.reload()
        page.locator(THEME).focus()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "theme"


def test_a_citation_shows_its_quote_on_focus_and_hover_and_escape_closes_it(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(ANSWERED))
        page.locator("#show-help").focus()
        while not page.evaluate(f"document.activeElement.matches('{CHIP}')"):
            page.keyboard.press("Tab")
        quoted = page.locator(".turn blockquote").first.text_content()
        page.locator(PEEK).wait_for()
        assert page.locator(f"{PEEK} .peek-words").text_content() == quoted
        page.keyboard.press("Escape")
        assert page.locator(PEEK).count() == 0
        assert page.evaluate(f"document.activeElement.matches('{CHIP}')")

        page.locator(CHIP).first.hover()
        box = page.locator(PEEK).bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)  # the pointer can enter
        page.wait_for_timeout(600)
        assert page.locator(PEEK).is_visible()
        page.keyboard.press("Escape")
        assert page.locator(PEEK).count() == 0


def test_a_tap_on_a_citation_shows_its_quote(browser: Browser, site: Site) -> None:
    with browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True) as context:
        page = context.new_page()
        page.goto(site.ask(ANSWERED))
        page.locator(CHIP).first.tap()
        page.locator(PEEK).wait_for()
        box = page.locator(PEEK).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.touchscreen.tap(195, 20)
        page.locator(PEEK).wait_for(state="detached")


def test_escape_closes_the_article_and_gives_the_focus_back(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(ANSWERED))
        page.locator(CHIP).first.focus()
        page.keyboard.press("Enter")
        page.locator(f"{PANEL} mark").wait_for()
        assert page.evaluate(f"document.activeElement.closest('{PANEL}') !== null")
        window = page.evaluate(
            f"(() => {{ const m = document.querySelector('{PANEL} mark').getBoundingClientRect();"
            f" const p = document.querySelector('#panel-text').getBoundingClientRect();"
            f" return m.top >= p.top && m.bottom <= p.bottom; }})()"
        )
        assert window
        page.keyboard.press("Escape")
        assert page.locator(PANEL).is_hidden()
        assert page.evaluate(f"document.activeElement.matches('{CHIP}')")
