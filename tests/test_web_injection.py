"""Whatever stands in an article, a name or a question is words: no page runs it, asks for it or makes markup of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from browser_fixtures import serve_pages
from conftest import HashEncoder, make_article
from hostile_words import EVIL, PAYLOADS
from playwright.sync_api import Browser, BrowserContext, Page
from web_states import LEADS_TO_ARTICLE, PANEL, TURN

from corpus.normalising import normalise
from corpus.types import Article, Span
from index.errors import LibraryError
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.conversation import MAX_TURNS
from rag.types import Evidence, Reading

_NUMBERED = list(enumerate(PAYLOADS))
_REPORT_POLICY = """addEventListener("securitypolicyviolation",
    (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`))"""
# What only words that became markup could have made.
_FOREIGN = """() => Array.from(document.querySelectorAll("*")).filter((e) =>
    e.matches(`img, picture, iframe, frame, frameset, object, embed, applet, video, audio, track, math, base, marquee,
        portal, fencedframe, plaintext, listing, xmp, foreignObject, animate, use, image, maction, script:not([src]),
        [style]:not(html, .peek, #q), [srcdoc], [srcset], [ping], [formaction], .body :not(p, mark, .page-break)`)
    || Array.from(e.attributes).some((a) => a.name.startsWith("on") || /evil/.test(a.name))
    || (e.href && !/^(https?|file):$/.test(e.protocol ?? location.protocol))
    || (e.matches("link, script") && new URL(e.href || e.src).origin !== location.origin)
  ).map((e) => e.outerHTML.slice(0, 200))"""


def vessel(number: int) -> str:
    return f"vessel{number}x"


def hostile_articles() -> list[Article]:
    return [
        replace(
            make_article(
                normalise(f"The {vessel(number)} carried {payload} on Monday. It was sold.\n\n{payload}"),
                name=vessel(number),
                title=f"{payload} {number}",
                publisher=payload,
                url=payload if number % 2 else f"https://{EVIL}/{payload}",
            ),
            id=f"{number:016x}",  # two payloads may be one address once it is read as one
            author=payload,
            language=payload,
        )
        for number, payload in _NUMBERED
    ]


class VesselReader:
    """Answers what a vessel carried, whatever it was; nothing answers a question that begins with "Nothing"."""

    name = "vessels"
    threshold = 0.5

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [self._read(hit, 0.001 if question.startswith("Nothing") else 0.9) for hit in hits]

    def _read(self, hit: Hit, probability: float) -> Reading:
        said = hit.article.text.find(" carried ", hit.chunk.start, hit.chunk.end)
        first, last = hit.chunk.sentences[0], hit.chunk.sentences[-1]
        span = Span(said + len(" carried "), last.end) if said >= 0 else first
        evidence = tuple(Evidence(sentence=sentence, probability=0.5) for sentence in hit.chunk.sentences)
        return Reading(hit=hit, answer=span, evidence=evidence, probability=probability)


@dataclass
class Heard:
    """What a browser was made to say and to ask for."""

    said: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    foreign: list[str] = field(default_factory=list)
    visited: int = 0

    def over(self, context: BrowserContext) -> Page:
        context.add_init_script(_REPORT_POLICY)
        context.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        context.on("weberror", lambda error: self.said.append(str(error.error)))
        page = context.new_page()
        page.on("dialog", lambda dialog: (self.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda message: self._hear(message.text))
        return page

    def visit(self, page: Page, address: str) -> None:
        page.goto(address)
        self.look(page)

    def look(self, page: Page) -> None:
        self.visited += 1
        self.foreign += page.evaluate(_FOREIGN)

    def _hear(self, text: str) -> None:
        if not text.startswith("Failed to load resource: the server responded with a status of 4"):  # pages of errors
            self.said.append(text)


@pytest.fixture(scope="module")
def answerer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    with Library(tmp_path_factory.mktemp("hostile") / "library", lambda record: HashEncoder(), create=True) as library:
        for number, article in enumerate(hostile_articles()):
            library.add(article)
            try:
                library.collections.put(PAYLOADS[number], [article.id])
            except LibraryError:  # a name that none can have
                library.collections.put(f"{number}", [article.id])
        yield Answerer(library, VesselReader())


@pytest.fixture(scope="module")
def origin(answerer: Answerer) -> Iterator[str]:
    with serve_pages(answerer) as served:
        yield served


@pytest.fixture(params=[True, False], ids=["with scripts", "without"])
def has_script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@contextmanager
def nothing_happens(browser: Browser, origin: str, *, has_script: bool) -> Iterator[tuple[Page, Heard]]:
    """Give a page; whatever is visited there, nothing but the server is asked, and nothing is said."""
    heard = Heard()
    with browser.new_context(java_script_enabled=has_script, viewport={"width": 1280, "height": 700}) as context:
        yield heard.over(context), heard
    assert heard.visited
    assert heard.foreign == []
    assert heard.said == []
    assert heard.asked <= {urlsplit(origin).netloc, ""}  # a file has no host


def conversations(begin: str) -> list[str]:
    """The queries of conversations that hold every payload in a question."""
    asked = [("exact", f"{begin} {vessel(number)} carry? {payload}") for number, payload in _NUMBERED]
    return [urlencode(asked[at : at + MAX_TURNS]) for at in range(0, len(asked), MAX_TURNS)]


def test_there_are_at_least_100_payloads() -> None:
    assert len(set(PAYLOADS)) >= 100


def test_answers(browser: Browser, origin: str, answerer: Answerer, has_script: bool) -> None:
    quoted = set()
    with nothing_happens(browser, origin, has_script=has_script) as (page, heard):
        for query in conversations("What did"):
            heard.visit(page, f"{origin}/?{query}")
            links = page.locator(f"{TURN} {LEADS_TO_ARTICLE}")
            fresh = {}
            for place, href in enumerate(links.evaluate_all("(links) => links.map((link) => link.pathname)")):
                if href not in quoted:
                    fresh[href] = place
            quoted |= fresh.keys()
            for href, place in fresh.items() if has_script else ():
                links.nth(place).click()
                page.locator(f'{PANEL} article[data-id="{href.rsplit("/", 1)[1]}"]').wait_for()
                heard.look(page)
    assert len(quoted) == len(PAYLOADS)


def test_refusals(browser: Browser, origin: str, has_script: bool) -> None:
    with nothing_happens(browser, origin, has_script=has_script) as (page, heard):
        for query in conversations("Nothing did"):
            heard.visit(page, f"{origin}/?{query}")
            assert page.locator(".turn.refusal").count() == page.locator(TURN).count()


def test_articles(browser: Browser, origin: str, answerer: Answerer, has_script: bool) -> None:
    with nothing_happens(browser, origin, has_script=has_script) as (page, heard):
        for article in hostile_articles()[:: 3 if has_script else 1]:  # the panel shows all of them with scripts
            heard.visit(page, f"{origin}/articles/{article.id}?from=0&to={len(article.text)}")
            kept = answerer.library.get(article.id)
            assert kept is not None
            assert "".join(page.locator("article mark").all_text_contents()) == re.sub(r"\n{2,}", "", kept.text)


def test_the_library(browser: Browser, origin: str, has_script: bool) -> None:
    with nothing_happens(browser, origin, has_script=has_script) as (page, heard):
        heard.visit(page, origin)
        for number in range(1, 2 + len(PAYLOADS) // 30):
            heard.visit(page, f"{origin}/articles?page={number}")
            assert page.locator(".articles .title").count() > 0


def test_filters_errors_and_what_is_not_there(browser: Browser, origin: str, has_script: bool) -> None:
    kinds = (
        lambda words: f"/articles?{urlencode({'find': words[:200], 'source': words[:200], 'collection': words[:90]})}",
        lambda words: f"/articles/{quote(words, safe='')}",
        lambda words: f"/problems/{quote(words, safe='')}?{urlencode({words: words})}",
        lambda words: f"/?{urlencode({'q': 1_001 * 'a' + words, 'source': words, 'language': words})}",
        lambda words: f"/?{urlencode({'q': words, 'since': words, 'v': words})}",
        lambda words: f"/?{urlencode({'q': 'What? ' + words, 'source': words[:200], 'collection': words[:90]})}",
        lambda words: f"/articles/0000000000000001?{urlencode({'from': words, 'to': words, 'sha': words})}",
    )
    with nothing_happens(browser, origin, has_script=has_script) as (page, heard):
        for number, payload in _NUMBERED:
            make = kinds[(number + 3 * has_script) % len(kinds)]
            heard.visit(page, origin + make(payload))


def test_exports_opened_as_files(browser: Browser, origin: str, tmp_path: Path, has_script: bool) -> None:
    with nothing_happens(browser, origin, has_script=has_script) as (page, heard):
        for begin in ("What did", "Nothing did"):
            for query in conversations(begin)[:: 1 if begin == "What did" else 4]:
                saved = tmp_path / "saved.html"
                saved.write_bytes(page.context.request.get(f"{origin}/export.html?{query}").body())
                page.goto(saved.as_uri())
                heard.visited += 1
                assert page.locator("img, script, iframe, svg, base, [onload], [onerror], [style]").count() == 0
                assert page.locator("a:not([href^='http'])").count() == 0
                assert page.locator("blockquote").count() > 0


def test_names_of_files_and_fields_of_forms(browser: Browser, origin: str) -> None:
    with nothing_happens(browser, origin, has_script=True) as (page, heard):
        page.goto(f"{origin}/articles/add")
        page.locator("#files").set_input_files(
            [
                {"name": f"{payload}.txt", "mimeType": "text/plain", "buffer": f"Report {number}.".encode()}
                for number, payload in _NUMBERED[::4]
            ]
        )
        page.locator("#files-collection").fill(PAYLOADS[0])
        page.locator("form:has(#files) button").click()
        page.locator(".outcomes").wait_for(timeout=300_000)
        heard.look(page)
        assert page.locator(".outcome").count() >= len(_NUMBERED[::4]) / 2
        for _, payload in _NUMBERED[::8]:
            page.goto(f"{origin}/articles/add")
            for field_id in ("title", "text", "publisher", "author", "url", "paste-collection"):
                page.locator(f"#{field_id}").evaluate("(field, words) => field.value = words", payload)
            page.locator("form:has(#text)").evaluate("(form) => { form.noValidate = true; form.requestSubmit() }")
            page.locator(".notice.warning, .outcomes").wait_for(timeout=60_000)
            heard.look(page)
