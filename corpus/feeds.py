"""Read RSS and Atom: each entry is an article, in full where the feed has it, else its summary."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping

import feedparser  # type: ignore[import-untyped]

from corpus.blocks import read_blocks
from corpus.decoding import decode
from corpus.drafts import Draft, Part, parse_date, parse_language, parse_line, parse_url
from corpus.errors import UnreadableFileError
from corpus.types import DateOrigin, Failed

# Entities that a feed declares for itself are a way to make it grow; no real one needs them. The encoding is settled.
_DECLARATIONS = re.compile(r"<!ENTITY\b(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>|\A\s*<\?xml[^>]*\?>", re.IGNORECASE)

# Feeds have 10 to 100 entries; one with more than a hundred empty ones is broken, or made to be slow.
_MAX_FAILURES = 100


def read_feed(data: bytes, *, name: str) -> Iterator[Part]:
    """Yield the article of each entry.

    An entry is known by its link, else by its own id, else by its number in the feed.

    Raises:
        UnreadableFileError: it is no feed, or has no entries.
    """
    text = _DECLARATIONS.sub("", decode(data, name=name, is_html=True))
    try:
        # As a stream: given text, feedparser would take it for a path or an address and open that. Nothing is
        # sanitised, since only words are taken out of the markup.
        stream = io.BytesIO(text.encode("utf-8", errors="replace"))
        feed = feedparser.parse(stream, sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError) as error:
        raise UnreadableFileError(f"{name} is a broken feed. Get it again.") from error
    if not feed.get("entries"):
        reason = "has no entries" if feed.get("version") else "is no RSS or Atom feed"
        raise UnreadableFileError(f"{name} {reason}. Check its address, or get it again.")
    publisher = parse_line(_unmark(feed.feed.get("title")))
    language = parse_language(feed.feed.get("language"))
    failures = 0
    for number, entry in enumerate(feed.entries, start=1):
        part = _read_entry(entry, publisher=publisher, language=language, number=number, name=name)
        failures += isinstance(part, Failed)
        if failures > _MAX_FAILURES:
            message = (
                f"{name}: more than {_MAX_FAILURES} of its entries hold no text; the rest is not read. Get it again."
            )
            yield Failed(name=name, message=message)
            return
        yield part


def _read_entry(
    entry: Mapping[str, object], *, publisher: str | None, language: str | None, number: int, name: str
) -> Part:
    bodies = [_read_body(body) for body in [*_as_list(entry.get("content")), entry.get("summary_detail")]]
    text = max(bodies, key=len, default="")
    title = parse_line(_unmark(entry.get("title")))
    place = f"{name}: entry {number}" + (f" ({title})" if title else "")
    if not text:
        return Failed(name=place, message=f"{place} holds no text: the feed only links to it. Add the page itself.")
    # `updated` is the day of a change. Not `entry[…]`: feedparser answers that with the other field, and warns.
    published_on = parse_date(entry.get("published")) if "published" in entry.keys() else None  # noqa: SIM118
    return Draft(
        is_page=True,
        text=text,
        title=title,
        url=parse_url(entry.get("link")),
        publisher=publisher,
        author=parse_line(entry.get("author")),
        published_on=published_on,
        published_from=DateOrigin.FIELD if published_on else None,
        language=language,
        part=parse_line(entry.get("id")) or f"entry {number}",
    )


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _read_body(body: object) -> str:
    """Return the words of a content or a summary, a block a line."""
    if not isinstance(body, Mapping) or not isinstance(value := body.get("value"), str):
        return ""
    if body.get("type") == "text/plain" and "</" not in value:
        return value.strip()
    return "\n\n".join(read_blocks(value))


def _unmark(value: object) -> str | None:
    """Return a title without the markup that some feeds put into it."""
    if not isinstance(value, str):
        return None
    return " ".join(read_blocks(value)) if "<" in value or "&" in value else value
