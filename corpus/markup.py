"""Ready a page's markup for extraction, so that no sentence loses a word to what merely looks like page furniture.

Extractors throw away elements by their name or class (`time`, `class="link"`, `class="author-bar"`), wherever they
stand. In the middle of a sentence that makes another sentence of it: "He said on ⟨time⟩Monday⟨/time⟩ that …" becomes
"He said on that …". What stands in running text is therefore made neutral first.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html  # type: ignore[import-untyped]

# Never shown as text. `application/ld+json` is metadata, and a body of the last resort for trafilatura.
_UNSEEN = ("script", "style", "template", "noscript", "svg", "iframe", "object", "embed", "canvas", "audio", "video")
_INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
    "tt", "u", "var",
})  # fmt: skip
# Elements that are nothing without content; the same that trafilatura removes, in one of its modes with their tails.
_EMPTY = frozenset({
    "article", "b", "blockquote", "dd", "div", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "main",
    "p", "pre", "q", "section", "span", "strong", "a", "font", "u", "small",
})  # fmt: skip
# Boxes that open over a word when a pointer rests on it, and notes for screen readers ("opens in a new window").
_OVERLAY = re.compile(
    r"(?:tool-?tip|rollover|popover|hover)[\w-]*(?:block|box|content|text|body|panel|card)|hover-?card"
    r"|(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?)(?:\s|$)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_EMBED = re.compile("embed", re.IGNORECASE)
# Running text is looked for this many neighbours away: empty ones are rare, and a page of a million must not take long.
_NEIGHBOURS = 4
# Layouts of the nineties put ten tables into each other; trafilatura's time grows with a power of the depth.
_NESTING = frozenset({"table", "tbody", "tr", "td", "th", "ul", "ol", "li", "dl", "dd", "blockquote"})
_MAX_NESTING = 40
_MAX_ATTRIBUTES = 100
_MAX_MARK = 1_000


def parse(text: str) -> html.HtmlElement:
    """Return the tree of a page, comments and processing instructions left out.

    Raises:
        lxml.etree.LxmlError: the markup is empty or nested too deeply.
    """
    # The default parser gives up, silently, below 256 nested elements; some pages have more. `huge_tree` reads 2,048.
    parser = html.HTMLParser(huge_tree=True, encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = html.document_fromstring(text.replace("\x00", "").encode("utf-8", errors="replace"), parser=parser)
    _curb(tree)
    return tree


def _curb(tree: html.HtmlElement) -> None:
    """Make harmless what no author wrote and what takes later steps minutes: endless attributes, tables in tables."""
    depth = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag not in _NESTING:
            is_deep = False
        elif event == "start":
            depth += 1
            is_deep = depth > _MAX_NESTING
        else:
            is_deep = depth > _MAX_NESTING
            depth -= 1
        if event == "end":
            if is_deep:
                element.tag = "div"
            if len(element.attrib) > _MAX_ATTRIBUTES:
                element.attrib.clear()
            for key in ("class", "id", "style"):
                if len(value := element.get(key) or "") > _MAX_MARK:
                    element.set(key, value[:_MAX_MARK])


def ready(tree: html.HtmlElement) -> None:
    """Change a page's tree so that what stands inside a sentence stays there, and what is not shown goes."""
    for element in list(tree.iter(*_UNSEEN)):
        if "ld+json" not in (element.get("type") or ""):
            _remove(element)
    for element in list(tree.iter("span", "div", "small", "a")):
        if _OVERLAY.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            _remove(element)
    for element in list(tree.iter("q")):
        element.text = "“" + (element.text or "")
        _append_text(element, "”")
        element.tag = "span"
    for element in list(tree.iter("span", "time")):
        if not _is_hidden(element) and _is_in_running_text(element):
            element.tag = "span"
            element.attrib.clear()
    for element in list(tree.iter("blockquote")):
        _free_quotation(element)
    for element in reversed(list(tree.iter(*_EMPTY))):
        if len(element) == 0 and not element.text:
            _remove(element)


def _free_quotation(quotation: html.HtmlElement) -> None:
    """Let a quoted post stay: its frame, which holds nothing else, is called an embed and would be cut out."""
    length = len(quotation.text_content())
    for frame in islice(quotation.iterancestors(), _NEIGHBOURS):
        # Scripts are gone by now, so that a frame without other text is a frame and no more.
        if frame.tag != "div" or len(frame.text_content().strip()) > length:
            return
        if _EMBED.search(frame.get("class") or ""):
            frame.attrib.clear()


def _is_in_running_text(element: html.HtmlElement) -> bool:
    """Whether words of the same line stand on both sides, or the element is the first letter of a word."""
    after = _find_text(element, is_forward=True)
    if not after.strip():
        return False
    if _find_text(element, is_forward=False).strip():
        return True
    own = element.text_content()
    return len(own) == 1 and own.isalnum() and after[:1].isalnum()


def _find_text(element: html.HtmlElement, *, is_forward: bool) -> str:
    """Return the nearest text of the line on one side of an inline element, `""` where the line ends."""
    place = element
    for _ in range(_NEIGHBOURS):
        if is_forward and (place.tail or "").strip():
            return str(place.tail)
        neighbour = place.getnext() if is_forward else place.getprevious()
        if not is_forward:
            parent = place.getparent()
            between = neighbour.tail if neighbour is not None else parent.text if parent is not None else None
            if (between or "").strip():
                return str(between)
        if neighbour is None:
            parent = place.getparent()
            if parent is None or parent.tag not in _INLINE:
                return ""
            place = parent
        elif neighbour.tag not in _INLINE:
            return ""
        elif (words := neighbour.text_content()).strip():
            return str(words)
        else:
            place = neighbour
    return ""


def _is_hidden(element: html.HtmlElement) -> bool:
    is_said_hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return is_said_hidden or bool(_HIDDEN.search(element.get("style") or ""))


def _append_text(element: html.HtmlElement, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _remove(element: html.HtmlElement) -> None:
    """Take an element out and leave the text behind it where it stands."""
    if element.getparent() is not None:
        element.drop_tree()
