"""The JSON of the API: one model per object, so that OpenAPI publishes the shape. `docs/api.md` describes it.

Replies are made by `rag.answer_json`; tests hold these models to them.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

_OFFSET = "Unicode code points into the article's text"


class ReplyObject(BaseModel):
    """What every object of a reply has in common: no field but the published ones."""

    model_config = ConfigDict(extra="forbid")


class Status(StrEnum):
    """How a question ended. All three are a normal reply."""

    ANSWERED = "answered"
    CONFLICTING = "conflicting"
    NOT_IN_SOURCES = "not_in_sources"


class ConflictKind(StrEnum):
    """What sources disagree about."""

    NUMBER = "number"
    DATE = "date"


class FoundAnswer(ReplyObject):
    """One distinct answer, in the words of an article."""

    text: str = Field(description="The exact words, copied.")
    quotes: list[int] = Field(description="Numbers of the quotes that carry it, best first.")
    independent_sources: int = Field(ge=1, description="Articles that carry it; copies and versions of one count once.")
    probability: float = Field(ge=0, le=1, description="That it is right.")


class DatedWords(ReplyObject):
    """Words of a quote that name days by the day of publication, such as "on Monday"."""

    text: str
    start: int = Field(ge=0, description=f"First code point: {_OFFSET}.")
    end: int = Field(ge=1, description=f"One past the last code point: {_OFFSET}.")
    first: date = Field(description="The first day that they can mean.")
    last: date = Field(description="The last day that they can mean, inclusive.")


class Quote(ReplyObject):
    """Whole sentences of an article, word for word: `text` is `article.text[start:end]`."""

    number: int = Field(ge=1, description="What it is cited by.")
    article_id: str
    article_sha256: str = Field(description="SHA-256 of the article's text in UTF-8, when it was quoted.")
    start: int = Field(ge=0, description=f"First code point: {_OFFSET}.")
    end: int = Field(ge=1, description=f"One past the last code point: {_OFFSET}.")
    page: int | None = Field(ge=1, description="Of a paged document: the page that it begins on.")
    text: str
    prefix: str = Field(description="Up to 32 characters before it, to find it again by text.")
    suffix: str = Field(description="Up to 32 characters after it.")
    answer_start: int | None = Field(description=f"Where the words that answer begin: {_OFFSET}.")
    answer_end: int | None = Field(description=f"Where they end: {_OFFSET}.")
    dates: list[DatedWords] = Field(description="What its words that name days mean; English articles of a known day.")
    score: float = Field(ge=0, le=1, description="The reader's probability that it answers.")
    href: str = Field(description="The page that shows it in its place, relative to the server.")


class NearestQuote(Quote):
    """One of the closest quotes where nothing answers. It is *not an answer*."""

    title: str
    publisher: str | None
    published_on: date | None
    url: str | None


class ArticleReference(ReplyObject):
    """What is known of an article, without its text."""

    article_id: str
    title: str
    publisher: str | None
    author: str | None
    published_on: date | None
    published_from: str | None = Field(description="Where that date was found: `meta`, `json-ld`, `byline` …")
    language: str | None = Field(description="A BCP 47 tag.")
    url: str | None = Field(description="Where it was published, as given. Check its scheme before you link to it.")
    added_at: datetime | None


class Conflict(ReplyObject):
    """Answers that cannot all be right. Neither is called right: show them side by side."""

    kind: ConflictKind
    answers: list[int] = Field(min_length=2, description="Places in `answers`, from 0.")


class Source(ArticleReference):
    """An article that is quoted."""

    quotes: list[int] = Field(description="Numbers of its quotes.")


class ActiveFilters(ReplyObject):
    """Which articles could answer."""

    source: str | None
    since: date | None
    until: date | None
    collection: str | None
    language: str | None
    article: str | None


class LibraryState(ReplyObject):
    """What answered."""

    version: int = Field(ge=0, description="Counts the library's changes.")
    articles: int = Field(ge=0)
    chunks: int = Field(ge=0)
    encoder: str
    reader: str


class Answer(ReplyObject):
    """An answer in the articles' own words, or the statement that they do not say."""

    question: str
    standalone_question: str | None = Field(description="What a follow-up was understood as, if it was one.")
    status: Status
    confidence: float = Field(ge=0, le=1, description="Probability that the first answer is right.")
    threshold: float = Field(
        ge=0, le=1, description="What `confidence` is held against; below, the sources do not say."
    )
    answers: list[FoundAnswer] = Field(max_length=5, description="Most probable first; none if the sources do not say.")
    quotes: list[Quote] = Field(description="What is used, numbered from 1, in the order of the answers.")
    sources: list[Source] = Field(description="The quoted articles, in the order of their first quote.")
    nearest: list[NearestQuote] = Field(max_length=3, description="The closest quotes if nothing answers.")
    conflicts: list[Conflict] = Field(description="Where independent sources give different values.")
    filters: ActiveFilters
    library: LibraryState
    timings_ms: dict[str, float] = Field(
        description="Milliseconds by step: the only part that differs between two runs on the same library."
    )


class SearchHit(ReplyObject):
    """A passage that search found: whole sentences of an article."""

    rank: int = Field(ge=1)
    score: float = Field(description="Reciprocal rank fusion; comparable within one search only.")
    dense_score: float | None = Field(description="Cosine of question and passage, where search by meaning found it.")
    lexical_score: float | None = Field(description="BM25, where search by words found it.")
    start: int = Field(ge=0, description=f"First code point: {_OFFSET}.")
    end: int = Field(ge=1, description=f"One past the last code point: {_OFFSET}.")
    text: str
    href: str = Field(description="The page that shows it in its place, relative to the server.")
    article_sha256: str
    article: ArticleReference


class LibrarySize(ReplyObject):
    """How large the library is, and which of its versions was read."""

    version: int = Field(ge=0)
    articles: int = Field(ge=0)
    chunks: int = Field(ge=0)


class SearchReply(ReplyObject):
    """Passages, best first."""

    query: str
    filters: ActiveFilters
    library: LibrarySize
    hits: list[SearchHit]


class Flaw(ReplyObject):
    """One part of a request that is not valid."""

    where: str = Field(description="The parameter, as a path such as `body.question`.")
    detail: str


class ProblemDetails(ReplyObject):
    """What failed (RFC 9457); sent as `application/problem+json`."""

    type: str = Field(description="The kind of problem: a URI, relative to the server, that leads to its description.")
    title: str = Field(description="The kind of problem in words; always the same for one `type`.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong this time.")
    errors: list[Flaw] | None = Field(default=None, description="Each part that is not valid.")
    request_id: str | None = Field(default=None, description="The reply's `X-Request-ID`, which the server's log has.")


class BatchReply(ReplyObject):
    """One reply a question, in the order of the questions."""

    replies: list[Answer | ProblemDetails] = Field(
        description="An answer, or the problem of a question that cannot be asked."
    )


class Limits(ReplyObject):
    """How much may be sent and asked at once."""

    question_chars: int = Field(ge=1)
    history: int = Field(ge=0, description="Earlier questions that a question may bring.")
    batch: int = Field(ge=1, description="Questions of a batch.")
    top: int = Field(ge=1, description="Passages that are read for a question, at most.")
    body_bytes: int = Field(ge=1)
    upload_bytes: int = Field(ge=1, description="Of an article or a file that is added.")


class LibraryStatus(ReplyObject):
    """What answers here."""

    footnote: str = Field(description="The version of Footnote.")
    library: LibrarySize
    collections: int = Field(ge=0)
    encoder: str
    reader: str
    threshold: float = Field(ge=0, le=1, description="What an answer's confidence is held against.")
    limits: Limits


class Health(ReplyObject):
    """The server's own state."""

    status: str
