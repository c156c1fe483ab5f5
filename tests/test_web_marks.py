"""What a browser shows as quoted is what is quoted: the text of `<mark>`, to the last code point."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlencode

import pytest
from browser_fixtures import serve_pages
from conftest import HashEncoder, make_article
from playwright.sync_api import Browser, Page
from web_states import LEADS_TO_ARTICLE, PANEL, TURN

from corpus.cleaning import clean
from corpus.types import Article, Span
from index.library import Library
from index.types import Hit
from rag.answering import Answerer
from rag.types import Answer, Evidence, Quote, Reading

_CORPUS = Path(__file__).parents[2] / "shared" / "data" / "realtimeqa2022" / "corpus.jsonl.gz"
_ARTICLES, _ANSWERS, _SAMPLED = 150, 200, 24
_PARAGRAPH_BREAK = re.compile(r"\n{2,}")

# What a browser could change: white space, joined marks, directions, signs of other planes, entities.
_ODD = (
    "Two  spaces   and\u00a0one that does not break\u202fand a thin one.  Two.\n\nThird\u2009part.",
    "First line of a poem\nsecond line of it\n  a third, set in. It ends here.\n\nIt goes on after a break.",
    "Cafe\u0301 and nai\u0308ve, \u1100\u1161\u11a8 and क्षि are joined. Z\u0338\u0323 is piled.\n\n\u2126\u212b too.",
    "👩‍👩‍👧‍👦 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿 and 🇱🇹 and 👍🏽 are one sign each. 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 has planes. ☝️ is two.",
    "קו ההגנה נפל ב־3 במאי. הוא נבנה 412 שנים קודם לכן.\n\nوصل 1٬200 شخص يوم الجمعة. قال «لا أحد» إنه رأى ذلك.",
    "He wrote &lt;b&gt; and &amp;amp; and &#65; for 5 < 6 > 4 & “so”. <mark>This</mark> is <b>not</b> markup.",
    "soft\u00adhy\u00adphen, zero\u200bwidth, joined\u2060words, \u2066isolated\u2069 and \u202eturned\u202c. It ends.",
    "日本の人口は約1億2千万人です。東京には1400万人が住んでいる。\n\n大阪は三番目です。他に言うことはない。",
)


class PassageReader:
    """Finds an answer in the surest chunks: another each time, over up to three sentences, from any word to any."""

    name = "passages"
    threshold = 0.5

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [self._read(hit, turn=len(question) + hit.rank) for hit in hits]

    def _read(self, hit: Hit, *, turn: int) -> Reading:
        text, sentences = hit.article.text, hit.chunk.sentences
        first = turn % len(sentences)
        last = min(first + turn % 3, len(sentences) - 1)
        starts = [m.start() for m in re.finditer(r"\S+", text[sentences[first].start : sentences[first].end])]
        ends = [m.end() for m in re.finditer(r"\S+", text[sentences[last].start : sentences[last].end])]
        start = sentences[first].start + starts[turn % len(starts)]
        end = sentences[last].start + ends[-1 - turn % len(ends)]
        if start >= end:
            start, end = sentences[first].start + starts[0], sentences[last].start + ends[-1]
        return Reading(
            hit=hit,
            answer=Span(start, end),
            evidence=tuple(Evidence(sentence=sentence, probability=0.5) for sentence in sentences),
            probability=0.9 - 0.05 * hit.rank,
        )


def read_corpus(count: int) -> Iterator[Article]:
    """Real articles, every thirtieth."""
    with gzip.open(_CORPUS, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, 30 * count, 30):
            row = json.loads(line)
            yield make_article(clean(row["text"]).text, title=row["title"], url=row["url"], publisher=None)


def ask_of(articles: Sequence[Article], count: int) -> list[str]:
    """Questions, each another stretch of an article's words."""
    words = [re.findall(r"\w+", article.text) for article in articles]
    return [
        "what of " + " ".join(islice(cycle(words[number % len(words)]), 7 * number, 7 * number + 4 + number % 5))
        for number in range(count)
    ]


def marks_of(quote: Quote) -> list[str]:
    """What is marked on an article's page: a quote over several paragraphs is marked in each."""
    return [part for part in _PARAGRAPH_BREAK.split(quote.text) if part]


_TEXTS = "(nodes) => Array.from(nodes, (node) => node.textContent)"
_PARSE_ALL = f"""async ([hrefs, selector]) => {{
    const texts = {_TEXTS};
    const seen = [];
    for (const href of hrefs) {{
        const page = new DOMParser().parseFromString(await (await fetch(href)).text(), "text/html");
        seen.push(texts(page.querySelectorAll(selector)));
    }}
    return seen;
}}"""


def check_answers(page: Page, origin: str, answers: Sequence[Answer], *, sampled: int) -> set[str]:
    """Hold what the browser makes of the pages to the answers; returns the quotes."""
    page.goto(f"{origin}/sign-in")  # any page of ours: from there the others are fetched and parsed as pages are
    quotes = [quote for answer in answers for quote in answer.quotes]
    hrefs = [quote.href for quote in quotes]
    for path in ("{}", "{}/reading"):  # the article's own page, and what is shown beside an answer
        addresses = [path.format(href.split("?")[0]) + "?" + href.split("?")[1] for href in hrefs]
        assert page.evaluate(_PARSE_ALL, [addresses, "article mark"]) == [marks_of(quote) for quote in quotes]

    asked = ["/?" + urlencode({"exact": answer.question}) for answer in answers]
    shown = [sorted(quote.text for quote in answer.quotes) for answer in answers]
    assert [sorted(texts) for texts in page.evaluate(_PARSE_ALL, [asked, ".turn blockquote"])] == shown
    emphasised = [sorted(part_of(quote) for quote in answer.quotes if part_of(quote)) for answer in answers]
    assert [sorted(texts) for texts in page.evaluate(_PARSE_ALL, [asked, ".turn blockquote mark"])] == emphasised

    for quote in quotes[:: max(1, len(quotes) // sampled)]:
        page.goto(origin + quote.href)
        assert page.locator("article mark").all_text_contents() == marks_of(quote)
    return {quote.text for quote in quotes}


def part_of(quote: Quote) -> str:
    """The words of a quote that are emphasised: those that answer, unless all of them do."""
    assert quote.answer is not None
    words = quote.article.text[quote.answer.start : quote.answer.end]
    return "" if words == quote.text else words


def test_every_quote_of_200_answers_over_real_articles_is_marked_word_for_word(
    browser: Browser, tmp_path: Path
) -> None:
    if not _CORPUS.exists():
        pytest.skip(f"the real articles are not here: {_CORPUS.name}")
    articles = list(read_corpus(_ARTICLES))
    with Library(tmp_path / "library", lambda record: HashEncoder(), create=True) as library:
        for article in articles:
            library.add(article)
        answerer = Answerer(library, PassageReader())
        answers = [answerer.ask(question) for question in ask_of(articles, _ANSWERS)]
        with serve_pages(answerer) as origin, browser.new_context() as context:
            quotes = check_answers(context.new_page(), origin, answers, sampled=_SAMPLED)
    assert len(answers) == _ANSWERS
    assert len(quotes) >= _ANSWERS
    assert sum("\n\n" in quote for quote in quotes) >= 20  # those that paragraphs part


def test_odd_characters_are_marked_word_for_word(browser: Browser, tmp_path: Path) -> None:
    articles = [make_article(text, name=f"odd-{number}") for number, text in enumerate(_ODD)]
    with Library(tmp_path / "library", lambda record: HashEncoder(), create=True) as library:
        for article in articles:
            library.add(article)
        answerer = Answerer(library, PassageReader())
        answers = [answerer.ask(question) for question in ask_of(articles, 24)]
        with serve_pages(answerer) as origin, browser.new_context() as context:
            quotes = check_answers(context.new_page(), origin, answers, sampled=8)
    assert {article.id for article in articles} == {q.article.id for answer in answers for q in answer.quotes}
    assert len(quotes) >= 20


def test_the_panel_marks_the_quote_that_was_opened(browser: Browser, tmp_path: Path) -> None:
    articles = [make_article(text, name=f"odd-{number}") for number, text in enumerate(_ODD)]
    with Library(tmp_path / "library", lambda record: HashEncoder(), create=True) as library:
        for article in articles:
            library.add(article)
        answerer = Answerer(library, PassageReader())
        answer = answerer.ask("what of the spaces and the poem and the sign")
        with serve_pages(answerer) as origin, browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{origin}/?{urlencode({'q': answer.question})}")
            for quote in answer.quotes:
                page.locator(f'{TURN} {LEADS_TO_ARTICLE}[href="{quote.href}"]').click()
                panel = page.locator(f'{PANEL} article[data-id="{quote.article.id}"]')
                panel.wait_for()
                assert panel.locator("mark").all_text_contents() == marks_of(quote)
                page.locator("#panel-close").click()
    assert len(answer.quotes) >= 4
