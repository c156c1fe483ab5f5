"""Turn marked-up words into lines, a block a line, where the markup is an article and not a page around one.

For chapters of books, entries of feeds, and mails. What of a whole page is the article is `corpus.html`'s question.
"""

from __future__ import annotations

import re

from lxml import etree, html  # type: ignore[import-untyped]

# Left out with everything inside: not words, or words for another reader ("rt" is a reading aid beside its word).
_SKIPPED = frozenset({
    "script", "style", "head", "title", "template", "noscript", "svg", "math", "object", "iframe", "audio",
    "video", "canvas", "select", "button", "nav", "rp", "rt",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Numbers of notes and of printed pages, and what surrounds a book, in the vocabularies of EPUB and of ARIA.
_MARKS = frozenset({
    "noteref", "doc-noteref", "pagebreak", "doc-pagebreak", "titlepage", "halftitlepage", "cover", "doc-cover", "toc",
    "doc-toc", "landmarks", "page-list", "doc-pagelist",
})  # fmt: skip
# A cell of data; longer ones are columns of a layout, whose blocks stay lines of their own.
MAX_CELL_CHARS = 200


def read_blocks(markup: str) -> list[str]:
    """Return the words of an HTML fragment, a block a line; a row of a table is `one | two`."""
    if not markup.strip():
        return []
    # `huge_tree` as for whole pages: without it, what is nested more than 256 deep is dropped without a word.
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(markup.replace("\0", "").encode("utf-8", errors="replace"), parser=parser)
    except etree.LxmlError:
        return []
    return [] if tree is None else walk_blocks(tree)


def walk_blocks(tree: etree._Element) -> list[str]:
    """Return the words below an element of HTML or XHTML, a block a line."""
    lines = _Lines()
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        if event in {"comment", "pi"}:
            lines.add(element.tail)
            continue
        tag = get_name(element)
        if tag in _BLOCKS:
            lines.end()
        if event == "end":
            lines.preformatted -= tag == "pre" and lines.preformatted > 0
            lines.add(element.tail if element is not tree else None)
        elif tag in _SKIPPED or _is_hidden(element):
            walker.skip_subtree()
        elif tag == "tr" and (row := _read_row(element)):
            lines.found.append(row)
            walker.skip_subtree()
        else:
            lines.preformatted += tag == "pre"
            lines.add(element.text)
    lines.end()
    return lines.found


def get_name(element: etree._Element) -> str:
    """Return an element's name in lower case, without its namespace; nothing for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


class _Lines:
    """Lines in the making: words are gathered until a block ends them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.preformatted = 0
        self._words: list[str] = []

    def add(self, text: str | None) -> None:
        """Take the words of a text; in a preformatted one its lines stay lines."""
        if not text:
            return
        first, *others = text.split("\n") if self.preformatted else [text]
        self._words.append(first)
        for line in others:
            self.end()
            self._words.append(line)

    def end(self) -> None:
        if line := " ".join("".join(self._words).split()):
            self.found.append(line)
        self._words.clear()


def _is_hidden(element: etree._Element) -> bool:
    """Tell whether an element is not shown, or is no part of the text, such as the number of a note."""
    kind = element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or element.get("role") or ""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    return not _MARKS.isdisjoint(kind.split())


def _read_row(row: etree._Element) -> str | None:
    """Return a row of data as one line; `None` where its cells are a layout, or where there is but one."""
    cells = []
    for cell in row:
        if get_name(cell) not in {"td", "th"}:
            continue
        inner = [get_name(element) for element in cell.iter()][1:]
        if sum(tag in _BLOCKS for tag in inner) > 1 or not _SKIPPED.isdisjoint(inner):
            return None
        text = " ".join("".join(cell.itertext()).split())
        if len(text) > MAX_CELL_CHARS:
            return None
        cells.append(text)
    return " | ".join(filter(None, cells)) if len(cells) > 1 else None
