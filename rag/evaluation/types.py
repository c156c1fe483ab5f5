"""What flows through an evaluation: questions with known answers, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """What a question file asks for."""

    LIBRARY = "library"
    PASSAGES = "passages"
    SENTENCES = "sentences"
    SEARCH = "search"


class ReaderChoice(StrEnum):
    """Which reader is measured: the one that answers as Footnote ships, or the baseline that it is held against."""

    SHIPPED = "shipped"
    SIMILARITY = "similarity"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuestion:
    """A question that is asked over a library, and what a right answer says and quotes.

    Attributes:
        answers: the exact words that answer, each on its own; may be empty.
        quote_contains: alternatives, each of passages that must all stand in one quote; may be empty.
        must_not_quote: passages that no quote may hold.
    """

    id: str
    text: str
    is_answerable: bool
    answers: tuple[str, ...] = ()
    quote_contains: tuple[tuple[str, ...], ...] = ()
    must_not_quote: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedAnswer:
    """Words that answer, and the code point of the passage that they begin at; `None` where nobody marked it."""

    text: str
    start: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageQuestion:
    """A question beside the one passage that answers it or does not."""

    id: str
    text: str
    title: str
    passage: str
    is_answerable: bool
    answers: tuple[MarkedAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceQuestion:
    """A question with candidate sentences, of which those labelled true answer it."""

    id: str
    text: str
    sentences: tuple[str, ...]
    labels: tuple[bool, ...]

    @property
    def is_clean(self) -> bool:
        """Whether it has a right and a wrong candidate, so that ranking them can succeed or fail."""
        return any(self.labels) and not all(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuestion:
    """A question and the gain, 1 or more, of each article that is relevant to it, by the collection's ids."""

    id: str
    text: str
    gains: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How sure the first answer was, and what is true.

    Attributes:
        confidence: 0 to 1, of the first answer, whether it was given or refused.
        is_answerable: whether there is an answer at all.
        is_right: whether the first answer is right, whether it was given or refused.
        is_refused: whether it stayed below the threshold.
    """

    confidence: float
    is_answerable: bool
    is_right: bool
    is_refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What became of one question.

    Attributes:
        values: what it adds to each measure that is a mean over questions, by the measure's name; one that does not
            apply to it is left out.
        judgement: `None` where nothing was to be answered or refused.
        answer: the first answer's words, whether they were given or refused.
        quotes: the words of the quotes, in order.
    """

    id: str
    question: str
    values: Mapping[str, float]
    judgement: Judgement | None = None
    answer: str | None = None
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One evaluation: what was asked of what, and what became of each question.

    Attributes:
        file: the name of the question file.
        reader: `None` where nothing was read.
        threshold: below it the reader refuses.
        encoder: `None` where nothing was searched.
    """

    form: Form
    file: str
    records: tuple[Record, ...]
    reader: str | None = None
    threshold: float | None = None
    encoder: str | None = None
    articles: int | None = None
    chunks: int | None = None
