"""Messages to chat front ends: what is shown is what the article says, whatever the article says."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from conftest import make_article
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from web_fixtures import Dom, FixedReader

from index.library import Library
from rag.answering import Answerer
from rag.types import AnswerStatus, Conflict, ConflictKind
from web.markdown import escape_markdown, link_markdown, render_message
from web.message_strings import ENGLISH_MESSAGES

ORIGIN = "http://127.0.0.1:8765"
SHOWN = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
HOSTILE = [
    "![pixel](http://evil.example/p.png)",
    "[click](javascript:alert(1)) or <javascript:alert(1)> or [ref][1]\n\n[1]: http://evil.example",
    "<script>alert(1)</script> <img src=x onerror=alert(1)> <!-- a --> &lt;b&gt; &#60; &copy",
    "# heading\n## heading\n#hashtag\nSetext\n===\nSetext\n---\n***\n- - -\n___",
    "- item\n+ item\n* item\n1. item\n2) item\n> quote\n    code\n\tcode",
    "```\nfence\n```\n~~~\nfence\n~~~\n`code` ``more`` ~~gone~~",
    "**bold** *it* _it_ __bold__ snake_case_name 2*3*4 \\*not\\* \\",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "1986. A great year.\n3.5 million, -5 degrees, +1, = 7, a - b",
    "C:\\folder\\[x] $x^2$ 100% #1 @me :smile: https://a.example/x_y_z",
]


def shown(markdown: str) -> Dom:
    return Dom(SHOWN.render(markdown))


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_an_articles_words_are_shown_as_they_stand(text: str) -> None:
    page = shown(escape_markdown(text))
    assert plain(" ".join(page.texts("p"))) == plain(text)
    assert {name for name, _, _ in page.elements} == {"p"}


@given(st.text(alphabet="ab1 \n\t\\`*_[]<>|~&#;+-=.)(!:>“é🌉", min_size=1, max_size=60))
def test_no_text_becomes_markup(text: str) -> None:
    page = shown(f"“{escape_markdown(text)}”")
    assert "".join("".join(page.texts("p")).split()) == "".join(f"“{text}”".split())
    assert {name for name, _, _ in page.elements} <= {"p", "br"}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_article_is_quoted_whole_with_no_markup_of_its_own(library: Library, text: str) -> None:
    line = plain(text)
    library.add(make_article(f"{line} zorro wrote.", name="z", title=line, publisher=line, url="http://z.example/"))
    answer = Answerer(library, FixedReader("zorro")).ask("what did zorro write?")
    message = render_message(answer, origin=ORIGIN, strings=ENGLISH_MESSAGES)
    page = shown(message.text)
    quoted = plain(" ".join(page.texts("blockquote")))
    for quote in answer.quotes:
        assert plain(quote.text) in quoted
        assert plain(f"{line} · {line}") in quoted
    assert {name for name, _, _ in page.elements} == {"p", "strong", "blockquote", "a"}
    assert {attributes["href"] for attributes in page.attributes("a")} == {
        *(f"{ORIGIN}{quote.href}" for quote in answer.quotes), "http://z.example/"
    }  # fmt: skip


def test_paragraphs_of_a_quote_stay_inside_it(library: Library) -> None:
    article = make_article("The zebra fled.\n\nIt was caught at noon.", name="z")
    library.add(article)
    answer = Answerer(library, FixedReader("The zebra fled.\n\nIt was caught")).ask("what did the zebra do?")
    message = render_message(answer, origin=ORIGIN, strings=ENGLISH_MESSAGES)
    assert len(answer.quotes) == 1
    assert shown(message.text).texts("blockquote")[0].startswith("\n“The zebra fled.\nIt was caught at noon.”")


def test_the_places_of_quotes_are_where_their_words_stand(library: Library) -> None:
    answer = Answerer(library, FixedReader("zeppelin")).ask("who flew?")
    message = render_message(answer, origin=ORIGIN, strings=ENGLISH_MESSAGES)
    assert [place.quote for place in message.quotes] == list(answer.nearest)
    for place in message.quotes:
        assert message.text[place.start : place.end] == escape_markdown(place.quote.text)


def test_a_link_cannot_be_left(library: Library) -> None:
    address = "https://a.example/x_(y)?q=[1]&b=<i>é\"'`*#z"
    page = shown(link_markdown("see [it](x)", address))
    [attributes] = page.attributes("a")
    assert html.unescape(attributes["href"] or "").startswith("https://a.example/x%5F%28y%29?q=%5B1%5D&b=%3Ci%3E%C3%A9")
    assert page.texts("a") == ["see [it](x)"]
    assert {name for name, _, _ in page.elements} == {"p", "a"}


def test_addresses_that_are_no_web_addresses_are_not_linked(library: Library) -> None:
    library.add(make_article("The zebra fled.", name="z", url="javascript:alert(1)//zebra.example"))
    answer = Answerer(library, FixedReader("zebra")).ask("what fled?")
    message = render_message(answer, origin=ORIGIN, strings=ENGLISH_MESSAGES)
    assert "javascript" not in message.text
    assert [link["href"] for link in shown(message.text).attributes("a")] == [f"{ORIGIN}{answer.quotes[0].href}"]


def test_sources_that_disagree_are_named_first(library: Library) -> None:
    library.add(make_article("The zebra fled on Tuesday.", name="z"))
    library.add(make_article("All of them say that the zebra never fled.", name="y"))
    answer = Answerer(library, FixedReader("zebra")).ask("what fled?")
    one, other = Answerer(library, FixedReader("fled on Tuesday")).ask("what fled?").answers[0], answer.answers[0]
    conflicting = replace(
        answer,
        status=AnswerStatus.CONFLICTING,
        answers=(replace(one, quotes=(1,)), replace(other, quotes=(2,))),
        conflicts=(Conflict(kind=ConflictKind.DATE, answers=(0, 1)),),
    )
    text = render_message(conflicting, origin=ORIGIN, strings=ENGLISH_MESSAGES).text
    assert text.startswith("**The sources differ.** Different dates: fled on Tuesday [1] – zebra [2]\n\n")


def test_what_a_follow_up_was_understood_as_is_said(library: Library) -> None:
    answer = Answerer(library, FixedReader("ice")).ask("and when?", understood="When did *ice* close the harbour?")
    text = render_message(answer, origin=ORIGIN, strings=ENGLISH_MESSAGES).text
    assert text.startswith("Understood as: When did \\*ice\\* close the harbour?\n\n")
    assert re.search(r"\n\nVery likely right \(92 %\) · 1 source\n\n> “", text)
