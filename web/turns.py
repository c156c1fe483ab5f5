"""A conversation as an address names it: its questions in order, the filters, and the library's version back then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from pydantic import Field
from starlette.datastructures import QueryParams

from index.types import Filters
from rag.conversation import MAX_TURNS, Turn
from web.queries import FilterQuery

FILTER_NAMES = ("article", "source", "collection", "language", "since", "until")
_LAST_VERSION = 2**63 - 1  # SQLite's largest number


class _Parameters(FilterQuery):
    """What an address may say besides the questions."""

    v: int | None = Field(default=None, ge=0, le=_LAST_VERSION)
    follow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Questions in order, and which articles may answer them. Nothing of it is kept on the server.

    Attributes:
        turns: at most ten; the oldest fall off.
        filters: one set holds for all turns.
        version: the library's version when the address was made; `None` if it does not say.
        wants_follow_ups: whether questions to ask next are to be found before the page is sent.
    """

    turns: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
    version: int | None = None
    wants_follow_ups: bool = False

    def href(self, *, path: str = "/", anchor: str = "") -> str:
        """Return its address."""
        return f"{path}?{self.query}{anchor}" if self.query else f"{path}{anchor}"

    @property
    def query(self) -> str:
        """Its part of an address, behind the `?`."""
        named = [("exact" if turn.is_exact else "q", turn.question) for turn in self.turns]
        for name in FILTER_NAMES:
            value = getattr(self.filters, name)
            if value is not None:
                named.append((name, str(value)))
        if self.version is not None:
            named.append(("v", str(self.version)))
        return urlencode(named, errors="replace")

    @property
    def kept(self) -> tuple[Turn, ...]:
        """The turns that stay when one more question is asked."""
        return self.turns[-(MAX_TURNS - 1) :]

    def first(self, count: int) -> Conversation:
        """Return the conversation up to a turn."""
        return replace(self, turns=self.turns[:count], wants_follow_ups=False)

    def at(self, version: int) -> Conversation:
        """Return the conversation as it stands at a version of the library."""
        return replace(self, version=version)

    def and_then(self, question: str) -> str:
        """Return the address at which a question that stands on its own is asked next."""
        then = replace(self, turns=(*self.kept, Turn(question=question, is_exact=True)), version=None)
        return then.href(anchor=f"#turn-{len(then.turns)}" if self.turns else "")

    def without(self, name: str) -> str:
        """Return its address without one of the filters."""
        return replace(self, filters=replace(self.filters, **{name: None}), version=None).href()

    def unfiltered(self) -> str:
        """Return its address without filters."""
        return replace(self, filters=Filters(), version=None).href()

    def set_filters(self) -> Iterable[tuple[str, str]]:
        """Return name and value of each filter that is set, as a form has them."""
        values = ((name, getattr(self.filters, name)) for name in FILTER_NAMES)
        return [(name, str(value)) for name, value in values if value is not None]


def read_conversation(parameters: QueryParams) -> Conversation:
    """Return the conversation that an address names.

    Raises:
        ValidationError: if a parameter is unknown or not as it should be. Questions are not looked at.
    """
    pairs = parameters.multi_items()
    turns = tuple(Turn(question=value, is_exact=name == "exact") for name, value in pairs if name in ("q", "exact"))
    # A form sends what was left empty, too.
    given = {name: value for name, value in pairs if name not in ("q", "exact") and value.strip()}
    known = _Parameters.model_validate(given)
    return Conversation(turns=turns[-MAX_TURNS:], filters=known.filters, version=known.v, wants_follow_ups=known.follow)
