"""Questions that the empty page offers: only such as this library answers."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from corpus.errors import FootnoteError
from rag.suggesting import Suggester

_LOG = logging.getLogger(__name__)


class Examples:
    """Keeps the questions that are answered, for as long as the library stays as it is.

    They are drawn and tried in a thread of their own, so that no page waits for them.

    Args:
        suggester: draws them from the library, and asks each before it is offered.
        given: questions to offer in the place of drawn ones, as far as the library answers them; `None` draws them.
    """

    def __init__(self, suggester: Suggester, given: Sequence[str] | None = None) -> None:
        self._suggester = suggester
        self._given = None if given is None else tuple(given)
        self._known: tuple[int, tuple[str, ...]] = (-1, ())
        self._trial: threading.Thread | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def current(self, version: int) -> tuple[str, ...]:
        """Return up to six questions that the library answers at this version; none until they have been tried."""
        with self._lock:
            if self._known[0] == version:
                return self._known[1]
            if self._given != () and not self._is_closed and (self._trial is None or not self._trial.is_alive()):
                self._trial = threading.Thread(target=self._try_all, args=(version,), name="examples", daemon=True)
                self._trial.start()
            return ()

    def close(self) -> None:
        """Stop trying; returns when the question that is being asked is done."""
        self._is_closed = True
        if self._trial is not None:
            self._trial.join()

    def _try_all(self, version: int) -> None:
        try:
            if self._given is None:
                found = self._suggester.examples(should_stop=lambda: self._is_closed)
            else:
                found = self._suggester.keep_answered(self._given, should_stop=lambda: self._is_closed)
        except FootnoteError as error:
            _LOG.warning("The examples were not tried: %s", error)
            return
        if not self._is_closed:
            with self._lock:
                self._known = version, found
