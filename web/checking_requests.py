"""What callers may send to have quotes verified, and to say what an answer was worth."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from index.feedback import Verdict
from rag.verifying import SavedAnswer, SavedQuote
from web.queries import AskRequest

MAX_QUOTES = 100  # an answer has at most 15 and three of the nearest
_LAST_OFFSET = 1_000_000_000  # more than any text has
_MAX_COMMENT_CHARS = 2_000


class QuoteToVerify(BaseModel):
    """A quote as it was kept; other fields of it are passed over."""

    model_config = ConfigDict(extra="ignore")

    number: int | None = Field(default=None, ge=0, le=_LAST_OFFSET, strict=True)
    article_id: str
    article_sha256: str = Field(default="", description="Tells a replaced article from a quote that was altered.")
    start: int = Field(ge=0, le=_LAST_OFFSET, strict=True)
    end: int = Field(ge=1, le=_LAST_OFFSET, strict=True)
    text: str = Field(min_length=1)
    prefix: str = Field(default="", description="Finds the right place again where the words stand in several.")
    suffix: str = ""


class AnswerToVerify(BaseModel):
    """The words that were given as an answer; other fields of it are passed over."""

    model_config = ConfigDict(extra="ignore")

    text: str


class VerifyRequest(BaseModel):
    """A whole answer as it was kept, or only its quotes; other fields are passed over."""

    model_config = ConfigDict(extra="ignore")

    quotes: list[QuoteToVerify] = Field(max_length=MAX_QUOTES)
    nearest: list[QuoteToVerify] = Field(default=[], max_length=MAX_QUOTES)
    answers: list[AnswerToVerify] = Field(default=[], max_length=MAX_QUOTES)

    @property
    def saved(self) -> SavedAnswer:
        """The answer in the library's words."""
        return SavedAnswer(
            quotes=tuple(SavedQuote(**quote.model_dump()) for quote in (*self.quotes, *self.nearest)),
            answers=tuple(answer.text for answer in self.answers),
        )


class FeedbackRequest(AskRequest):
    """A question as it was asked, and what its answer was worth."""

    verdict: Verdict
    quote: int | None = Field(
        default=None, ge=1, le=_LAST_OFFSET, strict=True, description="The quote that is meant; else the first answer."
    )
    comment: str | None = Field(default=None, max_length=_MAX_COMMENT_CHARS)
    version: int | None = Field(
        default=None,
        ge=0,
        strict=True,
        description="The answer's `library.version`: if the library has another by now, nothing is kept.",
    )

    @model_validator(mode="after")
    def _drop_empty_comment(self) -> Self:
        self.comment = self.comment or None
        return self
