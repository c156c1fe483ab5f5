"""How far long work is, on stderr, if that is a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def show_steps(doing: str, total: int, *, is_wanted: bool = True) -> Iterator[Callable[[], None]]:
    """Show a bar with the rate and the time left; yields what moves it one step on.

    More steps than `total` make the bar longer: how many articles a file holds is seen only when it is read.
    """
    if not is_wanted or not sys.stderr.isatty() or total < 1:
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft
    from rich.text import Text

    class Rate(ProgressColumn):
        """Steps a second."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f}/s" if task.speed else "")

    columns = TextColumn(doing), BarColumn(), MofNCompleteColumn(), Rate(), TimeLeft()
    # What is written to a stdout that is no terminal must stay there, not move above the bar on stderr.
    redirect = sys.stdout.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=redirect) as progress:
        task = progress.add_task(doing, total=total)

        def advance() -> None:
            progress.advance(task)
            done = progress.tasks[0].completed
            progress.update(task, total=max(total, done))

        yield advance
