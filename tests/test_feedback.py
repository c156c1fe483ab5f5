"""Feedback: kept with the answer, and exported as questions that eval reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_fixtures import Run
from conftest import ARTICLES
from web_fixtures import FixedReader

from index.feedback import Feedback, Verdict
from index.library import Library
from index.types import Filters
from rag.answer_json import to_json
from rag.answering import Answerer
from rag.evaluation.files import read_library_questions
from rag.evaluation.judging import ask_all
from rag.evaluation.types import LibraryQuestion
from rag.feedback_questions import Omission, export

ANSWER = "ice had damaged No. 2 crane"
QUESTION = "What had the ice damaged?"
SENTENCE = "Gen. Ada Holt said that ice had damaged No. 2 crane."


def give(library: Library, verdict: Verdict, *, answer: str = ANSWER, quote: int | None = None) -> Feedback:
    given = Answerer(library, FixedReader(answer)).ask(QUESTION)
    return library.feedback.add(verdict, question=QUESTION, answer=json.dumps(to_json(given)), quote=quote)


def read_back(library: Library, path: Path) -> tuple[LibraryQuestion, ...]:
    path.write_text(export(library.feedback.list()).text, encoding="utf-8")
    return read_library_questions(path)


def test_what_was_said_is_kept_as_it_was_and_is_no_change_of_the_library(library: Library) -> None:
    version = library.version
    first = library.feedback.add(Verdict.RIGHT, question="who?", answer="{}", quote=2, comment="so 🌉\nit is")
    second = library.feedback.add(Verdict.WRONG_SPAN, question="who?", answer="{}")
    assert library.feedback.list() == [first, second]
    assert (first.id, first.quote, first.comment, second.comment) == (1, 2, "so 🌉\nit is", None)
    assert library.feedback.count() == {Verdict.RIGHT: 1, Verdict.WRONG_SPAN: 1}
    assert library.version == version


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        (
            Verdict.RIGHT,
            LibraryQuestion(
                id="feedback-1", text=QUESTION, is_answerable=True, answers=(ANSWER,), quote_contains=((SENTENCE,),)
            ),
        ),
        (
            Verdict.WRONG_SPAN,
            LibraryQuestion(id="feedback-1", text=QUESTION, is_answerable=True, quote_contains=((SENTENCE,),)),
        ),
        (
            Verdict.WRONG_ANSWER,
            LibraryQuestion(id="feedback-1", text=QUESTION, is_answerable=False, must_not_quote=(SENTENCE,)),
        ),
        (Verdict.NOT_IN_SOURCES, LibraryQuestion(id="feedback-1", text=QUESTION, is_answerable=False)),
    ],
)
def test_each_verdict_is_a_question_that_eval_reads(
    library: Library, tmp_path: Path, verdict: Verdict, expected: LibraryQuestion
) -> None:
    give(library, verdict)
    assert read_back(library, tmp_path / "given.jsonl") == (expected,)


def test_asked_again_a_right_answer_counts_as_right_and_another_does_not(library: Library, tmp_path: Path) -> None:
    give(library, Verdict.RIGHT)
    questions = read_back(library, tmp_path / "given.jsonl")
    for words, is_right in ((ANSWER, True), ("unheard of", False), ("Two of three were novels", False)):
        assert [mark.is_right for mark in ask_all(Answerer(library, FixedReader(words)), questions)] == [is_right]


def test_a_refusal_that_was_right_is_unanswerable_and_one_that_was_wrong_is_left_out(
    library: Library, tmp_path: Path
) -> None:
    give(library, Verdict.RIGHT, answer="unheard of")
    give(library, Verdict.WRONG_ANSWER, answer="unheard of")
    assert read_back(library, tmp_path / "given.jsonl") == (
        LibraryQuestion(id="feedback-1", text=QUESTION, is_answerable=False),
    )
    assert export(library.feedback.list()).omitted == {Omission.NO_ANSWER: 1}


def test_the_quote_that_is_meant_is_the_one_that_counts(library: Library) -> None:
    answer = to_json(Answerer(library, FixedReader("the")).ask("the harbour, the books or the bridge?"))
    assert len(answer["quotes"]) > 1
    number = answer["quotes"][-1]["number"]
    library.feedback.add(Verdict.WRONG_SPAN, question="x", answer=json.dumps(answer), quote=number)
    (line,) = export(library.feedback.list()).lines
    ((passage,),) = json.loads(line)["quote_contains"]
    assert passage in answer["quotes"][-1]["text"]


def test_a_follow_up_is_exported_as_what_it_was_understood_as(library: Library) -> None:
    answer = to_json(Answerer(library, FixedReader(ANSWER)).ask("And the crane?", understood=QUESTION))
    library.feedback.add(Verdict.RIGHT, question="And the crane?", answer=json.dumps(answer))
    assert json.loads(export(library.feedback.list()).lines[0])["question"] == QUESTION


def test_an_answer_under_filters_is_left_out_because_eval_sets_none(library: Library) -> None:
    answer = Answerer(library, FixedReader(ANSWER)).ask(QUESTION, filters=Filters(language="en"))
    library.feedback.add(Verdict.RIGHT, question=QUESTION, answer=json.dumps(to_json(answer)))
    done = export(library.feedback.list())
    assert (done.lines, done.omitted) == ((), {Omission.FILTERED: 1})


def test_the_command_lists_and_exports(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Library(home, lambda record: pytest.fail("no encoder is needed"), create=True) as library:
        assert run("footnote", "feedback").err.startswith("Nobody has said anything yet.")
        answer = {
            "question": QUESTION, "standalone_question": None, "filters": {}, "quotes": [], "answers": [],
        }  # fmt: skip
        library.feedback.add(
            Verdict.NOT_IN_SOURCES, question=QUESTION, answer=json.dumps(answer), comment="no\nice\there"
        )
        library.feedback.add(Verdict.WRONG_ANSWER, question=QUESTION, answer=json.dumps(answer))
    done = run("footnote", "feedback")
    assert [line[12:] for line in done.out.splitlines()] == [
        f"not-in-sources  {QUESTION}", f"{'':<16}no ice here", f"wrong-answer    {QUESTION}",
    ]  # fmt: skip
    assert [one["answer"] for one in json.loads(run("footnote", "feedback", "--json").out)] == [answer, answer]
    target = tmp_path / "given.jsonl"
    done = run("footnote", "feedback", "--export", str(target))
    assert done.err.splitlines()[0].startswith(f"1 questions are in {target}.")
    assert done.err.splitlines()[1] == "1 were left out: what the right answer would be was not said."
    assert [question.is_answerable for question in read_library_questions(target)] == [False]
    assert run("footnote", "feedback", "--export", str(tmp_path)).status == 2


def test_feedback_outlives_the_article_that_it_is_about(library: Library, tmp_path: Path) -> None:
    give(library, Verdict.RIGHT)
    library.remove(ARTICLES[0].id)
    assert [question.answers for question in read_back(library, tmp_path / "given.jsonl")] == [(ANSWER,)]
