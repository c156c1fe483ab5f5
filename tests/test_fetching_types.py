"""The format of what was fetched, by how it begins first and by what the server says then."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator

import pytest
from hostile_server import Site, make_fetcher, open_site, reply

from corpus.errors import FetchError
from corpus.fetched import Fetched
from corpus.mediatypes import find_suffix, may_hold_article, parse_charset, parse_media_type

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50)


def archive(*entries: tuple[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name, text in entries:
            file.writestr(name, text)
    return held.getvalue()


EPUB = archive(("mimetype", "application/epub+zip"), ("a.xhtml", "<p>"))
ODT = archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<p>"))
DOCX = archive(("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<p>"))
ZIP = archive(("a.html", "<p>"))
RSS = b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- <feed> -->\n<?xml-stylesheet href="a"?><rss version="2.0">'
ATOM = b'<feed xmlns="http://www.w3.org/2005/Atom">'


@pytest.mark.parametrize(
    ("data", "media_type", "path", "expected"),
    [
        (b"<!DOCTYPE html><html>", "text/html", "/a.php", ".html"),
        (b"<p>words", "application/xhtml+xml", "/a", ".html"),
        (b"words", "text/html", "/a", ".html"),
        (b"<!doctype html><html>", "", "/a", ".html"),
        ("<html>".encode("utf-16"), "text/html", "/a", ".html"),
        ("<html><p>words".encode("utf-16-le"), "text/html", "/a", ".html"),
        (RSS, "application/rss+xml", "/feed", ".rss"),
        (RSS, "text/xml", "/feed", ".rss"),
        (RSS, "text/html", "/feed", ".rss"),
        (RSS, "text/plain", "/feed", ".rss"),
        (RSS, "application/octet-stream", "/feed", ".rss"),
        (b"<rdf:RDF xmlns='a'>", "application/xml", "/feed", ".rss"),
        (ATOM, "application/xml", "/feed", ".atom"),
        (ATOM, "application/atom+xml; charset=utf-8", "/feed", ".atom"),
        (b"<opml version='2.0'>", "text/xml", "/feeds", ".opml"),
        (b"<?xml version='1.0'?><nitf>", "text/xml", "/a", ".xml"),
        (b"<tei>", "application/tei+xml", "/a", ".xml"),
        (b"%PDF-1.7\n\x00", "application/pdf", "/a", ".pdf"),
        (b"\n%PDF-1.7\n\x00", "text/html", "/a.html", ".pdf"),
        (b"%PDF-1.7\n\x00", "application/octet-stream", "/a", ".pdf"),
        (b"<html>Log in", "application/pdf", "/a.pdf", ".html"),
        (EPUB, "application/octet-stream", "/a", ".zip"),
        (EPUB, "application/epub+zip", "/a", ".epub"),
        (ODT, "application/vnd.oasis.opendocument.text", "/a", ".odt"),
        (DOCX, "", "/a", ".zip"),
        (ZIP, "application/zip", "/a", ".zip"),
        (DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "/a", ".docx"),
        (b"{\\rtf1 words", "text/plain", "/a", ".rtf"),
        (b"words", "text/plain", "/a", ".txt"),
        (b"words", "text/plain", "/a.TXT?b=c.md", ".txt"),
        (b"# words", "text/plain", "/a/README.md", ".md"),
        (b"<html>", "text/plain", "/a.txt", ".html"),
        (b"<html>", "text/plain", "/a.html", ".html"),
        (b"# words", "text/markdown", "/a", ".md"),
        (b"[]", "application/json", "/a", ".json"),
        (b"{}", "application/feed+json", "/a", ".json"),
        (b"{}\n{}", "application/x-ndjson", "/a", ".jsonl"),
        (b"From: a", "message/rfc822", "/a", ".eml"),
        (b"words", "application/octet-stream", "/a.txt", None),
        (b"words", "", "/a.txt", None),
        (b"words", "application/pdf", "/a.pdf", None),
        (b"words", "application/epub+zip", "/a.epub", None),
        (PNG, "text/html", "/a", None),
        (PNG, "text/plain", "/a.md", None),
        (gzip.compress(b"{}"), "application/gzip", "/a.jsonl.gz", ".gz"),
        (b"MZ\x90\x00\x03\x00", "application/octet-stream", "/a.exe", None),
        (b"\x28\xb5\x2f\xfd\x00words", "application/octet-stream", "/a", None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_format_is_found(data: bytes, media_type: str, path: str, expected: str | None) -> None:
    assert find_suffix(data, media_type=parse_media_type(media_type), path=path) == expected


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/html; charset=utf-8", "utf-8"),
        ("text/html;CHARSET = 'Windows-1252'", "cp1252"),
        ('text/html; charset="Shift_JIS"; a=b', "shift_jis"),
        ("text/html", None),
        ("text/html; charset=", None),
        ("text/html; charset=none-such", None),
        ("text/html; charset=hex", None),
        ("text/html; charset=utf-7", None),
        ("text/html; charset=unicode_escape", None),
        ("text/html; charset=raw-unicode-escape", None),
        ("text/html; charset=idna", None),
        ("text/html; charset=undefined", None),
        (None, None),
    ],
)
def test_the_charset_is_a_known_one(content_type: str | None, expected: str | None) -> None:
    assert parse_charset(content_type) == expected


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


@pytest.mark.parametrize(
    "media_type", ["image/png", "image/svg+xml", "video/mp4", "audio/mpeg", "font/woff2", "text/css", "text/javascript"]
)
def test_what_is_no_article_is_refused_unread(media_type: str, site: Site) -> None:
    assert not may_hold_article(media_type)
    url = site.say("/file", reply(b"", headers={"Content-Type": media_type, "Content-Length": "5"}))
    with make_fetcher() as fetcher, pytest.raises(FetchError, match=f"is no article: {media_type}".replace("+", r"\+")):
        fetcher.fetch(url)


def test_bytes_of_no_known_kind_are_refused(site: Site) -> None:
    url = site.say("/file", reply(PNG, headers={"Content-Type": "application/octet-stream"}))
    with make_fetcher() as fetcher, pytest.raises(FetchError, match="is no article: application/octet-stream"):
        fetcher.fetch(url)


def test_a_pdf_comes_as_it_is(site: Site) -> None:
    data = b"%PDF-1.7\n" + bytes(range(256)) * 500
    with make_fetcher() as fetcher:
        found = fetcher.fetch(site.say("/file", reply(data, headers={"Content-Type": "application/pdf"})))
    assert isinstance(found, Fetched)
    assert (found.data, found.suffix, found.charset) == (data, ".pdf", None)
