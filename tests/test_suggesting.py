"""Suggestions: only what was asked and answered, always the same, and never what was just said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import make_article

from corpus.types import Span
from index.library import Library
from index.types import Filters, Hit
from rag.answering import Answerer
from rag.opening import open_answerer
from rag.settings import Settings, read_settings
from rag.suggesting import FOLLOW_UP_TOP, MAX_TRIED, Suggester
from rag.types import AnswerStatus, Evidence, Reading

TEXT = (
    "NASA closed the Lund office on May 3. Mary Holt, 43, runs the pier.\n\n"
    "NASA sent 40 probes to Mars in 2019. The Lund office is near the harbour. Ferries sail from it."
)


class SentenceReader:
    """Answers with the words of the sentence that shares most with the question: a date, a number or all of it."""

    name, threshold = "sentence", 0.3

    def __init__(self, *, probability: float = 0.9) -> None:
        self.probability = probability
        self.asked: list[tuple[str, int]] = []

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.asked.append((question, len(hits)))
        return [self._read(question, hit) for hit in hits]

    def _read(self, question: str, hit: Hit) -> Reading:
        words = set(re.findall(r"\w+", question))
        text = hit.article.text
        best = max(
            hit.chunk.sentences, key=lambda span: len(words & set(re.findall(r"\w+", text[span.start : span.end])))
        )
        shared = len(words & set(re.findall(r"\w+", text[best.start : best.end])))
        return Reading(
            hit=hit,
            answer=Span(*best),
            evidence=tuple(Evidence(sentence=span, probability=0.5) for span in hit.chunk.sentences),
            probability=self.probability if shared >= 2 else 0.1,
        )


@pytest.fixture
def answerer(open_library: Callable[..., Library]) -> Answerer:
    library = open_library()
    library.add(make_article(TEXT, name="office"))
    library.add(
        make_article("UNICEF opened 12 schools in Malmo in 2020.", name="schools", published_on=date(2026, 3, 1))
    )
    return Answerer(library, SentenceReader())


def asked(answerer: Answerer) -> list[tuple[str, int]]:
    assert isinstance(answerer.reader, SentenceReader)
    return answerer.reader.asked


def test_examples_come_from_different_articles_newest_first(answerer: Answerer) -> None:
    examples = Suggester(answerer).examples()
    assert examples == ("How many schools did UNICEF open in Malmo in 2020?", "When did NASA close the Lund office?")


def test_examples_are_found_once_for_each_version(answerer: Answerer) -> None:
    suggester = Suggester(answerer)
    first = suggester.examples()
    count = len(asked(answerer))
    assert suggester.examples() == first
    assert len(asked(answerer)) == count
    answerer.library.add(make_article("Mary Lund closed the Oslo pier on May 9.", name="pier"))
    assert any("Mary Lund" in question for question in suggester.examples())


def test_no_more_is_tried_than_allowed(open_library: Callable[..., Library]) -> None:
    library = open_library()
    for number in range(MAX_TRIED // 2 + 10):
        text = f"NASA sent {number + 10} probes to Mars in 2019. NASA closed the Lund office on May 3."
        library.add(make_article(text, name=str(number)))
    answerer = Answerer(library, SentenceReader(probability=0.1))  # three that agree stay below 0.5
    assert Suggester(answerer).examples() == ()
    assert 0 < len(asked(answerer)) <= MAX_TRIED


def test_what_is_answered_without_confidence_is_not_offered(answerer: Answerer) -> None:
    unsure = Answerer(answerer.library, SentenceReader(probability=0.45))
    answer = unsure.ask("When did NASA close the Lund office?")
    assert answer.status is AnswerStatus.ANSWERED
    assert Suggester(unsure).examples() == ()
    assert Suggester(unsure).follow_ups(answer) == ()


def test_what_another_sentence_answers_is_not_offered(answerer: Answerer) -> None:
    class Elsewhere(SentenceReader):
        def _read(self, question: str, hit: Hit) -> Reading:
            return replace(super()._read(question, hit), answer=hit.chunk.sentences[-1], probability=0.9)

    assert "When did NASA close the Lund office?" not in Suggester(Answerer(answerer.library, Elsewhere())).examples()


def test_finding_examples_stops_when_it_is_told_to(answerer: Answerer) -> None:
    suggester = Suggester(answerer)
    assert suggester.examples(should_stop=lambda: True) == ()
    assert asked(answerer) == []
    assert len(suggester.examples()) == 2  # what was cut short is not remembered


def test_an_empty_library_and_one_in_another_language_give_none(open_library: Callable[..., Library]) -> None:
    library = open_library()
    suggester = Suggester(Answerer(library, SentenceReader()))
    assert suggester.examples() == ()
    library.add(replace(make_article(TEXT), language="de"))
    assert suggester.examples() == ()
    assert suggester.follow_ups(suggester.answerer.ask("When did NASA close the Lund office?")) == ()


def test_follow_ups_are_other_questions_on_the_same_matter(answerer: Answerer) -> None:
    answer = answerer.ask("What happened to the Lund office of NASA on May 3?")
    assert answer.answers[0].text == "NASA closed the Lund office on May 3."
    follow_ups = Suggester(answerer).follow_ups(answer, limit=2)
    assert follow_ups == ("How many probes did NASA send to Mars in 2019?", "How old is Mary Holt?")


def test_a_follow_up_was_not_asked_before(answerer: Answerer) -> None:
    suggester = Suggester(answerer)
    answer = answerer.ask("What happened to the Lund office of NASA on May 3?")
    before = ["how many probes did NASA send to Mars in 2019", "how old is mary holt?"]
    left = suggester.follow_ups(answer, asked=before)
    assert "How many probes did NASA send to Mars in 2019?" not in left
    assert "How old is Mary Holt?" not in left
    again = answerer.ask("How old is Mary Holt?")
    assert "How old is Mary Holt?" not in suggester.follow_ups(again)


def test_follow_ups_keep_to_the_filters_and_read_few_chunks(answerer: Answerer) -> None:
    answer = answerer.ask("What happened to the Lund office of NASA?", filters=Filters(until=date(2026, 2, 1)))
    asked(answerer).clear()
    follow_ups = Suggester(answerer).follow_ups(answer)
    assert follow_ups
    assert not any("UNICEF" in question for question in follow_ups)
    assert all(chunks <= FOLLOW_UP_TOP for _, chunks in asked(answerer))


def test_follow_ups_are_none_once_the_article_is_gone(answerer: Answerer) -> None:
    answer = answerer.ask("What happened to the Lund office of NASA on May 3?")
    for summary in answerer.library.summaries():
        answerer.library.remove(summary.id)
    assert Suggester(answerer).follow_ups(answer) == ()


@pytest.fixture(scope="module")
def sample_answerer(samples: Path) -> Iterator[Answerer]:
    answerer = open_answerer(Settings(library=samples, cache=read_settings(None).cache), notify=lambda _: None)
    yield answerer
    answerer.library.close()


def test_every_example_of_the_samples_is_answered_and_they_are_always_the_same(sample_answerer: Answerer) -> None:
    examples = Suggester(sample_answerer).examples()
    assert 3 <= len(examples) <= 6
    assert len({question.casefold() for question in examples}) == len(examples)
    for question in examples:
        assert sample_answerer.ask(question).status is AnswerStatus.ANSWERED
    assert Suggester(sample_answerer).examples() == examples


def test_every_follow_up_over_the_samples_is_answered(sample_answerer: Answerer) -> None:
    suggester = Suggester(sample_answerer)
    answer = sample_answerer.ask("How many artillery shells could the containers have held?")
    follow_ups = suggester.follow_ups(answer)
    assert follow_ups
    assert suggester.follow_ups(answer) == follow_ups
    for question in follow_ups:
        other = sample_answerer.ask(question)
        assert other.status is AnswerStatus.ANSWERED
        assert other.answers[0].span != answer.answers[0].span
