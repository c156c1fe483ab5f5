"""Read Word documents (DOCX): paragraphs, tables, notes and text boxes, as the last author left them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree  # type: ignore[import-untyped]

from corpus.drafts import Draft, parse_language
from corpus.errors import UnreadableFileError
from corpus.packages import find_text, open_package, read_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT_W = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_CORE = {
    "cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_MAIN = "word/document.xml"
# Deleted and moved words, the second copy of a text box for old programs, and what is a program's, not an author's.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "instrText", "pPr", "rPr", "tblPr", "tcPr", "sectPr", "sdtPr"})
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_MAX_CELL_CHARS = 200


def read_docx(file: BinaryIO, *, name: str) -> Draft:
    """Return the text of a Word document, a paragraph a line, and its title, author and language.

    Tracked changes are read as accepted. Headers, footers, comments, hidden text, tables of contents and the numbers
    of lists are left out; notes come at the end. Its dates say when the file was made, so none is a publication date.

    Raises:
        UnreadableFileError: it is broken or protected.
    """
    with open_package(file, kind="DOCX document", name=name) as package:
        document = read_xml(package, _MAIN, name=name)
        styles = _read_styles(package, name=name)
        walker = _Walker(styles)
        blocks = list(walker.walk(document))
        for notes in ("word/footnotes.xml", "word/endnotes.xml"):
            if notes in package.namelist():
                blocks += walker.walk(read_xml(package, notes, name=name))
        title = author = language = None
        if "docProps/core.xml" in package.namelist():
            core = read_xml(package, "docProps/core.xml", name=name)
            title = find_text(core, "dc:title", _CORE)
            author = find_text(core, "dc:creator", _CORE)
            language = find_text(core, "dc:language", _CORE)
    if not any(map(str.strip, blocks)):
        raise UnreadableFileError(f"{name} is empty: it holds no words. Give a file with text in it.")
    return Draft(
        text="\n\n".join(blocks),
        title=walker.title or title or walker.heading,
        author=author,
        language=parse_language(language),
    )


def _read_styles(package: zipfile.ZipFile, *, name: str) -> dict[str, str]:
    """Return the names of the styles, in lower case, by the ids that paragraphs carry: those are in Word's language."""
    if "word/styles.xml" not in package.namelist():
        return {}
    styles = {}
    for style in read_xml(package, "word/styles.xml", name=name):
        for child in style:
            if _get_name(child) == "name" and (key := _get(style, "styleId")):
                styles[key] = (_get(child, "val") or "").lower()
    return styles


class _Walker:
    """Walks a document's elements and remembers its title and its first heading."""

    def __init__(self, styles: dict[str, str]) -> None:
        self.title: str | None = None
        self.heading: str | None = None
        self._styles = styles

    def walk(self, element: etree._Element) -> Iterator[str]:
        """Yield the words of each paragraph and of each row of a table below an element."""
        for child in element:
            name = _get_name(child)
            if name in _SKIPPED or _get(child, "type") in {"separator", "continuationSeparator"}:
                continue
            if name == "p":
                yield from self._read_paragraph(child)
            elif name == "tr":
                yield from self._read_row(child)
            else:
                yield from self.walk(child)

    def _read_paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        style = paragraph.find("*/{*}pStyle")
        kind = "" if style is None else _get(style, "val") or ""
        kind = self._styles.get(kind, kind.lower())
        if kind.startswith("toc"):
            return
        words: list[str] = []
        boxes: list[str] = []
        self._collect(paragraph, words, boxes)
        text = "".join(words)
        if text.strip():
            if kind == "title":
                self.title = self.title or text
            elif kind == "heading 1":
                self.heading = self.heading or text
            yield text
        yield from boxes

    def _collect(self, element: etree._Element, words: list[str], boxes: list[str]) -> None:
        """Gather the words of a paragraph, and apart from them those of the text boxes anchored in it."""
        for child in element:
            name = _get_name(child)
            if name in _SKIPPED or (name == "r" and child.find("{*}rPr/{*}vanish") is not None):
                continue
            if name == "t":
                words.append(child.text or "")
            elif name in _CHARACTERS:
                words.append(_CHARACTERS[name])
            elif name == "txbxContent":
                boxes += self.walk(child)
            else:
                self._collect(child, words, boxes)

    def _read_row(self, row: etree._Element) -> Iterator[str]:
        """Yield a row of data as one line, and the paragraphs of a layout as they are."""
        cells = [list(self.walk(cell)) for cell in row if _get_name(cell) in {"tc", "sdt"}]
        if any(len(cell) > 1 or len("".join(cell)) > _MAX_CELL_CHARS for cell in cells):
            for cell in cells:
                yield from cell
        elif line := " | ".join(" ".join(cell[0].split()) for cell in cells if cell):
            yield line


def _get_name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _get(element: etree._Element, attribute: str) -> str | None:
    value: str | None = element.get(_W + attribute) or element.get(_STRICT_W + attribute)
    return value
