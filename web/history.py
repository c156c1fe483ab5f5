"""A conversation as programs send it: the questions asked so far, which the server did not keep."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering import clean_question
from rag.conversation import MAX_TURNS, Turn
from rag.errors import QuestionError


def turns_of(questions: Sequence[str], *, is_exact: bool = False) -> list[Turn]:
    """Return questions as turns, the last ten of them.

    One that could not be asked got an error when it was new. Programs keep sending it, so that it is passed over unless
    it is the last.

    Args:
        questions: as they were asked, oldest first; at least one.
        is_exact: whether the last one is taken as it stands.
    """
    *earlier, last = questions
    turns = [Turn(question=question) for question in earlier if _can_be_asked(question)]
    return [*turns, Turn(question=last, is_exact=is_exact)][-MAX_TURNS:]


def _can_be_asked(question: str) -> bool:
    try:
        clean_question(question)
    except QuestionError:
        return False
    return True
