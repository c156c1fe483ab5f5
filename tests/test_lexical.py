"""Lexical search: what is found, and that the cache follows and comes back."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.lexical import LexicalIndex, content_stems
from index.types import Head, StoredChunk

HEAD = Head(1, "a", 3)
CHUNKS = (
    StoredChunk(key=1, article_key=1, title="Harbour closed", text="Ice damaged the crane. Ferries are sailing."),
    StoredChunk(key=2, article_key=1, title="Harbour closed", text="The old pier is open, the mayor said."),
    StoredChunk(key=3, article_key=2, title="Books", text="Novels were lent. Café readers like café novels."),
)


def filled(folder: Path | None, chunks: Sequence[StoredChunk] = CHUNKS) -> LexicalIndex:
    lexical = LexicalIndex(folder)
    assert lexical.update(added=chunks, removed=(), head=HEAD, rebuild=True)
    return lexical


@pytest.fixture(params=["disk", "memory"])
def lexical(request: pytest.FixtureRequest, tmp_path: Path) -> LexicalIndex:
    return filled(tmp_path / "words" if request.param == "disk" else None)


@pytest.mark.parametrize(
    ("question", "first"),
    [("who DAMAGED a crane?", 1), ("ferry sails", 1), ("mayors", 2), ("cafe", 3), ("the harbour's pier", 2)],
)
def test_stems_accents_and_case_do_not_matter(lexical: LexicalIndex, question: str, first: int) -> None:
    assert lexical.search(question, limit=3).keys[0] == first


def test_a_title_finds_the_chunks_of_its_article(lexical: LexicalIndex) -> None:
    assert set(lexical.search("harbour", limit=5).keys) == {1, 2}


def test_scores_fall_and_are_positive(lexical: LexicalIndex) -> None:
    scores = list(lexical.search("old crane ferries", limit=5).scores)
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


@pytest.mark.parametrize(
    "question", ["", "???", 'AND OR NOT "', "text:crane^", "crane*~2 [a TO b]", "\\", "what", "(((" * 50]
)
def test_no_question_is_a_syntax_error(lexical: LexicalIndex, question: str) -> None:
    lexical.search(question, limit=5)


def test_only_chunks_of_the_given_articles_come_back(lexical: LexicalIndex) -> None:
    assert set(lexical.search("novels harbour", limit=5, articles=[2]).keys) == {3}
    assert lexical.search("novels harbour", limit=5, articles=[]).keys == []


def test_removed_chunks_are_gone_and_an_update_done_twice_counts_once(lexical: LexicalIndex) -> None:
    fourth = StoredChunk(key=4, article_key=3, title="Bridge", text="Trucks go round the crane.")
    for _ in range(2):
        assert lexical.update(added=[fourth], removed=[range(1, 3)], head=Head(2, "b", 4))
    assert lexical.search("crane", limit=5).keys == [4]
    assert len(lexical) == 2
    assert lexical.head() == Head(2, "b", 4)


def test_it_is_kept_on_disk(tmp_path: Path) -> None:
    filled(tmp_path / "words")
    again = LexicalIndex(tmp_path / "words")
    assert again.head() == HEAD
    assert again.search("novels", limit=1).keys == [3]


@pytest.mark.parametrize("name", ["meta.json", "footnote.json"])
def test_damage_makes_it_start_again_instead_of_failing(tmp_path: Path, name: str) -> None:
    filled(tmp_path / "words")
    (tmp_path / "words" / name).write_text("{damaged")
    assert LexicalIndex(tmp_path / "words").head() is None


def test_a_folder_that_cannot_be_made_is_replaced_by_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert filled(tmp_path / "file" / "words").is_in_memory


def test_words_that_only_ask_carry_no_meaning_unless_there_is_nothing_else() -> None:
    assert content_stems("What did the Russians provide, and when?") == ["russian", "provid"]
    assert content_stems("who did what") == ["who", "did", "what"]
