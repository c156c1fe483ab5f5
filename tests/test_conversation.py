"""Conversations: every turn is answered, what was understood is said, and answers are remembered rightly."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import make_article
from web_fixtures import FixedReader

from corpus.types import Span
from index.library import Library
from index.types import Filters, Hit
from rag.answering import Answerer
from rag.benchmarks.conversations import hold, print_failure, print_table, read_conversations
from rag.conversation import Conversations, Turn
from rag.errors import QuestionError
from rag.opening import open_library
from rag.reader.cross_encoder import CrossEncoderReader
from rag.settings import Settings, read_settings
from rag.types import Evidence, Reading

ROOT = Path(__file__).parents[1]


class WordReader:
    """Takes the first number of a chunk for the answer; surer, the more words chunk and question share."""

    name = "words"
    threshold = 0.3

    def __init__(self) -> None:
        self.read_questions: list[str] = []

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        self.read_questions.append(question)
        return [self._read_one(question, hit) for hit in hits]

    def _read_one(self, question: str, hit: Hit) -> Reading:
        asked = {word.strip("?").casefold() for word in question.split()}
        sentence = max(hit.chunk.sentences, key=lambda span: len(asked & _words_of(hit, span)))
        number = next(
            (word for word in hit.article.text[sentence.start : sentence.end].split() if word[0].isdigit()), ""
        )
        start = hit.article.text.index(number, sentence.start)
        return Reading(
            hit=hit,
            answer=Span(start, start + max(len(number), 1)),
            evidence=tuple(Evidence(sentence=span, probability=0.5) for span in hit.chunk.sentences),
            probability=len(asked & _words_of(hit, sentence)) / len(asked),
        )


def _words_of(hit: Hit, span: Span) -> set[str]:
    return {word.strip(".,").casefold() for word in hit.article.text[span.start : span.end].split()}


@pytest.fixture
def reader() -> WordReader:
    return WordReader()


@pytest.fixture
def conversations(library: Library, reader: WordReader) -> Conversations:
    library.add(make_article("The archive lent 700 books in March. It lent 900 books in June.", name="archive"))
    return Conversations(Answerer(library, reader))


def ask(conversations: Conversations, *questions: str) -> list[tuple[str, str | None]]:
    answers = conversations.ask([Turn(question=question) for question in questions])
    return [(answer.question, answer.standalone_question) for answer in answers]


def test_each_turn_is_as_typed_beside_what_it_was_understood_as(conversations: Conversations) -> None:
    assert ask(conversations, "How many books were lent in March?", "and  in June?", "what about May?") == [
        ("How many books were lent in March?", None),
        ("and in June?", "How many books were lent in June?"),
        ("what about May?", "How many books were lent in May?"),
    ]


def test_a_follow_up_is_searched_and_read_as_what_it_was_understood_as(
    conversations: Conversations, reader: WordReader
) -> None:
    turns = [Turn(question="How many books were lent in March?"), Turn(question="and in June?")]
    answers = conversations.ask(turns)
    assert reader.read_questions == ["How many books were lent in March?", "How many books were lent in June?"]
    assert answers[1].answers[0].text == "900"
    alone = conversations.answerer.ask("How many books were lent in June?")
    assert (answers[1].answers, answers[1].quotes) == (alone.answers, alone.quotes)


def test_an_exact_turn_is_taken_as_it_stands(conversations: Conversations, reader: WordReader) -> None:
    turns = [Turn(question="How many books were lent in March?"), Turn(question="and in June?", is_exact=True)]
    assert conversations.ask(turns)[1].standalone_question is None
    assert reader.read_questions[-1] == "and in June?"


def test_the_first_turn_is_never_understood_otherwise(conversations: Conversations) -> None:
    assert ask(conversations, "when was that?") == [("when was that?", None)]


def test_no_turns_have_no_answers(conversations: Conversations) -> None:
    assert conversations.ask([]) == ()


def test_a_turn_that_is_no_question_is_refused(conversations: Conversations) -> None:
    with pytest.raises(QuestionError, match="There is no word"):
        ask(conversations, "How many books were lent?", "?!")
    with pytest.raises(QuestionError, match="empty"):
        ask(conversations, "")


def test_what_grows_too_long_by_being_understood_is_left_as_it_stands(conversations: Conversations) -> None:
    long = f"How many books were lent in March {'or so ' * 160}?"
    assert len(long) < 1000
    assert ask(conversations, long, f"And in {'June ' * 6}?")[1][1] is None


def test_an_answer_is_remembered_whatever_was_typed(conversations: Conversations, reader: WordReader) -> None:
    ask(conversations, "How many books were lent in March?", "and in June?")
    again = ask(
        conversations, "How many books were lent in March?", "and in June?", "How many books were lent in June?"
    )
    assert again[2] == ("How many books were lent in June?", None)
    assert len(reader.read_questions) == 2


def test_filters_and_top_are_told_apart(conversations: Conversations, reader: WordReader) -> None:
    turn = [Turn(question="How many books were lent?")]
    everywhere = conversations.ask(turn)[0]
    gazette = conversations.ask(turn, filters=Filters(source="Gazette"))[0]
    conversations.ask(turn, top=1)
    assert len(reader.read_questions) == 3
    assert {quote.article.publisher for quote in gazette.quotes} == {"Evening Gazette"}
    assert everywhere.filters == Filters()


def test_a_change_of_the_library_empties_what_was_remembered(
    conversations: Conversations, library: Library, reader: WordReader
) -> None:
    question = "How many tickets were sold?"
    before = conversations.ask([Turn(question=question)])[0]
    assert not before.answers
    library.add(make_article("In all 55 tickets were sold.", name="tickets"))
    after = conversations.ask([Turn(question=question)])[0]
    assert after.answers[0].text == "55"
    assert after.library.version == before.library.version + 1
    assert len(reader.read_questions) == 2


def test_the_answers_used_longest_ago_are_forgotten(library: Library, reader: WordReader) -> None:
    conversations = Conversations(Answerer(library, reader), remembered=2)
    for question in ("one?", "two?", "one?", "three?", "one?", "two?"):
        conversations.ask([Turn(question=question)])
    assert reader.read_questions == ["one?", "two?", "three?", "two?"]


def test_a_second_way_to_understand_is_taken_if_only_it_is_answered_surely(library: Library) -> None:
    class Picky(WordReader):
        def _read_one(self, question: str, hit: Hit) -> Reading:
            found = super()._read_one(question, hit)
            sure = 0.9 if question == "What did Lund give Hofstad?" else 0.1
            return Reading(hit=found.hit, answer=found.answer, evidence=found.evidence, probability=sure)

    turns = [Turn(question="What did Lund give Visby?"), Turn(question="And Hofstad?")]
    answers = Conversations(Answerer(library, Picky())).ask(turns)
    assert answers[1].standalone_question == "What did Lund give Hofstad?"
    assert answers[1].confidence >= 0.9  # sources that agree count together


def test_if_no_way_to_understand_is_answered_the_likeliest_is_said(library: Library) -> None:
    class Never(WordReader):
        threshold = 2.0

    turns = [Turn(question="What did Lund give Visby?"), Turn(question="And Hofstad?")]
    answers = Conversations(Answerer(library, Never())).ask(turns)
    assert answers[1].standalone_question == "What did Hofstad give Visby?"
    assert answers[1].answers == ()


def test_who_else_is_not_answered_with_what_was_said_before(library: Library, reader: WordReader) -> None:
    library.add(make_article("The archive lent 700 books. The museum lent 900 books.", name="lenders"))
    answerer = Answerer(library, reader)
    (first,) = answerer.ask("How many books were lent by the archive?").answers[:1]
    given = [one.text for one in answerer.ask("How many books were lent by the archive?", besides=[first.text]).answers]
    assert first.text not in given
    # A part of a word or of a number is not named.
    assert answerer.ask("How many books were lent by the archive?", besides=["70"]).answers[0].text == first.text


def test_what_begins_with_a_sign_is_left_out_too(library: Library) -> None:
    library.add(make_article("The shop sold prints for $5 apiece.", name="prices"))
    answerer = Answerer(library, FixedReader("$5"))
    assert [one.text for one in answerer.ask("What did prints cost?").answers] == ["$5"]
    assert answerer.ask("What did prints cost?", besides=["$5"]).answers == ()


def test_several_threads_get_each_their_own_answers(conversations: Conversations) -> None:
    months = ["March", "June", "May", "July"] * 8

    def converse(month: str) -> tuple[str, str | None]:
        return ask(conversations, "How many books were lent in April?", f"and in {month}?")[1]

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(converse, months))
    assert found == [(f"and in {month}?", f"How many books were lent in {month}?") for month in months]


def test_the_conversations_are_well_formed_and_their_answers_stand_in_the_articles() -> None:
    rows = read_conversations()
    assert len(rows) >= 48
    assert len({row.id for row in rows}) == len(rows)
    for row in rows:
        assert bool(row.answers) is bool(row.articles), row.id
        texts = [(ROOT / "corpus" / "samples" / f"{name}.md").read_text(encoding="utf-8") for name in row.articles]
        assert all(any(answer in text for text in texts) for answer in row.answers), row.id


# Of 76 second turns; on 2026-11-22 75 were understood and 61 answered right, and the shipped reader had 63 of the 76
# questions right that say in full what they mean.
def test_follow_ups_over_the_samples_are_understood_and_answered(samples: Path) -> None:
    settings = Settings(library=samples, cache=read_settings(None).cache)
    with open_library(settings, notify=lambda message: None) as library:
        held = Conversations(Answerer(library, CrossEncoderReader()))
        outcomes = [hold(held, one) for one in read_conversations()]
    print_table("samples", outcomes)
    for outcome in outcomes:
        if not outcome.is_right:
            print_failure(outcome)
    assert sum(one.is_understood for one in outcomes) >= 74
    assert sum(one.is_right for one in outcomes) >= 59
    could = [one for one in outcomes if one.is_ideal_right]
    assert sum(one.is_right for one in could) >= 0.87 * len(could)  # 60 of 63
