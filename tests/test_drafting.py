"""Questions drafted from sentences: which are made, in which words, and which are not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import make_article
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.splitting import split
from rag.drafting.articles import MAX_QUESTION_CHARS, draft_questions
from rag.drafting.verbs import BASE_OF_PARTICIPLE, BASE_OF_PAST


def draft(text: str, *, language: str | None = "en") -> list[tuple[str, str]]:
    """Each question, and the words that should answer it."""
    article = replace(make_article(text), language=language)
    drafts = draft_questions(article, split(article))
    for one in drafts:
        assert one.sentence.start <= one.expected.start < one.expected.end <= one.sentence.end
    return [(one.question, article.text[one.expected.start : one.expected.end]) for one in drafts]


@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        ("NASA sent 40 probes to Mars in 2019.", "How many probes did NASA send to Mars in 2019?", "40 probes"),
        ("UNICEF has opened 12 schools in Lund.", "How many schools has UNICEF opened in Lund?", "12 schools"),
        ("At least 30 people were rescued in Lund.", "How many people were rescued in Lund?", "At least 30 people"),
        ("NASA paid $3 million for a harbour crane.", "How much did NASA pay for a harbour crane?", "$3 million"),
        ("NASA will close the Lund office on May 3.", "When will NASA close the Lund office?", "on May 3"),
        ("On May 3, NASA closed the Lund office.", "When did NASA close the Lund office?", "On May 3"),
        ("NASA opened a new launch site on May 3, 2021.", "What did NASA open on May 3, 2021?", "a new launch site"),
        (
            "NASA closed the Lund office because of ice.",
            "Why did NASA close the Lund office?",
            "because of ice.",
        ),
        ("Mary Holt, 43, runs the pier.", "How old is Mary Holt?", "43"),
        ("The pier is run by NASA chief executive Mary Holt.", "Who is the NASA chief executive?", "Mary Holt"),
        ("It was seen by NASA’s director, Mary Holt.", "Who is NASA’s director?", "Mary Holt"),
        ("Mary Holt, who heads Roscosmos, was there.", "Who heads Roscosmos?", "Mary Holt"),
        ("Mary Holt, the head of NASA, was there.", "Who is Mary Holt?", "the head of NASA"),
        ("NASA was founded in 1958.", "When was NASA founded?", "in 1958"),
        ("NASA is based in Lund.", "Where is NASA based?", "in Lund"),
        (
            "Mary Holt said Tuesday that NASA would stay.",
            "What did Mary Holt say about NASA?",
            "NASA would stay.",
        ),
        ("“NASA is strong,” Mary Holt said.", "What did Mary Holt say about NASA?", "NASA is strong,"),
    ],
)
def test_a_sentence_gives_a_question(text: str, question: str, answer: str) -> None:
    assert (question, answer) in draft(text)


@pytest.mark.parametrize(
    "text",
    [
        "He sent 40 probes to Mars in 2019.",  # who?
        "The company closed its office on May 3.",  # which one?
        "“We closed the Lund office on May 3.”",  # we?
        "At least 30 people were hurt.",  # where?
        "NASA sent them 40 probes.",
        "NASA based in Lund on May 3.",
        "NASA closed the Lund office on May 3",  # a headline
        "NASA signed a bill on May 3.",  # what bill?
        "NASA sent 2022 models to Lund.",
        "NASA sent two of them.",
        "Former NASA CEO Mary Holt was there.",
        "Mary Holt said that he would stay.",
    ],
)
def test_a_sentence_that_would_give_an_unclear_question_gives_none(text: str) -> None:
    assert draft(text) == []


def test_a_person_is_asked_about_by_the_whole_name() -> None:
    text = "Mary Holt came to Lund.\n\nLater Holt left. Holt closed the Lund office on May 3."
    assert ("When did Mary Holt close the Lund office?", "on May 3") in draft(text)


def test_only_english_gives_questions() -> None:
    text = "NASA closed the Lund office on May 3."
    assert draft(text, language="en-GB") == draft(text)
    assert [draft(text, language=language) for language in ("de", None)] == [[], []]


def test_words_inside_a_longer_quotation_are_nobodys_fact() -> None:
    assert draft("“It froze. NASA closed the Lund office on May 3. It thawed,” she said.") == []


@pytest.mark.parametrize(
    "text",
    [
        "NASA closed the <b>Lund</b> office on May 3.",
        "NASA closed the Lund\x1b[31m office on May 3.",
        "NASA closed the \u202eLund office on May 3.",
        "NASA closed the {{ 7*7 }} office on May 3.",
        "NASA closed the " + "very " * 1000 + "Lund office on May 3.",
        "NASA sent 40 probes to " + "Lundlundlund" * 12 + ".",
    ],
)
def test_hostile_sentences_give_nothing(text: str) -> None:
    assert draft(text) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "NASA",
                "Mary",
                "Holt",
                "sent",
                "40",
                "$3",
                "on",
                "May",
                "3",
                "said",
                "the",
                "office",
                "of",
                ",",
                ".",
                "“",
                "”",
                "<",
                ">",
                "\x1b",
                "and",
                "that",
            ]
        )
    )
)
def test_whatever_the_text_a_question_is_one_clean_short_line(words: list[str]) -> None:
    for question, _ in draft(" ".join(["It", *words, "."])):
        assert question.endswith("?")
        assert len(question) <= MAX_QUESTION_CHARS
        assert question.replace("’", "").replace("$", "").isprintable()
        assert not set(question) & set("<>{}“”\x1b\n")


def test_verbs_go_back_to_their_base() -> None:
    wanted = {"sent": "send", "closed": "close", "banned": "ban", "denied": "deny", "paid": "pay", "found": "find"}
    assert {past: BASE_OF_PAST[past] for past in wanted} == wanted
    assert (BASE_OF_PARTICIPLE["founded"], BASE_OF_PARTICIPLE["risen"]) == ("found", "rise")
