"""What the form on the page holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from rag.conversation import MAX_TURNS, Turn
from rag.limits import ARTICLE_PATTERN
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
    article: str = ""
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
    given = dict(conversation.set_filters())
    return Form(
        kept=conversation.kept,
        article=given.get("article", ""),
        source=given.get("source", ""),
        collection=given.get("collection", ""),
        language=given.get("language", ""),
        since=given.get("since", ""),
        until=given.get("until", ""),
    )


def rescue_form(parameters: QueryParams) -> Form:
    """Return what was sent, as far as the fields can show it, so that it can be put right."""
    fields = {name: parameters.get(name, "").strip()[:_MAX_FIELD_CHARS] for name in FILTER_NAMES}
    asked = [
        Turn(question=value[:_MAX_FIELD_CHARS], is_exact=name == "exact")
        for name, value in parameters.multi_items()
        if name in ("q", "exact")
    ][-MAX_TURNS:]
    return Form(
        question=asked[-1].question.strip() if asked else "",
        kept=tuple(asked[:-1]),
        article=fields["article"] if re.fullmatch(ARTICLE_PATTERN, fields["article"]) else "",
        source=fields["source"],
        collection=fields["collection"],
        language=fields["language"],
        since=fields["since"] if is_day(fields["since"]) else "",
        until=fields["until"] if is_day(fields["until"]) else "",
    )
