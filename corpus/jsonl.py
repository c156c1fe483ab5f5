"""Read JSON Lines: an article a line, as exports and data sets have them, however many there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from corpus.blocks import read_blocks
from corpus.drafts import Draft, Part, parse_date, parse_language, parse_line, parse_url
from corpus.errors import UnreadableFileError
from corpus.types import DateOrigin, Failed

# A line is held whole; a long novel has 3 MB.
MAX_LINE_BYTES = 20_000_000
# So many lines without an article among them say that the file is something else; a message for each helps nobody.
_MAX_FAILURES = 100

_TEXT = ("text", "content", "body", "maintext", "article")
_TITLE = ("title", "headline")
_URL = ("url", "link", "source_url")
_PUBLISHER = ("publisher", "site", "sitename", "source", "outlet")
_AUTHOR = ("author", "authors", "byline")
_DATE = ("published_on", "date", "published", "date_published", "publish_date", "published_at", "pubdate")
_LANGUAGE = ("language", "lang")
_ID = ("id", "_id", "guid", "doc_id", "docid")


def read_jsonl(file: BinaryIO, *, name: str) -> Iterator[Part]:
    """Yield the article of each line; a line that is none is a failure with its number, and the rest goes on.

    The file is read as a stream: a line is held at a time.

    Raises:
        UnreadableFileError: the first hundred lines hold no article.
    """
    held: list[Failed] | None = []  # until an article shows that the file is what it says
    for number, line in _read_lines(file):
        if line is not None and not line.strip():
            continue
        part = _read_line(line, number=number, name=name)
        if held is not None and isinstance(part, Failed):
            held.append(part)
            if len(held) == _MAX_FAILURES:
                raise UnreadableFileError(
                    f"{name} is no JSON Lines: its first {_MAX_FAILURES} lines hold no article. The first error was:"
                    f" {held[0].message} Write one object a line, with at least `text`."
                )
            continue
        yield from held or ()
        held = None
        yield part
    yield from held or ()


def _read_lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Yield the lines with their numbers, `None` for one that is too long."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        is_long = len(line) > MAX_LINE_BYTES
        yield number, None if is_long else line.removeprefix(b"\xef\xbb\xbf" if number == 1 else b"")
        while is_long and line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)


def _read_line(line: bytes | None, *, number: int, name: str) -> Draft | Failed:
    place = f"{name}: line {number}"
    if line is None:
        return Failed(name=place, message=f"{place} is longer than {MAX_LINE_BYTES // 1_000_000} MB. Split it.")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:  # ValueError: no JSON, no UTF-8, or a number of too many digits
        reason = " ".join(str(error).split())
        return Failed(name=place, message=f"{place} is not valid JSON ({reason}). Correct or remove it.")
    if not isinstance(row, dict):
        return Failed(name=place, message=f"{place} is no JSON object. Write one object a line, with at least `text`.")
    fields = {str(key).lower(): value for key, value in row.items()}
    text = _find(fields, _TEXT)
    if isinstance(text, list):
        text = "\n\n".join(paragraph for paragraph in text if isinstance(paragraph, str))
    if not isinstance(text, str) or not text.strip():
        return Failed(name=place, message=f"{place} holds no text. Give it a `text`.")
    is_markup = text.lstrip().startswith("<")
    published_on = parse_date(_find(fields, _DATE))
    identity = parse_line(_find(fields, _ID))
    return Draft(
        text="\n\n".join(read_blocks(text)) if is_markup else text,
        title=parse_line(_find(fields, _TITLE)),
        url=parse_url(_find(fields, _URL)),
        publisher=parse_line(_find(fields, _PUBLISHER)),
        author=parse_line(_find(fields, _AUTHOR)),
        published_on=published_on,
        published_from=DateOrigin.FIELD if published_on else None,
        language=parse_language(_find(fields, _LANGUAGE)),
        part=identity or f"line {number}",
        is_scraped=not is_markup,
    )


def _find(fields: dict[str, object], names: tuple[str, ...]) -> object:
    """Return the first field of these names that says anything."""
    return next((fields[name] for name in names if fields.get(name) not in (None, "", [])), None)
