"""Tell by a file's first bytes which reader takes it, where its suffix says something else.

Exactly one reader decides on a file: what its first bytes show, and only where they show nothing its suffix. So a file
that is a PDF at its start and a web page further on is a PDF, whatever it is called.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from typing import BinaryIO

from corpus.errors import UnsupportedFormatError
from corpus.packages import ZIP_ERRORS

HEAD_BYTES = 4096
_PACKAGES = {".zip", ".docx", ".odt", ".epub"}
# Suffixes whose files may turn out to be a page or a feed: text, and what a browser or a feed reader saves.
_PLAIN = frozenset({".txt", ".text", ".md", ".markdown"})
_MARKED_UP = frozenset({".html", ".htm", ".xhtml", ".xml", ".rss", ".atom", ".opml"})
_PROLOGUE = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^>\[]*(?:\[.*?\]\s*)?>)*", re.I | re.S)
_PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|rdf|opml)[\s>]", re.IGNORECASE)
_ROOTS = {"rss": ".rss", "feed": ".atom", "rdf": ".rss", "opml": ".opml"}
_MEDIA_TYPES = {
    b"application/epub+zip": ".epub",
    b"application/vnd.oasis.opendocument.text": ".odt",
}
_OFFICE = {"word/": ".docx", "xl/": "a spreadsheet", "ppt/": "a presentation"}


def recognise(file: BinaryIO, *, suffix: str, name: str) -> str:
    """Return the suffix of the format that a file is in; the one that was given where nothing speaks against it.

    Args:
        file: open for reading bytes at its start, where it is left.
        suffix: in lower case, such as `.html`.
        name: what messages call the file.

    Raises:
        UnsupportedFormatError: a spreadsheet or a presentation.
    """
    head = file.read(HEAD_BYTES)
    file.seek(0)
    found = recognise_head(head, suffix=suffix)
    if found == ".zip" or (found in _PACKAGES and head.startswith(b"PK")):
        found = _recognise_package(file, suffix=found, name=name)
        file.seek(0)
    return found


def recognise_head(head: bytes, *, suffix: str) -> str:
    """Return the suffix of the format that a file begins as."""
    bare = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if bare.startswith(b"%PDF-"):
        return ".pdf"
    if bare.startswith(b"{\\rtf"):
        return ".rtf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return suffix if suffix in _PACKAGES else ".zip"
    if head.startswith(b"\x1f\x8b"):
        return ".gz"
    if suffix not in _PLAIN | _MARKED_UP:
        return suffix
    return _recognise_markup(_decode_head(head), suffix=suffix)


def _recognise_markup(text: str, *, suffix: str) -> str:
    prologue = _PROLOGUE.match(text)
    body = text[prologue.end() :] if prologue else text
    if _PAGE.match(body):
        return suffix if suffix in {".html", ".htm", ".xhtml"} else ".html"
    if (root := _ROOT.match(body)) and suffix not in {".md", ".markdown"}:
        return _ROOTS[root[1].lower()]
    return suffix


def _decode_head(head: bytes) -> str:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, errors="replace")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _recognise_package(file: BinaryIO, *, suffix: str, name: str) -> str:
    """Return which kind of document a ZIP archive is, if any; a broken one is left to its reader."""
    try:
        with zipfile.ZipFile(file) as package:
            names = package.namelist()
            if "mimetype" in package.NameToInfo:
                with package.open("mimetype") as member:
                    if found := _MEDIA_TYPES.get(member.read(100).strip()):
                        return found
    except (KeyError, *ZIP_ERRORS):
        return suffix
    if "[Content_Types].xml" not in names:
        return ".zip" if suffix == ".zip" else suffix
    for folder, kind in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            if kind.startswith("."):
                return kind
            raise UnsupportedFormatError(f"{name} is {kind}, which is not read. Export its text, or save it as PDF.")
    return suffix
