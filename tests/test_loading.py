import os
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import UnreadableFileError, UnsupportedFormatError
from corpus.loading import FORMATS, MAX_BYTES, discover, load, load_bytes
from corpus.types import Article, DateOrigin, hash_text, identify

BODY = """The harbour of Velm reopened on Tuesday after nine days, its master said.

Two tugs broke a channel through ice that was a metre thick in places.

Ships had waited off the coast since the first week of February."""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def load_text(text: str | bytes, suffix: str = ".txt") -> Article:
    data = text.encode() if isinstance(text, str) else text
    return load_bytes(data, suffix=suffix, name=f"page{suffix}", origin="file:///page")


def make_page(body: str, head: str = "") -> str:
    head = f"<head><title>Harbour reopens</title>{head}</head>"
    return f"<!doctype html><html lang='en-GB'>{head}<body>{body}</body></html>"


PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in BODY.split("\n\n"))


def test_plain_text_gives_its_headline_date_and_author(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "velm.txt",
        "World / Shipping\n\nHarbour reopens after nine days\nBy Ada Quill, Editor\nMarch 4, 2024\n\n"
        f"{BODY}\n\nBack to top",
    )
    article = load(path)
    assert article.title == "Harbour reopens after nine days"
    assert article.text == BODY
    assert article.author == "Ada Quill"
    assert article.published_on == date(2024, 3, 4)
    assert article.origin == path.as_uri()
    assert article.id == identify(path.as_uri())
    assert article.sha256 == hash_text(BODY)
    assert (article.url, article.publisher, article.language, article.added_at) == (None, None, "en", None)
    assert article.published_from is DateOrigin.BYLINE


def test_text_without_a_headline_is_titled_by_its_first_words_and_keeps_them() -> None:
    article = load_text(BODY)
    assert article.title == "The harbour of Velm reopened on Tuesday after nine days, its master …"
    assert article.text == BODY
    assert load_text("Ice is gone.").title == "Ice is gone."


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published 4 March 2024", date(2024, 3, 4)),
        ("2024-03-04T10:00", date(2024, 3, 4)),
        ("Posted on March 4, 2024 by Ada Quill", date(2024, 3, 4)),
        ("Updated March 5, 2024", None),
        ("03/04/2024", None),
        ("February 30, 2024", None),
    ],
)
def test_only_a_certain_date_is_taken_from_plain_text(line: str, day: date | None) -> None:
    article = load_text(f"Harbour reopens after nine days\n{line}\n\n{BODY}")
    assert article.published_on == day
    assert article.text == BODY


def test_markdown_gives_its_front_matter_and_its_words() -> None:
    article = load_text(
        "---\ntitle: Harbour reopens\nurl: https://velm.example/a\npublisher: Velm Post\n"
        "authors: [Ada Quill, Jon Mast]\n"
        "published_on: 2024-03-04\nlanguage: en\nmood: fine\n---\n"
        "# Harbour reopens\n\nThe *harbour* of [Velm](https://velm.example) **reopened** ![ice](ice.png) on Tuesday,\n"
        "its master said.\n\n- Two tugs `broke` a channel.\n- A third followed.\n\n> “Ice is patient.”\n\n"
        "| ship | days |\n|---|---|\n| Ada | 9 |\n\n```\nkeep = this\n```\n\n"
        "<div>Raw <b>words</b><script>no()</script></div>\n",
        ".md",
    )
    assert article.title == "Harbour reopens"
    assert article.text.split("\n\n") == [
        "The harbour of Velm reopened on Tuesday, its master said.",
        "Two tugs broke a channel.",
        "A third followed.",
        "“Ice is patient.”",
        "ship | days",
        "Ada | 9",
        "keep = this",
        "Raw words",
    ]
    assert article.origin == article.url == "https://velm.example/a"
    assert article.id == identify("https://velm.example/a")
    assert (article.publisher, article.author) == ("Velm Post", "Ada Quill, Jon Mast")
    assert (article.published_on, article.language) == (date(2024, 3, 4), "en")


def test_markdown_without_a_title_takes_its_first_heading() -> None:
    article = load_text(f"---\ndate: 2024-03-04 10:00:00\n---\n\n## Harbour *reopens*\n\n{BODY}\n", ".markdown")
    assert (article.title, article.text) == ("Harbour reopens", BODY)
    assert article.published_on == date(2024, 3, 4)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://velm.example/a", "https://", "https://a b", "http://[1"])
def test_only_web_addresses_are_kept(url: str) -> None:
    article = load_text(f"---\ntitle: Ice\nurl: {url!r}\n---\n{BODY}", ".md")
    assert article.url is None
    assert article.origin == "file:///page"


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("title: a\nx: [1, 2\n", "line 4"),
        ("title: a: b\n", "line 2"),
        ("- a\n- b\n", "key: value"),
        ("published_on: soon\n", "2023-11-01"),
        ("published_on: 2023-02-30\n", "not valid YAML"),
        ("a: " + "[" * 5000 + "\n", "not valid YAML"),
    ],
)
def test_broken_front_matter_is_reported(front: str, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message):
        load_text(f"---\n{front}---\n{BODY}", ".md")


def test_front_matter_without_an_end_is_reported() -> None:
    with pytest.raises(UnreadableFileError, match="never closed"):
        load_text(f"---\ntitle: Ice\n\n{BODY}", ".md")


def test_html_gives_its_main_text_and_metadata() -> None:
    head = (
        "<meta property='og:site_name' content='Velm Post'><link rel='canonical' href='https://velm.example/ice'>"
        "<meta property='article:published_time' content='2024-03-04T10:00:00Z'>"
        "<meta name='author' content='Ada Quill'>"
    )
    nav = "<nav><a href='/'>Home</a> <a href='/s'>Shipping</a></nav>"
    article = load_text(make_page(f"{nav}<article><h1>Harbour reopens</h1>{PARAGRAPHS}</article>", head), ".html")
    assert article.title == "Harbour reopens"
    assert article.text == BODY
    assert article.origin == article.url == "https://velm.example/ice"
    assert (article.publisher, article.author) == ("Velm Post", "Ada Quill")
    assert (article.published_on, article.language) == (date(2024, 3, 4), "en-GB")


def test_html_nested_300_deep_keeps_its_text_and_deeper_is_reported() -> None:
    def nest(depth: int) -> str:
        return make_page("<div>" * depth + PARAGRAPHS + "</div>" * depth)

    assert load_text(nest(300), ".html").text == BODY
    with pytest.raises(UnreadableFileError, match="no article text"):
        load_text(nest(20_000), ".html")


@pytest.mark.parametrize("body", ["", "<script>let a = 1</script>", "<nav><a href='/'>Home</a></nav>"])
def test_html_without_an_article_is_reported(body: str) -> None:
    with pytest.raises(UnreadableFileError, match=r"page\.html"):
        load_text(make_page(body), ".html")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings_are_recognised(encoding: str) -> None:
    body = BODY.replace("master", "“maître”")
    assert load_text(body.encode(encoding)).text == body


def test_html_is_read_in_the_charset_that_it_declares() -> None:
    page = make_page("<article>" + PARAGRAPHS.replace("Velm", "Вельм") + "</article>", "<meta charset='koi8-r'>")
    assert load_text(page.encode("koi8-r"), ".html").text == BODY.replace("Velm", "Вельм")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        ("\u200b\u00a0\n".encode(), "empty"),
        (b"%PDF-1.7 rest", "a broken PDF"),
        (b"PK\x03\x04rest", "a broken ZIP archive"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"text\0text", "binary"),
        ("Пожар в порту. ".encode() * 9 + b"\xd0\xff" + "Пожар".encode(), "damaged at byte"),
        (b"\xff\xfe\x00\xd8\x41\x00", "utf-16"),
        (bytes(range(128, 256)) * 8, "no encoding"),
        (b"Share\nAdvertisement\nBack to top\n", "page furniture"),
    ],
)
def test_what_is_no_article_is_reported(data: bytes, message: str) -> None:
    with pytest.raises(UnreadableFileError, match=message) as caught:
        load_text(data)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("page.txt")


def test_an_unknown_format_is_named_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        load(write(tmp_path, "a.xlsx", "x"))
    assert ".xlsx" in str(caught.value)
    assert all(suffix in str(caught.value) for suffix in FORMATS)
    with pytest.raises(UnsupportedFormatError, match="without a suffix"):
        load(write(tmp_path, "a", "x"))


def test_paths_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    for path, message in [(tmp_path / "none.txt", "does not exist"), (tmp_path, "is a folder")]:
        with pytest.raises(UnreadableFileError, match=message):
            load(path)
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFileError, match="not a regular file"):
        load(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFileError, match="does not exist"):
        discover(tmp_path / "none")


def test_a_file_that_may_not_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "secret.txt", BODY)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # root, as in a container, may read whatever the mode says
    with pytest.raises(UnreadableFileError, match="Permission denied"):
        load(path)


def test_a_file_over_the_cap_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(UnreadableFileError, match="larger than 20 MB"):
        load(path)


def test_discover_finds_known_formats_once_and_passes_over_what_is_hidden(tmp_path: Path) -> None:
    for name in ["b.txt", "a/c.MD", "a/d.html", "a/e.xlsx", "a/f.tar.gz", ".hidden.txt", ".git/f.txt", "z/g.htm"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write(tmp_path, name, BODY)
    (tmp_path / "a/loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert discover(tmp_path) == [tmp_path / name for name in ["a/c.MD", "a/d.html", "b.txt", "z/g.htm"]]
    assert discover(tmp_path / ".hidden.txt") == [tmp_path / ".hidden.txt"]
