"""Collections: named sets of articles, asked within."""

import pytest
from conftest import ARTICLES, make_article

from index.collecting import MAX_NAME_CHARS
from index.errors import LibraryError
from index.library import Library
from index.types import Filters


def test_a_question_is_asked_within_a_collection(library: Library) -> None:
    library.collections.put("ports", [ARTICLES[0].id])
    hits = library.search("cracks in the bridge", filters=Filters(collection="ports")).hits
    assert {hit.article.id for hit in hits} == {ARTICLES[0].id}
    assert library.search("bridge", filters=Filters(collection="nothing")).hits == ()


def test_language_is_filtered_by_tag_or_its_first_part(library: Library) -> None:
    for language, passes in (("en", True), ("EN", True), ("de", False), ("e", False)):
        assert bool(library.search("crane", filters=Filters(language=language)).hits) is passes


def test_members_are_counted_once_and_names_are_folded_to_one_form(library: Library) -> None:
    assert library.collections.put("  two   words ", [ARTICLES[0].id, ARTICLES[1].id, ARTICLES[0].id]) == 2
    assert library.collections.put("two words", [ARTICLES[0].id]) == 0
    assert library.collections.counts() == {"two words": 2}
    assert library.collections.of(ARTICLES[0].id) == ("two words",)


def test_articles_leave_a_collection_and_an_empty_one_is_gone(library: Library) -> None:
    library.collections.put("ports", [ARTICLES[0].id, ARTICLES[1].id])
    assert library.collections.take_out("ports", [ARTICLES[0].id, "not there"]) == 1
    assert library.collections.members("ports") == [ARTICLES[1].id]
    assert library.collections.take_out("ports") == 1
    assert library.collections.counts() == {}
    assert library.get(ARTICLES[1].id) is not None


def test_a_removed_article_leaves_its_collections_and_a_changed_one_stays(library: Library) -> None:
    library.collections.put("ports", [ARTICLES[0].id, ARTICLES[1].id])
    library.add(make_article("It is open again.", name="harbour"))
    library.remove(ARTICLES[1].id)
    assert library.collections.members("ports") == [ARTICLES[0].id]


def test_the_listing_names_the_collections(library: Library) -> None:
    library.collections.put("ports", [ARTICLES[0].id])
    library.collections.put("ice", [ARTICLES[0].id])
    assert {s.id: s.collections for s in library.summaries()}[ARTICLES[0].id] == ("ice", "ports")


@pytest.mark.parametrize("name", ["", "  ", "x" * (MAX_NAME_CHARS + 1), "a\x1bb", "a\u202eb"])
def test_a_name_that_cannot_be_shown_is_refused(library: Library, name: str) -> None:
    with pytest.raises(LibraryError, match="cannot name a collection"):
        library.collections.put(name, [ARTICLES[0].id])
