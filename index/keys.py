"""Keys: who may use a server of the library, and for what. Only their hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from index.database import Database
from index.errors import LibraryError

MAX_NAME_CHARS = 64
_SECRET_BYTES = 32  # 256 bits: nobody guesses one, so that a fast hash without salt is enough
_SECRET = re.compile(r"fn_[A-Za-z0-9_-]{43}")


class Scope(StrEnum):
    """What a key may be used for."""

    ASK = "ask"
    WRITE = "write"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What is known of a key; its secret is not.

    Attributes:
        id: 8 hexadecimal digits, for logs.
        name: whose it is or what it is for; unique in a library.
        scopes: what it may be used for.
        created_at: when it was made, ISO 8601, UTC.
    """

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: str


class Keys:
    """The keys of one library. May be used from several threads."""

    def __init__(self, database: Database, lock: threading.RLock) -> None:
        self._database = database
        self._lock = lock

    def add(self, name: str, scopes: Iterable[Scope]) -> tuple[Key, str]:
        """Make a key. Returns it and its secret, which is not kept and cannot be had again.

        Raises:
            LibraryError: if the name is no name or is taken, or if there is no scope.
        """
        name = _clean_name(name)
        granted = frozenset(scopes)
        if not granted:
            raise LibraryError(f"A key needs at least one scope: {', '.join(Scope)}.")
        secret = f"fn_{secrets.token_urlsafe(_SECRET_BYTES)}"
        key = Key(
            id=secrets.token_hex(4),
            name=name,
            scopes=granted,
            created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        with self._lock, self._database.write():
            if self._database.row("SELECT 1 FROM keys WHERE name = ?", name):
                raise LibraryError(
                    f"There is a key named {name!r} already. Choose another name, or take the old one back first with: "
                    "footnote keys revoke NAME"
                )
            self._database.execute(
                "INSERT INTO keys (id, name, scopes, sha256, created_at) VALUES (?, ?, ?, ?, ?)",
                key.id, key.name, " ".join(sorted(granted)), _hash(secret), key.created_at,
            )  # fmt: skip
        return key, secret

    def all(self) -> list[Key]:
        """Return the keys, oldest first."""
        return [key for key, _ in self._read()]

    def find(self, secret: str) -> Key | None:
        """Return the key that a secret is of, or `None`; a key that was revoked is found no more.

        It is compared with every key, in a time that does not depend on how much of it is right.
        """
        if not is_secret(secret):
            return None
        sought = _hash(secret)
        found = None
        for key, known in self._read():
            if hmac.compare_digest(sought, known):
                found = key
        return found

    def revoke(self, name: str) -> bool:
        """Take back a key by its name or id; running servers refuse it from then on. Returns whether it was there."""
        with self._lock, self._database.write():
            known = self._database.row("SELECT id FROM keys WHERE name = ? OR id = ? LIMIT 1", name, name)
            if known:
                self._database.execute("DELETE FROM keys WHERE id = ?", known[0])
            return known is not None

    def _read(self) -> Sequence[tuple[Key, str]]:
        with self._lock:
            rows = self._database.rows("SELECT id, name, scopes, created_at, sha256 FROM keys ORDER BY created_at, id")
        return [
            (Key(id=row[0], name=row[1], scopes=_read_scopes(row[2]), created_at=row[3]), str(row[4])) for row in rows
        ]


def find_key(folder: Path, secret: str) -> Key | None:
    """Return the key of the library in `folder` that a secret is of, or `None`.

    It opens the file anew, so that it waits for no search, and so that a key that was revoked is found no more.

    Raises:
        LibraryNotFoundError, LibraryCorruptError, LibraryBusyError: see `Database`.
    """
    if not is_secret(secret):
        return None
    with closing(Database(folder)) as database:
        return Keys(database, threading.RLock()).find(secret)


def is_secret(text: str) -> bool:
    """Whether a text has the shape of a key."""
    return _SECRET.fullmatch(text) is not None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("ascii")).hexdigest()


def _read_scopes(text: str) -> frozenset[Scope]:
    # A scope that only a newer version knows gives no right here.
    return frozenset(Scope(name) for name in text.split() if name in set(Scope))


def _clean_name(name: str) -> str:
    cleaned = " ".join(unicodedata.normalize("NFC", name).split())
    if not cleaned or len(cleaned) > MAX_NAME_CHARS or any(unicodedata.category(char)[0] == "C" for char in cleaned):
        raise LibraryError(
            f"{cleaned[:40]!r} cannot name a key. Give it a name of 1 to {MAX_NAME_CHARS} visible characters."
        )
    if _SECRET.search(cleaned):
        raise LibraryError("A key's name may not hold a key. Give it a name, such as the person or program it is for.")
    return cleaned
