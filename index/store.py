"""The library's one truth: articles, chunks, vectors and the history of changes, in a SQLite file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article, Chunk, Loaded, Removal
from index.database import Database
from index.errors import LibraryCorruptError
from index.originals import Originals
from index.repeated import RepeatedLines
from index.rows import (
    ARTICLE_FIELDS,
    SUMMARY_FIELDS,
    article_values,
    read_article,
    read_chunk,
    read_summary,
    select_keys,
)
from index.types import Filters, FoundChunk, Head, StoredChunk, Summary

_VECTOR_DTYPE = np.dtype("<f2")


class Store(Database):
    """One open library file, in the words of the library."""

    @cached_property
    def originals(self) -> Originals:
        """The copies and versions among its articles."""
        return Originals(self)

    @cached_property
    def repeated(self) -> RepeatedLines:
        """What the publishers of its articles repeat."""
        return RepeatedLines(self)

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
        row = self.row(f"SELECT {ARTICLE_FIELDS} FROM articles WHERE id = ?", article_id)
        return None if row is None else read_article(row)

    def find_text(self, sha256: str) -> str | None:
        """Return the id of the first article with this text, or `None`."""
        row = self.row(
            "SELECT id FROM articles WHERE sha256 = ? OR read_sha256 = ? ORDER BY key LIMIT 1", sha256, sha256
        )
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
            f"SELECT {SUMMARY_FIELDS} FROM articles "
            "ORDER BY published_on IS NULL, published_on DESC, key LIMIT ? OFFSET ?",
            -1 if limit is None else limit,
            offset,
        )
        return [read_summary(row) for row in rows]

    def summary(self, article_id: str) -> Summary | None:
        """Return an article without its text, or `None`."""
        row = self.row(f"SELECT {SUMMARY_FIELDS} FROM articles WHERE id = ?", article_id)
        return None if row is None else read_summary(row)

    def read_text_of(self, article_id: str) -> str | None:
        """Return the SHA-256 of an article's text as it was read, before anything was cut as repeated."""
        row = self.row("SELECT coalesce(read_sha256, sha256) FROM articles WHERE id = ?", article_id)
        return None if row is None else str(row[0])

    def insert(
        self, loaded: Loaded, chunks: Sequence[Chunk], vectors: NDArray[np.float32], *, read: Loaded | None = None
    ) -> str | None:
        """Put in an article, in place of the one that has its id; only inside `write`.

        Args:
            loaded: the article, with what was cut from it; its `added_at` is kept if it is set, else it is now.
            chunks: of this article, in order.
            vectors: `(len(chunks), dimension)`, of unit length; kept in half precision.
            read: the article as it was read, where something was cut from it as repeated.

        Returns:
            The id of the article that it is a version of; `None` if of none.
        """
        if len(chunks) != len(vectors):
            raise ValueError(f"{len(chunks)} chunks but {len(vectors)} vectors")
        article = loaded.article
        self.originals.forget_copy(article.id)
        removed, parted = self._delete(article.id)
        values = article_values(article, added_at=article.added_at or datetime.now(UTC))
        article_key = self.execute(
            f"INSERT INTO articles ({ARTICLE_FIELDS}, kept_share, read_sha256) "
            f"VALUES ({', '.join('?' * len(values))}, ?, ?)",
            *values,
            loaded.kept_share,
            (read or loaded).article.sha256,
        )
        assert article_key is not None
        for chunk, vector in zip(chunks, vectors, strict=True):
            chunk_key = self.execute(
                'INSERT INTO chunks (article_key, "start", "end", sentences) VALUES (?, ?, ?, ?)',
                article_key,
                chunk.start,
                chunk.end,
                json.dumps(chunk.sentences, separators=(",", ":")),
            )
            self.execute("INSERT INTO vectors VALUES (?, ?)", chunk_key, vector.astype(_VECTOR_DTYPE).tobytes())
        for position, removal in enumerate(loaded.removed):
            self.execute(
                "INSERT INTO removals VALUES (?, ?, ?, ?)", article_key, position, removal.text, removal.reason
            )
        self._record_change(article.id, removed)
        self.repeated.count(article_key, read or loaded)
        self.originals.mark(article_key, article.text)
        for key in parted:
            self.originals.link(key)
        return self.originals.link(article_key)

    def insert_copy(self, article: Article, *, of: str) -> None:
        """Note an article as a copy of another, in place of the one that has its id; only inside `write`."""
        removed, parted = self._delete(article.id)
        self._record_change(article.id, removed)
        for key in parted:
            self.originals.link(key)
        self.originals.note_copy(article, of=of)

    def delete(self, article_id: str) -> bool:
        """Take out an article or a copy; only inside `write`. Returns whether it was there.

        A copy of an article that goes takes its place.
        """
        if self.originals.forget_copy(article_id):
            self.execute("DELETE FROM collections WHERE article_id = ?", article_id)
            return True
        if self.row("SELECT 1 FROM articles WHERE id = ?", article_id) is None:
            return False
        removed, parted = self._delete(article_id)
        self.execute("DELETE FROM collections WHERE article_id = ?", article_id)
        self._record_change(article_id, removed)
        for key in parted:
            self.originals.link(key)
        return True

    def _delete(self, article_id: str) -> tuple[tuple[int, int] | None, list[int]]:
        """Delete an article; returns the range of its chunks' keys, and the keys of versions to be linked anew."""
        found = self.row("SELECT key FROM articles WHERE id = ?", article_id)
        if found is None:
            return None, []
        # The keys of an article's chunks are consecutive: they were drawn inside one transaction.
        row = self.row("SELECT min(key), max(key) + 1 FROM chunks WHERE article_key = ?", found[0])
        parted = [] if self.originals.promote_copy(found[0]) else self.originals.part_versions(found[0])
        self.execute("DELETE FROM articles WHERE key = ?", found[0])
        return (None if row is None or row[0] is None else (row[0], row[1])), parted

    def removals_of(self, article_id: str) -> tuple[Removal, ...]:
        """Return what cleaning cut from an article, in the order it was found."""
        rows = self.rows(
            "SELECT removals.text, reason FROM removals JOIN articles ON articles.key = article_key "
            "WHERE articles.id = ? ORDER BY position",
            article_id,
        )
        return tuple(Removal(*row) for row in rows)

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

    def load_chunks(self, keys: Sequence[int]) -> dict[int, FoundChunk]:
        """Return chunks with their articles, by key; those that are gone are left out. An article is loaded once."""
        articles: dict[int, tuple[Article, str]] = {}
        found: dict[int, FoundChunk] = {}
        for key in keys:
            row = self.row('SELECT article_key, "start", "end", sentences FROM chunks WHERE key = ?', key)
            if row is None:
                continue
            if row[0] not in articles:
                fields = self.row(
                    f"SELECT {ARTICLE_FIELDS}, (SELECT originals.id FROM articles AS originals "
                    "WHERE originals.key = articles.original_key) FROM articles WHERE key = ?",
                    row[0],
                )
                assert fields is not None  # a foreign key holds it
                articles[row[0]] = read_article(fields), fields[-1] or fields[0]
            article, original_id = articles[row[0]]
            found[key] = FoundChunk(article=article, chunk=read_chunk(article.id, row[1:]), original_id=original_id)
        return found

    def chunks_of(self, article_id: str) -> list[Chunk]:
        """Return the chunks of an article, in order."""
        rows = self.rows(
            'SELECT chunks."start", chunks."end", sentences FROM chunks JOIN articles ON articles.key = article_key '
            "WHERE articles.id = ? ORDER BY 1",
            article_id,
        )
        return [read_chunk(article_id, row) for row in rows]

    def select_articles(self, filters: Filters) -> list[int]:
        """Return the keys of the articles that pass."""
        return [row[0] for row in self.rows(*select_keys(filters))]

    def chunk_keys(self, article_keys: Sequence[int]) -> NDArray[np.int64]:
        """Return the keys of the chunks of articles."""
        listed = json.dumps(list(article_keys))
        rows = self.rows("SELECT key FROM chunks WHERE article_key IN (SELECT value FROM json_each(?))", listed)
        return np.array([row[0] for row in rows], dtype=np.int64)
