"""What was provided, without to whom."""

from __future__ import annotations

import pytest

from corpus.types import Span
from rag.reader.recipients import without_recipient


@pytest.mark.parametrize(
    ("question", "text", "answer", "expected"),
    [
        (
            "What did Lund provide?",
            "Lund has provided the town with food and oil.",
            "the town with food and oil",
            "food and oil",
        ),
        ("what did it supply", "It supplied Aa with parts.", "Aa with parts", "parts"),
        ("What were the crews equipped with?", "They equipped crews with radios.", "crews with radios", None),
        ("Who did Lund provide?", "Lund provided Aa with oil.", "Aa with oil", None),
        ("What did Lund provide?", "Lund provided bread with butter.", "bread with butter", None),
        ("What did Lund provide?", "Lund was at war with Aa.", "war with Aa", None),
        ("What did Lund provide?", "Lund provided food.", "food", None),
        ("What did Lund do?", "Lund provided Aa with oil.", "Aa with oil", None),
    ],
)
def test_the_recipient_is_no_part_of_what_was_provided(
    question: str, text: str, answer: str, expected: str | None
) -> None:
    start = text.index(answer)
    span = without_recipient(question, text, Span(start, start + len(answer)))
    assert text[slice(*span)] == (expected or answer)
