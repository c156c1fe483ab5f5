"""The questions of the empty page: tried in a thread, kept for a version, none once the page is closed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from conftest import make_article
from web_fixtures import FixedReader

from index.errors import LibraryBusyError
from index.library import Library
from rag.answering import Answerer
from rag.suggesting import Suggester
from web.examples import Examples


class Gate(Suggester):
    """Offers one question, when it is let."""

    def __init__(self, library: Library) -> None:
        super().__init__(Answerer(library, FixedReader("ice")))
        self.open = threading.Event()
        self.began = threading.Event()
        self.fails = False

    def examples(self, limit: int = 6, *, should_stop: Callable[[], bool] = bool) -> tuple[str, ...]:
        self.began.set()
        self.open.wait(timeout=60)
        if self.fails:
            raise LibraryBusyError("The library is busy. Try again.")
        return () if should_stop() else ("What did the ice do?",)


def finish(examples: Examples) -> None:
    trial = examples._trial
    assert trial is not None
    trial.join(timeout=60)


def test_none_are_offered_until_they_were_tried(library: Library) -> None:
    suggester = Gate(library)
    examples = Examples(suggester)
    assert examples.current(3) == ()
    assert examples.current(3) == ()
    suggester.open.set()
    finish(examples)
    assert examples.current(3) == ("What did the ice do?",)
    assert examples.current(4) == ()  # of another version nothing is known
    examples.close()


def test_closing_stops_the_trial_and_starts_no_other(library: Library) -> None:
    suggester = Gate(library)
    examples = Examples(suggester)
    examples.current(3)
    assert suggester.began.wait(timeout=60)
    threading.Timer(0.05, suggester.open.set).start()
    examples.close()
    assert examples.current(3) == ()
    suggester.began.clear()
    assert examples.current(4) == ()
    assert not suggester.began.is_set()


def test_a_busy_library_gives_none_and_is_tried_again(library: Library) -> None:
    suggester = Gate(library)
    suggester.fails = True
    suggester.open.set()
    examples = Examples(suggester)
    examples.current(3)
    finish(examples)
    suggester.fails = False
    assert examples.current(3) == ()
    finish(examples)
    assert examples.current(3) == ("What did the ice do?",)
    examples.close()


def test_given_questions_are_offered_as_far_as_they_are_answered(library: Library) -> None:
    class Asked(Answerer):
        def ask(self, question: str, **how: Any) -> Any:
            reader = FixedReader("ice" if "ice" in question else "unheard of")
            return Answerer(self.library, reader).ask(question, **how)

    library.add(make_article("The ice is gone.", name="later"))
    suggester = Suggester(Asked(library, FixedReader("")))
    examples = Examples(suggester, given=("What did the ice do?", "Who won?"))
    assert examples.current(1) == ()
    finish(examples)
    assert examples.current(1) == ("What did the ice do?",)
    examples.close()


def test_no_thread_is_started_where_none_are_wanted(library: Library) -> None:
    examples = Examples(Gate(library), given=())
    assert examples.current(1) == ()
    assert examples._trial is None
    examples.close()
