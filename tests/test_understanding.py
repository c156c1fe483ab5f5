"""Follow-ups are understood from the question before and its answer; what stands on its own is left alone."""

from __future__ import annotations

import pytest
from conftest import make_article

from corpus.types import Span
from index.types import Filters
from rag.types import Answer, AnswerStatus, FoundAnswer, LibraryState, Quote
from rag.understanding import list_besides, list_understandings, understand

TEXT = (
    "Ms. Lena Falk leads the Harbour Union, which has 900 members. Ada Holt, who runs the port, met Mr. Orlov in Lund "
    "in March. The city library lent 40,000 books in March 2023 and 35,000 in April. The ferry Aurora-2 sank near "
    "Visby in 1994. The dockers were on strike for 12 days. Russia gave Norland boats. The bridge over the Aa was shut."
)
ARTICLE = make_article(TEXT, title="Ferries and books")


def answered(question: str, text: str | None = None, *, standalone: str | None = None) -> Answer:
    """An answer whose words are `text`, which must stand in TEXT; a refusal where it is `None`."""
    found: tuple[FoundAnswer, ...] = ()
    quotes: tuple[Quote, ...] = ()
    if text is not None:
        span = Span(TEXT.index(text), TEXT.index(text) + len(text))
        quotes = (Quote(number=1, article=ARTICLE, start=0, end=len(TEXT), answer=span, score=0.9),)
        found = (FoundAnswer(article=ARTICLE, span=span, quotes=(1,), independent_sources=1, probability=0.9),)
    return Answer(
        question=question,
        standalone_question=standalone,
        status=AnswerStatus.ANSWERED if found else AnswerStatus.NOT_IN_SOURCES,
        confidence=0.9 if found else 0.1,
        threshold=0.3,
        answers=found,
        quotes=quotes,
        citations=(),
        nearest=(),
        filters=Filters(),
        library=LibraryState(version=1, articles=1, chunks=1, encoder="hash", reader="none"),
        timings_ms={},
    )


@pytest.mark.parametrize(
    ("before", "answer", "follow_up", "understood"),
    [
        ("When did Aurora-2 sink?", "1994", "where?", "Where did Aurora-2 sink?"),
        ("When did Aurora-2 sink?", None, "And why?", "Why did Aurora-2 sink?"),
        ("Which ferry sank near Visby?", "Aurora-2", "When was that?", "When did Aurora-2 sink near Visby?"),
        ("Which ferry sank near Visby?", None, "when?", "When did the ferry sink near Visby?"),
        ("Who met Mr. Orlov?", "Ada Holt", "where was that?", "Where did Ada Holt meet Mr. Orlov?"),
        ("What did Russia give Norland?", "boats", "when?", "When did Russia give Norland boats?"),
        ("What has Russia given to Norland?", "boats", "Why?", "Why has Russia given boats to Norland?"),
        ("Did Russia give Norland boats?", "boats", "When?", "When did Russia give Norland boats?"),
        ("Who was met by Ada Holt?", "Mr. Orlov", "and where?", "Where was Mr. Orlov met by Ada Holt?"),
        ("What did Ada Holt say?", None, "When did she say that?", "When did Ada Holt say?"),
        ("When was the bridge shut?", None, "Who did that?", "By whom was the bridge shut?"),
        ("When was the bridge shut?", None, "who?", "By whom was the bridge shut?"),
        ("What did Russia give Norland?", "boats", "How many?", "How many boats did Russia give Norland?"),
        ("What did Russia give?", "boats", "In exchange for what?", "In exchange for what did Russia give boats?"),
        ("How heavy is Aurora-2?", None, "Since when?", "Since when is Aurora-2 heavy?"),
    ],
)
def test_a_bare_question_word_asks_anew_of_the_same(
    before: str, answer: str | None, follow_up: str, understood: str | None
) -> None:
    assert understand(follow_up, previous=[answered(before, answer)]) == understood


@pytest.mark.parametrize(
    ("before", "follow_up", "understood"),
    [
        ("How many books were lent in March?", "and in April?", "How many books were lent in April?"),
        ("How many books were lent in March 2023?", "And in April?", "How many books were lent in April 2023?"),
        ("How many books were lent in March 2023?", "what about 2024?", "How many books were lent in March 2024?"),
        ("How many books were lent?", "in April?", "How many books were lent in April?"),
        ("When did Aurora-2 sink?", "And Aurora-1?", "When did Aurora-1 sink?"),
        ("When did Aurora-2 sink?", "what about Aurora-1?", "When did Aurora-1 sink?"),
        ("What did Russia give Norland?", "And Iran?", "What did Iran give Norland?"),
        ("How long did the dockers' strike last?", "and the pilots' strike?", "How long did the pilots' strike last?"),
        ("When does the dockers' contract end?", "and the pilots'?", "When does the pilots' contract end?"),
        ("Who is South Norland's minister?", "And Iran's?", "Who is Iran's minister?"),
        ("How many dockers were on strike?", "And how many pilots?", "How many pilots were on strike?"),
        ("How many dockers were on strike?", "and pilots?", "How many pilots were on strike?"),
        ("How much do most dockers earn?", "And for what?", "For what do most dockers earn?"),
        ("When did Aurora-2 sink?", "What about the cost?", "What about the cost of Aurora-2?"),
        ("Where is the rover built?", "and the wheels?", "Where are the wheels built?"),
        ("How big is the Harbour Union?", "And the Rail Union?", "How big is the Rail Union?"),
    ],
)
def test_and_x_takes_the_place_of_what_is_like_it(before: str, follow_up: str, understood: str) -> None:
    assert understand(follow_up, previous=[answered(before)]) == understood


@pytest.mark.parametrize(
    ("before", "answer", "follow_up", "understood"),
    [
        ("Who leads the Harbour Union?", "Lena Falk", "How old is she?", "How old is Lena Falk?"),
        ("Who leads the Harbour Union?", "Lena Falk", "How big is it?", "How big is the Harbour Union?"),
        ("Who is the head of the Harbour Union?", None, "How old is he?", "How old is the head of the Harbour Union?"),
        ("Who runs the port?", "Ada Holt", "Who is her husband?", "Who is Ada Holt's husband?"),
        ("What did the governor of Lund say?", None, "What is his name?", "What is the name of the governor of Lund?"),
        ("Where did Ada Holt meet Orlov?", "Lund", "What did Ada Holt give him?", "What did Ada Holt give Orlov?"),
        ("Where did Ada Holt meet Orlov?", "Lund", "Who lives there?", "Who lives in Lund?"),
        ("Where did Ada Holt meet Orlov?", "Lund", "What was sent from there?", "What was sent from Lund?"),
        ("When did Aurora-2 sink?", "1994", "Who was president then?", "Who was president in 1994?"),
        ("When did Aurora-2 sink?", "1994", "What else happened in that year?", "What else happened in 1994?"),
        ("Which ferry sank near Visby?", "Aurora-2", "Who built it?", "Who built Aurora-2?"),
        (
            "Which ferry sank near Visby?",
            "Aurora-2",
            "Who left after that?",
            "Who left after Aurora-2 sank near Visby?",
        ),
        ("How many books were lent?", "40,000", "How old are most of them?", "How old are most of the books lent?"),
        ("Where did the dockers meet?", None, "What did they want?", "What did the dockers want?"),
        ("When did the dockers go on strike?", None, "How long did it last?", "How long did the dockers' strike last?"),
        ("Where is Aurora-2?", "Visby", "Who confirmed that?", "Who confirmed that Aurora-2 is in Visby?"),
        ("What is the Harbour Union?", None, "Who leads it?", "Who leads the Harbour Union?"),
        ("How much did Aurora-2 cost?", None, "how much did its engine cost?", "How much did Aurora-2's engine cost?"),
        ("How much oil may Norland buy?", None, "How much is allowed?", "How much oil is allowed?"),
    ],
)
def test_a_pronoun_stands_for_what_fits_it_best(
    before: str, answer: str | None, follow_up: str, understood: str
) -> None:
    assert understand(follow_up, previous=[answered(before, answer)]) == understood


@pytest.mark.parametrize(
    "question",
    [
        "What time is it?",
        "Is it likely that Russia will give Norland boats?",
        "Is it true that the dockers were on strike?",
        "How is it that Aurora-2 sank?",
        "How long does it take to sail to Visby?",
        "How cold does it get in Visby?",
        "What is it that the dockers want?",
        "When did Orlov say that he would visit Lund?",
        "What did Ada Holt say about her husband?",
        "Which union lost its leader?",
        "Who lost his ship?",
        "What did the dockers win in their contract?",
        "What is the ship that sank near Visby called?",
        "How many people are there in Lund?",
        "Is there a bridge over the Aa?",
        "What is the IT company in Lund called?",
        "Which IT firm runs the port?",
        "What did Russia provide?",
        "Who won the 2022 World Cup?",
        "And how much did the port cost?",
        "How much did the studios offer?",
        "Who abstained?",
        "Aurora-2 sinking cause",
        "What happened in April 2023?",
        "Which bridge was shut, and why?",
        "How many books does the library lend that cost nothing?",
        "Tell me about the harbour of Lund",
        "Why did the bridge crack?",
        "Was the harbour of Lund closed because of ice?",
        "How many people live in Hofstad?",
        "How many people died in the flood?",
        "How many members of the council voted for the budget in March?",
    ],
)
def test_a_question_with_a_subject_of_its_own_is_left_alone(question: str) -> None:
    assert understand(question, previous=[answered("Who leads the Harbour Union?", "Lena Falk")]) is None


@pytest.mark.parametrize("question", ["Who is he?", "When was that?", "why?", "And in April?", "How old is she?"])
def test_without_a_question_before_nothing_is_understood(question: str) -> None:
    assert understand(question, previous=[]) is None


@pytest.mark.parametrize(
    ("before", "question"), [("How much did it cost?", "Who is he?"), ("When did Aurora-2 sink?", "Who are they?")]
)
def test_a_pronoun_that_nothing_fits_is_left_alone(before: str, question: str) -> None:
    assert understand(question, previous=[answered(before)]) is None


def test_what_was_understood_before_is_what_the_next_follow_up_builds_on() -> None:
    first = answered("How many books were lent in March 2023?", "40,000")
    second = answered("and in April?", "35,000", standalone="How many books were lent in April 2023?")
    assert understand("and in May?", previous=[first, second]) == "How many books were lent in May 2023?"


def test_a_pronoun_reaches_past_the_turn_before_if_nothing_in_it_fits() -> None:
    turns = [answered("Who leads the Harbour Union?", "Lena Falk"), answered("When did Aurora-2 sink?", "1994")]
    assert understand("How old is she?", previous=turns) == "How old is Lena Falk?"


def test_several_ways_to_understand_are_listed_best_first_and_at_most_three() -> None:
    ways = list_understandings("And Iran?", previous=[answered("What did Russia give Norland?", "boats")])
    assert ways == ("What did Iran give Norland?", "What did Russia give Iran?")
    many = answered("Did the harbour, the bridge, the port, the ferry and the pier close before the strike in Lund?")
    assert len(list_understandings("How much did it cost?", previous=[many])) <= 3


@pytest.mark.parametrize("question", ["?", "and", "what about?", "and and and?", "’s", "it", "that that that?", "of?"])
def test_odd_follow_ups_break_nothing(question: str) -> None:
    for before in ("?", "it", "When did Aurora-2 sink?", "of the", "Who's who?", "what"):
        found = list_understandings(question, previous=[answered(before), answered(before, "Lena Falk")])
        assert all(one.endswith("?") and one[0].isupper() for one in found)


@pytest.mark.parametrize(
    ("before", "answer", "question", "besides"),
    [
        ("Who met Mr. Orlov?", "Ada Holt", "Who else met him?", ("Ada Holt",)),
        ("Where did Aurora-2 sink?", "Visby", "What else sank there?", ("Aurora-2",)),
        ("Where did Aurora-2 sink?", "Visby", "Why did it sink?", ()),
        ("What did Russia give Norland?", None, "What else did it give?", ()),
        ("When did Aurora-2 sink?", "1994", "Where else did it sink?", ()),
    ],
)
def test_else_leaves_out_what_is_known(
    before: str, answer: str | None, question: str, besides: tuple[str, ...]
) -> None:
    assert list_besides(question, previous=[answered(before, answer)]) == besides


def test_else_without_a_question_before_leaves_out_nothing() -> None:
    assert list_besides("Who else met Mr. Orlov?", previous=[]) == ()
