"""Read OPML, a list of feeds: it says where articles are, and holds none."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.drafts import parse_line, parse_url
from corpus.errors import UnreadableFileError
from corpus.packages import parse_xml


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a list names."""

    title: str | None
    url: str


def read_opml(data: bytes, *, name: str = "The list of feeds") -> tuple[FeedLink, ...]:
    """Return the feeds of a list, each once and in its order; folders of the list are opened.

    Raises:
        UnreadableFileError: it is not well-formed XML, or no OPML.
    """
    root = parse_xml(data, name=name)
    if root.tag != "opml":
        raise UnreadableFileError(f"{name} is no OPML list of feeds. Export it again from the program that made it.")
    links: dict[str, FeedLink] = {}
    for outline in root.iter("outline"):
        if url := parse_url(outline.get("xmlUrl") or outline.get("xmlurl")):
            links.setdefault(url, FeedLink(parse_line(outline.get("title") or outline.get("text")), url))
    return tuple(links.values())
