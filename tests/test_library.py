"""The library: adding, replacing, removing, searching, and following other processes."""

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import ARTICLES, HashEncoder, make_article

from index.errors import LibraryBusyError, LibraryCorruptError, LibraryNotFoundError, ModelMismatchError
from index.library import Library, encoding_text
from index.types import Change, Filters

Opener = Callable[..., Library]


def titles(library: Library, question: str, *, filters: Filters | None = None) -> list[str]:
    return [hit.article.title for hit in library.search(question, filters=filters).hits]


def test_a_hit_carries_the_words_of_its_chunk(library: Library) -> None:
    hit = library.search("how many books were lent in March?").hits[0]
    assert hit.article.title == "More novels are lent"
    assert hit.text == hit.article.text[hit.chunk.start : hit.chunk.end]
    assert "40,000 books" in hit.text
    assert (hit.rank, hit.dense_score is not None, hit.lexical_score is not None) == (1, True, True)


def test_adding_the_same_again_changes_nothing(library: Library, encoder: HashEncoder) -> None:
    version, encoded = library.version, len(encoder.encoded)
    assert [library.add(article).change for article in ARTICLES] == [Change.UNCHANGED] * 3
    assert (library.version, len(encoder.encoded)) == (version, encoded)


def test_a_changed_article_replaces_its_old_chunks(library: Library) -> None:
    changed = make_article("A hurricane closed it.", name="harbour", title="Ice closes the harbour of Lund")
    addition = library.add(changed)
    assert (addition.change, addition.chunks) == (Change.REPLACED, 1)
    assert library.status().articles == 3
    assert all("crane" not in hit.text for hit in library.search("crane").hits)
    assert library.search("hurricane").hits[0].text == "A hurricane closed it."


def test_a_changed_date_alone_replaces_the_article_too(library: Library) -> None:
    changed = replace(ARTICLES[0], published_on=date(2026, 2, 2))
    assert library.add(changed).change is Change.REPLACED
    assert library.get(changed.id) == replace(changed, added_at=library.get(changed.id).added_at)  # type: ignore[union-attr]


def test_the_same_text_from_elsewhere_is_kept_once(library: Library) -> None:
    copy = make_article(ARTICLES[0].text, name="copy", title="Another title")
    addition = library.add(copy)
    assert (addition.change, addition.duplicate_of) == (Change.DUPLICATE, ARTICLES[0].id)
    assert library.get(copy.id) is None
    assert library.status().articles == 3


def test_an_article_that_becomes_a_copy_goes(library: Library) -> None:
    library.add(make_article(ARTICLES[0].text, name="bridge"))
    assert library.get(ARTICLES[2].id) is None


def test_removing_removes_everywhere_at_once(library: Library) -> None:
    assert library.search("crane").hits
    assert library.remove(ARTICLES[0].id)
    assert not library.remove(ARTICLES[0].id)
    assert all(hit.article.id != ARTICLES[0].id for hit in library.search("crane harbour ice").hits)
    assert library.get(ARTICLES[0].id) is None
    assert library.check() == []


def test_the_version_counts_the_changes(library: Library) -> None:
    assert library.version == 3
    library.remove(ARTICLES[0].id)
    assert library.version == 4


def test_what_was_added_comes_back_whole(library: Library) -> None:
    stored = library.get(ARTICLES[1].id)
    assert stored is not None
    assert stored.added_at is not None
    assert abs((datetime.now(UTC) - stored.added_at).total_seconds()) < 60
    assert replace(stored, added_at=None) == ARTICLES[1]


def test_opening_again_gives_the_same_hits(library: Library, open_library: Opener) -> None:
    assert open_library(create=False).search("cracks in a bridge").hits == library.search("cracks in a bridge").hits


def test_another_connection_sees_a_commit_without_a_rebuild(library: Library, open_library: Opener) -> None:
    other = open_library()
    assert titles(other, "zeppelin") == titles(library, "zeppelin")
    before = other._caches._dense
    library.add(make_article("A zeppelin landed in Lund.", name="zeppelin", title="Zeppelin"))
    library.remove(ARTICLES[1].id)
    assert titles(other, "zeppelin")[0] == "Zeppelin"
    assert "More novels are lent" not in titles(other, "novels lent")
    assert other._caches._dense is before
    assert titles(library, "zeppelin") == titles(other, "zeppelin")


def test_the_lexical_cache_comes_back_when_it_is_deleted(library: Library, open_library: Opener) -> None:
    expected = library.search("damaged crane").hits
    shutil.rmtree(library.folder / "cache")
    assert open_library().search("damaged crane").hits == expected


def test_a_cache_of_another_history_is_not_trusted(library: Library, open_library: Opener, tmp_path: Path) -> None:
    library.refresh()
    other = open_library(folder=tmp_path / "other")
    for number in range(3):
        other.add(make_article(f"Number {number} is about zebras.", name=f"zebra {number}"))
    other.refresh()
    shutil.rmtree(other.folder / "cache")
    shutil.copytree(library.folder / "cache", other.folder / "cache")
    found = open_library(folder=tmp_path / "other").search("zebras").hits
    assert [hit.lexical_score is not None for hit in found] == [True] * 3


def test_both_caches_agree_with_a_rebuild_after_many_changes(library: Library, open_library: Opener) -> None:
    for number in range(30):
        library.add(make_article(f"Ship {number % 7} carries cargo {number}.", name=f"ship {number % 10}"))
        if number % 3 == 0:
            library.remove(make_article("", name=f"ship {number % 4}").id)
        library.search("cargo")
    fresh = open_library()
    assert fresh._caches._lexical is None
    assert library._caches._lexical is not None
    followed = {hit.chunk for hit in library.search("cargo ship", limit=50).hits}
    assert followed == {hit.chunk for hit in fresh.search("cargo ship", limit=50).hits}
    assert library._caches._dense is not None
    assert len(library._caches._dense) == len(library._caches._lexical) == library.status().chunks


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(source="courier"), {"Ice closes the harbour of Lund", "Cracks in the Aa bridge"}),
        (Filters(source="gazette.example"), {"More novels are lent"}),
        (Filters(source="NEWS.gazette.example"), {"More novels are lent"}),
        (Filters(source="azette.example"), set()),
        (Filters(since=date(2026, 4, 1)), {"More novels are lent"}),
        (Filters(until=date(2026, 1, 5)), {"Ice closes the harbour of Lund"}),
        (Filters(since=date(2026, 1, 6), until=date(2026, 3, 31)), set()),
        (Filters(), {"Ice closes the harbour of Lund", "More novels are lent", "Cracks in the Aa bridge"}),
    ],
)
def test_filters_let_only_their_articles_answer(library: Library, filters: Filters, expected: set[str]) -> None:
    assert set(titles(library, "the city said", filters=filters)) == expected


def test_filters_work_inside_the_search_not_after_it(open_library: Opener) -> None:
    library = open_library()
    for number in range(120):
        library.add(make_article(f"The crane of yard {number} is red.", name=f"yard {number}", publisher="Yards"))
    library.add(make_article("A tulip grows.", name="tulip", publisher="Gardens"))
    assert [hit.text for hit in library.search("red crane", filters=Filters(source="gardens")).hits] == [
        "A tulip grows."
    ]


def test_a_library_made_with_another_encoder_says_so(library: Library, open_library: Opener) -> None:
    other = open_library(using=HashEncoder(name="other"))
    with pytest.raises(ModelMismatchError, match=r"was made with hash .* not with other .*--encoder"):
        other.search("crane")
    with pytest.raises(ModelMismatchError):
        other.add(make_article("New.", name="new"))
    assert other.get(ARTICLES[0].id) is not None  # reading needs no encoder


def test_a_missing_library_says_how_to_make_one(open_library: Opener, tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="footnote add"):
        open_library(folder=tmp_path / "nowhere", create=False)
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_is_no_library_is_left_alone(open_library: Opener, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    for content in (b"no database at all, only text " * 100, b""):
        (folder / "library.sqlite3").write_bytes(content)
        with pytest.raises(LibraryCorruptError):
            open_library(folder=folder, create=False)
        assert (folder / "library.sqlite3").read_bytes() == content


def test_another_programs_database_is_left_alone(open_library: Opener, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "library.sqlite3") as database:
        database.execute("CREATE TABLE theirs (a)")
    database.close()
    with pytest.raises(LibraryCorruptError, match="not a Footnote library"):
        open_library(folder=tmp_path, create=True)


def test_a_newer_schema_is_refused(library: Library, open_library: Opener) -> None:
    library.close()
    database = sqlite3.connect(library.folder / "library.sqlite3")
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(LibraryCorruptError, match="schema version 99"):
        open_library()


def test_a_library_that_is_locked_for_long_is_busy(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library._store.execute("PRAGMA busy_timeout = 20")
    database = sqlite3.connect(library.folder / "library.sqlite3", isolation_level=None)
    database.execute("BEGIN IMMEDIATE")
    version = library.version
    with pytest.raises(LibraryBusyError, match="Try again"):
        library.add(make_article("Blocked.", name="blocked"))
    assert library.search("crane").hits  # reading goes on
    database.execute("ROLLBACK")
    database.close()
    assert library.version == version
    assert library.add(make_article("Blocked.", name="blocked")).change is Change.ADDED


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE articles SET text = replace(text, 'Monday', 'Sunday') WHERE title LIKE 'Ice%'", "SHA-256"),
        ('UPDATE chunks SET "end" = 100000 WHERE key = 1', "does not lie in its text"),
        ("UPDATE chunks SET sentences = '[[0,3]]' WHERE key = 1", "does not lie in its text"),
        ("DELETE FROM vectors WHERE chunk_key = 1", "3 chunks but 2 vectors"),
        ("UPDATE vectors SET vector = zeroblob(128) WHERE chunk_key = 2", "has length 0.000"),
        ("DELETE FROM chunks WHERE key = 1", "no chunks"),
        ("DELETE FROM settings WHERE name = 'encoder'", "which encoder"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM articles WHERE key = 1", "refers to nothing"),
    ],
)
def test_check_finds_what_was_damaged(library: Library, damage: str, said: str) -> None:
    assert library.check() == []
    database = sqlite3.connect(library.folder / "library.sqlite3")
    database.execute("PRAGMA foreign_keys = ON")
    with database:
        database.executescript(damage)
    database.close()
    assert any(said in problem for problem in library.check()), library.check()


def test_a_library_on_a_disk_that_may_only_be_read_still_answers(library: Library, open_library: Opener) -> None:
    expected = [hit.chunk for hit in library.search("damaged crane").hits]
    library.close()
    paths = [library.folder, *library.folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert [hit.chunk for hit in open_library(create=False).search("damaged crane").hits] == expected
    finally:
        for path in paths:
            path.chmod(0o755 if path.is_dir() else 0o644)


def test_the_encoder_reads_the_title_before_the_words(library: Library, encoder: HashEncoder) -> None:
    chunk = library.chunks_of(ARTICLES[1].id)[0]
    text = encoding_text(ARTICLES[1], chunk)
    assert text.startswith("More novels are lent\nThe city library lent")
    assert text in encoder.encoded
