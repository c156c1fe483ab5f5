"""Articles, hits and outcomes as the API's JSON; `web.models` and `web.library_models` publish the shapes."""

from __future__ import annotations

from typing import Any

from index.types import Change, Hit, Summary
from rag.answer_json import article_json
from rag.intake.outcomes import Outcome
from rag.types import place_href


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a passage that search found."""
    start, end = hit.chunk.start, hit.chunk.end
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "dense_score": None if hit.dense_score is None else round(hit.dense_score, 6),
        "lexical_score": None if hit.lexical_score is None else round(hit.lexical_score, 6),
        "start": start,
        "end": end,
        "text": hit.text,
        "href": place_href(hit.article, start, end),
        "article_sha256": hit.article.sha256,
        "article": article_json(hit.article),
    }


def summary_json(summary: Summary) -> dict[str, Any]:
    """Return an article in a list."""
    return {
        "article_id": summary.id,
        "title": summary.title,
        "publisher": summary.publisher,
        "author": summary.author,
        "published_on": summary.published_on.isoformat() if summary.published_on else None,
        "published_from": summary.published_from.value if summary.published_from else None,
        "language": summary.language,
        "url": summary.url,
        "added_at": summary.added_at.replace("+00:00", "Z"),
        "article_sha256": summary.sha256,
        "chars": summary.chars,
        "chunks": summary.chunks,
        "kept_share": round(summary.kept_share, 4),
        "version_of": summary.version_of,
        "copies": summary.copies,
        "collections": list(summary.collections),
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """Return what became of an article that was sent."""
    is_duplicate = outcome.change is Change.DUPLICATE
    return {
        "outcome": "failed" if outcome.change is None else outcome.change.value,
        "name": outcome.name,
        "article_id": outcome.article_id,
        "title": outcome.title,
        "duplicate_of": outcome.related_id if is_duplicate else None,
        "version_of": None if is_duplicate else outcome.related_id,
        "failure": outcome.failure,
    }
