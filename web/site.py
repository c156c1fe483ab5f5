"""The pages: ask, read an article in full with the quote marked, look through the library."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from index.types import Filters
from rag.answering import Answerer
from rag.errors import QuestionError
from rag.types import AnswerStatus
from web.examples import Examples
from web.failures import describe_validation
from web.pages import Pages, keep_form
from web.problems import Problem, RequestProblem
from web.queries import NumberedPage, PageQuery
from web.views import read_range, view_answers, view_paragraphs, view_quote

_PAGE_SIZE = 30
_NEWEST = 4


def make_site(answerer: Answerer, pages: Pages, examples: Examples) -> APIRouter:
    """Return the routes of the pages."""
    router = APIRouter(include_in_schema=False)
    library = answerer.library

    @router.api_route("/", methods=["GET", "HEAD"])
    def ask(request: Request) -> Response:
        """Show the form; with `q`, the answer too: this is its permalink."""
        # A form sends what was left empty, too.
        given = {name: value for name, value in request.query_params.items() if value.strip() or name == "q"}
        try:
            query = PageQuery.model_validate(given)
        except ValidationError as error:
            raise describe_validation(error) from error
        form = keep_form(request)
        if query.q is None:
            return _empty(form)
        return _answer(query.q, query.filters, form)

    def _empty(form: dict[str, str]) -> Response:
        status = library.status()
        return pages.render(
            "empty.html",
            active="ask",
            form=form,
            status_of=status,
            examples=examples.current(status.version) if status.articles else (),
            newest=library.summaries(limit=_NEWEST),
        )

    def _answer(question: str, filters: Filters, form: dict[str, str]) -> Response:
        if not question:
            raise RequestProblem(Problem.INVALID_QUESTION, "The question is empty. Write one, in words.")
        try:
            answer = answerer.ask(question, filters=filters)
        except QuestionError as error:
            raise RequestProblem(Problem.INVALID_QUESTION, str(error)) from error
        if answer.status is AnswerStatus.NOT_IN_SOURCES:
            nearest = [view_quote(quote) for quote in answer.nearest]
            return pages.render("not_in_sources.html", active="ask", form=form, answer=answer, nearest=nearest)
        return pages.render("answer.html", active="ask", form=form, answer=answer, found=view_answers(answer))

    @router.api_route("/articles", methods=["GET", "HEAD"])
    def list_articles(request: Request) -> Response:
        """Show the library, newest first."""
        try:
            page = NumberedPage.model_validate(dict(request.query_params)).page
        except ValidationError as error:
            raise describe_validation(error) from error
        status = library.status()
        return pages.render(
            "library.html",
            active="library",
            status_of=status,
            summaries=library.summaries(limit=_PAGE_SIZE, offset=(page - 1) * _PAGE_SIZE),
            page=page,
            pages=max(1, -(-status.articles // _PAGE_SIZE)),
        )

    @router.api_route("/articles/{article_id}", methods=["GET", "HEAD"])
    def read_article(request: Request, article_id: str) -> Response:
        """Show an article as the library keeps it, with a range of it marked."""
        article = library.get(article_id)
        if article is None:
            raise RequestProblem(Problem.ARTICLE_NOT_FOUND, "The library has no article at this address.")
        start, end = request.query_params.get("from"), request.query_params.get("to")
        mark = read_range(article, start, end)
        return pages.render(
            "article.html",
            article=article,
            paragraphs=view_paragraphs(article.text, mark),
            summary=library.summary(article_id),
            relatives=library.relatives(article_id),
            removals=library.removals_of(article_id),
            is_marked=mark is not None,
            is_bad_range=mark is None and (start is not None or end is not None),
        )

    @router.api_route("/problems/{slug}", methods=["GET", "HEAD"])
    def describe_problem(slug: str) -> Response:
        """Say what a `type` of the API's problems means."""
        kind = next((kind for kind in Problem if kind.slug == slug), None)
        if kind is None:
            raise RequestProblem(Problem.NOT_FOUND, "There is no such kind of problem.")
        return pages.render("problem.html", kind=kind)

    return router
