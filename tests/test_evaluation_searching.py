"""Searching a collection, measured over a library."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import ARTICLES, HashEncoder, make_article

from index.library import Library
from rag.evaluation.beir import Collection
from rag.evaluation.names import Name
from rag.evaluation.running import run_search
from rag.evaluation.searching import add_articles, search_questions
from rag.evaluation.types import (
    Form,
    SearchQuestion,
)


def skip() -> None:
    """Show no progress."""


def collection() -> Collection:
    twin = make_article(ARTICLES[0].text, name="twin")
    names = ("harbour", "books", "bridge", "twin")
    return Collection(
        questions=(
            SearchQuestion(id="1", text="ice damaged the crane in the harbour", gains={"harbour": 1, "twin": 1}),
            SearchQuestion(id="2", text="cracks in the bridge", gains={"bridge": 2, "nowhere": 1}),
        ),
        articles=dict(zip(names, (*ARTICLES, twin), strict=True)),
    )


def test_an_article_that_stands_twice_in_a_collection_is_found_twice(library: Library) -> None:
    names = add_articles(library, collection().articles, advance=skip)
    assert sorted(names.values()) == [["books"], ["bridge"], ["harbour", "twin"]]
    first, second = search_questions(library, collection().questions, names, advance=skip)
    assert (first.values[Name.RECALL_1], first.values[Name.RECALL_5], first.values[Name.NDCG]) == (0.5, 1.0, 1.0)
    assert (second.values[Name.RECALL_20], second.values[Name.MRR]) == (0.5, 1.0)


def test_a_collections_library_is_kept_only_where_it_is_asked_for(
    open_library: Callable[..., Library], encoder: HashEncoder, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = tmp_path_factory.mktemp("kept") / "library"

    def run(keep: bool) -> tuple[int, int]:
        encoder.encoded.clear()
        made = run_search(
            lambda folder: open_library(folder=folder),
            collection(),
            name="small",
            keep=kept if keep else None,
            limit=None,
        )
        assert (made.form, made.articles, made.encoder, len(made.records)) == (Form.SEARCH, 3, "hash", 2)
        return len(encoder.encoded), int(kept.exists())

    assert run(False) == (5, 0)  # three articles of one chunk each, and two questions
    assert run(True) == (5, 1)
    assert run(True) == (2, 1)
