import json
from datetime import date

import pytest

from corpus.bylines import tidy_authors
from corpus.markup import parse
from corpus.metadata import Metadata, read_metadata
from corpus.publication_dates import read_date
from corpus.types import DateOrigin

TODAY = date(2024, 6, 1)


def read(head: str = "", body: str = "", *, url: str | None = None, lang: str = "en") -> Metadata:
    page = f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body or '<p>Text.</p>'}</body></html>"
    return read_metadata(parse(page), url=url, today=TODAY)


def meta(**contents: str) -> str:
    return "".join(f'<meta property="{name.replace("__", ":")}" content="{text}">' for name, text in contents.items())


def json_ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Harbour reopens",
    "datePublished": "2024-03-04T08:00:00+01:00",
    "dateModified": "2024-03-09T08:00:00+01:00",
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    "publisher": {"@type": "Organization", "name": "Example News"},
    "mainEntityOfPage": {"@id": "https://example.com/harbour"},
    "inLanguage": "en-GB",
}


@pytest.mark.parametrize(
    "value",
    [
        ARTICLE,
        [{"@type": "BreadcrumbList", "itemListElement": [{"@type": "NewsArticle", "headline": "Other"}]}, ARTICLE],
        {"@graph": [{"@type": "WebSite", "name": "Site"}, ARTICLE]},
        {"@type": "WebPage", "name": "Page", "mainEntity": ARTICLE},
        {**ARTICLE, "@type": ["Article", "ReportageNewsArticle"]},
        [{"@type": "NewsArticle", "headline": "A teaser"}, ARTICLE],
    ],
)
def test_json_ld_is_read_wherever_it_stands(value: object) -> None:
    page = read(json_ld(value))
    assert (page.title, page.author, page.publisher) == ("Harbour reopens", "Jane Doe, John Roe", "Example News")
    assert (page.published_on, page.published_from) == (date(2024, 3, 4), DateOrigin.JSON_LD)
    assert (page.url, page.is_article) == ("https://example.com/harbour", True)


def test_json_ld_follows_references_to_other_nodes() -> None:
    person = {"@type": "Person", "@id": "https://example.com/#jane", "name": "Jane Doe"}
    page = read(json_ld({"@graph": [{**ARTICLE, "author": {"@id": "https://example.com/#jane"}}, person]}))
    assert page.author == "Jane Doe"


@pytest.mark.parametrize(
    "text", ["{", "", "null", "[[[]]]", '"x"', "[" * 100_000, '{"@type": 5, "author": [[{}]]}', "{'a': 1}"]
)
def test_broken_json_ld_says_nothing(text: str) -> None:
    page = read(f'<script type="application/ld+json">{text}</script>')
    assert (page.author, page.published_on, page.is_article) == (None, None, False)


def test_json_ld_values_of_the_wrong_kind_are_passed_over() -> None:
    odd = {"@type": "Article", "headline": 5, "datePublished": {"a": 1}, "author": [None, 3, {"name": ["Jane Doe"]}]}
    page = read(json_ld(odd))
    assert (page.title, page.author, page.published_on) == (None, "Jane Doe", None)


@pytest.mark.parametrize(
    "name",
    ["article:published_time", "parsely-pub-date", "sailthru.date", "dc.date.issued", "DC.date", "pubdate", "date"],
)
def test_a_day_is_read_from_meta(name: str) -> None:
    page = read(f'<meta name="{name}" content="2024-03-04T23:30:00Z"><meta name="lastmod" content="2024-05-05">')
    assert (page.published_on, page.published_from) == (date(2024, 3, 4), DateOrigin.META)


def test_the_order_of_evidence_for_the_day() -> None:
    url = "https://example.com/2024/01/05/harbour"
    byline = '<p class="byline">By Jane Doe, 6 January 2024</p>'
    time = '<time class="published" datetime="2024-01-04">4 January</time>'
    tag = '<meta property="article:published_time" content="2024-01-03">'
    assert read("", byline).published_from == DateOrigin.BYLINE
    assert read("", byline).published_on == date(2024, 1, 6)
    assert read("", byline, url=url).published_on == date(2024, 1, 5)
    assert read("", byline, url=url).published_from == DateOrigin.URL
    assert read("", byline + time, url=url).published_from == DateOrigin.TIME
    assert read(tag, byline + time, url=url).published_from == DateOrigin.META
    assert read(tag + json_ld(ARTICLE), byline + time, url=url).published_from == DateOrigin.JSON_LD


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (meta(article__modified_time="2024-03-04"), ""),
        (meta(og__updated_time="2024-03-04"), ""),
        (json_ld({"@type": "Article", "dateModified": "2024-03-04"}), ""),
        ("", '<time class="updated" datetime="2024-03-04">4 March</time>'),
        ("", '<time itemprop="dateModified" class="entry-date" datetime="2024-03-04">4 March</time>'),
        ("", '<p>Last updated <time datetime="2024-03-04">4 March</time></p>'),
        ("", '<p class="date-modified">4 March 2024</p>'),
        ("", '<p class="byline">Updated 4 March 2024</p>'),
    ],
)
def test_a_day_of_modification_is_never_taken_for_the_day_of_publication(head: str, body: str) -> None:
    assert read(head, body).published_on is None


def test_a_byline_gives_the_day_before_its_update() -> None:
    page = read("", '<div class="post-meta">Published Mar. 4, 2024 | Updated Mar. 5, 2024</div>')
    assert page.published_on == date(2024, 3, 4)


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "1970-01-01", "2024-02-31", "2031-01-01", "soon", "1-2-3"])
def test_impossible_and_future_days_are_refused(day: str) -> None:
    assert read(meta(article__published_time=day)).published_on is None


def test_the_next_clue_is_taken_where_the_first_is_impossible() -> None:
    page = read(json_ld({"@type": "Article", "datePublished": "0001-01-01"}) + meta(pubdate="2024-03-04"))
    assert (page.published_on, page.published_from) == (date(2024, 3, 4), DateOrigin.META)


def test_an_instant_in_greenwich_is_the_day_in_the_address_where_that_is_the_day_before() -> None:
    stated = meta(article__published_time="2024-03-05T03:10:00Z")
    assert read(stated, url="https://example.com/2024/03/04/harbour").published_on == date(2024, 3, 4)
    assert read(stated, url="https://example.com/2024/03/01/harbour").published_on == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-03-04", (2024, 3, 4)),
        ("2024/3/4 10:15", (2024, 3, 4)),
        ("20240304T101500Z", (2024, 3, 4)),
        ("Mon, 04 Mar 2024 10:15:00 GMT", (2024, 3, 4)),
        ("March 4, 2024", (2024, 3, 4)),
        ("Published on 4th of March 2024", (2024, 3, 4)),
        ("04-Mar-2024", (2024, 3, 4)),
        ("4.3.2024", (2024, 3, 4)),
        ("25/12/2023", (2023, 12, 25)),
        ("12/25/2023", (2023, 12, 25)),
        ("1709546400", (2024, 3, 4)),
        ("1709546400000", (2024, 3, 4)),
    ],
)
def test_days_are_read_as_they_are_written(written: str, day: tuple[int, int, int]) -> None:
    assert read_date(written, latest=TODAY) == date(*day)


def test_it_is_not_guessed_which_number_is_the_month() -> None:
    assert read_date("03/04/2024", latest=TODAY) is None


@pytest.mark.parametrize(
    ("found", "authors"),
    [
        (["By Jane Doe"], "Jane Doe"),
        (["BY JANE DOE AND JOHN ROE"], "Jane Doe, John Roe"),
        (["Jane Doe, Staff Writer"], "Jane Doe"),
        (["Jane Doe | Example News"], "Jane Doe"),
        (["Jane Doe", "Example News Business"], "Jane Doe"),
        (["https://facebook.com/jane"], None),
        (["Jane Doe jane@example.com @jane"], "Jane Doe"),
        (["Staff"], None),
        (["Example News Staff", "Staff reporter", "admin"], None),
        (["Example News"], None),
        (["Troy L. Smith; Jean-Luc d'Arc", "Troy L. Smith"], "Troy L. Smith, Jean-Luc d'Arc"),
        (["Von Erika Mustermann"], "Erika Mustermann"),
        (["Anton von Velm"], "Anton von Velm"),
        (["AFP"], "AFP"),
        (["Published 4 March 2024"], None),
        ([""], None),
    ],
)
def test_names_of_authors_are_tidied(found: list[str], authors: str | None) -> None:
    assert tidy_authors(found, publisher="Example News") == authors


def test_a_byline_names_the_author_where_nothing_else_does() -> None:
    body = (
        '<form id="comment-author">Your name</form><div class="byline"><div>By Jane Doe</div><div>Reporter</div></div>'
    )
    assert read("", body).author == "Jane Doe"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Harbour reopens | Example News</title>" + meta(og__site_name="Example News"), "", "Harbour reopens"),
        ("<title>Harbour reopens | Example News</title>", "<h1>Harbour reopens</h1>", "Harbour reopens"),
        ("<title>Example News - Harbour reopens</title>" + meta(og__site_name="Example News"), "", "Harbour reopens"),
        ("<title>Harbour reopens - a new start</title>", "", "Harbour reopens - a new start"),
        (meta(og__title="Harbour reopens"), "<h1>Example News</h1><h1>Harbour reopens at last</h1>",
         "Harbour reopens at last"),
        (meta(og__title="Harbour reopens"), "<h1>Menu</h1>", "Harbour reopens"),
        ("", "<h1>Harbour\n reopens</h1>", "Harbour reopens"),
        ("", "", None),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_without_the_site(head: str, body: str, title: str | None) -> None:
    assert read(head, body).title == title


@pytest.mark.parametrize(
    ("canonical", "fetched", "url"),
    [
        ("https://example.com/a", None, "https://example.com/a"),
        ("https://other.example/a", None, "https://other.example/a"),
        ("https://other.example/a", "https://example.com/b", "https://example.com/b"),
        ("https://www.example.com/a", "https://m.example.com/a?x=1", "https://www.example.com/a"),
        ("/a", "https://example.com/b", "https://example.com/a"),
        ("/a", None, None),
        ("https://example.com/", None, None),
        ("https://example.com/", "https://example.com/a", "https://example.com/a"),
        ("javascript:alert(1)", None, None),
        ("file:///etc/passwd", None, None),
        ("https://[::1/a", None, None),
    ],
)
def test_the_canonical_address_must_be_the_pages_own(canonical: str, fetched: str | None, url: str | None) -> None:
    assert read(f'<link rel="canonical" href="{canonical}">', url=fetched).url == url


@pytest.mark.parametrize(
    ("lang", "head", "language"),
    [
        ("en-gb", "", "en-GB"),
        ("pt_BR", "", "pt-BR"),
        ("", meta(og__locale="de_DE"), "de-DE"),
        ("english, please", meta(content__language="x"), None),
        ("", '<meta http-equiv="content-language" content="fr, en">', "fr"),
    ],
)
def test_the_declared_language_is_a_tag(lang: str, head: str, language: str | None) -> None:
    assert read(head, lang=lang).language == language


@pytest.mark.parametrize("head", [meta(og__type="article"), meta(article__published_time="x"), json_ld(ARTICLE)])
def test_a_page_says_that_it_is_an_article(head: str) -> None:
    assert read(head).is_article
    assert not read(meta(og__type="website") + json_ld({"@type": "WebPage", "name": "Links"})).is_article
