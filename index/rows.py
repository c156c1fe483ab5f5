"""Rows of the library's file as the types of Footnote, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from corpus.types import Article, Chunk, DateOrigin, Span
from index.types import Filters, Summary

ARTICLE_FIELDS = (
    "id, origin, title, text, sha256, url, publisher, author, published_on, language, published_from, pages, added_at"
)
SUMMARY_FIELDS = (
    "id, origin, title, url, publisher, author, published_on, language, added_at, sha256, length(text), "
    "(SELECT count(*) FROM chunks WHERE article_key = articles.key), kept_share, "
    "(SELECT id FROM articles AS originals WHERE originals.key = articles.original_key), "
    "(SELECT count(*) FROM copies WHERE copies.original_key = articles.key), "
    "(SELECT json_group_array(name) FROM (SELECT name FROM collections WHERE article_id = articles.id ORDER BY name)), "
    "published_from"
)


def article_values(article: Article, *, added_at: datetime) -> tuple[object, ...]:
    """Return the values of `ARTICLE_FIELDS`."""
    return (
        article.id, article.origin, article.title, article.text, article.sha256, article.url, article.publisher,
        article.author, article.published_on and article.published_on.isoformat(), article.language,
        article.published_from and article.published_from.value, json.dumps(article.pages),
        added_at.isoformat(timespec="seconds"),
    )  # fmt: skip


def read_article(row: Sequence[Any]) -> Article:
    """Return the article of a row of `ARTICLE_FIELDS`."""
    return Article(
        id=row[0], origin=row[1], title=row[2], text=row[3], sha256=row[4], url=row[5], publisher=row[6], author=row[7],
        published_on=_date(row[8]), language=row[9], published_from=DateOrigin(row[10]) if row[10] else None,
        pages=tuple(json.loads(row[11])), added_at=datetime.fromisoformat(row[12]),
    )  # fmt: skip


def read_chunk(article_id: str, row: Sequence[Any]) -> Chunk:
    """Return the chunk of a row of its start, end and sentences."""
    start, end, sentences = row
    return Chunk(
        article_id=article_id, start=start, end=end, sentences=tuple(Span(*span) for span in json.loads(sentences))
    )


def read_summary(row: Sequence[Any]) -> Summary:
    """Return the summary of a row of `SUMMARY_FIELDS`."""
    return Summary(
        id=row[0], origin=row[1], title=row[2], url=row[3], publisher=row[4], author=row[5], published_on=_date(row[6]),
        language=row[7], added_at=row[8], sha256=row[9], chars=row[10], chunks=row[11], kept_share=row[12],
        version_of=row[13], copies=row[14], collections=tuple(json.loads(row[15])),
        published_from=DateOrigin(row[16]) if row[16] else None,
    )  # fmt: skip


def select_keys(filters: Filters) -> tuple[str, ...]:
    """Return the statement that selects the keys of the articles that pass, and its values."""
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
    if filters.article is not None:
        conditions.append("instr(id, ?) = 1")
        values.append(filters.article)
    if filters.language is not None:
        conditions.append("(fold(language) = ? OR fold(language) LIKE ? || '-%')")
        values += [filters.language.casefold().strip()] * 2
    if filters.collection is not None:
        # A copy is not searched itself: its collections are its original's.
        conditions.append(
            "(id IN (SELECT article_id FROM collections WHERE name = ?) OR key IN (SELECT original_key FROM copies "
            "WHERE copies.id IN (SELECT article_id FROM collections WHERE name = ?)))"
        )
        values += [filters.collection.strip()] * 2
    return f"SELECT key FROM articles WHERE {' AND '.join(conditions)}", *values


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
