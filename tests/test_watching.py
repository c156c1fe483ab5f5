"""A watched folder is mirrored at once, and again when something in it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from test_intake import story, write

from corpus.errors import UnreadableFileError
from corpus.parsing import Parser
from index.library import Library
from rag.intake.files import Intake
from rag.intake.watching import watch_folder


@pytest.fixture
def intake(open_library: Callable[..., Library]) -> Iterator[Intake]:
    with Parser() as parser:
        yield Intake(open_library(), parser)


def test_each_change_of_a_folder_is_followed_until_it_is_stopped(intake: Intake, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    write(folder, "Lund.txt", story("Lund"))
    stop = Event()
    rounds = 0

    def change() -> None:
        """Change the folder after each round; the last one ends the watch."""
        nonlocal rounds
        rounds += 1
        if rounds == 2:  # the first after it has begun to watch
            write(folder, "Velm.txt", story("Velm"))
        elif rounds == 3:
            (folder / "Lund.txt").unlink()
        elif rounds == 4:
            stop.set()

    seen = [
        (outcome.change.value if outcome.change else "failed", (outcome.title or "").rpartition(" ")[2])
        for outcome in watch_folder(intake, folder, stop=stop, on_round=change)
    ]
    assert seen == [("added", "Lund"), ("added", "Velm"), ("removed", "Lund")]
    assert [summary.title.rpartition(" ")[2] for summary in intake.library.summaries()] == ["Velm"]


def test_a_folder_that_empties_is_reported_and_keeps_its_articles(intake: Intake, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    write(folder, "Lund.txt", story("Lund"))
    stop = Event()
    rounds = 0

    def change() -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 2:
            (folder / "Lund.txt").unlink()
        elif rounds == 3:
            stop.set()

    outcomes = list(watch_folder(intake, folder, stop=stop, on_round=change))
    assert "--allow-empty" in (outcomes[-1].failure or "")
    assert len(intake.library.summaries()) == 1


def test_a_folder_that_is_not_there_cannot_be_watched(intake: Intake, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match="is no folder"):
        list(watch_folder(intake, tmp_path / "none", stop=Event()))
