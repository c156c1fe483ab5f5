"""An answer as JSON: one shape for the command line, the API, and whoever keeps answers."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from corpus.types import Article
from index.types import Filters
from rag.dates import date_words
from rag.types import Answer, Citation, FoundAnswer, Quote

_PLACES = 4  # of a probability; more would promise a precision that it has not


def to_json(answer: Answer) -> dict[str, Any]:
    """Return an answer as JSON values; `docs/answer.md` describes them. Offsets are code points into the article."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status.value,
        "confidence": round(answer.confidence, _PLACES),
        "threshold": round(answer.threshold, _PLACES),
        "answers": [_found_answer(found) for found in answer.answers],
        "quotes": [quote_json(quote) for quote in answer.quotes],
        "sources": [_source(citation) for citation in answer.citations],
        "nearest": [quote_json(quote) | _title(quote.article) for quote in answer.nearest],
        "conflicts": [
            {"kind": conflict.kind.value, "answers": list(conflict.answers)} for conflict in answer.conflicts
        ],
        "filters": filters_json(answer.filters),
        "library": {
            "version": answer.library.version,
            "articles": answer.library.articles,
            "chunks": answer.library.chunks,
            "encoder": answer.library.encoder,
            "reader": answer.library.reader,
        },
        "timings_ms": dict(answer.timings_ms),
    }


def quote_json(quote: Quote) -> dict[str, Any]:
    """Return a quote as JSON values."""
    return {
        "number": quote.number,
        "article_id": quote.article.id,
        "article_sha256": quote.article.sha256,
        "start": quote.start,
        "end": quote.end,
        "page": quote.page,
        "text": quote.text,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
        "answer_start": quote.answer.start if quote.answer else None,
        "answer_end": quote.answer.end if quote.answer else None,
        "dates": [
            {
                "text": words.text,
                "start": words.span.start,
                "end": words.span.end,
                "first": words.first.isoformat(),
                "last": words.last.isoformat(),
            }
            for words in date_words(quote)
        ],
        "score": round(quote.score, _PLACES),
        "href": quote.href,
    }


def article_json(article: Article) -> dict[str, Any]:
    """Return what is known of an article, without its text and without where it lies on this machine."""
    return {
        "article_id": article.id,
        "title": article.title,
        "publisher": article.publisher,
        "author": article.author,
        "published_on": article.published_on.isoformat() if article.published_on else None,
        "published_from": article.published_from.value if article.published_from else None,
        "language": article.language,
        "url": article.url,
        "added_at": article.added_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if article.added_at else None,
    }


def filters_json(filters: Filters) -> dict[str, Any]:
    """Return filters as JSON values."""
    return {
        "source": filters.source,
        "since": filters.since.isoformat() if filters.since else None,
        "until": filters.until.isoformat() if filters.until else None,
        "collection": filters.collection,
        "language": filters.language,
        "article": filters.article,
    }


def _found_answer(found: FoundAnswer) -> dict[str, Any]:
    return {
        "text": found.text,
        "quotes": list(found.quotes),
        "independent_sources": found.independent_sources,
        "probability": round(found.probability, _PLACES),
    }


def _source(citation: Citation) -> dict[str, Any]:
    return article_json(citation.article) | {"quotes": list(citation.quotes)}


def _title(article: Article) -> dict[str, Any]:
    # `sources` holds only what is quoted as an answer, so that the nearest passages bring their own.
    known = article_json(article)
    return {name: known[name] for name in ("title", "publisher", "published_on", "url")}
