"""The JSON of the API about verifying quotes and about feedback; see `web.models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from index.feedback import Verdict
from rag.verifying import QuoteState
from web.models import ReplyObject


class CheckedQuote(ReplyObject):
    """A saved quote and what became of it."""

    number: int | None = Field(description="As it was saved.")
    state: QuoteState
    article_id: str
    article_sha256: str | None = Field(description="Of the article's text as it is now; `null` if it was removed.")
    title: str | None
    start: int | None = Field(description="Where its words stand now; `null` if they do not.")
    end: int | None
    text: str | None = Field(description="The words as the article has them, never as they were sent.")
    href: str | None = Field(description="The page that shows them in their place, relative to the server.")


class CheckedAnswer(ReplyObject):
    """The words of a saved answer."""

    text: str
    is_quoted: bool = Field(description="Whether they stand in one of its quotes that is intact or moved.")


class CheckReply(ReplyObject):
    """What became of a saved answer."""

    is_verbatim: bool = Field(description="Whether every word of it stands in an article of the library.")
    quotes: list[CheckedQuote] = Field(description="One for each that was sent, in order.")
    answers: list[CheckedAnswer]


class FeedbackReply(ReplyObject):
    """What was kept."""

    id: int = Field(ge=1)
    given_at: datetime
    verdict: Verdict
    question: str
    quote: int | None
    comment: str | None
