"""The command `footnote verify`: do the quotes of a saved answer still stand in their articles?"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import UsageError
from rag.settings import Settings
from rag.terminal import AddCommand, ExitStatus, say, write_line

if TYPE_CHECKING:
    from rag.verifying import SavedAnswer, SavedQuote

_MAX_SHOWN_CHARS = 60


def add_command(add: AddCommand) -> None:
    """Put the subcommand onto a command line."""
    verify = add("verify", _verify, "check saved quotes against the articles as they are now")
    verify.add_argument(
        "file", metavar="FILE", help="an answer as `ask --json` printed it, or a list of its quotes; - reads stdin"
    )
    verify.add_argument("--json", action="store_true", help="print JSON")


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    from rag.opening import open_library
    from rag.verifying import check, check_json, summarise

    saved = read_saved(_read(options.file), name=options.file)
    with open_library(settings, notify=say) as library:
        done = check(saved, library)
    if options.json:
        write_line(json.dumps(check_json(done), ensure_ascii=False, indent=2))
    else:
        for quote in done.quotes:
            title = quote.article.title if quote.article else f"article {quote.saved.article_id}"
            write_line(f"{quote.state.value.replace('_', ' '):<15}  “{_shorten(quote.saved.text)}”  {_shorten(title)}")
        for answer in done.answers:
            if not answer.is_quoted:
                write_line(f"{'not quoted':<15}  “{_shorten(answer.text)}”  stands in none of these quotes")
    say(f"{len(done.quotes)} quotes: {summarise(done.quotes)}.")
    return ExitStatus.OK if done.is_verbatim else ExitStatus.NOT_IN_SOURCES


def read_saved(value: object, *, name: str) -> SavedAnswer:
    """Return a saved answer: a whole one as JSON values, or a list of its quotes.

    Args:
        value: what the JSON holds; fields that are not needed are passed over.
        name: what messages call it.

    Raises:
        UsageError: if it is neither.
    """
    from rag.verifying import SavedAnswer

    fields = {"quotes": value} if isinstance(value, list) else value
    if not isinstance(fields, dict) or "quotes" not in fields:
        raise UsageError(f"{name} holds neither an answer nor a list of quotes. Save one with: ask --json QUESTION")
    quotes = [*_objects(fields, "quotes", name), *_objects(fields, "nearest", name)]
    return SavedAnswer(
        quotes=tuple(_read_quote(quote, place=f"{name}, quote {n}") for n, quote in enumerate(quotes, start=1)),
        answers=tuple(_text(answer, "text", f"{name}, an answer") for answer in _objects(fields, "answers", name)),
    )


def _read_quote(fields: Mapping[str, Any], *, place: str) -> SavedQuote:
    from rag.verifying import SavedQuote

    return SavedQuote(
        number=_number(fields, "number", place) if fields.get("number") is not None else None,
        article_id=_text(fields, "article_id", place),
        article_sha256=_text(fields, "article_sha256", place, otherwise=""),
        start=_number(fields, "start", place),
        end=_number(fields, "end", place),
        text=_text(fields, "text", place),
        prefix=_text(fields, "prefix", place, otherwise=""),
        suffix=_text(fields, "suffix", place, otherwise=""),
    )


def _objects(fields: Mapping[str, Any], key: str, name: str) -> list[Mapping[str, Any]]:
    values = fields.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise UsageError(f"{name}: `{key}` must be a list of objects, as `ask --json` prints it.")
    return values


def _text(fields: Mapping[str, Any], key: str, place: str, *, otherwise: str | None = None) -> str:
    value = fields.get(key, otherwise)
    if not isinstance(value, str) or (not value and otherwise is None):
        raise UsageError(f"{place}: `{key}` must be a text, as `ask --json` prints it.")
    return value


def _number(fields: Mapping[str, Any], key: str, place: str) -> int:
    value = fields.get(key)
    if type(value) is not int or value < 0:
        raise UsageError(f"{place}: `{key}` must be a whole number from 0, as `ask --json` prints it.")
    return value


def _read(file: str) -> object:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or error}. Check the path.") from error
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is not JSON ({error}). Save an answer with: ask --json QUESTION") from error


def _shorten(text: str) -> str:
    line = "".join(char if char.isprintable() else " " for char in text)
    return line if len(line) <= _MAX_SHOWN_CHARS else f"{line[: _MAX_SHOWN_CHARS - 1]}…"
