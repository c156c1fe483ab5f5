"""Which answers say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.equivalence import fold_answer, is_same_answer


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("one million", "1,000,000"),
        ("over one million artillery rounds", "1 million rounds"),
        ("1.5 million", "1,500,000"),
        ("two hundred and five thousand", "205,000"),
        ("twenty-one", "21"),
        ("about two dozen", "24"),
        ("a hundred", "100"),
        ("Nov. 21", "November 21"),
        ("Sept. 3, 2023", "September 3, 2023"),
        ("the Group of Seven", "Group of Seven"),
        ("Yoo", "Yoo Sang-bum"),
        ("Mr. Putin", "Vladimir Putin"),
        ("TECHNICAL ADVICE", "technical advice from Moscow"),
        ("5 %", "5 percent"),
        ("Chandrayaan‑3", "Chandrayaan-3"),
    ],
)
def test_other_words_for_the_same_are_the_same(first: str, second: str) -> None:
    assert is_same_answer(fold_answer(first), fold_answer(second))
    assert is_same_answer(fold_answer(second), fold_answer(first))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("10", "10 million"),
        ("one million", "two million"),
        ("Nov. 21", "Nov. 22"),
        ("November 21", "October 21"),
        ("Russia", "North Korea"),
        ("20", "21"),
        ("3.5 million", "35 million"),
        ("2023", "2024"),
        ("more than 1,000 containers", "1,200 containers"),
    ],
)
def test_other_facts_are_not_the_same(first: str, second: str) -> None:
    assert not is_same_answer(fold_answer(first), fold_answer(second))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("three hundred", ("300",)),
        ("two thousand and twelve", ("2012",)),
        ("forty two and seven", ("42", "and", "7")),
        ("5 10", ("5", "10")),
        ("1.2.3", ("1.2.3",)),
        ("", ()),
        ("the", ()),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, folded: tuple[str, ...]) -> None:
    assert fold_answer(text) == folded


@given(st.text(max_size=60))
def test_an_answer_is_the_same_as_itself(text: str) -> None:
    assert is_same_answer(fold_answer(text), fold_answer(text))
