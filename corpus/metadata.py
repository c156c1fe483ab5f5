"""Read what a page says about its article: title, authors, publisher, day, address, language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin, urlsplit

from lxml import etree, html  # type: ignore[import-untyped]

from corpus.bylines import tidy_authors
from corpus.drafts import parse_url
from corpus.linked_data import LinkedData, read_linked_data
from corpus.publication_dates import find_published
from corpus.types import DateOrigin

_AUTHOR_META = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "dcterms.creator")
_PUBLISHER_META = ("og:site_name", "article:publisher_name", "dc.publisher", "publisher", "application-name")
_BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?line|author)(?:s|[\s_-]?name)?(?:$|[\s_-])", re.IGNORECASE)
_NO_BYLINE = re.compile(r"comment|form|related|sidebar|bio(?:$|[\s_-])|respond|about", re.IGNORECASE)
_BYLINE_CHARS = 120
# What parts a headline from the name of the site that follows, or stands before, it.
_SITE_MARK = re.compile(r"\s+(?:[|\-–—·•:»«]|::)\s+|\s*\|\s*")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_HOST_PREFIX = re.compile(r"^(?:www|m|mobile|amp|edition)\d?\.")
# Two titles are one headline, worded for two places, where so many of the shorter one's words are in the other.
_MIN_SHARED_WORDS = 0.6
_MAX_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says about its article; `None` where it does not say.

    Attributes:
        is_article: whether the page states that it is one article (JSON-LD, OpenGraph or a time of publication).
        author: the names, joined with `, `.
        published_from: where `published_on` was found.
        url: the canonical address, `http(s)`.
        language: a BCP 47 tag, as the page declares it.
    """

    is_article: bool
    title: str | None
    author: str | None
    publisher: str | None
    published_on: date | None
    published_from: DateOrigin | None
    url: str | None
    language: str | None


def read_metadata(tree: html.HtmlElement, *, url: str | None, today: date) -> Metadata:
    """Return a page's metadata; see `docs/html.md` for the order in which its statements are believed.

    Args:
        tree: the whole page, unchanged.
        url: the address that the page was fetched from, where that is known.
        today: the day before which it was published.
    """
    meta = _read_meta(tree)
    linked = read_linked_data(tree)
    canonical = _find_url(tree, meta, linked, base=url)
    publisher = _find_publisher(meta, linked)
    published = find_published(tree, linked=linked.published, url=canonical or url, today=today)
    return Metadata(
        is_article=linked.is_article
        or meta.get("og:type", "").lower() == "article"
        or "article:published_time" in meta,
        title=_find_title(tree, meta, linked, publisher=publisher),
        author=_find_author(tree, meta, linked, publisher=publisher),
        publisher=publisher,
        published_on=published[0] if published else None,
        published_from=published[1] if published else None,
        url=canonical,
        language=_find_language(tree, meta, linked),
    )


def _read_meta(tree: html.HtmlElement) -> dict[str, str]:
    """Return the first content of each `<meta>`, by its name in lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(key) or "").strip().lower()
            if name and (content := _line(element.get("content"))):
                found.setdefault(name, content)
    return found


def _find_title(
    tree: html.HtmlElement, meta: dict[str, str], linked: LinkedData, *, publisher: str | None
) -> str | None:
    """Return the heading that the reader sees, where another statement bears it out, else the best statement."""
    stated = [linked.headline, meta.get("og:title"), meta.get("twitter:title"), _line(tree.findtext(".//title"))]
    titles = [_drop_site(title, publisher=publisher, meta=meta) for title in stated if title]
    headings = [line for element in tree.iter("h1") if (line := _line(element.text_content()))]
    for heading in headings:
        if len(heading) <= _MAX_TITLE and any(_are_one(heading, title) for title in titles):
            return heading
    return next(iter((*titles, *headings)), None)


def _are_one(first: str, second: str) -> bool:
    shorter, longer = sorted((set(_words(first)), set(_words(second))), key=len)
    return (
        bool(shorter) and len(shorter & longer) >= _MIN_SHARED_WORDS * len(shorter) and len(longer) < 4 * len(shorter)
    )


def _drop_site(title: str, *, publisher: str | None, meta: dict[str, str]) -> str:
    """Return a title without the name of its site, where that is known from elsewhere."""
    sites = {
        "".join(_words(name)) for name in (publisher, meta.get("og:site_name"), meta.get("application-name")) if name
    }
    while (marks := list(_SITE_MARK.finditer(title))) and sites:
        first, last = marks[0], marks[-1]
        if _is_site(title[last.end() :], sites):
            title = title[: last.start()]
        elif _is_site(title[: first.start()], sites):
            title = title[first.end() :]
        else:
            break
    return title


def _is_site(text: str, sites: set[str]) -> bool:
    name = "".join(_words(text))
    bare = name.removeprefix("the").removesuffix("com")
    return bool(name) and any(name == site or (len(bare) > 2 and bare == site.removeprefix("the")) for site in sites)


def _find_publisher(meta: dict[str, str], linked: LinkedData) -> str | None:
    names = [meta.get("og:site_name"), linked.publisher, *(meta.get(name) for name in _PUBLISHER_META)]
    for name in names:
        if name and len(name) <= 80 and not re.match(r"https?://|www\.|@", name, re.IGNORECASE):
            return name.split(" | ")[0]
    return None


def _find_author(
    tree: html.HtmlElement, meta: dict[str, str], linked: LinkedData, *, publisher: str | None
) -> str | None:
    stated = [linked.authors, *((meta[name],) for name in _AUTHOR_META if name in meta)]
    for values in (*stated, *_bylines(tree)):
        if (names := tidy_authors(values, publisher=publisher)) is not None:
            return names
    return None


def _bylines(tree: html.HtmlElement) -> list[tuple[str, ...]]:
    """Return what the page marks as its author: by `itemprop`, by `rel`, by the name of a class, in this order."""
    by_itemprop, by_rel, by_class = [], [], []
    for element in tree.iter("a", "span", "div", "p", "address", "li", "strong", "em", "h3", "h4"):
        # Other articles' authors stand in lists and boxes of their own.
        marks = f"{element.get('class') or ''} {element.get('id') or ''}"
        is_byline = bool(_BYLINE_CLASS.search(marks)) and not _NO_BYLINE.search(marks)
        itemprop, rel = element.get("itemprop") or "", element.get("rel") or ""
        if not (is_byline or itemprop.lower() in {"author", "name author"} or rel.lower() == "author"):
            continue
        name = element.find('.//*[@itemprop="name"]')
        line = _lines(element if name is None else name)
        if not line or len(line) > _BYLINE_CHARS:
            continue
        if "author" in itemprop.lower():
            by_itemprop.append(line)
        elif rel.lower() == "author":
            by_rel.append(line)
        else:
            by_class.append(line)
    return [tuple(lines[:1]) for lines in (by_itemprop, by_rel, by_class) if lines]


def _find_url(tree: html.HtmlElement, meta: dict[str, str], linked: LinkedData, *, base: str | None) -> str | None:
    """Return the first address that can be this page's own: of its site, and not its site's first page."""
    links = [link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()]
    for found in (*links, meta.get("og:url"), linked.url):
        url = parse_url(urljoin(base, found.strip()) if base and found else found)
        if url is None or (base is not None and not _is_one_site(url, base)):
            continue
        # Some sites name their front page as the canonical one of all: their articles would all be one.
        if urlsplit(url).path.strip("/") or urlsplit(url).query:
            return url
    return base


def _is_one_site(first: str, second: str) -> bool:
    hosts = [_HOST_PREFIX.sub("", urlsplit(url).hostname or "") for url in (first, second)]
    shorter, longer = sorted(hosts, key=len)
    return shorter == longer or longer.endswith("." + shorter)


def _find_language(tree: html.HtmlElement, meta: dict[str, str], linked: LinkedData) -> str | None:
    declared = (
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        tree.get("xml:lang"),
        meta.get("content-language"),
        meta.get("og:locale"),
        linked.language,
        meta.get("dc.language"),
    )
    for value in declared:
        tag = (value or "").split(",")[0].strip()
        if _LANGUAGE_TAG.fullmatch(tag):
            primary, *others = re.split("[-_]", tag)
            return "-".join([primary.lower(), *(part.upper() if len(part) == 2 else part for part in others)])
    return None


def _line(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _lines(element: html.HtmlElement) -> str:
    """Return the words of an element, a line break where it has one."""
    parts: list[str] = []
    for event, child in etree.iterwalk(element, events=("start", "end")):
        if child.tag in {"br", "div", "p", "li"}:
            parts.append("\n")
        parts.append((child.text if event == "start" else child.tail if child is not element else None) or "")
    return "".join(parts).strip()


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
