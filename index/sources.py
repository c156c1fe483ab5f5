"""What a library remembers of the places that its articles came from: files, pages and feeds."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from corpus.types import Failed
from index.database import Database

_FIELDS = "origin, kind, sha256, size, changed_ns, etag, last_modified, reading"


class SourceKind(StrEnum):
    """What kind of place articles are read from."""

    FILE = "file"
    PAGE = "page"
    FEED = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place as it was when it was last read.

    Attributes:
        origin: its URI, `file://…` or `http(s)://…`.
        sha256: of the bytes that it held.
        size: bytes.
        changed_ns: a file's time of change, nanoseconds since 1970; 0 for what is no file.
        etag, last_modified: what the server said, to ask it whether anything changed.
        reading: the version of the readers that made articles of it; those of a newer one read it again.
    """

    origin: str
    kind: SourceKind
    sha256: str
    size: int
    reading: int
    changed_ns: int = 0
    etag: str | None = None
    last_modified: str | None = None


class Sources:
    """The places of one library, and the articles that each one gave. May be used from several threads."""

    def __init__(self, database: Database, lock: threading.RLock) -> None:
        self._database = database
        self._lock = lock

    def find(self, origin: str) -> Source | None:
        """Return a place, or `None`."""
        with self._lock:
            row = self._database.row(f"SELECT {_FIELDS} FROM sources WHERE origin = ?", origin)
            return None if row is None else _source(row)

    def below(self, prefix: str) -> list[Source]:
        """Return the places whose origin begins with `prefix`, in order."""
        with self._lock:
            rows = self._database.rows(
                f"SELECT {_FIELDS} FROM sources WHERE substr(origin, 1, ?) = ? ORDER BY origin", len(prefix), prefix
            )
            return [_source(row) for row in rows]

    def of_kinds(self, kinds: Iterable[SourceKind]) -> list[Source]:
        """Return the places of some kinds, in order."""
        with self._lock:
            found = [
                _source(row)
                for kind in kinds
                for row in self._database.rows(f"SELECT {_FIELDS} FROM sources WHERE kind = ?", kind.value)
            ]
            return sorted(found, key=lambda source: source.origin)

    def articles_of(self, origin: str) -> list[str]:
        """Return the ids of the articles that a place gave, in order."""
        with self._lock:
            rows = self._database.rows("SELECT article_id FROM parts WHERE origin = ? ORDER BY 1", origin)
            return [row[0] for row in rows]

    def given_by(self, article_id: str) -> list[str]:
        """Return the origins of the places that gave an article, in order."""
        with self._lock:
            rows = self._database.rows("SELECT origin FROM parts WHERE article_id = ? ORDER BY 1", article_id)
            return [row[0] for row in rows]

    def failures_of(self, origin: str) -> list[Failed]:
        """Return the parts of a place that could not be taken in, in order."""
        with self._lock:
            rows = self._database.rows("SELECT name, message FROM failures WHERE origin = ? ORDER BY position", origin)
            return [Failed(name=row[0], message=row[1]) for row in rows]

    def record(self, source: Source, article_ids: Sequence[str], failures: Sequence[Failed] = ()) -> None:
        """Remember a place, the articles that it gave and the parts that failed, in place of what was known of it."""
        with self._lock, self._database.write():
            self._database.execute("DELETE FROM sources WHERE origin = ?", source.origin)
            self._database.execute(
                f"INSERT INTO sources ({_FIELDS}, read_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                source.origin, source.kind.value, source.sha256, source.size, source.changed_ns, source.etag,
                source.last_modified, source.reading, datetime.now(UTC).isoformat(timespec="seconds"),
            )  # fmt: skip
            for article_id in sorted(set(article_ids)):
                self._database.execute("INSERT INTO parts VALUES (?, ?)", source.origin, article_id)
            for position, failed in enumerate(failures):
                self._database.execute(
                    "INSERT INTO failures VALUES (?, ?, ?, ?)", source.origin, position, failed.name, failed.message
                )

    def forget(self, origin: str) -> None:
        """Forget a place; its articles stay."""
        with self._lock, self._database.write():
            self._database.execute("DELETE FROM sources WHERE origin = ?", origin)


def _source(row: tuple[object, ...]) -> Source:
    origin, kind, sha256, size, changed_ns, etag, last_modified, reading = row
    return Source(
        origin=str(origin), kind=SourceKind(str(kind)), sha256=str(sha256), size=int(str(size)),
        changed_ns=int(str(changed_ns)), etag=None if etag is None else str(etag),
        last_modified=None if last_modified is None else str(last_modified), reading=int(str(reading)),
    )  # fmt: skip
