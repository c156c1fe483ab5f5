"""The library page and the article page: look through the articles, and read one with a quote marked."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from pydantic import Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from index.catalogue import Order
from index.library import Library
from web.access import Scope, may
from web.article_views import ArticleView, Place, view_article
from web.failures import describe_validation
from web.pages import Pages
from web.problems import Problem, RequestProblem
from web.queries import MAX_PAGE_SIZE, FilterQuery

_PAGE_SIZE = 30
_MAX_FIND_CHARS = 200
_LAST_PAGE = 1_000_000_000 // MAX_PAGE_SIZE


class ShelfQuery(FilterQuery):
    """The parameters of the library page."""

    find: str = Field(default="", max_length=_MAX_FIND_CHARS)
    order: Order = Order.PUBLISHED
    page: int = Field(default=1, ge=1, le=_LAST_PAGE)
    notice: str | None = Field(default=None, max_length=20)

    @property
    def is_filtered(self) -> bool:
        """Whether some articles may be left out."""
        return bool(self.find) or not self.filters.is_empty

    def href(self, page: int) -> str:
        """Return the address of a page of this list."""
        given = self.model_dump(mode="json", exclude_defaults=True, exclude={"notice", "page"})
        return "/articles?" + urlencode({**given, "page": page})


def make_shelf(library: Library, pages: Pages) -> APIRouter:
    """Return the routes that show articles; `web.keeping` has those that change the library."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/articles", methods=["GET", "HEAD"])
    def list_articles(request: Request) -> Response:
        """Show the library, or what of it passes the filters."""
        # A form sends what was left empty, too.
        given = {name: value for name, value in request.query_params.items() if value.strip()}
        try:
            query = ShelfQuery.model_validate(given)
        except ValidationError as error:
            raise describe_validation(error) from error
        listing = library.catalogue.select(
            filters=query.filters,
            words=query.find,
            order=query.order,
            limit=_PAGE_SIZE,
            offset=(query.page - 1) * _PAGE_SIZE,
        )
        return pages.render(
            "library.html",
            active="library",
            status_of=library.status(),
            listing=listing,
            query=query,
            pages=max(1, -(-listing.total // _PAGE_SIZE)),
            collections=library.collections.counts(),
            may_write=may(request, Scope.WRITE),
        )

    @router.api_route("/articles/{article_id}", methods=["GET", "HEAD"])
    def read_article(request: Request, article_id: str) -> Response:
        """Show an article as the library keeps it, with a range of it marked."""
        view = _find(request, article_id)
        if view is None:
            return _redirect_copy(request, article_id, "")
        return pages.render(
            "article.html",
            active="library",
            view=view,
            notice=request.query_params.get("notice", ""),
            all_collections=library.collections.counts(),
            may_write=may(request, Scope.WRITE),
        )

    @router.api_route("/articles/{article_id}/reading", methods=["GET", "HEAD"])
    def read_beside(request: Request, article_id: str) -> Response:
        """Return the article alone, to be shown beside an answer."""
        view = _find(request, article_id)
        if view is None:
            return _redirect_copy(request, article_id, "/reading")
        return pages.render("_article.html", view=view, is_beside=True)

    def _find(request: Request, article_id: str) -> ArticleView | None:
        asked = request.query_params
        return view_article(
            library,
            article_id,
            Place(start=asked.get("from"), end=asked.get("to"), sha256=asked.get("sha")),
            strings=pages.strings,
            origin=str(request.base_url).rstrip("/"),
        )

    def _redirect_copy(request: Request, article_id: str, below: str) -> Response:
        """Lead to the article that has a copy's very text, so that a range means the same words there."""
        original = library.original_of(article_id)
        if original is None:
            raise RequestProblem(Problem.ARTICLE_NOT_FOUND, "The library has no article at this address.")
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/articles/{original}{below}{query}", 307)

    return router
