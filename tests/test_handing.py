"""What is handed over goes into the library as a file on disk would, and nothing of it is run or trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from index.errors import LibraryBusyError
from index.library import Library
from index.types import Change
from rag.intake.handing import HandedFile, Handing, PastedText

STORY = (
    "The harbour of Tarn was closed on Monday because of ice, so the mayor said.\n\n"
    "Three ships wait outside. Nobody knows when they can come in, said the pilot, Ola Berg."
)


@pytest.fixture
def handing(library: Library) -> Iterator[Handing]:
    one = Handing(library)
    yield one
    one.close()


def take(handing: Handing, *files: tuple[str, str]) -> list[tuple[str, Change | None]]:
    handed = [HandedFile(name=name, data=text.encode()) for name, text in files]
    return [(outcome.name, outcome.change) for outcome in handing.take_files(handed)]


def test_files_become_articles_and_what_is_none_is_said_by_its_name(library: Library, handing: Handing) -> None:
    outcomes = take(handing, ("ice.txt", STORY), ("sheet.xyz", "1,2"), ("empty.md", ""))
    assert outcomes == [("ice.txt", Change.ADDED), ("sheet.xyz", None), ("empty.md", None)]
    (summary,) = library.catalogue.select(words="harbour tarn").summaries
    article = library.get(summary.id)
    assert article is not None
    assert article.text == STORY
    assert article.origin == "upload:///ice.txt"


def test_the_same_file_is_unchanged_another_text_replaces_it_and_another_name_is_a_copy(handing: Handing) -> None:
    assert take(handing, ("ice.txt", STORY)) == [("ice.txt", Change.ADDED)]
    assert take(handing, ("ice.txt", STORY)) == [("ice.txt", Change.UNCHANGED)]
    assert take(handing, ("snow.txt", STORY)) == [("snow.txt", Change.DUPLICATE)]
    assert take(handing, ("ice.txt", STORY.replace("Monday", "Tuesday"))) == [("ice.txt", Change.REPLACED)]


def test_a_files_name_is_one_printable_part_of_a_path(handing: Handing) -> None:
    names = {
        "C:\\Users\\ada\\ice.txt": "ice.txt",
        "../../etc/snow.txt": "snow.txt",
        "rain\n\x1b[31m.txt": "rain\\n\\x1b[31m.txt",
        "a" * 300 + ".txt": "a" * 196 + ".txt",
    }
    texts = [STORY.replace("Tarn", town) for town in ("Aa", "Be", "Ce", "De")]
    outcomes = take(handing, *zip(names, texts, strict=True))
    assert outcomes == [(name, Change.ADDED) for name in names.values()]


def test_a_pasted_text_has_what_was_said_of_it_and_its_collection(library: Library, handing: Handing) -> None:
    pasted = PastedText(
        text=STORY, title="Ice in Tarn", publisher="Tarn Post", author="Ola Berg", published_on=date(2026, 2, 3)
    )
    (outcome,) = handing.take_text(pasted, collection="ports")
    assert outcome.change is Change.ADDED
    article = library.get(outcome.article_id or "")
    assert article is not None
    assert (article.text, article.title, article.publisher, article.author, article.published_on) == (
        STORY, "Ice in Tarn", "Tarn Post", "Ola Berg", date(2026, 2, 3),
    )  # fmt: skip
    assert library.collections.members("ports") == [article.id]


def test_two_texts_of_one_title_are_two_articles_and_one_with_an_address_is_that_addresss(
    library: Library, handing: Handing
) -> None:
    other = "Snow fell on the hills of Tarn all night. The school stays closed until Thursday, its head said."
    first, second, third = (
        handing.take_text(PastedText(text=text, title="Weather", url=url))[0]
        for text, url in ((STORY, None), (other, None), (f"{other} Buses run.", "https://tarn.example/weather"))
    )
    assert [outcome.change for outcome in (first, second, third)] == [Change.ADDED] * 3
    assert len({first.article_id, second.article_id, third.article_id}) == 3
    article = library.get(third.article_id or "")
    assert article is not None
    assert article.origin == article.url == "https://tarn.example/weather"


def test_a_pasted_text_that_is_no_article_is_refused_without_naming_a_line(handing: Handing) -> None:
    (outcome,) = handing.take_text(PastedText(text=" \n ", title="Nothing"))
    assert outcome.change is None
    assert outcome.name == "Nothing"
    assert "line 1" not in (outcome.failure or "")


def test_a_delivery_that_waits_too_long_says_that_the_library_is_busy(library: Library) -> None:
    handing = Handing(library, wait_s=0.01)
    handing._turn.acquire()
    with pytest.raises(LibraryBusyError, match="taking in other articles"):
        handing.take_files([HandedFile(name="ice.txt", data=STORY.encode())])
    handing._turn.release()
    handing.close()
