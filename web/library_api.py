"""The API's routes of the library: articles and collections."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Path, Query
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request

from corpus.mediatypes import parse_media_type
from corpus.types import Article
from index.library import Library
from index.types import Change
from rag.answer_json import article_json
from web import library_models as models
from web.access import Scope, needs
from web.library_json import outcome_json, summary_json
from web.library_requests import UploadQuery, check_collection
from web.openapi import TO_ADD, problems
from web.problems import Problem, RequestProblem
from web.queries import ListQuery
from web.uploads import Uploads

ArticleId = Annotated[str, Path(description="16 hexadecimal digits.", examples=["0f3b6c1d2e4a5978"])]
Collection = Annotated[str, Path(description="The name of a collection.", examples=["ports"])]
Tags = Annotated[str | None, Header(description="One or more of an article's `ETag`s, or `*`.")]
_ETAG = {"ETag": {"description": "Changes with the article.", "schema": {"type": "string"}}}
_LINK = {"Link": {"description": 'The address of `next`, with `rel="next"`.', "schema": {"type": "string"}}}


def make_library_api(library: Library, uploads: Uploads) -> APIRouter:
    """Return the routes of articles and collections."""
    router = APIRouter(tags=["articles"])
    asking, writing = [needs(Scope.ASK)], [needs(Scope.WRITE)]

    @router.get(
        "/api/v1/articles",
        summary="List articles",
        response_model=models.ArticleList,
        responses={200: {"headers": _LINK}, **problems()},
        dependencies=asking,
    )
    def list_articles(query: Annotated[ListQuery, Query()]) -> JSONResponse:
        """List the articles that pass the filters, without their texts, newest first."""
        listing = library.catalogue.select(
            filters=query.filters, words=query.q or "", limit=query.limit, offset=query.offset
        )
        onward = query.offset + query.limit
        given = query.model_dump(mode="json", exclude_none=True, exclude={"limit", "offset"})
        address = f"/api/v1/articles?{urlencode({**given, 'limit': query.limit, 'offset': onward})}"
        following = address if onward < listing.total else None
        return JSONResponse(
            {
                "articles": [summary_json(summary) for summary in listing.summaries],
                "total": listing.total,
                "limit": query.limit,
                "offset": query.offset,
                "next": following,
            },
            headers={"Link": f'<{following}>; rel="next"'} if following else None,
        )

    @router.post(
        "/api/v1/articles",
        summary="Add an article or a file",
        status_code=201,
        response_model=models.TakenIn,
        responses={
            200: {"model": models.TakenIn, "description": "Nothing was new: it replaced what was there, or is there."},
            201: {"headers": {"Location": {"description": "The article, if it is one.", "schema": {"type": "string"}}}},
            **problems(Problem.UNREADABLE_FILE, Problem.UNSUPPORTED_TYPE, has_body=True),
        },
        dependencies=writing,
        openapi_extra=TO_ADD,
    )
    async def add_articles(request: Request, query: Annotated[UploadQuery, Query()]) -> JSONResponse:
        """Take in an article as JSON, or a file as the body with its media type or `name`.

        Files are read by a process of few rights, as `footnote add` reads them. The reply says what became of each
        article; if none could be taken in it is a problem.
        """
        body = await request.body()
        media_type = parse_media_type(request.headers.get("content-type"))
        outcomes = await uploads.take(body, media_type=media_type, query=query)
        added = [outcome.article_id for outcome in outcomes if outcome.change is Change.ADDED]
        return JSONResponse(
            {"outcomes": [outcome_json(outcome) for outcome in outcomes], "version": library.version},
            status_code=201 if added else 200,
            headers={"Location": f"/api/v1/articles/{added[0]}"} if len(added) == 1 else None,
        )

    @router.get(
        "/api/v1/articles/{article_id}",
        summary="Read an article",
        response_model=models.WholeArticle,
        responses={
            200: {"headers": _ETAG},
            304: {"description": "It is as it was: the `ETag` stands in `If-None-Match`.", "headers": _ETAG},
            **problems(Problem.ARTICLE_NOT_FOUND),
        },
        dependencies=asking,
    )
    def read_article(article_id: ArticleId, if_none_match: Tags = None) -> Response:
        """Return an article with its whole text, which the offsets of quotes and hits point into."""
        reply = JSONResponse(_whole_json(_find(library, article_id)))
        reply.headers["ETag"] = etag = _etag_of(reply)
        if if_none_match is not None and _names(if_none_match, etag, is_weak=True):
            return Response(status_code=304, headers={"ETag": etag})
        return reply

    @router.delete(
        "/api/v1/articles/{article_id}",
        summary="Remove an article",
        status_code=204,
        response_class=Response,
        responses={
            204: {"description": "It is gone, everywhere at once."},
            **problems(Problem.ARTICLE_NOT_FOUND, Problem.PRECONDITION_FAILED),
        },
        dependencies=writing,
    )
    def remove_article(article_id: ArticleId, if_match: Tags = None) -> Response:
        """Remove an article; where copies of it are known, the oldest takes its place."""
        article = library.get(article_id)
        if article is None and library.original_of(article_id) is None:
            raise _not_found()
        if if_match is not None:
            etag = None if article is None else _etag_of(JSONResponse(_whole_json(article)))
            if etag is None or not _names(if_match, etag, is_weak=False):
                raise RequestProblem(Problem.PRECONDITION_FAILED, "Its `ETag` is not one of those in `If-Match`.")
        if not library.remove(article_id):
            raise _not_found()
        return Response(status_code=204)

    @router.get(
        "/api/v1/articles/{article_id}/removals",
        summary="See what was cut from an article",
        response_model=models.Removals,
        responses=problems(Problem.ARTICLE_NOT_FOUND),
        dependencies=asking,
    )
    def read_removals(article_id: ArticleId) -> JSONResponse:
        """List what cleaning cut from an article as page furniture, and why."""
        summary = library.summary(article_id)
        if summary is None:
            raise _not_found()
        removals = library.removals_of(article_id)
        return JSONResponse(
            {
                "article_id": article_id,
                "kept_share": round(summary.kept_share, 4),
                "removals": [{"text": removal.text, "reason": removal.reason} for removal in removals],
            }
        )

    @router.get(
        "/api/v1/collections",
        tags=["collections"],
        summary="List collections",
        response_model=models.CollectionList,
        responses=problems(),
        dependencies=asking,
    )
    def list_collections() -> JSONResponse:
        """List the collections and how many articles each one has."""
        counts = library.collections.counts()
        return JSONResponse({"collections": [{"name": name, "articles": n} for name, n in counts.items()]})

    membership = "/api/v1/collections/{name:path}/articles/{article_id}"
    membership_replies: dict[int | str, dict[str, Any]] = {
        204: {"description": "It is so."},
        **problems(Problem.ARTICLE_NOT_FOUND),
    }

    @router.put(
        membership,
        tags=["collections"],
        summary="Put an article into a collection",
        status_code=204,
        response_class=Response,
        responses=membership_replies,
        dependencies=writing,
    )
    def put_in(name: Collection, article_id: ArticleId) -> Response:
        """Put an article into a collection, which is made by its first article."""
        library.collections.put(_check_name(name), [_find_id(library, article_id)])
        return Response(status_code=204)

    @router.delete(
        membership,
        tags=["collections"],
        summary="Take an article out of a collection",
        status_code=204,
        response_class=Response,
        responses=membership_replies,
        dependencies=writing,
    )
    def take_out(name: Collection, article_id: ArticleId) -> Response:
        """Take an article out of a collection, which goes with its last article; the article stays."""
        library.collections.take_out(_check_name(name), [_find_id(library, article_id)])
        return Response(status_code=204)

    return router


def _whole_json(article: Article) -> dict[str, Any]:
    return article_json(article) | {
        "article_sha256": article.sha256,
        "chars": len(article.text),
        "text": article.text,
    }


def _etag_of(reply: Response) -> str:
    """Return the strong entity tag of a reply: the same one, the same bytes (RFC 9110, section 8.8.3)."""
    return f'"{hashlib.sha256(bytes(reply.body)).hexdigest()[:32]}"'


def _names(header: str, etag: str, *, is_weak: bool) -> bool:
    """Whether `If-Match` or `If-None-Match` names an entity tag; a weak one counts for the latter only."""
    listed = [part.strip() for part in header.split(",")]
    return "*" in listed or etag in [part.removeprefix("W/") if is_weak else part for part in listed]


def _find(library: Library, article_id: str) -> Article:
    article = library.get(article_id)
    if article is None:
        raise _not_found()
    return article


def _find_id(library: Library, article_id: str) -> str:
    if library.summary(article_id) is None and library.original_of(article_id) is None:
        raise _not_found()
    return article_id


def _check_name(name: str) -> str:
    try:
        return check_collection(name)
    except ValueError as error:
        detail = f"path.name: {error}"
        raise RequestProblem(Problem.INVALID_REQUEST, detail, errors=(("path.name", str(error)),)) from error


def _not_found() -> RequestProblem:
    return RequestProblem(Problem.ARTICLE_NOT_FOUND, "The library has no article with this id.")
