"""What the form on the page holds."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import QueryParams

from rag.conversation import MAX_TURNS, Turn
from web.queries import is_day
from web.turns import FILTER_NAMES, Conversation

_MAX_FIELD_CHARS = 4_000  # a question that is too long comes back whole enough to be made shorter


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form's fields as text.

    Attributes:
        question: what stands in the box.
        kept: the turns before it, which are sent with it.
    """

    question: str = ""
    kept: tuple[Turn, ...] = ()
    source: str = ""
    collection: str = ""
    language: str = ""
    since: str = ""
    until: str = ""

    @property
    def filters_set(self) -> int:
        """How many filters are set."""
        return sum(bool(getattr(self, name)) for name in FILTER_NAMES)


def next_form(conversation: Conversation) -> Form:
    """Return the form with which a conversation goes on."""
    return Form(kept=conversation.kept, **dict(conversation.set_filters()))


def rescue_form(parameters: QueryParams) -> Form:
    """Return what was sent, as far as the fields can show it, so that it can be put right."""
    fields = {name: parameters.get(name, "").strip()[:_MAX_FIELD_CHARS] for name in FILTER_NAMES}
    fields |= {name: fields[name] if is_day(fields[name]) else "" for name in ("since", "until")}
    asked = [
        Turn(question=value[:_MAX_FIELD_CHARS], is_exact=name == "exact")
        for name, value in parameters.multi_items()
        if name in ("q", "exact")
    ][-MAX_TURNS:]
    if not asked:
        return Form(**fields)
    return Form(question=asked[-1].question.strip(), kept=tuple(asked[:-1]), **fields)
