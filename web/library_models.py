"""The JSON of the API about articles and collections; see `web.models`."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from web.models import ArticleReference, ReplyObject


class ListedArticle(ArticleReference):
    """An article in a list."""

    article_sha256: str
    chars: int = Field(ge=0, description="Length of the text in code points.")
    chunks: int = Field(ge=0, description="How many passages it was split into.")
    kept_share: float = Field(ge=0, le=1, description="Of what was read; the rest was cut as page furniture.")
    version_of: str | None = Field(
        description="The article that it is nearly the same as, and was published before it."
    )
    copies: int = Field(ge=0, description="How many other places have its very text.")
    collections: list[str]


class ArticleList(ReplyObject):
    """A part of the list of articles, newest first."""

    articles: list[ListedArticle]
    total: int = Field(ge=0)
    limit: int
    offset: int
    next: str | None = Field(description="Where the list goes on, relative to the server; `null` at its end.")


class WholeArticle(ArticleReference):
    """An article with its text, which all offsets point into."""

    article_sha256: str
    chars: int = Field(ge=0)
    text: str


class Removal(ReplyObject):
    """Something that cleaning cut from an article."""

    text: str
    reason: str = Field(description="The evidence for it in a word or two.")


class Removals(ReplyObject):
    """What cleaning cut from an article, in the order in which it was found."""

    article_id: str
    kept_share: float = Field(ge=0, le=1, description="Of what was read.")
    removals: list[Removal]


class Collection(ReplyObject):
    """A named set of articles."""

    name: str
    articles: int = Field(ge=1)


class CollectionList(ReplyObject):
    """The collections, by name; one is there as long as an article is in it."""

    collections: list[Collection]


class TakenInAs(StrEnum):
    """What became of an article."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REMOVED = "removed"
    FAILED = "failed"


class Outcome(ReplyObject):
    """What became of one article of those that were sent."""

    outcome: TakenInAs
    name: str = Field(description="What messages call it: the file, and in it the part.")
    article_id: str | None = Field(description="`null` if it failed.")
    title: str | None
    duplicate_of: str | None = Field(description="The article that has its very text, and is kept instead of it.")
    version_of: str | None = Field(description="The article that it is nearly the same as.")
    failure: str | None = Field(description="Why it could not be taken in, and what to do instead.")


class TakenIn(ReplyObject):
    """What became of each article that was sent."""

    outcomes: list[Outcome]
    version: int = Field(ge=0, description="The library's version after it.")
