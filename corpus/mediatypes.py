"""Which format fetched bytes are in, by what the server says and by how they begin."""

from __future__ import annotations

import codecs
import re

from corpus.recognising import HEAD_BYTES, recognise_head

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/x-markdown": ".md",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    "application/rss+xml": ".rss",
    "application/rdf+xml": ".rss",
    "application/atom+xml": ".atom",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/x-opml": ".opml",
    "text/x-opml+xml": ".opml",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/feed+json": ".json",
    "application/jsonl": ".jsonl",
    "application/x-ndjson": ".jsonl",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
    "message/rfc822": ".eml",
}
# The suffix that stays where the first bytes show nothing.
_NOTHING_SHOWN = ".txt"
# Said of anything, or of nothing in particular: then only how the bytes begin counts.
_VAGUE = {"", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/force-download"}
# Served as text/plain by hosts of source code.
_TEXT_SUFFIXES = {
    ".md": ".md",
    ".markdown": ".md",
    ".html": ".html",
    ".htm": ".html",
    ".json": ".json",
    ".jsonl": ".jsonl",
}
_BINARY = {".pdf", ".docx", ".odt", ".epub", ".zip", ".gz"}
_PACKAGES = {".docx", ".odt", ".epub"}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
# Codecs of Python's that are no charset of a page.
_NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "unicode_escape", "utf-7"}


def parse_media_type(content_type: str | None) -> str:
    """Return the media type of a `Content-Type` header in lower case, empty if there is none."""
    return (content_type or "").partition(";")[0].strip().lower()


def parse_charset(content_type: str | None) -> str | None:
    """Return the charset of a `Content-Type` header by Python's name, `None` if it names none that is known."""
    match = _CHARSET.search(content_type or "")
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1]).name
        "".encode(name)
    except (LookupError, UnicodeError):  # unknown, or a codec of bytes to bytes
        return None
    return None if name.replace("_", "-") in {known.replace("_", "-") for known in _NO_CHARSETS} else name


def may_hold_article(media_type: str) -> bool:
    """Tell whether a body of this type is worth reading."""
    return media_type in _VAGUE or media_type in _SUFFIXES or _find_syntax(media_type) is not None


def find_suffix(data: bytes, *, media_type: str, path: str) -> str | None:
    """Return the suffix of the format that bytes are in, `None` if it is none that holds articles.

    How they begin outweighs what the server says, which is often wrong.

    Args:
        data: the bytes.
        media_type: what the server says, in lower case.
        path: the path of the URL, which tells Markdown from other plain text.
    """
    claimed = _SUFFIXES.get(media_type)
    shown = recognise_head(data[:HEAD_BYTES], suffix=_NOTHING_SHOWN)
    if shown != _NOTHING_SHOWN:
        return claimed if shown == ".zip" and claimed in _PACKAGES else shown
    if claimed in _BINARY or media_type in _VAGUE or _is_binary(data[:HEAD_BYTES]):
        return None
    if media_type == "text/plain":
        suffix = re.search(r"\.[a-z]+$", path.partition("?")[0].lower())
        return _TEXT_SUFFIXES.get(suffix[0], ".txt") if suffix else ".txt"
    return claimed or _find_syntax(media_type)


def _find_syntax(media_type: str) -> str | None:
    """Return the suffix of the syntax that a type of its own is written in, as in `application/tei+xml`."""
    return "." + media_type.rpartition("+")[2] if re.fullmatch(r"application/[\w.-]+\+(xml|json)", media_type) else None


def _is_binary(start: bytes) -> bool:
    """Tell whether bytes are no text: UTF-16 has NULs too, but begins with a mark, or half of it is NULs."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    nuls = sorted([start[::2].count(0), start[1::2].count(0)])
    return nuls[1] > 0 and (nuls[0] > 0 or nuls[1] < len(start) // 4)
