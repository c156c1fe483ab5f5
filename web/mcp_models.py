"""The parameters of the MCP tools, and the replies, as far as the API has none of these shapes."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rag.limits import MAX_TOP
from web.models import ArticleReference
from web.queries import FilterQuery, Question

_OFFSET = "a Unicode code point of the article's text"
_LAST_OFFSET = 1_000_000_000  # more than any text has


class SearchArguments(FilterQuery):
    """What to search for."""

    query: Question
    limit: int = Field(default=10, ge=1, le=MAX_TOP, description="How many passages at most.")


class ReadArguments(BaseModel):
    """Which article, and which part of it."""

    model_config = ConfigDict(extra="forbid")

    article_id: str = Field(min_length=1, max_length=64, description="As `ask` and `search` give it.")
    start: int = Field(default=0, ge=0, le=_LAST_OFFSET, alias="from", description=f"Where to begin: {_OFFSET}.")
    end: int | None = Field(
        default=None, ge=1, le=_LAST_OFFSET, alias="to", description=f"Where to end, exclusive: {_OFFSET}."
    )

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.end is not None and self.end <= self.start:
            raise ValueError("`to` is not after `from`")
        return self


class ArticlePart(ArticleReference):
    """A part of an article's text, word for word."""

    article_sha256: str
    chars: int = Field(ge=0, description="Length of the whole text in code points.")
    start: int = Field(ge=0, alias="from", description=f"Where the part begins: {_OFFSET}.")
    end: int = Field(ge=0, alias="to", description=f"Where it ends, exclusive: {_OFFSET}.")
    text: str
    next: int | None = Field(description="Where to go on; null at the end of the article.")
