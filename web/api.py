"""The JSON API, version 1."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Path, Query
from fastapi.responses import JSONResponse

from corpus.errors import FootnoteError
from corpus.types import Article
from index.types import Hit, Summary
from rag.answer_json import article_json, filters_json, to_json
from rag.answering import Answerer, clean_question
from web import models
from web.openapi import EXAMPLES, problems
from web.problems import Problem, RequestProblem
from web.queries import AskRequest, ListQuery, SearchQuery

ArticleId = Annotated[str, Path(description="16 hexadecimal digits.", examples=["0f3b6c1d2e4a5978"])]


def make_api(answerer: Answerer) -> APIRouter:
    """Return the routes of the API and the two that say how the server is."""
    router = APIRouter()
    library = answerer.library

    @router.post(
        "/api/v1/ask",
        tags=["ask"],
        summary="Ask a question",
        response_model=models.Answer,
        responses=problems(Problem.INVALID_QUESTION, Problem.BODY_TOO_LARGE, Problem.LIBRARY_BUSY),
    )
    def ask(request: Annotated[AskRequest, Body(openapi_examples=EXAMPLES["ask"])]) -> JSONResponse:
        """Answer in the articles' own words, or say that they do not say: both are status 200.

        Every quote's `text` is `article.text[start:end]`, checked before the answer leaves.
        """
        return JSONResponse(to_json(answerer.ask(request.question, filters=request.filters, top=request.top)))

    @router.get(
        "/api/v1/search",
        tags=["search"],
        summary="Find passages",
        response_model=models.SearchReply,
        responses=problems(Problem.INVALID_QUESTION, Problem.LIBRARY_BUSY),
    )
    def search(query: Annotated[SearchQuery, Query()]) -> JSONResponse:
        """Return the passages nearest to a question, by meaning and by words, without judging whether they answer."""
        question = clean_question(query.q)
        findings = library.search(question, limit=query.limit, filters=query.filters)
        status = findings.status
        return JSONResponse(
            {
                "query": question,
                "filters": filters_json(query.filters),
                "library": {"version": status.version, "articles": status.articles, "chunks": status.chunks},
                "hits": [_hit_json(hit) for hit in findings.hits],
            }
        )

    @router.get(
        "/api/v1/articles",
        tags=["articles"],
        summary="List articles",
        response_model=models.ArticleList,
        responses=problems(Problem.INVALID_REQUEST, Problem.LIBRARY_BUSY),
    )
    def list_articles(query: Annotated[ListQuery, Query()]) -> JSONResponse:
        """List the articles without their texts, newest first."""
        total = library.status().articles
        onward = query.offset + query.limit
        address = f"/api/v1/articles?{urlencode({'limit': query.limit, 'offset': onward})}"
        return JSONResponse(
            {
                "articles": [_summary_json(row) for row in library.summaries(limit=query.limit, offset=query.offset)],
                "total": total,
                "limit": query.limit,
                "offset": query.offset,
                "next": address if onward < total else None,
            }
        )

    @router.get(
        "/api/v1/articles/{article_id}",
        tags=["articles"],
        summary="Read an article",
        response_model=models.WholeArticle,
        responses=problems(Problem.ARTICLE_NOT_FOUND, Problem.LIBRARY_BUSY),
    )
    def read_article(article_id: ArticleId) -> JSONResponse:
        """Return an article with its whole text, which the offsets of quotes and hits point into."""
        article = library.get(article_id)
        if article is None:
            raise RequestProblem(Problem.ARTICLE_NOT_FOUND, "The library has no article with this id.")
        return JSONResponse(_article_json(article) | {"chars": len(article.text), "text": article.text})

    @router.get("/healthz", tags=["server"], summary="Is the server running?", response_model=models.Health)
    def healthz() -> JSONResponse:
        """Say that the server runs, whatever the state of the library."""
        return JSONResponse({"status": "ok"})

    @router.get(
        "/readyz",
        tags=["server"],
        summary="Can the server answer?",
        response_model=models.Health,
        responses=problems(Problem.LIBRARY_UNAVAILABLE),
    )
    def readyz() -> JSONResponse:
        """Say whether the library and its encoder can answer, by searching once."""
        try:
            library.search("ready", limit=1)
        except FootnoteError as error:
            raise RequestProblem(Problem.LIBRARY_UNAVAILABLE, "The library or its encoder cannot be used.") from error
        return JSONResponse({"status": "ready"})

    return router


def _article_json(article: Article) -> dict[str, Any]:
    return article_json(article) | {"article_sha256": article.sha256}


def _hit_json(hit: Hit) -> dict[str, Any]:
    start, end = hit.chunk.start, hit.chunk.end
    return {
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "dense_score": None if hit.dense_score is None else round(hit.dense_score, 6),
        "lexical_score": None if hit.lexical_score is None else round(hit.lexical_score, 6),
        "start": start,
        "end": end,
        "text": hit.text,
        "href": f"/articles/{hit.article.id}?from={start}&to={end}#quote",
        "article_sha256": hit.article.sha256,
        "article": article_json(hit.article),
    }


def _summary_json(summary: Summary) -> dict[str, Any]:
    return {
        "article_id": summary.id,
        "title": summary.title,
        "publisher": summary.publisher,
        "author": summary.author,
        "published_on": summary.published_on.isoformat() if summary.published_on else None,
        "published_from": summary.published_from.value if summary.published_from else None,
        "language": summary.language,
        "url": summary.url,
        "added_at": summary.added_at,
        "article_sha256": summary.sha256,
        "chars": summary.chars,
        "chunks": summary.chunks,
        "kept_share": round(summary.kept_share, 4),
        "version_of": summary.version_of,
        "copies": summary.copies,
        "collections": list(summary.collections),
    }
