"""Sources that disagree: what counts as a conflict, and what only looks like one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import pytest
from conftest import make_article
from test_answering import reading

from corpus.types import Span
from index.library import Library
from index.types import Hit
from rag.answer_json import to_json
from rag.answering import Answerer
from rag.conflicting import contradicts, find_conflicts
from rag.deciding import Group, decide
from rag.rendering import render_text
from rag.types import AnswerStatus, Conflict, ConflictKind, Evidence, Reading


def group(text: str, answer: str, *, name: str, original_id: str = "", probability: float = 0.9) -> Group:
    return Group((reading(text, answer, probability=probability, name=name, original_id=original_id),))


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("How many people died?", "He said *12* people died.", "It killed *15 people*."),
        ("How many people died?", "He said *twelve people* died.", "Police counted *15*."),
        ("How much did it cost?", "It cost *3.5 million euros*.", "It cost *4 million euros*."),
        ("What percentage voted?", "Of all, *61 percent* voted.", "Of all, *54%* voted."),
        ("How many came?", "There were at least *40* of them.", "*30 people* came."),
        ("How many came?", "There were up to *20* of them.", "*30 people* came."),
        ("How many came?", "There were about *100* of them.", "*150 people* came."),
        ("How old is she?", "She is *44*.", "She is *45 years old*."),
    ],
)
def test_two_numbers_of_the_same_thing_disagree(question: str, first: str, second: str) -> None:
    assert contradicts(question, *_groups(first, second)) is ConflictKind.NUMBER


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("How many people died?", "He said *12* people died.", "It killed *twelve people*."),
        ("How many came?", "There were at least *40* of them.", "*45 people* came."),
        ("How many came?", "There were more than *40 people*.", "*Over 50* came."),
        ("How many came?", "There were about *40,000* of them.", "*39,200 people* came."),
        ("How many came?", "There were up to *60* of them.", "*45 people* came."),
        ("How long did it take?", "It took *two weeks*.", "It took *12 days*."),
        ("How many days did she serve?", "She resigned after *45* days.", "Her *six-week* term ended."),
        ("How many supported it?", "It had *12* Republicans for it.", "All *50* Democrats voted yes."),
        ("How many came?", "Between *20 and 30* came.", "*45 people* came."),
        ("How many came?", "*Nobody* came.", "*45 people* came."),
        ("Who was hurt?", "*12 people* were hurt.", "*15 people* were hurt."),
        ("How many died in 2021?", "On *March 3* they died.", "It killed *15 people*."),
    ],
)
def test_numbers_that_agree_or_cannot_be_compared_are_no_conflict(question: str, first: str, second: str) -> None:
    assert contradicts(question, *_groups(first, second)) is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("It opened on *January 2, 2022*.", "It opened on *3 Jan. 2022*.", ConflictKind.DATE),
        ("It opened in *2021*.", "It opened on *3 Jan. 2022*.", ConflictKind.DATE),
        ("It opened in *March*.", "It opened in *April 2022*.", ConflictKind.DATE),
        ("It opened in *2022*.", "It opened on *3 Jan. 2022*.", None),
        ("It opened on *Monday*.", "It opened on *3 Jan. 2022*.", None),
        ("It ran from *January to March*.", "It opened in *April*.", None),
    ],
)
def test_dates_disagree_where_both_name_the_same_part(first: str, second: str, expected: ConflictKind | None) -> None:
    assert contradicts("When did it open?", *_groups(first, second)) is expected


def test_copies_and_versions_of_one_article_cannot_disagree() -> None:
    first = group("It killed 12.", "12", name="one", original_id="a")
    second = group("It killed 15.", "15", name="two", original_id="a")
    assert contradicts("How many died?", first, second) is None


def test_what_is_more_likely_wrong_than_right_contradicts_nothing() -> None:
    first, second = group("It killed 12.", "12", name="one"), group("It killed 15.", "15", name="two", probability=0.49)
    assert contradicts("How many died?", first, second) is None


def test_a_conflict_names_every_answer_that_differs_from_another() -> None:
    groups = [group(f"It killed {n}.", n, name=n) for n in ("12", "15", "19")]
    agreeing = group("It killed at least 12.", "12", name="four")
    assert find_conflicts("How many died?", groups) == (Conflict(kind=ConflictKind.NUMBER, answers=(0, 1, 2)),)
    assert find_conflicts("How many died?", [groups[0], agreeing]) == ()


def test_a_rival_is_shown_at_half_the_first_ones_probability_where_another_answer_is_not() -> None:
    readings = [
        reading("It killed 12.", "12", probability=0.9, name="one"),
        reading("It killed 15.", "15", probability=0.5, name="two"),
    ]
    assert len(decide(readings, threshold=0.3)) == 1
    assert len(decide(readings, threshold=0.3, is_rival=lambda *_: True)) == 2
    assert len(decide(readings, threshold=0.6, is_rival=lambda *_: True)) == 1


class NumberReader:
    """Finds the first figure of a chunk."""

    name, threshold = "number", 0.3

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        return [self._read(hit) for hit in hits]

    def _read(self, hit: Hit) -> Reading:
        digits = [place for place in range(hit.chunk.start, hit.chunk.end) if hit.article.text[place].isdigit()]
        evidence = tuple(Evidence(sentence=span, probability=0.5) for span in hit.chunk.sentences)
        span = Span(digits[0], digits[-1] + 1) if digits else hit.chunk.sentences[0]
        return Reading(hit=hit, answer=span, evidence=evidence, probability=0.8 if digits else 0.1)


def test_an_answer_says_that_its_sources_disagree(open_library: Callable[..., Library]) -> None:
    library = open_library()
    library.add(make_article("The flood killed 12 people, police said.", name="one", publisher="One"))
    library.add(make_article("Officials counted 15 people whom the water killed.", name="two", publisher="Two"))
    answer = Answerer(library, NumberReader()).ask("How many people did the flood kill?")
    assert answer.status is AnswerStatus.CONFLICTING
    assert {found.text for found in answer.answers} == {"12", "15"}
    assert json.loads(json.dumps(to_json(answer)))["conflicts"] == [{"kind": "number", "answers": [0, 1]}]
    assert render_text(answer, width=80, colour=False).startswith("The sources differ.")


def _groups(first: str, second: str) -> tuple[Group, Group]:
    """Two articles whose answer stands between stars."""
    texts = [(text.replace("*", ""), text.split("*")[1]) for text in (first, second)]
    one, two = (group(text, answer, name=str(n)) for n, (text, answer) in enumerate(texts))
    return one, two
