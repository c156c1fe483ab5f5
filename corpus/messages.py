"""What the parser and its worker say to each other: frames of JSON and text, and nothing that could be executed.

A frame is three lengths (four bytes each, big-endian) and then its three parts: a JSON object, the text of an article
or the data to read, and the removed lines. What comes from the worker is checked as if an attacker wrote it: a file may
have taken the worker over.
"""

from __future__ import annotations

import json
import os
import re
import struct
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple, NoReturn

from corpus.drafts import parse_url
from corpus.limits import Limits
from corpus.types import Article, DateOrigin, Failed, Loaded, Removal, hash_text, identify

PREFIX = struct.Struct(">III")
# A page of a PDF costs about 9 bytes of JSON: this is 50,000 of them. As nested empty lists it unfolds to 11 MB.
MAX_HEADER_BYTES = 524_288
_MAX_LINE = 10_000  # characters of a title or of a URL; browsers and sitemaps stop at 2,000
_MAX_MESSAGE = 1_000
_MAX_TITLE_SHOWN = 80
# What no title, text or removed line may hold, as in `corpus.normalising`: a terminal or a page would obey it.
_FORBIDDEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ARTICLE_KEYS = frozenset(
    {"kind", "origin", "title", "url", "publisher", "author", "published_on", "language", "published_from", "pages"}
    | {"kept_share", "is_scraped"}
)


class MessageError(ValueError):
    """A message is not what an honest worker sends."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A worker is done with a file; with a reason, it is done for."""

    reason: str | None = None


class Frame(NamedTuple):
    """One message, its parts still in bytes."""

    header: bytes
    text: bytes | bytearray = b""
    removed: bytes | bytearray = b""

    def pack(self) -> bytes:
        """Return the frame as it is sent."""
        sizes = PREFIX.pack(len(self.header), len(self.text), len(self.removed))
        return b"".join((sizes, self.header, self.text, self.removed))


@dataclass(frozen=True, slots=True)
class FileRequest:
    """Read the file at an absolute path."""

    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """Read the bytes of a file, as `corpus.loading.load_data` takes them."""

    data: bytes
    suffix: str
    name: str
    origin: str


def write_header(**fields: object) -> bytes:
    """Return the JSON of a frame. Escaped, since a path may hold what UTF-8 has no bytes for."""
    return json.dumps(fields, separators=(",", ":")).encode("ascii")


def read_header(header: bytes) -> dict[str, object]:
    """Return the fields of a frame's JSON.

    Raises:
        ValueError: it is not an object of JSON.
    """
    try:
        fields = json.loads(header, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise MessageError("a header is nested too deeply") from error
    if not isinstance(fields, dict):
        raise MessageError("a header is not an object")
    return fields


def _refuse_constant(constant: str) -> NoReturn:
    raise MessageError(f"{constant} is not JSON")


READY = Frame(write_header(kind="ready"))
END = Frame(write_header(kind="end"))


def encode_request(request: FileRequest | DataRequest) -> Frame:
    """Return the frame that asks for a file."""
    if isinstance(request, FileRequest):
        return Frame(write_header(kind="file", path=os.fsencode(request.path).decode("latin-1")))
    header = write_header(kind="data", suffix=request.suffix, name=request.name, origin=request.origin)
    return Frame(header, request.data)


def decode_request(frame: Frame) -> FileRequest | DataRequest:
    """Return the request in a frame that the parser sent."""
    fields = read_header(frame.header)
    if fields["kind"] == "file":
        return FileRequest(Path(os.fsdecode(str(fields["path"]).encode("latin-1"))))
    return DataRequest(
        data=bytes(frame.text), suffix=str(fields["suffix"]), name=str(fields["name"]), origin=str(fields["origin"])
    )


def encode_failure(name: str, reason: str) -> Frame:
    """Return the frame for something that could not be taken in, with its name before the reason."""
    return encode_outcome(Failed(name=name, message=f"{name}: {reason}"), name=name, limits=Limits())


def encode_outcome(outcome: Loaded | Failed, *, name: str, limits: Limits) -> Frame:
    """Return the frame for what became of an article in the file `name`; one that is over a limit becomes a failure."""
    if isinstance(outcome, Failed):
        return Frame(write_header(kind="failed", name=show(outcome.name), message=show(outcome.message)))
    article = outcome.article
    text = article.text.encode("utf-8")
    header = write_header(
        kind="article",
        origin=article.origin,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        author=article.author,
        published_on=article.published_on and article.published_on.isoformat(),
        language=article.language,
        published_from=article.published_from,
        pages=article.pages,
        kept_share=outcome.kept_share,
        is_scraped=outcome.is_scraped,
    )
    if len(text) > limits.text_bytes:
        reason = f"its text has more than {limits.text_bytes / 1e6:g} MB. Split it into articles"
    elif len(header) > MAX_HEADER_BYTES:
        reason = f"it has {len(article.pages):,} pages and long metadata, too much for one article. Split it"
    else:
        return Frame(header, text, _encode_removed(outcome.removed, limits=limits))
    return encode_failure(name_article(article, name=name), f"{reason}.")


def name_article(article: Article, *, name: str) -> str:
    """Return what messages call an article in the file `name`."""
    return f"{name}: {article.title[:_MAX_TITLE_SHOWN]}"


def _encode_removed(removed: tuple[Removal, ...], *, limits: Limits) -> bytes:
    """Return the removals, a line each, as many as are allowed, and a last one that counts the rest."""
    lines: list[bytes] = []
    room = limits.removed_bytes - 100  # for the last line
    for removal in removed:
        line = f"{' '.join(removal.reason.split())}\t{' '.join(removal.text.split())}".encode(errors="replace")
        room -= len(line) + 1
        if room < 0 or len(lines) == limits.removed_lines - 1:
            lines.append(f"too many to list\t… and {len(removed) - len(lines):,} more lines".encode())
            break
        lines.append(line)
    return b"\n".join(lines)


def decode_outcome(frame: Frame, *, place: str, limits: Limits) -> Loaded | Failed | Ending:
    """Return what a worker says about an article or of itself, after checking every part of it.

    Args:
        frame: its parts are known to be within their bytes.
        place: the URI of the file that was asked for. The article's origin is its own web address, or begins so.
        limits: what the article may hold.

    Raises:
        ValueError: something in it is not what an article can be; the message says what.
    """
    if frame == END:
        return Ending()
    fields = read_header(frame.header)
    if fields.get("kind") == "stopped":
        return Ending(show(fields.get("reason")))
    if fields.get("kind") == "failed":
        return Failed(name=show(fields.get("name")), message=show(fields.get("message")))
    if fields.get("kind") != "article" or fields.keys() != _ARTICLE_KEYS:
        raise MessageError("an article has other fields")
    text = frame.text.decode("utf-8")
    if not text.strip() or text != text.strip() or _FORBIDDEN.search(text):
        raise MessageError("a text is blank or holds controls")
    if not unicodedata.is_normalized("NFC", text):
        raise MessageError("a text is not in NFC")
    url = _check_line(fields, "url")
    if url is not None and parse_url(url) != url:
        raise MessageError("a url is no web address")
    origin = _check_line(fields, "origin")
    title = _check_line(fields, "title")
    if origin is None or title is None or (origin != url and not origin.startswith(place)):
        raise MessageError("an origin is not the file's own, or a title is missing")
    published_on = _check_line(fields, "published_on")
    published_from = _check_line(fields, "published_from")
    if published_from is not None and published_on is None:
        raise MessageError("a date has an origin and no day")
    share = fields["kept_share"]
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise MessageError("a kept share is not between 0 and 1")
    article = Article(
        id=identify(origin),
        origin=origin,
        title=title,
        text=text,
        sha256=hash_text(text),
        url=url,
        publisher=_check_line(fields, "publisher"),
        author=_check_line(fields, "author"),
        published_on=date.fromisoformat(published_on) if published_on else None,
        language=_check_line(fields, "language"),
        published_from=DateOrigin(published_from) if published_from else None,
        pages=_check_pages(fields["pages"], length=len(text)),
    )
    if not isinstance(fields["is_scraped"], bool):
        raise MessageError("a mark is neither true nor false")
    removed = _decode_removed(frame.removed, limits=limits)
    return Loaded(article=article, removed=removed, kept_share=float(share), is_scraped=fields["is_scraped"])


def _check_line(fields: dict[str, object], key: str) -> str | None:
    value = fields[key]
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > _MAX_LINE:
        raise MessageError(f"a {key} is no line of text")
    if "\n" in value or _FORBIDDEN.search(value):
        raise MessageError(f"a {key} holds controls")
    return value


def _check_pages(pages: object, *, length: int) -> tuple[int, ...]:
    if not isinstance(pages, list) or not all(type(page) is int for page in pages):
        raise MessageError("pages are no numbers")
    if pages and (pages[0] != 0 or pages[-1] > length or pages != sorted(pages)):
        raise MessageError("pages do not ascend from 0 inside the text")
    return tuple(pages)


def _decode_removed(removed: bytes | bytearray, *, limits: Limits) -> tuple[Removal, ...]:
    if not removed:
        return ()
    if removed.count(b"\n") >= limits.removed_lines:
        raise MessageError("too many lines were removed")
    parts = [line.decode("utf-8").partition("\t") for line in removed.split(b"\n")]
    if any(_FORBIDDEN.search(reason) or _FORBIDDEN.search(line) for reason, _, line in parts):
        raise MessageError("a removed line holds controls")
    return tuple(Removal(line, reason) for reason, _, line in parts)


def show(value: object) -> str:
    """Return a name or a message as one printable line: what does not print is escaped, and its middle cut if long.

    A message may hold a file's name, and that may hold anything: line breaks, terminal controls, reversed text.
    """
    if not isinstance(value, str) or not value.strip():
        raise MessageError("a failure has no name or no message")
    if len(value) > _MAX_MESSAGE:
        value = f"{value[: _MAX_MESSAGE // 2]} … {value[-_MAX_MESSAGE // 2 :]}"
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in value
    )
