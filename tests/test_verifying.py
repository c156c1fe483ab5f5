"""Saved quotes against the library as it is now, from Python and from the command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from command_fixtures import Run, assert_one_line, write
from conftest import ARTICLES, make_article
from web_fixtures import FixedReader

from index.library import Library
from rag.answer_json import to_json
from rag.answering import Answerer
from rag.errors import UsageError
from rag.verify_command import read_saved
from rag.verifying import QuoteState, SavedAnswer, SavedQuote, check

HARBOUR = ARTICLES[0]
WORDS = "Ferries sail from the old pier until then."


def save(text: str, *, start: int | None = None, sha256: str = HARBOUR.sha256, **beside: str) -> SavedQuote:
    start = HARBOUR.text.index(text) if start is None else start
    return SavedQuote(
        number=1, article_id=HARBOUR.id, article_sha256=sha256, start=start, end=start + len(text), text=text, **beside
    )


def check_one(library: Library, quote: SavedQuote) -> tuple[QuoteState, str | None]:
    (checked,) = check(SavedAnswer(quotes=(quote,)), library).quotes
    if checked.span is not None:
        assert checked.article is not None
        assert checked.article.text[slice(*checked.span)] == quote.text == checked.text
    return checked.state, checked.href


def test_words_that_stand_where_they_stood_are_intact(library: Library) -> None:
    start = HARBOUR.text.index(WORDS)
    place = f"/articles/{HARBOUR.id}?from={start}&to={start + len(WORDS)}&sha={HARBOUR.sha256[:12]}#quote"
    assert check_one(library, save(WORDS)) == (QuoteState.INTACT, place)


def test_words_that_stand_elsewhere_have_moved(library: Library) -> None:
    library.add(make_article(f"It is still closed, a spokesman said. {WORDS}", name="harbour"))
    assert check_one(library, save(WORDS))[0] is QuoteState.MOVED
    assert check_one(library, save(WORDS, start=3))[0] is QuoteState.MOVED


def test_of_several_places_the_one_with_the_same_neighbours_is_taken(library: Library) -> None:
    text = "A man saw it. The port is closed. A woman saw it. The port is closed. A child saw it. The port is closed."
    article = make_article(text, name="harbour")
    library.add(article)
    words = "The port is closed."
    second = text.index(words, text.index(words) + 1)
    for beside in ({"prefix": "A woman saw it. "}, {"suffix": " A child saw it."}):
        (checked,) = check(SavedAnswer(quotes=(save(words, start=0, **beside),)), library).quotes
        assert checked.span == (second, second + len(words))
    (nearest,) = check(SavedAnswer(quotes=(save(words, start=len(text)),)), library).quotes
    assert nearest.span == (text.rindex(words), text.rindex(words) + len(words))


def test_words_that_a_replaced_article_lacks_are_changed_and_those_that_it_never_had_are_altered(
    library: Library,
) -> None:
    forged = save("Ferries sail from the new pier.", start=5)
    assert check_one(library, forged) == (QuoteState.ALTERED, None)
    assert check_one(library, replace(forged, article_sha256=""))[0] is QuoteState.CHANGED
    library.add(make_article("It is open again, a spokesman said.", name="harbour"))
    assert check_one(library, save(WORDS))[0] is QuoteState.CHANGED


def test_a_removed_article_is_told_and_a_copy_that_took_its_place_is_found(library: Library) -> None:
    copy = make_article(HARBOUR.text, name="copy", title="The same elsewhere")
    library.add(copy)
    as_copy = replace(save(WORDS), article_id=copy.id)
    assert check_one(library, as_copy)[0] is QuoteState.INTACT
    library.remove(HARBOUR.id)
    assert check_one(library, save(WORDS)) == (QuoteState.ARTICLE_REMOVED, None)
    assert check_one(library, as_copy)[0] is QuoteState.INTACT


@pytest.mark.parametrize(("start", "end"), [(0, 0), (10**9, 10**9 + 42), (5, 2)])
def test_offsets_that_lie_are_not_believed(library: Library, start: int, end: int) -> None:
    assert check_one(library, replace(save(WORDS), start=start, end=end))[0] is QuoteState.MOVED


def test_the_words_of_an_answer_must_stand_in_a_quote_that_stands(library: Library) -> None:
    done = check(SavedAnswer(quotes=(save(WORDS),), answers=("the old pier", "the new pier", "")), library)
    assert [answer.is_quoted for answer in done.answers] == [True, False, False]
    assert not done.is_verbatim
    assert check(SavedAnswer(quotes=(save(WORDS),), answers=("the old pier",)), library).is_verbatim
    forged = check(SavedAnswer(quotes=(save("the new pier opened", start=0),), answers=("the new pier",)), library)
    assert [answer.is_quoted for answer in forged.answers] == [False]


def test_a_whole_answer_is_verified_and_a_refusal_too(library: Library) -> None:
    for words in ("ice had damaged No. 2 crane", "unheard of"):
        answer = to_json(Answerer(library, FixedReader(words)).ask("what did the ice do?"))
        done = check(read_saved(answer, name="x"), library)
        assert len(done.quotes) == len(answer["quotes"]) + len(answer["nearest"]) > 0
        assert done.is_verbatim


@pytest.mark.parametrize(
    "value",
    [None, 5, "x", {}, {"quotes": 5}, [5], [{}], [{"article_id": "x", "start": -1, "end": 2, "text": "y"}],
     [{"article_id": "x", "start": True, "end": 2, "text": "y"}], [{"article_id": "x", "start": 0, "end": 2}],
     {"quotes": [], "answers": [{}]}],
)  # fmt: skip
def test_what_is_no_saved_answer_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match=r"^saved\.json"):
        read_saved(value, name="saved.json")


def test_the_command_says_what_became_of_each_quote(run: Run, tmp_path: Path) -> None:
    source = write(tmp_path / "harbour.txt", HARBOUR.text)
    assert run("footnote", "add", "--quiet", str(source)).status == 0
    library_folder = tmp_path / "home"
    with Library(library_folder, lambda record: pytest.fail("no encoder is needed")) as library:
        (summary,) = library.summaries()
    quote = {"article_id": summary.id, "article_sha256": summary.sha256, "text": WORDS}
    start = HARBOUR.text.index(WORDS)
    good = quote | {"number": 1, "start": start, "end": start + len(WORDS)}
    saved = write(tmp_path / "saved.json", json.dumps([good]))
    done = run("footnote", "verify", str(saved))
    assert (done.status, done.err.splitlines()[-1]) == (0, "1 quotes: 1 intact.")
    assert done.out.startswith(f"intact           “{WORDS}”  The harbour")

    write(saved, json.dumps({"quotes": [good, good | {"text": "not a word"}], "answers": [{"text": "the new pier"}]}))
    done = run("footnote", "verify", str(saved))
    assert done.status == 1
    assert [line.split("  ")[0] for line in done.out.splitlines()] == ["intact", "altered", "not quoted"]
    done = run("footnote", "verify", "--json", str(saved))
    assert [one["state"] for one in json.loads(done.out)["quotes"]] == ["intact", "altered"]

    assert_one_line(run("footnote", "verify", str(tmp_path / "none.json")), status=2, said="cannot be read")
    assert_one_line(run("footnote", "verify", str(write(saved, "{"))), status=2, said="is not JSON")
