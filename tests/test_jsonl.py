import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CorpusError, UnreadableFileError
from corpus.jsonl import MAX_LINE_BYTES
from corpus.loading import load_all, load_data
from corpus.types import DateOrigin, Failed, Loaded

BODY = "The harbour of Velm reopened on Tuesday after nine days of ice, its master said on the radio."


def load_rows(*rows: object, suffix: str = ".jsonl") -> list[Loaded | Failed]:
    lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
    return list(load_data(b"\n".join(lines), suffix=suffix, name="rows.jsonl", origin="file:///rows.jsonl"))


def test_a_row_gives_its_fields() -> None:
    row = {
        "title": "Harbour reopens",
        "text": BODY,
        "url": "https://velm.example/ice",
        "publisher": "Velm Post",
        "authors": ["Ada Quill", "Jon Mast"],
        "published_on": "2024-03-04",
        "language": "en-GB",
    }
    (loaded,) = load_rows(row)
    assert isinstance(loaded, Loaded)
    article = loaded.article
    assert (article.title, article.text, article.publisher) == ("Harbour reopens", BODY, "Velm Post")
    assert (article.author, article.language) == ("Ada Quill, Jon Mast", "en-GB")
    assert (article.published_on, article.published_from) == (date(2024, 3, 4), DateOrigin.FIELD)
    assert article.origin == article.url == "https://velm.example/ice"


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("headline", "Ice", "title", "Ice"),
        ("link", "https://velm.example/a", "url", "https://velm.example/a"),
        ("url", "javascript:alert(1)", "url", None),
        ("sitename", "Velm Post", "publisher", "Velm Post"),
        ("Byline", "Ada Quill", "author", "Ada Quill"),
        ("date", "2022/05/08", "published_on", date(2022, 5, 8)),
        ("published", "2024-03-04T10:00:00Z", "published_on", date(2024, 3, 4)),
        ("pubDate", "Mon, 04 Mar 2024 10:00:00 GMT", "published_on", date(2024, 3, 4)),
        ("date", "March 4, 2024", "published_on", date(2024, 3, 4)),
        ("date", "03/04/2024", "published_on", None),
        ("date", "soon", "published_on", None),
        ("lang", "pt_BR", "language", "pt-BR"),
        ("language", "english", "language", "en"),
    ],
)
def test_fields_go_by_their_common_names(field: str, value: str, attribute: str, expected: object) -> None:
    (loaded,) = load_rows({"text": BODY, field: value})
    assert isinstance(loaded, Loaded)
    assert getattr(loaded.article, attribute) == expected


def test_a_row_is_known_by_its_url_else_by_its_id_else_by_its_line() -> None:
    rows = [
        {"text": BODY + " One.", "url": "https://velm.example/a", "id": 7},
        {"text": BODY + " Two.", "_id": "b/c#d ä"},
        {"text": BODY + " Three."},
    ]
    origins = [part.article.origin for part in load_rows(*rows) if isinstance(part, Loaded)]
    assert origins == ["https://velm.example/a", "file:///rows.jsonl#b/c%23d%20%C3%A4", "file:///rows.jsonl#line%203"]
    turned = [part.article.origin for part in load_rows(*reversed(rows[:2])) if isinstance(part, Loaded)]
    assert turned == origins[1::-1]


def test_bad_lines_are_failures_with_their_number_and_the_rest_goes_on() -> None:
    long = b'{"text": "' + b"a" * MAX_LINE_BYTES + b'"}'
    rows: list[object] = [{"text": BODY}, b"{", b"", [1], {"title": "no text"}, b'{"text": "\xff"}', b"[" * 100_000]
    parts = load_rows(*rows, b'{"text": ' + b"9" * 5000 + b"}", long, {"text": BODY + " Last."})
    messages = {part.name: part.message for part in parts if isinstance(part, Failed)}
    assert list(messages) == [f"rows.jsonl: line {number}" for number in (2, 4, 5, 6, 7, 8, 9)]
    assert all(message.startswith(f"{name} ") for name, message in messages.items())
    assert "no JSON object" in messages["rows.jsonl: line 4"]
    assert "holds no text" in messages["rows.jsonl: line 5"]
    assert "longer than 20 MB" in messages["rows.jsonl: line 9"]
    assert [part.article.text for part in parts if isinstance(part, Loaded)] == [BODY, BODY + " Last."]


def test_a_row_that_is_all_furniture_is_a_failure() -> None:
    parts = load_rows({"id": "x", "text": "Share\n\nAdvertisement\n\nBack to top"}, {"text": BODY})
    assert isinstance(parts[0], Failed)
    assert parts[0].name == "rows.jsonl: x"
    assert "page furniture" in parts[0].message


def test_text_that_is_markup_is_read_as_its_words() -> None:
    (loaded,) = load_rows({"text": f"<p>{BODY}</p><script>no()</script><ul><li>One &amp; two</li></ul>"})
    assert isinstance(loaded, Loaded)
    assert loaded.article.text == f"{BODY}\n\nOne & two"


def test_a_file_of_something_else_is_given_up_early() -> None:
    with pytest.raises(UnreadableFileError, match="is no JSON Lines: its first 100 lines"):
        for _ in load_data(b"no json\n" * 1000, suffix=".jsonl", name="rows.jsonl", origin="file:///rows"):
            pass
    with pytest.raises(CorpusError, match="holds no articles"):
        load_rows(b"\n\n")


def test_a_packed_file_is_read_up_to_where_it_breaks(tmp_path: Path) -> None:
    rows = b"\n".join(json.dumps({"text": f"{BODY} It was day {i}."}).encode() for i in range(5000))
    packed = gzip.compress(rows)
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(packed)
    assert sum(isinstance(part, Loaded) for part in load_all(path)) == 5000
    path.write_bytes(packed[: len(packed) // 2])
    parts = list(load_all(path))
    assert 1000 < sum(isinstance(part, Loaded) for part in parts) < 5000
    assert isinstance(parts[-1], Failed)
    assert "broken gzip" in parts[-1].message


def test_gzip_of_anything_but_text_is_refused() -> None:
    for suffix in (".tar.gz", ".docx.gz", ".gz"):
        with pytest.raises(CorpusError, match="gzip archive"):
            list(load_data(gzip.compress(b"text"), suffix=suffix, name=f"a{suffix}", origin="file:///a"))
    with pytest.raises(CorpusError, match="gzip archive"):
        list(load_data(gzip.compress(b"PK\x03\x04"), suffix=".txt.gz", name="a.txt.gz", origin="file:///a"))
