"""What the library remembers of places, and that a library of the first version is brought up to date."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from conftest import ARTICLES, make_article

from corpus.types import DateOrigin, Loaded, Removal
from index.library import Library
from index.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from index.sources import Source, SourceKind

Opener = Callable[..., Library]
FILE = Source(origin="file:///news/a.txt", kind=SourceKind.FILE, sha256="0" * 64, size=9, changed_ns=5, reading=1)


def test_a_place_is_remembered_with_what_it_gave(library: Library) -> None:
    library.sources.record(FILE, [ARTICLES[0].id, ARTICLES[1].id, ARTICLES[0].id])
    assert library.sources.find(FILE.origin) == FILE
    assert library.sources.articles_of(FILE.origin) == sorted({ARTICLES[0].id, ARTICLES[1].id})
    assert library.sources.given_by(ARTICLES[1].id) == [FILE.origin]


def test_recording_again_replaces_and_forgetting_keeps_the_articles(library: Library) -> None:
    library.sources.record(FILE, [ARTICLES[0].id])
    changed = replace(FILE, sha256="1" * 64, etag='"x"')
    library.sources.record(changed, [])
    assert (library.sources.find(FILE.origin), library.sources.articles_of(FILE.origin)) == (changed, [])
    library.sources.forget(FILE.origin)
    assert library.sources.find(FILE.origin) is None
    assert library.get(ARTICLES[0].id) is not None


def test_places_are_found_by_folder_and_by_kind(library: Library) -> None:
    page = replace(FILE, origin="https://news.example/a_b", kind=SourceKind.PAGE)
    other = replace(FILE, origin="file:///newsroom/b.txt")
    for place in (FILE, page, other):
        library.sources.record(place, [])
    assert library.sources.below("file:///news/") == [FILE]
    assert library.sources.of_kinds([SourceKind.PAGE, SourceKind.FEED]) == [page]


def test_what_was_cut_and_where_the_date_was_found_are_kept(library: Library, open_library: Opener) -> None:
    article = replace(
        make_article("First page.\n\nSecond page.", name="paged"), pages=(0, 13), published_from=DateOrigin.BYLINE
    )
    cut = (Removal("Share", "share button"), Removal("p. 1", "page number"))
    library.add(Loaded(article=article, removed=cut, kept_share=0.75))
    again = open_library()
    kept = again.get(article.id)
    assert kept is not None
    assert (kept.pages, kept.published_from) == ((0, 13), DateOrigin.BYLINE)
    assert [kept.page_of(place) for place in (0, 12, 13, 20)] == [1, 1, 2, 2]
    assert again.removals_of(article.id) == cut
    summary = again.summary(article.id)
    assert summary is not None
    assert summary.kept_share == 0.75
    assert again.removals_of(ARTICLES[0].id) == ()


def test_a_library_of_the_first_version_is_brought_up_to_date(tmp_path: Path, open_library: Opener) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    with sqlite3.connect(folder / "library.sqlite3") as old:
        old.executescript(MIGRATIONS[0])
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        text = " ".join(f"The harbour of town {n} was closed because of ice on that day." for n in range(9))
        for name in ("one", "two"):
            article = make_article(text + f" So said {name}.", name=name)
            old.execute(
                "INSERT INTO articles (id, origin, title, text, sha256, added_at) VALUES (?, ?, ?, ?, ?, '2026-01-01')",
                (article.id, article.origin, article.title, article.text, article.sha256),
            )
    old.close()
    library = open_library(folder=folder, create=False)
    assert library.status().articles == 2
    library.add(make_article("Another text.", name="three"))
    first = make_article("", name="one").id
    assert library.relatives(first).versions == (make_article("", name="two").id,)
    with sqlite3.connect(folder / "library.sqlite3") as now:
        assert now.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    now.close()
