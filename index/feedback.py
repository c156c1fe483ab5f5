"""What people said of answers, kept with the answers themselves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from index.database import Database

_FIELDS = "id, given_at, verdict, question, answer, quote, comment"


class Verdict(StrEnum):
    """What is said of an answer."""

    RIGHT = "right"
    WRONG_ANSWER = "wrong-answer"
    WRONG_SPAN = "wrong-span"
    """The passage is right, and other words of it are the answer."""
    NOT_IN_SOURCES = "not-in-sources"
    """The sources do not say it, and it should not have been answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What one person said of one answer.

    Attributes:
        id: counts from 1.
        given_at: ISO 8601, UTC.
        question: as it was typed.
        answer: the whole answer as it was given, as JSON; docs/answer.md describes it.
        quote: the number of the quote that is meant; `None` where the answer as a whole is.
    """

    id: int
    given_at: str
    verdict: Verdict
    question: str
    answer: str
    quote: int | None
    comment: str | None


class FeedbackBox:
    """The feedback in one library. May be used from several threads. Giving some does not change the version."""

    def __init__(self, database: Database, lock: threading.RLock) -> None:
        self._database = database
        self._lock = lock

    def add(
        self, verdict: Verdict, *, question: str, answer: str, quote: int | None = None, comment: str | None = None
    ) -> Feedback:
        """Keep what was said of an answer; the arguments are fields of `Feedback`."""
        given_at = datetime.now(UTC).isoformat(timespec="seconds")
        with self._lock, self._database.write():
            key = self._database.execute(
                "INSERT INTO feedback (given_at, verdict, question, answer, quote, comment) VALUES (?, ?, ?, ?, ?, ?)",
                given_at, verdict.value, question, answer, quote, comment,
            )  # fmt: skip
        assert key is not None
        return Feedback(
            id=key, given_at=given_at, verdict=verdict, question=question, answer=answer, quote=quote, comment=comment
        )

    def list(self) -> Sequence[Feedback]:
        """Return all that was said, oldest first."""
        with self._lock:
            rows = self._database.rows(f"SELECT {_FIELDS} FROM feedback ORDER BY id")  # noqa: S608 -- our own names
        return [
            Feedback(
                id=row[0], given_at=row[1], verdict=Verdict(row[2]), question=row[3], answer=row[4], quote=row[5],
                comment=row[6],
            )
            for row in rows
        ]  # fmt: skip

    def count(self) -> dict[Verdict, int]:
        """Return how often each verdict was given; those that never were are left out."""
        with self._lock:
            rows = self._database.rows("SELECT verdict, count(*) FROM feedback GROUP BY verdict")
        return {Verdict(row[0]): row[1] for row in rows}
