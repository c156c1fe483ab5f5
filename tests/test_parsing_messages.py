"""What crosses the pipe comes out as it went in, or is refused."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.limits import Limits
from corpus.messages import (
    END,
    DataRequest,
    Ending,
    FileRequest,
    Frame,
    decode_outcome,
    decode_request,
    encode_outcome,
    encode_request,
    write_header,
)
from corpus.normalising import normalise
from corpus.types import Article, DateOrigin, Failed, Loaded, Removal, hash_text, identify

PLACE = "file:///velm.pdf"
LIMITS = Limits()
UNHURRIED = settings(deadline=None)  # a time says nothing on a busy machine
TEXT = "Ice closed the harbour 🧊.\n\nTwo tugs broke a channel."


def make(text: str = TEXT, *, title: str = "Velm’s harbour", origin: str = PLACE) -> Loaded:
    article = Article(
        id=identify(origin),
        origin=origin,
        title=title,
        text=text,
        sha256=hash_text(text),
        publisher="Velm Post",
        author="Ada Quill",
        published_on=date(2024, 3, 4),
        language="en",
        published_from=DateOrigin.FIELD,
        pages=(0, len(text)),
    )
    return Loaded(article=article, removed=(Removal("Subscribe", "appeal"), Removal("", "blank")), kept_share=0.75)


def decode(frame: Frame) -> Loaded | Failed | Ending:
    return decode_outcome(frame, place=PLACE, limits=LIMITS)


def test_an_article_comes_out_as_it_went_in() -> None:
    assert decode(encode_outcome(make(), name="velm.pdf", limits=LIMITS)) == make()


@UNHURRIED
@given(st.text(), st.text())
def test_every_cleaned_text_crosses(text: str, title: str) -> None:
    text, title = normalise(text).strip(), " ".join(normalise(title).split())
    if text and title:
        loaded = make(text, title=title)
        assert decode(encode_outcome(loaded, name="velm.pdf", limits=LIMITS)) == loaded


@UNHURRIED
@given(st.text(min_size=1), st.text(min_size=1))
def test_a_failure_comes_out_as_one_printable_line(name: str, message: str) -> None:
    if name.strip() and message.strip():
        failed = decode(encode_outcome(Failed(name=name, message=message), name="velm.pdf", limits=LIMITS))
        assert isinstance(failed, Failed)
        assert failed.name.isprintable()
        assert failed.message.isprintable()
        assert (failed.message == message) == message.isprintable()


@UNHURRIED
@given(st.binary(max_size=300), st.binary(max_size=50))
def test_noise_is_no_message(header: bytes, text: bytes) -> None:
    with pytest.raises(ValueError):
        decode(Frame(header, text))


def test_the_end_of_a_file_is_told_from_the_end_of_a_worker() -> None:
    assert decode(END) == Ending()
    assert decode(Frame(write_header(kind="stopped", reason="out of\nice"))) == Ending("out of\\nice")


@pytest.mark.parametrize(
    "change",
    [
        {"origin": "file:///elsewhere.pdf"},
        {"origin": "https://velm.example/a"},
        {"origin": None},
        {"title": None},
        {"title": " "},
        {"title": "a\nb"},
        {"title": "\x1b[2J"},
        {"title": "\u202eb"},
        {"title": "x" * 10_001},
        {"title": ["a"]},
        {"url": "javascript:alert(1)"},
        {"url": 7},
        {"author": "\ud800"},
        {"published_on": "4 March 2024"},
        {"published_on": None},
        {"published_from": "rumour"},
        {"language": {}},
        {"pages": [1]},
        {"pages": [0, 5, 4]},
        {"pages": [0, len(TEXT) + 1]},
        {"pages": [0, True]},
        {"pages": [0, 1.0]},
        {"pages": "00"},
        {"pages": None},
        {"kept_share": 1.1},
        {"kept_share": -1},
        {"kept_share": "1"},
        {"kept_share": None},
        {"kind": "secret"},
        {"more": 1},
        {"id": "0" * 16},
    ],
    ids=str,
)
def test_an_article_with_a_field_that_no_article_has_is_refused(change: dict[str, object]) -> None:
    frame = encode_outcome(make(), name="velm.pdf", limits=LIMITS)
    fields = json.loads(frame.header) | change
    with pytest.raises(ValueError):
        decode(frame._replace(header=json.dumps(fields).encode()))


@pytest.mark.parametrize("key", ["origin", "pages", "kept_share", "author"])
def test_an_article_that_lacks_a_field_is_refused(key: str) -> None:
    frame = encode_outcome(make(), name="velm.pdf", limits=LIMITS)
    fields = json.loads(frame.header)
    del fields[key]
    with pytest.raises(ValueError):
        decode(frame._replace(header=json.dumps(fields).encode()))


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" \n",
        b" Ice.",
        b"Ice.\n",
        b"\xff",
        b"\xed\xa0\x80",
        b"a\x1bb",
        "a\u202eb".encode(),
        "e\u0301".encode(),
        b"a\rb",
    ],
)
def test_a_text_that_was_not_cleaned_is_refused(text: bytes) -> None:
    frame = encode_outcome(make(), name="velm.pdf", limits=LIMITS)
    fields = json.loads(frame.header) | {"pages": []}
    with pytest.raises(ValueError):
        decode(Frame(json.dumps(fields).encode(), text))


@pytest.mark.parametrize("removed", [b"reason\ta\x1bb", b"\xff\ta", b"a\tb\n" * 10_000, "r\t\u2066a".encode()])
def test_removals_that_no_page_holds_are_refused(removed: bytes) -> None:
    frame = encode_outcome(make(), name="velm.pdf", limits=LIMITS)
    with pytest.raises(ValueError):
        decode(frame._replace(removed=removed))


def test_an_article_that_names_its_own_address_or_a_part_of_the_file_is_taken() -> None:
    part = make(origin=f"{PLACE}#chapter-1")
    assert decode(encode_outcome(part, name="velm.pdf", limits=LIMITS)) == part
    frame = encode_outcome(make(), name="velm.pdf", limits=LIMITS)
    url = "https://velm.example/a"
    fields = json.loads(frame.header) | {"url": url, "origin": url}
    taken = decode(frame._replace(header=json.dumps(fields).encode()))
    assert isinstance(taken, Loaded)
    assert (taken.article.id, taken.article.origin) == (identify(url), url)


@pytest.mark.parametrize(
    "request_",
    [
        FileRequest(Path("/a b/velm.txt")),
        FileRequest(Path(os.fsdecode(b"/new\nline\xff\xfe.txt"))),
        DataRequest(data=bytes(range(256)), suffix=".html.gz", name="a\nb", origin="https://velm.example/ü"),
    ],
    ids=["path", "odd path", "data"],
)
def test_a_request_comes_out_as_it_went_in(request_: FileRequest | DataRequest) -> None:
    assert decode_request(encode_request(request_)) == request_
