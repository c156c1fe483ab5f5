"""The library's one truth: articles, chunks, vectors and the history of changes, in a SQLite file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Chunk, Span
from index.database import Database
from index.errors import LibraryCorruptError
from index.types import Filters, Head, StoredChunk, Summary

_ARTICLE_FIELDS = "id, origin, title, text, sha256, url, publisher, author, published_on, language, added_at"
_VECTOR_DTYPE = np.dtype("<f2")


class Store(Database):
    """One open library file, in the words of the library."""

    # History

    def head(self) -> Head:
        """Return the newest change."""
        row = self.row("SELECT version, token, last_chunk FROM changes ORDER BY version DESC LIMIT 1")
        return Head(0, "", 0) if row is None else Head(*row)

    def knows(self, head: Head) -> bool:
        """Whether a state belongs to this library's history."""
        row = self.row("SELECT token, last_chunk FROM changes WHERE version = ?", head.version)
        return row == (head.token, head.last_chunk) if row else head == Head(0, "", 0)

    def removed_since(self, version: int) -> list[range]:
        """Return the ranges of chunk keys that went away after a version."""
        rows = self.rows(
            "SELECT removed_from, removed_to FROM changes WHERE version > ? AND removed_from IS NOT NULL", version
        )
        return [range(start, end) for start, end in rows]

    # Articles

    def find(self, article_id: str) -> Article | None:
        """Return an article, or `None`."""
        row = self.row(f"SELECT {_ARTICLE_FIELDS} FROM articles WHERE id = ?", article_id)
        return None if row is None else _article(row)

    def find_text(self, sha256: str) -> str | None:
        """Return the id of the first article with this text, or `None`."""
        row = self.row("SELECT id FROM articles WHERE sha256 = ? ORDER BY key LIMIT 1", sha256)
        return None if row is None else str(row[0])

    def match_ids(self, prefix: str) -> list[str]:
        """Return the ids that begin with `prefix`, at most ten, in order."""
        rows = self.rows("SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 10", len(prefix), prefix)
        return [row[0] for row in rows]

    def count(self) -> tuple[int, int]:
        """Return how many articles and how many chunks there are."""
        row = self.row("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM chunks)")
        assert row is not None
        return row[0], row[1]

    def summaries(self, *, limit: int | None = None, offset: int = 0) -> list[Summary]:
        """Return articles without their texts, newest first: by date, then by when they were added."""
        rows = self.rows(
            "SELECT id, origin, title, url, publisher, author, published_on, language, added_at, sha256, length(text), "
            "(SELECT count(*) FROM chunks WHERE article_key = articles.key) FROM articles "
            "ORDER BY published_on IS NULL, published_on DESC, key LIMIT ? OFFSET ?",
            -1 if limit is None else limit,
            offset,
        )
        return [
            Summary(
                id=row[0],
                origin=row[1],
                title=row[2],
                url=row[3],
                publisher=row[4],
                author=row[5],
                published_on=_date(row[6]),
                language=row[7],
                added_at=row[8],
                sha256=row[9],
                chars=row[10],
                chunks=row[11],
            )
            for row in rows
        ]

    def insert(self, article: Article, chunks: Sequence[Chunk], vectors: NDArray[np.float32]) -> None:
        """Put in an article, in place of the one that has its id; only inside `write`.

        Args:
            article: `added_at` is kept if it is set, else it is now.
            chunks: of this article, in order.
            vectors: `(len(chunks), dimension)`, of unit length; kept in half precision.
        """
        if len(chunks) != len(vectors):
            raise ValueError(f"{len(chunks)} chunks but {len(vectors)} vectors")
        removed = self._delete(article.id)
        added_at = article.added_at or datetime.now(UTC)
        published_on = article.published_on.isoformat() if article.published_on else None
        article_key = self.execute(
            f"INSERT INTO articles ({_ARTICLE_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            article.id, article.origin, article.title, article.text, article.sha256, article.url, article.publisher,
            article.author, published_on, article.language, added_at.isoformat(timespec="seconds"),
        )  # fmt: skip
        for chunk, vector in zip(chunks, vectors, strict=True):
            chunk_key = self.execute(
                'INSERT INTO chunks (article_key, "start", "end", sentences) VALUES (?, ?, ?, ?)',
                article_key,
                chunk.start,
                chunk.end,
                json.dumps(chunk.sentences, separators=(",", ":")),
            )
            self.execute("INSERT INTO vectors VALUES (?, ?)", chunk_key, vector.astype(_VECTOR_DTYPE).tobytes())
        self._record_change(article.id, removed)

    def delete(self, article_id: str) -> bool:
        """Take out an article; only inside `write`. Returns whether it was there."""
        if self.row("SELECT 1 FROM articles WHERE id = ?", article_id) is None:
            return False
        self._record_change(article_id, self._delete(article_id))
        return True

    def _delete(self, article_id: str) -> tuple[int, int] | None:
        # The keys of an article's chunks are consecutive: they were drawn inside one transaction.
        row = self.row(
            "SELECT min(chunks.key), max(chunks.key) + 1 FROM chunks JOIN articles ON articles.key = article_key "
            "WHERE articles.id = ?",
            article_id,
        )
        self.execute("DELETE FROM articles WHERE id = ?", article_id)
        return None if row is None or row[0] is None else (row[0], row[1])

    def _record_change(self, article_id: str, removed: tuple[int, int] | None) -> None:
        last_chunk = self.row("SELECT seq FROM sqlite_sequence WHERE name = 'chunks'") or (0,)
        self.execute(
            "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)",
            self.head().version + 1,
            secrets.token_hex(8),
            article_id,
            *(removed or (None, None)),
            *last_chunk,
        )

    # Chunks

    def chunk_words(self, *, after_key: int = 0) -> Iterator[StoredChunk]:
        """Yield the words of every chunk with a greater key, in the order of the keys."""
        rows = self.iterate(
            'SELECT chunks.key, article_key, title, substr(text, "start" + 1, "end" - "start") '
            "FROM chunks JOIN articles ON articles.key = article_key WHERE chunks.key > ? ORDER BY chunks.key",
            after_key,
        )
        for row in rows:
            yield StoredChunk(key=row[0], article_key=row[1], title=row[2], text=row[3])

    def vectors(self, dimension: int, *, after_key: int = 0) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """Return keys `(n,)` and vectors `(n, dimension)` of every chunk with a greater key.

        Raises:
            LibraryCorruptError: if a vector has another length.
        """
        size = dimension * _VECTOR_DTYPE.itemsize
        keys: list[int] = []
        packed = bytearray()
        for key, vector in self.iterate(
            "SELECT chunk_key, vector FROM vectors WHERE chunk_key > ? ORDER BY chunk_key", after_key
        ):
            if len(vector) != size:
                raise LibraryCorruptError(
                    f"A vector in {self.path} has not {dimension} dimensions. Look for damage with: footnote check"
                )
            keys.append(key)
            packed += vector
        return np.array(keys, dtype=np.int64), np.frombuffer(packed, dtype=_VECTOR_DTYPE).reshape(-1, dimension)

    def load_chunks(self, keys: Sequence[int]) -> dict[int, tuple[Article, Chunk]]:
        """Return chunks with their articles, by key; those that are gone are left out. An article is loaded once."""
        articles: dict[int, Article] = {}
        found: dict[int, tuple[Article, Chunk]] = {}
        for key in keys:
            row = self.row('SELECT article_key, "start", "end", sentences FROM chunks WHERE key = ?', key)
            if row is None:
                continue
            if row[0] not in articles:
                fields = self.row(f"SELECT {_ARTICLE_FIELDS} FROM articles WHERE key = ?", row[0])
                assert fields is not None  # a foreign key holds it
                articles[row[0]] = _article(fields)
            article = articles[row[0]]
            found[key] = article, _chunk(article.id, row[1:])
        return found

    def chunks_of(self, article_id: str) -> list[Chunk]:
        """Return the chunks of an article, in order."""
        rows = self.rows(
            'SELECT chunks."start", chunks."end", sentences FROM chunks JOIN articles ON articles.key = article_key '
            "WHERE articles.id = ? ORDER BY 1",
            article_id,
        )
        return [_chunk(article_id, row) for row in rows]

    def select_articles(self, filters: Filters) -> list[int]:
        """Return the keys of the articles that pass."""
        return [row[0] for row in self.rows(*_where(filters))]

    def chunk_keys(self, article_keys: Sequence[int]) -> NDArray[np.int64]:
        """Return the keys of the chunks of articles."""
        listed = json.dumps(list(article_keys))
        rows = self.rows("SELECT key FROM chunks WHERE article_key IN (SELECT value FROM json_each(?))", listed)
        return np.array([row[0] for row in rows], dtype=np.int64)


def _article(row: tuple[Any, ...]) -> Article:
    return Article(
        id=row[0], origin=row[1], title=row[2], text=row[3], sha256=row[4], url=row[5], publisher=row[6], author=row[7],
        published_on=_date(row[8]), language=row[9], added_at=datetime.fromisoformat(row[10]),
    )  # fmt: skip


def _chunk(article_id: str, row: tuple[Any, ...]) -> Chunk:
    start, end, sentences = row
    return Chunk(
        article_id=article_id, start=start, end=end, sentences=tuple(Span(*span) for span in json.loads(sentences))
    )


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _where(filters: Filters) -> tuple[str, ...]:
    conditions = ["1"]
    values: list[str] = []
    if filters.since is not None:
        conditions.append("published_on >= ?")
        values.append(filters.since.isoformat())
    if filters.until is not None:
        conditions.append("published_on <= ?")
        values.append(filters.until.isoformat())
    if filters.source is not None:
        # `/host/` and `.host/` after the scheme: news.example.org passes for example.org, notexample.org does not.
        conditions.append(
            "(instr(fold(publisher), ?) OR instr(fold(url) || '/', '/' || ? || '/') "
            "OR instr(fold(url) || '/', '.' || ? || '/'))"
        )
        values += [filters.source.casefold().strip()] * 3
    return f"SELECT key FROM articles WHERE {' AND '.join(conditions)}", *values
