"""What callers may ask for: the parameters of pages and API, checked in one place."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from index.types import Filters
from rag.conversation import MAX_TURNS, Turn
from rag.limits import ARTICLE_PATTERN, DEFAULT_TOP, MAX_QUESTION_CHARS, MAX_TOP

MAX_PAGE_SIZE = 100
MAX_BATCH = 50  # 3 s of reading; of questions in their longest form, as many as a body of 64 KB holds
_MAX_SOURCE_CHARS = 200
_LAST_ROW = 1_000_000_000  # more articles than a library can have; SQLite refuses numbers of more than 64 bits


def _parse_day(value: object) -> object:
    # pydantic alone would also take `1700000000` and `2023-11-24T00:00:00Z`.
    if isinstance(value, str):
        if not is_day(value):
            raise ValueError("not a day of the calendar, written as 2023-11-24")
        return date.fromisoformat(value)
    if value is not None:
        raise ValueError("a day is text, written as 2023-11-24")
    return None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as `2023-11-24`."""
    try:
        return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False


Day = Annotated[date | None, BeforeValidator(_parse_day)]
# Its length is checked where every question is, after needless white space is gone.
Question = Annotated[
    str,
    Field(
        # No `maxLength`: what is counted is what is left without control characters and needless white space.
        description=f"Plain words, with at least one word; up to {MAX_QUESTION_CHARS:,} characters.",
        examples=["what did Russia provide?"],
        json_schema_extra={"minLength": 1},
    ),
]


class FilterQuery(BaseModel):
    """Which articles may answer; unknown parameters are refused, because a misspelt filter would filter nothing."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    source: str | None = Field(
        default=None,
        max_length=_MAX_SOURCE_CHARS,
        description="Part of the publisher's name, or the host of the article's URL or a parent domain of it.",
    )
    collection: str | None = Field(
        default=None, max_length=_MAX_SOURCE_CHARS, description="The name of a collection that the article belongs to."
    )
    language: str | None = Field(
        default=None, max_length=35, description="The article's BCP 47 tag, or the part of it before the hyphen."
    )
    article: str | None = Field(
        default=None, pattern=ARTICLE_PATTERN, description="The id of one article, or its first 4 or more characters."
    )
    since: Day = Field(default=None, description="Published on this day or later; undated articles do not pass.")
    until: Day = Field(default=None, description="Published on this day or earlier; undated articles do not pass.")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("`since` is after `until`, so that no article would pass")
        return self

    @property
    def filters(self) -> Filters:
        """The filters in the library's words."""
        return Filters(
            source=self.source or None,
            since=self.since,
            until=self.until,
            collection=self.collection or None,
            language=self.language or None,
            article=self.article,
        )


class AskedQuestion(FilterQuery):
    """A question, and which articles may answer it."""

    question: Question
    top: int = Field(
        default=DEFAULT_TOP, ge=1, le=MAX_TOP, strict=True, description="How many passages are read; more is slower."
    )


class AskRequest(AskedQuestion):
    """A question and those before it, and which articles may answer."""

    history: list[Question] = Field(
        default=[],
        max_length=MAX_TURNS,
        description="Earlier questions, oldest first: the question is understood in the light of them.",
    )
    exact: bool = Field(
        default=False, strict=True, description="The question is taken as it stands, whatever was asked before."
    )

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation that the question ends."""
        return *(Turn(question=earlier) for earlier in self.history), Turn(question=self.question, is_exact=self.exact)


class BatchQuestion(AskedQuestion):
    """One question of a batch. It is told by its reply if it cannot be asked; the others are answered."""

    question: str = Field(description="As in a question that is asked alone.", examples=["what did Russia provide?"])


class BatchRequest(BaseModel):
    """Questions that have nothing to do with each other."""

    model_config = ConfigDict(extra="forbid")

    questions: list[BatchQuestion] = Field(min_length=1, max_length=MAX_BATCH)


class SearchQuery(FilterQuery):
    """What to search for."""

    q: Question
    limit: int = Field(default=10, ge=1, le=MAX_TOP, description="How many hits at most.")


class PageQuery(FilterQuery):
    """The parameters of the first page; without a question it is empty."""

    q: str | None = None


class ListQuery(FilterQuery):
    """Which articles are listed, and which part of the list."""

    q: str | None = Field(
        default=None, max_length=MAX_QUESTION_CHARS, description="Words that the title or the publisher's name holds."
    )
    limit: int = Field(default=20, ge=1, le=MAX_PAGE_SIZE, description="How many at most.")
    offset: int = Field(default=0, ge=0, le=_LAST_ROW, description="How many are left out before.")
