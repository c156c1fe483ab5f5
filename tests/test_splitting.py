from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.sentences import sentence_spans
from corpus.splitting import MAX_CHARS, split
from corpus.types import Article, hash_text

SENTENCES = st.sampled_from(
    [
        "The port reopened.",
        "Nobody was hurt, the mayor said, and the ferries sailed again before dawn on the following day.",
        "“We waited.",
        "It is over,” he said.",
        "What next",
        "• cafe\u0301 😀",
        "Long " + "word " * 60 + "end.",
        "x" * 900,
    ]
)
TEXTS = st.lists(st.tuples(SENTENCES, st.sampled_from([" ", " ", "\n", "\n\n", "\r\n\r\n"])), max_size=60).map(
    lambda pairs: "".join(sentence + gap for sentence, gap in pairs)
) | st.text(alphabet=list("aB.?“” \n\t😀\u0301"))
PROSE = "The council met on Monday and agreed to repair the old bridge before the winter floods arrive. "


def article(text: str) -> Article:
    return Article(id="0123456789abcdef", origin="file:///a.txt", title="A title", text=text, sha256=hash_text(text))


def texts_of(text: str, *, max_chars: int = MAX_CHARS) -> list[str]:
    return [text[chunk.start : chunk.end] for chunk in split(article(text), max_chars=max_chars)]


@settings(deadline=None)
@given(TEXTS, st.integers(1, 1_500))
def test_chunks_hold_all_sentences_in_order_and_none_twice(text: str, max_chars: int) -> None:
    chunks = split(article(text), max_chars=max_chars)
    assert [span for chunk in chunks for span in chunk.sentences] == sentence_spans(text)


@settings(deadline=None)
@given(TEXTS, st.integers(1, 1_500))
def test_a_chunk_begins_and_ends_with_its_sentences(text: str, max_chars: int) -> None:
    for chunk in split(article(text), max_chars=max_chars):
        assert (chunk.start, chunk.end) == (chunk.sentences[0].start, chunk.sentences[-1].end)
        assert chunk.article_id == "0123456789abcdef"
        assert text[chunk.start : chunk.end].strip() == text[chunk.start : chunk.end] != ""


@settings(deadline=None)
@given(TEXTS, st.integers(1, 1_500))
def test_only_a_single_sentence_may_exceed_the_limit(text: str, max_chars: int) -> None:
    for chunk in split(article(text), max_chars=max_chars):
        assert len(chunk.sentences) == 1 or chunk.end - chunk.start <= max_chars


@settings(deadline=None)
@given(TEXTS)
def test_splitting_is_repeatable(text: str) -> None:
    assert split(article(text)) == split(article(text))


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_an_article_without_text_has_no_chunks(text: str) -> None:
    assert split(article(text)) == []


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="max_chars must be at least 1, not 0"):
        split(article("Text."), max_chars=0)


def test_a_sentence_longer_than_the_limit_is_a_chunk_of_its_own() -> None:
    assert texts_of("Short one. " + PROSE + "Short two.", max_chars=50) == ["Short one.", PROSE.strip(), "Short two."]


def test_the_last_chunk_is_not_a_crumb() -> None:
    text = (PROSE * 9).strip()  # 7 sentences fit into a chunk: filling the first would leave 2
    assert [len(chunk.sentences) for chunk in split(article(text))] in ([5, 4], [4, 5])


def test_a_chunk_ends_with_its_paragraph_where_that_costs_little() -> None:
    text = f"{PROSE * 6}\n\n{PROSE * 6}".strip()
    assert [len(chunk.sentences) for chunk in split(article(text))] == [6, 6]


def test_a_heading_opens_the_chunk_that_follows_it() -> None:
    text = f"{PROSE}\n\nWhat the weather brings\n\n{PROSE}"
    assert texts_of(text) == [PROSE.strip(), f"What the weather brings\n\n{PROSE}".strip()]


def test_a_heading_at_the_very_start_stays_with_its_text() -> None:
    assert len(texts_of(f"A heading\n\nA second line\n\n{PROSE}")) == 1


def test_a_list_of_short_lines_is_not_a_row_of_headings() -> None:
    text = f"{PROSE}\n\nBelgium\n\nCanada\n\nMorocco\n\nCroatia\n\n{PROSE}"
    assert len(texts_of(text)) == 1


def test_a_short_quotation_is_not_a_heading() -> None:
    assert len(texts_of(f"{PROSE}\n\n“We are ready.”\n\n{PROSE}")) == 1


def test_a_line_of_crumbs_is_split_in_bounded_chunks() -> None:
    chunks = split(article("x\n\n" * 20_000))
    assert sum(len(chunk.sentences) for chunk in chunks) == 20_000
    assert max(len(chunk.sentences) for chunk in chunks) == 64
