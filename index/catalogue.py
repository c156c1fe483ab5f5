"""The list of a library's articles: what passes the filters, in an order, a part at a time."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.database import Database
from index.rows import SUMMARY_FIELDS, read_summary, select_keys
from index.types import Filters, Summary

_MAX_WORDS = 20  # of what is looked for in titles; each is a condition of its own


class Order(StrEnum):
    """What comes first."""

    PUBLISHED = "published"
    ADDED = "added"


_ORDERS = {
    Order.PUBLISHED: "published_on IS NULL, published_on DESC, key",
    Order.ADDED: "key DESC",  # keys only ever grow
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A part of the list, and how many articles the whole of it has."""

    summaries: tuple[Summary, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article whose very text another one has; the library knows it, and keeps the text once."""

    id: str
    title: str
    url: str | None
    publisher: str | None
    published_on: date | None


class Catalogue:
    """The articles of one library without their texts. May be used from several threads."""

    def __init__(self, database: Database, lock: threading.RLock) -> None:
        self._database = database
        self._lock = lock

    def select(
        self,
        *,
        filters: Filters | None = None,
        words: str = "",
        order: Order = Order.PUBLISHED,
        limit: int | None = None,
        offset: int = 0,
    ) -> Listing:
        """Return the articles that pass.

        Args:
            filters: which articles; all where it is `None`.
            words: each stands somewhere in the title or the publisher's name, whatever its case.
            order: by date of publication, undated last, or by when the library took them in; newest first.
            limit: how many at most.
            offset: how many are left out before.
        """
        select, *values = select_keys(filters or Filters())
        for word in words.split()[:_MAX_WORDS]:
            select += " AND instr(fold(title || ' ' || coalesce(publisher, '')), ?)"
            values.append(word.casefold())
        with self._lock, self._database.read():
            row = self._database.row(f"SELECT count(*) FROM ({select})", *values)
            # The keys are sorted alone: with the other columns every article's text would be read for its length.
            rows = self._database.rows(
                f"SELECT {SUMMARY_FIELDS} FROM articles WHERE key IN ("
                f"{select} ORDER BY {_ORDERS[order]} LIMIT ? OFFSET ?) ORDER BY {_ORDERS[order]}",
                *values,
                -1 if limit is None else limit,
                offset,
            )
        assert row is not None
        return Listing(summaries=tuple(read_summary(row) for row in rows), total=row[0])

    def copies_of(self, article_id: str) -> tuple[Copy, ...]:
        """Return the copies of an article, in the order of their titles."""
        with self._lock:
            rows = self._database.rows(
                "SELECT copies.id, copies.title, copies.url, copies.publisher, copies.published_on FROM copies "
                "JOIN articles ON articles.key = copies.original_key WHERE articles.id = ? ORDER BY 2, 1",
                article_id,
            )
        return tuple(
            Copy(
                id=row[0],
                title=row[1],
                url=row[2],
                publisher=row[3],
                published_on=date.fromisoformat(row[4]) if row[4] else None,
            )
            for row in rows
        )
