"""What was put into a file is what can be quoted from it, in every format."""

import gzip
import io
import json
import zipfile
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError, UnsupportedFormatError
from corpus.formats import FORMATS
from corpus.loading import load, load_all, load_bytes, load_data
from corpus.types import Article, Failed, Loaded

FOLDER = Path(__file__).parent / "data/formats"
TITLE = "Harbour reopens after nine days"
# What `velm.md` says; the other files in that folder were made from it by pandoc, the PDF by Chromium.
SENTENCES = [
    "The harbour of Velm reopened on Tuesday after nine days of ice, said its “patient” master, Zoë Łukasz.",
    "Two tugs had broken a channel through ice that was a metre thick in places, and a third followed them with coal"
    " for the islands.",
    "A second look",
    "Naïve hopes of an early thaw – the café owner’s, above all – had come to nothing in February.",
    "The official office affirmed that efficient traffic had first flowed on the fifth, and that the shelf ice was to"
    " be left as it was.",
    "港は火曜日に九日ぶりに再開した。氷の厚さは一メートルに達していた。",
    "أعيد فتح الميناء يوم الثلاثاء بعد 9 أيام من الجليد.",
    "Two ferries will run on Wednesday.",
    "The school boat will run a day later.",
    "“Ice is patient,” he said.",
    "“So are we.”",
    "Ships had waited off the coast since the first week of February, some of them without heating.",
]
ROWS = ["Ship | Days of waiting", "Queen of Velm | 9", "Béla Bartók | 12"]
NOTE = "He has been its master since 1999, and was its pilot before."
TEXT = "\n\n".join(SENTENCES)
MARKUP = (
    "".join(f"<p>{escape(sentence)}</p>" for sentence in SENTENCES[:7])
    + "<ul>"
    + "".join(f"<li>{escape(sentence)}</li>" for sentence in SENTENCES[7:])
    + "</ul><table>"
    + "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row.split(" | ")) + "</tr>" for row in ROWS)
    + "</table>"
)


def make_mail(subtype: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"] = TITLE, "Ada Quill <ada@velm.example>"
    message["Date"] = "Mon, 04 Mar 2024 10:00:00 +0000"
    message.set_content(TEXT if subtype == "plain" else f"<html><body>{MARKUP}</body></html>", subtype=subtype)
    return message.as_bytes()


def make_saved_page() -> bytes:
    message = EmailMessage()
    message["Snapshot-Content-Location"] = "https://velm.example/ice"
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{MARKUP}</article></body></html>"
    message.set_content(page, subtype="html")
    message.replace_header("Content-Type", "text/html; charset=utf-8")
    outer = EmailMessage()
    outer["Snapshot-Content-Location"] = "https://velm.example/ice"
    outer.make_related()
    outer.attach(message)
    return outer.as_bytes()


def make_feed() -> bytes:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Velm Post</title><item>"
        f"<title>{TITLE}</title><guid>ice-1</guid><description>{escape(MARKUP)}</description></item></channel></rss>"
    ).encode()


def make_zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


ROW = json.dumps({"title": TITLE, "text": TEXT, "id": "ice-1"}).encode()
PAGE = (
    f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{MARKUP}</article></body></html>".encode()
)
FILES = {
    ".txt": f"{TITLE}\n\n{TEXT}".encode(),
    ".md": (FOLDER / "velm.md").read_bytes(),
    ".html": PAGE,
    ".mhtml": make_saved_page(),
    ".jsonl": ROW,
    ".jsonl.gz": gzip.compress(ROW),
    ".rss": make_feed(),
    ".eml": make_mail("plain"),
    ".zip": make_zip({"june/velm.txt": f"{TITLE}\n\n{TEXT}".encode()}),
    **{f".{kind}": (FOLDER / f"velm.{kind}").read_bytes() for kind in ("docx", "odt", "epub", "rtf", "pdf")},
}


def load_one(data: bytes, suffix: str) -> Article:
    (loaded,) = load_data(data, suffix=suffix, name=f"velm{suffix}", origin=f"file:///velm{suffix}")
    assert isinstance(loaded, Loaded), loaded
    return loaded.article


@pytest.mark.parametrize("suffix", FILES)
def test_every_sentence_that_was_put_in_stands_in_the_article_word_for_word(suffix: str) -> None:
    article = load_one(FILES[suffix], suffix)
    assert [sentence for sentence in SENTENCES if sentence not in article.text] == []
    places = [article.text.index(sentence) for sentence in SENTENCES]
    assert places == sorted(places)
    assert article.title == TITLE
    assert article.language in {"en", "en-GB"}
    assert bool(article.pages) == (suffix == ".pdf")


@pytest.mark.parametrize("suffix", [".md", ".html", ".mhtml", ".rss", ".docx", ".odt", ".epub", ".rtf"])
def test_a_row_of_a_table_is_a_line(suffix: str) -> None:
    lines = load_one(FILES[suffix], suffix).text.split("\n\n")
    assert [row for row in ROWS if row not in lines] == []


def test_html_mail_is_read_where_there_is_no_plain_text() -> None:
    article = load_one(make_mail("html"), ".eml")
    assert [sentence for sentence in [*SENTENCES, *ROWS] if sentence not in article.text] == []


@pytest.mark.parametrize("suffix", [".docx", ".odt", ".epub", ".rtf", ".pdf"])
def test_notes_are_read_and_their_numbers_are_not(suffix: str) -> None:
    text = load_one(FILES[suffix], suffix).text
    assert NOTE in text
    assert "Łukasz. Two tugs" in text


@pytest.mark.parametrize(("suffix", "author"), [(".docx", "Ada Quill"), (".odt", "Ada Quill"), (".epub", "Ada Quill")])
def test_the_properties_of_a_document_are_read(suffix: str, author: str) -> None:
    article = load_one(FILES[suffix], suffix)
    assert (article.author, article.language, article.published_on) == (author, "en-GB", None)


def test_a_pdf_knows_the_page_of_each_sentence() -> None:
    article = load_one(FILES[".pdf"], ".pdf")
    assert article.pages[0] == 0
    assert len(article.pages) == 2
    assert article.page_of(article.text.index(SENTENCES[0])) == 1
    assert article.page_of(article.text.index(NOTE)) == 2


@pytest.mark.parametrize("suffix", [suffix for suffix in FILES if suffix not in {".jsonl.gz", ".zip"}])
@pytest.mark.parametrize("size", [0, 1, 50, 0.5, 0.9])
def test_a_file_that_was_cut_off_is_an_article_or_a_failure_and_never_a_crash(suffix: str, size: float) -> None:
    data = FILES[suffix]
    data = data[: int(size if size >= 1 else len(data) * size)]
    parts: list[Loaded | Failed] = []
    messages = []
    try:
        parts += load_data(data, suffix=suffix, name=f"velm{suffix}", origin="file:///velm")
    except UnreadableFileError as error:
        messages.append(str(error))
    messages += [part.message for part in parts if isinstance(part, Failed)]
    assert parts or messages
    assert [message for message in messages if not message.startswith(f"velm{suffix}") or "\n" in message] == []


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        (".txt", ".html"), (".md", ".html"), (".xml", ".html"), (".rss", ".html"), (".html", ".pdf"), (".txt", ".pdf"),
        (".doc.txt", ".docx"), (".zip", ".docx"), (".docx", ".odt"), (".docx", ".epub"), (".epub", ".docx"),
        (".docx", ".rtf"), (".pdf", ".docx"), (".txt", ".rtf"), (".html", ".rss"), (".txt", ".rss"), (".xml", ".rss"),
        (".jsonl", ".jsonl.gz"), (".html", ".zip"),
    ],
)  # fmt: skip
def test_a_file_with_a_wrong_suffix_is_read_as_what_it_is(suffix: str, kind: str) -> None:
    suffix = "." + suffix.rpartition(".")[2]
    text = load_one(FILES[kind], suffix).text
    assert [sentence for sentence in SENTENCES if sentence not in text] == []


def test_a_file_that_begins_as_one_kind_and_goes_on_as_another_is_read_once() -> None:
    for suffix in (".html", ".pdf", ".zip", ".txt"):
        article = load_one(FILES[".pdf"] + PAGE.replace(b"Velm", b"Zelm") + FILES[".zip"], suffix)
        assert article.pages != ()
        assert "Zelm" not in article.text


@pytest.mark.parametrize(
    ("files", "suffix", "message"),
    [
        ({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"}, ".zip", "a spreadsheet"),
        ({"[Content_Types].xml": b"<a/>", "ppt/presentation.xml": b"<a/>"}, ".docx", "a presentation"),
    ],
)
def test_documents_of_other_kinds_are_named(files: dict[str, bytes], suffix: str, message: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=message):
        load_bytes(make_zip(files), suffix=suffix, name="file", origin="file:///file")


def test_every_format_has_a_round_trip_or_is_another_name_for_one() -> None:
    tested = {FORMATS["." + suffix.rpartition(".")[2]] for suffix in FILES}
    assert [suffix for suffix, kind in FORMATS.items() if kind not in tested] == [".opml"]


def test_a_large_row_file_is_read_one_line_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n".join(json.dumps({"id": i, "text": TEXT}).encode() for i in range(50)))
    parts = load_all(path)
    first = next(parts)
    assert isinstance(first, Loaded)
    assert first.article.origin == f"{path.as_uri()}#0"
    assert load(path).id == first.article.id
    assert sum(1 for _ in parts) == 49
