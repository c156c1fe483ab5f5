"""Each answer is announced once, politely, to people who hear the page; nothing else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from web_states import ANSWERED, BOX, DISPUTED, FAILURE, FOLLOWING, UNANSWERED, Site, serve_states

# Every text that comes into a live region, with how it is said.
_LISTEN = """() => {
    const manner = (e) => e.ariaLive ?? { alert: "assertive", status: "polite", log: "polite" }[e.role];
    const regionOf = (node) => (node.closest ? node : node.parentElement)?.closest("[role=status], [role=alert], "
        + "[role=log], [aria-live]:not([aria-live=off])");
    window.heard = [];
    new MutationObserver((records) => {
        const nodes = records.flatMap((record) => [record.target, ...record.addedNodes]);
        for (const region of new Set(nodes.map(regionOf))) {
            const words = region?.textContent.trim();
            if (words) window.heard.push([manner(region), words]);
        }
    }).observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve_states(tmp_path_factory.mktemp("heard") / "library") as served:
        yield served


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(reduced_motion="reduce") as context:
        yield context.new_page()


def ask(page: Page, question: str, *, turn: int) -> None:
    page.locator(BOX).fill(question)
    page.locator(BOX).press("Enter")
    page.locator(f"#turn-{turn}").wait_for()
    page.wait_for_load_state("networkidle")  # questions to ask next come later, and say nothing


def test_every_answer_of_a_conversation_is_announced_once(page: Page, site: Site) -> None:
    page.goto(site.origin)
    page.evaluate(_LISTEN)
    for turn, question in enumerate((DISPUTED, UNANSWERED, ANSWERED, FOLLOWING), start=1):
        ask(page, question, turn=turn)
        assert len(page.evaluate("heard")) == turn, question
    manners = {manner for manner, _ in page.evaluate("heard")}
    heard = [words for _, words in page.evaluate("heard")]
    assert manners == {"polite"}
    assert heard[0] == "The sources differ. 9,200 people / 11,400 people, 2 quotes."
    assert heard[1] == "The sources do not say. The nearest passages: 3."
    assert heard[2] == "Answer: 412 people. Very likely right, 2 quotes."
    assert heard[3] == "Answer: 3 May 2025. Likely right, 1 quote."


def test_a_failure_is_announced_once(page: Page, site: Site) -> None:
    page.goto(site.busy)
    page.evaluate(_LISTEN)
    with site.overloaded():
        page.locator(BOX).fill(ANSWERED)
        page.locator(BOX).press("Enter")
        page.locator(FAILURE).wait_for()
        page.wait_for_timeout(1_200)  # the seconds that are counted down are not read out
        heard = page.evaluate("heard")
    assert len(heard) == 1
    assert heard[0][0] == "polite"
    assert heard[0][1].startswith("The server has too much to do.")


@pytest.mark.parametrize("question", [ANSWERED, DISPUTED, UNANSWERED])
def test_a_page_that_is_loaded_says_only_its_title(page: Page, site: Site, question: str) -> None:
    page.goto(site.ask(question), wait_until="networkidle")
    assert page.title().startswith(question)
    regions = page.locator("[role=status], [role=alert], [role=log], [aria-live]").all_text_contents()
    assert [words for words in regions if words.strip()] == []
