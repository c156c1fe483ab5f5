"""Articles that say the same: exact copies, kept as a note beside the article, and versions, linked to one original.

A copy has the very text of an article that is here; storing it twice would let one source speak twice. When its article
goes, it takes that one's place. A version has nearly the same text (see `index.fingerprints`); it is stored and
searched, but counts with its original as one source.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from corpus.types import Article
from index.database import Database
from index.fingerprints import SCHEME, bands, compare_shingles, fingerprint, shingle
from index.rows import article_values

_COPIED_FIELDS = "origin, title, url, publisher, author, published_on, published_from, language, pages, added_at"

_SCHEME_SETTING = "fingerprints"


class Originals:
    """The copies and versions in one library file; changes only inside `write`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find_original(self, article_id: str) -> str | None:
        """Return the id of the article that a copy has the text of; `None` for what is no copy."""
        row = self._database.row(
            "SELECT articles.id FROM copies JOIN articles ON articles.key = copies.original_key WHERE copies.id = ?",
            article_id,
        )
        return None if row is None else str(row[0])

    def copies_of(self, article_id: str) -> list[tuple[str, str]]:
        """Return the id and origin of each copy of an article, in the order of their ids."""
        rows = self._database.rows(
            "SELECT copies.id, copies.origin FROM copies JOIN articles ON articles.key = copies.original_key "
            "WHERE articles.id = ? ORDER BY 1",
            article_id,
        )
        return [(row[0], row[1]) for row in rows]

    def versions_of(self, article_id: str) -> list[str]:
        """Return the ids of the articles that are linked to this one as their original."""
        rows = self._database.rows(
            "SELECT versions.id FROM articles AS versions JOIN articles ON articles.key = versions.original_key "
            "WHERE articles.id = ? ORDER BY 1",
            article_id,
        )
        return [row[0] for row in rows]

    def note_copy(self, article: Article, *, of: str) -> None:
        """Remember that an article has the text of another one."""
        values = article_values(article, added_at=article.added_at or datetime.now(UTC))
        id_, origin, title, _, _, url, publisher, author, published_on, language, published_from, pages, added = values
        self._database.execute(
            f"INSERT OR REPLACE INTO copies (id, original_key, {_COPIED_FIELDS}) "
            "SELECT ?, key, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM articles WHERE articles.id = ?",
            id_, origin, title, url, publisher, author, published_on, published_from, language, pages, added, of,
        )  # fmt: skip

    def forget_copy(self, article_id: str) -> bool:
        """Forget a copy. Returns whether it was known."""
        known = self._database.row("SELECT 1 FROM copies WHERE id = ?", article_id) is not None
        self._database.execute("DELETE FROM copies WHERE id = ?", article_id)
        return known

    def promote_copy(self, article_key: int) -> str | None:
        """Let a copy take the place of an article that is about to go, with its chunks and vectors under new keys.

        Returns:
            The id of the copy; `None` if there is none.
        """
        database = self._database
        row = database.row("SELECT id FROM copies WHERE original_key = ? ORDER BY added_at, id LIMIT 1", article_key)
        if row is None:
            return None
        new_key = database.execute(
            "INSERT INTO articles (id, text, sha256, read_sha256, kept_share, fingerprint, original_key, "
            f"{_COPIED_FIELDS}) "
            "SELECT copies.id, articles.text, articles.sha256, articles.read_sha256, articles.kept_share, "
            "articles.fingerprint, articles.original_key, "
            f"{', '.join('copies.' + name for name in _COPIED_FIELDS.split(', '))} "
            "FROM copies JOIN articles ON articles.key = copies.original_key WHERE copies.id = ?",
            row[0],
        )
        old_chunks = database.rows("SELECT key FROM chunks WHERE article_key = ? ORDER BY key", article_key)
        for (old_chunk,) in old_chunks:
            new_chunk = database.execute(
                'INSERT INTO chunks (article_key, "start", "end", sentences) '
                'SELECT ?, "start", "end", sentences FROM chunks WHERE key = ?',
                new_key,
                old_chunk,
            )
            database.execute(
                "INSERT INTO vectors SELECT ?, vector FROM vectors WHERE chunk_key = ?", new_chunk, old_chunk
            )
        database.execute("INSERT INTO bands SELECT band, ? FROM bands WHERE article_key = ?", new_key, article_key)
        database.execute(
            "INSERT INTO removals SELECT ?, position, text, reason FROM removals WHERE article_key = ?",
            new_key,
            article_key,
        )
        database.execute(
            "INSERT INTO repeated_lines SELECT publisher, line, ? FROM repeated_lines WHERE article_key = ?",
            new_key,
            article_key,
        )
        database.execute("DELETE FROM copies WHERE id = ?", row[0])
        database.execute("UPDATE copies SET original_key = ? WHERE original_key = ?", new_key, article_key)
        database.execute("UPDATE articles SET original_key = ? WHERE original_key = ?", new_key, article_key)
        return str(row[0])

    def part_versions(self, article_key: int) -> list[int]:
        """Unlink the versions of an article that is about to go; returns their keys, to be linked anew."""
        rows = self._database.rows("SELECT key FROM articles WHERE original_key = ? ORDER BY key", article_key)
        self._database.execute("UPDATE articles SET original_key = NULL WHERE original_key = ?", article_key)
        return [row[0] for row in rows]

    def mark(self, article_key: int, text: str) -> None:
        """Store an article's fingerprint, by which versions of it are found."""
        signature = fingerprint(text)
        self._database.execute("UPDATE articles SET fingerprint = ? WHERE key = ?", signature, article_key)
        for band in bands(signature):
            self._database.execute("INSERT OR IGNORE INTO bands VALUES (?, ?)", band, article_key)

    def mark_unmarked(self) -> None:
        """Store the fingerprints that a library of an earlier version lacks, and link what they show."""
        if self._database.read_setting(_SCHEME_SETTING) != SCHEME:  # those of another scheme cannot be compared
            self._database.execute("DELETE FROM bands")
            self._database.execute("UPDATE articles SET fingerprint = NULL, original_key = NULL")
            self._database.write_setting(_SCHEME_SETTING, SCHEME)
        keys = [row[0] for row in self._database.rows("SELECT key FROM articles WHERE fingerprint IS NULL")]
        for key in keys:
            self.mark(key, self._text(key))
            self.link(key)

    def link(self, article_key: int) -> str | None:
        """Link an article and those that are nearly the same to the earliest of them.

        Only originals are compared, never a version with a version: a chain of small changes joins no two articles that
        differ. The earliest is the one published first, then the one added first.

        Returns:
            The id of its original; `None` if it is one itself.
        """
        database = self._database
        candidates = database.rows(
            "SELECT DISTINCT articles.key FROM bands JOIN articles ON articles.key = bands.article_key "
            "WHERE band IN (SELECT band FROM bands WHERE article_key = ?) AND articles.key <> ? "
            "AND original_key IS NULL ORDER BY 1",
            article_key,
            article_key,
        )
        if not candidates:
            return None
        own = shingle(self._text(article_key))
        group = [key for (key,) in candidates if compare_shingles(own, shingle(self._text(key))).is_near_duplicate]
        if not group:
            return None
        listed = json.dumps([*group, article_key])
        first = database.row(
            "SELECT key, id FROM articles WHERE key IN (SELECT value FROM json_each(?)) "
            "ORDER BY coalesce(published_on, '9999'), key LIMIT 1",
            listed,
        )
        assert first is not None
        database.execute(
            "UPDATE articles SET original_key = ? WHERE key IN (SELECT value FROM json_each(?)) "
            "OR original_key IN (SELECT value FROM json_each(?))",
            first[0],
            listed,
            listed,
        )
        database.execute("UPDATE articles SET original_key = NULL WHERE key = ?", first[0])
        return None if first[0] == article_key else str(first[1])

    def _text(self, article_key: int) -> str:
        row = self._database.row("SELECT text FROM articles WHERE key = ?", article_key)
        assert row is not None
        return str(row[0])
