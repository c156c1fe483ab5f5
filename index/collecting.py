"""Collections: named sets of articles, to ask within."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable

from index.database import Database
from index.errors import LibraryError

MAX_NAME_CHARS = 100


class Collections:
    """The collections of one library. May be used from several threads.

    An article belongs to as many as one likes; a collection is there as long as an article is in it.
    """

    def __init__(self, database: Database, lock: threading.RLock) -> None:
        self._database = database
        self._lock = lock

    def counts(self) -> dict[str, int]:
        """Return every collection's name and how many articles it has, by name."""
        with self._lock:
            rows = self._database.rows("SELECT name, count(*) FROM collections GROUP BY name ORDER BY name")
            return {row[0]: row[1] for row in rows}

    def of(self, article_id: str) -> tuple[str, ...]:
        """Return the names of an article's collections, in order."""
        with self._lock:
            rows = self._database.rows("SELECT name FROM collections WHERE article_id = ? ORDER BY 1", article_id)
            return tuple(row[0] for row in rows)

    def members(self, name: str) -> list[str]:
        """Return the ids of the articles in a collection, in order."""
        with self._lock:
            rows = self._database.rows("SELECT article_id FROM collections WHERE name = ? ORDER BY 1", clean_name(name))
            return [row[0] for row in rows]

    def put(self, name: str, article_ids: Iterable[str]) -> int:
        """Put articles into a collection. Returns how many were not in it."""
        name = clean_name(name)
        with self._lock:
            known = set(self.members(name))
            new = [article_id for article_id in dict.fromkeys(article_ids) if article_id not in known]
            if new:  # nothing is written where nothing changes
                with self._database.write():
                    for article_id in new:
                        self._database.execute("INSERT OR IGNORE INTO collections VALUES (?, ?)", name, article_id)
            return len(new)

    def take_out(self, name: str, article_ids: Iterable[str] | None = None) -> int:
        """Take articles out of a collection, all where `article_ids` is `None`. Returns how many were in it."""
        name = clean_name(name)
        with self._lock, self._database.write():
            members = set(self.members(name))
            leaving = members if article_ids is None else members & set(article_ids)
            for article_id in leaving:
                self._database.execute("DELETE FROM collections WHERE name = ? AND article_id = ?", name, article_id)
            return len(leaving)


def clean_name(name: str) -> str:
    """Return a collection's name in its one form.

    Raises:
        LibraryError: if it is empty, too long, or has a character that cannot be shown.
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or len(cleaned) > MAX_NAME_CHARS or any(unicodedata.category(c)[0] == "C" for c in cleaned):
        raise LibraryError(
            f"{cleaned[:40]!r} cannot name a collection. Give it a name of 1 to {MAX_NAME_CHARS} visible characters."
        )
    return cleaned
