"""Copies and versions: one text counts once, and nothing is lost when its first article goes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from conftest import ARTICLES, make_article

from index.library import Library
from index.types import Change, Filters

Opener = Callable[..., Library]

REPORT = (
    "The council of Tarn voted on Tuesday to rebuild the swimming hall that burned down in the spring of last year.\n\n"
    "Eleven members were for it and four against, after a debate of five hours in a full room above the market.\n\n"
    "“We owe it to the children who swim in a river,” the mayor, Ines Dahl, said before the vote was cast.\n\n"
    "The new hall costs nine million crowns and is to be ready in three years, with a pool of twenty-five metres.\n\n"
    "A group of citizens had gathered two thousand names against the plan, for they would rather mend the old bridge."
)
VERSION = REPORT.replace("nine million", "ten million").replace("Eleven members", "Twelve members")
OTHER = (
    "The council of Tarn will speak next week about the price of bus tickets, which has not risen for seven years.\n\n"
    "Drivers ask for more pay, and the company that runs the buses says that it cannot go on without more money."
)


def add(library: Library, text: str, name: str, **fields: object) -> str:
    article = make_article(text, name=name, title=f"Report {name}", **fields)  # type: ignore[arg-type]
    library.add(article)
    return article.id


def found(library: Library, question: str, filters: Filters | None = None) -> list[str]:
    return [hit.article.id for hit in library.search(question, filters=filters).hits]


def test_a_version_is_linked_to_what_was_published_first(library: Library) -> None:
    later = add(library, REPORT, "later", published_on=date(2026, 3, 2))
    earlier = library.add(make_article(VERSION, name="earlier", published_on=date(2026, 3, 1)))
    assert (earlier.change, earlier.version_of) == (Change.ADDED, None)
    assert library.relatives(earlier.article_id).versions == (later,)
    hits = {hit.article.id: hit.original_id for hit in library.search("who voted for the swimming hall?").hits}
    assert hits[later] == earlier.article_id


def test_articles_of_one_town_are_not_versions_of_each_other(library: Library) -> None:
    first = add(library, REPORT, "hall")
    other = library.add(make_article(OTHER, name="buses"))
    assert other.version_of is None
    assert library.relatives(first).versions == ()


def test_what_a_version_repeats_takes_no_second_place_among_the_hits(library: Library) -> None:
    first = add(library, f"{REPORT}\n\n{OTHER}", "first")
    again = add(library, f"{REPORT}\n\n{OTHER} The talks are to end in June.", "again")
    hits = library.search("who voted for the swimming hall in June?").hits
    assert {first, again} <= {hit.article.id for hit in hits}
    assert sum("Eleven members" in hit.text for hit in hits) == 1


def test_when_the_original_goes_the_versions_are_linked_among_themselves(library: Library) -> None:
    names = [add(library, text, str(n), published_on=date(2026, 3, n)) for n, text in enumerate(
        (REPORT, VERSION, VERSION.replace("five hours", "six hours")), start=1
    )]  # fmt: skip
    assert library.relatives(names[0]).versions == tuple(sorted(names[1:]))
    library.remove(names[0])
    assert library.relatives(names[1]).versions == (names[2],)


def test_a_copy_is_known_and_takes_the_place_of_its_original(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy", title="The same elsewhere", publisher="Evening Gazette")
    assert library.add(copy).duplicate_of == ARTICLES[0].id
    assert library.original_of(copy.id) == ARTICLES[0].id
    assert library.relatives(ARTICLES[0].id).copies == ((copy.id, copy.origin),)
    library.search("crane")  # the caches know the original's chunks

    library.remove(ARTICLES[0].id)
    kept = library.get(copy.id)
    assert kept is not None
    assert replace(kept, added_at=None) == copy
    assert found(library, "which crane did ice damage?")[0] == copy.id
    assert library.original_of(copy.id) is None
    assert library.check() == []


def test_a_copy_can_be_removed_and_its_original_stays(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy")
    library.add(copy)
    assert library.remove(copy.id)
    assert not library.remove(copy.id)
    assert library.get(ARTICLES[0].id) is not None


def test_adding_a_copy_again_writes_nothing(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy")
    library.add(copy)
    version = library.version
    assert library.add(copy).change is Change.DUPLICATE
    assert library.version == version


def test_when_the_original_gets_another_text_the_copy_keeps_the_old_one(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy")
    library.add(copy)
    library.add(replace(make_article("The harbour is open.", name="harbour"), id=ARTICLES[0].id))
    kept = library.get(copy.id)
    assert kept is not None
    assert kept.text == ARTICLES[0].text
    assert library.check() == []


def test_a_copy_that_gets_a_text_of_its_own_is_an_article(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy")
    library.add(copy)
    assert library.add(make_article(OTHER, name="copy")).change is Change.ADDED
    assert library.original_of(copy.id) is None
    assert library.relatives(ARTICLES[0].id).copies == ()


@pytest.mark.parametrize("removed", [0, 1, 2])
def test_of_three_copies_any_may_go(library: Library, removed: int) -> None:
    ids = [add(library, REPORT, f"copy-{n}") for n in range(3)]
    library.remove(ids.pop(removed))
    hits = found(library, "who voted for the swimming hall?")
    assert len(set(hits) & set(ids)) == 1
    assert library.check() == []


def test_a_copys_collection_reaches_its_original(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy")
    library.add(copy)
    library.collections.put("ports", [copy.id])
    assert set(found(library, "crane", Filters(collection="ports"))) == {ARTICLES[0].id}
