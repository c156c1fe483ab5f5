"""What a publisher repeats from article to article is cut from the next one, and said."""

from dataclasses import replace

import pytest
from conftest import make_article

from corpus.types import Loaded
from index.library import Library
from index.repeated import publisher_of
from index.types import Change

NOTICE = "The Courier Foundation – independent since 1911"
TOPICS = ("harbour", "library", "bridge", "theatre", "market", "school")
STORIES = (
    (
        "Ice closed it on Monday, and two tugs could not break a way through.",
        "Ships wait outside for the wind to turn.",
    ),
    ("Readers borrowed forty thousand novels in March, more than ever before.", "A new room opens after Easter."),
    (
        "Engineers found cracks in three of its five arches during a dive.",
        "Trucks must go round by Hofstad until June.",
    ),
    (
        "The new play was shouted down by students who had not seen it.",
        "Its author says that she will not change a word.",
    ),
    (
        "Fishwives refused to pay the higher rent that the town had asked for.",
        "Their stalls stood empty for a whole week.",
    ),
    (
        "Children learn in tents since the boiler burst below the gymnasium.",
        "Parents collect money for a stove of their own.",
    ),
)


def scraped(
    topic: str, *, publisher: str | None = "Courier", is_scraped: bool = True, url: str | None = None
) -> Loaded:
    first, last = STORIES[TOPICS.index(topic)]
    text = f"{first}\n\n{NOTICE}\n\n{last}"
    return Loaded(article=make_article(text, name=topic, publisher=publisher, url=url), is_scraped=is_scraped)


def texts(library: Library, topics: tuple[str, ...]) -> list[bool]:
    found = [library.get(make_article("", name=topic).id) for topic in topics]
    return [NOTICE in article.text for article in found if article is not None]


def test_the_fourth_article_loses_what_the_other_three_have(library: Library) -> None:
    for topic in TOPICS[:5]:
        library.add(scraped(topic))
    assert texts(library, TOPICS[:5]) == [True, True, True, False, False]
    last = make_article("", name=TOPICS[3]).id
    assert [removal.text for removal in library.removals_of(last)] == [NOTICE]
    assert [removal.reason for removal in library.removals_of(last)] == ["repeated on this site"]
    assert library.check() == []


def test_adding_them_again_changes_nothing(library: Library) -> None:
    for topic in TOPICS[:5]:
        library.add(scraped(topic))
    version = library.version
    assert {library.add(scraped(topic)).change for topic in TOPICS[:5]} == {Change.UNCHANGED}
    assert library.version == version


def test_a_copy_of_an_article_that_was_cut_is_a_copy(library: Library) -> None:
    for topic in TOPICS[:4]:
        library.add(scraped(topic))
    cut = scraped(TOPICS[3]).article
    again = make_article(cut.text, name="again", publisher="Gazette")
    assert library.add(Loaded(article=again, is_scraped=True)).duplicate_of == cut.id


@pytest.mark.parametrize(
    "others",
    [
        [scraped(topic, is_scraped=False) for topic in TOPICS[:3]],
        [scraped(topic, publisher=f"Courier {topic}") for topic in TOPICS[:3]],
        [scraped(topic) for topic in TOPICS[:2]],
    ],
    ids=["curated", "of other publishers", "too few"],
)
def test_a_line_stays_that_is_not_repeated_on_scraped_pages_of_its_publisher(
    library: Library, others: list[Loaded]
) -> None:
    for other in others:
        library.add(other)
    library.add(scraped(TOPICS[4]))
    assert texts(library, (TOPICS[4],)) == [True]


def test_a_publisher_is_known_by_its_name_or_its_host() -> None:
    article = make_article("", publisher=None)
    assert publisher_of(article) is None
    assert publisher_of(replace(article, url="https://www.News.example/a")) == "news.example"
    assert publisher_of(replace(article, publisher="The Courier")) == "the courier"


def test_a_copy_that_takes_the_place_of_an_article_that_was_cut_stays_as_it_is(library: Library) -> None:
    for topic in TOPICS[:4]:
        library.add(scraped(topic))
    cut = scraped(TOPICS[3])
    copy = replace(cut, article=replace(cut.article, id="c" * 16, origin="file:///copy.txt"))
    assert library.add(copy).change is Change.DUPLICATE
    library.remove(cut.article.id)
    kept = library.get("c" * 16)
    assert kept is not None
    assert NOTICE not in kept.text
    assert library.add(copy).change is Change.UNCHANGED
    library.add(scraped(TOPICS[4]))  # the line is still counted where the copy stands
    assert texts(library, (TOPICS[4],)) == [False]
    assert library.check() == []
