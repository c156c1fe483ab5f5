"""Several questions, one after another: each is understood in the light of those before, and answered."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.types import Filters
from rag.answering import Answerer, clean_question
from rag.limits import DEFAULT_TOP, MAX_QUESTION_CHARS
from rag.types import Answer
from rag.understanding import list_besides, list_understandings

MAX_TURNS = 10
"""How many questions of a conversation are kept; the oldest fall off when a new one is asked."""

REMEMBERED = 256
"""Answers that are kept: some 25 conversations of ten turns. A page shows every turn again with each new one."""


_SURE_OTHERWISE = 0.5
"""How sure the answer to a second or third way to understand a follow-up must be.

Read at the reader's own threshold (0.3), "What did Russia give Iran?" is answered with what it gave North Korea
(0.49); see docs/conversations.md for how often a second way helps.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question of a conversation.

    Attributes:
        question: as it was typed.
        is_exact: it is taken as it stands, whatever was asked before.
    """

    question: str
    is_exact: bool = False


@dataclass(frozen=True, slots=True)
class _Key:
    question: str
    filters: Filters
    top: int
    besides: tuple[str, ...]


class Conversations:
    """Answers the questions of conversations, and remembers the answers. May be used from several threads.

    It keeps no conversation: whoever asks brings all of its turns, and those that were answered before cost nothing.

    Args:
        answerer: what answers a question.
        remembered: how many answers are kept; those that were used longest ago go first, and all of them when the
            library changes.
    """

    def __init__(self, answerer: Answerer, *, remembered: int = REMEMBERED) -> None:
        self.answerer = answerer
        self._remembered = remembered
        self._answers: OrderedDict[_Key, Answer] = OrderedDict()
        self._version = 0
        self._lock = threading.Lock()

    def ask(
        self, turns: Sequence[Turn], *, filters: Filters | None = None, top: int = DEFAULT_TOP
    ) -> tuple[Answer, ...]:
        """Answer every turn, in order. What a follow-up was understood as is its `Answer.standalone_question`.

        Where a follow-up can be understood in several ways (at most three), the likeliest is taken, and only if it is
        not answered the first other that is answered surely.

        Args:
            turns: the conversation so far; each is understood in the light of those before it.
            filters: which articles may answer; one set holds for all turns.
            top: how many chunks are read a question, 1 to 50.

        Raises:
            QuestionError: if a question is empty, too long or has no word.
            ValueError: if `top` is out of range.
        """
        answers: list[Answer] = []
        for turn in turns:
            question = clean_question(turn.question)
            answers.append(self._ask_one(question, [] if turn.is_exact else answers, filters or Filters(), top))
        return tuple(answers)

    def _ask_one(self, question: str, previous: Sequence[Answer], filters: Filters, top: int) -> Answer:
        understandings = [
            one for one in list_understandings(question, previous=previous) if len(one) <= MAX_QUESTION_CHARS
        ]
        besides = list_besides(question, previous=previous)
        if not understandings:
            return self._answer(question, filters, top, besides)
        first: Answer | None = None
        for understood in understandings:
            answer = self._answer(understood, filters, top, besides)
            first = first or answer
            if answer.answers and (answer is first or answer.confidence >= _SURE_OTHERWISE):
                break
        else:
            assert first is not None
            answer = first
        return replace(
            answer, question=question, standalone_question=answer.question if answer.question != question else None
        )

    def _answer(self, question: str, filters: Filters, top: int, besides: tuple[str, ...]) -> Answer:
        """Return the answer to a question that stands on its own, remembered or new."""
        key = _Key(question, filters, top, besides)
        version = self.answerer.library.version
        with self._lock:
            if version == self._version and key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        answer = self.answerer.ask(question, filters=filters, top=top, besides=besides)
        with self._lock:
            if answer.library.version > self._version:  # one who asked before a change may come in after it
                self._answers.clear()
                self._version = answer.library.version
            if answer.library.version == self._version:
                self._answers[key] = answer
                while len(self._answers) > self._remembered:
                    self._answers.popitem(last=False)
        return answer
