"""Who did it to whom: what a sentence tells the other way round is no answer."""

from __future__ import annotations

import pytest

from corpus.types import Span
from rag.reader.roles import is_reversed

# Question, sentence, answer.
REVERSED = [
    ("How many crates did Peru send to Chile?", "Chile has sent some 400 crates to Peru, it said.", "some 400 crates"),
    ("what did peru give chile?", "On Monday Chile gave Peru a lighthouse.", "a lighthouse"),
    ("What did Peru give to Chile?", "Chile provided Peru with tents and three cranes.", "tents and three cranes"),
    ("How many crates did Peru ship to Chile?", "At least 900 crates were shipped from Chile to Peru.", "900 crates"),
    ("How many shells did Norland send to South Korea?", "The South had sent 300 shells by May.", "300 shells"),
    (
        "What did Kim give the governor?",
        "The governor, Ivan Orlov, gave Mr. Kim a drone and a vest.",
        "a drone and a vest",
    ),
    ("How many doses did Malta get from Cyprus?", "Malta gave Cyprus 5,000 doses.", "5,000 doses"),
    ("How many doses did Malta send to Cyprus?", "Malta received 5,000 doses from Cyprus in May.", "5,000 doses"),
    ("Who sued Halvorsen?", "Halvorsen has sued a former partner, Ana Ruiz.", "Ana Ruiz"),
    ("Whom did Ruiz sue?", "Ruiz was sued in March by Halvorsen.", "Halvorsen"),
    ("Whom did Alice Wekesa replace?", "Alice Wekesa has been succeeded by Peter Ndolo.", "Peter Ndolo"),
    ("What did Ilagan say about Catapang?", '"She paid us badly," said Catapang.', "She paid us badly"),
    ("How much did Brazil charge Peru?", "Brazil had been charged 24 million for it.", "24 million"),
    ("What did the sailors give Rivero?", "The sailors were given rum.", "rum"),
]
TOLD_SO = [
    ("How many crates did Chile send to Peru?", "Chile has sent some 400 crates to Peru, it said.", "some 400 crates"),
    ("What did Chile give Peru?", "On Monday Chile gave Peru a lighthouse.", "a lighthouse"),
    ("What did Peru get from Chile?", "On Monday Chile gave Peru a lighthouse.", "a lighthouse"),
    ("What did Russia provide?", "Russia provided the North with food, she said.", "food"),
    ("How many crates did Chile ship to Peru?", "At least 900 crates were shipped from Chile to Peru.", "900 crates"),
    ("Who sued Halvorsen?", "Halvorsen was sued by a former partner, Ana Ruiz.", "Ana Ruiz"),
    ("Whom did Halvorsen sue?", "Halvorsen has sued a former partner, Ana Ruiz.", "Ana Ruiz"),
    ("Who succeeded Alice Wekesa?", "Alice Wekesa has been succeeded by Peter Ndolo.", "Peter Ndolo"),
    ("What did Catapang say about Ilagan?", '"She paid us badly," said Catapang.', "She paid us badly"),
    ("How many points did Graz get?", "Porto got 93 points, Graz 90, Ghent 86.", "90"),
    ("What did Peru offer Chile?", "Chile was offered a lighthouse by Peru.", "a lighthouse"),
    ("What did Peru give Chile?", "Chile asked for boats, and it gave them tents.", "tents"),
    ("Which play opened the season?", "The season opened on Friday with The Orchard.", "The Orchard"),
    ("When was the bridge built?", "The bridge was built in 1911 by the army.", "1911"),
    ("What is the capital of Peru?", "Chile gave Lima, the capital of Peru, a lighthouse.", "Lima"),
    ("", "Chile gave Peru a lighthouse.", "a lighthouse"),
    # A pattern that tries every way to split such a run of marks would never end.
    ("What did Peru give?", "Chile gave a boat " + ".,-'" * 200 + " Peru", "a boat"),
]


def _ask(question: str, sentence: str, answer: str) -> bool:
    start = sentence.index(answer)
    return is_reversed(question, sentence, Span(start, start + len(answer)))


@pytest.mark.parametrize(("question", "sentence", "answer"), REVERSED)
def test_sees_that_a_sentence_tells_it_the_other_way_round(question: str, sentence: str, answer: str) -> None:
    assert _ask(question, sentence, answer)


@pytest.mark.parametrize(("question", "sentence", "answer"), TOLD_SO)
def test_leaves_what_is_told_as_it_is_asked_or_cannot_be_compared(question: str, sentence: str, answer: str) -> None:
    assert not _ask(question, sentence, answer)
