"""Windows made rough, and years shifted: the labels stay with the words they belong to."""

import random

import pytest

from corpus.types import Span
from rag.reader.training.entities import EntityPool
from rag.reader.training.negatives import Editor, add_shifted_year, shift_question_number, shift_window_number
from rag.reader.training.roughness import keep_keywords, roughen
from rag.reader.training.shifts import shift_number
from rag.reader.training.windows import Window, split_sentences

TEXT = "The 79th festival opened in 2021. Its prize went to a film about a lighthouse. Nobody had expected that."
EDITOR = Editor(pool=EntityPool([]), opposites={}, siblings={})


def window(question: str, answer: str) -> Window:
    sentences = split_sentences(TEXT)
    start = TEXT.index(answer)
    span = Span(start, start + len(answer))
    return Window(
        question=question,
        text=TEXT,
        sentences=sentences,
        answer=span,
        evidence=tuple(s.start <= span.start < s.end for s in sentences),
        is_answerable=True,
        kind="test",
    )


PRIZE = window("What won the prize of the 79th festival in 2021?", "a film about a lighthouse")


def test_a_roughened_window_has_the_same_sentences_labels_and_answer() -> None:
    kinds = set()
    for seed in range(60):
        rough = roughen(PRIZE, rng=random.Random(seed))
        assert rough.answer is not None
        assert " ".join(rough.text[slice(*rough.answer)].split()) == "a film about a lighthouse"
        evidence = [
            rough.text[slice(*s)] for s, is_evidence in zip(rough.sentences, rough.evidence, strict=True) if is_evidence
        ]
        assert [" ".join(line.split()) for line in evidence] == ["Its prize went to a film about a lighthouse."]
        said = [" ".join(rough.text[slice(*s)].split()) for s in rough.sentences]
        assert [line for line in said if line in TEXT] == [TEXT[slice(*s)] for s in PRIZE.sentences]
        kinds.add((len(rough.sentences), "\n" in rough.text))
    assert len(kinds) > 3  # with and without furniture, with and without line breaks


def test_keywords_are_what_is_left_of_a_question() -> None:
    assert keep_keywords("When was the Super Bowl of 2022?") == "Super Bowl 2022"
    assert keep_keywords("Who was he?") == "Who was he?"


@pytest.mark.parametrize(("text", "shapes"), [("2021", "year"), ("79th", "ordinal"), ("12", None), ("5021", None)])
def test_only_years_and_ordinals_are_shifted(text: str, shapes: str | None) -> None:
    shifted = {shift_number(text, rng=random.Random(seed)) for seed in range(40)}
    if shapes is None:
        assert shifted == {None}
    elif shapes == "year":
        assert shifted == {"2018", "2019", "2020", "2022", "2023", "2024"}
    else:
        assert shifted == {"76th", "77th", "78th", "80th", "81st", "82nd"}


def test_a_shifted_question_has_no_answer_in_its_window() -> None:
    for edit in (shift_question_number, shift_window_number):
        for seed in range(20):
            edited = edit(PRIZE, title="", editor=EDITOR, rng=random.Random(seed))
            assert edited is not None
            assert not edited.is_answerable
            assert not any(edited.evidence)
            asked = set(edited.question.rstrip("?").split()) & {"79th", "2021"}
            assert not (asked == {"79th", "2021"} and "79th" in edited.text and "2021" in edited.text)


def test_a_year_that_is_appended_is_not_the_windows_own() -> None:
    opened = window("Which festival opened?", "The 79th festival")
    edited = add_shifted_year(opened, title="", editor=EDITOR, rng=random.Random(1))
    assert edited is not None
    year = edited.question.rstrip("?").rsplit(" ", 1)[1]
    assert edited.question.startswith("Which festival opened in 20")
    assert year not in TEXT
    assert add_shifted_year(PRIZE, title="", editor=EDITOR, rng=random.Random(1)) is None
