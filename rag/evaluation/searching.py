"""Search measured on a collection in BEIR's form: which articles come first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus.types import Article
from index.library import POOL, Library
from index.types import Change
from rag.evaluation.asking import SEARCH_MEASURES
from rag.evaluation.ranking import Ranking, measure_rankings
from rag.evaluation.types import Record, SearchQuestion


def add_articles(
    library: Library, articles: Mapping[str, Article], *, advance: Callable[[], None]
) -> dict[str, list[str]]:
    """Add a collection's articles to a library; those that are in it already cost nothing.

    Returns:
        The collection's ids by the library's: one article that stands in the collection twice is one in the library.
    """
    names: dict[str, list[str]] = {}
    for name, article in articles.items():
        added = library.add(article)
        twin = added.duplicate_of if added.change is Change.DUPLICATE else None
        names.setdefault(twin or article.id, []).append(name)
        advance()
    library.refresh()
    return names


def search_questions(
    library: Library,
    questions: Sequence[SearchQuestion],
    names: Mapping[str, Sequence[str]],
    *,
    advance: Callable[[], None],
) -> Iterator[Record]:
    """Search for each question, and yield where its relevant articles stand; an article's place is its best chunk's."""
    for question in questions:
        hits = library.search(question.text, limit=2 * POOL).hits
        found = dict.fromkeys(name for hit in hits for name in names.get(hit.article.id, ()))
        rankings = {question.id: Ranking(list(found), question.gains)}
        values = measure_rankings(rankings, SEARCH_MEASURES)[question.id]
        yield Record(id=question.id, question=question.text, values=values)
        advance()
