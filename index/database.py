"""A library's SQLite file: opening it, transactions, failures in words. The only module that imports sqlite3."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from index.errors import LibraryBusyError, LibraryCorruptError, LibraryError, LibraryNotFoundError
from index.schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION

FILE_NAME = "library.sqlite3"
_BUSY_TIMEOUT_S = 5.0


class Database:
    """One open library file.

    Use it from one thread at a time. Outside `read` and `write` every statement is its own transaction.

    Args:
        folder: the library's folder.
        create: make the file if it is not there.

    Raises:
        LibraryNotFoundError: if there is none and `create` is false.
        LibraryCorruptError: if the file is not a library, is damaged, or was made by a newer version.
        LibraryBusyError: if another process keeps it locked.
    """

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        self.path = folder / FILE_NAME
        if create:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise LibraryError(
                    f"The library's folder {folder} cannot be made ({error.strerror}). "
                    "Choose another place with --library."
                ) from error
        elif not self.path.is_file():
            raise LibraryNotFoundError(
                f"There is no library at {folder}. Make one with: footnote add FILE_OR_FOLDER "
                "(or try it out with: footnote add --samples)"
            )
        with self._user_errors():
            self._connection = _connect(self.path)
            try:
                self._prepare(create=create)
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Close the file; it cannot be used after that."""
        self._connection.close()

    def _prepare(self, *, create: bool) -> None:
        self.execute(f"PRAGMA busy_timeout = {int(_BUSY_TIMEOUT_S * 1000)}")
        self.execute("PRAGMA foreign_keys = ON")
        # SQLite's own lower() knows ASCII only.
        self._connection.create_function("fold", 1, lambda text: text and text.casefold(), deterministic=True)
        if create and self._is_blank():
            self.execute("PRAGMA journal_mode = WAL")
            with self.write():
                if self._is_blank():  # another process may have been first
                    self._migrate(0)
                    self.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    self.write_setting("library_id", secrets.token_hex(8))
        if self._pragma("application_id") != APPLICATION_ID:
            raise LibraryCorruptError(
                f"{self.path} is not a Footnote library. Move it away, then add your articles again with: footnote add"
            )
        if 0 < self._pragma("user_version") < SCHEMA_VERSION:
            with self.write():
                self._migrate(self._pragma("user_version"))  # read again: another process may have been first
        if (version := self._pragma("user_version")) != SCHEMA_VERSION:
            raise LibraryCorruptError(
                f"{self.path} has schema version {version}; this Footnote reads version {SCHEMA_VERSION}. "
                "Use the Footnote that made it, or add your articles to a new library."
            )
        self.execute("PRAGMA synchronous = FULL")  # a commit that was reported survives a power cut

    def _migrate(self, version: int) -> None:
        """Bring the tables of a library of `version` (0: none) to this one's; only inside `write`."""
        for tables in MIGRATIONS[version:]:
            for statement in tables.split(";"):
                self.execute(statement)
        self.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _is_blank(self) -> bool:
        return self._pragma("application_id") == 0 and self.row("SELECT 1 FROM sqlite_schema LIMIT 1") is None

    def _pragma(self, name: str) -> int:
        return int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])

    def execute(self, statement: str, *values: object) -> int | None:
        """Run a statement that returns no rows; returns the key of the row that it inserted."""
        return self._connection.execute(statement, values).lastrowid

    def row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row, or `None`."""
        with self._user_errors():
            row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
            return row

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return all rows."""
        with self._user_errors():
            return self._connection.execute(statement, values).fetchall()

    def iterate(self, statement: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield rows one by one, for what may not fit in memory; inside `read`."""
        with self._user_errors():
            yield from self._connection.execute(statement, values)

    @contextmanager
    def read(self) -> Iterator[None]:
        """Hold one snapshot of the library for everything inside; may be nested."""
        if self._connection.in_transaction:
            yield
            return
        with self._user_errors():
            self.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.rollback()

    @contextmanager
    def write(self) -> Iterator[None]:
        """Do everything inside, or nothing of it."""
        with self._user_errors():
            self.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.commit()
            except BaseException:
                self._connection.rollback()
                raise

    def read_setting(self, name: str) -> str | None:
        """Return a setting, or `None`."""
        row = self.row("SELECT value FROM settings WHERE name = ?", name)
        return None if row is None else str(row[0])

    def write_setting(self, name: str, value: str) -> None:
        """Set a setting; only inside `write`."""
        self.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", name, value)

    def find_damage(self) -> list[str]:
        """Return what SQLite itself finds wrong with the file, in words; empty if nothing."""
        damage = [str(row[0]) for row in self.rows("PRAGMA integrity_check") if row[0] != "ok"]
        return damage + [f"{row[0]}: row {row[1]} refers to nothing" for row in self.rows("PRAGMA foreign_key_check")]

    @contextmanager
    def _user_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            # SQLITE_BUSY and its extended codes have 5 in the low byte; LOCKED is 6.
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise LibraryBusyError(
                    f"The library {self.path} is being changed by another process. Try again in a moment."
                ) from error
            if code == sqlite3.SQLITE_FULL:
                raise LibraryError(
                    f"The disk of {self.path} is full. Nothing was changed; make room, then repeat."
                ) from error
            if code == sqlite3.SQLITE_READONLY:
                raise LibraryError(f"The library {self.path} cannot be written: you may only read it.") from error
            raise LibraryCorruptError(
                f"The library {self.path} cannot be used ({error}). Look for damage with: footnote check"
            ) from error
        except sqlite3.DatabaseError as error:
            raise LibraryCorruptError(
                f"The library {self.path} is damaged or is no library ({error}). "
                "Put back a copy of it, or move it away and add your articles again with: footnote add"
            ) from error


def _connect(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}"
    if path.exists() and not os.access(path.parent, os.W_OK):
        # A library on a disk that may only be read: without a journal beside it nobody is writing to it.
        journal = path.with_name(f"{path.name}-wal")
        address += "?mode=ro" if journal.exists() and journal.stat().st_size else "?immutable=1"
    return sqlite3.connect(
        address, uri=True, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False, cached_statements=64
    )
