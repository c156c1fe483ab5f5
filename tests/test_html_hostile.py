"""Whatever a page is made of, it ends in a draft or in an error that says what to do."""

import pytest

from corpus.drafts import Draft
from corpus.errors import UnreadableFileError
from corpus.html import read_html

TEXT = (
    "The council met on Tuesday evening in the old town hall to hear the plan, and forty people came to listen to it. "
)
ARTICLE = f"<meta property='og:type' content='article'><article><p>{TEXT}</p><p>{TEXT.upper()}</p></article>"


def nest(tag: str, depth: int) -> str:
    return f"<html><body>{f'<{tag}>' * depth}{TEXT * 3}{f'</{tag}>' * depth}</body></html>"


HOSTILE = {
    "nothing": "",
    "blank": " \n\t ",
    "a null": "\x00",
    "nulls in a tag": f"<p\x00 class=\x00>{TEXT * 3}\x00</p>",
    "deep divs": nest("div", 1_500),
    "deeper divs": nest("div", 50_000),
    "deep quotations": nest("blockquote", 1_500),
    "deep spans": nest("span", 1_500),
    "deep lists": nest("ul><li", 700),
    "deep tables": nest("table><tr><td", 400),
    "deep links": nest("a href=x", 1_500),
    "a giant attribute": f"<p title='{'x' * 2_000_000}'>{TEXT * 3}</p>",
    "a giant class": f"<div class='{'tooltip-' * 100_000}'><p>{TEXT * 3}</p></div>",
    "many attributes": f"<p {' '.join(f'a{n}=b' for n in range(20_000))}>{TEXT * 3}</p>",
    "many siblings": f"<p>{'<span></span>' * 20_000}{TEXT * 3}</p>",
    "many spans of text": f"<p>{'<span>a</span> ' * 20_000}</p>",
    "many headings in links": ARTICLE + "<a href=x><h2>Title of it</h2></a>" * 3_000,
    "a line of a million": f"<p>{'word ' * 200_000}</p>",
    "no closing": f"<html><body><div><p>{TEXT}<div><p>{TEXT}<table><td>{TEXT}",
    "a lone angle": "<",
    "an open comment": f"<!-- {TEXT}",
    "cdata": f"<![CDATA[{TEXT * 3}]]>",
    "a doctype with entities": f"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><p>&x; {TEXT * 3}</p>",
    "xml": f"<?xml version='1.0' encoding='utf-16'?><html><body><p>{TEXT * 3}</p></body></html>",
    "surrogates": f"<p>\ud800{TEXT * 3}\udfff</p>",
    "controls": f"<p>\x01\x02\x1b[31m{TEXT * 3}\u202e\u2066</p>",
    "frames": "<frameset><frame src=x></frameset>",
    "svg": f"<svg><foreignObject><p>{TEXT * 3}</p></foreignObject></svg>",
    "endless json": f"<script type='application/ld+json'>{'[' * 200_000}</script>{ARTICLE}",
    "a loop of references": '<script type="application/ld+json">{"@type":"Article","@id":"a","author":{"@id":"a"}}'
    "</script>" + ARTICLE,
    "odd dates": f"<meta name=date content='{'9' * 4_000}'><time datetime='{'-' * 100}'></time>{ARTICLE}",
    "odd addresses": f"<link rel=canonical href='http://[::1'><meta property=og:url content='//'>{ARTICLE}",
    "a base elsewhere": f"<base href='javascript:alert(1)'><link rel=canonical href='x'>{ARTICLE}",
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_read_or_reported(kind: str) -> None:
    message = ""
    draft = Draft(text="")
    try:
        draft = read_html(HOSTILE[kind], name="page.html", url="https://example.com/page")
    except UnreadableFileError as error:
        message = str(error)
    assert bool(draft.text.strip()) is not message.startswith("page.html: no article text was found in this page. Save")
    assert "root:" not in draft.text


@pytest.mark.parametrize("kind", ["nulls in a tag", "deep divs", "a giant attribute", "no closing", "surrogates"])
def test_a_page_that_can_be_read_is_read(kind: str) -> None:
    text = read_html(HOSTILE[kind], name="page.html").text
    assert TEXT.strip() in " ".join(text.split())
