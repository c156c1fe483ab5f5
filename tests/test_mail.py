from datetime import date
from email.message import EmailMessage

import pytest

from corpus.errors import UnreadableFileError
from corpus.loading import load_data
from corpus.types import Article, DateOrigin, Failed, Loaded

BODY = "The harbour of Velm reopened on Tuesday after nine days of ice, its master said on the radio."
HEADERS = b"Subject: Ice\nFrom: Ada Quill <ada@velm.example>\nDate: Mon, 4 Mar 2024 23:30:00 -0500\n"


def load_mail(data: bytes, suffix: str = ".eml") -> list[Loaded | Failed]:
    return list(load_data(data, suffix=suffix, name=f"ice{suffix}", origin=f"file:///ice{suffix}"))


def load_one(data: bytes, suffix: str = ".eml") -> Article:
    (loaded,) = load_mail(data, suffix)
    assert isinstance(loaded, Loaded), loaded
    return loaded.article


def test_headers_become_metadata() -> None:
    mail = HEADERS.replace(b"Subject: Ice", b"Subject: =?utf-8?q?Caf=C3=A9_in?=\n =?utf-8?q?_Velm?=")
    article = load_one(mail + b"\n" + BODY.encode())
    assert (article.title, article.author, article.text) == ("Café in Velm", "Ada Quill", BODY)
    assert (article.published_on, article.published_from) == (date(2024, 3, 4), DateOrigin.FIELD)
    assert article.origin == "file:///ice.eml"
    assert load_one(b"Subject: Ice\nFrom: ada@velm.example\n\n" + BODY.encode()).author == "ada@velm.example"


def test_plain_text_goes_before_html_unless_it_only_points_there() -> None:
    message = EmailMessage()
    message["Subject"] = "Ice"
    message.set_content(BODY)
    message.add_alternative(f"<p>{BODY} In HTML.</p>", subtype="html")
    assert load_one(message.as_bytes()).text == BODY
    pointing = EmailMessage()
    pointing["Subject"] = "Ice"
    pointing.set_content("Please view this in HTML.")
    hidden = "<div style='display: none'>Preview</div><style>p { color: red }</style>"
    table = f"<table><tr><td><p>{BODY}</p><p>Second.</p></td><td>Third.</td></tr></table>"
    pointing.add_alternative(f"<html><body>{hidden}{table}</body></html>", subtype="html")
    assert load_one(pointing.as_bytes()).text == f"{BODY}\n\nSecond.\n\nThird."


def test_lines_that_the_format_broke_are_whole_again() -> None:
    lines = "The harbour of Velm reopened \non Tuesday.\n\n> He had said \n> so before.\n>> Never \n>> mind.\n-- \nAda"
    mail = HEADERS + b"Content-Type: text/plain; charset=utf-8; format=flowed\n\n" + lines.encode()
    paragraphs = load_one(mail).text.split("\n\n")
    assert paragraphs[:3] == ["The harbour of Velm reopened on Tuesday.", "> He had said so before.", "> > Never mind."]
    assert paragraphs[-1] == "Ada"


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-8", "x-unknown"])
def test_a_body_is_read_in_its_charset_else_in_the_one_that_it_shows(charset: str) -> None:
    text = f"{BODY} The café’s owner agreed.".replace("’", "'" if charset == "iso-8859-1" else "’")
    body = text.encode("utf-8" if charset == "x-unknown" else charset)
    mail = HEADERS + f"Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n".encode() + body
    assert load_one(mail).text == text


def test_a_mail_that_was_forwarded_whole_is_an_article_of_its_own() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Ice"
    inner.set_content(BODY)
    outer = EmailMessage()
    outer["Subject"] = "Fwd"
    outer.set_content("See below, it is worth the minute that it takes.")
    outer.add_attachment(inner)
    outer_part, inner_part = load_mail(outer.as_bytes())
    assert isinstance(outer_part, Loaded)
    assert isinstance(inner_part, Loaded)
    assert (inner_part.article.title, inner_part.article.text) == ("Ice", BODY)
    assert inner_part.article.origin == "file:///ice.eml#Ice.eml"


@pytest.mark.parametrize("data", [b"no headers here", b"", b"\xff\xfe\x00", HEADERS + b"\n", b"From: a\n\n  \n"])
def test_what_holds_no_message_is_reported(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"ice\.eml"):
        load_mail(data)


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: multipart/mixed",
        b"Content-Type: ;;;",
        b"Date: yesterday",
        b"From: <<>>,@",
        b"Subject: =?x?b?!!!?=",
    ],
)
def test_headers_that_no_program_would_write_lose_no_words(header: bytes) -> None:
    parts = load_mail(b"X: y\n" + header + b"\n\n" + BODY.encode())
    assert [part.article.text for part in parts if isinstance(part, Loaded)] == [BODY]


def test_a_page_saved_as_one_file_is_read_as_the_page() -> None:
    page = "".join(f"<p>{BODY} Day {i}.</p>" for i in range(4))
    data = (
        b"From: <Saved by a browser>\nSnapshot-Content-Location: https://velm.example/ice\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="b"\n\n--b\nContent-Type: text/html\n'
        b"Content-Transfer-Encoding: quoted-printable\n\n<html><head><title>Ice</title></head><body><article>"
        + page.replace("=", "=3D").encode()
        + b"</article></body></html>\n--b\nContent-Type: image/png\n\nrubbish\n--b--\n"
    )
    article = load_one(data, ".mhtml")
    assert article.text.split("\n\n") == [f"{BODY} Day {i}." for i in range(4)]
    assert article.origin == article.url == "https://velm.example/ice"
    with pytest.raises(UnreadableFileError, match="holds no page"):
        load_mail(HEADERS + b"\n" + BODY.encode(), ".mht")
