"""The list of a library's articles: filtered, searched by title, in order, part by part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from conftest import ARTICLES, make_article

from corpus.types import identify
from index.catalogue import Catalogue, Order
from index.library import Library
from index.types import Filters

HARBOUR, BOOKS, BRIDGE = (article.id for article in ARTICLES)


def listed(catalogue: Catalogue, **how: object) -> list[str]:
    return [summary.id for summary in catalogue.select(**how).summaries]  # type: ignore[arg-type]


def test_the_newest_published_come_first_and_those_without_a_date_last(library: Library) -> None:
    assert listed(library.catalogue) == [BOOKS, HARBOUR, BRIDGE]


def test_the_newest_added_come_first_when_asked_for_and_a_changed_one_counts_as_new(library: Library) -> None:
    assert listed(library.catalogue, order=Order.ADDED) == [BRIDGE, BOOKS, HARBOUR]
    library.add(replace(ARTICLES[0], title="The harbour is closed"))
    assert listed(library.catalogue, order=Order.ADDED) == [HARBOUR, BRIDGE, BOOKS]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ICE", [HARBOUR]),
        ("lund ice", [HARBOUR]),
        ("courier", [HARBOUR, BRIDGE]),
        ("courier bridge", [BRIDGE]),
        ("gazette ice", []),
        ("%", []),
        ("' OR 1 --", []),
        ("  ", [BOOKS, HARBOUR, BRIDGE]),
    ],
)
def test_every_word_stands_in_the_title_or_the_publishers_name(
    library: Library, words: str, expected: list[str]
) -> None:
    assert listed(library.catalogue, words=words) == expected


def test_case_is_folded_beyond_ascii(open_library: Callable[..., Library]) -> None:
    library = open_library()
    library.add(make_article("Eis im Hafen.", name="de", title="ÜBER DIE STRASSE", publisher=None))
    assert library.catalogue.select(words="über straße").total == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(source="gazette.example"), [BOOKS]),
        (Filters(since=date(2026, 1, 5)), [BOOKS, HARBOUR]),
        (Filters(until=date(2026, 1, 5)), [HARBOUR]),
        (Filters(collection="ports"), [HARBOUR]),
        (Filters(language="de"), []),
    ],
)
def test_filters_are_those_of_a_question(library: Library, filters: Filters, expected: list[str]) -> None:
    library.collections.put("ports", [HARBOUR])
    assert listed(library.catalogue, filters=filters) == expected


def test_a_part_knows_how_long_the_whole_is(library: Library) -> None:
    part = library.catalogue.select(words="courier", limit=1, offset=1)
    assert ([summary.id for summary in part.summaries], part.total) == ([BRIDGE], 2)
    assert library.catalogue.select(offset=5).total == 3
    assert library.catalogue.select(offset=5).summaries == ()
    assert listed(library.catalogue) == [summary.id for summary in library.summaries()]


def test_copies_are_listed_by_title(library: Library) -> None:
    for name, title in (("z", "A wire report"), ("a", "Wire: ice")):
        origin = f"https://{name}.example/ice"
        library.add(replace(ARTICLES[0], id=identify(origin), origin=origin, title=title, url=origin, publisher=name))
    copies = library.catalogue.copies_of(HARBOUR)
    assert [(copy.title, copy.url, copy.publisher) for copy in copies] == [
        ("A wire report", "https://z.example/ice", "z"),
        ("Wire: ice", "https://a.example/ice", "a"),
    ]
    assert copies[0].published_on == date(2026, 1, 5)
    assert library.catalogue.copies_of(BOOKS) == ()
