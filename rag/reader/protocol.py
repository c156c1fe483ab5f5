"""What a reader is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.types import Hit
from rag.types import Reading


class Reader(Protocol):
    """Reads a question beside chunks, and says where the answer stands and how sure it is."""

    @property
    def name(self) -> str:
        """What an answer says of who read."""
        ...

    @property
    def threshold(self) -> float:
        """The probability, 0 to 1, below which a reading is no answer."""
        ...

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        """Return one reading a hit, in the order of the hits."""
        ...
