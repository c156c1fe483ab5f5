"""Read books in EPUB: the chapters in the order of the spine, and what the package says about the book."""

from __future__ import annotations

import posixpath
import zipfile
from datetime import date
from typing import BinaryIO
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped]

from corpus.blocks import read_blocks, walk_blocks
from corpus.decoding import decode
from corpus.drafts import Draft, parse_date, parse_language
from corpus.errors import UnreadableFileError
from corpus.packages import find_text, open_package, parse_xml, read_member, read_xml
from corpus.types import DateOrigin

_NAMESPACES = {
    "container": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "enc": "http://www.w3.org/2001/04/xmlenc#",
}
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
# What is merely obfuscated: fonts (https://www.w3.org/TR/epub-33/#sec-font-obfuscation). Anything else is a lock.
_OBFUSCATED = (".otf", ".ttf", ".woff", ".woff2")
# Three times the longest novels; what a worker process can hold as lines.
_MAX_CHARS = 30_000_000


def read_epub(file: BinaryIO, *, name: str) -> Draft:
    """Return the text of a book, a block a line, chapter after chapter; its table of contents is left out.

    Raises:
        UnreadableFileError: it is broken, protected, too large or holds no words.
    """
    with open_package(file, kind="EPUB book", name=name) as package:
        _refuse_locked(package, name=name)
        path = _find_package_file(package, name=name)
        root = read_xml(package, path, name=name)
        lines: list[str] = []
        chars = 0
        for chapter in _find_chapters(root, folder=posixpath.dirname(path)):
            if chapter not in package.NameToInfo:
                continue  # a book that lists a chapter more than it has is read without it by every program
            blocks = _read_chapter(read_member(package, chapter, name=name), name=f"{name}: {chapter}")
            lines += blocks
            chars += sum(map(len, blocks))
            if chars > _MAX_CHARS:
                raise UnreadableFileError(
                    f"{name} holds more than {_MAX_CHARS // 1_000_000} million characters. Split it."
                )
    if not lines:
        raise UnreadableFileError(f"{name} is empty: no chapter of it holds words. Give a book with text in it.")
    published_on = _find_date(root)
    creators = [" ".join("".join(found.itertext()).split()) for found in root.iterfind(".//dc:creator", _NAMESPACES)]
    return Draft(
        text="\n\n".join(lines),
        title=find_text(root, ".//dc:title", _NAMESPACES),
        publisher=find_text(root, ".//dc:publisher", _NAMESPACES),
        author=", ".join(filter(None, creators)) or None,
        published_on=published_on,
        published_from=DateOrigin.FIELD if published_on else None,
        language=parse_language(find_text(root, ".//dc:language", _NAMESPACES)),
    )


def _find_date(root: etree._Element) -> date | None:
    """Return the day of publication: a whole date, and not just the moment at which a program made the file."""
    text = find_text(root, ".//dc:date", _NAMESPACES) or ""
    made = [found.text for found in root.iterfind(".//opf:meta[@property='dcterms:modified']", _NAMESPACES)]
    return parse_date(text) if len(text) >= len("2024-03-04") and text not in made else None


def _refuse_locked(package: zipfile.ZipFile, *, name: str) -> None:
    if "META-INF/encryption.xml" not in package.NameToInfo:
        return
    encryption = read_xml(package, "META-INF/encryption.xml", name=name)
    for reference in encryption.iterfind(".//enc:CipherReference", _NAMESPACES):
        if not (reference.get("URI") or "").lower().endswith(_OBFUSCATED):
            raise UnreadableFileError(f"{name} is protected by its seller. Get it without that protection.")


def _find_package_file(package: zipfile.ZipFile, *, name: str) -> str:
    container = read_xml(package, "META-INF/container.xml", name=name)
    rootfile = container.find(".//container:rootfile", _NAMESPACES)
    path = None if rootfile is None else rootfile.get("full-path")
    if not path:
        raise UnreadableFileError(f"{name} is a broken EPUB book: it names no contents. Get the file again.")
    return str(path)


def _find_chapters(root: etree._Element, *, folder: str) -> list[str]:
    """Return the members that the spine lists, in its order, each once, without the table of contents."""
    items = {item.get("id"): item for item in root.iterfind(".//opf:manifest/opf:item", _NAMESPACES)}
    chapters: dict[str, None] = {}
    for reference in root.iterfind(".//opf:spine/opf:itemref", _NAMESPACES):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _CHAPTERS or "nav" in (item.get("properties") or "").split():
            continue
        path = unquote((item.get("href") or "").partition("#")[0])
        chapters[posixpath.normpath(posixpath.join(folder, path))] = None
    return list(chapters)


def _read_chapter(data: bytes, *, name: str) -> list[str]:
    """Return the blocks of a chapter, read as the XML that it should be, else as HTML."""
    if not data.strip():
        return []
    if b"<!ENTITY" not in data and b"&nbsp;" not in data:
        try:
            return walk_blocks(parse_xml(data, name=name))
        except UnreadableFileError:
            pass  # a tag that is never closed, or `&eacute;` from a DTD that is not loaded: HTML has both
    return read_blocks(decode(data, name=name, is_html=True))
