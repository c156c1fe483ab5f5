"""Windows under titles: which title they get, what another's title does to them, and that no label falls on a title."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from corpus.tagging.embeddings import load_tokenizer
from index.models import find_packaged_model
from rag.reader.session import MAX_TITLE_CHARS, prefix_of
from rag.reader.training.data import Example
from rag.reader.training.encoding import encode_windows
from rag.reader.training.titles import TitlePool, TitleShares, make_headline, needs_title, show_title
from rag.reader.training.windows import Window, replace_everywhere, slice_window, split_sentences

CONTEXT = (
    "Its lower town was begun in 1871. The council of the day paid 9,000 crowns for the pier. Trains crossed it "
    "until 1902, when the northern pier sank into the sand."
)
QUESTION = "How many crowns did Torsund pay for the pier?"
ALWAYS = TitleShares(own=1.0, headline=0.0, own_if_needed=1.0, other_if_needed=1.0)
NEVER = TitleShares(own=0.0, headline=0.0, own_if_needed=0.0, other_if_needed=0.0)
HEADLINES = TitleShares(own=0.0, headline=1.0, own_if_needed=0.0, other_if_needed=0.0)


def make_example(title: str = "Torsund_(town)", question: str = QUESTION, context: str = CONTEXT) -> Example:
    start = context.find("9,000")
    return Example(
        id="1", title=title, question=question, context=context, answers=(("9,000", start),) if start >= 0 else (),
        is_answerable=start >= 0, source="test",
    )  # fmt: skip


def make_window(example: Example) -> Window:
    return slice_window(example, first=0, last=len(split_sentences(example.context)) - 1, kind="test")


@pytest.fixture
def pool() -> TitlePool:
    others = [make_example(f"Place {name}", context=f"{name} lies by the sea. {n}") for name in "ABC" for n in range(6)]
    return TitlePool([make_example(), *others])


def test_identifiers_are_no_titles() -> None:
    assert show_title("1973_oil_crisis") == "1973 oil crisis"
    assert show_title("Wiki1k:wikinews:574335:1:0") == ""


def test_a_title_is_needed_where_the_question_names_what_the_window_does_not() -> None:
    assert needs_title(make_window(make_example()), "Torsund_(town)")
    named = make_example(context="Torsund grew fast. " + CONTEXT)
    assert not needs_title(make_window(named), "Torsund_(town)")
    assert not needs_title(make_window(make_example(question="How many crowns was it?")), "Torsund_(town)")


def test_windows_are_put_under_titles_by_their_shares(pool: TitlePool) -> None:
    example = make_example()
    window, rng = make_window(example), random.Random(1)
    assert pool.put(window, example, shares=ALWAYS, rng=rng).title == "Torsund (town)"
    assert pool.put(window, example, shares=NEVER, rng=rng) == window
    plain = replace(window, question="How many crowns was it?")
    made = {pool.put(plain, example, shares=HEADLINES, rng=rng).title for _ in range(40)}
    assert len(made) > 3
    words = {word.lower() for word in CONTEXT.replace(",", " ").replace(".", " ").split()} | {"9", "000"}
    assert all(word.lower() in words for title in made for word in title.replace(",", " ").split())


def test_under_another_title_the_window_does_not_answer(pool: TitlePool) -> None:
    example = make_example()
    window = make_window(example)
    other = pool.put_other(window, example, shares=ALWAYS, rng=random.Random(2))
    assert other is not None
    assert (other.is_answerable, other.answer, any(other.evidence)) == (False, None, False)
    assert other.title.startswith("Place ")
    assert (other.text, other.question) == (window.text, window.question)
    named = make_example(context="Torsund grew fast. " + CONTEXT)
    assert pool.put_other(make_window(named), named, shares=ALWAYS, rng=random.Random(2)) is None
    assert pool.put_other(window, example, shares=NEVER, rng=random.Random(2)) is None


def test_a_headline_is_some_of_a_sentences_first_words() -> None:
    sentence = "The council (which met on Friday) paid 9,000 crowns for the pier and the [3] bridge of the old town."
    for seed in range(30):
        headline = make_headline(sentence, rng=random.Random(seed))
        assert headline[0].isupper()
        assert headline.lower().startswith("council paid 9,000 crowns for the pier"[: len(headline)])
        assert not headline.lower().endswith((" the", " and", " of", " for", ","))


def test_an_edit_of_a_name_reaches_the_title() -> None:
    window = replace(make_window(make_example(context="Torsund paid 9,000 crowns.")), title="Torsund town")
    edited = replace_everywhere(window, "Torsund", "Lund")
    assert edited is not None
    assert (edited.title, edited.text) == ("Lund town", "Lund paid 9,000 crowns.")


def test_no_label_falls_on_a_title() -> None:
    tokenizer = load_tokenizer(find_packaged_model())
    window = make_window(make_example())
    titled = replace(window, title="The council paid 9,000 crowns")
    plain, read = encode_windows([window, titled], tokenizer=tokenizer, max_tokens=256)
    assert plain is not None
    assert read is not None
    added = len(read.ids) - len(plain.ids)
    assert added > 5
    assert (read.first - plain.first, read.last - plain.last) == (added, added)
    assert tokenizer.decode(read.ids[read.first : read.last + 1].tolist()).replace(" ", "") == "9,000"
    begins = int((plain.sentence_of >= 0).argmax())
    assert (read.sentence_of[begins : begins + added] == -1).all()
    assert read.sentence_of[begins + added :].tolist() == plain.sentence_of[begins:].tolist()


def test_a_title_is_one_line_and_not_too_long() -> None:
    assert prefix_of(" A\n title ") == "A title\n"
    assert prefix_of(" \n ") == ""
    assert len(prefix_of("word " * 100)) <= MAX_TITLE_CHARS + 1
