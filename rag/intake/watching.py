"""A folder watched: mirrored at once, and again whenever something in it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from rag.intake.files import Intake
from rag.intake.outcomes import Outcome
from rag.intake.syncing import FolderError, make_plan, synchronise

# Editors write a file in several steps; half a second later they are done.
_QUIET_MS = 500
_TIMEOUT_MS = 1000


def watch_folder(
    intake: Intake,
    folder: Path,
    *,
    stop: Event,
    may_empty: bool = False,
    on_round: Callable[[], None] = lambda: None,
) -> Iterator[Outcome]:
    """Mirror a folder until `stop` is set; yields what became of each article that changed.

    Args:
        intake: brings the files.
        folder: what is watched.
        stop: ends it.
        may_empty: whether every article of it may go; see `synchronise`.
        on_round: is called after each round of changes, the first one included.

    Raises:
        UnreadableFileError: there is no such folder.
    """
    from watchfiles import watch  # a Rust library that only this command needs

    yield from _mirror(intake, folder, may_empty=may_empty)
    on_round()
    seconds = watch(folder, stop_event=stop, debounce=_QUIET_MS, rust_timeout=_TIMEOUT_MS, yield_on_timeout=True)
    for number, changes in enumerate(seconds):
        # The first time it has only begun to watch: what changed since the first round was seen by nobody.
        if changes or number == 0:
            yield from _mirror(intake, folder, may_empty=may_empty)
            on_round()


def _mirror(intake: Intake, folder: Path, *, may_empty: bool) -> Iterator[Outcome]:
    plan = make_plan(intake.library, folder)
    if not (plan.new or plan.changed or plan.gone):
        return
    try:
        for outcome in synchronise(intake, folder, plan=plan, may_empty=may_empty):
            if outcome.change is None or outcome.change.value != "unchanged":
                yield outcome
    except FolderError as error:
        yield Outcome(name=str(folder), failure=str(error))
