"""Read OpenDocument texts (ODT): headings, paragraphs, lists, tables and notes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree  # type: ignore[import-untyped]

from corpus.drafts import Draft, parse_language
from corpus.errors import UnreadableFileError
from corpus.packages import find_text, open_package, read_xml

_NAMESPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
# Deleted words, remarks, lists of contents, and the number of a note.
_SKIPPED = frozenset({
    "tracked-changes", "annotation", "annotation-end", "table-of-content", "alphabetical-index",
    "illustration-index", "sequence-decls", "forms", "note-citation", "ruby-text", "title", "desc",
})  # fmt: skip
_MAX_CELL_CHARS = 200
_MAX_SPACES = 100


def read_odt(file: BinaryIO, *, name: str) -> Draft:
    """Return the text of an OpenDocument file, a paragraph a line, and its title, author and language.

    Tracked changes are read as accepted. Headers, footers, remarks, tables of contents and the numbers of lists are
    left out; a note follows its paragraph. Its dates say when the file was made, so none is a publication date.

    Raises:
        UnreadableFileError: it is broken or protected.
    """
    with open_package(file, kind="ODT document", name=name) as package:
        members = set(package.namelist())
        if "META-INF/manifest.xml" in members:
            manifest = read_xml(package, "META-INF/manifest.xml", name=name)
            if manifest.find(".//manifest:encryption-data", _NAMESPACES) is not None:
                raise UnreadableFileError(f"{name} is protected by a password. Save it without one.")
        body = read_xml(package, "content.xml", name=name).find("office:body/office:text", _NAMESPACES)
        title = author = language = None
        if "meta.xml" in members:
            meta = read_xml(package, "meta.xml", name=name)
            title = find_text(meta, ".//dc:title", _NAMESPACES)
            author = find_text(meta, ".//meta:initial-creator", _NAMESPACES) or find_text(
                meta, ".//dc:creator", _NAMESPACES
            )
            language = find_text(meta, ".//dc:language", _NAMESPACES)
    if body is None:
        raise UnreadableFileError(f"{name} is no text document, but a sheet or a drawing. Export its text.")
    blocks = list(_walk(body))
    if not any(map(str.strip, blocks)):
        raise UnreadableFileError(f"{name} is empty: it holds no words. Give a file with text in it.")
    return Draft(
        text="\n\n".join(blocks),
        title=_find_title(body) or title or _find_heading(body),
        author=author,
        language=parse_language(language),
    )


def _walk(element: etree._Element) -> Iterator[str]:
    """Yield the words of each paragraph and of each row of a table below an element."""
    for child in element:
        name = _get_name(child)
        if name in _SKIPPED:
            continue
        if name in {"p", "h"}:
            words: list[str] = [child.text or ""]
            notes: list[str] = []
            _collect(child, words, notes)
            if text := "".join(words).strip():
                yield text
            yield from notes
        elif name == "table-row":
            yield from _read_row(child)
        else:
            yield from _walk(child)


def _collect(element: etree._Element, words: list[str], notes: list[str]) -> None:
    """Gather the words inside a paragraph, and apart from them its notes and text boxes."""
    for child in element:
        name = _get_name(child)
        if name == "s":
            count = child.get(f"{_TEXT}c") or "1"
            words.append(" " * min(int(count) if count.isdecimal() else 1, _MAX_SPACES))
        elif name == "tab":
            words.append("\t")
        elif name == "line-break":
            words.append("\n")
        elif name in {"note-body", "text-box"}:
            notes += _walk(child)
        elif name and name not in _SKIPPED:
            words.append(child.text or "")
            _collect(child, words, notes)
        words.append(child.tail or "")


def _read_row(row: etree._Element) -> Iterator[str]:
    """Yield a row of data as one line, and the paragraphs of a layout as they are."""
    cells = [list(_walk(cell)) for cell in row if _get_name(cell) == "table-cell"]
    if any(len(cell) > 1 or len("".join(cell)) > _MAX_CELL_CHARS for cell in cells):
        for cell in cells:
            yield from cell
    elif line := " | ".join(" ".join(cell[0].split()) for cell in cells if cell):
        yield line


def _find_title(body: etree._Element) -> str | None:
    for paragraph in body.iter(f"{_TEXT}p", f"{_TEXT}h"):
        if paragraph.get(f"{_TEXT}style-name") == "Title":
            return " ".join("".join(paragraph.itertext()).split()) or None
    return None


def _find_heading(body: etree._Element) -> str | None:
    heading = next(body.iter(f"{_TEXT}h"), None)
    return None if heading is None else " ".join("".join(heading.itertext()).split()) or None


def _get_name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
