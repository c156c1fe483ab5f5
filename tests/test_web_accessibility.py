"""axe-core finds nothing wrong with any state of the pages, in either theme, at any width, with scripts and without."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_fixtures import Scripts, find_violations
from playwright.sync_api import Browser, Page
from web_states import (
    ANSWERED,
    CHIP,
    FILTERS,
    FOLLOWING,
    HELP,
    LEADS_TO_ARTICLE,
    PANEL,
    PEEK,
    STATES,
    THEME,
    UNSURE,
    Site,
    serve_states,
)

WIDTHS = (1280, 768, 390, 320)
THEMES = ("light", "dark")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve_states(tmp_path_factory.mktemp("states") / "library") as served:
        yield served


@contextmanager
def open_page(browser: Browser, *, width: int = 1280, theme: str = "light") -> Iterator[Page]:
    with browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    ) as context:
        yield context.new_page()


def judge(page: Page, *, widths: tuple[int, ...] = WIDTHS, themes: tuple[str, ...] = THEMES) -> dict[str, list[str]]:
    """Return what is wrong, by theme and width; nothing is reloaded in between.

    The window is as high as the page: what the form at its foot covers would hang on where the page happens to be
    scrolled, and on the fonts of the machine.
    """
    wrong = {}
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            whole = page.evaluate("document.documentElement.scrollHeight")
            page.set_viewport_size({"width": width, "height": max(800, whole)})
            found = find_violations(page)
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                found.append("it scrolls sideways")
            if found:
                wrong[f"{theme} {width}"] = found
    return wrong


@pytest.mark.parametrize("state", STATES)
def test_every_state_in_both_themes_at_every_width(browser: Browser, site: Site, state: str) -> None:
    with open_page(browser) as page, STATES[state](site, page):
        assert judge(page) == {}


@pytest.mark.parametrize("state", [state for state in STATES if state != "asking"])
def test_every_state_without_scripts(browser: Browser, site: Site, state: str) -> None:
    with open_page(browser) as page:
        scripts = Scripts.of(page)
        scripts.switch(is_on=False)
        with STATES[state](site, page):
            assert page.evaluate("getComputedStyle(document.getElementById('theme')).display") == "none"
            scripts.switch(is_on=True)  # for axe-core; those of the page have had their turn
            assert judge(page) == {}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("theme", THEMES)
def test_every_state_in_a_theme_that_was_chosen(browser: Browser, site: Site, state: str, theme: str) -> None:
    other = THEMES[1 - THEMES.index(theme)]
    with open_page(browser, theme=other) as page:
        for origin in (site.origin, site.busy):
            page.goto(origin)
            paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
            for _ in range(1 + THEMES.index(theme)):
                page.locator(THEME).click()
            assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper
        with STATES[state](site, page):
            assert page.evaluate("document.documentElement.dataset.theme") == theme
            assert judge(page, widths=(1280, 320), themes=(other,)) == {}


@pytest.mark.parametrize(
    "path",
    [
        "/articles", "/articles?find=nothing+has+this+name", "/articles?collection=River+%26+sea", "/articles/add",
        "/sign-in", "/articles/none", "/articles?since=yesterday", "/problems/overloaded",
    ],
)  # fmt: skip
def test_every_other_page(browser: Browser, site: Site, path: str) -> None:
    with open_page(browser) as page:
        page.goto(site.origin + path)
        assert judge(page) == {}


def test_an_article_with_a_quote_and_what_asks_before_it_is_removed(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.article)
        assert page.locator("article mark").count() == 1
        assert judge(page) == {}
        page.goto(site.article.split("?")[0] + "/remove")
        assert judge(page) == {}


def test_an_unsure_answer_and_a_follow_up_with_what_was_understood(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(UNSURE))
        assert page.locator(".unsure").count() == 1
        assert judge(page) == {}
        page.goto(site.ask(ANSWERED, FOLLOWING))
        page.locator(".understood summary").click()
        assert judge(page) == {}


def test_what_opens_on_the_page_of_an_answer(browser: Browser, site: Site) -> None:
    with open_page(browser) as page:
        page.goto(site.ask(ANSWERED))
        page.locator(FILTERS).click()
        assert judge(page, widths=(1280, 320)) == {}
        page.locator(FILTERS).click()

        page.set_viewport_size({"width": 1280, "height": 800})
        page.locator(CHIP).first.hover()
        page.locator(PEEK).wait_for()
        assert judge(page, widths=(1280,)) == {}
        page.keyboard.press("Escape")

        page.locator(LEADS_TO_ARTICLE).first.click()
        page.locator(f"{PANEL} mark").wait_for()
        assert judge(page, widths=(1280,)) == {}
        page.keyboard.press("Escape")

        page.locator("#show-help").click()
        assert page.locator(HELP).is_visible()
        assert judge(page, widths=(1280, 320)) == {}
