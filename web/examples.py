"""Questions that the empty page offers: only such as this library answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from corpus.errors import FootnoteError
from rag.answering import Answerer
from rag.types import AnswerStatus

_LOG = logging.getLogger(__name__)
MAX_EXAMPLES = 4
# For the sample library. Another library is offered those that it answers, too, which may be none.
SAMPLE_QUESTIONS = (
    "What did Russia provide?",
    "Which countries had landed softly on the moon before India?",
    "How many days did the writers strike in 2023?",
    "What element did the rover detect in the lunar soil?",
    "How much oil has Russia delivered to North Korea?",
    "Who gave Kim Jong Un drones?",
)


class Examples:
    """Keeps the questions that are answered, for as long as the library stays as it is.

    They are tried in a thread of their own, so that no page waits for them.

    Args:
        answerer: is asked each of them once for every version of the library.
        candidates: questions, best first.
    """

    def __init__(self, answerer: Answerer, candidates: Sequence[str]) -> None:
        self._answerer = answerer
        self._candidates = tuple(candidates)
        self._known: tuple[int, tuple[str, ...]] = (-1, ())
        self._trial: threading.Thread | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def current(self, version: int) -> tuple[str, ...]:
        """Return up to four questions that the library answers at this version; none until they have been tried."""
        with self._lock:
            if self._known[0] == version:
                return self._known[1]
            if self._candidates and not self._is_closed and (self._trial is None or not self._trial.is_alive()):
                self._trial = threading.Thread(target=self._try_all, args=(version,), name="examples", daemon=True)
                self._trial.start()
            return ()

    def close(self) -> None:
        """Stop trying; returns when the question that is being asked is done."""
        self._is_closed = True
        if self._trial is not None:
            self._trial.join()

    def _try_all(self, version: int) -> None:
        answered: list[str] = []
        for question in self._candidates:
            if self._is_closed or len(answered) == MAX_EXAMPLES:
                break
            try:
                is_answered = self._answerer.ask(question).status is not AnswerStatus.NOT_IN_SOURCES
            except FootnoteError as error:
                _LOG.warning("An example was not tried: %s", error)
                return
            if is_answered:
                answered.append(question)
        with self._lock:
            self._known = version, tuple(answered)
