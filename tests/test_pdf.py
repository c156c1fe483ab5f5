import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_fixtures import Row, make_pdf, set_lines

from corpus.errors import UnreadableFileError
from corpus.loading import load_data
from corpus.pdf import read_pdf
from corpus.types import Loaded, Removal

PARAGRAPHS = [
    "The harbour of Velm reopened on Tuesday after nine days of ice, said its master, who had waited for it longer"
    " than anyone could remember.",
    "Two tugs broke a channel through ice that was a metre thick in places, and a third one followed them with coal"
    " for the two islands that had run out of it.",
    "Ships had waited off the coast since the first week of February.",
]


def wrap(paragraphs: list[str], width: int = 60) -> list[str]:
    """Lines of paragraphs, the first of each indented by two blanks that only its place will show."""
    return [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width, initial_indent="  ")]


def set_wrapped(paragraphs: list[str], *, x: float = 72, top: float = 750, width: int = 60) -> list[Row]:
    return [
        Row(row.text.lstrip(), row.x + 6 * (len(row.text) - len(row.text.lstrip())), row.y)
        for row in set_lines(wrap(paragraphs, width), x=x, top=top)
    ]


def load_pdf(data: bytes) -> Loaded:
    (loaded,) = load_data(data, suffix=".pdf", name="velm.pdf", origin="file:///velm.pdf")
    assert isinstance(loaded, Loaded)
    return loaded


def test_lines_become_paragraphs_again() -> None:
    draft = read_pdf(make_pdf([set_wrapped(PARAGRAPHS)]), name="velm.pdf")
    assert draft.text.split("\n\n") == PARAGRAPHS
    assert draft.pages == (0,)
    assert draft.removed == ()


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_text_that_is_rotated_reads_as_if_it_were_not(turn: int) -> None:
    draft = read_pdf(make_pdf([set_wrapped(PARAGRAPHS)], turn=turn), name="velm.pdf")
    assert draft.text.split("\n\n") == PARAGRAPHS


def test_columns_are_read_one_after_the_other_and_a_sentence_goes_on_in_the_next() -> None:
    lines = set_wrapped(PARAGRAPHS, width=36)
    columns = [*lines[:5], *(Row(row.text, row.x + 250, row.y + 60) for row in lines[5:])]
    draft = read_pdf(make_pdf([columns]), name="velm.pdf")
    assert draft.text.split("\n\n") == PARAGRAPHS


def test_lines_that_were_never_filled_stay_lines() -> None:
    poem = ["The ice came in", "with the first of the moon", "and stayed", "as long as it would", "and then it left"]
    assert read_pdf(make_pdf([set_lines(poem)]), name="poem.pdf").text.split("\n\n") == poem


def test_words_parted_at_the_end_of_a_line_are_whole_and_compounds_keep_their_hyphen() -> None:
    lines = [
        "The inter-",
        "national harbour was full of long-",
        "term guests. A long wait for a term of",
        "calm in the far north of the COVID-",
        "19 year, the mas-",
        "ter said.",
    ]
    draft = read_pdf(make_pdf([set_lines(lines)]), name="velm.pdf")
    assert draft.text == (
        "The international harbour was full of long-term guests. A long wait for a term of calm in the far north of"
        " the COVID-19 year, the master said."
    )


def test_running_heads_and_page_numbers_go_with_a_reason() -> None:
    pages = [
        [Row("The Velm Post", 250, 800, 8), *set_wrapped([paragraph]), Row(f"Page {i} of 3", 280, 30, 8)]
        for i, paragraph in enumerate(PARAGRAPHS, start=1)
    ]
    loaded = load_pdf(make_pdf(pages))
    assert loaded.article.text.split("\n\n") == PARAGRAPHS
    assert loaded.removed == tuple(
        removal
        for i in (1, 2, 3)
        for removal in (Removal("The Velm Post", "running head"), Removal(f"Page {i} of 3", "page number"))
    )
    starts = [loaded.article.text.index(paragraph) for paragraph in PARAGRAPHS]
    assert loaded.article.pages == tuple(starts)
    assert 0.8 < loaded.kept_share < 0.95


def test_a_line_that_stands_at_the_top_of_two_pages_in_other_words_stays() -> None:
    pages = [
        set_wrapped([f"{word} ship has come in from the north, and it is not the last."]) for word in ("One", "No")
    ]
    draft = read_pdf(make_pdf(pages), name="velm.pdf")
    assert draft.removed == ()
    assert len(draft.text.split("\n\n")) == 2


def test_a_headline_a_title_and_an_author_are_found() -> None:
    rows = [Row("Harbour reopens after nine days", 72, 790, 20), *set_wrapped(PARAGRAPHS)]
    assert load_pdf(make_pdf([rows])).article.title == "Harbour reopens after nine days"
    stated = load_pdf(make_pdf([rows], info="/Title (Ice in Velm) /Author (Ada Quill) /CreationDate (D:20240304)"))
    assert (stated.article.title, stated.article.author) == ("Ice in Velm", "Ada Quill")
    assert stated.article.published_on is None
    unnamed = load_pdf(make_pdf([rows], info="/Title (Microsoft Word - draft 3.docx)"))
    assert unnamed.article.title == "Harbour reopens after nine days"
    assert unnamed.article.text.split("\n\n") == PARAGRAPHS


def test_ligatures_are_letters_and_the_number_of_a_note_is_no_word() -> None:
    rows = [Row("The pilot said so.", 72, 700), Row("12", 72 + 18 * 6, 704, 6), Row("He left.", 72 + 20 * 6, 700)]
    assert read_pdf(make_pdf([rows]), name="velm.pdf").text == "The pilot said so. He left."
    power = [Row("It covers 40 m", 72, 700), Row("2", 72 + 14 * 6, 704, 6), Row("of ice.", 72 + 16 * 6, 700)]
    assert read_pdf(make_pdf([power]), name="velm.pdf").text == "It covers 40 m2 of ice."


def test_a_scanned_pdf_is_reported_as_having_no_text() -> None:
    image = b"q 500 0 0 700 40 40 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x00\xff\xff\x00 EI Q"
    with pytest.raises(UnreadableFileError, match=r"no text layer.*OCR"):
        read_pdf(make_pdf([[]], content=image), name="scan.pdf")


def test_a_page_without_text_among_others_is_named() -> None:
    pages = [set_wrapped(PARAGRAPHS[:1]), [], set_wrapped(PARAGRAPHS[1:2])]
    draft = read_pdf(make_pdf(pages), name="velm.pdf")
    assert draft.pages == (0, len(PARAGRAPHS[0]) + 2, len(PARAGRAPHS[0]) + 2)


def test_a_broken_table_of_objects_is_mended_and_rubbish_is_reported() -> None:
    data = make_pdf([set_wrapped(PARAGRAPHS)])
    broken = re.sub(rb"startxref\n\d+", b"startxref\n7", data).replace(b"0000000009 00000 n", b"0000099999 00000 n")
    assert read_pdf(broken, name="velm.pdf").text.split("\n\n") == PARAGRAPHS
    for rubbish, message in [
        (b"%PDF-1.7 rest", "broken PDF"),
        (data[:200], "broken PDF"),
        (b"Just text.", "is no PDF"),
    ]:
        with pytest.raises(UnreadableFileError, match=message):
            read_pdf(rubbish, name="velm.pdf")


def test_a_pdf_with_a_password_is_reported() -> None:
    path = Path(__file__).parent / "data/formats/locked.pdf"
    with pytest.raises(UnreadableFileError, match="password"):
        read_pdf(path.read_bytes(), name="locked.pdf")


SENTENCES = st.lists(st.lists(st.integers(3, 12), min_size=1, max_size=5), min_size=3, max_size=14)


@given(SENTENCES, st.integers(4, 12))
@settings(deadline=None, max_examples=60)
def test_every_sentence_is_cited_with_the_page_that_it_stands_on(shape: list[list[int]], rows: int) -> None:
    paragraphs = []
    sentences = []
    for lengths in shape:
        words = []
        for length in lengths:
            name = "".join(chr(ord("a") + int(digit)) for digit in str(len(sentences)))
            first = f"Ship{name}x"
            sentences.append(" ".join([first, *(f"{name}{'o' * i}" for i in range(length)), "north."]))
            words.append(sentences[-1])
        paragraphs.append(" ".join(words))
    lines = wrap(paragraphs, 50)
    pages = [lines[i : i + rows] for i in range(0, len(lines), rows)]
    expected = {
        sentence.split()[0]: number
        for number, page in enumerate(pages, start=1)
        for sentence in sentences
        if any(sentence.split()[0] in line.split() for line in page)
    }
    drawn = [
        [
            Row("The Velm Post", 250, 810, 8),
            *(Row(line.lstrip(), 84 if line.startswith(" ") else 72, 750 - 12 * i) for i, line in enumerate(page)),
            Row(str(number), 290, 30, 8),
        ]
        for number, page in enumerate(pages, start=1)
    ]
    article = load_pdf(make_pdf(drawn)).article
    assert len(article.pages) == len(pages)
    assert article.pages[0] == 0
    assert "Velm Post" not in article.text or len(pages) == 1
    for sentence in sentences:
        first = sentence.split()[0]
        assert article.page_of(article.text.index(f"{first} ")) == expected[first]
        assert sentence in article.text.replace("\n\n", " ")
