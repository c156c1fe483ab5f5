"""Read what a page says about its article in JSON-LD, wherever in the graph it says it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from lxml import html  # type: ignore[import-untyped]

# Of 91 pages none had more than 200 kB of it; what is longer is data for a program.
_MAX_CHARS = 1_000_000
_MAX_NODES = 2_000
_ARTICLE = re.compile(r"\w*Article$|\w*Posting$|Report$|Review$|Recipe$|CreativeWork$|ClaimReview$|HowTo$")
_PAGE = re.compile(r"\w*Page$")
# Where an article may stand below another node. Lists of other articles (`itemListElement`, `hasPart`) are left alone.
_BELOW = ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "blogPost")

# What `json.loads` makes; JSON's own shape, which a page may fill as it likes.
_Json: TypeAlias = "bool | int | float | str | list[_Json] | dict[str, _Json] | None"
_Node: TypeAlias = "dict[str, _Json]"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedData:
    """What a page's JSON-LD says, as found; a field that it does not say is `None` or empty.

    Attributes:
        is_article: whether it names an article, not only a page or a site.
        published: `datePublished`.
        authors: a name each.
    """

    is_article: bool = False
    headline: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    language: str | None = None


def read_linked_data(tree: html.HtmlElement) -> LinkedData:
    """Return what the first node of an article, else of a web page, says; broken JSON says nothing."""
    nodes = list(_walk(_parse_all(tree)))
    by_id = {name: node for node in nodes if isinstance(name := node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _has_type(node, _ARTICLE)]
    pages = [node for node in nodes if _has_type(node, _PAGE)]
    main = articles or pages
    if not main:
        return LinkedData()
    # A page that lists other articles beside its own tells most about its own.
    article = max(main, key=lambda node: sum(key in node for key in ("headline", "datePublished", "author")))
    page = pages[0] if pages else {}
    publisher = _names(article.get("publisher"), by_id) or _names(page.get("publisher"), by_id)
    return LinkedData(
        is_article=bool(articles),
        headline=_text(article.get("headline")) or _text(article.get("name")),
        published=_text(article.get("datePublished")) or _text(page.get("datePublished")),
        authors=_names(article.get("author"), by_id) or _names(article.get("creator"), by_id),
        publisher=publisher[0] if publisher else None,
        url=_link(article.get("mainEntityOfPage")) or _text(article.get("url")),
        language=_text(article.get("inLanguage")) or _text(page.get("inLanguage")),
    )


def _parse_all(tree: html.HtmlElement) -> list[_Json]:
    found: list[_Json] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        text = text.removeprefix("//<![CDATA[").removeprefix("<![CDATA[").removesuffix("//]]>").removesuffix("]]>")
        if not text or len(text) > _MAX_CHARS:
            continue
        try:
            found.append(json.loads(text, strict=False))  # line breaks inside strings are common
        except (ValueError, RecursionError):
            continue
    return found


def _walk(roots: list[_Json]) -> Iterator[_Node]:
    """Yield the nodes in the order of the page."""
    waiting = list(reversed(roots))
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in reversed(_BELOW) if isinstance(value.get(key), (dict, list)))


def _has_type(node: _Node, kind: re.Pattern[str]) -> bool:
    types = node.get("@type")
    return any(isinstance(name, str) and kind.match(name) for name in (types if isinstance(types, list) else [types]))


def _text(value: _Json) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):  # {"@value": …} and a language by its name
        value = value.get("@value") or value.get("alternateName") or value.get("name")
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _link(value: _Json) -> str | None:
    return _text(value.get("@id") or value.get("url")) if isinstance(value, dict) else _text(value)


def _names(value: _Json, by_id: dict[str, _Node]) -> tuple[str, ...]:
    """Return the names of persons or organisations, given as text, nodes, references to nodes, or lists of these."""
    names = []
    for item in value if isinstance(value, list) else [value]:
        node = item
        if isinstance(node, dict) and "name" not in node and isinstance(name := node.get("@id"), str):
            node = by_id.get(name, node)
        name_of = node.get("name") if isinstance(node, dict) else node
        if (text := _text(name_of)) is not None:
            names.append(text)
    return tuple(names)
