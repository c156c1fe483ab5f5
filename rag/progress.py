"""How far long work is, on stderr, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_steps(doing: str, total: int, *, is_wanted: bool = True) -> Iterator[Callable[[], None]]:
    """Show a bar with the time left; yields what moves it one step on."""
    if not is_wanted or not sys.stderr.isatty() or total < 2:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    # What is written to a stdout that is no terminal must stay there, not move above the bar on stderr.
    redirect = sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=redirect) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda: progress.advance(task)
