from datetime import date

import pytest

from corpus.errors import UnreadableFileError, UnsupportedFormatError
from corpus.loading import load_data
from corpus.opml import FeedLink, read_opml
from corpus.types import DateOrigin, Failed, Loaded

BODY = "The harbour of Velm reopened on Tuesday after nine days of ice, its master said on the radio."
LONG = f"<p>{BODY}</p><p>Two tugs broke a channel &amp; went home.</p>"
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Velm Post</title><language>en-gb</language>
<item><title>Harbour &lt;b&gt;reopens&lt;/b&gt;</title><link>https://velm.example/ice</link><guid>1</guid>
<pubDate>Mon, 04 Mar 2024 10:00:00 GMT</pubDate><dc:creator>Ada Quill</dc:creator>
<description>Short.</description><content:encoded><![CDATA[{LONG}]]></content:encoded></item>
<item><title>Two</title><guid isPermaLink="false">tag:velm,2024:2</guid><description>{BODY}</description></item>
<item><title>Three</title><description>{BODY} Again.</description></item>
<item><title>Four</title><link>https://velm.example/four</link></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Velmer Post</title>
<entry><id>urn:velm:1</id><title>Hafen offen</title><updated>2024-03-05T10:00:00Z</updated>
<published>2024-03-04T10:00:00Z</published><author><name>Ada Quill</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{BODY}</p></div></content></entry>
<entry><id>urn:velm:2</id><title>Eis</title><updated>2024-03-05T10:00:00Z</updated><summary>{BODY}</summary></entry>
</feed>"""


def load_feed(text: str, suffix: str = ".xml") -> list[Loaded | Failed]:
    return list(load_data(text.encode(), suffix=suffix, name="feed.xml", origin="file:///feed.xml"))


def test_entries_of_rss_are_articles() -> None:
    parts = load_feed(RSS)
    articles = [part.article for part in parts if isinstance(part, Loaded)]
    assert [article.origin for article in articles] == [
        "https://velm.example/ice",
        "file:///feed.xml#tag%3Avelm%2C2024%3A2",
        "file:///feed.xml#entry%203",
    ]
    first = articles[0]
    assert (first.title, first.publisher, first.author) == ("Harbour reopens", "Velm Post", "Ada Quill")
    assert first.text == f"{BODY}\n\nTwo tugs broke a channel & went home."
    assert (first.published_on, first.published_from) == (date(2024, 3, 4), DateOrigin.FIELD)
    assert {article.language for article in articles} == {"en-gb"}
    (failed,) = (part for part in parts if isinstance(part, Failed))
    assert failed.name == "feed.xml: entry 4 (Four)"
    assert "only links to it" in failed.message


def test_entries_of_atom_are_articles_and_a_change_is_no_publication() -> None:
    first, second = (part.article for part in load_feed(ATOM, ".atom") if isinstance(part, Loaded))
    assert (first.text, first.author, first.publisher) == (BODY, "Ada Quill", "Velmer Post")
    assert (first.published_on, second.published_on) == (date(2024, 3, 4), None)
    assert first.origin == "file:///feed.xml#urn%3Avelm%3A1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<rss version='2.0'><channel><title>Velm Post</title></channel></rss>", "has no entries"),
        ("<other><a>1</a></other>", "is no RSS or Atom feed"),
        ("", "is empty"),
    ],
)
def test_what_is_no_feed_is_reported(text: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        load_feed(text)


def test_entities_of_a_feed_are_not_resolved() -> None:
    doctype = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY b "bombbomb">]>'
    text = RSS.replace("?>\n", f"?>{doctype}\n", 1).replace(BODY, f"{BODY} &x; &b;&b;")
    texts = [part.article.text for part in load_feed(text) if isinstance(part, Loaded)]
    assert texts
    assert not any("root:" in text or "bombbomb" in text for text in texts)


OPML = """<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="News"><outline text="Velm" title="Velm Post" type="rss" xmlUrl="https://velm.example/rss"/>
<outline text="Again" xmlUrl="https://velm.example/rss"/></outline>
<outline text="Bad" xmlUrl="file:///etc/passwd"/><outline xmlUrl="http://ice.example/atom"/></body></opml>"""


def test_a_list_of_feeds_gives_their_addresses_once() -> None:
    assert read_opml(OPML.encode()) == (
        FeedLink("Velm Post", "https://velm.example/rss"),
        FeedLink(None, "http://ice.example/atom"),
    )


def test_a_list_of_feeds_holds_no_articles_and_says_what_to_do() -> None:
    for suffix in (".opml", ".xml"):
        with pytest.raises(UnsupportedFormatError, match=r"list of 2 feeds and holds no articles.*by their addresses"):
            load_feed(OPML, suffix)
    with pytest.raises(UnreadableFileError, match="not well-formed"):
        load_feed("<opml><body>", ".opml")
    with pytest.raises(UnreadableFileError, match="is no OPML"):
        read_opml(b"<html/>", name="list.opml")
