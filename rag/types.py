"""What flows out of `rag`: readings, quotes, citations, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corpus.types import Article, Span
from index.types import Filters, Hit

HREF_HASH_DIGITS = 12  # of the text's SHA-256 in a link: 48 bits tell one article's texts apart
_CONTEXT_CHARS = 32  # before and after a quote: enough to find it again by text


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence of a chunk and the probability, 0 to 1, that it is evidence for the answer."""

    sentence: Span
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader saw in one chunk.

    Attributes:
        hit: the chunk, with its article.
        answer: the exact words that answer, a span of the article inside the chunk's sentences, without white space at
            its ends.
        evidence: one entry a sentence of the chunk, in order.
        probability: that this chunk answers the question at all and `answer` is right, 0 to 1, calibrated.
    """

    hit: Hit
    answer: Span
    evidence: tuple[Evidence, ...]
    probability: float


class AnswerStatus(StrEnum):
    """How a question ended. All three are a normal reply."""

    ANSWERED = "answered"
    CONFLICTING = "conflicting"
    NOT_IN_SOURCES = "not_in_sources"


def place_href(article: Article, start: int, end: int) -> str:
    """Return the page, relative to the server, that shows a range of an article in its place; it names the text."""
    return f"/articles/{article.id}?from={start}&to={end}&sha={article.sha256[:HREF_HASH_DIGITS]}#quote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Whole sentences of an article, word for word. Its text is derived from the article, never stored.

    Attributes:
        number: the number that it is cited by, from 1.
        start: first code point of the quote in `article.text`.
        end: one past its last code point.
        answer: the exact words inside it that answer; `None` for a quote that does not answer.
        score: the reader's probability, 0 to 1.
    """

    number: int
    article: Article
    start: int
    end: int
    answer: Span | None
    score: float

    @property
    def text(self) -> str:
        """The quoted words."""
        return self.article.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        """The number of the page that it begins on, from 1; `None` if the article has no pages."""
        return self.article.page_of(self.start)

    @property
    def prefix(self) -> str:
        """What stands directly before the quote, up to 32 characters."""
        return self.article.text[max(0, self.start - _CONTEXT_CHARS) : self.start]

    @property
    def suffix(self) -> str:
        """What stands directly after the quote, up to 32 characters."""
        return self.article.text[self.end : self.end + _CONTEXT_CHARS]

    @property
    def href(self) -> str:
        """The page that shows it in its place; it names the text, so that the page knows if that was replaced."""
        return place_href(self.article, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAnswer:
    """One distinct answer, and the quotes that carry it.

    Attributes:
        article: where its words are copied from.
        span: where they stand.
        quotes: the numbers of the quotes that carry it, best first.
        independent_sources: how many articles carry it; one and its copies and versions count once.
        probability: that it is right, 0 to 1.
    """

    article: Article
    span: Span
    quotes: tuple[int, ...]
    independent_sources: int
    probability: float

    @property
    def text(self) -> str:
        """The exact words, copied."""
        return self.article.text[self.span.start : self.span.end]


class ConflictKind(StrEnum):
    """What sources disagree about."""

    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Answers that cannot all be right: independent sources give different values for the same thing.

    Attributes:
        kind: what differs.
        answers: places in `Answer.answers`, from 0; two or more.
    """

    kind: ConflictKind
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An article that is quoted, and the numbers of its quotes."""

    article: Article
    quotes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryState:
    """What answered: the library's version and size, its encoder and the reader."""

    version: int
    articles: int
    chunks: int
    encoder: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Everything a caller needs.

    Attributes:
        confidence: the calibrated probability, 0 to 1, that the first answer is right.
        threshold: what it was held against: below it the sources do not say.
        answers: distinct answers, most probable first, at most five; empty if the sources do not say.
        quotes: what is used, numbered from 1, in the order of the answers.
        citations: the articles of the quotes, in the order of their first quote.
        nearest: up to three closest quotes if nothing answers; they are *not an answer*.
        timings_ms: milliseconds by step; the only part that differs between two runs on the same library.
        conflicts: where sources disagree; the status is `CONFLICTING` if there is one.
        standalone_question: what a follow-up was understood as, and what was searched and read; `None` if the question
            was taken as it stands.
    """

    question: str
    status: AnswerStatus
    confidence: float
    threshold: float
    answers: tuple[FoundAnswer, ...]
    quotes: tuple[Quote, ...]
    citations: tuple[Citation, ...]
    nearest: tuple[Quote, ...]
    filters: Filters
    library: LibraryState
    timings_ms: Mapping[str, float]
    conflicts: tuple[Conflict, ...] = ()
    standalone_question: str | None = None
