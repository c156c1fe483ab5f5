"""The pages as readers set them: larger, wider spaced, in two colours, without motion. Nothing is lost or overlaps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from web_states import ANSWERED, COMPOSER, FILTERS, STATES, Site, serve_states

# WCAG 1.4.12: what a reader may set without losing anything.
_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important }
        * { word-spacing: .16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
_SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What is cut off by its own box, and which lines of text lie on one another.
_LOST = """(composer) => {
    const wrong = [];
    const isShown = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
        && !e.closest(".unseen, .skip");
    const name = (e) => `${e.tagName.toLowerCase()}.${e.className}: ${e.textContent.trim().slice(0, 40)}`;
    const lines = [];
    for (const e of document.body.querySelectorAll("*")) {
        if (!isShown(e) || e instanceof SVGElement) continue;
        const style = getComputedStyle(e);
        const cuts = /hidden|clip/.test(style.overflowX + style.overflowY) || e.matches("button");
        if (cuts && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)) {
            wrong.push(`cut off: ${name(e)}`);
        }
        for (const node of e.childNodes) {
            if (node.nodeType !== 3 || !node.data.trim()) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            for (const box of range.getClientRects()) lines.push([e, box]);
        }
    }
    const over = document.querySelector(composer);
    lines.forEach(([e, one], at) => {
        for (const [other, two] of lines.slice(at + 1)) {
            if (e === other || (over && over.contains(e) !== over.contains(other))) continue;
            const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
            const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
            if (wide > 3 && high > 6) wrong.push(`overlap: ${name(e)} | ${name(other)}`);
        }
    });
    return wrong;
}"""
_PAGES = ("/articles", "/articles/add", "/sign-in")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve_states(tmp_path_factory.mktemp("adapting") / "library") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(reduced_motion="reduce") as context:
        yield context.new_page()


def lost(page: Page) -> list[str]:
    found = page.evaluate(_LOST, COMPOSER)
    return [*found, *(["it scrolls sideways"] if page.evaluate(_SIDEWAYS) else [])]


@pytest.mark.parametrize("state", STATES)
def test_wider_spacing_loses_nothing(page: Page, site: Site, state: str) -> None:
    with STATES[state](site, page):
        for width in (1280, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate(_SPACING)
            assert lost(page) == [], width


@pytest.mark.parametrize("path", _PAGES)
def test_wider_spacing_loses_nothing_elsewhere(page: Page, site: Site, path: str) -> None:
    for address in (site.origin + path, site.article):
        page.goto(address)
        page.evaluate(_SPACING)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert lost(page) == [], width


@pytest.mark.parametrize("state", STATES)
def test_four_times_as_large_loses_nothing_and_leaves_room_to_read(page: Page, site: Site, state: str) -> None:
    page.set_viewport_size({"width": 320, "height": 256})  # 1280 x 1024 at 400 %
    with STATES[state](site, page):
        assert lost(page) == []
        stays = page.evaluate(
            "(composer) => { const form = document.querySelector(composer);"
            " return getComputedStyle(form).position === 'sticky' ? form.offsetHeight : 0; }",
            COMPOSER,
        )
        assert stays <= 256 / 2
        if state == "answer":
            page.locator(FILTERS).click()
            assert lost(page) == []


@pytest.mark.parametrize("state", STATES)
def test_nothing_moves_for_those_who_want_no_motion(page: Page, site: Site, state: str) -> None:
    with STATES[state](site, page):
        assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_quoted_words_stand_out_in_forced_colours(browser: Browser, site: Site) -> None:
    with browser.new_context(forced_colors="active") as context:
        page = context.new_page()
        for address, mark in ((site.ask(ANSWERED), "blockquote mark"), (site.article, "article mark")):
            page.goto(address)
            around = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert page.locator(mark).first.evaluate("(mark) => getComputedStyle(mark).backgroundColor") != around
            assert page.locator(mark).first.evaluate("(mark) => getComputedStyle(mark).forcedColorAdjust") == "none"
