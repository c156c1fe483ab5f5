"""What drafting makes: questions, and what each expects for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from corpus.types import Span

if TYPE_CHECKING:
    from rag.drafting.phrases import Sentence


class Kind(StrEnum):
    """What a question asks for."""

    HOW_MANY = "how many"
    HOW_MUCH = "how much"
    WHEN = "when"
    WHAT = "what"
    WHY = "why"
    WHO = "who"
    WHERE = "where"
    HOW_OLD = "how old"
    SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question that a sentence should answer; nothing is known of it until it was asked.

    Attributes:
        question: one line, with its question mark.
        sentence: where the sentence stands in the article.
        expected: where the words stand that should answer.
    """

    question: str
    kind: Kind
    sentence: Span
    expected: Span

    @classmethod
    def of(cls, sentence: Sentence, kind: Kind, question: str, first: int, after: int) -> Self:
        """Return a draft whose answer is the tokens `first` up to `after` of its sentence."""
        tokens = sentence.tokens
        return cls(
            question=question,
            kind=kind,
            sentence=Span(tokens[0].start, tokens[-1].end),
            expected=Span(tokens[first].start, tokens[after - 1].end),
        )
