"""The turns of a conversation as the templates need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation import Turn
from rag.types import Answer, AnswerStatus, ConflictKind
from web.turns import Conversation
from web.views import FoundView, QuoteView, view_answers, view_quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictView:
    """Values that cannot all be right, side by side."""

    kind: ConflictKind
    sides: tuple[FoundView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnView:
    """A question and its answer on a page.

    Attributes:
        number: its place in the conversation, from 1.
        permalink: the conversation up to this turn, at the version of the library that answered.
        before: the turns before it.
        conflicts: answers that contradict each other.
        found: the other answers.
        nearest: what comes closest where nothing answers.
        follow_ups: questions to ask next; `None` where they were not looked for.
    """

    number: int
    answer: Answer
    permalink: Conversation
    before: tuple[Turn, ...]
    conflicts: tuple[ConflictView, ...]
    found: tuple[FoundView, ...]
    nearest: tuple[QuoteView, ...]
    follow_ups: tuple[str, ...] | None = None

    @property
    def id(self) -> str:
        """Its name in the page, which those of its parts begin with."""
        return f"turn-{self.number}"

    @property
    def is_refusal(self) -> bool:
        """Whether the sources do not say."""
        return self.answer.status is AnswerStatus.NOT_IN_SOURCES


def view_turns(
    conversation: Conversation, answers: Sequence[Answer], *, follow_ups: tuple[str, ...] | None = None
) -> list[TurnView]:
    """Return one view a turn.

    Args:
        conversation: what was asked.
        answers: one a turn.
        follow_ups: what may be asked after the last one.
    """
    last = len(answers)
    return [
        _view_turn(conversation, answer, number=number, follow_ups=follow_ups if number == last else None)
        for number, answer in enumerate(answers, start=1)
    ]


def _view_turn(
    conversation: Conversation, answer: Answer, *, number: int, follow_ups: tuple[str, ...] | None
) -> TurnView:
    views = view_answers(answer)
    disputed = {place for conflict in answer.conflicts for place in conflict.answers}
    return TurnView(
        number=number,
        answer=answer,
        permalink=conversation.first(number).at(answer.library.version),
        before=conversation.turns[: number - 1],
        conflicts=tuple(
            ConflictView(kind=conflict.kind, sides=tuple(views[place] for place in conflict.answers))
            for conflict in answer.conflicts
        ),
        found=tuple(view for place, view in enumerate(views) if place not in disputed),
        nearest=tuple(view_quote(quote) for quote in answer.nearest),
        follow_ups=follow_ups,
    )
