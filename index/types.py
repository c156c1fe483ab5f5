"""What flows out of `index`: hits, and what is known of a library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.types import Article, Chunk, DateOrigin


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles may answer; an empty one lets all of them.

    Attributes:
        article: the id of one article, or its first characters, in lower case.
        source: part of the publisher's name, or the host of the article's URL or a parent domain of it; case does not
            matter.
        collection: the name of a collection that the article, or a copy of it, belongs to.
        language: the article's BCP 47 tag, or the part of it before the hyphen; case does not matter.
        since: published on this day or later. An article without a date does not pass.
        until: published on this day or earlier. An article without a date does not pass.
    """

    source: str | None = None
    since: date | None = None
    until: date | None = None
    collection: str | None = None
    language: str | None = None
    article: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether every article passes."""
        return self == Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk that search returned, with its article as it was in the same snapshot of the library.

    Attributes:
        rank: place in the fused order, from 1.
        score: reciprocal rank fusion's sum, higher is better; comparable within one search only.
        dense_score: cosine of question and chunk, -1 to 1, where dense search returned it.
        lexical_score: BM25, 0 or more, where lexical search returned it.
        original_id: the article that this one is a copy or a version of; its own id where it is no copy.
    """

    article: Article
    chunk: Chunk
    rank: int
    score: float
    dense_score: float | None = None
    lexical_score: float | None = None
    original_id: str = ""

    def __post_init__(self) -> None:
        if not self.original_id:
            object.__setattr__(self, "original_id", self.article.id)

    @property
    def text(self) -> str:
        """The chunk's own words."""
        return self.article.text[self.chunk.start : self.chunk.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderRecord:
    """What a library remembers of the encoder that made its vectors.

    Attributes:
        name: what people call the model.
        runtime: `onnx-fp32`, `onnx-int8` or `sentence-transformers`. The first and the last give the same vectors for
            the same weights and may stand in for each other.
        path: the model's folder; `None` for the one that Footnote carries.
        dimension: length of a vector.
        weights_sha256: SHA-256 over the files that decide the vectors, 64 hexadecimal digits.
    """

    name: str
    runtime: str
    path: str | None
    dimension: int
    weights_sha256: str

    def agrees_with(self, other: EncoderRecord) -> bool:
        """Whether vectors of the one may be searched with questions of the other."""
        exact = {"onnx-fp32", "sentence-transformers"}
        return (self.weights_sha256, self.dimension) == (other.weights_sha256, other.dimension) and (
            self.runtime == other.runtime or {self.runtime, other.runtime} <= exact
        )


class Change(StrEnum):
    """What became of an article in the library."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """The outcome of adding one article.

    Attributes:
        duplicate_of: the id of the article that already has the same text.
        version_of: the id of the article that this one is nearly the same as.
    """

    change: Change
    article_id: str
    chunks: int = 0
    duplicate_of: str | None = None
    version_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """One article in a listing: everything but its text."""

    id: str
    origin: str
    title: str
    url: str | None
    publisher: str | None
    author: str | None
    published_on: date | None
    language: str | None
    added_at: str
    sha256: str
    chars: int
    chunks: int
    kept_share: float = 1.0
    version_of: str | None = None
    copies: int = 0
    collections: tuple[str, ...] = ()
    published_from: DateOrigin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relatives:
    """What says the same as an article: id and origin of each copy, and the ids of its versions."""

    copies: tuple[tuple[str, str], ...]
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The library's size and state. `version` counts its changes, from 0."""

    version: int
    articles: int
    chunks: int
    encoder: EncoderRecord | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChunk:
    """The words of one chunk, its key, and its article's key and title."""

    key: int
    article_key: int
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChunk:
    """A chunk, its article, and the id of the article that this one is a version of (its own if of none)."""

    article: Article
    chunk: Chunk
    original_id: str


@dataclass(frozen=True, slots=True)
class Head:
    """A state of a library: its newest change's number (0 before any) and random token, and a chunk's last key."""

    version: int
    token: str
    last_chunk: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The hits of one search, best first, and the state of the library that they were found in."""

    hits: tuple[Hit, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class Scored:
    """Keys of chunks with their scores, best first, of one search engine."""

    keys: Sequence[int]
    scores: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.keys) != len(self.scores):
            raise ValueError(f"{len(self.keys)} keys but {len(self.scores)} scores")
