"""The pages in each of their states, over a small library and a reader that answers as it is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from conftest import HashEncoder, make_article
from playwright.sync_api import Page
from serving_fixtures import serving

from corpus.types import Article, Span
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Evidence, Reading
from web.app import create_app
from web.protection import Protection
from web.working import WorkLimits

# Where the tests look for the parts of the pages.
BOX, COMPOSER, TURN, ASKING = "#q", "#ask", ".turn:not(.asking)", ".turn.asking"
CHIP, PEEK, PANEL, HELP, THEME = ".turn .chip", ".peek", "#panel", "#help", "#theme"
LEADS_TO_ARTICLE, FAILURE, EXAMPLE, FILTERS = ".quote .title", ".failure", ".examples a", ".filters > summary"

ANSWERED = "How many people did the ferry carry on its last day?"
DISPUTED = "How many people live in Hofstad?"
UNANSWERED = "Who composed the anthem of Lund?"
UNSURE = "Why was the bridge over the Aa closed?"
FOLLOWING = "And when was that?"
_HELD = "How slowly did the last ferry go"

_WEATHER = "\n\n".join(f"Paragraph {number} tells of the weather over the Aa." for number in range(30))
_ARTICLES = (
    make_article(
        f"{_WEATHER}\n\nThe old ferry carried 412 people on its last day, the harbour master said. "
        "That was on 3 May 2025. It was sold for scrap.\n\nA new bridge takes its place.",
        name="ferry",
        title="The last ferry leaves the old pier of Lund after a hundred and four years on the water",
        published_on=date(2025, 5, 4),
        url="https://courier.example/ferry",
    ),
    make_article(
        "On its last day the ferry carried 412 people over the river. Many of them wept.",
        name="farewell",
        title="A farewell",
        publisher="Evening Gazette",
        published_on=date(2025, 5, 5),
    ),
    make_article(
        "In Hofstad live 9,200 people, the register says. The town has a mill.",
        name="register",
        title="Hofstad in numbers",
        url="https://register.example/hofstad",
    ),
    make_article(
        "In Hofstad live 11,400 people, the mayor said at the fair.",
        name="fair",
        title="The mayor opens the fair of Hofstad",
        publisher="Evening Gazette",
        published_on=None,
    ),
    make_article(
        "The bridge over the Aa was closed. Engineers had found cracks in a pillar.",
        name="bridge",
        title="Cracks in the bridge over the Aa",
    ),
)
_ANSWERS = {
    ANSWERED: (("412 people", 0.94),),
    DISPUTED: (("9,200 people", 0.86), ("11,400 people", 0.81)),
    UNSURE: (("Engineers had found cracks in a pillar", 0.41),),
}
_WHEN = (("3 May 2025", 0.88),)


class ToldReader:
    """Answers the questions above as they are to be answered, and a held one only when `release` was called."""

    name = "told"
    threshold = 0.3

    def __init__(self) -> None:
        self.holding = threading.Event()
        self._released = threading.Event()
        self._held = 0

    def hold(self) -> str:
        """Return a question that is held; another one each time, because answers are remembered."""
        self.holding.clear()
        self._released.clear()
        self._held += 1
        return f"{_HELD}, ferry {self._held}?"

    def release(self) -> None:
        self._released.set()

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        if question.startswith(_HELD):
            self.holding.set()
            assert self._released.wait(timeout=600)
        answers = _ANSWERS.get(question, _WHEN if question.lower().startswith(("when", "and when")) else ())
        return [_read(hit, answers) for hit in hits]


def _read(hit: Hit, answers: Sequence[tuple[str, float]]) -> Reading:
    span, probability = hit.chunk.sentences[-1], 0.01
    for words, sureness in answers:
        place = hit.article.text.find(words, hit.chunk.start, hit.chunk.end)
        if place >= 0:
            span, probability = Span(place, place + len(words)), sureness
    evidence = tuple(Evidence(sentence=sentence, probability=0.5) for sentence in hit.chunk.sentences)
    return Reading(hit=hit, answer=span, evidence=evidence, probability=probability)


@dataclass(frozen=True)
class Site:
    """Two servers over one library: one that has time, and one that can do one thing at a time.

    Attributes:
        origin: of the one that has time.
        busy: of the other.
        article: the address of an article with a quote marked.
    """

    origin: str
    busy: str
    article: str
    reader: ToldReader
    library: Library

    def ask(self, *questions: str) -> str:
        """Return the address of a conversation."""
        return f"{self.origin}/?{urlencode([('q', question) for question in questions])}"

    @contextmanager
    def overloaded(self) -> Iterator[str]:
        """Give the address of a question that is turned away while another is being answered."""
        held = f"{self.busy}/?{urlencode({'q': self.reader.hold()})}"
        asker = threading.Thread(target=lambda: urlopen(held, timeout=600).close())
        asker.start()
        try:
            assert self.reader.holding.wait(timeout=60)
            yield f"{self.busy}/?{urlencode({'q': ANSWERED})}"
        finally:
            self.reader.release()
            asker.join()


@contextmanager
def serve_states(folder: Path, *, more: Sequence[Article] = ()) -> Iterator[Site]:
    """Serve the pages over the library of the states."""
    reader = ToldReader()
    with Library(folder, lambda record: HashEncoder(), create=True) as library:
        for article in (*_ARTICLES, *more):
            library.add(article)
        library.collections.put("River & sea", [_ARTICLES[0].id])
        answerer = Answerer(library, reader)
        roomy = Protection(work=WorkLimits(readers=8, time_s=600))
        narrow = Protection(work=WorkLimits(readers=1, waiting=0, time_s=600))
        examples = (ANSWERED, DISPUTED)
        quote = answerer.ask(ANSWERED).quotes[0]
        with (
            serving(create_app(answerer, examples=examples, protection=roomy)) as origin,
            serving(create_app(answerer, examples=(), protection=narrow)) as busy,
        ):
            try:
                yield Site(origin=origin, busy=busy, article=origin + quote.href, reader=reader, library=library)
            finally:
                reader.release()


def _wait(page: Page, selector: str) -> None:
    page.locator(selector).first.wait_for(state="attached")


@contextmanager
def show_empty(site: Site, page: Page) -> Iterator[None]:
    page.goto(site.origin)
    while page.locator(EXAMPLE).count() == 0:  # they are tried in the background when a server begins
        page.wait_for_timeout(100)
        page.goto(site.origin)
    yield


@contextmanager
def show_asking(site: Site, page: Page) -> Iterator[None]:
    question = site.reader.hold()
    page.goto(site.origin)
    page.locator(BOX).fill(question)
    page.keyboard.press("Enter")
    _wait(page, ASKING)
    try:
        yield
    finally:
        site.reader.release()


@contextmanager
def show_answer(site: Site, page: Page) -> Iterator[None]:
    page.goto(site.ask(ANSWERED))
    _wait(page, TURN)
    yield


@contextmanager
def show_conflict(site: Site, page: Page) -> Iterator[None]:
    page.goto(site.ask(DISPUTED))
    _wait(page, ".sides")
    yield


@contextmanager
def show_refusal(site: Site, page: Page) -> Iterator[None]:
    page.goto(site.ask(UNANSWERED))
    _wait(page, ".nearest")
    yield


@contextmanager
def show_overloaded(site: Site, page: Page) -> Iterator[None]:
    with site.overloaded() as address:
        page.goto(address)
        _wait(page, f"{FAILURE} [data-seconds]")
        yield


Show = Callable[[Site, Page], AbstractContextManager[None]]
STATES: dict[str, Show] = {
    "empty": show_empty,
    "asking": show_asking,
    "answer": show_answer,
    "conflicting": show_conflict,
    "not in the sources": show_refusal,
    "overloaded": show_overloaded,
}
