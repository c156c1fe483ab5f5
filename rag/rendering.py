"""An answer as text, for a terminal or a pipe."""

from __future__ import annotations

import io

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from corpus.types import Article, Span
from rag.dates import date_words
from rag.types import Answer, AnswerStatus, FoundAnswer, Quote

_PIPE_WIDTH = 100_000  # a pipe is not wrapped: each paragraph stays one line, as it stands in the article
_MAX_WIDTH = 110  # lines longer than this are hard to read


def render_text(answer: Answer, *, width: int | None, colour: bool) -> str:
    """Return an answer as lines of text.

    Args:
        answer: what is shown.
        width: columns of the terminal; `None` for a pipe.
        colour: whether to emphasise with escape sequences.
    """
    columns = _PIPE_WIDTH if width is None else max(20, min(width, _MAX_WIDTH))
    console = Console(
        file=io.StringIO(), width=columns, force_terminal=colour, color_system="standard" if colour else None,
        no_color=not colour, highlight=False, markup=False, emoji=False, legacy_windows=False,
    )  # fmt: skip
    if answer.status is AnswerStatus.NOT_IN_SOURCES:
        _print_refusal(console, answer, is_pipe=width is None)
    else:
        if answer.status is AnswerStatus.CONFLICTING:
            console.print("The sources differ. What each of them says:")
            console.print()
        for found in answer.answers:
            _print_found(console, answer, found, is_pipe=width is None)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().rstrip().split("\n")) + "\n"


def _print_found(console: Console, answer: Answer, found: FoundAnswer, *, is_pipe: bool) -> None:
    quotes = [quote for quote in answer.quotes if quote.number in found.quotes]
    sources = "1 source" if found.independent_sources == 1 else f"{found.independent_sources} sources"
    certainty = f"{100 * found.probability:.0f} % sure · {sources}"
    # A reader that answers with whole sentences would say everything twice.
    is_whole = any(quote.text == found.text for quote in quotes)
    _print_header(console, "" if is_whole else found.text, certainty, is_pipe=is_pipe)
    for quote in quotes:
        console.print()
        _print_quote(console, quote, label=f"[{quote.number}]", emphasis=None if is_whole else quote.answer)
    console.print()


def _print_refusal(console: Console, answer: Answer, *, is_pipe: bool) -> None:
    count = answer.library.articles
    searched = "1 article" if count == 1 else f"{count:,} articles"
    _print_header(console, "The sources do not say.", f"searched {searched}", is_pipe=is_pipe)
    if answer.nearest:
        console.print()
        console.print("  The nearest passages. None of them is an answer:")
    for quote in answer.nearest:
        console.print()
        _print_quote(console, quote, label=" · ", emphasis=None)


def _print_header(console: Console, left: str, right: str, *, is_pipe: bool) -> None:
    if is_pipe:
        console.print(Text("   ".join(part for part in (left, right) if part)))
        return
    line = Table.grid(expand=True, padding=(0, 2))
    line.add_column(ratio=1)
    line.add_column(justify="right", no_wrap=True)
    line.add_row(Text(left, style="bold"), Text(right, style="dim"))
    console.print(line)


def _print_quote(console: Console, quote: Quote, *, label: str, emphasis: Span | None) -> None:
    words = Text(quote.text)
    if emphasis is not None:
        words.stylize("bold", emphasis.start - quote.start, emphasis.end - quote.start)
    entry = Table.grid(padding=(0, 1))
    entry.add_column(no_wrap=True)
    entry.add_column()
    entry.add_row(Text(label, style="cyan"), Text.assemble("“", words, "”"))
    entry.add_row("", Text(describe_source(quote.article, page=quote.page), style="dim"))
    for dated in date_words(quote):
        days = dated.first.isoformat() + (f" to {dated.last.isoformat()}" if dated.last != dated.first else "")
        entry.add_row("", Text(f"“{dated.text}” is {days}, by the day of publication", style="dim"))
    console.print(Padding(entry, (0, 0, 0, 2), expand=False))


def describe_source(article: Article, *, page: int | None) -> str:
    """Return where a quote stands in words: title, publisher, date and page, as far as they are known."""
    date = article.published_on.isoformat() if article.published_on else None
    place = f"p. {page}" if page else None
    return " · ".join(part for part in (article.title, article.publisher, date, place) if part)
