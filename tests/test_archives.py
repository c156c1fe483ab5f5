import io
import zipfile
from email.message import EmailMessage

import pytest

from corpus import archives, formats
from corpus.errors import UnreadableFileError
from corpus.loading import load_data
from corpus.types import Failed, Loaded

BODY = b"The harbour of Velm reopened on Tuesday after nine days of ice, its master said on the radio."


def make_zip(*files: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def load_zip(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The texts by origin, and the messages by name."""
    parts = list(load_data(data, suffix=".zip", name="news.zip", origin="file:///news.zip"))
    texts = {part.article.origin: part.article.text for part in parts if isinstance(part, Loaded)}
    return texts, {part.name: part.message for part in parts if isinstance(part, Failed)}


def test_files_in_an_archive_are_articles_and_their_paths_are_only_names() -> None:
    data = make_zip(
        ("june/ice & snow.txt", BODY + b" One."),
        ("../../etc/x.txt", BODY + b" Two."),
        ("/abs.md", BODY + b" Three."),
        ("picture.png", b"\x89PNG"),
        (".hidden.txt", BODY),
        ("__MACOSX/june/._ice.txt", BODY),
        ("empty/", b""),
    )
    texts, failures = load_zip(data)
    assert {origin: text[-6:].strip(" .") for origin, text in texts.items()} == {
        "file:///news.zip#june/ice%20%26%20snow.txt": "One",
        "file:///news.zip#../../etc/x.txt": "Two",
        "file:///news.zip#/abs.md": "Three",
    }
    assert failures == {}


def test_archives_inside_archives_are_opened_to_a_depth_of_two() -> None:
    third = make_zip(("deep.txt", BODY))
    second = make_zip(("third.zip", third), ("low.txt", BODY + b" Low."))
    first = make_zip(("second.zip", second), ("rows.jsonl", b'{"id": "r", "text": "' + BODY + b' Row."}\nx'))
    texts, failures = load_zip(first)
    assert list(texts) == [
        "file:///news.zip#second.zip!/third.zip!/deep.txt",
        "file:///news.zip#second.zip!/low.txt",
        "file:///news.zip#rows.jsonl!/r",
    ]
    assert list(failures) == ["news.zip: rows.jsonl: line 2"]
    texts, failures = load_zip(make_zip(("first.zip", first), ("top.txt", BODY)))
    assert "file:///news.zip#top.txt" in texts
    assert not any("deep" in origin for origin in texts)
    assert "too deep" in failures["news.zip: first.zip: second.zip: third.zip"]


def test_an_entry_that_fails_is_reported_and_the_others_are_read() -> None:
    data = make_zip(
        ("a.txt", BODY), ("b.pdf", b"%PDF-1.4 rest"), ("c.txt", b""), ("d.opml", b"<opml/>"), ("e.txt", BODY)
    )
    texts, failures = load_zip(data)
    assert [origin[-5:] for origin in texts] == ["a.txt", "e.txt"]
    assert {name: message.split(". ")[0] for name, message in failures.items()} == {
        "news.zip: b.pdf": "news.zip: b.pdf is a broken PDF",
        "news.zip: c.txt": "news.zip: c.txt is empty",
        "news.zip: d.opml": "news.zip: d.opml is a list of 0 feeds and holds no articles",
    }


def test_a_damaged_an_encrypted_and_a_doubled_entry_are_reported() -> None:
    plain = make_zip(("a.txt", BODY), compression=zipfile.ZIP_STORED)
    assert "cannot be unpacked" in load_zip(plain.replace(BODY, BODY[::-1]))[1]["news.zip: a.txt"]
    locked = bytearray(plain)
    locked[6] |= 1
    locked[plain.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in load_zip(bytes(locked))[1]["news.zip: a.txt"]
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = make_zip(("a.txt", BODY + b" First."), ("a.txt", BODY + b" Second."))
    texts, failures = load_zip(doubled)
    assert [text[-6:] for text in texts.values()] == ["First."]
    assert "twice" in failures["news.zip: a.txt"]


def test_a_link_is_not_followed() -> None:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "is a link" in load_zip(stream.getvalue())[1]["news.zip: link.txt"]


def test_bombs_are_reported_by_size_by_ratio_and_by_number(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, failures = load_zip(make_zip(("bomb.txt", b"\0" * 15_000_000), ("a.txt", BODY)))
    assert "as a bomb does" in failures["news.zip: bomb.txt"]
    assert list(texts) == ["file:///news.zip#a.txt"]
    large = b"".join(b"%d " % i for i in range(4_000_000))
    assert "larger than 20 MB" in load_zip(make_zip(("large.txt", large)))[1]["news.zip: large.txt"]
    monkeypatch.setattr(archives, "MAX_ENTRIES", 2)
    with pytest.raises(UnreadableFileError, match="3 entries"):
        load_zip(make_zip(("a.txt", BODY), ("b.txt", BODY), ("c.txt", BODY)))


def test_all_that_is_unpacked_counts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats._Budget.__init__, "__defaults__", (10_000, 3 * len(BODY)))
    inner = make_zip(*((f"{i}.txt", BODY) for i in range(3)), compression=zipfile.ZIP_DEFLATED)
    texts, failures = load_zip(make_zip(("inner.zip", inner), ("a.txt", BODY), ("b.txt", BODY)))
    assert len(texts) < 3
    assert all("more than" in message for message in failures.values())


def test_an_archive_without_articles_is_reported() -> None:
    for data in (make_zip(("a.png", b"x")), make_zip()):
        with pytest.raises(UnreadableFileError, match="holds no articles"):
            load_zip(data)
    with pytest.raises(UnreadableFileError, match="broken ZIP"):
        load_zip(b"PK\x03\x04" + b"rubbish" * 100)


def test_nothing_is_written_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("written to disk")

    for method in ("extract", "extractall"):
        monkeypatch.setattr(zipfile.ZipFile, method, refuse)
    monkeypatch.setattr("builtins.open", refuse)
    assert len(load_zip(make_zip(("a.txt", BODY), ("b.txt", BODY + b" Two.")))[0]) == 2


def test_a_mail_gives_its_text_and_the_files_attached_to_it() -> None:
    message = EmailMessage()
    message["Subject"] = "Ice in Velm"
    message.set_content(BODY.decode())
    message.add_attachment(BODY + b" Attached.", maintype="text", subtype="markdown", filename="note.md")
    message.add_attachment(make_zip(("deep.txt", BODY + b" Zipped.")), maintype="a", subtype="zip", filename="a.zip")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="ice.png")
    parts = load_data(message.as_bytes(), suffix=".eml", name="ice.eml", origin="file:///ice.eml")
    assert [part.article.origin for part in parts if isinstance(part, Loaded)] == [
        "file:///ice.eml",
        "file:///ice.eml#note.md",
        "file:///ice.eml#a.zip!/deep.txt",
    ]
