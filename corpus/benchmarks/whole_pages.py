"""Whole web pages as plain text, each line labelled from the gold article text: what scraping without care gives.

A page of article-extraction-benchmark is written out as a browser's "select all, copy" would: a line for each block of
text, menus, buttons and footers included. A line is the article's when its words stand in the gold text in that order.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

from lxml import html  # type: ignore[import-untyped]

from corpus.normalising import normalise
from corpus.shapes import fold

_BLOCK_NAMES = (
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr iframe legend li main menu nav ol option p pre section select"
    " summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_CELLS = frozenset({"td", "th"})  # of a row, which is copied as one line
_UNSEEN_NAMES = "head script style noscript template svg math canvas object video audio textarea"
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_WORD = re.compile(r"\w+")
_GRAM = 4
# Of a line's runs of four words, how many must stand in the gold text, and how few may. What lies between (a caption
# that the article repeats, a paragraph with a button in it) is left out of the count.
_ARTICLE_SHARE = 0.8
_FURNITURE_SHARE = 0.2


class Label(StrEnum):
    """What a line of a page is; `UNSURE` ones (the title too) are not counted."""

    ARTICLE = "article"
    TITLE = "title"
    FURNITURE = "furniture"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class WholePage:
    """A page as plain text: `lines`, what each is, and the gold text of its article."""

    site: str
    lines: tuple[str, ...]
    labels: tuple[Label, ...]
    gold: str

    @property
    def is_held(self) -> bool:
        """Whether the page's site is of the half that is only reported, never looked at or tuned on."""
        return crc32(self.site.encode()) % 2 == 1


def read_whole_pages(folder: Path) -> list[WholePage]:
    """Return the pages of a folder that holds `ground-truth.json` and `html/*.html.gz`, in the order of their names."""
    pages = []
    for name, gold in sorted(json.loads((folder / "ground-truth.json").read_text(encoding="utf-8")).items()):
        with gzip.open(folder / "html" / f"{name}.html.gz") as file:
            root = html.fromstring(file.read(), parser=html.HTMLParser(encoding="utf-8"))
        lines = tuple(filter(None, (normalise(line) for line in write_lines(root))))
        site = ".".join((urlsplit(gold["url"]).hostname or "").removeprefix("www.").split(".")[-2:])
        body = normalise(gold["articleBody"])
        pages.append(WholePage(site, lines, label(lines, gold=body, titles=_find_titles(root)), body))
    return pages


def write_lines(root: html.HtmlElement) -> Iterator[str]:
    """Yield the text of a page, a line for each block."""
    parts: list[str] = []
    for text in _walk(root):
        if text is not None:
            parts.append(text)
        elif parts:
            yield " ".join("".join(parts).split())
            parts.clear()
    yield " ".join("".join(parts).split())


def label(lines: tuple[str, ...], *, gold: str, titles: frozenset[str]) -> tuple[Label, ...]:
    """Tell of each line whether the gold text holds it; a short one must be a whole line of it, among others of it."""
    words = _WORD.findall(gold.casefold())
    grams = {tuple(words[i : i + _GRAM]) for i in range(len(words) - _GRAM + 1)}
    whole = {" ".join(_WORD.findall(line.casefold())) for line in gold.split("\n")}
    found = [_label_line(line, grams=grams, whole=whole, titles=titles) for line in lines]
    sure = [i for i, line in enumerate(lines) if found[i] is Label.ARTICLE and len(_WORD.findall(line)) > _GRAM]
    for i, line in enumerate(lines):
        is_short = len(_WORD.findall(line)) <= _GRAM
        if found[i] is Label.ARTICLE and is_short and not (sure and sure[0] < i < sure[-1] + 4):
            found[i] = Label.UNSURE
    headlines = [i for i, line in enumerate(lines[: sure[0]] if sure else ()) if fold(line) in titles]
    if headlines:
        found[headlines[-1]] = Label.TITLE
    return tuple(found)


def _walk(element: html.HtmlElement) -> Iterator[str | None]:
    """Yield the pieces of text of an element in order, `None` where a block begins or ends."""
    is_block = element.tag in _BLOCKS
    if is_block:
        yield None
    if element.tag in _CELLS:
        yield " "
    if isinstance(element.tag, str) and element.tag not in _UNSEEN:
        yield element.text or ""
        for child in element:
            yield from _walk(child)
    if is_block:
        yield None
    yield element.tail or ""


def _find_titles(root: html.HtmlElement) -> frozenset[str]:
    named = root.xpath("//h1//text()/ancestor::h1[1] | //title")
    texts = [element.text_content() for element in named]
    texts += root.xpath("//meta[@property='og:title' or @name='title']/@content")
    parts = {part for text in texts for part in (text, *re.split(r" [|–—-] ", text))}
    return frozenset(fold(normalise(" ".join(part.split()))) for part in parts)


def _label_line(line: str, *, grams: set[tuple[str, ...]], whole: set[str], titles: frozenset[str]) -> Label:
    words = _WORD.findall(line.casefold())
    if fold(line) in titles:
        return Label.UNSURE
    if len(words) <= _GRAM:
        return Label.ARTICLE if words and " ".join(words) in whole else Label.FURNITURE
    held = [tuple(words[i : i + _GRAM]) in grams for i in range(len(words) - _GRAM + 1)]
    share = sum(held) / len(held)
    if share >= _ARTICLE_SHARE:
        return Label.ARTICLE
    return Label.FURNITURE if share <= _FURNITURE_SHARE else Label.UNSURE
