"""What callers may send to change the library: articles as JSON, files, collections."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from corpus.drafts import parse_language, parse_url
from index.collecting import MAX_NAME_CHARS, clean_name
from index.errors import LibraryError
from rag.intake.handing import PastedText
from web.queries import Day

MAX_COLLECTIONS = 20
MAX_FILE_NAME_CHARS = 200
_MAX_LINE_CHARS = 1_000  # more than any headline; what is longer is cut by the readers of files, too
_MAX_URL_CHARS = 2_000  # what browsers and sitemaps take

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=_MAX_LINE_CHARS)]


def check_collection(name: str) -> str:
    """Return a collection's name in its one form.

    Raises:
        ValueError: if it cannot name one.
    """
    try:
        return clean_name(name)
    except LibraryError as error:
        raise ValueError(f"a collection's name has 1 to {MAX_NAME_CHARS} visible characters") from error


CollectionName = Annotated[str, Field(json_schema_extra={"minLength": 1, "maxLength": MAX_NAME_CHARS})]


class _Collecting(BaseModel):
    model_config = ConfigDict(extra="forbid")

    @field_validator("collections", "collection", check_fields=False)
    @classmethod
    def _check_names(cls, names: list[str]) -> list[str]:
        return [check_collection(name) for name in names]


class NewArticle(_Collecting):
    """An article to take in. With a URL it is the article of that address, else it is known by its words."""

    text: str = Field(
        min_length=1,
        description="A paragraph a line; what begins with `<` is read as HTML. Page furniture is cut from it.",
    )
    title: Line | None = Field(default=None, description="The headline; without one the first words stand in for it.")
    url: str | None = Field(
        default=None,
        max_length=_MAX_URL_CHARS,
        description="Where it was published: `http` or `https`. A later article with the same URL takes its place.",
        json_schema_extra={"format": "uri"},
    )
    publisher: Line | None = None
    author: Line | None = None
    published_on: Day = None
    language: str | None = Field(
        default=None, max_length=35, description="A BCP 47 tag; without one it is found from the text."
    )
    collections: list[CollectionName] = Field(default=[], max_length=MAX_COLLECTIONS)

    @field_validator("url")
    @classmethod
    def _check_url(cls, url: str | None) -> str | None:
        if url is not None and parse_url(url) != url:
            raise ValueError("not an address of the web, such as https://example.org/news")
        return url

    @field_validator("language")
    @classmethod
    def _check_language(cls, tag: str | None) -> str | None:
        if tag is not None and parse_language(tag) is None:
            raise ValueError("not a BCP 47 tag, such as en or pt-BR")
        return tag

    @model_validator(mode="after")
    def _check_text(self) -> Self:
        if not self.text.strip():
            raise ValueError("the text is blank")
        return self

    @property
    def pasted(self) -> PastedText:
        """The article in the library's words."""
        return PastedText(
            text=self.text,
            title=self.title or None,
            publisher=self.publisher or None,
            author=self.author or None,
            published_on=self.published_on,
            language=self.language,
            url=self.url,
        )


class UploadQuery(_Collecting):
    """What is said of a file beside its bytes."""

    name: str | None = Field(
        default=None,
        max_length=MAX_FILE_NAME_CHARS,
        description="The file's name. A later file of the same name takes its place. Not for an article as JSON.",
        examples=["report.pdf"],
    )
    collection: list[CollectionName] = Field(
        default=[], max_length=MAX_COLLECTIONS, description="Collections to put its articles into. May be repeated."
    )

    @field_validator("name")
    @classmethod
    def _check_name(cls, name: str | None) -> str | None:
        if name is not None and not name.replace("\\", "/").rpartition("/")[2].strip():
            raise ValueError("not the name of a file")
        return name
