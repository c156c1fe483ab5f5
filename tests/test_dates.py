"""Words of a quote that name days are explained beside it, and only where the day of publication is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from conftest import make_article

from corpus.types import Article, DateOrigin
from rag.answer_json import quote_json
from rag.dates import date_words
from rag.types import Quote

TEXT = "The harbour opened early. Ice closed it on Monday, and it will stay shut until next month. So it was said."
ARTICLE = make_article(TEXT, published_on=date(2026, 1, 7))  # a Wednesday
START = TEXT.index("Ice")


def quote(article: Article) -> Quote:
    return Quote(number=1, article=article, start=START, end=len(TEXT), answer=None, score=0.5)


def test_words_that_name_days_are_resolved_by_the_day_of_publication() -> None:
    found = date_words(quote(ARTICLE))
    assert [(words.text, words.first, words.last) for words in found] == [
        ("Monday", date(2026, 1, 5), date(2026, 1, 5)),
        ("next month", date(2026, 2, 1), date(2026, 2, 28)),
    ]
    assert [TEXT[words.span.start : words.span.end] for words in found] == ["Monday", "next month"]


def test_they_come_with_a_quote_and_the_quote_is_unchanged() -> None:
    reply = quote_json(quote(ARTICLE))
    assert reply["text"] == TEXT[START:]
    assert reply["dates"][0] == {
        "text": "Monday", "start": TEXT.index("Monday"), "end": TEXT.index("Monday") + 6,
        "first": "2026-01-05", "last": "2026-01-05",
    }  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"published_on": None},
        {"published_from": DateOrigin.URL},
        {"language": "de"},
    ],
)
def test_nothing_is_resolved_by_a_day_that_is_not_known(changed: dict[str, object]) -> None:
    assert date_words(quote(replace(ARTICLE, **changed))) == ()  # type: ignore[arg-type]
