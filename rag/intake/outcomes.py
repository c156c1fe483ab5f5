"""What became of the articles of one run, and the sum of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from index.types import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of an article, or of what could not be taken in: either `change` or `failure` is set.

    Attributes:
        name: the place that it came from, as the user calls it: a path or an address.
        related_id: for a duplicate the article that has its text, for a version its original.
    """

    name: str
    change: Change | None = None
    article_id: str | None = None
    title: str | None = None
    related_id: str | None = None
    failure: str | None = None


@dataclass(slots=True)
class Tally:
    """What became of the articles of one run."""

    changes: Counter[Change] = field(default_factory=Counter)
    failures: list[Outcome] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        """Count one article or failure."""
        if outcome.change is None:
            self.failures.append(outcome)
        else:
            self.changes[outcome.change] += 1

    @property
    def total(self) -> int:
        """How many outcomes were counted."""
        return self.changes.total() + len(self.failures)

    def describe(self) -> str:
        """Return the counts in words."""
        counts = [f"{self.changes[change]} {change.value}" for change in Change if self.changes[change]]
        if self.failures:
            counts.append(f"{len(self.failures)} failed")
        return ", ".join(counts) or "nothing to add"

    def to_json(self) -> dict[str, Any]:
        """Return the counts and the failures as JSON values."""
        return {
            **{change.value: self.changes[change] for change in Change},
            "failed": len(self.failures),
            "failures": [{"name": outcome.name, "message": outcome.failure} for outcome in self.failures],
        }
